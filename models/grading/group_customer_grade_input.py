# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerGradeInput(models.Model):
    """What people know about a customer: a dated, signed judgement or document."""

    _name = "group.customer.grade.input"
    _description = "Group Customer Grade Input"
    _order = "date desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    metric_id = fields.Many2one(
        comodel_name="group.customer.metric",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('measure', '=', 'input')]",
    )
    unit = fields.Selection(related="metric_id.unit")
    company_id = fields.Many2one(
        comodel_name="res.company",
        default=lambda self: self.env.company,
        help="Empty: the input counts for every company.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    valid_until = fields.Date(help="Empty: until a later input replaces it.")
    option_id = fields.Many2one(
        comodel_name="group.customer.metric.option",
        string="Answer",
        ondelete="restrict",
        domain="[('metric_id', '=', metric_id)]",
    )
    has_options = fields.Boolean(compute="_compute_has_options")
    value = fields.Float(digits=(16, 4), aggregator="avg")
    document = fields.Binary(attachment=True)
    document_name = fields.Char()
    note = fields.Text()
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered By",
        default=lambda self: self.env.user,
        readonly=True,
    )

    def _compute_has_options(self):
        self.has_options = False
