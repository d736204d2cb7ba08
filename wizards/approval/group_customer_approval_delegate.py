# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class GroupCustomerApprovalDelegate(models.TransientModel):
    """Hand one request to somebody else, or have somebody stand in for some days."""

    _name = "group.customer.approval.delegate"
    _description = "Hand Over Approvals"

    mode = fields.Selection(
        selection=[
            ("request", "This request only"),
            ("period", "All my approvals for some days"),
        ],
        string="What",
        required=True,
        default="request",
    )
    request_id = fields.Many2one(
        comodel_name="group.customer.approval.request",
        readonly=True,
        ondelete="cascade",
    )
    # This request
    principal_ids = fields.Many2many(
        comodel_name="res.users",
        compute="_compute_principal_ids",
        string="Whose Parts Are Open",
    )
    is_supervisor = fields.Boolean(compute="_compute_principal_ids")
    from_user_id = fields.Many2one(
        comodel_name="res.users",
        string="In the Place of",
        compute="_compute_from_user_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', 'in', principal_ids)]",
        help="Whose part is handed over. Empty: a person is added, for instance when "
        "nobody is left who may decide.",
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Hand to",
        required=True,
        domain="[('share', '=', False), ('id', '!=', uid)]",
    )
    comment = fields.Text(string="Reason", help="The requester sees it.")
    # Some days
    date_from = fields.Date(string="From", default=fields.Date.context_today)
    date_to = fields.Date(string="To", help="The last day.")
    type_ids = fields.Many2many(
        comodel_name="group.customer.approval.type",
        relation="group_customer_approval_delegate_type_rel",
        string="Document Types",
        help="Empty: all of them.",
    )

    # === COMPUTE METHODS === #

    @api.depends("request_id")
    @api.depends_context("uid")
    def _compute_principal_ids(self):
        for wizard in self:
            # sudo: the names of who can act, to whoever reads the request
            request = wizard.request_id.sudo()
            wizard.principal_ids = request.approver_ids.principal_id.sudo(False)
            wizard.is_supervisor = bool(
                request and request._is_supervisor(self.env.user)
            )

    @api.depends("request_id")
    @api.depends_context("uid")
    def _compute_from_user_id(self):
        for wizard in self:
            people = wizard.principal_ids
            if self.env.user in people:
                wizard.from_user_id = self.env.user
            else:
                wizard.from_user_id = people if len(people) == 1 else False

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "mode" in fields and not values.get(
            "request_id", self.env.context.get("default_request_id")
        ):
            values["mode"] = "period"
        return values

    # === ACTION METHODS === #

    def action_confirm(self):
        """Hand over."""
        self.ensure_one()
        if self.mode == "request":
            self._hand_over()
        else:
            self._create_delegation()
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _hand_over(self):
        if not self.request_id:
            raise UserError(
                self.env._("There is no request to hand over: open one first.")
            )
        self.request_id.check_access("read")
        self.request_id._reassign(
            self.to_user_id, self.comment, from_user=self.from_user_id
        )

    def _create_delegation(self):
        if not self.date_from or not self.date_to:
            raise UserError(
                self.env._(
                    "Enter from which to which day %(delegate)s decides in your place.",
                    delegate=self.to_user_id.name,
                )
            )
        # As the user: who may enter a delegation for whom is the model's affair
        self.env["group.customer.approval.delegation"].create(
            {
                "user_id": self.env.uid,
                "delegate_id": self.to_user_id.id,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "type_ids": self.type_ids.ids,
                "reason": self.comment,
            }
        )
