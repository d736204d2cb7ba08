# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

from .group_customer_followup_rule import GREETING_TRIGGERS
from .group_customer_visit import DONE_STATES

# Visits that are still to come, and in somebody's calendar
PLANNED_STATES = ("planned", "confirmed", "in_progress")
# Why a skipped follow-up stays so, whatever becomes of what it follows
FINAL_SKIPS = ("by_hand", "merged")
# Written by the statements here
WRITTEN = [
    "state",
    "visit_id",
    "done_on",
    "done_by_id",
    "skip_kind",
    "notified_on",
    "write_date",
]


class GroupCustomerFollowup(models.Model):
    """Follow-ups in line with what they follow, and with the visits there are.

    Everything here finds the same state from the same documents: it may run any
    number of times, after every change of a visit and every night.
    """

    _inherit = "group.customer.followup"

    @api.model
    def _refresh(self, partner_ids=None):
        """Bring follow-ups in line with their documents and visits.

        :param partner_ids: ids of accounts; none: all of them
        """
        # sudo: what is done follows from the visits, not from who asks
        followups = self.sudo()
        followups._refresh_lost(partner_ids)
        followups._refresh_visits(partner_ids)

    # === WHAT IT FOLLOWS === #

    @api.model
    def _get_lost_sql(self, first):
        """Return SQL of why follow-ups have lost their reason: id, skip_kind (NULL
        where it holds).

        Extension point: for documents of other triggers.

        :param SQL first: see :meth:`_get_first_sql`
        """
        stock_case = SQL("NULL")
        if "stock.picking" in self.env:
            stock_case = SQL(
                "CASE WHEN picking.id IS NULL THEN 'deleted' ELSE %s END",
                self._get_picking_lost_sql(SQL("picking")),
            )
        return SQL(
            """SELECT followup.id,
                      CASE WHEN NOT account.active
                                OR account.is_group_customer IS NOT TRUE THEN 'account'
                           WHEN followup.res_model = 'sale.order' THEN
                                CASE WHEN sale.id IS NULL THEN 'deleted'
                                     WHEN sale.state != 'sale' THEN 'cancelled' END
                           WHEN followup.res_model = 'account.move' THEN
                                CASE WHEN move.id IS NULL THEN 'deleted'
                                     WHEN move.state != 'posted'
                                          OR move.payment_state = 'reversed'
                                     THEN 'cancelled' END
                           WHEN followup.res_model = 'group.customer.important.date'
                                THEN CASE WHEN important.id IS NULL
                                               OR important.is_yearly IS NOT TRUE
                                               AND DATE_TRUNC('year', important.date)
                                               != DATE_TRUNC('year', followup.base_date)
                                          THEN 'deleted' END
                           WHEN followup.res_model = 'stock.picking' THEN %(stock)s
                           WHEN rule.trigger = 'new_customer' AND first.day IS NULL
                                THEN 'cancelled'
                      END AS skip_kind
                 FROM group_customer_followup AS followup
                 JOIN group_customer_followup_rule AS rule ON rule.id = followup.rule_id
            LEFT JOIN (%(first)s) AS first ON first.partner_id = followup.partner_id
                 JOIN res_partner AS account ON account.id = followup.partner_id
            LEFT JOIN sale_order AS sale
                   ON followup.res_model = 'sale.order' AND sale.id = followup.res_id
            LEFT JOIN account_move AS move
                   ON followup.res_model = 'account.move' AND move.id = followup.res_id
            LEFT JOIN group_customer_important_date AS important
                   ON followup.res_model = 'group.customer.important.date'
                  AND important.id = followup.res_id
                      %(join)s
                WHERE %(live)s""",
            stock=stock_case,
            join=self._get_picking_join_sql(),
            first=first,
            live=self._get_live_sql(),
        )

    @api.model
    def _get_live_sql(self):
        """Return the condition for what is not settled for good: what was skipped
        without anybody's doing may come back."""
        return SQL(
            """(followup.state IN ('open', 'planned')
                OR followup.state = 'skipped'
                   AND followup.skip_kind NOT IN %s)""",
            FINAL_SKIPS,
        )

    @api.model
    def _get_scope_sql(self, partner_ids=None, document=None):
        """Return the condition for the follow-ups of accounts, of documents, or for
        all of them.

        :param partner_ids: ids of accounts
        :param document: records
        """
        if document is not None:
            return SQL(
                "followup.res_model = %s AND followup.res_id = ANY(%s)",
                document._name,
                document.ids,
            )
        if partner_ids is not None:
            return SQL("followup.partner_id = ANY(%s)", list(partner_ids))
        return SQL("TRUE")

    @api.model
    def _refresh_lost(self, partner_ids=None, document=None):
        """Skip what has lost its reason, open again what has it back in time: its
        owner is told anew.

        :param document: only what follows these documents
        """
        self.env.flush_all()
        only = self._get_scope_sql(partner_ids, document)
        ledger = self.env["group.customer.ledger"]
        rows = self.env.execute_query(
            SQL(
                """
                WITH verdict AS MATERIALIZED (%(lost)s AND %(only)s)
                UPDATE group_customer_followup AS followup
                   SET state = CASE WHEN verdict.skip_kind IS NULL
                                    THEN 'open' ELSE 'skipped' END,
                       skip_kind = verdict.skip_kind,
                       visit_id = NULL, notified_on = NULL,
                       write_date = NOW() AT TIME ZONE 'UTC'
                  FROM verdict, group_customer_followup_rule AS rule
                 WHERE verdict.id = followup.id AND rule.id = followup.rule_id
                   AND (verdict.skip_kind IS NOT NULL
                        AND followup.state != 'skipped'
                        OR verdict.skip_kind IS NULL
                           AND followup.state = 'skipped'
                           AND followup.due_on + rule.catch_up_days >= %(today)s::date)
             RETURNING followup.id, verdict.skip_kind
                """,
                lost=self._get_lost_sql(self._get_first_sql(only)),
                only=only,
                today=ledger._get_today(self.env.company),
            )
        )
        self._forget([id_ for id_, _kind in rows])
        skipped = self.browse([id_ for id_, kind in rows if kind])
        skipped._drop_activities()
        return skipped

    # === VISITS === #

    @api.model
    def _get_match_sql(self, states, alias="followup"):
        """Return SQL of the visits that settle a follow-up, the first one: id, date,
        user_id.

        The visit is of the kind, at the account or attended by it, not earlier than
        ``early_days`` before the day, and not before what it follows; face to face
        where the follow-up is to be on site; with the person where a person's day is
        kept. An account whose people all stayed away was not visited.

        :param states: the states of the visits
        """
        followup = SQL.identifier(alias)
        return SQL(
            """SELECT visit.id, visit.date, visit.user_id
                 FROM (SELECT found.*
                         FROM group_customer_visit AS found
                        WHERE found.partner_id = %(followup)s.partner_id
                        UNION
                       SELECT found.*
                         FROM group_customer_visit_participant AS participant
                         JOIN group_customer_visit AS found
                           ON found.id = participant.visit_id
                        WHERE participant.account_id = %(followup)s.partner_id
                          AND participant.attended) AS visit
                 JOIN group_customer_visit_channel AS used
                   ON used.id = visit.channel_id
                 JOIN group_customer_visit_channel AS wanted
                   ON wanted.id = %(followup)s.channel_id
                 JOIN group_customer_followup_rule AS rule
                   ON rule.id = %(followup)s.rule_id
                WHERE visit.state IN %(states)s
                  AND visit.company_id = %(followup)s.company_id
                  AND visit.kind_id = %(followup)s.kind_id
                  AND visit.date >= %(followup)s.due_on - rule.early_days
                  AND NOT %(before)s
                  AND NOT (visit.state IN %(done)s
                           AND visit.partner_id = %(followup)s.partner_id
                           AND %(absent)s)
                  AND (wanted.is_on_site IS NOT TRUE OR used.distance = 'face')
                  AND (rule.trigger != 'important_date'
                       OR %(followup)s.contact_id IS NULL
                       OR visit.contact_id = %(followup)s.contact_id
                       OR EXISTS (
                              SELECT FROM group_customer_visit_participant AS person
                               WHERE person.visit_id = visit.id AND person.attended
                                 AND person.partner_id = %(followup)s.contact_id))
             ORDER BY visit.date, visit.id
                LIMIT 1""",
            followup=followup,
            states=tuple(states),
            done=DONE_STATES,
            absent=self.env["group.customer.visit"]._get_host_absent_sql(),
            before=self._get_before_sql(followup),
        )

    @api.model
    def _get_before_sql(self, followup):
        """Whether a visit takes place before what is followed has happened; greetings
        may come early. Uses the aliases ``visit`` and ``rule``.

        :param SQL followup: alias of the follow-up
        """
        return SQL(
            "(rule.trigger NOT IN %s AND visit.date < %s.base_date)",
            GREETING_TRIGGERS,
            followup,
        )

    @api.model
    def _refresh_visits(self, partner_ids=None):
        """Settle what was done, take note of what is planned, open again what is
        planned no more; one statement each."""
        self.env.flush_all()
        only = self._get_scope_sql(partner_ids)
        settled = self._settle(only)
        touched = [*settled, *self._reopen(only), *self._note_planned(only)]
        self._forget(touched)
        self.browse(settled)._finish_activities()

    @api.model
    def _settle(self, only):
        rows = self.env.execute_query(
            SQL(
                """
                WITH found AS MATERIALIZED (
                    SELECT followup.id, visit.id AS visit_id, visit.date, visit.user_id
                      FROM group_customer_followup AS followup
                      JOIN group_customer_visit AS visit
                        ON visit.id = followup.visit_id
                     WHERE followup.state = 'planned'
                       AND visit.state IN %(done)s AND %(only)s
                       AND NOT (visit.partner_id = followup.partner_id AND %(absent)s)
                     UNION ALL
                    SELECT followup.id, visit.id, visit.date, visit.user_id
                      FROM group_customer_followup AS followup
                CROSS JOIN LATERAL (%(match)s) AS visit
                     WHERE followup.state IN ('open', 'planned') AND %(only)s
                )
                UPDATE group_customer_followup AS followup
                   SET state = 'done', visit_id = found.visit_id,
                       done_on = found.date, done_by_id = found.user_id,
                       write_date = NOW() AT TIME ZONE 'UTC'
                  FROM found
                 WHERE found.id = followup.id
             RETURNING followup.id
                """,
                match=self._get_match_sql(DONE_STATES),
                done=DONE_STATES,
                absent=self.env["group.customer.visit"]._get_host_absent_sql(),
                only=only,
            )
        )
        return [id_ for (id_,) in rows]

    @api.model
    def _reopen(self, only):
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE group_customer_followup AS followup
                   SET state = 'open', visit_id = NULL,
                       write_date = NOW() AT TIME ZONE 'UTC'
                 WHERE followup.state = 'planned' AND %(only)s
                   AND NOT EXISTS (
                           SELECT FROM group_customer_visit AS visit
                            WHERE visit.id = followup.visit_id
                              AND visit.state IN %(states)s)
             RETURNING followup.id
                """,
                only=only,
                states=PLANNED_STATES,
            )
        )
        return [id_ for (id_,) in rows]

    @api.model
    def _note_planned(self, only):
        rows = self.env.execute_query(
            SQL(
                """
                WITH found AS MATERIALIZED (
                    SELECT followup.id, visit.id AS visit_id
                      FROM group_customer_followup AS followup
                      JOIN group_customer_visit AS visit
                        ON visit.plan_reference
                           = 'group.customer.followup,' || followup.id
                       AND visit.partner_id = followup.partner_id
                      JOIN group_customer_followup_rule AS rule
                        ON rule.id = followup.rule_id
                     WHERE followup.state = 'open' AND %(only)s
                       AND visit.state IN %(states)s
                       AND NOT %(before)s
                     UNION ALL
                    SELECT followup.id, visit.id
                      FROM group_customer_followup AS followup
                CROSS JOIN LATERAL (%(match)s) AS visit
                     WHERE followup.state = 'open' AND %(only)s
                )
                UPDATE group_customer_followup AS followup
                   SET state = 'planned', visit_id = found.visit_id,
                       write_date = NOW() AT TIME ZONE 'UTC'
                  FROM found
                 WHERE found.id = followup.id
             RETURNING followup.id
                """,
                match=self._get_match_sql(PLANNED_STATES),
                only=only,
                states=PLANNED_STATES,
                before=self._get_before_sql(SQL("followup")),
            )
        )
        return [id_ for (id_,) in rows]

    # === TOOLING === #

    @api.model
    def _forget(self, ids):
        """Make the ORM forget what SQL has changed."""
        if ids:
            self.browse(ids).invalidate_recordset(WRITTEN, flush=False)

    def _drop_activities(self):
        """What is skipped asks nobody any more."""
        if self:
            self._get_activities().unlink()

    def _finish_activities(self):
        """What the owners were asked for is done: tick it off for who did it."""
        if not self:
            return
        people = {followup.id: followup.done_by_id for followup in self}
        activities = self._get_activities()
        for person, found in activities.grouped(
            lambda activity: people[activity.res_id]
        ).items():
            found.with_user(person or self.env.user).sudo()._action_done()
