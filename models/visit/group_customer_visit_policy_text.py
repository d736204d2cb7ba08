# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerVisitPolicy(models.Model):
    """Says what a policy asks for in one line."""

    _inherit = "group.customer.visit.policy"

    quota_text = fields.Char(string="Quota", compute="_compute_quota_text")

    @api.depends(
        "minimum",
        "target",
        "period",
        "visitor_mode",
        "role_id",
        "group_id",
        "kind_id",
    )
    @api.depends_context("lang")
    def _compute_quota_text(self):
        for policy in self:
            policy.quota_text = policy._get_number_text()

    def _get_number_text(self):
        """Return how often, and by whom."""
        self.ensure_one()
        if not self.target:
            return self.env._("No visits")
        periods = dict(self._fields["period"]._description_selection(self.env))
        # sudo: only names
        policy = self.sudo()
        visitor = policy.group_id if policy.visitor_mode == "group" else policy.role_id
        number = str(self.target)
        if self.minimum != self.target:
            number = f"{self.minimum}–{self.target}"
        return self.env._(
            "%(number)s per %(period)s, %(visitor)s",
            number=number,
            period=periods.get(self.period, "").lower(),
            visitor=visitor.name or "",
        )

    def _get_quota_text(self):
        """Return the line that the form of an account shows of a policy."""
        self.ensure_one()
        return self.env._(
            "%(kind)s: %(quota)s (%(policy)s)",
            kind=self.kind_id.name,
            quota=self._get_number_text(),
            policy=self.name,
        )
