# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime


class GroupCustomerDeadlineMixin(models.AbstractModel):
    """A clock on a record: a start, a duration, pauses, a due moment.

    * *Working hours* count the working time of the calendar from the start on; a start
      at night counts from the next morning.
    * *Working days*: the day of the start does not count; the clock is due when the
      work of the n-th working day after it ends. A day with any work is a working day.
    * *Calendar days*: the day of the start does not count; the clock is due at the
      last second of the n-th day after it.
    * A fraction of a day is that share of the day which follows the whole ones.
    * Days and hours are those of the calendar's time zone, whoever looks.
    * A pause moves what is still to come by the working time that it took (calendar
      days: by its whole time). A paused clock is neither at risk nor overdue.

    The owner of the record starts and stops the clock; :meth:`_cron_watch_clocks`
    calls :meth:`_on_clock_at_risk` and :meth:`_on_clock_breach` once each.
    """

    _name = "group.customer.deadline.mixin"
    _description = "Deadline in Working Time"
    _inherit = ["group.customer.server.field.mixin"]

    # Whether a clock that is stopped late needs a reason
    _clock_requires_reason = False

    _server_fields = frozenset(
        {
            "clock_at_risk_on",
            "clock_at_risk_percent",
            "clock_breach_notified",
            "clock_calendar_id",
            "clock_due",
            "clock_duration",
            "clock_paused_on",
            "clock_risk_notified",
            "clock_start",
            "clock_state",
            "clock_stopped_on",
            "clock_unit",
        }
    )

    clock_start = fields.Datetime(string="Clock Started", readonly=True, copy=False)
    clock_duration = fields.Float(
        string="Time Allowed",
        readonly=True,
        copy=False,
        aggregator=None,
        help="In the unit of the deadline; zero: no deadline.",
    )
    clock_unit = fields.Selection(
        selection=[
            ("working_hours", "Working Hours"),
            ("working_days", "Working Days"),
            ("calendar_days", "Calendar Days"),
        ],
        string="Unit of the Deadline",
        readonly=True,
        copy=False,
    )
    clock_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working Calendar",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Whose working time and holidays count; as a rule those of the company.",
    )
    clock_due = fields.Datetime(string="Due", readonly=True, copy=False, index=True)
    clock_at_risk_percent = fields.Float(
        string="At Risk from (%)",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Share of the time after which the deadline counts as at risk.",
    )
    clock_at_risk_on = fields.Datetime(string="At Risk from", readonly=True, copy=False)
    clock_paused_on = fields.Datetime(string="Paused on", readonly=True, copy=False)
    clock_stopped_on = fields.Datetime(
        string="Clock Stopped", readonly=True, copy=False
    )
    clock_state = fields.Selection(
        selection=[
            ("none", "No Deadline"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("met", "In Time"),
            ("missed", "Late"),
        ],
        string="Clock",
        required=True,
        default="none",
        readonly=True,
        copy=False,
    )
    is_at_risk = fields.Boolean(
        string="At Risk", compute="_compute_clock_flags", search="_search_is_at_risk"
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_clock_flags", search="_search_is_overdue"
    )
    clock_remaining = fields.Char(
        string="Time Left", compute="_compute_clock_remaining"
    )
    clock_risk_notified = fields.Boolean(readonly=True, copy=False)
    clock_breach_notified = fields.Boolean(readonly=True, copy=False)
    overrun_reason = fields.Text(
        string="Reason of the Overrun",
        copy=False,
        help="Why the deadline was not kept.",
    )

    # === COMPUTE METHODS === #

    @api.depends("clock_state", "clock_due", "clock_at_risk_on")
    def _compute_clock_flags(self):
        now = fields.Datetime.now()
        for record in self:
            runs = record.clock_state == "running"
            record.is_overdue = bool(runs and record.clock_due < now)
            record.is_at_risk = bool(
                runs
                and not record.is_overdue
                and record.clock_at_risk_on
                and record.clock_at_risk_on <= now
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        return self._get_clock_overdue_domain()

    @api.model
    def _search_is_at_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:
            return Domain.TRUE
        return self._get_clock_at_risk_domain()

    @api.model
    def _get_clock_overdue_domain(self):
        return Domain("clock_state", "=", "running") & Domain(
            "clock_due", "<", fields.Datetime.now()
        )

    @api.model
    def _get_clock_at_risk_domain(self):
        now = fields.Datetime.now()
        return (
            Domain("clock_state", "=", "running")
            & Domain("clock_at_risk_on", "<=", now)
            & Domain("clock_due", ">=", now)
        )

    # === HOOKS === #

    def _get_clock_company(self):
        """Return the company whose calendar counts when none is given."""
        self.ensure_one()
        if "company_id" in self._fields and self.company_id:
            return self.company_id
        return self.env.company

    def _on_clock_at_risk(self):
        """Called once when the deadline comes near; before the breach only."""

    def _on_clock_breach(self):
        """Called once when the deadline has passed, inside working hours."""

    def _on_clock_notice_failed(self, error):
        """Called when one of the two hooks above raised a UserError: keep the text
        where somebody reads it. The notice is not repeated.
        """
        self.ensure_one()
        if hasattr(self, "_message_log"):
            self._message_log(body=str(error))

    # === BUSINESS METHODS === #

    def _clock_begin(self, start, duration, unit, calendar=None, at_risk_percent=0.0):
        """Start the clock anew on each record.

        :param start: moment in UTC, without zone; empty: now
        :param duration: in ``unit``; zero or less: no deadline
        :param unit: working_hours, working_days or calendar_days
        :param calendar: resource.calendar; empty: that of the record's company
        :param at_risk_percent: share of the time after which it is at risk, in per
            cent; zero, or a hundred and more: never
        :raises UserError: when the calendar has no working time to count on
        """
        start = start or fields.Datetime.now()
        for record in self:
            company = record._get_clock_company()
            counting = calendar or company.sudo().resource_calendar_id
            values = {
                "clock_start": start,
                "clock_duration": max(duration or 0.0, 0.0),
                "clock_unit": unit,
                "clock_calendar_id": counting.id,
                "clock_at_risk_percent": at_risk_percent,
                "clock_due": False,
                "clock_at_risk_on": False,
                "clock_paused_on": False,
                "clock_stopped_on": False,
                "clock_state": "none",
                "clock_risk_notified": False,
                "clock_breach_notified": False,
            }
            if values["clock_duration"]:
                WorkingTime = self.env["group.customer.working.time"]
                due = WorkingTime._get_due(counting, company, start, duration, unit)
                values["clock_due"] = due
                values["clock_at_risk_on"] = self._get_clock_at_risk_on(
                    counting, company, start, due, unit, at_risk_percent
                )
                values["clock_state"] = "running"
            record._write_server(values)

    @api.model
    def _get_clock_at_risk_on(self, calendar, company, start, due, unit, percent):
        """Return the moment at which ``percent`` of the time has gone by."""
        if not percent or percent <= 0 or percent >= 100:
            return False
        if unit == "calendar_days":
            return start + (due - start) * (percent / 100)
        WorkingTime = self.env["group.customer.working.time"]
        worked = WorkingTime._get_worked(calendar, company, start, due)
        return WorkingTime._get_moment_after(
            calendar, company, start, worked * (percent / 100)
        )

    def _clock_pause(self):
        """Stop counting until :meth:`_clock_resume`; no effect unless running."""
        running = self.filtered(lambda record: record.clock_state == "running")
        running._write_server(
            {"clock_state": "paused", "clock_paused_on": fields.Datetime.now()}
        )

    def _clock_resume(self):
        """Go on counting; what is still to come moves by the pause."""
        now = fields.Datetime.now()
        for record in self:
            if record.clock_state != "paused":
                continue
            record._write_server(
                {
                    "clock_due": record._get_clock_moved(record.clock_due, now),
                    "clock_at_risk_on": record._get_clock_moved(
                        record.clock_at_risk_on, now
                    ),
                    "clock_state": "running",
                    "clock_paused_on": False,
                }
            )

    def _get_clock_moved(self, moment, now):
        """Return ``moment`` moved by the pause that ends now."""
        paused_on = self.clock_paused_on
        if not moment or moment <= paused_on:
            return moment
        if self.clock_unit == "calendar_days":
            return moment + (now - paused_on)
        WorkingTime = self.env["group.customer.working.time"]
        calendar, company = self.clock_calendar_id, self._get_clock_company()
        left = WorkingTime._get_worked(calendar, company, paused_on, moment)
        return WorkingTime._get_moment_after(calendar, company, now, left)

    def _clock_stop(self, reason=None):
        """End the clock: met or missed. A paused one ended when the pause began.

        :param reason: why it is late; kept in ``overrun_reason``
        :raises UserError: late, and ``_clock_requires_reason`` without a reason
        """
        now = fields.Datetime.now()
        for record in self:
            if record.clock_state not in ("running", "paused"):
                continue
            late = (record.clock_paused_on or now) > record.clock_due
            if late and self._clock_requires_reason:
                record._check_clock_reason(reason or record.overrun_reason)
            values = {
                "clock_stopped_on": now,
                "clock_state": "missed" if late else "met",
            }
            if late and reason:
                values["overrun_reason"] = reason
            record._write_server(values)

    def _check_clock_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "“%(record)s” was due on %(due)s: write the reason of the overrun "
                    "first.",
                    record=self.display_name,
                    due=format_datetime(self.env, self.clock_due, dt_format="short"),
                )
            )
