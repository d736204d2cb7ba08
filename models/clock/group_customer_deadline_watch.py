# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Records per slice: each slice is committed by itself.
SLICE = 100


class GroupCustomerDeadlineMixin(models.AbstractModel):
    """One notice before the breach, one at it, whatever often a cron runs."""

    _inherit = "group.customer.deadline.mixin"

    @api.model
    def _cron_watch_clocks(self):
        """Tell once of every clock at risk and once of every one overdue.

        A breach is told inside working hours only: an escalation at night would wake
        somebody up, or be read by nobody.

        :return: whether there was time for all of them
        """
        if not self._watch_clocks(self._get_clock_breach_domain(), is_breach=True):
            return False
        domain = self._get_clock_at_risk_domain() & Domain(
            "clock_risk_notified", "=", False
        )
        return self._watch_clocks(domain, is_breach=False)

    @api.model
    def _get_clock_breach_domain(self):
        """Return the clocks whose breach is to be told now."""
        domain = self._get_clock_overdue_domain() & Domain(
            "clock_breach_notified", "=", False
        )
        return domain & self._get_clock_at_work_domain(domain)

    @api.model
    def _get_clock_at_work_domain(self, domain):
        """Return the clocks of ``domain`` on whose calendar it is working time now."""
        now = fields.Datetime.now()
        groupby = ["clock_calendar_id"]
        field = self._fields.get("company_id")
        if field and field.store:
            groupby.append("company_id")
        at_work = []
        for calendar, *companies in self._read_group(domain, groupby):
            company = companies[0] if companies else calendar.company_id
            company = company or self.env.company
            if self.env["group.customer.working.time"]._is_working(
                calendar, company, now
            ):
                at_work.append(
                    Domain.AND(
                        Domain(name, "=", record.id)
                        for name, record in zip(
                            groupby, (calendar, *companies), strict=True
                        )
                    )
                )
        return Domain.OR(at_work)

    @api.model
    def _watch_clocks(self, domain, is_breach):
        """Call the hook once for each record; a record called leaves the domain."""
        while True:
            records = self.search(domain, limit=SLICE, order="id")
            if not records:
                return True
            is_full = len(records) == SLICE
            records = records.try_lock_for_update()
            for record in records:
                record._tell_clock(is_breach)
            left = self.search_count(domain) if is_full else 0
            time_left = self.env["ir.cron"]._commit_progress(
                len(records), remaining=left
            )
            # Locked rows are somebody's who is deciding: the next run finds them.
            if not is_full or not records:
                return True
            if not time_left:
                return False

    def _tell_clock(self, is_breach):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                if is_breach:
                    self._on_clock_breach()
                else:
                    self._on_clock_at_risk()
        except UserError as error:
            self._on_clock_notice_failed(error)
        values = {"clock_risk_notified": True}
        if is_breach:
            values["clock_breach_notified"] = True
        self._write_server(values)
