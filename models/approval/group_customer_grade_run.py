# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

MANAGER_GROUP = "group_customer.group_group_customer_manager"


class GroupCustomerGradeRun(models.Model):
    """The chain of a grade table: prepared, reported to the department manager,
    reviewed, re-checked and filed (AP-05).

    The last approval confirms the run, so that its grades are today's; the execution
    step files it. A run that the server confirms, because its scheme says so, waits
    for nobody.
    """

    _name = "group.customer.grade.run"
    _inherit = ["group.customer.grade.approval.mixin", "group.customer.grade.run"]
    _approval_type_code = "grade_run"
    _approval_locked_fields = frozenset({"as_of", "company_id", "scheme_id"})
    # Who prepared the table decides on none of its steps.
    _approval_author_fields = frozenset({"prepared_by_id"})

    # === COMPUTE METHODS === #

    @api.depends("approval_state")
    def _compute_can(self):
        return super()._compute_can()

    # === STATES === #

    def _get_next_states_by_state(self):
        self.ensure_one()
        next_states = super()._get_next_states_by_state()
        if self._is_in_approval():
            return {state: set() for state in next_states}
        targets = next_states.get(self.state)
        decided = targets and targets & {"confirmed", "filed"}
        if decided and self._is_led_by_approval():
            targets -= decided
        return next_states

    def _is_led_by_approval(self):
        """Whether an approval confirms and files the run, and nobody else.

        A run that was confirmed without any is filed without any.
        """
        self.ensure_one()
        if self.state == "confirmed" and self.sudo().approval_state in (
            False,
            "executed",
        ):
            return False
        return self._is_approval_required()

    def _check_transition(self, state):
        for run in self:
            names = {
                "run": run.display_name,
                "request": run.sudo().approval_request_id.name,
            }
            if run._is_in_approval():
                raise UserError(
                    self.env._(
                        "“%(run)s” is in approval (%(request)s), so nobody computes, "
                        "resets, confirms or files it by hand: wait for the decision, "
                        "or have the requester recall it.",
                        **names,
                    )
                )
            follows = (run.state, state) in (
                ("computed", "confirmed"),
                ("confirmed", "filed"),
            )
            if follows and run._is_led_by_approval():
                raise UserError(
                    self.env._(
                        "“%(run)s” is confirmed and filed by approval: submit it for "
                        "approval.",
                        **names,
                    )
                )
        return super()._check_transition(state)

    # === APPROVAL === #

    def _is_approval_submittable(self):
        if not super()._is_approval_submittable():
            return False
        # Confirmed: whoever re-checks returned it, and its grades stay in force.
        return self.state == "computed" or (
            self.state == "confirmed" and bool(self.sudo().approval_state)
        )

    def _can_submit_approval(self):
        return super()._can_submit_approval() and self.env.user.has_group(MANAGER_GROUP)

    def _check_approval_submission(self):
        res = super()._check_approval_submission()
        if not self._is_approval_submittable():
            raise UserError(
                self.env._(
                    "“%(run)s” is %(state)s: a run is submitted for approval when it "
                    "is computed.",
                    run=self.display_name,
                    state=self._get_state_label(self.state),
                )
            )
        if self.state == "computed":
            # What would keep the last approver from confirming it
            self._check_not_superseded()
            self._check_requests_in_force()
        return res

    def _get_approval_summary(self):
        return [
            (self.env._("Scheme"), self.scheme_id.display_name),
            (self.env._("As Of"), format_date(self.env, self.as_of)),
            (self.env._("Prepared By"), self.prepared_by_id.name or ""),
            (self.env._("Customers Graded"), str(self.line_count)),
            (self.env._("Grades"), self.grade_summary),
            (
                self.env._("Changes"),
                self.env._(
                    "%(up)s up, %(down)s down, %(new)s new, %(ungraded)s ungraded",
                    up=self.up_count,
                    down=self.down_count,
                    new=self.new_count,
                    ungraded=self.ungraded_count,
                ),
            ),
        ]

    def _get_approval_digest(self):
        """Of the grades and of what they were computed from.

        A line is named by its number: customers may be merged meanwhile.
        """
        self.ensure_one()
        self.flush_recordset()
        [[digest]] = self.env.execute_query(
            SQL(
                """SELECT MD5(CONCAT_WS('|', r.scheme_id, r.company_id, r.as_of,
                                        r.scheme_definition, (
                       SELECT STRING_AGG(MD5(ROW(
                                  l.id, l.grade_id, l.proposed_grade_id, l.change,
                                  l.is_held, l.is_requested, l.is_capped, l.score,
                                  l.value, l.rank)::text), '' ORDER BY l.id)
                         FROM group_customer_grade_run_line l
                        WHERE l.run_id = r.id)))
                     FROM group_customer_grade_run r
                    WHERE r.id = %s""",
                self.id,
            )
        )
        return digest

    def _on_approval_approved(self, request):
        res = super()._on_approval_approved(request)
        if self.state == "computed":
            self._enter_as_server("confirmed")
            signer = self._get_approval_signer(request, "approve")
            self._write_server({"reviewed_by_id": signer.id})
        return res

    def _on_approval_executed(self, request):
        res = super()._on_approval_executed(request)
        executing = request.step_ids.filtered(
            lambda step: step.round == request.round
            and step.purpose == "execute"
            and step.state == "done"
        )
        # Where the rule names nobody who re-checks, a settlement manager files it.
        if executing:
            self._enter_as_server("filed")
            signer = self._get_approval_signer(request, "execute")
            self._write_server({"rechecked_by_id": signer.id})
        return res
