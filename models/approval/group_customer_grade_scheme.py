# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError


class GroupCustomerGradeScheme(models.Model):
    """A scheme that needs approval is approved by the steps of a rule (GR-15, AP-10),
    where there is one; else a director approves it.

    What was approved may be changed: the scheme then has to be submitted anew.
    """

    _name = "group.customer.grade.scheme"
    _inherit = ["group.customer.grade.approval.mixin", "group.customer.grade.scheme"]
    _approval_type_code = "grade_scheme"
    # Who changed it since it was last approved
    _approval_author_fields = frozenset({"changed_by_ids"})

    # === COMPUTE METHODS === #

    @api.depends("approval_state")
    def _compute_is_approved(self):
        res = super()._compute_is_approved()
        for scheme in self:
            if scheme.can_approve and scheme._origin._is_approval_required():
                scheme.can_approve = False
        return res

    # === ACTION METHODS === #

    def action_approve(self):
        for scheme in self:
            if scheme._is_approval_required():
                raise UserError(
                    self.env._(
                        "“%(scheme)s” is approved in several steps: submit it for "
                        "approval, or look there who has to decide.",
                        scheme=scheme.display_name,
                    )
                )
        return super().action_approve()

    # === APPROVAL === #

    def _is_approval_required(self):
        self.ensure_one()
        scheme = self.sudo()
        if not scheme._is_in_approval() and (
            not scheme.needs_approval or scheme.draft_of_id
        ):
            return False
        return super()._is_approval_required()

    def _is_approval_submittable(self):
        self.ensure_one()
        scheme = self.sudo()
        if scheme.draft_of_id or scheme.is_approved:
            return False
        # Changed since it was approved: a new request
        return super()._is_approval_submittable() or scheme.approval_state == "executed"

    def _check_approval_submission(self):
        res = super()._check_approval_submission()
        # It depends on more than Odoo watches: see _compute_is_approved.
        self.invalidate_recordset(["is_approved"])
        if not self._is_approval_submittable():
            raise UserError(
                self.env._(
                    "“%(scheme)s” does not wait for an approval: it grades as it is.",
                    scheme=self.display_name,
                )
            )
        self._check_complete()
        return res

    def _get_approval_summary(self):
        modes = dict(self._fields["mode"]._description_selection(self.env))
        summary = [
            (self.env._("Scheme"), self.display_name),
            (self.env._("Mode"), modes[self.mode]),
            (
                self.env._("Grades"),
                ", ".join(f"{grade.code} {grade.name}" for grade in self.grade_ids),
            ),
            (self.env._("Criteria"), ", ".join(self.criterion_ids.mapped("name"))),
            (
                self.env._("Changed By"),
                ", ".join(self.changed_by_ids.mapped("name")),
            ),
        ]
        if not self.requires_approval:
            summary.append(
                (
                    self.env._("Needs Approval"),
                    self.env._("No: later changes grade without an approval"),
                )
            )
        return summary

    def _get_approval_digest(self):
        return self._get_content_digest()

    def _on_approval_executed(self, request):
        res = super()._on_approval_executed(request)
        self._check_complete()
        self._set_approved(self._get_approval_signer(request, "approve"))
        return res
