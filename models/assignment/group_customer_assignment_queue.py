# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# How many accounts one transaction of the cron takes: what is read once per slice
# (loads, people) costs more, the smaller it is.
SLICE = 5000
KINDS = [
    ("new", "New customer"),
    ("regrade", "New grade"),
    ("move", "New territory"),
    ("schedule", "Every night"),
]


class GroupCustomerAssignmentQueue(models.Model):
    """Accounts to ask the rules for."""

    _name = "group.customer.assignment.queue"
    _description = "Accounts to Ask the Assignment Rules for"
    _inherit = ["group.customer.queue.mixin"]
    _log_access = False
    _drain_cron = "group_customer.ir_cron_group_customer_assignment_rule_apply"

    partner_id = fields.Many2one(
        comodel_name="res.partner", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="cascade",
        help="Whose grade changed; empty: any company may assign the account.",
    )
    kind = fields.Selection(selection=KINDS, required=True)

    # === ENQUEUE === #

    @api.model
    def _add(self, kind, partner_ids, company=None):
        """Have the cron ask the rules for these accounts, if any rule wants that."""
        Rule = self.env["group.customer.assignment.rule"]
        if partner_ids and Rule._is_triggered_by(kind):
            self._insert(kind, SQL("p.id = ANY(%s)", list(partner_ids)), company)

    @api.model
    def _insert(self, kind, condition, company=None):
        """Queue the group customers ``p`` of a condition; one statement."""
        self.env["res.partner"].flush_model(
            ["active", "commercial_partner_id", "is_group_customer"]
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO group_customer_assignment_queue
                          (partner_id, company_id, kind)
                   SELECT p.id, %s, %s FROM res_partner p
                    WHERE p.active AND p.is_group_customer AND %s ORDER BY p.id""",
                company.id if company else None,
                kind,
                condition,
            )
        )
        if self.env.cr.rowcount:
            self._queue_changed()

    @api.model
    def _cron_queue_all(self):
        """Queue every account for the rules that are asked every night.

        What still waits from the night before is not queued twice.
        """
        if self.env["group.customer.assignment.rule"]._is_triggered_by("schedule"):
            self._insert(
                "schedule",
                SQL(
                    """p.commercial_partner_id = p.id AND NOT EXISTS (
                           SELECT FROM group_customer_assignment_queue q
                            WHERE q.partner_id = p.id AND q.kind = 'schedule')"""
                ),
            )

    # === DRAIN === #

    @api.model
    def _cron_apply_rules(self, slice_size=SLICE):
        """Ask the rules for what is queued; one worker at a time applies rules."""
        self._drain(lambda: self._apply_slice(slice_size))

    @api.model
    def _apply_slice(self, slice_size=SLICE):
        """Claim some accounts and ask the rules for them.

        :returns: how many accounts were done, and whether nothing is left that this
            worker could take
        """
        Rule = self.env["group.customer.assignment.rule"].sudo()
        if not Rule._try_lock_rules():
            return 0, True
        claimed = self._claim(slice_size)
        if not claimed:
            return 0, True
        kinds = defaultdict(set)
        companies = defaultdict(set)
        for partner_id, company_id, kind in self._take(claimed):
            kinds[partner_id].add(kind)
            companies[partner_id].add(company_id or False)
        self._apply_rules(kinds, companies)
        return len(claimed), False

    @api.model
    def _claim(self, limit):
        """Lock queued accounts that nobody else changes; their ids.

        They are chosen in an array, here and below: the statistics of a queue are those
        of its empty hours, and a join planned for one row takes minutes for thousands.
        """
        return [
            id_
            for (id_,) in self.env.execute_query(
                SQL(
                    """SELECT id FROM res_partner
                        WHERE id = ANY(ARRAY(
                              SELECT partner_id FROM group_customer_assignment_queue
                            ORDER BY id LIMIT %s))
                     ORDER BY id FOR NO KEY UPDATE SKIP LOCKED""",
                    limit,
                )
            )
        ]

    @api.model
    def _take(self, partner_ids):
        """Remove what is queued for accounts of this transaction, and return it."""
        return self.env.execute_query(
            SQL(
                """DELETE FROM group_customer_assignment_queue WHERE id = ANY(ARRAY(
                       SELECT id FROM group_customer_assignment_queue
                        WHERE partner_id = ANY(%s) FOR UPDATE SKIP LOCKED))
                RETURNING partner_id, company_id, kind""",
                partner_ids,
            )
        )

    @api.model
    def _apply_rules(self, kinds, companies):
        """Ask the rules of every company for accounts.

        An account without company is settled by the first company whose rules have an
        answer, so that two companies do not take it from one another every night.

        :param dict kinds: account id → why it was queued
        :param dict companies: account id → ids of the companies that queued it, False:
            any
        """
        Rule = self.env["group.customer.assignment.rule"].sudo()
        settled = set()
        for company in (
            self.env["res.company"]
            .sudo()
            .search(Domain("active", "=", True), order="id")
        ):
            rules = Rule._get_in_force(company)
            partners = self.env["res.partner"].browse(
                partner_id
                for partner_id in kinds
                if partner_id not in settled
                and not companies[partner_id].isdisjoint({company.id, False})
            )
            if not rules or not partners:
                continue
            env_rules = rules.with_company(company).with_context(
                lang=company.partner_id.lang or self.env.lang
            )
            ids = env_rules._get_account_ids(company, partners=partners)
            if ids:
                settled |= self._apply_company(env_rules, company, ids, kinds)

    @api.model
    def _apply_company(self, rules, company, ids, kinds):
        """Ask the rules of one company; returns the accounts that they settled."""
        proposer = rules._get_proposer(company)
        groups = defaultdict(list)
        for id_ in ids:
            groups[frozenset(kinds[id_])].append(id_)
        by_run = defaultdict(list)
        for wanted, part in sorted(groups.items(), key=lambda item: item[1][0]):
            asked = rules.filtered(
                lambda rule, wanted=wanted: any(rule[f"on_{k}"] for k in wanted)
            )
            only_nightly = wanted == {"schedule"}
            by_run["schedule" if only_nightly else "queue"] += rules._propose_part(
                proposer, part, asked, skip_refused=only_nightly
            )
        settled = set()
        for kind, lines in by_run.items():
            settled |= {line["partner_id"] for line in lines}
            if any(line["outcome"] != "keep" for line in lines):
                self._carry_out(rules, company, kind, lines)
        rules._remember_turns(proposer)
        return settled

    @api.model
    def _carry_out(self, rules, company, kind, lines):
        """Move and propose; an account that cannot be moved says why and is left."""
        run = self.env["group.customer.assignment.run"].with_env(rules.env)
        run = run._get_unattended(company, kind)
        moves = [line for line in lines if line["outcome"] == "move"]
        for line, message in run._carry_out_safely(moves):
            line.update(outcome="left", explanation=message, to_user_id=False)
        run._store(lines, with_moves=False)
        run._notify_directors()
