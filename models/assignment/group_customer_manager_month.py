# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import float_compare
from odoo.tools.misc import format_date

from ...tools.resource_windows import get_month_start

# Rate → what it follows from where that is known
DERIVED = {
    "task_completion": "task_target",
    "attendance": "meetings_held",
    "log_pass": "inspection_count",
}


class GroupCustomerManagerMonth(models.Model):
    """What the score of a receiver is computed from, per account manager and month
    (AM-04): task completion, attendance, log inspections, flexible points.

    Once an allocation has counted with them they are locked: a score that was approved
    stays explainable. Nobody enters the own figures.
    """

    _name = "group.customer.manager.month"
    _description = "Monthly Figures of an Account Manager"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "month desc, manager_id, id"
    _server_fields = frozenset(
        {"company_id", "inspection_count", "inspection_passed", "is_locked"}
    )

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
    month = fields.Date(
        required=True,
        index=True,
        default=lambda self: self._get_last_month(),
        help="Any day of the month; what is kept is the first.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    task_target = fields.Monetary(
        string="Task", help="Regular premium that was to be brought in the month."
    )
    task_result = fields.Monetary(
        string="Achieved", help="Regular premium as the sales system counts it."
    )
    task_completion = fields.Float(
        string="Task Completion (%)",
        digits=(7, 2),
        compute="_compute_task_completion",
        store=True,
        readonly=False,
        aggregator="avg",
        help="Achieved of the task, unless it is entered; may exceed 100.",
    )
    meetings_held = fields.Integer(aggregator="sum")
    meetings_attended = fields.Integer(aggregator="sum")
    attendance = fields.Float(
        string="Attendance (%)",
        digits=(5, 2),
        compute="_compute_attendance",
        store=True,
        readonly=False,
        aggregator="avg",
        help="Meetings attended of those held, unless it is entered.",
    )
    inspection_ids = fields.One2many(
        comodel_name="group.customer.log.inspection",
        inverse_name="month_id",
        string="Log Inspections",
        readonly=True,
    )
    inspection_count = fields.Integer(
        string="Logs Inspected",
        compute="_compute_inspections",
        store=True,
    )
    inspection_passed = fields.Integer(
        string="Logs Passed",
        compute="_compute_inspections",
        store=True,
    )
    log_pass = fields.Float(
        string="Log Pass Rate (%)",
        digits=(5, 2),
        compute="_compute_log_pass",
        store=True,
        readonly=False,
        aggregator="avg",
        help="Logs that passed of those inspected in the month. Where inspections are "
        "recorded they count; without any it may be entered.",
    )
    flexible = fields.Float(
        string="Flexible Points (%)",
        digits=(5, 2),
        aggregator="avg",
        help="What the department gives by its own judgement, of 100.",
    )
    note = fields.Text(string="Where From", help="Where the figures were taken from.")
    is_locked = fields.Boolean(
        string="Used",
        readonly=True,
        copy=False,
        help="An allocation has counted with these figures: they stay what they were.",
    )

    _month_unique = models.UniqueIndex(
        "(manager_id, month)",
        "This account manager already has figures for this month: change those.",
    )
    _month_check = models.Constraint(
        "CHECK(EXTRACT(DAY FROM month) = 1)", "A month is kept as its first day."
    )
    _percent_check = models.Constraint(
        "CHECK(COALESCE(task_completion, 0) >= 0"
        " AND COALESCE(attendance, 0) BETWEEN 0 AND 100"
        " AND COALESCE(log_pass, 0) BETWEEN 0 AND 100"
        " AND COALESCE(flexible, 0) BETWEEN 0 AND 100)",
        "Attendance, log pass rate and flexible points are percentages from 0 to 100; "
        "task completion is not negative.",
    )

    def _get_last_month(self):
        """AM-04 counts with the month before the allocation."""
        today = fields.Date.context_today(self)
        return get_month_start(fields.Date.subtract(today, months=1))

    # === COMPUTE METHODS === #

    @api.depends("task_target", "task_result")
    def _compute_task_completion(self):
        for record in self:
            if record.task_target > 0:
                share = 100 * record.task_result / record.task_target
                record.task_completion = max(share, 0)
            else:
                record.task_completion = record.task_completion

    @api.depends("meetings_held", "meetings_attended")
    def _compute_attendance(self):
        for record in self:
            if record.meetings_held > 0:
                share = 100 * record.meetings_attended / record.meetings_held
                # What is too much is refused, not computed
                record.attendance = min(max(share, 0), 100)
            else:
                record.attendance = record.attendance

    @api.depends("inspection_ids.result")
    def _compute_inspections(self):
        groups = self.env["group.customer.log.inspection"]._read_group(
            Domain("month_id", "in", self.ids), ["month_id", "result"], ["__count"]
        )
        counts = {(month.id, result): count for month, result, count in groups}
        for record in self:
            passed = counts.get((record._origin.id, "pass"), 0)
            failed = counts.get((record._origin.id, "fail"), 0)
            record.inspection_count = passed + failed
            record.inspection_passed = passed

    @api.depends("inspection_count", "inspection_passed")
    def _compute_log_pass(self):
        for record in self:
            if record.inspection_count:
                share = 100 * record.inspection_passed / record.inspection_count
                record.log_pass = share
            else:
                record.log_pass = record.log_pass

    @api.depends("manager_id", "month")
    def _compute_display_name(self):
        for record in self:
            month = record.month and format_date(
                self.env, record.month, date_format="yyyy-MM"
            )
            name = record.manager_id.display_name or ""
            record.display_name = f"{name} {month or ''}".strip()

    # === CONSTRAINT METHODS === #

    @api.constrains("meetings_held", "meetings_attended", "task_target", "task_result")
    def _check_figures(self):
        for record in self:
            if record.meetings_held < 0 or record.meetings_attended < 0:
                raise ValidationError(
                    self.env._(
                        "%(month)s: meetings are not counted below zero.",
                        month=record.display_name,
                    )
                )
            if record.meetings_attended > record.meetings_held:
                raise ValidationError(
                    self.env._(
                        "%(month)s: %(attended)s meetings attended of %(held)s held. "
                        "Correct one of the numbers.",
                        month=record.display_name,
                        attended=record.meetings_attended,
                        held=record.meetings_held,
                    )
                )
            if record.task_target < 0:
                raise ValidationError(
                    self.env._(
                        "%(month)s: a task is not below zero. Leave it empty where "
                        "there was none.",
                        month=record.display_name,
                    )
                )

    @api.constrains("month")
    def _check_month(self):
        this_month = get_month_start(fields.Date.context_today(self))
        for record in self:
            if record.month > this_month:
                raise ValidationError(
                    self.env._(
                        "%(month)s is still to come: figures are of months that have "
                        "begun.",
                        month=record.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._start_month(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_not_own(self._get_manager(vals))
        records = super().create(vals_list)
        # A default is a value from the client too
        self._check_not_own(records.manager_id)
        records._link_inspections()
        return records

    def write(self, vals):
        vals = self._start_month(vals)
        self._check_not_locked()
        self._check_not_own(self.manager_id | self._get_manager(vals))
        self._check_not_derived(vals)
        result = super().write(vals)
        if {"manager_id", "month"}.intersection(vals):
            # Odoo's rules look at the row before the change only
            self.check_access("write")
            self._link_inspections()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_not_locked()
        self._check_not_own(self.manager_id)

    # === ACTION METHODS === #

    def action_open_inspections(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_log_inspection_action"
        )
        return {
            **action,
            "domain": [("month_id", "=", self.id)],
            "context": {"default_manager_id": self.manager_id.id},
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_figures(self, managers, month):
        """The figures that the score of a month's allocation counts with.

        :param managers: records of ``group.customer.manager``
        :param month: any day of the month whose figures count (the month before the
            allocation, AM-04)
        :returns: dict manager id → record; managers without figures are left out
        """
        # sudo: an allocation counts with all, whoever starts it
        records = self.sudo().search(
            Domain("manager_id", "in", managers.ids)
            & Domain("month", "=", get_month_start(month))
        )
        return {record.manager_id.id: record for record in records}

    def _lock(self):
        """Keep figures as they are from now on, with the inspections of their month."""
        # sudo: whoever finishes the allocation locks what it counted with
        records = self.sudo().filtered(lambda record: not record.is_locked)
        try:
            records.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is changing the monthly figures of %(names)s right now. "
                    "Try again in a moment.",
                    names=", ".join(records.manager_id.mapped("display_name")[:5]),
                )
            ) from error
        # Guards of this model's own write are passed: the record is locked by this
        records._write_server({"is_locked": True})

    @api.model
    def _start_month(self, vals):
        """A month is kept as its first day, whichever day comes in; a rate whose parts
        come along follows from those."""
        vals = dict(vals)
        if vals.get("month"):
            vals["month"] = get_month_start(fields.Date.to_date(vals["month"]))
        for rate, base in DERIVED.items():
            if vals.get(base):
                vals.pop(rate, None)
        return vals

    def _check_not_derived(self, vals):
        """A rate whose parts are known is not entered beside them."""
        for record in self:
            for rate, base in DERIVED.items():
                known = vals.get(base, record[base])
                digits = self._fields[rate].get_digits(self.env)[1]
                if rate not in vals or not known:
                    continue
                if float_compare(vals[rate] or 0, record[rate], digits):
                    raise UserError(
                        self.env._(
                            "%(month)s: %(rate)s follows from %(base)s. Correct that "
                            "instead.",
                            month=record.display_name,
                            rate=self._fields[rate]._description_string(self.env),
                            base=self._fields[base]._description_string(self.env),
                        )
                    )

    @api.model
    def _get_manager(self, vals):
        return self.env["group.customer.manager"].browse(vals.get("manager_id") or [])

    def _check_not_locked(self):
        for record in self:
            if record.is_locked:
                raise UserError(
                    self.env._(
                        "%(month)s: an allocation has counted with these figures, so "
                        "they stay what they were. What was wrong is put right in the "
                        "next month.",
                        month=record.display_name,
                    )
                )

    @api.model
    def _check_not_own(self, managers):
        # sudo: whose profile it is decides, not who may read it
        if self.env.user in managers.sudo().user_id:
            raise UserError(
                self.env._(
                    "%(name)s: nobody enters the own figures. Ask your superior or a "
                    "director.",
                    name=self.env.user.name,
                )
            )

    def _link_inspections(self):
        """Count the inspections of the month that were made before it was here."""
        # sudo: which inspections are counted is not the choice of who enters
        inspections = self.env["group.customer.log.inspection"].sudo()
        for record in self:
            end = fields.Date.add(record.month, months=1)
            found = inspections.search(
                Domain("manager_id", "=", record.manager_id.id)
                & Domain("date", ">=", record.month)
                & Domain("date", "<", end)
            )
            moved = record.sudo().inspection_ids - found
            moved._write_server({"month_id": False})
            found._write_server({"month_id": record.id})
