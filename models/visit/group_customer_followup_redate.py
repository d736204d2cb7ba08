# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .group_customer_followup_offset import UNITS


class GroupCustomerFollowup(models.Model):
    """Follow-ups go along when the day changes that they are counted from.

    A birthday is corrected, an order is cancelled and confirmed again, an invoice gets
    another date: what is not settled yet is due accordingly.
    """

    _inherit = "group.customer.followup"

    @api.model
    def _refresh(self, partner_ids=None):
        # sudo: when it is due follows from the documents, not from who asks
        self.sudo()._refresh_days(partner_ids)
        return super()._refresh(partner_ids)

    @api.model
    def _refresh_days(self, partner_ids=None):
        """Count the days of what is not settled anew; one statement.

        What was skipped without anybody's doing is among it: it may come back.
        """
        self.env.flush_all()
        only = SQL("TRUE")
        if partner_ids is not None:
            only = SQL("followup.partner_id = ANY(%s)", list(partner_ids))
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
                 LEFT JOIN group_customer_followup_date AS fixed
                        ON fixed.id = followup.date_id
                     WHERE (followup.state IN ('open', 'planned')
                            OR followup.state = 'skipped'
                               AND followup.skip_kind != 'by_hand')
                       AND %(only)s
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
                due=self._get_due_sql(SQL("based.day"), SQL.identifier("time")),
                only=only,
            )
        )
        moved = self.browse([id_ for (id_,) in rows])
        moved.invalidate_recordset(["base_date", "due_on", "write_date"], flush=False)
        for activity in moved._get_activities():
            activity.date_deadline = self.browse(activity.res_id).due_on

    @api.model
    def _get_base_sql(self):
        """Return SQL of the day that a follow-up is counted from now; NULL where
        nothing says so.

        Occasions of the calendar stay in their year: those of another year are others.
        """
        # sudo: where a company has its days is no secret
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return SQL(
            """CASE WHEN sale.id IS NOT NULL
                    THEN (sale.date_order AT TIME ZONE 'UTC'
                          AT TIME ZONE %(zone)s)::date
                    WHEN move.id IS NOT NULL
                    THEN COALESCE(move.delivery_date, move.invoice_date)
                    WHEN important.id IS NOT NULL THEN %(important)s
                    WHEN fixed.id IS NOT NULL THEN %(fixed)s
               END""",
            zone=self.env["group.customer.ledger"]._timezone_sql(
                companies.search(Domain.TRUE),  # pylint: disable=no-search-all
                SQL("followup.company_id"),
            ),
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
