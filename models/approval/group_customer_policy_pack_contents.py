# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerPolicyPack(models.Model):
    """Tells which approvals a pack brings."""

    _inherit = "group.customer.policy.pack"

    approval_rule_count = fields.Integer(compute="_compute_contents")
    approval_rule_names = fields.Text(
        string="Approval Rules", compute="_compute_contents"
    )
    duty_names = fields.Text(string="Duties", compute="_compute_contents")
    guarded_field_names = fields.Text(
        string="Guarded Fields", compute="_compute_contents"
    )
    term_range_names = fields.Text(
        string="Permitted Terms", compute="_compute_contents"
    )

    def _prepare_contents(self, content):
        fields_get = self.env["res.partner"]._fields
        guarded = [item["field"] for item in content.get("guarded_fields") or []]
        return {
            **super()._prepare_contents(content),
            "approval_rule_count": len(content.get("approval_rules") or []),
            "approval_rule_names": self._join_names(content, "approval_rules"),
            "duty_names": self._join_names(content, "duties"),
            "term_range_names": self._join_names(content, "term_ranges"),
            "guarded_field_names": "\n".join(
                fields_get[name]._description_string(self.env)
                if name in fields_get
                else name
                for name in guarded
            ),
        }

    @api.model
    def _get_kind_labels(self):
        return {
            **super()._get_kind_labels(),
            "duty": self.env._("Duty"),
            "method": self.env._("Settlement method"),
            "rule": self.env._("Approval rule"),
            "step": self.env._("Approval step"),
            "guard": self.env._("Guarded field"),
            "range": self.env._("Permitted terms"),
        }
