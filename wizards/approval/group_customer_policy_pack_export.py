# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerPolicyPackExport(models.TransientModel):
    """Takes the approvals of a company along."""

    _inherit = "group.customer.policy.pack.export"

    rule_ids = fields.Many2many(
        comodel_name="group.customer.approval.rule",
        relation="group_customer_pack_export_approval_rule_rel",
        column1="export_id",
        string="Approval Rules",
        help="Their steps and the duties that these name go along, users do not.",
    )
    guarded_field_ids = fields.Many2many(
        comodel_name="group.customer.guarded.field",
        relation="group_customer_pack_export_guarded_field_rel",
        column1="export_id",
        string="Guarded Fields",
    )
    term_range_ids = fields.Many2many(
        comodel_name="group.customer.term.range",
        relation="group_customer_pack_export_term_range_rel",
        column1="export_id",
        string="Permitted Terms",
        help="The settlement methods that they name go along.",
    )

    def _get_settings(self):
        own = [self.rule_ids, self.guarded_field_ids, self.term_range_ids]
        return [*super()._get_settings(), *own]

    def _prepare_sections(self):
        return {
            **super()._prepare_sections(),
            **self.env["group.customer.policy.pack"]._export_approvals(
                self.rule_ids, self.guarded_field_ids, self.term_range_ids
            ),
        }
