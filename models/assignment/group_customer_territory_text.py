# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerTerritory(models.Model):
    """What people read about a territory: its criteria in words, its accounts."""

    _inherit = "group.customer.territory"

    criteria_summary = fields.Char(
        string="Criteria in Words", compute="_compute_criteria_summary"
    )
    account_count = fields.Integer(
        string="Own Accounts",
        compute="_compute_account_count",
        help="Accounts that belong to this very territory: today in a map in force, by "
        "the last preview in a draft.",
    )
    total_account_count = fields.Integer(
        string="Accounts",
        compute="_compute_account_count",
        help="The accounts of this territory and of all within it.",
    )

    # === COMPUTE METHODS === #

    @api.depends("match_mode", "criterion_ids.summary", "parent_id")
    @api.depends_context("lang")
    def _compute_criteria_summary(self):
        for territory in self:
            territory.criteria_summary = territory._get_criteria_text()

    def _get_criteria_text(self):
        """Return the criteria in words, as they are read together."""
        self.ensure_one()
        criteria = self.criterion_ids.sorted("sequence")
        asked = criteria.filtered(lambda criterion: not criterion.is_excluded)
        excluded = criteria - asked
        parts = []
        if asked:
            joint = (
                self.env._("; and ")
                if self.match_mode == "all"
                else self.env._("; or ")
            )
            parts.append(joint.join(asked.mapped("summary")))
        elif self.parent_id:
            parts.append(self.env._("All of %(parent)s", parent=self.parent_id.name))
        else:
            parts.append(self.env._("All accounts"))
        if excluded:
            parts.append(
                self.env._(
                    "without %(criteria)s",
                    criteria="; ".join(excluded.mapped("summary")),
                )
            )
        return " – ".join(parts)

    @api.depends("plan_id.state", "plan_id.previewed_on", "child_ids")
    def _compute_account_count(self):
        counts = self._count_accounts()
        for territory in self:
            own, total = counts.get(territory._origin.id, (0, 0))
            territory.account_count = own
            territory.total_account_count = total

    # === BUSINESS METHODS === #

    def _count_accounts(self):
        """Return territory id → (own accounts, accounts with all below).

        A few statements, whatever the number of territories.
        """
        plans = self.plan_id._origin
        # sudo: how many accounts there are is no secret, which ones is
        territories = self.env["group.customer.territory"].sudo()
        nodes = territories.search_fetch(
            [("plan_id", "in", plans.ids)], ["plan_id", "parent_path"]
        )
        active = nodes.filtered(lambda node: node.state == "active")
        own = dict(
            self.env["res.partner"]
            .sudo()
            ._read_group(
                [("territory_id", "in", active.ids)], ["territory_id"], ["__count"]
            )
        )
        own |= dict(
            self.env["group.customer.territory.preview.line"]
            .sudo()
            ._read_group(
                [
                    ("territory_id", "in", (nodes - active).ids),
                    ("outcome", "!=", "overlap"),
                ],
                ["territory_id"],
                ["__count"],
            )
        )
        totals = dict.fromkeys(nodes.ids, 0)
        for node, count in own.items():
            for node_id in node.parent_path.split("/")[:-1]:
                totals[int(node_id)] += count
        return {node.id: (own.get(node, 0), totals[node.id]) for node in nodes}

    def _get_holder_text(self):
        """Return who holds this territory and by which one, in words."""
        self.ensure_one()
        territory = self.sudo()
        if not territory.effective_holder_id:
            return self.env._("Nobody holds this territory.")
        if territory.holder_id:
            return self.env._("Holder: %(holder)s.", holder=territory.holder_id.name)
        return self.env._(
            "Holder: %(holder)s, named by %(territory)s.",
            holder=territory.effective_holder_id.name,
            territory=territory.holder_territory_id.complete_name,
        )

    def _get_match_text(self):
        """Return why an account belongs here: the criteria from the top down."""
        self.ensure_one()
        # sudo: the reason shows to whoever sees the account
        line = self.sudo()
        chain = line.browse(int(id_) for id_ in line.parent_path.split("/")[:-1])
        return "\n".join(
            f"{node.name}: {node.criteria_summary}"
            for node in chain.with_context(lang=self.env.lang)
        )

    # === ACTION METHODS === #

    def action_view_accounts(self):
        """Open the accounts of the territory and of all within it."""
        self.ensure_one()
        self.check_access("read")
        if self.state == "active":
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "group_customer.group_customer_territory_action_accounts"
            )
            action["domain"] = [
                ("is_group_customer", "=", True),
                ("territory_id", "child_of", self.id),
            ]
        else:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "group_customer.group_customer_territory_preview_line_action"
            )
            action["domain"] = [("territory_id", "child_of", self.id)]
            action["context"] = {}
        action["name"] = self.complete_name
        return action
