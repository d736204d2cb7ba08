# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerPolicyPack(models.Model):
    """Tells which schemes and metrics a pack brings."""

    _inherit = "group.customer.policy.pack"

    scheme_count = fields.Integer(string="Schemes", compute="_compute_contents")
    scheme_names = fields.Text(string="Grading Schemes", compute="_compute_contents")
    metric_names = fields.Text(string="Metrics", compute="_compute_contents")

    def _prepare_contents(self, content):
        return {
            **super()._prepare_contents(content),
            "scheme_count": len(content.get("schemes") or []),
            "scheme_names": self._join_names(content, "schemes"),
            "metric_names": self._join_names(content, "metrics"),
        }

    @api.model
    def _get_kind_labels(self):
        return {
            **super()._get_kind_labels(),
            "metric": self.env._("Metric"),
            "option": self.env._("Option"),
            "scheme": self.env._("Grading scheme"),
            "grade": self.env._("Grade"),
            "criterion": self.env._("Criterion"),
            "band": self.env._("Band"),
            "segment": self.env._("Segment"),
            "route": self.env._("Route"),
            "company": self.env._("Company"),
        }
