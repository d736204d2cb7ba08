# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError


class GroupCustomerApprovalRequest(models.Model):
    """The buttons: what they open, and what they do at once."""

    _inherit = "group.customer.approval.request"

    def action_approve(self, step_ids=None):
        """Approve, each request by itself.

        :param step_ids: ids of the steps that the user saw; without them the user
            decides in the wizard, which shows them
        :return: a notice of what was approved, and what not and why
        """
        if not step_ids:
            return self.action_open_decide()
        self.check_access("read")
        steps = self.env["group.customer.approval.request.step"].browse(step_ids)
        steps.check_access("read")
        if stray := self - steps.request_id:
            raise UserError(
                self.env._(
                    "Look at “%(requests)s” before you approve: reload the page.",
                    requests=", ".join(stray.mapped("display_name")),
                )
            )
        steps = steps.filtered(lambda step: step.request_id in self)
        done, failed = self._decide_many("approve", steps)
        return self._get_result_notice(done, failed)

    @api.model
    def _get_result_notice(self, done, failed):
        """Return the notice about decisions on many requests."""
        if len(failed) == 1 and not done:
            raise UserError(failed[0][1])
        lines = [self.env._("Decided: %(count)s", count=len(done))]
        lines += [f"{request.name}: {message}" for request, message in failed]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failed else "success",
                "title": self.env._("Approvals"),
                "message": "\n".join(lines),
                "sticky": bool(failed),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_open_decide(self):
        """Open the wizard to decide on one or many requests."""
        return self._open_decide("approve", self.env._("Decide"))

    def action_open_reject(self):
        return self._open_decide("reject", self.env._("Reject"))

    def action_open_return(self):
        return self._open_decide("return", self.env._("Return for Correction"))

    def action_open_execute(self):
        return self._open_decide("execute", self.env._("Execute"))

    def action_open_recall(self):
        """Open the wizard to recall."""
        self.check_access("read")
        return self._get_wizard_action(
            "group.customer.approval.recall",
            self.env._("Recall"),
            {"default_request_ids": self.ids},
        )

    def action_open_reassign(self):
        """Open the wizard to hand the open step to somebody else."""
        self.ensure_one()
        self.check_access("read")
        return self._get_wizard_action(
            "group.customer.approval.delegate",
            self.env._("Hand Over"),
            {"default_request_id": self.id},
        )

    def action_open_document(self):
        """Open the document.

        :raises UserError: when it is gone, or the user may not see it
        """
        self.ensure_one()
        self.check_access("read")
        self._as_server()._get_document()
        document = self.env[self.res_model].browse(self.res_id)
        if not document.has_access("read"):
            raise UserError(
                self.env._(
                    "You may decide on “%(document)s”, but not open it: what is asked "
                    "for stands in the request.",
                    document=self.document_name,
                )
            )
        return document.get_formview_action()

    def _open_decide(self, kind, title):
        self.check_access("read")
        return self._get_wizard_action(
            "group.customer.approval.decide",
            title,
            {"default_request_ids": self.ids, "default_decision": kind},
        )

    @api.model
    def _get_wizard_action(self, model, title, context):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "name": title,
            "context": {**context, "dialog_size": "large"},
        }
