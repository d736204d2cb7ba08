# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerTermRange(models.Model):
    """Which terms may be agreed without asking further (MD-03, CR-25).

    The most specific range that is in force decides: of a grade and a product
    category, then of a category, then of a grade, then of the company as a whole.
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

    @api.depends("grade_id")
    def _compute_scheme_id(self):
        for term_range in self:
            if term_range.grade_id:
                term_range.scheme_id = term_range.grade_id.scheme_id

    @api.model
    def _find_problems(self, partner, company, date, values):
        """Say what of proposed terms lies outside the permitted range.

        :param partner: the customer; may be a contact of it
        :param company: ``res.company`` that agrees to the terms
        :param date: the day on which the terms begin to hold
        :param dict values: field name of ``res.partner`` → proposed value, any of
            ``agreed_discount``, ``property_payment_term_id`` and
            ``settlement_method_id`` (records or ids); what is missing is not checked
        :returns: sentences for the reader, none when all is inside
        :rtype: list[str]
        """
        return []
