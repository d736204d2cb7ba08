# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


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

    @api.depends("clock_state", "clock_due", "clock_unit", "clock_calendar_id")
    def _compute_clock_remaining(self):
        for record in self:
            record.clock_remaining = False

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

    # === BUSINESS METHODS === #

    def _clock_begin(self, start, duration, unit, calendar=None, at_risk_percent=0.0):
        """Start the clock anew on each record.

        :param start: moment in UTC, without zone; empty: now
        :param duration: in ``unit``; zero or less: no deadline
        :param unit: working_hours, working_days or calendar_days
        :param calendar: resource.calendar; empty: that of the record's company
        :param at_risk_percent: share of the time after which it is at risk, in per cent
        :raises UserError: when the calendar has no working time to count on
        """
        raise NotImplementedError

    def _clock_pause(self):
        """Stop counting until :meth:`_clock_resume`; no effect unless running."""
        raise NotImplementedError

    def _clock_resume(self):
        """Go on counting; what is still to come moves by the pause."""
        raise NotImplementedError

    def _clock_stop(self, reason=None):
        """End the clock: met or missed.

        :param reason: why it is late; kept in ``overrun_reason``
        :raises UserError: late, and ``_clock_requires_reason`` without a reason
        """
        if self:
            raise UserError(self.env._("Not available yet."))

    @api.model
    def _cron_watch_clocks(self):
        """Tell once of every clock at risk and once of every one overdue."""
