# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from .group_customer_return_visit import OPEN_STATES

DIRECTOR = "group_customer.group_group_customer_director"
MARKETING = "group_customer.group_group_customer_marketing_manager"
# What a return visit is about: drawn at random or entered once
SUBJECT_FIELDS = frozenset(
    {
        "handler_id",
        "issue_kind",
        "kind",
        "partner_id",
        "plan_id",
        "source_id",
        "source_reference",
        "topic_kind",
    }
)


class GroupCustomerReturnVisit(models.Model):
    """Who may write what, attempts, giving up, and the record."""

    _inherit = "group.customer.return.visit"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        for visit in visits:
            visit._check_plan_open()
            visit._write_server({"grade_id": visit._find_grade().id})
        return visits

    def write(self, vals):
        if not self.env.su:
            self._check_may_write(vals)
        result = super().write(vals)
        if "plan_id" in vals:
            self._check_plan_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_entered(self):
        for visit in self:
            if visit.is_sampled or visit.state != "open" or visit.attempt_ids:
                raise UserError(
                    self.env._(
                        "“%(visit)s” was drawn at random or tried already, so it is "
                        "kept: record it, or abandon it after the give-up time.",
                        visit=visit.display_name,
                    )
                )

    def _find_grade(self):
        return self.partner_id.with_company(self.company_id).group_customer_grade_id

    # === WHO MAY WHAT === #

    def _check_may_write(self, vals):
        user = self.env.user
        leads = user.has_group(DIRECTOR) or user.has_group(MARKETING)
        # Faults may be found in what is finished; they have guards of their own
        names = vals.keys() - {"fault_ids"}
        if not names:
            return
        for visit in self:
            visit._check_plan_open()
            if visit.state not in OPEN_STATES:
                visit._refuse_finished()
            if SUBJECT_FIELDS & names:
                visit._check_subject_open()
            if leads and names == {"officer_id"}:
                continue
            if names == {"officer_id"} and not visit.officer_id:
                visit._check_takes(vals["officer_id"])
                continue
            visit._check_is_officer()
            if "officer_id" in vals and vals["officer_id"] != visit.officer_id.id:
                visit._refuse_giving_away()

    def _check_plan_open(self):
        for plan in self.plan_id.sudo():
            if plan.state == "closed":
                plan._refuse_closed()

    def _refuse_finished(self):
        raise UserError(
            self.env._(
                "“%(visit)s” is %(state)s and stays as it is.",
                visit=self.display_name,
                state=self._get_state_label(),
            )
        )

    def _check_subject_open(self):
        if self.is_sampled or self.attempt_ids:
            raise UserError(
                self.env._(
                    "“%(visit)s”: what the return visit is about is settled, for it "
                    "was drawn at random or tried already.",
                    visit=self.display_name,
                )
            )

    def _check_takes(self, user_id):
        if user_id != self.env.uid:
            raise AccessError(
                self.env._(
                    "“%(visit)s” is nobody's yet: take it yourself, or let a director "
                    "give it to somebody.",
                    visit=self.display_name,
                )
            )

    def _refuse_giving_away(self):
        raise UserError(
            self.env._(
                "“%(visit)s”: hand it over to a colleague with the button, so that "
                "the colleague confirms it.",
                visit=self.display_name,
            )
        )

    def _check_is_officer(self):
        """Refuse to work on a return visit of somebody else."""
        for visit in self:
            if visit.officer_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "“%(visit)s” is worked by %(officer)s: take it over first.",
                        visit=visit.display_name,
                        officer=visit.officer_id.sudo().name or self.env._("nobody"),
                    )
                )

    def _check_may_find(self):
        """Refuse to write findings into the record of somebody else."""
        if not self.env.su:
            self._check_is_officer()

    def _check_state(self, states, todo):
        for visit in self:
            if visit.state not in states:
                raise UserError(
                    self.env._(
                        "“%(visit)s” is %(state)s: %(todo)s",
                        visit=visit.display_name,
                        state=visit._get_state_label(),
                        todo=todo,
                    )
                )

    # === ACTION METHODS === #

    def action_take(self):
        """Become the officer of return visits that are nobody's."""
        self.check_access("write")
        for visit in self:
            if visit.officer_id:
                raise UserError(
                    self.env._(
                        "“%(visit)s” is worked by %(officer)s already.",
                        visit=visit.display_name,
                        officer=visit.officer_id.sudo().name,
                    )
                )
            visit.write({"officer_id": self.env.uid})
        return True

    def action_no_answer(self):
        return self._log_attempt("no_answer")

    def action_reached(self):
        return self._log_attempt("reached")

    def action_abandon(self):
        """Ask for the reason of giving a customer up."""
        self.ensure_one()
        self._check_may_abandon()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Abandon Return Visit"),
            "res_model": "group.customer.return.abandon",
            "view_mode": "form",
            "target": "new",
            "context": {"default_return_visit_id": self.id},
        }

    def action_close(self):
        """End the record; it counts as a visit to the account from now on."""
        self.check_access("write")
        self._check_is_officer()
        self._check_plan_open()
        for visit in self:
            visit._check_complete()
            visit._write_server({"state": "closed", "closed_on": fields.Datetime.now()})
            visit._make_visit()
        return True

    # === BUSINESS METHODS === #

    def _log_attempt(self, result):
        self.env["group.customer.return.attempt"].create(
            [
                {
                    "return_visit_id": visit.id,
                    "channel_id": visit.plan_id.channel_id.id,
                    "result": result,
                }
                for visit in self
            ]
        )
        return True

    def _check_attempt(self):
        """Refuse an attempt that must not be made (yet)."""
        self.check_access("write")
        self._check_is_officer()
        self._check_plan_open()
        self._check_state(
            ("open", "in_progress"),
            self.env._("there is nothing to attempt any more."),
        )
        for visit in self:
            if visit.plan_id.state == "draft":
                raise UserError(
                    self.env._(
                        "“%(plan)s” is a draft: confirm the plan first.",
                        plan=visit.plan_id.display_name,
                    )
                )
            if visit.kind == "issue":
                visit._check_analysed()

    def _check_analysed(self):
        """Cause, steps and solution are known before the applicant is called."""
        self.ensure_one()
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("cause", "steps", "solution")
            if not (self[name] or "").strip()
        ]
        if missing:
            raise UserError(
                self.env._(
                    "“%(visit)s” is about an issue: analyse it before you call, and "
                    "enter %(fields)s.",
                    visit=self.display_name,
                    fields=", ".join(missing),
                )
            )

    def _take_attempt(self, attempt):
        """Follow the result of an attempt."""
        self.ensure_one()
        if self.kind == "issue" and not attempt.channel_id.counts_as_phone:
            raise UserError(
                self.env._(
                    "“%(visit)s” is about an issue: the applicant is contacted by "
                    "phone. Choose a phone channel.",
                    visit=self.display_name,
                )
            )
        values = {}
        if not self.first_attempt_on:
            values["first_attempt_on"] = attempt.attempted_on
            values["give_up_on"] = self._get_give_up_on(attempt.attempted_on)
        if attempt.result == "reached":
            values |= {"state": "reached", "reached_on": attempt.attempted_on}
        elif self.state == "open":
            values["state"] = "in_progress"
        self._write_server(values)

    def _check_may_abandon(self):
        """Refuse to give up a customer before the give-up time (VI-11)."""
        self.check_access("write")
        self._check_is_officer()
        self._check_plan_open()
        self._check_state(
            ("in_progress",),
            self.env._("only what was tried without success is abandoned."),
        )
        for visit in self:
            if fields.Datetime.now() < visit.give_up_on:
                raise UserError(
                    self.env._(
                        "“%(visit)s” was tried first on %(first)s: try again, it may "
                        "be abandoned from %(moment)s.",
                        visit=visit.display_name,
                        first=format_datetime(
                            self.env, visit.first_attempt_on, dt_format="short"
                        ),
                        moment=format_datetime(
                            self.env, visit.give_up_on, dt_format="short"
                        ),
                    )
                )

    def _abandon(self, reason):
        """Give up a customer who cannot be reached; the record stays."""
        self._check_may_abandon()
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "“%(visit)s”: write why the return visit is abandoned.",
                    visit=self[:1].display_name,
                )
            )
        self._write_server(
            {
                "state": "abandoned",
                "abandoned_on": fields.Datetime.now(),
                "abandon_reason": reason,
            }
        )

    def _check_complete(self):
        """Refuse to end a record that says too little (VI-12, VI-13)."""
        self.ensure_one()
        self._check_state(
            ("reached",), self.env._("only what was talked about is recorded.")
        )
        needed = ["content"]
        if self.kind == "issue":
            needed += ["cause", "steps", "solution"]
        elif self.topic_kind == "speed":
            needed += ["speed_note", "feedback"]
        elif self.topic_kind == "satisfaction":
            needed += ["satisfaction"]
        missing = [
            self._fields[name]._description_string(self.env)
            for name in needed
            if not (self[name] or "").strip()
        ]
        if missing:
            raise UserError(
                self.env._(
                    "The record of “%(visit)s” is incomplete: enter %(fields)s.",
                    visit=self.display_name,
                    fields=", ".join(missing),
                )
            )
