# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter, defaultdict
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain

# Visits made to the accounts of a visitor, taken in turns
MADE = (2, 3, 1, 2, 0)
HOURS = (9, 11, 14, 16)
# What a visit was for, what came of it
TALKS = (
    (
        "Orders of the coming quarter. 了解下季度订货。",
        "Two orders will follow this month. 本月将下两笔订单。",
    ),
    (
        "Show the new servo series. 介绍新伺服系列。",
        "Asks for a trial of two units. 希望试用两台。",
    ),
    (
        "Service of the last year. 回顾上年服务。",
        "Content; wants faster spare parts. 总体满意，希望加快备件。",
    ),
    (
        "Open invoices. 核对未结发票。",
        "Reconciled, paid by the end of the month. 已对账，月底付款。",
    ),
    (
        "Annual agreement. 年度框架协议。",
        "Draft accepted, signing next month. 草案通过，下月签署。",
    ),
)


class GroupCustomerDemo(models.AbstractModel):
    """What has been done of the quotas of the running month."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_visit_quota(self):
        """Enter routine visits that were made, reported and reviewed this month.

        Does nothing where the leaders have made visits already, as after an earlier
        installation, and in the first days of a month.
        """
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(
            tracking_disable=True,
            mail_create_nosubscribe=True,
            mail_auto_subscribe_no_notify=True,
        )
        today = demo._get_today()
        first = today.replace(day=1)
        days = [first + timedelta(days=number) for number in range(today.day - 1)]
        days = [day for day in days if day.weekday() < 5]
        leader = demo._get_demo_user("zhao")
        visits = demo.env["group.customer.visit"]
        if not days or visits.search_count(
            Domain("user_id", "=", leader.id) & Domain("state", "=", "reviewed"),
            limit=1,
        ):
            return
        rows = demo.env["group.customer.visit.attainment"].search(
            Domain("company_id", "=", company.id)
            & Domain("kind_id.code", "=", "routine")
            & Domain("date_from", "=", first)
            & Domain("user_id.login", "=like", "demo_%"),
            order="user_id, id",
        )
        made = visits.create(demo._prepare_quota_visits(rows, days, company))
        demo._review_demo_visits(made)
        led = made.filtered(lambda visit: visit.user_id == leader).sorted("start")
        demo._leave_to_confirm(led[1:][-1:])

    @api.model
    def _prepare_quota_visits(self, rows, days, company):
        """Spread the visits over the days, a visitor's one after the other."""
        visits = self.env["group.customer.visit"]
        places = Counter()
        per_day = Counter()
        vals_list = []
        for row in rows:
            place = places[row.user_id]
            places[row.user_id] += 1
            made = min(MADE[place % len(MADE)], row.required, len(days))
            for number in range(made):
                day = days[(3 * place + number * len(days) // 2) % len(days)]
                hour = per_day[row.user_id, day]
                per_day[row.user_id, day] += 1
                if hour < len(HOURS):
                    purpose, text = TALKS[(place + number) % len(TALKS)]
                    vals_list.append(
                        {
                            "partner_id": row.partner_id.id,
                            "user_id": row.user_id.id,
                            "kind_id": row.kind_id.id,
                            "start": visits._get_moment(day, HOURS[hour], company),
                            "purpose": purpose,
                            "report_text": text,
                        }
                    )
        return vals_list

    @api.model
    def _review_demo_visits(self, visits):
        """Finish all visits: those of one end at a time, for a few statements."""
        reviewers = {
            user: visits.filtered(lambda visit, user=user: visit.user_id == user)[
                :1
            ]._get_reviewer()
            for user in visits.user_id
        }
        by_end = defaultdict(self.env["group.customer.visit"].browse)
        for visit in visits:
            by_end[visit.user_id, visit.stop] |= visit
        for (user, stop), ended in by_end.items():
            ended._write_server(
                {
                    "state": "reviewed",
                    "done_at": stop,
                    "report_state": "accepted",
                    "report_submitted_at": fields.Datetime.add(stop, hours=2),
                    "report_submitted_by_id": user.id,
                    "reviewed_at": fields.Datetime.add(stop, hours=20),
                    "reviewed_by_id": (
                        reviewers[user] or self._get_demo_user("zhao")
                    ).id,
                }
            )
        visits._changed()

    @api.model
    def _leave_to_confirm(self, visit):
        """The account manager entered the leader's visit, who has not confirmed it."""
        manager = visit.partner_id.user_id
        visit._write_server(
            {
                "state": "done",
                "done_by_id": manager.id,
                "unconfirmed_user_ids": [Command.set(visit.user_id.ids)],
                "report_state": "submitted",
                "report_submitted_by_id": manager.id,
                "reviewed_at": False,
                "reviewed_by_id": False,
            }
        )
        visit._ask_for_confirmation()
        visit._changed()
