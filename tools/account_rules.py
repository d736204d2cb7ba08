# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whom the assignment rules give an account to, from facts alone: no database.

People, teams, grades, territories, industries and accounts are numbers (ids).
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from .account_loads import InTurn, LeastLoaded

# Who is one of these holds no account, whatever a rule says; the others only get none.
LASTING_PROBLEMS = frozenset({"inactive", "external", "no_access", "excluded"})


@dataclass(frozen=True)
class RuleSpec:
    """What one rule asks for.

    ``pool`` are the people that it chooses among; ``industry_teams`` the teams of each
    industry, as team → people; ``last`` who had the last turn.
    """

    id: int
    target: str
    only_unmanaged: bool = False
    with_limits: bool = False
    fallback: int | None = None
    user: int | None = None
    pool: frozenset = frozenset()
    industry_teams: dict = field(default_factory=dict)
    last: int | None = None


class Account(NamedTuple):
    """What the rules want to know of an account in one role.

    ``holder`` is a person, ``is_held`` whether that person (or a team) is there and
    stays; ``grades`` count against capacities; ``head`` is the head of the group, None
    for an account that is its own head. ``former`` lost it not long ago and does not
    get it back.
    """

    id: int
    holder: int | None = None
    is_held: bool = False
    grades: tuple = ()
    territory: int | None = None
    territory_holder: int | None = None
    industry: int | None = None
    head: int | None = None
    head_holder: int | None = None
    former: int | None = None


@dataclass
class Decision:
    """Who gets an account, and why.

    ``outcome`` is keep, move or left (nobody found). ``rule`` is the rule that was for
    the account, ``via`` the one whose target found the person: another one where the
    first fell back on it. ``failures`` are (rule, code, person or None) in the order of
    asking. ``count`` and ``limit`` are those of the person before this account,
    ``asked`` among how many people was chosen.
    """

    outcome: str
    rule: int | None = None
    via: int | None = None
    user: int | None = None
    failures: list = field(default_factory=list)
    count: int = 0
    limit: int | None = None
    asked: int = 0
    team: int | None = None


class RoleDecider:
    """Gives accounts to people for one role, one account after the other.

    Loads follow what was decided, so the order of the accounts matters; the heads of
    groups should come before their branches.
    """

    def __init__(self, rules, loads, problems):
        """:param rules: all :class:`RuleSpec`, also those only fallen back on
        :param AccountLoads loads: what people have in this role
        :param dict problems: person → why the person gets nothing
        """
        self.rules = {rule.id: rule for rule in rules}
        self.loads = loads
        self.problems = problems
        self.turns = {}
        self._pools = {}
        self._heads = {}

    def decide(self, account, rules):
        """Return the :class:`Decision` on an account, None when no rule is for it.

        :param rules: ids of the rules that are for the account, in their order
        """
        decision = None
        failures = []
        for rule_id in rules:
            rule = self.rules[rule_id]
            if rule.only_unmanaged and account.is_held:
                continue
            decision = self._ask(account, rule, failures)
            if decision:
                break
        if not decision and failures:
            # Nobody else is found: who is there stays.
            outcome = "keep" if account.is_held else "left"
            decision = Decision(outcome, rule=failures[0][0])
        if decision is None:
            return None
        decision.failures = failures
        if decision.outcome == "move":
            self._move(account, decision)
        return decision

    def _move(self, account, decision):
        """Count an account that changes hands."""
        if account.holder is not None:
            self.loads.take(account.holder, account.grades)
        decision.count = self.loads.count(decision.user)
        decision.limit = self.loads.limit(decision.user)
        self.loads.give(decision.user, account.grades)
        if account.head is None:
            self._heads[account.id] = decision.user

    def _ask(self, account, rule, failures):
        """Ask a rule, then those it falls back on; None when none finds anybody."""
        via = rule
        asked = set()
        while via and via.id not in asked:
            asked.add(via.id)
            found = getattr(self, f"_find_{via.target}")(account, via)
            if isinstance(found, Decision):
                found.rule, found.via = rule.id, via.id
                return found
            failures.append((via.id, *found))
            via = self.rules.get(via.fallback)
        return None

    # === ONE PERSON === #

    def _find_user(self, account, rule):
        return self._check_person(account, rule, rule.user)

    def _find_territory_holder(self, account, rule):
        if account.territory is None:
            return "no_territory", None
        if account.territory_holder is None:
            return "no_holder", None
        return self._check_person(account, rule, account.territory_holder)

    def _find_same_group(self, account, rule):
        if account.head is None:
            return "no_group", None
        holder = self._heads.get(account.head, account.head_holder)
        if holder is None:
            return "head_unheld", None
        return self._check_person(account, rule, holder)

    def _check_person(self, account, rule, user):
        """Return the decision for the one person that a rule names, or the failure."""
        problem = self.problems.get(user)
        if user == account.holder and problem not in LASTING_PROBLEMS:
            return Decision("keep", user=user)
        if problem:
            return problem, user
        if user == account.former:
            return "former", user
        if rule.with_limits:
            if self.loads.is_full(user):
                return "full", user
            if self.loads.find_full_grade(user, account.grades) is not None:
                return "full_grade", user
        return Decision("move", user=user)

    # === SEVERAL PEOPLE === #

    def _find_least_loaded(self, account, rule):
        return self._choose(account, rule, rule.pool, rule.id)

    def _find_round_robin(self, account, rule):
        return self._choose(account, rule, rule.pool, rule.id)

    def _find_industry_team(self, account, rule):
        if account.industry is None:
            return "no_industry", None
        teams = rule.industry_teams.get(account.industry)
        if not teams:
            return "no_team", None
        pool = frozenset().union(*teams.values())
        found = self._choose(account, rule, pool, (rule.id, account.industry))
        if isinstance(found, Decision):
            found.team = min(
                team for team, users in teams.items() if found.user in users
            )
        return found

    def _choose(self, account, rule, pool, key):
        """Return the decision for one of several people, or the failure.

        :param key: names the order of people that is kept between accounts
        """
        if not pool:
            return "no_people", None
        holder = account.holder
        if holder in pool and self.problems.get(holder) not in LASTING_PROBLEMS:
            return Decision("keep", user=holder)
        chooser = self._pools.get(key)
        if chooser is None:
            ready = [user for user in pool if user not in self.problems]
            if rule.target == "round_robin":
                chooser = InTurn(self.loads, ready, rule.last, rule.with_limits)
                self.turns[rule.id] = chooser
            else:
                chooser = LeastLoaded(self.loads, ready, rule.with_limits)
            self._pools[key] = chooser
        # Who holds it and is no longer in the order does not get it back.
        user = chooser.pick(account.grades, without=(holder, account.former))
        if user is None:
            if account.former in chooser.users:
                return "former", account.former
            return ("nobody_free" if chooser.users else "nobody_there"), None
        return Decision("move", user=user, asked=len(chooser.users))
