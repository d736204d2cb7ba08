# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from datetime import timedelta

from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.account_loads import AccountLoads
from ...tools.account_rules import Account, Decision, RoleDecider, RuleSpec
from .group_customer_assignment_rule_check import MANAGER_ROLE

# States of a reassignment that somebody still decides on or carries out
OPEN_STATES = ("draft", "submitted", "approved")


class Proposer:
    """Asks the rules of one company for accounts, slice after slice.

    What is the same for all accounts (people, loads, teams) is read once; the number of
    statements per slice does not grow with its accounts. Loads, turns and heads of
    groups follow what was proposed, over all slices. Nothing is written.
    """

    def __init__(self, env, company, rules, date, excluded=()):
        """:param rules: ``group.customer.assignment.rule`` (sudo), in their order
        :param date: the day whose absences and capacities count
        :param excluded: ids of users who get nothing and whose accounts count as
            unmanaged: those who hand over
        """
        self.env = env
        self.company = company
        self.rules = rules
        self.date = date
        self.excluded = frozenset(excluded)
        self.capacities = env["group.customer.manager"]._read_capacity(company, date)
        self.people = self._read_people()
        self.problems = self._find_problems()
        # What is fallen back on is asked too, whether or not it is among the rules
        self.asked = rules
        while more := self.asked.fallback_rule_id.filtered("active") - self.asked:
            self.asked |= more
        self.loads = {}
        self.before = {}
        self.deciders = {
            role: self._make_decider(role) for role in rules.role_id.sorted()
        }

    # === PEOPLE === #

    def _read_people(self):
        """Return user id → (active, internal, access to the company); one statement."""
        self.env["res.users"].flush_model(["active", "share", "company_ids"])
        return {
            user_id: (active, not share, access)
            for user_id, active, share, access in self.env.execute_query(
                SQL(
                    """SELECT u.id, u.active, u.share, EXISTS (
                              SELECT FROM res_company_users_rel r
                               WHERE r.user_id = u.id AND r.cid = %s)
                         FROM res_users u""",
                    self.company.id,
                )
            )
        }

    def _find_problems(self):
        """Return user id → why nobody gives an account to this user."""
        problems = {}
        for user_id, (active, internal, access) in self.people.items():
            if user_id in self.excluded:
                problems[user_id] = "excluded"
            elif not active:
                problems[user_id] = "inactive"
            elif not internal:
                problems[user_id] = "external"
            elif not access:
                problems[user_id] = "no_access"
        for user_id, capacity in self.capacities.items():
            for problem in ("absent", "leaving"):
                if capacity[problem]:
                    problems.setdefault(user_id, problem)
        return problems

    def _make_decider(self, role):
        rules = self.asked.filtered(lambda rule: rule.role_id == role)
        self.loads[role] = self._read_loads(role)
        self.before[role] = self.loads[role].counts()
        return RoleDecider(
            [self._make_spec(rule) for rule in rules], self.loads[role], self.problems
        )

    def _make_spec(self, rule):
        pool = frozenset()
        teams = defaultdict(dict)
        if rule.target in ("least_loaded", "round_robin"):
            pool = frozenset(rule._find_pool_users().ids)
            if not (rule.team_id or rule.group_id):
                pool &= self.capacities.keys()  # with a profile in this company
        elif rule.target == "industry_team":
            for team in rule._find_industry_teams(self.company):
                users = frozenset(team.member_ids.ids)
                for industry in team.group_customer_industry_ids:
                    teams[industry.id][team.id] = users
        return RuleSpec(
            id=rule.id,
            target=rule.target,
            only_unmanaged=rule.only_unmanaged,
            with_limits=rule.respect_capacity,
            fallback=rule.fallback_rule_id.id or None,
            user=rule.user_id.id or None,
            pool=pool,
            industry_teams=dict(teams),
            last=rule.last_user_id.id or None,
        )

    def _read_loads(self, role):
        """Return what people hold in a role, with what is on its way to them in open
        reassignments; capacities are those of profiles and count for account managers
        alone."""
        loads = AccountLoads()
        Assignment = self.env["group.customer.assignment"]
        Assignment.flush_model()
        self.env["res.partner"].flush_model(
            ["active", "company_id", "is_group_customer"]
        )
        for user_id, count in self.env.execute_query(
            SQL(
                """SELECT a.user_id, COUNT(*)
                     FROM group_customer_assignment a
                     JOIN res_partner p ON p.id = a.partner_id
                    WHERE a.role_id = %s AND a.date_to IS NULL
                      AND a.user_id IS NOT NULL
                      AND p.active AND p.is_group_customer
                      AND (p.company_id = %s OR p.company_id IS NULL)
                 GROUP BY a.user_id""",
                role.id,
                self.company.id,
            )
        ):
            loads.enter(user_id, count)
        if role.code == MANAGER_ROLE:
            for user_id, capacity in self.capacities.items():
                loads.enter(user_id, *capacity["total"], capacity["grades"])
        for user_id, grade_id, count in self._read_incoming(role):
            for _number in range(count):
                loads.give(user_id, (grade_id,) if grade_id else ())
        return loads

    def _read_incoming(self, role):
        """Return (user id, grade id, accounts) of what open reassignments bring."""
        if self.excluded:
            return []
        self.env["group.customer.assignment.batch"].flush_model()
        self.env["group.customer.assignment.batch.line"].flush_model()
        return self.env.execute_query(
            SQL(
                """SELECT l.to_user_id, (p.group_customer_grade_id->>%s)::int, COUNT(*)
                     FROM group_customer_assignment_batch_line l
                     JOIN group_customer_assignment_batch b ON b.id = l.batch_id
                     JOIN res_partner p ON p.id = l.partner_id
                    WHERE b.state = ANY(%s) AND b.company_id = %s
                      AND l.role_id = %s AND l.included
                      AND l.to_user_id IS NOT NULL
                      AND l.to_user_id IS DISTINCT FROM l.from_user_id
                 GROUP BY 1, 2 ORDER BY 1, 2""",
                str(self.company.id),
                list(OPEN_STATES),
                self.company.id,
                role.id,
            )
        )

    # === ACCOUNTS === #

    def propose(self, ids, rules=None, skip_refused=False):
        """Return what the rules find for accounts, in the order of the accounts.

        :param list ids: active group customers of the company or of none; each of them
            once in the life of the proposer
        :param rules: only these of the rules are asked
        :param bool skip_refused: leave out what was proposed by the same rule before
            and refused
        :returns: list of (account, role, (user id, team id) of the holder, decision);
            besides what rules decide the outcome is pinned, waiting or refused
        """
        rules = self.rules if rules is None else self.rules & rules
        facts = self._read_facts(ids) if rules else {}
        if not facts:
            return []
        held_grades = self._read_held_grades(facts)
        former = self._read_former(facts)
        populations = {
            rule: self._find_population(rule, facts, held_grades) for rule in rules
        }
        waiting = self._read_batch_lines(facts, OPEN_STATES)
        refused = self._read_batch_lines(facts, ("cancelled",)) if skip_refused else {}
        found = []
        for role in rules.role_id.sorted():
            of_role = [rule for rule in rules if rule.role_id == role]
            holders = self._read_holders(role, facts)
            for id_ in ids:
                for_it = [rule.id for rule in of_role if id_ in populations[rule]]
                if not for_it:
                    continue
                account = self._make_account(facts[id_], role, holders, former)
                if facts[id_]["pinned"]:
                    decision = Decision("pinned", rule=for_it[0])
                elif (id_, role.id) in waiting:
                    decision = Decision("waiting", rule=for_it[0])
                else:
                    not_yet = refused.get((id_, role.id), frozenset())
                    for_it = [rule_id for rule_id in for_it if rule_id not in not_yet]
                    decision = self.deciders[role].decide(account, for_it)
                    if not for_it:
                        decision = Decision("refused", rule=min(not_yet))
                if decision:
                    holder = holders.get(id_, (False, False))
                    found.append((account, role, holder, decision))
        return found

    def _read_batch_lines(self, facts, states):
        """Return (account id, role id) → the rules that proposed it, None for another
        way, of reassignments in these states; one statement."""
        if self.excluded:
            return {}
        self.env["group.customer.assignment.batch"].flush_model()
        self.env["group.customer.assignment.batch.line"].flush_model()
        lines = defaultdict(set)
        for partner_id, role_id, rule_id in self.env.execute_query(
            SQL(
                """SELECT l.partner_id, l.role_id, l.rule_id
                     FROM group_customer_assignment_batch_line l
                     JOIN group_customer_assignment_batch b ON b.id = l.batch_id
                    WHERE l.partner_id = ANY(%s) AND b.state = ANY(%s)""",
                sorted(facts),
                list(states),
            )
        ):
            lines[partner_id, role_id].add(rule_id)
        return lines

    def _read_facts(self, ids):
        """Return account id → what the rules ask about it; one statement."""
        partners = self.env["res.partner"]
        partners.flush_model()
        self.env["group.customer.territory"].flush_model(["effective_holder_id"])
        return {
            facts["id"]: facts
            for facts in self.env.execute_query_dict(
                SQL(
                    """SELECT p.id, p.is_assignment_pinned AS pinned, p.industry_id,
                              NULLIF(p.group_root_id, p.id) AS head,
                              p.territory_id, t.effective_holder_id AS territory_holder,
                              (p.group_customer_grade_id->>%s)::int AS grade_id,
                              CASE WHEN p.pool_state = 'pool'
                                   THEN p.pool_previous_user_id END AS previous_user
                         FROM res_partner p
                    LEFT JOIN group_customer_territory t ON t.id = p.territory_id
                        WHERE p.id = ANY(%s) AND p.active AND p.is_group_customer
                          AND p.commercial_partner_id = p.id
                          AND (p.company_id = %s OR p.company_id IS NULL)""",
                    str(self.company.id),
                    list(ids),
                    self.company.id,
                )
            )
        }

    def _read_held_grades(self, facts):
        """Return account id → {scheme id: grade id} held today in the company.

        A branch without a grade of its own has that of its group, in a scheme that
        grades groups.
        """
        if not self.rules.grade_ids:
            return {}
        self.env["group.customer.grade.award"].flush_model()
        heads = {f["head"] for f in facts.values() if f["head"]}
        own, of_groups = defaultdict(dict), defaultdict(dict)
        for partner_id, scheme_id, grade_id, node_level in self.env.execute_query(
            SQL(
                """SELECT a.partner_id, a.scheme_id, a.grade_id, s.node_level
                     FROM group_customer_grade_award a
                     JOIN group_customer_grade_scheme s ON s.id = a.scheme_id
                    WHERE a.partner_id = ANY(%s) AND a.company_id = %s
                      AND a.date_to IS NULL AND a.scheme_id = ANY(%s)""",
                sorted(heads | facts.keys()),
                self.company.id,
                self.rules.grade_ids.scheme_id.ids,
            )
        ):
            own[partner_id][scheme_id] = grade_id
            if node_level == "root":
                of_groups[partner_id][scheme_id] = grade_id
        return {
            id_: {**of_groups.get(f["head"], {}), **own.get(id_, {})}
            for id_, f in facts.items()
        }

    def _find_population(self, rule, ids, held_grades):
        """Return which of the accounts a rule is for; one statement where it has a
        filter."""
        found = set(ids)
        if rule.grade_ids:
            grades = set(rule.grade_ids.ids)
            found = {
                id_
                for id_ in ids
                if not grades.isdisjoint(held_grades.get(id_, {}).values())
            }
        domain = rule._get_domain()
        if found and not domain.is_true():
            partners = self.env["res.partner"].with_company(self.company)
            partners = partners.with_context(active_test=False)
            domain &= Domain("id", "in", sorted(found))
            found = set(partners.search(domain, order="id").ids)
        return found

    def _read_holders(self, role, facts):
        """Return account id → (user id, team id) of accounts and of their heads."""
        heads = {f["head"] for f in facts.values() if f["head"]}
        return self.env["group.customer.assignment"]._get_holders(
            sorted(heads | facts.keys()), role.code
        )

    def _read_former(self, facts):
        """Return account id → who lost an account of the pool not long ago and may not
        claim it yet: rules do not give it back either.

        The days are those of claims, ``pool_reclaim_days``, from the end in the
        history on; read where there is such an account only.
        """
        lost = [id_ for id_, f in facts.items() if f["previous_user"]]
        if not lost:
            return {}
        days = self.env["group.customer.parameter"]._get_value(
            "pool_reclaim_days", company=self.company, date=self.date
        )
        self.env["group.customer.assignment"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT DISTINCT p.id, p.pool_previous_user_id
                         FROM res_partner p
                         JOIN group_customer_assignment a
                           ON a.partner_id = p.id
                          AND a.user_id = p.pool_previous_user_id
                         JOIN group_customer_assignment_role r
                           ON r.id = a.role_id AND r.code = %s
                        WHERE p.id = ANY(%s) AND a.date_to > %s""",
                    MANAGER_ROLE,
                    lost,
                    self.date - timedelta(days=int(days)),
                )
            )
        )

    def _make_account(self, facts, role, holders, former):
        user_id, team_id = holders.get(facts["id"], (False, False))
        active, internal, _access = self.people.get(user_id, (False, False, False))
        is_there = active and internal and user_id not in self.excluded
        return Account(
            id=facts["id"],
            holder=user_id or None,
            is_held=bool(team_id) or is_there,
            grades=(facts["grade_id"],) if facts["grade_id"] else (),
            territory=facts["territory_id"],
            territory_holder=facts["territory_holder"],
            industry=facts["industry_id"],
            head=facts["head"],
            head_holder=holders.get(facts["head"], (False, False))[0] or None,
            former=former.get(facts["id"]) if role.code == MANAGER_ROLE else None,
        )
