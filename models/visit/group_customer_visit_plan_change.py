# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date


class GroupCustomerVisitPlan(models.Model):
    """What people change of a plan: add, drop and move visits.

    What they decide stays when the plan is generated again. Once the plan is approved
    a change needs no second review, but is told to the superior in its messages.
    """

    _inherit = "group.customer.visit.plan"

    def action_add(self, partner_id, date, policy_id=False, kind_id=False, hour=None):
        """Add a visit to the plan.

        :param int partner_id: account
        :param date: a day of the plan's month
        :param policy_id: the policy it is for; its kind and duration hold
        :param kind_id: the kind of visit, where no policy asks for it
        :param hour: hour of the day, 9.5 is half past nine; by default the first that
            is free
        :returns: id of the visit
        :raises UserError: for a day of another month, or one that is over
        """
        self.ensure_one()
        self._check_change()
        day = self._check_day(date)
        policy = self.env["group.customer.visit.policy"].browse(policy_id or [])
        # sudo: the numbers of a policy hold for who may not read it
        policy = policy.sudo().exists()
        kind = policy.kind_id or self.env["group.customer.visit.kind"].browse(
            kind_id or []
        )
        kind = kind or self.env["group.customer.visit"]._get_default_kind()
        hours = policy.duration or kind.default_duration or 1
        partner = self.env["res.partner"].browse(partner_id)
        start, stop = self._find_time(partner, day, hours, policy, hour)
        visit = self.env["group.customer.visit"].create(
            {
                "partner_id": partner.id,
                "user_id": self.user_id.id,
                "company_id": self.company_id.id,
                "kind_id": kind.id,
                "start": start,
                "stop": stop,
            }
        )
        visit._write_server(
            {
                "plan_id": self.id,
                "plan_ordinal": self._get_next_ordinal(partner, kind, policy),
                "policy_id": policy.id,
                "is_changed": True,
            }
        )
        if self.state == "approved":
            visit._plan()
        visit._changed()
        self._note_changes(
            visit, self.env._("Added: %(visits)s", visits=visit._get_plan_text())
        )
        return visit.id

    def action_drop(self, visit_ids, reason):
        """Decide that visits of the plan are not made in the period of their policy.

        :param visit_ids: ids of visits of the plan
        :param str reason: kept with the visits
        """
        self.ensure_one()
        self._check_change()
        visits = self._get_own_visits(visit_ids)
        visits.check_access("write")
        visits._check_reason(reason)
        visits._mark_dropped()
        visits._cancel(reason)
        self._note_changes(
            visits,
            self.env._(
                "Dropped: %(visits)s (%(reason)s)",
                visits=visits._get_plan_text(),
                reason=reason,
            ),
        )

    def action_move(self, visit_ids, date, hour=None):
        """Move visits of the plan to another day; each gets the first time that is
        free, unless an hour is given.

        :param visit_ids: ids of visits of the plan
        :param date: the day; a visit that goes to another month leaves the plan
        :param hour: hour of the day, 9.5 is half past nine
        """
        self.ensure_one()
        self._check_change()
        visits = self._get_own_visits(visit_ids)
        visits.check_access("write")
        day = fields.Date.to_date(date)
        for visit in visits:
            start, stop = self._find_time(
                visit.partner_id,
                day,
                (visit.stop - visit.start).total_seconds() / 3600,
                visit.sudo().policy_id,
                hour,
                visit,
            )
            visit._reschedule(start, stop)

    # === CHECKS === #

    def _check_change(self):
        self._check_planner()
        self.check_access("write")
        self._check_changeable()

    def _check_day(self, date):
        """Return a day on which a visit of the plan can be.

        :raises UserError: for a day of another month, or one that is over
        """
        day = fields.Date.to_date(date)
        today = self.env["group.customer.ledger"]._get_today(self.company_id)
        if not day or not self.month <= day <= self.month_end:
            raise UserError(
                self.env._(
                    "%(date)s is no day of “%(plan)s”: choose a day of its month, or "
                    "open the plan of the other month.",
                    date=format_date(self.env, day) if day else date,
                    plan=self.display_name,
                )
            )
        if day < today:
            raise UserError(
                self.env._(
                    "%(date)s is over: choose a day from today on for “%(plan)s”.",
                    date=format_date(self.env, day),
                    plan=self.display_name,
                )
            )
        return day

    def _get_own_visits(self, visit_ids):
        """Return visits of the plan by their ids.

        :raises UserError: when one belongs to another plan
        """
        ids = [visit_ids] if isinstance(visit_ids, int) else list(visit_ids)
        visits = self.env["group.customer.visit"].browse(ids).exists()
        if others := visits.filtered(lambda visit: visit.plan_id != self):
            raise UserError(
                self.env._(
                    "“%(visit)s” does not belong to “%(plan)s”: open the plan that it "
                    "belongs to.",
                    visit=others[0].display_name,
                    plan=self.display_name,
                )
            )
        return visits

    # === TOOLING === #

    @api.model
    def _get_next_ordinal(self, partner, kind, policy):
        # sudo: also proposals that the user may not read have their number
        last = (
            self.env["group.customer.visit"]
            .sudo()
            .search(
                Domain("plan_id", "=", self.id)
                & Domain("partner_id", "=", partner.id)
                & Domain("kind_id", "=", kind.id)
                & Domain("policy_id", "=", policy.id),
                order="plan_ordinal desc",
                limit=1,
            )
        )
        return (last.plan_ordinal or 0) + 1

    def _note_changes(self, visits, text):
        """Tell who approved the plan that it has changed."""
        for plan in self.sudo():
            if plan.state != "approved":
                continue
            plan._write_server({"change_count": plan.change_count + len(visits)})
            plan._message_log(body=text, author_id=self.env.user.partner_id.id)
