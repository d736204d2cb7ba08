# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain

# Roles whose holders the history alone knows.
HISTORY_ROLES = ("backup", "technical_support", "service_contact")


class GroupCustomerApprovalStep(models.Model):
    """Further people on the account decide."""

    _inherit = "group.customer.approval.step"

    account_role = fields.Selection(
        selection_add=[
            ("backup", "Backup account manager"),
            ("technical_support", "Technical support"),
            ("service_contact", "Customer service contact"),
        ],
        ondelete={role: "set null" for role in HISTORY_ROLES},
    )


class GroupCustomerApprovalResolver(models.AbstractModel):
    """Finds who holds a role that no field of the customer shows."""

    _inherit = "group.customer.approval.resolver"

    @api.model
    def _find_account_role(self, partner, role):
        if role not in HISTORY_ROLES:
            return super()._find_account_role(partner, role)
        commercial = partner.commercial_partner_id
        rows = self.env["group.customer.assignment"].search(
            Domain("partner_id", "in", (commercial | commercial.group_root_id).ids)
            & Domain("role_id.code", "=", role)
            & Domain("date_to", "=", False)
        )
        # The account's own holder comes before that of its group
        own = rows.filtered(lambda row: row.partner_id == commercial)
        held = own or rows
        return held.user_id | held.team_id.member_ids
