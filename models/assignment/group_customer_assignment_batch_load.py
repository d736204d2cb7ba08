# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain


class GroupCustomerAssignmentBatch(models.Model):
    """What a reassignment does to the load of the account managers."""

    _inherit = "group.customer.assignment.batch"

    load_table = fields.Json(
        string="Load Before and After",
        compute="_compute_load_table",
        compute_sudo=True,
        help="Accounts of each account manager concerned, now and afterwards.",
    )
    load_html = fields.Html(
        string="Workload",
        compute="_compute_load_html",
        compute_sudo=True,
        sanitize=False,  # rendered by a template of the app
    )
    problem_count = fields.Integer(
        string="Problems",
        compute="_compute_problem_count",
        compute_sudo=True,
        help="Included lines that cannot be carried out as they are.",
    )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.included", "line_ids.to_user_id", "line_ids.from_user_id")
    def _compute_load_table(self):
        for batch in self:
            batch.load_table = batch._origin._get_load_table()

    @api.depends("load_table")
    @api.depends_context("lang")
    def _compute_load_html(self):
        for batch in self:
            batch.load_html = self.env["ir.qweb"]._render(
                "group_customer.group_customer_assignment_batch_load",
                {"rows": batch.load_table or [], "is_done": batch.state == "done"},
            )

    @api.depends(
        "line_ids.included",
        "line_ids.to_user_id",
        "line_ids.to_team_id",
        "line_ids.from_user_id",
    )
    def _compute_problem_count(self):
        open_batches = self.filtered(
            lambda batch: batch.state in ("draft", "submitted")
        )
        problems = open_batches.line_ids._find_line_problems()
        counts = Counter(
            line.batch_id for line in open_batches.line_ids if line.id in problems
        )
        for batch in self:
            batch.problem_count = counts[batch]

    # === BUSINESS METHODS === #

    def _get_load_table(self):
        """Return the load of everybody concerned, those with the most accounts
        afterwards first.

        A reassignment that is done counts backwards: what it moved is in the figures
        of today.

        :returns: list of dicts ``user_id``, ``name``, ``before``, ``lost``, ``won``,
            ``after`` and ``maximum`` (None: no limit known)
        """
        if not self:
            return []
        self.ensure_one()
        won, lost = self._count_moves()
        users = self.env["res.users"].browse({*won, *lost})
        counts = self._count_accounts(users)
        capacities = self._read_capacities()
        rows = []
        for user in users:
            change = won[user.id] - lost[user.id]
            now = counts.get(user.id, 0)
            before = now - change if self.state == "done" else now
            total = capacities.get(user.id, {}).get("total", (0, None))
            rows.append(
                {
                    "user_id": user.id,
                    "name": user.sudo().name,
                    "before": before,
                    "lost": lost[user.id],
                    "won": won[user.id],
                    "after": before + change,
                    "maximum": total[1],
                }
            )
        return sorted(rows, key=lambda row: (-row["after"], row["name"]))

    def _count_moves(self):
        """Return two counters by user id: accounts won and lost as account manager."""
        self.ensure_one()
        role = self.env["group.customer.assignment.role"]._get("account_manager")
        lines = self.sudo().line_ids.filtered(
            lambda line: line.included and line.role_id == role
        )
        won = Counter(line.to_user_id.id for line in lines if line.to_user_id)
        lost = Counter(line.from_user_id.id for line in lines if line.from_user_id)
        return won, lost

    def _count_accounts(self, users):
        """Return user id → how many accounts a user manages at present in the company
        of the reassignment; one query."""
        partners = self.env["res.partner"].sudo()
        found = partners._read_group(
            Domain("user_id", "in", users.ids)
            & Domain("is_group_customer", "=", True)
            & Domain(
                "company_id", "in", [False, *self.company_id.sudo().parent_ids.ids]
            ),
            ["user_id"],
            ["__count"],
        )
        return {user.id: count for user, count in found}

    def _read_capacities(self):
        """Return what the profiles of the account managers say about their capacity,
        by user id."""
        return self.env["group.customer.manager"]._read_capacity(self.company_id)

    def _find_over_capacity(self):
        """Return (batch id, user id) → text: successors whom the reassignment gives
        more than they can look after, or who are away."""
        full = {}
        for batch in self:
            won, _lost = batch._count_moves()
            if not won:
                continue
            capacities = batch._read_capacities()
            for row in batch._get_load_table():
                capacity = capacities.get(row["user_id"])
                if not capacity or not row["won"]:
                    continue
                texts = []
                if row["maximum"] is not None and row["after"] > row["maximum"]:
                    texts.append(
                        self.env._(
                            "%(user)s would have %(count)s accounts, and has room for "
                            "%(maximum)s.",
                            user=row["name"],
                            count=row["after"],
                            maximum=row["maximum"],
                        )
                    )
                if capacity["absent"]:
                    texts.append(self.env._("%(user)s is away.", user=row["name"]))
                if capacity["leaving"]:
                    texts.append(self.env._("%(user)s is leaving.", user=row["name"]))
                if texts:
                    full[batch.id, row["user_id"]] = " ".join(texts)
        return full
