# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL

from .group_customer_visit import DONE_STATES


class GroupCustomerLedger(models.AbstractModel):
    """Visits and their quotas, beside what the books hold."""

    _inherit = "group.customer.ledger"

    def _visits_sql(self, *, companies, date_from=None, date_to=None, partners=None):
        """Visits that have taken place, whatever their kind and channel: one row per
        visit and account that it was with, as quotas count it. That is the account
        visited, unless people of it are named and nobody came, and every other account
        that somebody attended for.

        Columns: partner_id, company_id, date (day where the company is).
        """
        for name in ("visit", "visit.participant"):
            self.env[f"group.customer.{name}"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        host = SQL("host.commercial_partner_id")
        guest = SQL("participant.account_id")
        of_guests = self._where_sql(None, None, None, guest, partners)
        held = SQL(
            """visit.state IN %(done)s AND visit.company_id IN %(companies)s
               %(days)s""",
            done=DONE_STATES,
            companies=tuple(companies.ids or [0]),
            days=self._where_sql(SQL("visit.date"), date_from, date_to, None, None),
        )
        return SQL(
            """SELECT %(host)s AS partner_id, visit.company_id, visit.date
                 FROM group_customer_visit AS visit
                 JOIN res_partner AS host ON host.id = visit.partner_id
            LEFT JOIN (
                      SELECT participant.visit_id, participant.account_id
                        FROM group_customer_visit_participant AS participant
                       WHERE TRUE %(of_guests)s
                    GROUP BY participant.visit_id, participant.account_id
                      HAVING NOT BOOL_OR(COALESCE(participant.attended, FALSE))
                      ) AS absent
                   ON absent.visit_id = visit.id AND absent.account_id = %(host)s
                WHERE %(held)s AND absent.visit_id IS NULL %(of_hosts)s
            UNION ALL
               SELECT guest.account_id, visit.company_id, visit.date
                 FROM (
                      SELECT DISTINCT participant.visit_id, participant.account_id
                        FROM group_customer_visit_participant AS participant
                       WHERE participant.attended %(of_guests)s
                      ) AS guest
                 JOIN group_customer_visit AS visit ON visit.id = guest.visit_id
                 JOIN res_partner AS host ON host.id = visit.partner_id
                WHERE %(held)s AND guest.account_id <> %(host)s""",
            host=host,
            held=held,
            of_guests=of_guests,
            of_hosts=self._where_sql(None, None, None, host, partners),
        )

    def _visit_quotas_sql(self, *, companies, date_from=None, date_to=None):
        """What was done of the quotas of the periods that ended from ``date_from`` to
        ``date_to``, one row per account and kind of visit.

        Columns: partner_id, target, done. Of one kind, a visit too many in one period
        makes up for one too few in another; no kind makes up for another one.
        """
        self.env["group.customer.visit.attainment"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        return SQL(
            """SELECT partner.commercial_partner_id AS partner_id,
                      SUM(quota.target) AS target,
                      LEAST(SUM(quota.done), SUM(quota.target)) AS done
                 FROM group_customer_visit_attainment AS quota
                 JOIN res_partner AS partner ON partner.id = quota.partner_id
                WHERE quota.company_id IN %(companies)s %(ended)s
             GROUP BY partner.commercial_partner_id, quota.kind_id""",
            companies=tuple(companies.ids or [0]),
            ended=self._where_sql(SQL("quota.date_to"), date_from, date_to, None, None),
        )
