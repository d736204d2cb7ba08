# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerGradeAward(models.Model):
    """Who holds which grade in which scheme, from when to when, and why.

    History is append-only: an award is never changed, only closed by the next.
    """

    _name = "group.customer.grade.award"
    _description = "Group Customer Grade Award"
    _order = "date_from desc, id desc"
    _rec_name = "grade_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="restrict",
        check_company=True,
    )
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('scheme_id', '=', scheme_id)]",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="To", readonly=True, help="Empty: today's grade.")
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )
    origin = fields.Selection(
        selection=[
            ("run", "Grading run"),
            ("manual", "By hand"),
            ("import", "Import"),
        ],
        required=True,
        default="manual",
    )
    run_line_id = fields.Many2one(
        comodel_name="group.customer.grade.run.line",
        string="Explanation",
        ondelete="restrict",
        readonly=True,
        index="btree_not_null",
    )
    reason = fields.Text()
    user_id = fields.Many2one(
        comodel_name="res.users", string="Awarded By", readonly=True
    )

    _current_unique = models.UniqueIndex(
        "(scheme_id, company_id, partner_id) WHERE date_to IS NULL",
        "A customer holds one grade of a scheme at a time.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "An award cannot end before it begins.",
    )

    def _compute_is_current(self):
        self.is_current = False
