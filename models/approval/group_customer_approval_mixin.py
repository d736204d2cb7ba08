# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

# What was asked for stands as it is while somebody decides on it, and afterwards.
LOCKED_STATES = ("in_progress", "approved", "executed")


class GroupCustomerApprovalMixin(models.AbstractModel):
    """Puts the flow of approval on a document with a few declarations.

    A document inherits this mixin – *first* in ``_inherit``, also before its own name
    where an existing model is extended – names the fields that are frozen while
    others decide in ``_approval_locked_fields`` and overrides the hooks that differ
    from the defaults here. Buttons, ribbon and the page “Approval” come by themselves.

    The engine calls the hooks on the document as superuser, with the acting user as
    ``env.user`` and the company of the document as ``env.company``.
    """

    _name = "group.customer.approval.mixin"
    _description = "Document That Is Approved"
    _inherit = ["group.customer.server.field.mixin"]

    # Frozen while the request runs and once it is approved; classes add up
    _approval_locked_fields = frozenset()
    # Users in these fields are parties: they never decide, e.g. {"create_uid"}
    _approval_author_fields = frozenset()

    _server_fields = frozenset(
        {
            "approval_request_id",
            "approval_request_ids",
            "approval_state",
            "approval_step_ids",
            "approval_decision_ids",
        }
    )

    approval_request_id = fields.Many2one(
        comodel_name="group.customer.approval.request",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="The latest one.",
    )
    approval_request_ids = fields.One2many(
        comodel_name="group.customer.approval.request",
        inverse_name="res_id",
        string="Approval Requests",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        copy=False,
    )
    approval_state = fields.Selection(
        related="approval_request_id.state",
        string="Approval Status",
        store=True,
        index="btree_not_null",
        copy=False,
    )
    approval_step_ids = fields.One2many(
        comodel_name="group.customer.approval.request.step",
        string="Approval Steps",
        compute="_compute_approval_history",
        copy=False,
    )
    approval_decision_ids = fields.One2many(
        comodel_name="group.customer.approval.decision",
        string="Approval Decisions",
        compute="_compute_approval_history",
        copy=False,
    )
    # What the tables of the form have to show
    approval_has_delegates = fields.Boolean(compute="_compute_approval_history")
    approval_has_changes = fields.Boolean(compute="_compute_approval_history")
    approval_waiting_text = fields.Char(
        string="Approval Waits for", compute="_compute_approval_access"
    )
    approval_hint = fields.Char(compute="_compute_approval_access")
    approval_reason = fields.Char(
        compute="_compute_approval_access",
        help="Who returned or rejected the document, and why.",
    )
    approval_is_overdue = fields.Boolean(
        string="Approval Overdue", compute="_compute_approval_access"
    )
    can_submit_approval = fields.Boolean(compute="_compute_approval_access")
    can_approve_approval = fields.Boolean(compute="_compute_approval_access")
    can_reject_approval = fields.Boolean(compute="_compute_approval_access")
    can_return_approval = fields.Boolean(compute="_compute_approval_access")
    can_recall_approval = fields.Boolean(compute="_compute_approval_access")
    can_reassign_approval = fields.Boolean(compute="_compute_approval_access")
    can_execute_approval = fields.Boolean(compute="_compute_approval_access")
    can_retry_approval = fields.Boolean(compute="_compute_approval_access")

    # === COMPUTE METHODS === #

    @api.depends("approval_request_id.step_ids", "approval_request_id.decision_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_approval_history(self):
        # Who reads the document need not be allowed to read each request.
        for document in self:
            request = document.sudo().approval_request_id
            steps = request.step_ids.sudo(self.env.su)
            decisions = request.decision_ids.sudo(self.env.su)
            decisions = decisions._filtered_access("read")
            document.approval_step_ids = steps._filtered_access("read")
            document.approval_decision_ids = decisions
            document.approval_has_delegates = any(decisions.mapped("path"))
            document.approval_has_changes = any(decisions.mapped("changes_text"))

    @api.depends(
        "approval_request_id.state",
        "approval_request_id.current_step_id",
        "approval_request_id.approver_ids",
        "approval_request_id.failure",
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_approval_access(self):
        # sudo keeps the user: the request says what this user may do, to whoever
        # reads the document
        requests = self.sudo().approval_request_id
        requests.mapped("waiting_text")  # all of them at once
        for document in self:
            request = document.sudo().approval_request_id
            document.approval_waiting_text = request.waiting_text
            document.approval_hint = request.hint
            document.approval_reason = document._get_approval_reason(request)
            document.approval_is_overdue = request.is_overdue
            for verb in (
                "approve",
                "reject",
                "return",
                "recall",
                "reassign",
                "execute",
                "retry",
            ):
                document[f"can_{verb}_approval"] = request[f"can_{verb}"]
            document.can_submit_approval = bool(
                document.id
                and document._is_approval_submittable()
                and document._can_submit_approval()
                and document._is_approval_required()
            )

    def _get_approval_reason(self, request):
        """Return who returned or rejected the document and why, or False."""
        if request.state not in ("returned", "rejected"):
            return False
        decisions = request.decision_ids.filtered(
            lambda decision: decision.kind in ("return", "reject")
        )
        last = decisions[-1:]
        if not last:
            return False
        return f"{last.path or last.user_id.name}: {last.comment or ''}"

    # === CRUD METHODS === #

    def write(self, vals):
        if not self.env.su:
            self._check_approval_unlocked(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approval(self):
        for document in self.sudo():
            if document.approval_state in LOCKED_STATES:
                raise UserError(
                    self.env._(
                        "“%(document)s” is in approval or was approved "
                        "(%(request)s), so it cannot be deleted: recall the request "
                        "first, if it still runs.",
                        document=document.display_name,
                        request=document.approval_request_id.name,
                    )
                )

    # === DECLARATIONS === #

    @api.model
    def _get_approval_locked_fields(self):
        """Return the names of the fields that are frozen while others decide."""
        return self._collect_approval_names("_approval_locked_fields")

    @api.model
    def _get_approval_author_fields(self):
        """Return the names of the fields whose users are parties."""
        return self._collect_approval_names("_approval_author_fields")

    @api.model
    def _collect_approval_names(self, attribute):
        names = frozenset()
        for cls in type(self).__mro__:
            names |= frozenset(cls.__dict__.get(attribute, ()))
        return names

    def _check_approval_unlocked(self, names=None):
        """Refuse to change what others decide on or have approved.

        :param names: fields about to change; none: the document as a whole, as lines
            of a document ask before they change
        :raises UserError: naming the document and the fields
        """
        locked = self._get_approval_locked_fields()
        if names is not None:
            locked = locked.intersection(names)
            if not locked:
                return
        for document in self.sudo():
            if document.approval_state not in LOCKED_STATES:
                continue
            labels = sorted(
                self._fields[name]._description_string(self.env)
                for name in locked
                if names is not None
            )
            raise UserError(
                self.env._(
                    "“%(document)s” is %(state)s: what was submitted for approval "
                    "cannot be changed (%(fields)s). Recall the request "
                    "%(request)s first, or make a new document.",
                    document=document.display_name,
                    state=document._get_approval_state_label(),
                    fields=", ".join(labels) or self.env._("its lines"),
                    request=document.approval_request_id.name,
                )
            )

    def _get_approval_state_label(self):
        self.ensure_one()
        selection = self._fields["approval_state"]._description_selection(self.env)
        return dict(selection).get(self.approval_state, "")
