# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL

from .group_customer_visit_calendar import QUIET
from .group_customer_visit_kind import EVENT_PRIVACIES

# Events that one step of the cron writes
SLICE = 500


class GroupCustomerVisit(models.Model):
    """What the calendar shows of a visit to who may not read it."""

    _inherit = "group.customer.visit"

    event_privacy = fields.Selection(
        selection=EVENT_PRIVACIES,
        string="Others See the Calendar Event",
        copy=False,
        help="What the calendar shows of this visit to who takes no part in it and may "
        "not read the visit either. Empty: as the kind of the visit says.",
    )

    # === CRON === #

    @api.model
    def _cron_follow_privacy(self):
        """Let events show what their visits say, in slices that are committed."""
        crons = self.env["ir.cron"]
        while count := self._follow_privacy(SLICE):
            if not crons._commit_progress(count):
                return

    # === BUSINESS METHODS === #

    def _get_event_privacy(self):
        self.ensure_one()
        return self.event_privacy or self.kind_id.event_privacy

    @api.model
    def _follow_privacy(self, limit):
        """Write what other people see of events that say something else than their
        visits.

        :returns: the number of events written
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT event.id, COALESCE(visit.event_privacy, kind.event_privacy)
                  FROM group_customer_visit AS visit
                  JOIN group_customer_visit_kind AS kind ON kind.id = visit.kind_id
                  JOIN calendar_event AS event ON event.id = visit.event_id
                 WHERE event.privacy IS DISTINCT FROM
                       COALESCE(visit.event_privacy, kind.event_privacy)
                 LIMIT %s
                   FOR UPDATE OF event SKIP LOCKED
                """,
                limit,
            )
        )
        ids = {}
        for event_id, privacy in rows:
            ids.setdefault(privacy, []).append(event_id)
        # sudo: the event says what its visit says, whoever organizes it
        events = self.env["calendar.event"].sudo().with_context(**QUIET)
        for privacy, event_ids in ids.items():
            changed = events.with_context(active_test=False).browse(event_ids)
            changed.write({"privacy": privacy})
            changed.flush_recordset(["privacy"])
        return len(rows)


class GroupCustomerVisitKind(models.Model):
    """The events of a kind follow what it says."""

    _inherit = "group.customer.visit.kind"

    def write(self, vals):
        result = super().write(vals)
        if "event_privacy" in vals:
            cron = self.env.ref(
                "group_customer.ir_cron_group_customer_visit_privacy",
                raise_if_not_found=False,
            )
            if cron:
                # sudo: who may change kinds need not be allowed to see crons
                cron.sudo()._trigger()
        return result
