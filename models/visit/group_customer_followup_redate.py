# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .group_customer_followup import OPEN_STATES
from .group_customer_followup_offset import UNITS


class GroupCustomerFollowup(models.Model):
    """Follow-ups go along when the day changes that they are counted from.

    A birthday or the day of a delivery is corrected, an order is cancelled and
    confirmed again, an invoice gets another date, an earlier business is entered: what
    is not settled yet is due accordingly, and a visit that now comes too early is none
    for it any more.
    """

    _inherit = "group.customer.followup"

    @api.model
    def _refresh(self, partner_ids=None):
        # sudo: when it is due follows from the documents, not from who asks
        self.sudo()._refresh_days(partner_ids)
        return super()._refresh(partner_ids)

    @api.model
    def _refresh_days(self, partner_ids=None, document=None):
        """Count the days of what is not settled anew; one statement.

        What was skipped without anybody's doing is among it: it may come back.

        :param document: only what follows these documents
        :returns: the follow-ups that have moved
        """
        self.env.flush_all()
        only = self._get_scope_sql(partner_ids, document)
        rows = self.env.execute_query(
            SQL(
                """
                WITH based AS (
                    SELECT followup.id, followup.offset_id, %(base)s AS day
                      FROM group_customer_followup AS followup
                 LEFT JOIN sale_order AS sale
                        ON followup.res_model = 'sale.order'
                       AND sale.id = followup.res_id AND sale.state = 'sale'
                 LEFT JOIN account_move AS move
                        ON followup.res_model = 'account.move'
                       AND move.id = followup.res_id AND move.state = 'posted'
                 LEFT JOIN group_customer_important_date AS important
                        ON followup.res_model = 'group.customer.important.date'
                       AND important.id = followup.res_id
                           %(stock)s
                 LEFT JOIN group_customer_followup_rule AS rule
                        ON rule.id = followup.rule_id
                       AND rule.trigger = 'new_customer'
                 LEFT JOIN (%(first)s) AS first
                        ON first.partner_id = followup.partner_id
                 LEFT JOIN group_customer_followup_date AS fixed
                        ON fixed.id = followup.date_id
                     WHERE %(live)s AND %(only)s
                )
                UPDATE group_customer_followup AS followup
                   SET base_date = based.day, due_on = due.day,
                       write_date = NOW() AT TIME ZONE 'UTC'
                  FROM based
                  JOIN group_customer_followup_offset AS time
                    ON time.id = based.offset_id
            CROSS JOIN LATERAL (SELECT %(due)s AS day) AS due
                 WHERE followup.id = based.id
                   AND followup.base_date != based.day
             RETURNING followup.id
                """,
                base=self._get_base_sql(),
                stock=self._get_picking_join_sql(),
                due=self._get_due_sql(SQL("based.day"), SQL.identifier("time")),
                live=self._get_live_sql(),
                first=self._get_first_sql(only),
                only=only,
            )
        )
        moved = self.browse([id_ for (id_,) in rows])
        moved.invalidate_recordset(["base_date", "due_on", "write_date"], flush=False)
        moved._skip_known()
        moved._reopen_early()
        for activity in moved._get_activities():
            activity.date_deadline = self.browse(activity.res_id).due_on
        return moved

    @api.model
    def _refresh_document(self, document):
        """Bring what follows documents in line with their new days, at once."""
        # sudo: when it is due follows from the documents, not from who asks
        moved = self.sudo()._refresh_days(document=document)
        if moved:
            self.sudo()._refresh_visits(moved.partner_id.ids)

    @api.model
    def _get_first_sql(self, only):
        """Return SQL of the first business of accounts that are tracked as new
        customers: partner_id, day.

        :param SQL only: see :meth:`_get_scope_sql`
        """
        # Given as an array, how many they are is plain to the planner
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT followup.partner_id
                     FROM group_customer_followup AS followup
                     JOIN group_customer_followup_rule AS rule
                       ON rule.id = followup.rule_id AND rule.trigger = 'new_customer'
                    WHERE %s AND %s""",
                self._get_live_sql(),
                only,
            )
        )
        if not rows:
            return SQL("SELECT NULL::int AS partner_id, NULL::date AS day WHERE FALSE")
        return SQL(
            """WITH subject AS (SELECT unnest(%s::int[]) AS id)
               SELECT business.partner_id, MIN(business.date) AS day
                 FROM (%s) AS business GROUP BY business.partner_id""",
            [id_ for (id_,) in rows],
            self.env["res.partner"]._get_stage_business_sql(),
        )

    def _skip_known(self):
        """Track nobody as a new customer who did business long before: what would be
        due by now was never to be done."""
        today = self.env["group.customer.ledger"]._get_today
        known = self.filtered(
            lambda followup: (
                followup.state in OPEN_STATES
                and followup.trigger == "new_customer"
                and followup.due_on
                < today(followup.company_id)
                - timedelta(days=followup.rule_id.catch_up_days)
            )
        )
        known._write_server(
            {"state": "skipped", "skip_kind": "known", "visit_id": False}
        )
        known._drop_activities()

    def _reopen_early(self):
        """Open again what is planned too early by its new day: before what it follows,
        or earlier than a visit settles it that was not proposed for it."""
        if not self:
            return
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE group_customer_followup AS followup
                   SET state = 'open', visit_id = NULL
                  FROM group_customer_visit AS visit,
                       group_customer_followup_rule AS rule
                 WHERE followup.id = ANY(%s) AND followup.state = 'planned'
                   AND visit.id = followup.visit_id AND rule.id = followup.rule_id
                   AND (%s OR visit.date < followup.due_on - rule.early_days
                              AND visit.plan_reference IS DISTINCT FROM
                                  'group.customer.followup,' || followup.id)
             RETURNING followup.id
                """,
                self.ids,
                self._get_before_sql(SQL("followup")),
            )
        )
        self._forget([id_ for (id_,) in rows])

    @api.model
    def _get_base_sql(self):
        """Return SQL of the day that a follow-up is counted from now; NULL where
        nothing says so.

        Occasions of the calendar stay in their year: those of another year are others.
        """
        # sudo: where a company has its days is no secret
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        zone = self.env["group.customer.ledger"]._timezone_sql(
            companies.search(Domain.TRUE),  # pylint: disable=no-search-all
            SQL("followup.company_id"),
        )
        return SQL(
            """CASE WHEN sale.id IS NOT NULL
                    THEN (sale.date_order AT TIME ZONE 'UTC'
                          AT TIME ZONE %(zone)s)::date
                    %(stock)s
                    WHEN move.id IS NOT NULL
                    THEN COALESCE(move.delivery_date, move.invoice_date)
                    WHEN rule.id IS NOT NULL THEN first.day
                    WHEN important.id IS NOT NULL THEN %(important)s
                    WHEN fixed.id IS NOT NULL THEN %(fixed)s
               END""",
            zone=zone,
            stock=self._get_picking_day_sql(zone),
            important=self._get_occurrence_sql(SQL.identifier("important")),
            fixed=self._get_occurrence_sql(SQL.identifier("fixed")),
        )

    @api.model
    def _get_occurrence_sql(self, alias):
        """Return SQL of the occurrence of a day of the calendar in the year of a
        follow-up, or NULL."""
        return SQL(
            """CASE WHEN %(alias)s.is_yearly
                         OR EXTRACT(YEAR FROM %(alias)s.date)
                            = EXTRACT(YEAR FROM followup.base_date)
                    THEN (%(alias)s.date + make_interval(
                             years => (EXTRACT(YEAR FROM followup.base_date)
                                       - EXTRACT(YEAR FROM %(alias)s.date))::int
                         ))::date
               END""",
            alias=alias,
        )

    @api.model
    def _get_due_sql(self, base, offset):
        """Return SQL of the day on which something is due.

        :param SQL base: the day that it is counted from
        :param SQL offset: alias of the line of the rule
        """
        cases = [
            SQL(
                "WHEN %s THEN %s",
                unit,
                SQL(f"make_interval({name} => %s.number * %s)", offset, factor),
            )
            for unit, (name, factor) in UNITS.items()
        ]
        return SQL(
            "(%s + CASE %s.unit %s END)::date", base, offset, SQL(" ").join(cases)
        )
