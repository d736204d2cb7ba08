# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerVisitPolicyAgenda(models.Model):
    """What has to be spoken about on the visits of a policy."""

    _name = "group.customer.visit.policy.agenda"
    _description = "Required Agenda of a Visit Policy"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one(
        comodel_name="group.customer.visit.policy",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Topic", required=True, translate=True)
