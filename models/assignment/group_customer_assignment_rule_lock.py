# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class GroupCustomerAssignmentRule(models.Model):
    """Whose turn it is to apply rules, and what is left behind for the next time."""

    _inherit = "group.customer.assignment.rule"

    @api.model
    def _try_lock_rules(self):
        """Take all rules for this transaction, so that nobody else assigns by rules
        until it ends; one statement that writes the rows.

        Loads are read once and then counted, so two at once would overfill people.
        Who begins while another one ends fails with a serialization error instead of
        going on with what was there before: the rows were written.

        :returns: whether they were free
        """
        [[total, locked]] = self.env.execute_query(
            SQL(
                """WITH mine AS (
                       SELECT id FROM group_customer_assignment_rule
                     ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
                   ), taken AS (
                       UPDATE group_customer_assignment_rule r
                          SET last_run_on = %s
                         FROM mine WHERE r.id = mine.id RETURNING r.id
                   )
                   SELECT (SELECT COUNT(*) FROM group_customer_assignment_rule),
                          (SELECT COUNT(*) FROM taken)""",
                self.env.cr.now(),
            )
        )
        self.invalidate_model(["last_run_on"])
        return total == locked

    @api.model
    def _lock_rules(self):
        """Take all rules for this transaction.

        :raises UserError: when others apply them
        """
        if not self._try_lock_rules():
            raise UserError(
                self.env._(
                    "The assignment rules are being applied or changed by somebody "
                    "else at this moment: try again in a minute."
                )
            )

    @api.model
    def _remember_turns(self, proposer):
        """Keep who had the last turn of the rules that go round."""
        for decider in proposer.deciders.values():
            for rule_id, turn in decider.turns.items():
                rule = self.sudo().browse(rule_id)
                if rule.last_user_id.id != turn.last:
                    rule._write_server({"last_user_id": turn.last})

    def _check_territories(self, ids):
        """Refuse to go on while two territories claim the same account.

        :raises UserError: naming both territories and an account
        """
        if "territory_holder" not in self.mapped("target"):
            return
        Plan = self.env["group.customer.territory.plan"].sudo()
        accounts = self.env["res.partner"].sudo().with_context(active_test=False)
        domain = Domain("id", "in", ids) & Domain("territory_id", "=", False)
        open_ones = accounts.search(domain, order="id")
        for plan in Plan.browse(sorted(set(Plan._get_active_plans().values()))):
            if open_ones:
                plan._check_overlap(open_ones)


class GroupCustomerTerritoryPlan(models.Model):
    """Whether a new map moves accounts at once is said by the rules."""

    _inherit = "group.customer.territory.plan"

    def _is_automatic_move(self):
        """Automatic where the rules that give accounts to the holders of territories
        are, in every company that the map is for."""
        self.ensure_one()
        Rule = self.env["group.customer.assignment.rule"]
        companies = self.company_id or self.env["res.company"].sudo().search(
            Domain.TRUE
        )
        for company in companies:
            rules = Rule._get_in_force(company).filtered(
                lambda rule: rule.target == "territory_holder"
                and rule.role_id.code == "account_manager"
                # A map also moves accounts that have a manager (AM-24)
                and not rule.only_unmanaged
            )
            if not rules or not all(rules.mapped("is_automatic")):
                return super()._is_automatic_move()
        return True
