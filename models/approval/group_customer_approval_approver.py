# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL


class GroupCustomerApprovalApprover(models.Model):
    """Who can act on the open step of a request at the moment, and in whose place.

    Derived rows: kept right set-based when people, groups, delegations or account
    managers change, every hour, and under the lock before each decision.
    """

    _name = "group.customer.approval.approver"
    _description = "Group Customer Approver"
    # By the rule first, delegates last
    _order = "request_id desc, kind desc, id"
    _rec_name = "user_id"
    _log_access = False

    request_id = fields.Many2one(
        comodel_name="group.customer.approval.request",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    step_id = fields.Many2one(
        comodel_name="group.customer.approval.request.step",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Approver",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    principal_id = fields.Many2one(
        comodel_name="res.users",
        string="In the Place of",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        help="The same person, unless somebody stands in.",
    )
    kind = fields.Selection(
        selection=[
            ("rule", "By the rule"),
            ("reassigned", "Reassigned"),
            ("escalated", "Escalated"),
            ("delegated", "Delegated"),
        ],
        required=True,
        readonly=True,
        default="rule",
    )
    path = fields.Char(
        readonly=True, help="The chain of delegations, from the absent person on."
    )

    _once = models.UniqueIndex("(step_id, user_id, principal_id)")

    def _remember_asked(self):
        """Keep on the requests who could decide, in one statement."""
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """INSERT INTO group_customer_approval_request_asked_rel
                       (group_customer_approval_request_id, res_users_id)
                   SELECT DISTINCT request_id, user_id
                     FROM group_customer_approval_approver
                    WHERE id = ANY(%s)
                       ON CONFLICT DO NOTHING""",
                self.ids,
            )
        )
        self.request_id.invalidate_recordset(["asked_ids"])

    def _prepare_activity(self, activity_type):
        """Return the values of the activity that asks the person to decide."""
        self.ensure_one()
        due_on = self.step_id.due_on
        today = fields.Date.context_today(self)
        return {
            "activity_type_id": activity_type.id,
            "summary": self.step_id.with_context(lang=self.user_id.lang).name,
            "user_id": self.user_id.id,
            "res_model_id": self.env["ir.model"]._get_id(self.request_id._name),
            "res_id": self.request_id.id,
            "date_deadline": max(due_on.date(), today) if due_on else today,
            "automated": True,
        }
