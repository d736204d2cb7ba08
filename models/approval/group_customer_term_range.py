# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class GroupCustomerTermRange(models.Model):
    """Which terms may be agreed without asking further (MD-03, CR-25).

    One range decides, the most specific one in force: of a grade and a product
    category, then of a category, then of a grade, then of neither. Within a kind the
    category nearest to the product wins, then the grade of the scheme that counts most
    in the company, then a range of the company itself. Payment terms and settlement
    methods hold for the customer as a whole, so ranges of a category have none.
    Without any range nothing is limited.
    """

    _name = "group.customer.term.range"
    _description = "Permitted Terms"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False, help="Identifies the range in policy packs.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Empty: holds for every company that has no such range of its own.",
    )
    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        string="Grading Scheme",
        compute="_compute_scheme_id",
        store=True,
        readonly=False,
        check_company=True,
        ondelete="restrict",
    )
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        domain="[('scheme_id', '=?', scheme_id)]",
        ondelete="restrict",
        index="btree_not_null",
        help="Only for customers who hold this grade. Empty: whatever the grade.",
    )
    category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product Category",
        ondelete="restrict",
        index="btree_not_null",
        help="Only for products of this category and those below it. Empty: for all "
        "products.",
    )
    discount_min = fields.Float(
        string="Smallest Discount (%)",
        digits="Discount",
        help="Per cent off the list price. A discount agreed with a customer that is "
        "smaller is outside the range; an order may always be dearer.",
    )
    discount_max = fields.Float(
        string="Largest Discount (%)",
        digits="Discount",
        default=100,
        help="Per cent off the list price: the lowest price that may be agreed. "
        "100: no limit.",
    )
    payment_term_ids = fields.Many2many(
        comodel_name="account.payment.term",
        relation="group_customer_term_range_payment_term_rel",
        check_company=True,
        string="Payment Terms",
        help="Empty: any.",
    )
    settlement_method_ids = fields.Many2many(
        comodel_name="group.customer.settlement.method",
        relation="group_customer_term_range_settlement_method_rel",
        string="Settlement Methods",
        help="Empty: any.",
    )
    date_from = fields.Date(string="From", help="Empty: since ever.")
    date_to = fields.Date(string="To", help="Empty: until further notice.")
    article = fields.Char(help="The regulation that the range comes from.")
    requirement = fields.Char(help="Identifiers of the rules that use the range.")
    description = fields.Text(translate=True)

    _discounts_ordered = models.Constraint(
        "CHECK(0 <= discount_min AND discount_min <= discount_max "
        "AND discount_max <= 100)",
        "The discounts of a range lie between 0 and 100 per cent, the smallest before "
        "the largest.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A range cannot end before it begins.",
    )
    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "Another range has this code: choose another code.",
    )

    # === COMPUTE METHODS === #

    @api.depends("grade_id")
    def _compute_scheme_id(self):
        for term_range in self:
            if term_range.grade_id:
                term_range.scheme_id = term_range.grade_id.scheme_id

    # === CONSTRAINT METHODS === #

    @api.constrains("scheme_id", "grade_id")
    def _check_grade(self):
        for term_range in self:
            if term_range.scheme_id != term_range.grade_id.scheme_id:
                raise ValidationError(
                    self.env._(
                        "The range “%(range)s” names the grading scheme “%(scheme)s” "
                        "without one of its grades: choose the grade that the range "
                        "is for, or leave both empty.",
                        range=term_range.display_name,
                        scheme=term_range.scheme_id.display_name,
                    )
                )

    @api.constrains("category_id", "payment_term_ids", "settlement_method_ids")
    def _check_category(self):
        for term_range in self:
            if term_range.category_id and (
                term_range.payment_term_ids or term_range.settlement_method_ids
            ):
                raise ValidationError(
                    self.env._(
                        "The range “%(range)s” is for products of “%(category)s”, but "
                        "payment terms and settlement methods hold for the customer "
                        "as a whole: put them into a range without a category.",
                        range=term_range.display_name,
                        category=term_range.category_id.display_name,
                    )
                )

    @api.constrains(
        "active", "company_id", "grade_id", "category_id", "date_from", "date_to"
    )
    def _check_overlap(self):
        """At most one range of the same company, grade and category holds on a day."""
        active = self.filtered("active")
        if not active:
            return
        others = self.sudo().search(
            Domain("grade_id", "in", active.grade_id.ids + [False])
            & Domain("category_id", "in", active.category_id.ids + [False])
        )
        for term_range in active:
            for other in others - term_range:
                if term_range._has_scope_of(other) and term_range._overlaps(other):
                    raise ValidationError(
                        self.env._(
                            "“%(range)s” and “%(other)s” are ranges for the same "
                            "company, grade and product category on the same days: "
                            "change the days of one, or archive it.",
                            range=term_range.display_name,
                            other=other.display_name,
                        )
                    )

    def _has_scope_of(self, other):
        return all(
            self[name] == other[name]
            for name in ("company_id", "grade_id", "category_id")
        )

    def _overlaps(self, other):
        return (
            not self.date_to or not other.date_from or other.date_from <= self.date_to
        ) and (
            not other.date_to or not self.date_from or self.date_from <= other.date_to
        )
