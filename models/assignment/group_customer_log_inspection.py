# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.resource_windows import get_month_start

# Who inspects the logs of a series (AM-06)
INSPECTORS = {
    "sales": (
        "direct_supervisor",
        "team_supervisor",
        "department_manager",
        "hr_supervisor",
    ),
    "management": ("department_manager", "hr_supervisor"),
}


class GroupCustomerLogInspection(models.Model):
    """An inspection of an account manager's work log (AM-06).

    Sales series: the direct supervisor daily, the team's chief supervisor from time to
    time, department manager or HR supervisor at random. Management series: department
    manager or HR supervisor from time to time. Nobody inspects the own log.
    """

    _name = "group.customer.log.inspection"
    _description = "Inspection of a Work Log"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "date desc, id desc"
    _server_fields = frozenset({"company_id", "month_id"})

    manager_id = fields.Many2one(
        comodel_name="group.customer.manager",
        string="Account Manager",
        required=True,
        index=True,
        ondelete="restrict",
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="manager_id.company_id", store=True, index=True
    )
    series = fields.Selection(related="manager_id.series")
    date = fields.Date(
        required=True,
        index=True,
        default=fields.Date.context_today,
        help="Day of the log that was inspected.",
    )
    inspector_kind = fields.Selection(
        [
            ("direct_supervisor", "Direct Supervisor"),
            ("team_supervisor", "Team Chief Supervisor"),
            ("department_manager", "Department Manager"),
            ("hr_supervisor", "HR Supervisor"),
        ],
        string="Inspected as",
        required=True,
    )
    inspector_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    result = fields.Selection([("pass", "Passed"), ("fail", "Failed")], required=True)
    month_id = fields.Many2one(
        comodel_name="group.customer.manager.month",
        string="Counted in",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    is_locked = fields.Boolean(related="month_id.is_locked")
    comment = fields.Text()

    _inspection_unique = models.UniqueIndex(
        "(manager_id, date, inspector_id)",
        "This inspector has inspected this log already: change that inspection.",
    )

    # === COMPUTE METHODS === #

    @api.depends("manager_id", "date")
    def _compute_display_name(self):
        for inspection in self:
            name = inspection.manager_id.display_name or ""
            inspection.display_name = f"{name} {inspection.date or ''}".strip()

    # === CONSTRAINT METHODS === #

    @api.constrains("manager_id", "inspector_kind", "inspector_id", "date")
    def _check_inspector(self):
        today = fields.Date.context_today(self)
        kinds = dict(self._fields["inspector_kind"]._description_selection(self.env))
        for inspection in self:
            # sudo: who inspects whom decides, not who may read the profile
            manager = inspection.sudo().manager_id
            if inspection.date > today:
                raise ValidationError(
                    self.env._(
                        "%(inspection)s: a log of a day to come cannot be inspected.",
                        inspection=inspection.display_name,
                    )
                )
            if inspection.inspector_id == manager.user_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s: nobody inspects the own log. It takes somebody "
                        "else.",
                        name=manager.user_id.name,
                    )
                )
            allowed = INSPECTORS[manager.series]
            if inspection.inspector_kind not in allowed:
                raise ValidationError(
                    self.env._(
                        "%(name)s is in the management series, whose logs are "
                        "inspected by: %(kinds)s.",
                        name=manager.user_id.name,
                        kinds=", ".join(kinds[kind] for kind in allowed),
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_inspects_oneself(vals)
        inspections = super().create(vals_list)
        # A default is a value from the client too
        inspections._check_inspects_oneself({})
        inspections._link_months()
        return inspections

    def write(self, vals):
        self._check_not_used()
        self._check_inspects_oneself(vals)
        result = super().write(vals)
        if {"manager_id", "date"}.intersection(vals):
            # Odoo's rules look at the row before the change only
            self.check_access("write")
            self._check_not_mine()
            self._link_months()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_not_used()
        self._check_not_mine()

    # === BUSINESS METHODS === #

    def _link_months(self):
        """Count each inspection in the figures of its month, where there are any."""
        # sudo: where it counts follows from manager and day
        records = self.sudo()
        starts = {inspection: get_month_start(inspection.date) for inspection in self}
        months = records.env["group.customer.manager.month"].search(
            Domain("manager_id", "in", records.manager_id.ids)
            & Domain("month", "in", list(set(starts.values())))
        )
        by_key = {(month.manager_id.id, month.month): month for month in months}
        for inspection in records:
            key = (inspection.manager_id.id, starts[inspection])
            month = by_key.get(key, months.browse())
            if month.is_locked:
                month._check_not_locked()
            if inspection.month_id != month:
                inspection._write_server({"month_id": month.id})

    def _check_not_used(self):
        # sudo: the month's figures decide, not who may read them
        self.sudo().month_id._check_not_locked()

    def _check_not_mine(self):
        """Nobody takes an inspection of the own log away."""
        # sudo: whose profile it is decides, not who may read it
        if self.env.user in self.sudo().manager_id.user_id:
            raise UserError(
                self.env._(
                    "%(name)s: nobody inspects the own log. It takes somebody else.",
                    name=self.env.user.name,
                )
            )

    def _check_inspects_oneself(self, vals):
        """Whoever records an inspection made it; directors record those of others.

        And nobody changes what was inspected about the own log.
        """
        self._check_not_mine()
        if self.env.su or self.env.user.has_group(
            "group_customer.group_group_customer_director"
        ):
            return
        inspectors = self.sudo().inspector_id
        if vals.get("inspector_id"):
            inspectors |= self.env["res.users"].browse(vals["inspector_id"])
        if inspectors - self.env.user:
            raise UserError(
                self.env._(
                    "An inspection is recorded by who made it: %(name)s cannot record "
                    "one of %(others)s. Directors can.",
                    name=self.env.user.name,
                    others=", ".join((inspectors - self.env.user).mapped("name")),
                )
            )
