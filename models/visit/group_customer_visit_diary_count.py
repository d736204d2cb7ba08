# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .group_customer_visit import DONE_STATES

# How many days back the cron makes up for pages that were not opened
DAYS_BACK = 7


class GroupCustomerVisitDiary(models.Model):
    """Opening the pages of a day and counting what was done."""

    _inherit = "group.customer.visit.diary"

    # === OPENING === #

    @api.model
    def _cron_open(self):
        """Open the pages of the day, and of days on which nobody did, for everybody who
        has a quota and works; one company after the other."""
        commit = self.env["ir.cron"]._commit_progress
        pages = self.sudo()
        for company in pages.env["res.company"].search(Domain("active", "=", True)):
            today = self.env["group.customer.ledger"]._get_today(company)
            for day in pages._find_days_to_open(company, today):
                pages._open_day(company, day)
            if not commit(1):
                return

    @api.model
    def _find_days_to_open(self, company, today):
        """Return the days up to today after the last one that the cron opened: a page
        that somebody opened for himself says nothing about the others."""
        last = self.search(
            Domain("company_id", "=", company.id)
            & Domain("date", "<", today)
            & Domain("create_uid", "=", self.env.uid),
            order="date desc",
            limit=1,
        ).date
        first = today if not last else last + timedelta(days=1)
        first = max(first, today - timedelta(days=DAYS_BACK))
        return [first + timedelta(days=n) for n in range((today - first).days + 1)]

    @api.model
    def _open_day(self, company, day, users=None):
        """Make the pages of a day where they are missing, and count.

        :param users: for these ``res.users``, whether they work or not; by default for
            everybody who has a quota and works that day
        :returns: the pages of these users
        """
        quotas = self.env["group.customer.visit.daily.quota"]._get_for(company, day)
        people = users or self.env["res.users"].browse(quotas)
        if not people:
            return self.browse()
        domain = Domain("company_id", "=", company.id) & Domain("date", "=", day)
        working = self._get_working(company, people, day)
        known = self.search(domain & Domain("user_id", "in", people.ids)).user_id
        vals_list = []
        for user in people - known:
            is_working_day = user.id in working
            if not (users or is_working_day):
                continue
            quota = quotas.get(user.id) if is_working_day else None
            vals_list.append(
                {
                    "user_id": user.id,
                    "company_id": company.id,
                    "date": day,
                    "is_working_day": is_working_day,
                    "quota_id": quota.id if quota else False,
                    "new_quota": quota.new_visits if quota else 0,
                    "existing_quota": quota.existing_visits if quota else 0,
                    "phone_quota": quota.phone_contacts if quota else 0,
                }
            )
        if vals_list:
            self._create_server(vals_list)
            self._count([day], company)
        return self.search(domain & Domain("user_id", "in", people.ids))

    @api.model
    def _get_working(self, company, users, day):
        """Return the ids of those of the users who work on a day."""
        plans = self.env["group.customer.visit.plan"]
        spans = plans._get_work_spans(company, users, day, day)
        absent = {
            user_id
            for user_id, _day in plans._get_absent_days(company, users, day, day)
        }
        return {user.id for user in users if spans[user.id] and user.id not in absent}

    # === COUNTING === #

    @api.model
    def _count(self, days, company=None):
        """Count what was done on the pages of some days; one statement.

        A customer is new on a day as long as no order was confirmed, no invoice posted
        and no transaction known before it. Customers met face to face count once a
        day, contacts by phone each. Whoever of ours went along is counted; customers
        whose people all stayed away were not met.
        """
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                WITH page AS (
                    SELECT id, user_id, company_id, date, new_quota, existing_quota,
                           phone_quota
                      FROM group_customer_visit_diary
                     WHERE date = ANY(%(days)s::date[]) AND %(scope)s
                ), met AS (
                    SELECT page.id, visit.id AS visit_id,
                           channel.distance = 'face' AS is_face,
                           channel.counts_as_phone AS is_phone, account.id AS account_id
                      FROM page
                      JOIN group_customer_visit AS visit
                        ON visit.date = page.date
                       AND visit.company_id = page.company_id
                       AND visit.state IN %(done)s
                       AND (visit.user_id = page.user_id OR EXISTS (
                               SELECT FROM group_customer_visit_user_rel AS rel
                                WHERE rel.visit_id = visit.id
                                  AND rel.user_id = page.user_id))
                      JOIN group_customer_visit_channel AS channel
                        ON channel.id = visit.channel_id
                CROSS JOIN LATERAL (
                               SELECT visit.partner_id AS id
                                WHERE NOT %(absent)s
                                UNION
                               SELECT guest.account_id
                                 FROM group_customer_visit_participant AS guest
                                WHERE guest.visit_id = visit.id AND guest.attended
                           ) AS account
                ), known AS (
                    SELECT DISTINCT page.date, met.account_id
                      FROM met JOIN page ON page.id = met.id
                     WHERE met.is_face AND %(business)s
                ), figure AS (
                    SELECT page.id,
                           COUNT(DISTINCT met.account_id) FILTER (
                               WHERE met.is_face AND known.account_id IS NULL) AS new,
                           COUNT(DISTINCT met.account_id) FILTER (
                               WHERE met.is_face AND known.account_id IS NOT NULL)
                               AS existing,
                           COUNT(DISTINCT met.visit_id) FILTER (WHERE met.is_phone)
                               AS phone
                      FROM page
                 LEFT JOIN met ON met.id = page.id
                 LEFT JOIN known ON known.account_id = met.account_id
                                AND known.date = page.date
                  GROUP BY page.id
                ), result AS (
                    SELECT figure.*, (
                               LEAST(figure.new, page.new_quota)
                               + LEAST(figure.existing, page.existing_quota)
                               + LEAST(figure.phone, page.phone_quota)
                           ) * 100.0 / NULLIF(
                               page.new_quota + page.existing_quota + page.phone_quota,
                               0) AS percent
                      FROM figure JOIN page ON page.id = figure.id
                )
                UPDATE group_customer_visit_diary AS page
                   SET new_done = result.new, existing_done = result.existing,
                       phone_done = result.phone,
                       percent = COALESCE(result.percent, 100),
                       is_met = COALESCE(result.percent, 100) >= 100
                  FROM result
                 WHERE page.id = result.id
                   AND (page.new_done, page.existing_done, page.phone_done,
                        page.percent)
                       IS DISTINCT FROM (
                           result.new::int, result.existing::int, result.phone::int,
                           COALESCE(result.percent, 100)::float8)
             RETURNING page.id
                """,
                days=list(days),
                scope=SQL("company_id = %s", company.id) if company else SQL("TRUE"),
                absent=self.env["group.customer.visit"]._get_host_absent_sql(),
                done=DONE_STATES,
                business=self._get_business_sql(days),
            )
        )
        self.invalidate_model()

    @api.model
    def _get_business_sql(self, days):
        """Return the condition that an account had business before the day of a
        page."""
        found = self.sudo()._read_group(Domain("date", "in", days), ["company_id"])
        companies = self.env["res.company"].union(*(row[0] for row in found))
        return SQL(
            """(
                EXISTS (
                    SELECT FROM sale_order AS document
                      JOIN res_partner AS contact ON contact.id = document.partner_id
                     WHERE contact.commercial_partner_id = met.account_id
                       AND document.state = 'sale'
                       AND (document.date_order AT TIME ZONE 'UTC'
                            AT TIME ZONE %s)::date < page.date)
                OR EXISTS (
                    SELECT FROM account_move AS document
                     WHERE document.commercial_partner_id = met.account_id
                       AND document.state = 'posted'
                       AND document.move_type IN ('out_invoice', 'out_receipt')
                       AND document.invoice_date < page.date)
                OR EXISTS (
                    SELECT FROM group_customer_transaction AS document
                     WHERE document.commercial_partner_id = met.account_id
                       AND document.date < page.date))""",
            self.env["group.customer.ledger"]._timezone_sql(
                companies, SQL("page.company_id")
            ),
        )
