# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerChangeRequestNew(models.TransientModel):
    """Asks for a new value of one guarded field, of one customer or of many.

    There is one request per customer; more fields are added in the request itself.
    """

    _name = "group.customer.change.request.new"
    _description = "Request a Change"
    _inherit = ["group.customer.change.value.mixin"]

    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="group_customer_change_request_new_partner_rel",
        string="Customers",
        required=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    type_id = fields.Many2one(
        comodel_name="group.customer.approval.type",
        string="Kind of Change",
        required=True,
        domain="[('model', '=', 'group.customer.change.request')]",
    )
    reason = fields.Text()
    effective_date = fields.Date()
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="group_customer_change_request_new_attachment_rel",
        string="Attachments",
        bypass_search_access=True,
    )

    def action_create(self):
        """Make the requests as drafts, and open them."""
        raise NotImplementedError

    def action_submit(self):
        """Make the requests and submit each of them, each by itself."""
        raise NotImplementedError
