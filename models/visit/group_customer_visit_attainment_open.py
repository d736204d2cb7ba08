# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL


class GroupCustomerVisitAttainment(models.Model):
    """Opening periods: what the policies ask of each account.

    One statement over all accounts of a company. Policy, grade and numbers are those
    of the day on which the row is made; a policy with a target of zero makes none.
    """

    _inherit = "group.customer.visit.attainment"

    @api.model
    def _open(self, company, day, partner_ids=None):
        """Make the rows of the periods that a day lies in, where they are missing, and
        count the visits of the new ones.

        An account that has a row of the kind for any day of the period gets no other:
        a grade that changes changes the quota from the next period on.

        :param company: ``res.company``
        :param day: the day; its grades and policies hold for the whole period
        :param partner_ids: only these accounts, all of the company by default
        :returns: the number of rows made
        """
        rows = self.sudo()
        rows.env.flush_all()
        policies = self.env["group.customer.visit.policy"]
        if partner_ids is None:
            # All accounts: PostgreSQL takes those of the company for a handful, and
            # would look through all of them for each one, or merge rows that all begin
            # on one day
            rows._set_joins("off")
        made = rows.env.execute_query(
            SQL(
                """
                WITH resolved AS (%(resolved)s
                ), pair AS (
                    SELECT resolved.partner_id, policy.id AS policy_id,
                           policy.kind_id, policy.grade_id, policy.period,
                           policy.minimum, policy.target, span.date_from,
                           (span.date_from + span.length - INTERVAL '1 day')::date
                               AS date_to
                      FROM resolved
                      JOIN group_customer_visit_policy AS policy
                        ON policy.id = resolved.policy_id AND policy.target > 0
                CROSS JOIN LATERAL (
                               SELECT DATE_TRUNC(policy.period, %(day)s::date)::date,
                                      CASE policy.period
                                          WHEN 'month' THEN INTERVAL '1 month'
                                          WHEN 'quarter' THEN INTERVAL '3 months'
                                          ELSE INTERVAL '1 year' END
                           ) AS span (date_from, length)
                     WHERE NOT EXISTS (
                               SELECT FROM group_customer_visit_attainment AS row
                                WHERE row.partner_id = resolved.partner_id
                                  AND row.company_id = %(company)s
                                  AND row.kind_id = policy.kind_id
                                  AND row.date_from
                                      < span.date_from + span.length
                                  AND row.date_to >= span.date_from)
                ), visitor AS (%(visitors)s
                )
                INSERT INTO group_customer_visit_attainment (
                    partner_id, policy_id, kind_id, company_id, grade_id,
                    territory_id, user_id, team_id, period, date_from, date_to,
                    minimum, target, carried, required, proposed, planned, done,
                    missed, remaining, unplanned, percent, due_on, state,
                    create_uid, create_date, write_uid, write_date
                )
                SELECT pair.partner_id, pair.policy_id, pair.kind_id, %(company)s,
                       COALESCE(
                           pair.grade_id,
                           (account.group_customer_grade_id ->> %(company)s::text)::int
                       ),
                       account.territory_id, visitor.user_id, %(team)s, pair.period,
                       pair.date_from, pair.date_to, pair.minimum, pair.target, 0,
                       pair.minimum, 0, 0, 0, 0, pair.minimum, pair.minimum, 0,
                       pair.date_to, 'on_track',
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM pair
                  JOIN res_partner AS account ON account.id = pair.partner_id
             LEFT JOIN visitor ON visitor.partner_id = pair.partner_id
                              AND visitor.policy_id = pair.policy_id
              ORDER BY pair.partner_id, pair.kind_id
           ON CONFLICT DO NOTHING
             RETURNING id
                """,
                resolved=policies._get_resolve_sql(company, day, partner_ids),
                visitors=policies._get_visitor_sql(company, day),
                team=self._get_team_sql(SQL("visitor.user_id"), SQL("%s", company.id)),
                company=company.id,
                day=day,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        rows.invalidate_model()
        if made:
            rows._count([row_id for (row_id,) in made])
        if partner_ids is None:
            rows._set_joins("on")
        return len(made)

    def _set_joins(self, state):
        """Leave PostgreSQL only joins that are good for all accounts, or all of them.

        :param str state: ``off`` or ``on``, until the end of the transaction
        """
        for join in ("nestloop", "mergejoin"):
            self.env.cr.execute(
                SQL("SELECT set_config(%s, %s, TRUE)", f"enable_{join}", state)
            )

    @api.model
    def _get_team_sql(self, user, company):
        """Return SQL of the sales team of a visitor: that of the profile as account
        manager, else the first one that the visitor is a member of."""
        return SQL(
            """COALESCE(
                   (SELECT profile.team_id FROM group_customer_manager AS profile
                     WHERE profile.user_id = %(user)s
                       AND profile.company_id = %(company)s),
                   (SELECT MIN(seat.crm_team_id) FROM crm_team_member AS seat
                     WHERE seat.user_id = %(user)s AND seat.active))""",
            user=user,
            company=company,
        )

    # === VISITORS === #

    @api.model
    def _refresh_visitors(self, company, day, row_ids=None, partner_ids=None):
        """Find the visitors of the rows of a company anew whose period is not over:
        accounts get other holders, and people are away.

        :param day: the day that matters
        :param row_ids: only these rows
        :param partner_ids: only the rows of these accounts
        :returns: the number of rows that have another visitor
        """
        rows = self.sudo()
        rows.env.flush_all()
        scope = SQL("TRUE")
        if row_ids is not None:
            scope = SQL("row.id = ANY(%s)", list(row_ids))
        if partner_ids is not None:
            scope = SQL("%s AND row.partner_id = ANY(%s)", scope, list(partner_ids))
        changed = rows.env.execute_query(
            SQL(
                """
                WITH subject AS (
                    SELECT row.id, row.partner_id, row.policy_id, row.date_to
                      FROM group_customer_visit_attainment AS row
                     WHERE row.company_id = %(company)s
                       AND row.date_to >= %(day)s::date AND %(scope)s
                ), pair AS (
                    SELECT partner_id, policy_id, MIN(date_to) AS date_to
                      FROM subject GROUP BY partner_id, policy_id
                ), visitor AS (%(visitors)s
                )
                   UPDATE group_customer_visit_attainment AS row
                      SET user_id = visitor.user_id, team_id = %(team)s
                     FROM subject
                     JOIN visitor ON visitor.partner_id = subject.partner_id
                                 AND visitor.policy_id = subject.policy_id
                    WHERE row.id = subject.id
                      AND (row.user_id, row.team_id)
                          IS DISTINCT FROM (visitor.user_id, %(team)s)
                RETURNING row.id
                """,
                scope=scope,
                company=company.id,
                day=day,
                visitors=self.env["group.customer.visit.policy"]._get_visitor_sql(
                    company, day
                ),
                team=self._get_team_sql(SQL("visitor.user_id"), SQL("%s", company.id)),
            )
        )
        if changed:
            rows.invalidate_model(["user_id", "team_id"])
        return len(changed)
