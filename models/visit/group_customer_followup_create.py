# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# Follow-ups that are made in one transaction of a cron
SLICE = 20000
# Days by which the end of a month may move a day that is counted back in months
MONTH_FUZZ = 4


class GroupCustomerFollowup(models.Model):
    """Making follow-ups: set-based, again and again, each occasion once.

    Of each rule, company and offset those occasions are read whose follow-up is due
    from ``catch_up_days`` ago to ``horizon_days`` ahead, not before the rule's
    ``start_on``; what is there already is left alone. Two workers at once add nothing
    twice: the row of the rule is claimed, and the unique index has the last word.
    """

    _inherit = "group.customer.followup"

    @api.model
    def _cron_create(self, size=SLICE):
        """Make what is due, drop what has lost its reason, and bring the rest in line
        with the visits; slice by slice, each in its own transaction."""
        commit = self.env["ir.cron"]._commit_progress
        rules = self.env["group.customer.followup.rule"].sudo()
        for rule in rules.search(Domain("active", "=", True)):
            # A commit gives the claim back; whoever has it does the rest
            while rule.try_lock_for_update():
                count = self._create_slice(rule, size)
                if not commit(count):
                    return
                if count < size:
                    break
        self._refresh()
        commit()
        self._remind(commit)

    @api.model
    def _create_slice(self, rule, size=SLICE):
        """Make the next follow-ups of a rule, in all its companies.

        :returns: how many were made
        """
        count = 0
        self.env.flush_all()
        for company in rule._get_companies():
            for offset in rule.offset_ids.filtered("active"):
                if count < size:
                    count += self._create_due(rule, company, offset, size - count)
        return count

    @api.model
    def _create_due(self, rule, company, offset, limit):
        """Make the follow-ups of one offset of a rule in a company; one statement.

        The order has everything looked up before the first row is written: the table
        that is looked into does not grow meanwhile, whatever its statistics say.

        :returns: how many were made
        """
        today = self.env["group.customer.ledger"]._get_today(company)
        first = max(today - timedelta(days=rule.catch_up_days), rule.start_on)
        last = today + timedelta(days=rule.horizon_days)
        if first > last:
            return 0
        delta = offset._get_delta()
        fuzz = timedelta(days=MONTH_FUZZ)
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO group_customer_followup (
                    partner_id, contact_id, company_id, user_id, rule_id, offset_id,
                    date_id, res_model, res_id, source_key, source_reference,
                    base_date, due_on, kind_id, channel_id, state,
                    create_uid, create_date, write_uid, write_date
                )
                SELECT source.partner_id, source.contact_id, %(company)s, %(owner)s,
                       %(rule)s, %(offset)s, source.date_id, source.res_model,
                       source.res_id, source.source_key, source.reference,
                       source.base_date, due.day, %(kind)s, %(channel)s, 'open',
                       %(uid)s, NOW() AT TIME ZONE 'UTC',
                       %(uid)s, NOW() AT TIME ZONE 'UTC'
                  FROM (%(source)s) AS source
            CROSS JOIN LATERAL (SELECT %(due)s AS day) AS due
                 WHERE due.day BETWEEN %(first)s::date AND %(last)s::date
                   AND NOT EXISTS (
                           SELECT FROM group_customer_followup AS other
                            WHERE other.offset_id = %(offset)s
                              AND other.source_key = source.source_key)
              ORDER BY due.day, source.source_key
                 LIMIT %(limit)s
           ON CONFLICT DO NOTHING
             RETURNING id
                """,
                company=company.id,
                owner=self._get_owner_sql(
                    SQL("source.partner_id"),
                    SQL("due.day"),
                    SQL("%s", rule.role_id.id),
                    SQL("%s::int", rule.fallback_role_id.id or None),
                ),
                rule=rule.id,
                offset=offset.id,
                kind=rule.kind_id.id,
                channel=(offset.channel_id or rule.channel_id).id,
                uid=self.env.uid,
                source=rule._get_source_sql(
                    company, first - delta - fuzz, last - delta + fuzz
                ),
                due=offset._get_due_sql(SQL("source.base_date")),
                first=first,
                last=last,
                limit=limit,
            )
        )
        return len(rows)
