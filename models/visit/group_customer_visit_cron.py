# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .group_customer_visit import CALENDAR_STATES

# Visits that one step marks; each takes a calendar event away
SLICE = 500
# So many missed visits are named in the message to their visitor
NAMED_VISITS = 20
# Days after which a visit that nobody reported counts as missed
MISSED_PARAMETER = "visit_missed_days"


class GroupCustomerVisit(models.Model):
    """Visits that nobody reported are missed after some days."""

    _inherit = "group.customer.visit"

    @api.model
    def _cron_mark_missed(self):
        """Mark what is overdue, in slices that are committed; other workers take
        other visits."""
        crons = self.env["ir.cron"]
        companies = self.env["res.company"].search(Domain.TRUE)
        remaining = {company: self._count_overdue(company) for company in companies}
        crons._commit_progress(remaining=sum(remaining.values()))
        for company in companies.filtered(lambda company: remaining[company]):
            while missed := self.with_company(company)._mark_missed(company, SLICE):
                if not crons._commit_progress(len(missed)):
                    return
        self.env["res.partner"]._refresh_visit_days()

    @api.model
    def _get_overdue_condition(self, company):
        """Return the condition of SQL under which a visit of a company is missed."""
        ledger = self.env["group.customer.ledger"]
        today = ledger._get_today(company)
        grace = self.env["group.customer.parameter"]._get_value(
            MISSED_PARAMETER, company, today
        )
        since = self._get_moment(today - timedelta(days=int(grace)), 0, company)
        return SQL(
            """company_id = %(company)s AND state IN %(states)s
               AND date < %(day)s
               AND (recovered_at IS NULL OR recovered_at < %(since)s)""",
            company=company.id,
            states=CALENDAR_STATES,
            day=today - timedelta(days=int(grace)),
            since=since,
        )

    @api.model
    def _count_overdue(self, company):
        self.flush_model(["company_id", "date", "recovered_at", "state"])
        [(count,)] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM group_customer_visit WHERE %s",
                self._get_overdue_condition(company),
            )
        )
        return count

    @api.model
    def _mark_missed(self, company, limit):
        """Mark visits of a company that are overdue, and tell their visitors.

        :returns: the visits
        """
        self.flush_model()
        reason = self.with_context(lang=company.partner_id.lang).env._(
            "Nobody reported it in time"
        )
        rows = self.env.execute_query(
            SQL(
                """UPDATE group_customer_visit visit
                      SET state = 'missed', missed_reason = %(reason)s,
                          write_uid = %(uid)s, write_date = NOW() AT TIME ZONE 'UTC'
                     FROM (SELECT id FROM group_customer_visit
                            WHERE %(condition)s
                         ORDER BY date, id LIMIT %(limit)s
                       FOR UPDATE SKIP LOCKED) AS overdue
                    WHERE visit.id = overdue.id
                RETURNING visit.id""",
                reason=reason,
                uid=self.env.uid,
                condition=self._get_overdue_condition(company),
                limit=limit,
            )
        )
        visits = self.browse([id_ for (id_,) in rows])
        if visits:
            visits.invalidate_recordset()
            visits._drop_events()
            visits._changed()
            visits._tell_missed()
        return visits

    def _tell_missed(self):
        """Each visitor gets one message about the own visits."""
        for visitor, visits in self.grouped("user_id").items():
            visits = visits.with_context(lang=visitor.lang)
            names = visits[:NAMED_VISITS].mapped("display_name")
            if len(visits) > NAMED_VISITS:
                names.append(
                    visits.env._(
                        "%(count)s more visits", count=len(visits) - NAMED_VISITS
                    )
                )
            self.env["mail.thread"].message_notify(
                partner_ids=visitor.partner_id.ids,
                subject=visits.env._("Visits missed: %(count)s", count=len(visits)),
                body=visits.env._(
                    "Nobody reported these visits in time, they count as missed: "
                    "%(visits)s. A manager can take that back.",
                    visits="; ".join(names),
                ),
                email_layout_xmlid="mail.mail_notification_light",
            )
