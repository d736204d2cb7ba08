# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_datetime

from .group_customer_approval_decide_change import NUMBER_KINDS

DECISIONS = ("approve", "execute", "return", "reject")


class GroupCustomerApprovalDecide(models.TransientModel):
    """Decide on one request or on many, each by itself.

    The lines keep the step that the user saw: when a request has moved on meanwhile,
    the engine refuses, and says so.
    """

    _name = "group.customer.approval.decide"
    _description = "Decide on Approval Requests"

    decision = fields.Selection(
        selection=[
            ("approve", "Approve"),
            ("return", "Return for Correction"),
            ("reject", "Reject"),
            ("execute", "Execute"),
        ],
        required=True,
        default="approve",
    )
    line_ids = fields.One2many(
        comodel_name="group.customer.approval.decide.line",
        inverse_name="wizard_id",
        string="Requests",
    )
    line_count = fields.Integer(compute="_compute_line_count")
    comment = fields.Text(
        help="Required to reject or to return; the requester sees it."
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="group_customer_approval_decide_attachment_rel",
        string="Attachments",
        bypass_search_access=True,
    )
    # One request alone
    request_id = fields.Many2one(
        comodel_name="group.customer.approval.request", compute="_compute_request_id"
    )
    request_name = fields.Char(
        related="request_id.display_name", string="Name of the Request"
    )
    summary = fields.Html(compute="_compute_summary", sanitize=False)
    hint = fields.Char(related="request_id.hint")
    can_approve = fields.Boolean(compute="_compute_can")
    can_reject = fields.Boolean(compute="_compute_can")
    can_return = fields.Boolean(compute="_compute_can")
    can_execute = fields.Boolean(compute="_compute_can")
    can_change_value = fields.Boolean(compute="_compute_can")
    decision_choices = fields.Json(
        compute="_compute_can", export_string_translation=False
    )
    change_ids = fields.One2many(
        comodel_name="group.customer.approval.decide.change",
        inverse_name="wizard_id",
        string="Values",
        help="The proposed values; what you change here is what is approved.",
    )
    has_number = fields.Boolean(compute="_compute_has_kinds")
    has_text = fields.Boolean(compute="_compute_has_kinds")
    has_date = fields.Boolean(compute="_compute_has_kinds")
    # What came of it, when some of many failed
    result = fields.Html(readonly=True, sanitize=False)

    # === COMPUTE METHODS === #

    @api.depends("line_ids")
    def _compute_line_count(self):
        for wizard in self:
            wizard.line_count = len(wizard.line_ids)

    @api.depends("line_ids.request_id")
    def _compute_request_id(self):
        for wizard in self:
            requests = wizard.line_ids.request_id
            wizard.request_id = requests if len(requests) == 1 else False

    @api.depends("line_ids.request_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for wizard in self:
            requests = wizard.line_ids.request_id
            choices = self._get_choices(requests)
            for kind in DECISIONS:
                wizard[f"can_{kind}"] = kind in choices
            wizard.decision_choices = choices
            wizard.can_change_value = wizard.request_id.can_change_value

    @api.model
    def _get_choices(self, requests):
        """Return what the user may decide; of many, those that fail are named later."""
        return [kind for kind in DECISIONS if any(requests.mapped(f"can_{kind}"))]

    @api.depends("change_ids.kind")
    def _compute_has_kinds(self):
        for wizard in self:
            kinds = wizard.change_ids.mapped("kind")
            wizard.has_text = "char" in kinds
            wizard.has_date = "date" in kinds
            wizard.has_number = any(kind in NUMBER_KINDS for kind in kinds)

    @api.depends("request_id")
    @api.depends_context("lang", "tz")
    def _compute_summary(self):
        for wizard in self:
            request = wizard.request_id
            if not request:
                wizard.summary = False
                continue
            wizard.summary = self.env["ir.qweb"]._render(
                "group_customer.approval_decide_summary",
                {
                    "summary": request.summary or [],
                    "note": request.note,
                    "decisions": wizard._prepare_decisions(request),
                },
            )

    def _prepare_decisions(self, request):
        """Return what was decided so far as texts."""
        kinds = request.decision_ids._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        return [
            {
                # sudo: the names of colleagues
                "who": decision.path or decision.user_id.sudo().name,
                "what": labels[decision.kind],
                "when": format_datetime(
                    self.env, decision.decided_on, dt_format="short"
                ),
                "comment": decision.comment,
            }
            for decision in request.decision_ids
            if decision.kind != "submit"
        ]

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_ids" in fields:
            requests = self._get_default_requests()
            values["line_ids"] = [
                Command.create(
                    {
                        "request_id": request.id,
                        "step_id": request.current_step_id.id,
                    }
                )
                for request in requests
            ]
            if "change_ids" in fields and len(requests) == 1:
                values["change_ids"] = self._prepare_changes(requests)
            choices = self._get_choices(requests)
            if choices and values.get("decision") not in choices:
                values["decision"] = choices[0]
        return values

    @api.model
    def _get_default_requests(self):
        context = self.env.context
        ids = context.get("default_request_ids")
        if ids is None and context.get("active_model") == (
            "group.customer.approval.request"
        ):
            ids = context.get("active_ids")
        requests = self.env["group.customer.approval.request"].browse(ids or [])
        requests.check_access("read")
        return requests

    @api.model
    def _prepare_changes(self, request):
        if not request.can_change_value:
            return []
        # As the engine sees it: whoever decides on it may know what it proposes
        document = request.sudo()._find_document()
        if not document:
            return []
        Change = self.env["group.customer.approval.decide.change"]
        return [
            Command.create(Change._prepare_change(item))
            for item in document._get_approval_changeable()
        ]

    # === ACTION METHODS === #

    def action_confirm(self):
        """Decide; of many requests each by itself."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._("There is no request to decide on: choose one in the list.")
            )
        if len(self.line_ids) == 1:
            self._decide_one()
            return {"type": "ir.actions.act_window_close"}
        return self._decide_many()

    def action_close(self):
        """Close the window; the list behind it is read again."""
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _decide_one(self):
        line = self.line_ids
        changes = self.change_ids._get_changes() if self.decision == "approve" else {}
        line.request_id._decide(
            self.decision,
            line.step_id,
            comment=self.comment,
            changes=changes or None,
            attachments=self.attachment_ids,
        )

    def _decide_many(self):
        """Decide on each; when some stay as they were, the window says why."""
        waiting = self.line_ids.filtered("step_id")
        done, failed = self.env["group.customer.approval.request"]._decide_many(
            self.decision, waiting.step_id, comment=self.comment
        )
        for line in self.line_ids - waiting:
            reason = self.env._("It does not wait for anybody's decision.")
            failed.append((line.request_id, reason))
        if not failed:
            return self._get_done_action(len(done))
        self.result = self.env["ir.qweb"]._render(
            "group_customer.approval_decide_result",
            {
                "done": len(done),
                "failed": [
                    (request.display_name, message) for request, message in failed
                ],
            },
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "large"},
        }

    def _get_done_action(self, done):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Requests decided: %(count)s.", count=done),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
