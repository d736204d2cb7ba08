# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date


class GroupCustomerParameter(models.Model):
    """A number that a rule needs, kept as data with the date from which it holds.

    Code never holds such a number; it asks :meth:`_get_value` for the one in
    force on the day that matters.
    """

    _name = "group.customer.parameter"
    _description = "Group Customer Parameter"
    _order = "code"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    unit = fields.Selection(
        selection=[
            ("days", "Days"),
            ("months", "Months"),
            ("years", "Years"),
            ("percent", "Per cent"),
            ("count", "Count"),
            ("currency", "Amount"),
        ],
        required=True,
    )
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation that the number comes from.")
    requirement = fields.Char(help="Identifiers of the rules that use the number.")
    value_ids = fields.One2many(
        comodel_name="group.customer.parameter.value",
        inverse_name="parameter_id",
        string="Values",
    )
    current_value = fields.Float(
        string="Value Today",
        compute="_compute_current_value",
        digits=(16, 4),
    )
    has_current_value = fields.Boolean(compute="_compute_current_value")

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another parameter has this code: choose another code."
    )

    @api.depends("value_ids.value", "value_ids.date_from", "value_ids.company_id")
    @api.depends_context("company")
    def _compute_current_value(self):
        today = fields.Date.context_today(self)
        for parameter in self:
            value = parameter.value_ids._filter_in_force(self.env.company, today)
            parameter.has_current_value = bool(value)
            parameter.current_value = value.value

    @api.model
    def _get_value(self, code, company=None, date=None):
        """Return the number in force.

        A value of the company itself goes before one for all companies; among
        those the latest that has begun wins.

        :param str code: code of the parameter
        :param company: ``res.company`` that asks, the current one by default
        :param date: the day that matters, today by default
        :rtype: float
        :raises UserError: when there is no such parameter, or no value in force
        """
        company = company or self.env.company
        date = date or fields.Date.context_today(self)
        parameter = self.sudo().search(Domain("code", "=", code), limit=1)
        if not parameter:
            raise UserError(
                self.env._(
                    "The parameter “%(code)s” does not exist. Load the policy pack "
                    "“General” again under Configuration > Policy Packs.",
                    code=code,
                )
            )
        value = parameter.value_ids._filter_in_force(company, date)
        if not value:
            raise UserError(
                self.env._(
                    "The parameter “%(parameter)s” has no value in force on %(date)s "
                    "for %(company)s. Add one under Configuration > Parameters.",
                    parameter=parameter.display_name,
                    date=format_date(self.env, date),
                    company=company.display_name,
                )
            )
        return value.value


class GroupCustomerParameterValue(models.Model):
    _name = "group.customer.parameter.value"
    _description = "Group Customer Parameter Value"
    _order = "parameter_id, date_from desc, id desc"

    parameter_id = fields.Many2one(
        comodel_name="group.customer.parameter",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Empty: holds for every company that has no value of its own.",
    )
    date_from = fields.Date(string="In Force From", required=True)
    value = fields.Float(digits=(16, 4))
    note = fields.Char(translate=True)

    _one_per_day = models.UniqueIndex(
        "(parameter_id, COALESCE(company_id, 0), date_from)",
        "The parameter already has a value from this day on for this company: "
        "change that value, or choose another day.",
    )

    def _filter_in_force(self, company, date):
        """Return, among values of one parameter, the one in force (or none)."""
        begun = self.filtered(lambda value: value.date_from <= date)
        for scope in (company, company.browse()):
            in_scope = begun.filtered(
                lambda value, scope=scope: value.company_id == scope
            )
            if in_scope:
                return in_scope.sorted("date_from")[-1:]
        return self.browse()
