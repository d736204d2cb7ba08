# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

REQUEST = "group.customer.approval.request"
# Office hours (UTC) at which the demo's people decide, one after the other.
HOURS = (1.5, 2.25, 3.75, 6.5, 7.25, 8.5)
NOTICES = ("waiting", "at_risk", "decided", "escalated", "expired")


class GroupCustomerDemo(models.AbstractModel):
    """Approvals of the demo companies: submitted and decided by the demo users with the
    buttons' own methods, then dated back to the days of then."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_approvals(self):
        """Terms, changes of terms, new customers, price agreements, proposals."""
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(
            tracking_disable=True, mail_activity_quick_update=True
        )
        if demo._get_partner("haichen_refining").use_partner_credit_limit:
            # Installed once before: the customers kept what was approved then.
            return
        demo._agree_on_terms()
        demo._create_ranges()
        demo._ask_for_changes()
        demo._enter_new_customers()
        demo._ask_for_agreements()
        demo._propose()
        demo._stand_in()
        demo._withhold_mails()

    # ------------------------------------------------------------------
    # Flow
    # ------------------------------------------------------------------

    @api.model
    def _submit(self, document, asker, note=None, requester=None, date=None):
        """Submit a document as one of the demo users.

        :param requester: name of the demo user on whose behalf
        """
        env = self._as(asker).env
        return env[REQUEST]._submit(
            document.with_env(env),
            note=note,
            requester=requester and self._as(requester).env.user,
            effective_date=date,
        )

    @api.model
    def _decide(self, request, name, kind, comment=None, changes=None):
        """Decide on the open step as one of the demo users."""
        request = request.sudo()
        step = request.current_step_id
        decided = request.with_env(self._as(name).env)
        decided._decide(kind, step, comment=comment, changes=changes)

    @api.model
    def _pass(self, document, asker, decisions, days_ago, **submission):
        """Submit a document, decide on it, and date it back.

        :param decisions: triples of demo user, decision and comment
        :param days_ago: of the submission, then of each decision
        """
        last_message = self.env["mail.message"].search([], order="id desc", limit=1)
        request = self._submit(document, asker, **submission)
        for name, kind, comment in decisions:
            if kind == "recall":
                request.with_env(self._as(name).env)._recall(comment)
            elif kind == "resubmit":
                request = self._submit(document, name, note=comment)
            else:
                self._decide(request, name, kind, comment)
        self._date_back_approval(request, days_ago)
        # What the customer's chatter says of the change
        told = self.env["mail.message"].search(
            [
                ("id", ">", last_message.id),
                ("model", "=", "res.partner"),
                ("res_id", "=", request.partner_id.id),
            ]
        )
        for message in told:
            self._write_past(message, date=self._get_moment(days_ago[-1], 5))
        return request

    # ------------------------------------------------------------------
    # The days of then
    # ------------------------------------------------------------------

    @api.model
    def _get_moment(self, days_ago, place):
        """Return a moment (UTC) in office hours, never one to come."""
        day = fields.Datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
        moment = day - timedelta(days=days_ago, hours=-HOURS[place % len(HOURS)])
        return min(moment, fields.Datetime.now() - timedelta(minutes=30 - place))

    @api.model
    def _date_back_approval(self, request, days_ago):
        """Give submission and decisions their days; steps and clock follow.

        :param days_ago: one number per entry of the log, the latest decision last;
            what the flow did by itself has the moment of the decision before it
        """
        # With what changes of state say in the chatter at the end of a transaction
        self.env.cr.flush()
        request = request.sudo()
        decisions = request.decision_ids.sorted("id")
        moments = {}
        for place, decision in enumerate(decisions):
            days = days_ago[min(place, len(days_ago) - 1)]
            moments[decision] = self._get_moment(days, place)
        for decision, moment in moments.items():
            self._write_past(decision, decided_on=moment, create_date=moment)
        first, last = moments[decisions[0]], moments[decisions[-1]]
        submitted = max(
            moments[decision] for decision in decisions if decision.kind == "submit"
        )
        self._date_back_steps(request, moments, submitted)
        values = {"create_date": first, "submitted_on": submitted}
        if request.step_opened_on:
            values["step_opened_on"] = last
        if request.executed_on:
            values["executed_on"] = last
        if request.expires_on:
            values["expires_on"] = submitted + timedelta(days=request.expiry_days)
        if request.clock_start:
            values |= self._get_past_clock(request, last)
        self._write_past(request, **values)
        document = request._get_document()
        self._write_past(document, create_date=first - timedelta(hours=1))
        for record in (request, document):
            self._date_back_messages(record, moments)
        activities = self.env["mail.activity"].search(
            [("res_model", "=", REQUEST), ("res_id", "=", request.id)]
        )
        for activity in activities:
            due = request.clock_due or last + timedelta(days=2)
            self._write_past(activity, create_date=last, date_deadline=due.date())
        self.env.invalidate_all()

    @api.model
    def _date_back_steps(self, request, moments, submitted):
        opened = submitted
        for step in request.step_ids.sorted(lambda s: (s.round, s.sequence, s.id)):
            made = [moments[d] for d in step.decision_ids if d in moments]
            values = {"opened_on": opened if step.opened_on else None}
            if step.closed_on:
                opened = max([opened, *made])
                values["closed_on"] = opened
            if step.due_on and step.opened_on:
                values["due_on"] = values["opened_on"] + (step.due_on - step.opened_on)
            self._write_past(step, **values)

    @api.model
    def _get_past_clock(self, request, last):
        """Return the clock of the step that was open last, begun when it opened."""
        if request.clock_state != "running":
            moved = request.clock_start - last
            return {
                name: request[name] - moved
                for name in ("clock_start", "clock_due", "clock_stopped_on")
                if request[name]
            }
        # On the working calendar, so not by moving it
        request._clock_begin(
            last,
            request.clock_duration,
            request.clock_unit,
            request.clock_calendar_id,
            request.clock_at_risk_percent,
        )
        request.current_step_id._write({"due_on": request.clock_due})
        self.env.flush_all()
        return {}

    @api.model
    def _date_back_messages(self, record, moments):
        """Each decision said so in the chatter, in the same order; what changed the
        state by itself came last."""
        messages = self.env["mail.message"].search(
            [("model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )
        left = list(moments.items())
        moment = left[0][1]
        for place, message in enumerate(messages):
            author = left and left[0][0].user_id.partner_id
            if place and author == message.author_id and not message.tracking_value_ids:
                moment = left.pop(0)[1]
            self._write_past(message, date=moment)

    @api.model
    def _write_past(self, record, **values):
        """Write moments of the past that no method of the flow would write."""
        if not record:
            return
        assignments = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = %s",
                SQL.identifier(record._table),
                assignments,
                record.id,
            )
        )

    @api.model
    def _withhold_mails(self):
        """Demo users have no mailbox: nothing is left to be sent."""
        self.env["mail.mail"].search(
            [("state", "=", "outgoing"), ("model", "in", (REQUEST, "res.partner"))]
        ).unlink()

    @api.model
    def _hold_notices(self, held=True):
        """Tell nobody by mail of what was decided in years gone by: rendering the
        notices would take longer than the decisions. What still waits has its
        activity."""
        for name in NOTICES:
            template = self.env.ref(
                f"group_customer.mail_template_approval_{name}", False
            )
            if template:
                template.active = not held
