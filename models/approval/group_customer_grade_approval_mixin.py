# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import UserError

# A request in one of these states is at work: the document waits for it.
RUNNING_STATES = ("in_progress", "approved")


class GroupCustomerGradeApprovalMixin(models.AbstractModel):
    """A document of the grading, which has states of its own.

    Where an approval rule holds for it, the request leads it from state to state;
    where none does, its own states decide, as in a company without rules.
    """

    _name = "group.customer.grade.approval.mixin"
    _description = "Graded Document That Is Approved"
    _inherit = ["group.customer.approval.mixin"]

    _approval_type_code = None

    def _get_approval_type_code(self):
        """Return the code of the document type."""
        return self._approval_type_code

    def _get_approval_type(self):
        self.ensure_one()
        Type = self.env["group.customer.approval.type"].sudo()
        # Without its type, archived, nothing is approved here: no error.
        return Type.search([("code", "=", self._get_approval_type_code())], limit=1)

    def _is_in_approval(self):
        """Whether a request of the document is at work; rules do not matter then."""
        self.ensure_one()
        return self.sudo().approval_state in RUNNING_STATES

    def _is_approval_required(self):
        """Whether the document has to be approved: a request is at work, or a rule
        holds for this very document."""
        self.ensure_one()
        if self._is_in_approval():
            return True
        if not super()._is_approval_required():
            return False
        document = self.sudo()
        approval_type = document._get_approval_type()
        if approval_type.without_rule == "refuse":
            return True
        company = document._get_approval_company()
        try:
            rule = self.env["group.customer.approval.rule"]._find_rule(
                document,
                approval_type,
                company,
                *document._get_approval_amount(),
                self.env["group.customer.ledger"]._get_today(company),
            )
        except UserError:
            # Two rules hold: whoever submits is told.
            return True
        return bool(rule)

    def _get_approval_signer(self, request, kind):
        """Return the user whose decision of a kind was the last of this round."""
        decisions = request.sudo().decision_ids.filtered(
            lambda decision: decision.kind == kind and decision.round == request.round
        )
        return decisions.sorted("id")[-1:].user_id or self.env.user
