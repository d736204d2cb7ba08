# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# A request in one of these states is at work: the plan waits for it.
RUNNING_STATES = ("in_progress", "approved")


class GroupCustomerVisitPlan(models.Model):
    """The review of a plan by the superior (AP-09). Once it is approved its proposals
    become planned visits, with events in the calendar."""

    _inherit = "group.customer.visit.plan"

    @api.depends("state", "approval_state")
    @api.depends_context("uid")
    def _compute_can(self):
        # pylint: disable=no-search-all
        allowed = self._get_plannable_users()
        for plan in self:
            may = allowed is None or plan.user_id in allowed
            is_free = may and not plan._is_in_approval()
            plan.can_generate = is_free and plan.state in ("draft", "approved")
            plan.can_change = is_free and plan.state in ("draft", "approved")
            plan.can_cancel = is_free and plan.state == "draft"
            plan.can_reopen = may and plan.state == "cancelled"

    def _is_in_approval(self):
        """Whether a request of the plan is at work."""
        self.ensure_one()
        return self.sudo().approval_state in RUNNING_STATES

    def _check_not_in_approval(self):
        """Refuse to change what somebody is reviewing.

        :raises UserError: naming the plan
        """
        for plan in self:
            if plan._is_in_approval():
                raise UserError(
                    self.env._(
                        "“%(plan)s” is being reviewed: recall it before its visits "
                        "are changed.",
                        plan=plan.display_name,
                    )
                )

    def _check_changeable(self):
        """Refuse to change what is reviewed or given up.

        :raises UserError: naming the plan
        """
        self._check_not_in_approval()
        for plan in self:
            if plan.state == "cancelled":
                raise UserError(
                    self.env._(
                        "“%(plan)s” is cancelled: reopen it first.",
                        plan=plan.display_name,
                    )
                )

    # === ACTIONS === #

    def action_cancel(self):
        """Give a draft up: its untouched proposals go, visits that people made stay."""
        self._check_planner()
        self.check_access("write")
        for plan in self:
            if not plan.can_cancel:
                raise UserError(
                    self.env._(
                        "“%(plan)s” is submitted, approved or cancelled: only a draft "
                        "is cancelled. Drop its visits instead.",
                        plan=plan.display_name,
                    )
                )
        self._remove_proposals()
        # sudo: the lines are written by the system
        self.sudo().overflow_ids.unlink()
        self._write_server({"state": "cancelled"})

    def action_reopen(self):
        """Take cancelled plans up again: drafts without proposals, to be generated or
        filled by hand.

        :raises UserError: when one is not cancelled, or its month is over
        """
        self._check_planner()
        self.check_access("write")
        for plan in self:
            if plan.state != "cancelled":
                raise UserError(
                    self.env._(
                        "“%(plan)s” is not cancelled: there is nothing to reopen. "
                        "Reload the page to see its state.",
                        plan=plan.display_name,
                    )
                )
            plan._check_month_ahead(plan.company_id, plan.month)
        self._write_server({"state": "draft", "generated_on": False})

    # === APPROVAL MIXIN === #

    def _is_approval_submittable(self):
        return super()._is_approval_submittable() and self.state == "draft"

    def _can_submit_approval(self):
        allowed = self._get_plannable_users()
        may = allowed is None or self.user_id in allowed
        return super()._can_submit_approval() and may

    def _check_approval_submission(self):
        result = super()._check_approval_submission()
        for plan in self:
            if not plan.visit_count:
                raise UserError(
                    self.env._(
                        "“%(plan)s” has no visits, so there is nothing to review: "
                        "generate it or add visits first.",
                        plan=plan.display_name,
                    )
                )
        return result

    def _get_approval_summary(self):
        self.ensure_one()
        weeks = [
            (self.env._("Week from %(date)s", date=week.date_from), week.focus)
            for week in self.week_ids
        ]
        return [
            (self.env._("Visitor"), self.user_id.name),
            (self.env._("Month"), self.display_name),
            (self.env._("Accounts"), str(self.account_count)),
            (self.env._("Number of Visits"), str(self.visit_count)),
            (self.env._("Changed by Hand"), str(self.changed_count)),
            (self.env._("Taken Off the Plan"), str(self.dropped_count)),
            (self.env._("Visits Not Planned"), str(self.left_count)),
            *weeks,
        ]

    def _get_approval_parties(self):
        """Nobody reviews the own plan."""
        self.ensure_one()
        return super()._get_approval_parties() | self.user_id

    def _get_approval_digest(self):
        """Of every visit: which account is visited by whom, why and when."""
        self.ensure_one()
        self.env["group.customer.visit"].flush_model()
        self.flush_recordset()
        [[digest]] = self.env.execute_query(
            SQL(
                """SELECT MD5(CONCAT_WS('|', p.company_id, p.user_id, p.month, (
                       SELECT STRING_AGG(MD5(ROW(
                                  v.id, v.partner_id, v.kind_id, v.channel_id,
                                  v.user_id, v.start, v.stop, v.state = 'cancelled'
                              )::text), '' ORDER BY v.id)
                         FROM group_customer_visit v
                        WHERE v.plan_id = p.id)))
                     FROM group_customer_visit_plan p
                    WHERE p.id = %s""",
                self.id,
            )
        )
        return digest

    def _on_approval_submitted(self, request):
        result = super()._on_approval_submitted(request)
        self._write_server({"state": "submitted"})
        self.activity_unlink(["mail.mail_activity_data_todo"])
        return result

    def _on_approval_executed(self, request):
        result = super()._on_approval_executed(request)
        self._write_server({"state": "approved", "approved_on": fields.Datetime.now()})
        self._plan_proposals()
        return result

    def _on_approval_ended(self, request, outcome):
        result = super()._on_approval_ended(request, outcome)
        self._write_server({"state": "draft"})
        return result

    def _plan_proposals(self):
        """Put the proposals of approved plans into the calendar; those of days that are
        over stay proposals, for nobody has missed what was not agreed yet."""
        visits = self.env["group.customer.visit"]
        for company, plans in self.grouped("company_id").items():
            today = self.env["group.customer.ledger"]._get_today(company)
            visits |= visits.search(
                Domain("plan_id", "in", plans.ids)
                & Domain("state", "=", "draft")
                & Domain("date", ">=", today)
            )
        if visits:
            visits._plan()
