# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, split_every

from .group_customer_assignment_rule_propose import PROPOSE_SLICE

DIRECTOR = "group_customer.group_group_customer_director"
COUNTS = {
    "keep": "kept_count",
    "move": "move_count",
    "left": "left_count",
    "pinned": "pinned_count",
    "waiting": "waiting_count",
    "refused": "waiting_count",
}
# Columns of what was found, with their types in SQL
LINE_COLUMNS = {
    "run_id": "int",
    "company_id": "int",
    "partner_id": "int",
    "role_id": "int",
    "rule_id": "int",
    "from_user_id": "int",
    "from_team_id": "int",
    "to_user_id": "int",
    "outcome": "text",
    "is_automatic": "boolean",
    "explanation": "text",
}


class GroupCustomerAssignmentRun(models.Model):
    """Previewing the rules, and applying them."""

    _inherit = "group.customer.assignment.run"

    # === CRUD METHODS === #

    def write(self, vals):
        self._check_not_applied(vals)
        return super().write(vals)

    def _check_not_applied(self, vals):
        """What was applied is history; what a preview was made of changes it."""
        for run in self:
            if run.state == "done":
                raise UserError(
                    self.env._(
                        "“%(run)s” was applied and stays as it is: start a new one.",
                        run=run.display_name,
                    )
                )
        if {"rule_ids", "domain", "company_id"}.intersection(vals):
            self.filtered(lambda run: run.state == "previewed")._forget()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        for run in self:
            if run.state == "done":
                raise UserError(
                    self.env._(
                        "“%(run)s” was applied and is kept as the reason of what it "
                        "moved.",
                        run=run.display_name,
                    )
                )

    def _forget(self):
        """Throw away what a preview found."""
        runs = self.sudo()
        runs.line_ids.unlink()
        runs.load_ids.unlink()
        runs._write_server(
            {"state": "draft", "computed_on": False, **self._get_empty_counts()}
        )

    @api.model
    def _get_empty_counts(self):
        names = {*COUNTS.values(), "seen_count", "assigned_count", "proposed_count"}
        return dict.fromkeys(names, 0)

    # === ACTION METHODS === #

    def action_preview(self):
        """Show whom the rules would move; nothing is moved."""
        for run in self:
            run._check_may_run()
            run._compute(apply=False)
        return True

    def action_apply(self):
        """Move what automatic rules found, propose the rest for approval."""
        self.ensure_one()
        self._check_may_run()
        batch = self._compute(apply=True)
        if not batch:
            return True
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_assignment_batch_action"
        )
        return {
            **action,
            "views": [(False, "form")],
            "view_mode": "form",
            "res_id": batch.id,
        }

    def action_view_lines(self):
        """Open what the rules found, account by account."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_assignment_run_line_action"
        )
        return {**action, "domain": [("run_id", "=", self.id)]}

    def action_view_loads(self):
        """Open the loads before and after."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_assignment_run_load_action"
        )
        return {**action, "domain": [("run_id", "=", self.id)]}

    def _check_may_run(self):
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(DIRECTOR):
            raise AccessError(
                self.env._(
                    "The assignment rules are run by directors of Group Customers: "
                    "they concern all accounts of the company."
                )
            )
        if self.state == "done":
            self._check_not_applied({})

    # === BUSINESS METHODS === #

    def _compute(self, apply):
        """Ask the rules for all accounts of the run, and apply what they find.

        :param bool apply: False for a preview
        :returns: the reassignment with what has to be approved, if there is any
        :raises UserError: when two territories in force claim the same account, when
            there is no rule, or when others apply rules at this moment
        """
        self.ensure_one()
        run = self.sudo().with_company(self.company_id)
        rules = run._get_rules()
        if apply:
            rules._lock_rules()
        run._forget()
        proposer = rules._get_proposer(run.company_id, run.date)
        ids = rules._get_account_ids(run.company_id, domain=run._get_account_domain())
        moves = []
        for part in split_every(PROPOSE_SLICE, ids, list):
            rules._check_territories(part)
            lines = rules._propose_part(proposer, part)
            run._store(lines)
            moves += [line for line in lines if line["outcome"] == "move"]
        run._store_loads(proposer)
        batch = self.env["group.customer.assignment.batch"]
        if apply:
            batch = run._carry_out(moves)
            rules._remember_turns(proposer)
        run._write_server(
            {
                "state": "done" if apply else "previewed",
                "computed_on": fields.Datetime.now(),
                "user_id": self.env.uid,
            }
        )
        return batch.with_env(self.env)

    def _get_rules(self):
        """Return the rules of the run in their order.

        :raises UserError: when there is none to ask
        """
        self.ensure_one()
        Rule = self.env["group.customer.assignment.rule"]
        rules = Rule._get_in_force(self.company_id, self.date)
        if self.rule_ids:
            rules = self.rule_ids.sudo() & rules
            rules = rules.sorted(lambda rule: (rule.sequence, rule.id))
        if not rules:
            raise UserError(
                self.env._(
                    "No assignment rule is in force for %(company)s on this day: "
                    "create or unarchive one under Configuration > Assignment Rules.",
                    company=self.company_id.name,
                )
            )
        return rules

    def _get_account_domain(self):
        """Return the filter of the run as the user entered it.

        :raises UserError: when it cannot be read
        """
        rule = self.env["group.customer.assignment.rule"].new(
            {"name": self.env._("Accounts"), "domain": self.domain}
        )
        rule._check_domain()
        return rule._get_domain()

    def _carry_out(self, moves):
        """Move what automatic rules found and propose the rest.

        :param list moves: lines of ``rule._propose`` that move
        :returns: the reassignment, if there is any
        """
        self.ensure_one()
        automatic = [line for line in moves if line["is_automatic"]]
        assigned = self.env["group.customer.assignment"]._assign(
            [
                {
                    "partner_id": line["partner_id"],
                    "role_id": line["role_id"],
                    "user_id": line["to_user_id"],
                    "team_id": False,
                    "reason": line["explanation"],
                }
                for line in automatic
            ],
            "rule",
            document=self,
        )
        proposed = [line for line in moves if not line["is_automatic"]]
        batch = self._propose_moves(proposed)
        self._write_server(
            {
                "assigned_count": self.assigned_count + assigned,
                "proposed_count": self.proposed_count + len(proposed),
            }
        )
        return batch

    def _propose_moves(self, lines):
        """Put moves into the reassignment of the run: a new one, or its open draft."""
        Batch = self.env["group.customer.assignment.batch"].sudo()
        if not lines:
            return Batch
        vals_list = [
            {
                "partner_id": line["partner_id"],
                "role_id": line["role_id"],
                "rule_id": line["rule_id"],
                "to_user_id": line["to_user_id"],
                "to_team_id": False,
                "explanation": line["explanation"],
            }
            for line in lines
        ]
        batch = self.batch_ids.sudo().filtered(lambda batch: batch.state == "draft")[:1]
        if batch:
            Line = batch.line_ids
            Line._create_server(
                [
                    {**vals, "batch_id": batch.id}
                    for vals in Line._prepare_lines(vals_list)
                ]
            )
            return batch
        batch = Batch._propose(
            vals_list, "rule", origin=self.display_name, company=self.company_id
        )
        batch._write_server({"run_id": self.id})
        return batch

    # === LINES === #

    def _store(self, lines, with_moves=True):
        """Keep what was found; what stays as it is is only counted.

        :param bool with_moves: False where the history of the accounts, or a
            reassignment, tells about the moves
        """
        self.ensure_one()
        counts = Counter(COUNTS[line["outcome"]] for line in lines)
        counts["seen_count"] = len({line["partner_id"] for line in lines})
        self._write_server(
            {name: self[name] + count for name, count in counts.items() if count}
        )
        rows = [
            {**line, "run_id": self.id, "company_id": self.company_id.id}
            for line in lines
            if line["outcome"] != "keep" and (with_moves or line["outcome"] != "move")
        ]
        if rows:
            columns = [[row[name] for row in rows] for name in LINE_COLUMNS]
            self.env.cr.execute(
                SQL(
                    "INSERT INTO group_customer_assignment_run_line (%s) "
                    "SELECT * FROM unnest(%s)",
                    SQL(", ").join(map(SQL.identifier, LINE_COLUMNS)),
                    SQL(", ").join(
                        SQL(
                            "%s::" + kind + "[]",
                            values
                            if kind == "boolean"
                            else [
                                None if value is False else value for value in values
                            ],
                        )
                        for kind, values in zip(
                            LINE_COLUMNS.values(), columns, strict=True
                        )
                    ),
                )
            )
            self.env["group.customer.assignment.run.line"].invalidate_model()

    def _store_loads(self, proposer):
        """Keep how many accounts people have before and after."""
        self.ensure_one()
        vals_list = []
        for role, loads in proposer.loads.items():
            before, after = proposer.before[role], loads.counts()
            for user_id in sorted(after):
                if not (before.get(user_id) or after[user_id]):
                    continue
                vals_list.append(
                    {
                        "run_id": self.id,
                        "company_id": self.company_id.id,
                        "role_id": role.id,
                        "user_id": user_id,
                        "before": before.get(user_id, 0),
                        "after": after[user_id],
                        "change": after[user_id] - before.get(user_id, 0),
                        "maximum": loads.limit(user_id) or 0,
                    }
                )
        self.env["group.customer.assignment.run.load"]._create_server(vals_list)
