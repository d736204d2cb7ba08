# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import date_utils

from .group_customer_return_visit import OPEN_STATES

MARKETING = "group_customer.group_group_customer_marketing_manager"


class GroupCustomerReturnPlan(models.Model):
    """Confirmed in time, watched against the smallest sample, closed at the end."""

    _inherit = "group.customer.return.plan"

    line_count = fields.Integer(string="Planned", compute="_compute_counts")
    sampled_count = fields.Integer(string="Sampled", compute="_compute_counts")
    open_count = fields.Integer(string="Open", compute="_compute_counts")
    abandoned_count = fields.Integer(string="Abandoned", compute="_compute_counts")
    closed_count = fields.Integer(string="Recorded", compute="_compute_counts")
    finding_count = fields.Integer(string="Findings", compute="_compute_counts")
    missing_count = fields.Integer(
        string="Short of the Smallest Sample",
        compute="_compute_counts",
        help="Documents still to be drawn to reach the smallest sample (VI-10).",
    )
    is_below_minimum = fields.Boolean(
        string="Below the Smallest Sample",
        compute="_compute_counts",
        search="_search_is_below_minimum",
    )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.state", "line_ids.is_sampled", "minimum_sample")
    def _compute_counts(self):
        # sudo: figures of the whole plan, whoever reads it
        lines = self.env["group.customer.return.visit"].sudo()
        counts = dict.fromkeys(self.ids)
        for plan, state, is_sampled, count, findings in lines._read_group(
            Domain("plan_id", "in", self.ids),
            ["plan_id", "state", "is_sampled"],
            ["__count", "finding_count:sum"],
        ):
            rows = counts[plan.id] = counts[plan.id] or []
            rows.append((state, is_sampled, count, findings))
        for plan in self:
            rows = counts.get(plan.id) or []
            plan.line_count = sum(count for _s, _d, count, _f in rows)
            plan.sampled_count = sum(count for _s, drawn, count, _f in rows if drawn)
            plan.open_count = sum(n for s, _d, n, _f in rows if s in OPEN_STATES)
            plan.abandoned_count = sum(n for s, _d, n, _f in rows if s == "abandoned")
            plan.closed_count = sum(n for s, _d, n, _f in rows if s == "closed")
            plan.finding_count = sum(findings for _s, _d, _n, findings in rows)
            plan.missing_count = max(plan.minimum_sample - plan.sampled_count, 0)
            plan.is_below_minimum = plan.missing_count > 0

    @api.model
    def _search_is_below_minimum(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        below = self.search(Domain("minimum_sample", ">", 0)).filtered(
            "is_below_minimum"
        )
        return Domain("id", "in", below.ids)

    # === ACTION METHODS === #

    def action_confirm(self):
        """Put the plan into force: from now on its customers are contacted."""
        self.check_access("write")
        for plan in self:
            plan._check_state("draft", self.env._("only a draft is confirmed."))
            plan._check_ready()
            plan._clock_stop()
            plan._write_server(
                {
                    "state": "confirmed",
                    "confirmed_on": fields.Datetime.now(),
                    "confirmed_by_id": self.env.uid,
                }
            )
            plan._forget_activities()
        return True

    def action_close(self):
        """End the month: nothing is left open."""
        self.check_access("write")
        for plan in self:
            plan._check_state("confirmed", self.env._("confirm it first."))
            if plan.open_count:
                raise UserError(
                    self.env._(
                        "“%(plan)s” still has %(count)s open return visits: record "
                        "them, abandon them after the give-up time, or hand them to a "
                        "colleague.",
                        plan=plan.display_name,
                        count=plan.open_count,
                    )
                )
            plan._check_shortage()
            plan._write_server({"state": "closed", "closed_on": fields.Datetime.now()})
            plan._forget_activities()
        return True

    def action_open_lines(self):
        """Show the return visits of the plan."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "group_customer.group_customer_return_visit_action"
        )
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {"default_plan_id": self.id}
        return action

    # === CHECKS === #

    def _check_state(self, state, todo):
        self.ensure_one()
        if self.state != state:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(plan)s” is %(state)s: %(todo)s",
                    plan=self.display_name,
                    state=labels[self.state],
                    todo=todo,
                )
            )

    def _check_ready(self):
        """Refuse a plan that leaves out what belongs into it (VI-09)."""
        self.ensure_one()
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("officer_ids", "strategy", "purpose", "content", "timing")
            if not self[name]
        ]
        if not self.line_count:
            missing.append(self._fields["line_ids"]._description_string(self.env))
        if missing:
            raise UserError(
                self.env._(
                    "“%(plan)s” is incomplete: enter %(fields)s.",
                    plan=self.display_name,
                    fields=", ".join(missing),
                )
            )
        self._check_shortage()

    def _check_shortage(self):
        """A sample below the smallest one needs a reason, which is kept (VI-10)."""
        if self.is_below_minimum and not (self.shortage_reason or "").strip():
            raise UserError(
                self.env._(
                    "“%(plan)s” samples %(count)s documents, %(minimum)s at least are "
                    "required: draw more, or write the reason of the shortage.",
                    plan=self.display_name,
                    count=self.sampled_count,
                    minimum=self.minimum_sample,
                )
            )

    # === CLOCK === #

    def _begin_clock(self, policy):
        """The plan is due on a day of the month before its own (VI-09)."""
        self.ensure_one()
        if self.state != "draft":
            return
        first = date_utils.subtract(self.month, months=1)
        due = self.month - timedelta(days=policy.plan_due_days)
        days = (due - first).days
        WorkingTime = self.env["group.customer.working.time"]
        calendar = self.company_id.sudo().resource_calendar_id
        zone = WorkingTime._get_timezone(calendar, self.company_id)
        warned = max(days - policy.warning_days, 0)
        self._clock_begin(
            WorkingTime._get_midnight(zone, first),
            days,
            "calendar_days",
            at_risk_percent=100 * warned / days if days else 0,
        )

    def _on_clock_at_risk(self):
        due = self.env["group.customer.working.time"]._get_local_day(
            self.clock_calendar_id, self.company_id, self.clock_due
        )
        self._ask_officers(self.env._("The return-visit plan is due"), due)

    def _on_clock_breach(self):
        # sudo: who holds the duty
        managers = (
            self.env.ref(MARKETING)
            .sudo()
            .all_user_ids.filtered(
                lambda user: user.active and self.company_id in user.company_ids
            )
        )
        people = managers | self.officer_ids
        self.message_post(
            body=self.env._(
                "The return-visit plan was not confirmed before the month began."
            ),
            partner_ids=people.partner_id.ids,
        )

    def _ask_officers(self, summary, day):
        for officer in self.officer_ids:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=day,
                summary=summary,
                user_id=officer.id,
            )

    def _forget_activities(self):
        # sudo: also those of the other officers
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    # === CRON === #

    @api.model
    def _cron_prepare_plans(self):
        """Prepare the plans of next month, and warn of samples that are too small.

        Running it again, or twice at once, adds nothing.
        """
        companies = self.env["res.company"].search(Domain("active", "=", True))
        for company in companies:
            if not company.try_lock_for_update(allow_referencing=True):
                continue  # another worker is at it
            plans = self.with_company(company)
            today = self.env["group.customer.ledger"]._get_today(company)
            plans._prepare_next_month(company, today)
            plans._warn_of_shortage(company, today)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _prepare_next_month(self, company, today):
        """Make next month's draft once its time has come; company by company."""
        month = date_utils.start_of(date_utils.add(today, months=1), "month")
        policy = self.env["group.customer.return.policy"]._find(company, month)
        if not policy.prepare_days or (month - today).days > policy.prepare_days:
            return
        officers = self._prepare_officers(company)
        planned = Domain("company_id", "=", company.id) & Domain("month", "=", month)
        if not officers[0][2] or self.search_count(planned, limit=1):
            return
        last = self.search(Domain("company_id", "=", company.id), limit=1)
        self.create(
            {
                "company_id": company.id,
                "month": month,
                "officer_ids": officers,
                # What was asked last time is a start for the officers to go on from
                **{
                    name: last[name]
                    for name in ("strategy", "purpose", "content", "timing")
                },
                **({"topic_kind": last.topic_kind} if last else {}),
            }
        )

    @api.model
    def _warn_of_shortage(self, company, today):
        """Warn once when the month ends soon and too few were sampled (VI-10)."""
        month = today.replace(day=1)
        policy = self.env["group.customer.return.policy"]._find(company, month)
        last_day = date_utils.end_of(today, "month")
        if (last_day - today).days > policy.warning_days:
            return
        plans = self.search(
            Domain("company_id", "=", company.id)
            & Domain("month", "=", month)
            & Domain("state", "!=", "closed")
            & Domain("minimum_warned_on", "=", False)
        )
        for plan in plans.filtered("is_below_minimum"):
            plan._ask_officers(
                self.env._(
                    "%(count)s documents are missing in the month's sample",
                    count=plan.missing_count,
                ),
                last_day,
            )
            plan._write_server({"minimum_warned_on": today})
