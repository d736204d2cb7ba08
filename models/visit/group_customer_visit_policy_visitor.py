# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class GroupCustomerVisitPolicy(models.Model):
    """Who visits the accounts of a policy.

    By role: who holds it on the account, the leader where a team does. By authority
    level: the holder of the role who is a member of the group; else the member who
    has visited the account so far; else the member with the fewest such accounts, the
    lower id first. An administrator is chosen only where the group has nobody else.

    Active internal users of the company come into question. Who is away all the time
    gives way to the fallback role; where everybody is away, the first one stays.
    """

    _inherit = "group.customer.visit.policy"

    @api.model
    def _get_visitors(self, pairs, company, date, date_to=None):
        """Return who is to visit: (account id, policy id) → user id or False; a few
        statements, whatever the number of pairs.

        :param pairs: (account id, policy id) tuples
        :param company: ``res.company``
        :param date: the day that matters
        :param date_to: who is away from that day until this one is not chosen; without
            it, who is away on the day
        """
        pairs = list(pairs)
        if not pairs:
            return {}
        self.env.flush_all()
        partner_ids, policy_ids = zip(*pairs, strict=True)
        rows = self.env.execute_query(
            SQL(
                """
                WITH pair AS (
                    SELECT partner_id, policy_id, %s::date AS date_to
                      FROM UNNEST(%s::int[], %s::int[]) AS asked (
                               partner_id, policy_id
                           )
                )
                SELECT partner_id, policy_id, user_id FROM (%s) AS visitor
                """,
                date_to or date,
                list(partner_ids),
                list(policy_ids),
                self._get_visitor_sql(company, date),
            )
        )
        found = {(partner, policy): user for partner, policy, user in rows}
        return {pair: found.get(pair) or False for pair in pairs}

    @api.model
    def _get_visitor_sql(self, company, date):
        """Return SQL with the columns partner_id, policy_id and user_id for the rows of
        a table expression ``pair`` (partner_id, policy_id, date_to); what waits to be
        written has to be flushed."""
        return SQL(
            """
            WITH fit AS (
                SELECT person.id AS user_id, (
                           SELECT MAX(COALESCE(absence.date_to, 'infinity'))
                             FROM group_customer_manager_absence AS absence
                             JOIN group_customer_manager AS profile
                               ON profile.id = absence.manager_id
                              AND profile.company_id = %(company)s
                            WHERE profile.user_id = person.id
                              AND absence.date_from <= %(date)s::date
                              AND COALESCE(absence.date_to, 'infinity')
                                  >= %(date)s::date
                       ) AS away_until
                  FROM res_users AS person
                  JOIN res_company_users_rel AS access
                    ON access.user_id = person.id AND access.cid = %(company)s
                 WHERE person.active AND NOT person.share
            ), holding AS (
                SELECT held.partner_id, held.role_id, fit.user_id, fit.away_until
                  FROM group_customer_assignment AS held
             LEFT JOIN crm_team AS team ON team.id = held.team_id
                  JOIN fit ON fit.user_id = COALESCE(held.user_id, team.user_id)
                 WHERE held.date_to IS NULL
            ), member (group_id, user_id) AS (%(members)s
            ), named AS (%(named)s
            ), chosen AS (%(chosen)s
            )
            SELECT named.partner_id, named.policy_id,
                   COALESCE(
                       named.first_id, chosen.user_id, named.second_id,
                       named.first_away_id, named.second_away_id
                   ) AS user_id
              FROM named
         LEFT JOIN chosen ON chosen.partner_id = named.partner_id
                         AND chosen.group_id = named.group_id
                         AND named.first_id IS NULL
            """,
            company=company.id,
            date=date,
            members=self._get_member_sql(company),
            named=self._get_named_sql(),
            chosen=self._get_chosen_sql(company, date),
        )

    @api.model
    def _get_member_sql(self, company):
        """Return SQL of the users of the groups that policies name for visitors."""
        admins = self.env.ref("group_customer.group_group_customer_admin").sudo()
        policies = self.sudo().with_context(active_test=False)
        policies = policies.search(
            Domain("visitor_mode", "=", "group")
            & Domain("company_id", "in", [company.id, False])
        )
        rows = []
        for group in policies.group_id:
            users = group.all_user_ids.filtered(
                lambda user: (
                    user.active and not user.share and company in user.company_ids
                )
            )
            people = users - admins.all_user_ids or users
            rows += [SQL("(%s, %s)", group.id, user.id) for user in people]
        if not rows:
            return SQL("SELECT NULL::int, NULL::int WHERE FALSE")
        return SQL("VALUES %s", SQL(", ").join(rows))

    @api.model
    def _get_named_sql(self):
        """Return SQL of whom the roles of a policy name for each pair: at hand, or
        away."""
        return SQL(
            """
            SELECT pair.partner_id, pair.policy_id,
                   CASE policy.visitor_mode WHEN 'group' THEN policy.group_id END
                       AS group_id,
                   pair.date_to,
                   CASE WHEN first.away_until >= pair.date_to THEN NULL
                        ELSE first.user_id END AS first_id,
                   CASE WHEN second.away_until >= pair.date_to THEN NULL
                        ELSE second.user_id END AS second_id,
                   first.user_id AS first_away_id, second.user_id AS second_away_id
              FROM pair
              JOIN group_customer_visit_policy AS policy ON policy.id = pair.policy_id
         LEFT JOIN holding AS first
                ON first.partner_id = pair.partner_id
               AND first.role_id = policy.role_id
               AND (policy.visitor_mode = 'role' OR EXISTS (
                       SELECT FROM member
                        WHERE member.group_id = policy.group_id
                          AND member.user_id = first.user_id))
         LEFT JOIN holding AS second
                ON second.partner_id = pair.partner_id
               AND second.role_id = policy.fallback_role_id
            """
        )

    @api.model
    def _get_chosen_sql(self, company, date):
        """Return SQL of the members whom accounts get that nobody was named for.

        One member per account and group. Whoever visits an account goes on; the others
        are dealt out to the members one after the other, to whom has the fewest first.
        """
        return SQL(
            """
            WITH wanted AS (
                SELECT DISTINCT group_id, partner_id,
                       MIN(date_to) OVER (PARTITION BY group_id) AS date_to
                  FROM named
                 WHERE group_id IS NOT NULL AND first_id IS NULL
            ), ready AS (
                SELECT wanted.group_id, wanted.partner_id, member.user_id
                  FROM wanted
                  JOIN member ON member.group_id = wanted.group_id
                  JOIN fit ON fit.user_id = member.user_id
                 WHERE COALESCE(fit.away_until < wanted.date_to, TRUE)
            ), kept AS (
                SELECT DISTINCT ON (ready.group_id, ready.partner_id)
                       ready.group_id, ready.partner_id, ready.user_id
                  FROM ready
                  JOIN group_customer_visit_attainment AS before
                    ON before.partner_id = ready.partner_id
                   AND before.company_id = %(company)s
                   AND before.user_id = ready.user_id
              ORDER BY ready.group_id, ready.partner_id, before.date_from DESC,
                       before.id DESC
            ), open AS (
                SELECT wanted.group_id, wanted.partner_id,
                       ROW_NUMBER() OVER (
                           PARTITION BY wanted.group_id ORDER BY wanted.partner_id
                       ) AS place
                  FROM wanted
                 WHERE NOT EXISTS (
                           SELECT FROM kept
                            WHERE kept.group_id = wanted.group_id
                              AND kept.partner_id = wanted.partner_id)
            ), load AS (
                SELECT person.group_id, person.user_id,
                       (SELECT COUNT(DISTINCT row.partner_id)
                          FROM group_customer_visit_attainment AS row
                         WHERE row.user_id = person.user_id
                           AND row.company_id = %(company)s
                           AND %(date)s::date BETWEEN row.date_from AND row.date_to)
                     + (SELECT COUNT(*) FROM kept
                         WHERE kept.user_id = person.user_id
                           AND NOT EXISTS (
                               SELECT FROM group_customer_visit_attainment AS row
                                WHERE row.partner_id = kept.partner_id
                                  AND row.user_id = kept.user_id
                                  AND row.company_id = %(company)s
                                  AND %(date)s::date
                                      BETWEEN row.date_from AND row.date_to))
                       AS size
                  FROM (SELECT DISTINCT group_id, user_id FROM ready) AS person
            ), turn AS (
                SELECT load.group_id, load.user_id,
                       ROW_NUMBER() OVER (
                           PARTITION BY load.group_id
                           ORDER BY load.size + step.number, load.user_id
                       ) AS place
                  FROM load
                  JOIN (SELECT group_id, COUNT(*) AS number FROM open
                      GROUP BY group_id) AS total ON total.group_id = load.group_id
            CROSS JOIN LATERAL GENERATE_SERIES(1, total.number) AS step (number)
            )
            SELECT kept.group_id, kept.partner_id, kept.user_id FROM kept
         UNION ALL
            SELECT open.group_id, open.partner_id, turn.user_id
              FROM open
              JOIN turn ON turn.group_id = open.group_id AND turn.place = open.place
            """,
            company=company.id,
            date=date,
        )
