# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .group_customer_visit import DONE_STATES


class GroupCustomerVisitAttainment(models.Model):
    """Counting visits.

    A visit counts for the quota of its kind, on its day, for every account that it was
    with: the one visited, and those of the participants who attended. Its channel has
    to be one that the policy counts, and where the policy asks for it a member of a
    group took part and has not left that unconfirmed.

    1. Visits are counted by state, and the last one done is found.
    2. What is missing of the period before is carried over where the policy says so:
       at most the minimum of that period, so that older shortfall lapses. As long as
       that period runs, what is planned in it counts as done.
    3. From that follow what is required, what remains, the due day and the state.
    """

    _inherit = "group.customer.visit.attainment"

    @api.model
    def _refresh(self, partner_ids=None, date_from=None, date_to=None):
        """Count the visits of the rows whose period touches a span of days.

        :param partner_ids: only these accounts, all by default
        :param date_from: first day; by default periods that are over are left alone
        :param date_to: last day, no limit by default
        :returns: the number of rows looked at
        """
        domain = Domain.TRUE
        if partner_ids is not None:
            domain &= Domain("partner_id", "in", list(partner_ids))
        if date_to:
            domain &= Domain("date_from", "<=", date_to)
        rows = self.sudo()
        if date_from:
            ids = rows.search(domain & Domain("date_to", ">=", date_from)).ids
        else:
            ids = [
                row_id
                for company in rows.env["res.company"].search(Domain.TRUE)
                for row_id in rows.search(
                    domain
                    & Domain("company_id", "=", company.id)
                    & Domain("date_to", ">=", self._get_today(company))
                ).ids
            ]
        rows._count(ids)
        return len(ids)

    @api.model
    def _get_today(self, company):
        return self.env["group.customer.ledger"]._get_today(company)

    @api.model
    def _count(self, ids):
        """Count the visits of rows, and what follows from it; a few statements."""
        self.env.flush_all()
        ids = list(ids)
        # What one period lacks changes the next one, which changes the one after it
        while ids:
            counted = self.env.execute_query(self._get_count_sql(ids))
            ids = self._find_following([row_id for row_id, is_new in counted if is_new])
        self.invalidate_model()

    @api.model
    def _find_following(self, ids):
        """Return the rows of the period after that of these rows."""
        if not ids:
            return []
        return [
            row_id
            for (row_id,) in self.env.execute_query(
                SQL(
                    """
                    SELECT following.id
                      FROM group_customer_visit_attainment AS row
                      JOIN group_customer_visit_attainment AS following
                        ON following.partner_id = row.partner_id
                       AND following.company_id = row.company_id
                       AND following.kind_id = row.kind_id
                       AND following.date_from = row.date_to + 1
                     WHERE row.id = ANY(%s)
                    """,
                    ids,
                )
            )
        ]

    # === COUNTING === #

    @api.model
    def _get_count_sql(self, ids):
        """Return the statement that counts the visits of rows; it returns each row, and
        whether the next period may need more or less for it."""
        return SQL(
            """
            WITH subject AS MATERIALIZED (
                SELECT row.*, policy.gap_max_days, policy.carries_shortfall,
                       policy.counted_group_id
                  FROM group_customer_visit_attainment AS row
                  JOIN group_customer_visit_policy AS policy
                    ON policy.id = row.policy_id
                 WHERE row.id = ANY(%(ids)s)
            ), clock (company_id, today, notice) AS (
                VALUES %(clocks)s
            ), counted_channel AS (%(channels)s
            ), member (group_id, user_id) AS (%(members)s
            ), contact AS (%(contacts)s
            ), figure AS (%(figures)s
            ), settled AS (%(settled)s
            ), derived AS (
                SELECT settled.*, minimum + carried AS required,
                       GREATEST(minimum + carried - done, 0) AS remaining,
                       GREATEST(minimum + carried - done - planned - proposed, 0)
                           AS unplanned,
                       done * 100.0 / GREATEST(target, minimum + carried, 1) AS percent,
                       CASE WHEN done < minimum + carried THEN LEAST(
                           date_to, CASE WHEN gap_max_days > 0
                                         THEN last_done_on + gap_max_days END)
                            END AS due_on
                  FROM settled
            )
            UPDATE group_customer_visit_attainment AS row
               SET proposed = derived.proposed,
                   planned = derived.planned,
                   done = derived.done,
                   missed = derived.missed,
                   last_done_on = derived.last_done_on,
                   carried = derived.carried,
                   required = derived.required,
                   remaining = derived.remaining,
                   unplanned = derived.unplanned,
                   percent = derived.percent,
                   due_on = derived.due_on,
                   state = CASE
                       WHEN derived.remaining = 0 THEN 'met'
                       WHEN derived.date_to < derived.today THEN 'missed'
                       WHEN derived.due_on < derived.today THEN 'overdue'
                       WHEN derived.due_on <= derived.today + derived.notice THEN 'due'
                       ELSE 'on_track' END,
                   refreshed_on = derived.today
              FROM derived
             WHERE row.id = derived.id
         RETURNING row.id,
                   derived.need_before IS DISTINCT FROM (
                       derived.required, derived.done, derived.planned,
                       derived.proposed, derived.date_to < derived.today)
            """,
            ids=ids,
            clocks=SQL(", ").join(self._get_clocks(ids)),
            channels=self._get_channel_sql(),
            members=self._get_counted_member_sql(),
            contacts=self._get_contact_sql(),
            figures=self._get_figure_sql(),
            settled=self._get_settled_sql(),
        )

    @api.model
    def _get_channel_sql(self):
        """Return SQL of the channels that count, by policy."""
        return SQL(
            """
            SELECT policy.id AS policy_id, channel.id AS channel_id
              FROM group_customer_visit_policy AS policy
        CROSS JOIN group_customer_visit_channel AS channel
             WHERE EXISTS (
                       SELECT FROM group_customer_visit_policy_channel_rel AS rel
                        WHERE rel.group_customer_visit_policy_id = policy.id
                          AND rel.group_customer_visit_channel_id = channel.id)
                OR channel.distance = 'face' AND NOT EXISTS (
                       SELECT FROM group_customer_visit_policy_channel_rel AS rel
                        WHERE rel.group_customer_visit_policy_id = policy.id)
            """
        )

    @api.model
    def _get_figure_sql(self):
        """Return SQL of the visits of each row, counted by state."""
        return SQL(
            """
            SELECT subject.id,
                   COUNT(*) FILTER (WHERE is_inside AND contact.state = 'draft')
                       AS proposed,
                   COUNT(*) FILTER (WHERE is_inside AND contact.state
                       IN ('planned', 'confirmed', 'in_progress')) AS planned,
                   COUNT(*) FILTER (WHERE is_inside AND contact.state IN %(done)s)
                       AS done,
                   COUNT(*) FILTER (WHERE is_inside AND contact.state = 'missed')
                       AS missed,
                   MAX(contact.date) FILTER (WHERE contact.state IN %(done)s)
                       AS last_done_on
              FROM subject
              JOIN contact
                ON contact.account_id = subject.partner_id
               AND contact.company_id = subject.company_id
               AND contact.kind_id = subject.kind_id
               AND contact.date <= subject.date_to
              JOIN counted_channel
                ON counted_channel.policy_id = subject.policy_id
               AND counted_channel.channel_id = contact.channel_id
        CROSS JOIN LATERAL (
                       SELECT contact.date >= subject.date_from AS is_inside
                   ) AS place
             WHERE subject.counted_group_id IS NULL
                   -- What is planned for the policy is not owed again
                OR (contact.policy_id = subject.policy_id
                    AND contact.state IN ('draft', 'planned', 'confirmed'))
                OR EXISTS (
                       SELECT FROM member
                        WHERE member.group_id = subject.counted_group_id
                          -- Whom somebody else named, and who has not confirmed it
                          AND NOT EXISTS (
                                  SELECT FROM group_customer_visit_unconfirmed_rel
                                           AS pending
                                   WHERE pending.visit_id = contact.visit_id
                                     AND pending.user_id = member.user_id)
                          AND (member.user_id = contact.user_id
                               OR EXISTS (
                                   SELECT FROM group_customer_visit_user_rel AS rel
                                    WHERE rel.visit_id = contact.visit_id
                                      AND rel.user_id = member.user_id)))
          GROUP BY subject.id
            """,
            done=DONE_STATES,
        )

    @api.model
    def _get_contact_sql(self):
        """Return SQL of the visits of the accounts of ``subject``, one row per visit
        and account."""
        return SQL(
            """
            SELECT visit.id AS visit_id, visit.partner_id AS account_id, visit.date,
                   visit.state, visit.kind_id, visit.channel_id, visit.company_id,
                   visit.user_id, visit.policy_id
              FROM group_customer_visit AS visit
             WHERE visit.partner_id IN (SELECT partner_id FROM subject)
               AND visit.state != 'cancelled'
               AND NOT (visit.state IN %(done)s AND %(absent)s)
         UNION
            SELECT visit.id, guest.account_id, visit.date, visit.state, visit.kind_id,
                   visit.channel_id, visit.company_id, visit.user_id, visit.policy_id
              FROM group_customer_visit_participant AS guest
              JOIN group_customer_visit AS visit ON visit.id = guest.visit_id
             WHERE guest.account_id IN (SELECT partner_id FROM subject)
               AND guest.account_id != visit.partner_id
               AND visit.state != 'cancelled'
               AND (visit.state NOT IN %(done)s OR guest.attended)
            """,
            absent=self.env["group.customer.visit"]._get_host_absent_sql(),
            done=DONE_STATES,
        )

    @api.model
    def _get_counted_member_sql(self):
        """Return SQL of the users of the groups whose presence policies ask for."""
        policies = self.env["group.customer.visit.policy"].sudo()
        policies = policies.with_context(active_test=False)
        groups = policies.search(Domain("counted_group_id", "!=", False))
        rows = [
            SQL("(%s, %s)", group.id, user_id)
            for group in groups.counted_group_id
            for user_id in group.with_context(active_test=False).all_user_ids.ids
        ]
        if not rows:
            return SQL("SELECT NULL::int, NULL::int WHERE FALSE")
        return SQL("VALUES %s", SQL(", ").join(rows))

    # === WHAT FOLLOWS === #

    @api.model
    def _get_settled_sql(self):
        """Return SQL of the rows with what was counted and what is carried over."""
        return SQL(
            """
            SELECT subject.id, subject.minimum, subject.target, subject.date_to,
                   subject.gap_max_days, clock.today, clock.notice,
                   COALESCE(figure.proposed, 0)::int AS proposed,
                   COALESCE(figure.planned, 0)::int AS planned,
                   COALESCE(figure.done, 0)::int AS done,
                   COALESCE(figure.missed, 0)::int AS missed,
                   figure.last_done_on,
                   (subject.required, subject.done, subject.planned, subject.proposed,
                    subject.date_to < subject.refreshed_on) AS need_before,
                   CASE WHEN subject.carries_shortfall THEN LEAST(
                       COALESCE(before.minimum, 0),
                       GREATEST(COALESCE(
                           before.required - before.done
                           - CASE WHEN before.date_to >= clock.today
                                  THEN before.planned + before.proposed
                                  ELSE 0 END, 0), 0))
                        ELSE 0 END AS carried
              FROM subject
              JOIN clock ON clock.company_id = subject.company_id
         LEFT JOIN figure ON figure.id = subject.id
         LEFT JOIN group_customer_visit_attainment AS before
                ON before.partner_id = subject.partner_id
               AND before.company_id = subject.company_id
               AND before.kind_id = subject.kind_id
               AND before.date_to = subject.date_from - 1
            """
        )

    @api.model
    def _get_clocks(self, ids):
        """Return each company of these rows with its day, and how early visits are due
        there."""
        parameters = self.env["group.customer.parameter"].sudo()
        found = self.sudo()._read_group(Domain("id", "in", ids), ["company_id"])
        for (company,) in found:
            today = self._get_today(company)
            notice = parameters._get_value("visit_due_notice_days", company, today)
            yield SQL("(%s, %s::date, %s)", company.id, today, int(notice))
