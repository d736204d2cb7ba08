# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..grading.group_customer_grade_request import CONTENT_FIELDS

ADMIN_GROUP = "group_customer.group_group_customer_admin"


class GroupCustomerGradeRequest(models.Model):
    """A grade that is asked for goes through the steps of a rule (GR-22): an
    application for a qualification, by the route on which it comes (AP-07, AP-08), or
    an override of the grade by the figures.

    The approval, carried out, gives the grade.
    """

    _name = "group.customer.grade.request"
    _inherit = ["group.customer.grade.approval.mixin", "group.customer.grade.request"]
    # It decides which rules hold for the request.
    _server_fields = frozenset({"is_override"})
    _approval_locked_fields = frozenset(CONTENT_FIELDS)
    _approval_author_fields = frozenset(
        {"create_uid", "requester_id", "submitted_by_id"}
    )

    # === COMPUTE METHODS === #

    @api.depends("approval_state")
    def _compute_can(self):
        return super()._compute_can()

    # === STATES === #

    def _get_next_states_by_state(self):
        next_states = super()._get_next_states_by_state()
        if self._is_in_approval():
            return {state: set() for state in next_states}
        if self.state in ("draft", "submitted") and self._is_approval_required():
            next_states["draft"].discard("submitted")
            next_states["submitted"] -= {"approved", "rejected"}
        return next_states

    def _check_transition(self, state):
        names = {
            "request": self.display_name,
            "approval": self.sudo().approval_request_id.name,
        }
        if self._is_in_approval():
            raise UserError(
                self.env._(
                    "“%(request)s” is in approval (%(approval)s): decide there, or "
                    "have the requester recall it.",
                    **names,
                )
            )
        if (
            state in ("submitted", "approved", "rejected")
            and self.state in ("draft", "submitted")
            and self._is_approval_required()
        ):
            raise UserError(
                self.env._(
                    "“%(request)s” is decided in several steps: set it back to draft "
                    "if it is not one, and submit it for approval.",
                    **names,
                )
            )
        return super()._check_transition(state)

    # === APPROVAL === #

    def _get_approval_type_code(self):
        return "grade_override" if self.is_override else "vip_application"

    def _is_approval_submittable(self):
        return self.state == "draft" and super()._is_approval_submittable()

    def _check_approval_submission(self):
        res = super()._check_approval_submission()
        if not self._is_approval_submittable():
            raise UserError(
                self.env._(
                    "“%(request)s” is %(state)s: only drafts are submitted. Set it "
                    "back to draft first.",
                    request=self.display_name,
                    state=self._get_state_label(self.state),
                )
            )
        self._check_complete()
        return res

    def _get_approval_summary(self):
        today_grade = self.env["group.customer.grade.award"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("scheme_id", "=", self.scheme_id.id),
                ("company_id", "=", self.company_id.id),
                ("date_to", "=", False),
            ],
            limit=1,
        )
        yes_no = {True: self.env._("Yes"), False: self.env._("No")}
        summary = [
            (self.env._("Customer"), self.partner_id.display_name),
            (self.env._("Scheme"), self.scheme_id.display_name),
            (self.env._("Grade Asked For"), self.grade_id.display_name),
            (
                self.env._("Grade Held Today"),
                today_grade.grade_id.display_name or self.env._("None"),
            ),
            (self.env._("Valid From"), format_date(self.env, self.date_from)),
        ]
        if self.valid_until:
            summary.append(
                (self.env._("Valid Until"), format_date(self.env, self.valid_until))
            )
        if self.route_id:
            summary.append((self.env._("Route"), self.route_id.name))
        if not self.is_override:
            summary += [
                (self.env._("Customer Agrees"), yes_no[self.has_consent]),
                (self.env._("Identity Verified"), yes_no[self.identity_verified]),
            ]
        summary.append((self.env._("Reason"), self.reason or ""))
        return summary

    def _schedule_decision(self):
        # Who decides gets the activity of the approval.
        return None if self._is_in_approval() else super()._schedule_decision()

    def _on_approval_submitted(self, request):
        res = super()._on_approval_submitted(request)
        self._enter_as_server("submitted")
        return res

    def _on_approval_executed(self, request):
        res = super()._on_approval_executed(request)
        signer = self._get_approval_signer(request, "approve")
        self._enter_as_server("approved", {"decided_by_id": signer.id})
        return res

    def _on_approval_ended(self, request, outcome):
        res = super()._on_approval_ended(request, outcome)
        if outcome != "rejected":
            self._enter_as_server("draft")
            return res
        decision = request.sudo().decision_ids.filtered(
            lambda decision: decision.kind == "reject"
        )
        comment = decision.sorted("id")[-1:].comment
        self._write_server({"decision_note": comment or self.decision_note})
        self._enter_as_server("rejected")
        return res


class GroupCustomerGradeAward(models.Model):
    _inherit = "group.customer.grade.award"

    @api.model
    def _check_not_requested(self, vals_list):
        """Refuse to give by hand what an override has to be approved for."""
        res = super()._check_not_requested(vals_list)
        if self.env.su or self.env.user.has_group(ADMIN_GROUP):
            return res
        Request = self.env["group.customer.grade.request"].sudo()
        for vals in vals_list:
            grade = self.env["group.customer.grade"].browse(vals.get("grade_id"))
            if not grade.sudo().scheme_id.allow_override:
                continue
            asked = Request.new(
                {
                    "partner_id": vals.get("partner_id"),
                    "scheme_id": grade.scheme_id.id,
                    "grade_id": grade.id,
                    "company_id": vals["company_id"],
                }
            )
            if asked._is_approval_required():
                raise UserError(
                    self.env._(
                        "The grade “%(grade)s” is not given by hand but approved: ask "
                        "for it for %(partner)s under Grading > Grade Requests.",
                        grade=grade.display_name,
                        partner=asked.partner_id.display_name,
                    )
                )
        return res
