# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..tools.account_loads import AccountLoads, InTurn, LeastLoaded
from ..tools.account_rules import Account, RoleDecider, RuleSpec
from ..tools.chains import find_loop, sort_by_parent

ANN, BOB, CAT, DAN = 1, 2, 3, 4
GOLD = 9


def make_loads(**people):
    """Loads by the first letter: a=(count, limit)."""
    loads = AccountLoads()
    for number, name in enumerate("abcd", 1):
        if name in people:
            loads.enter(number, *people[name])
    return loads


@tagged("post_install", "-at_install")
class TestAccountLoads(BaseCase):
    """Who gets the next account, worked out by hand."""

    def _hand_out(self, chooser, loads, number, grades=()):
        given = []
        for _turn in range(number):
            user = chooser.pick(grades)
            given.append(user)
            if user is not None:
                loads.give(user, grades)
        return given

    def test_the_least_part_of_the_limit_counts(self):
        """Ann 1/2, Bob 3/10: Bob until he is at 5/10, where Ann is first by number,
        is full then, and Bob takes the rest."""
        loads = make_loads(a=(1, 2), b=(3, 10))
        chooser = LeastLoaded(loads, [ANN, BOB])
        self.assertTrue(chooser.by_share)
        self.assertEqual(
            self._hand_out(chooser, loads, 9),
            [BOB, BOB, ANN, BOB, BOB, BOB, BOB, BOB, None],
        )

    def test_without_limits_for_all_the_number_counts(self):
        """Bob has no limit, so parts cannot be compared: Ann 1, Bob 3."""
        loads = make_loads(a=(1, 4), b=(3, None))
        chooser = LeastLoaded(loads, [ANN, BOB])
        self.assertFalse(chooser.by_share)
        self.assertEqual(
            self._hand_out(chooser, loads, 6), [ANN, ANN, ANN, BOB, BOB, BOB]
        )

    def test_a_capacity_of_zero_takes_none(self):
        loads = make_loads(a=(0, 0), b=(7, 8))
        chooser = LeastLoaded(loads, [ANN, BOB])
        self.assertEqual(self._hand_out(chooser, loads, 2), [BOB, None])

    def test_a_capacity_of_zero_is_a_capacity(self):
        """Bob 3/10 is before Cat 2/4, whatever Ann, who takes none, has."""
        loads = make_loads(a=(0, 0), b=(3, 10), c=(2, 4))
        chooser = LeastLoaded(loads, [ANN, BOB, CAT])
        self.assertTrue(chooser.by_share)
        self.assertEqual(chooser.pick(), BOB)

    def test_capacity_is_ignored_where_it_does_not_count(self):
        loads = make_loads(a=(0, 0), b=(1, 1))
        chooser = LeastLoaded(loads, [ANN, BOB], with_limits=False)
        self.assertEqual(self._hand_out(chooser, loads, 3), [ANN, ANN, BOB])

    def test_the_capacity_of_a_grade(self):
        loads = AccountLoads()
        loads.enter(ANN, 0, 10, {GOLD: (1, 1)})
        loads.enter(BOB, 5, 10, {GOLD: (0, 1)})
        chooser = LeastLoaded(loads, [ANN, BOB])
        self.assertEqual(self._hand_out(chooser, loads, 2, (GOLD,)), [BOB, None])
        # Ann still takes what is no gold.
        self.assertEqual(self._hand_out(chooser, loads, 1), [ANN])

    def test_who_gives_an_account_away_has_room_again(self):
        loads = make_loads(a=(2, 2), b=(9, 10))
        chooser = LeastLoaded(loads, [ANN, BOB])
        self.assertEqual(self._hand_out(chooser, loads, 1), [BOB])
        self.assertIsNone(chooser.pick())
        loads.take(ANN)
        self.assertEqual(self._hand_out(chooser, loads, 2), [ANN, None])

    def test_in_turn(self):
        loads = make_loads(a=(0, None), b=(0, 1), c=(0, None))
        chooser = InTurn(loads, [CAT, ANN, BOB], last=BOB)
        self.assertEqual(
            self._hand_out(chooser, loads, 6), [CAT, ANN, BOB, CAT, ANN, CAT]
        )
        self.assertEqual(chooser.last, CAT)

    def test_in_turn_after_somebody_who_is_no_longer_there(self):
        chooser = InTurn(AccountLoads(), [ANN, CAT], last=BOB)
        self.assertEqual(chooser.pick(), CAT)

    def test_the_order_is_the_same_as_by_looking_at_everybody(self):
        """Against the slow way: the smallest of all, each time."""
        dice = random.Random(7)
        for _round in range(30):
            users = list(range(1, 12))
            people = {
                user: (dice.randrange(6), dice.choice([0, 3, 8, 20])) for user in users
            }
            if dice.random() < 0.5:
                people[1] = (people[1][0], None)
            fast, slow = AccountLoads(), AccountLoads()
            for user, values in people.items():
                grades = {GOLD: (0, dice.choice([1, 5]))}
                fast.enter(user, *values, grades)
                slow.enter(user, *values, dict(grades))
            chooser = LeastLoaded(fast, users)
            for _step in range(60):
                grades = (GOLD,) if dice.random() < 0.4 else ()
                if dice.random() < 0.2:
                    user = dice.choice(users)
                    if slow.count(user):
                        fast.take(user)
                        slow.take(user)
                by_share = all(limit is not None for _count, limit in people.values())
                ready = [user for user in users if slow.fits(user, grades)]
                ready.sort(
                    key=lambda user: (
                        slow.share(user) if by_share else slow.count(user),
                        user,
                    )
                )
                expected = ready[0] if ready else None
                self.assertEqual(chooser.rank(grades), ready)
                self.assertEqual(chooser.pick(grades), expected)
                if expected:
                    fast.give(expected, grades)
                    slow.give(expected, grades)


@tagged("post_install", "-at_install")
class TestAccountRules(BaseCase):
    """Which rule wins and whom it finds."""

    def _decider(self, *rules, loads=None, problems=None):
        return RoleDecider(rules, loads or AccountLoads(), problems or {})

    def test_the_first_rule_that_finds_somebody_wins(self):
        territory = RuleSpec(1, "territory_holder")
        named = RuleSpec(2, "user", user=CAT)
        decider = self._decider(territory, named)
        inside = Account(10, territory=5, territory_holder=BOB)
        outside = Account(11)
        self.assertEqual(decider.decide(inside, [1, 2]).user, BOB)
        decision = decider.decide(outside, [1, 2])
        self.assertEqual((decision.user, decision.rule), (CAT, 2))
        self.assertEqual(decision.failures, [(1, "no_territory", None)])

    def test_a_rule_falls_back_before_the_next_one_is_asked(self):
        rules = (
            RuleSpec(1, "territory_holder", fallback=3),
            RuleSpec(2, "user", user=ANN),
            RuleSpec(3, "user", user=DAN),
        )
        decision = self._decider(*rules).decide(Account(10), [1, 2])
        self.assertEqual((decision.user, decision.rule, decision.via), (DAN, 1, 3))

    def test_a_loop_of_rules_ends(self):
        rules = (
            RuleSpec(1, "territory_holder", fallback=2),
            RuleSpec(2, "same_group", fallback=1),
        )
        decision = self._decider(*rules).decide(Account(10), [1])
        self.assertEqual(decision.outcome, "left")
        self.assertEqual(
            decision.failures, [(1, "no_territory", None), (2, "no_group", None)]
        )

    def test_who_is_among_those_chosen_from_stays(self):
        loads = make_loads(a=(9, 9), b=(0, 9))
        pool = RuleSpec(1, "least_loaded", pool=frozenset({ANN, BOB}), with_limits=True)
        decider = self._decider(pool, loads=loads, problems={ANN: "absent"})
        decision = decider.decide(Account(10, holder=ANN, is_held=True), [1])
        self.assertEqual(decision.outcome, "keep")
        self.assertEqual(loads.count(ANN), 9)

    def test_who_has_left_does_not_stay(self):
        pool = RuleSpec(1, "least_loaded", pool=frozenset({ANN, BOB}))
        decider = self._decider(pool, problems={ANN: "inactive"})
        decision = decider.decide(Account(10, holder=ANN), [1])
        self.assertEqual((decision.outcome, decision.user), ("move", BOB))

    def test_absent_people_get_nothing_new(self):
        rule = RuleSpec(1, "user", user=ANN)
        decider = self._decider(rule, problems={ANN: "absent"})
        decision = decider.decide(Account(10), [1])
        self.assertEqual(decision.outcome, "left")
        self.assertEqual(decision.failures, [(1, "absent", ANN)])

    def test_branches_follow_the_head_that_was_just_given(self):
        rules = (
            RuleSpec(1, "same_group"),
            RuleSpec(2, "round_robin", pool=frozenset({ANN, BOB})),
        )
        decider = self._decider(*rules)
        users = [
            decider.decide(account, [1, 2]).user
            for account in (
                Account(10),
                Account(11),
                Account(12, head=11),
                Account(13, head=10),
            )
        ]
        self.assertEqual(users, [ANN, BOB, BOB, ANN])

    def test_only_accounts_without_holder(self):
        rule = RuleSpec(1, "user", user=ANN, only_unmanaged=True)
        decider = self._decider(rule)
        self.assertIsNone(decider.decide(Account(10, holder=BOB, is_held=True), [1]))
        self.assertEqual(decider.decide(Account(11, holder=BOB), [1]).user, ANN)

    def test_who_is_held_stays_when_nobody_is_found(self):
        decider = self._decider(RuleSpec(1, "territory_holder"))
        held = decider.decide(Account(10, holder=ANN, is_held=True), [1])
        left = decider.decide(Account(11), [1])
        self.assertEqual((held.outcome, left.outcome), ("keep", "left"))

    def test_industry_teams(self):
        teams = {7: {1: frozenset({ANN, BOB}), 2: frozenset({BOB, CAT})}}
        loads = make_loads(a=(3, None), b=(4, None), c=(0, None))
        rule = RuleSpec(1, "industry_team", industry_teams=teams)
        decider = self._decider(rule, loads=loads)
        found = [decider.decide(Account(n, industry=7), [1]) for n in range(5)]
        self.assertEqual(
            [(decision.user, decision.team, decision.asked) for decision in found],
            [(CAT, 2, 3), (CAT, 2, 3), (CAT, 2, 3), (ANN, 1, 3), (CAT, 2, 3)],
        )
        for industry, code in ((None, "no_industry"), (8, "no_team")):
            decision = decider.decide(Account(90, industry=industry), [1])
            self.assertEqual(decision.failures, [(1, code, None)])

    def test_the_load_is_told_as_it_was_before(self):
        loads = make_loads(a=(11, 20))
        rule = RuleSpec(1, "least_loaded", pool=frozenset({ANN}), with_limits=True)
        decider = self._decider(rule, loads=loads)
        decision = decider.decide(Account(10, holder=BOB), [1])
        self.assertEqual((decision.count, decision.limit), (11, 20))
        self.assertEqual((loads.count(ANN), loads.count(BOB)), (12, -1))

    def test_one_person_who_is_full(self):
        loads = AccountLoads()
        loads.enter(ANN, 1, 2, {GOLD: (1, 1)})
        rule = RuleSpec(1, "user", user=ANN, with_limits=True)
        decider = self._decider(rule, loads=loads)
        codes = [
            decider.decide(Account(number, grades=grades), [1]).failures
            for number, grades in enumerate([(GOLD,), (), ()])
        ]
        self.assertEqual(codes, [[(1, "full_grade", ANN)], [], [(1, "full", ANN)]])


@tagged("post_install", "-at_install")
class TestChains(BaseCase):
    def test_loops(self):
        self.assertEqual(find_loop({}), [])
        self.assertEqual(find_loop({1: 2, 2: 3, 3: None}), [])
        self.assertEqual(find_loop({1: 2, 2: 3, 3: 2}), [2, 3])
        self.assertEqual(find_loop({1: 1}), [1])
        self.assertEqual(find_loop({1: 9}), [])

    def test_order(self):
        self.assertEqual(
            sort_by_parent({"a": "c", "b": None, "c": "d", "d": None}),
            [
                "d",
                "c",
                "a",
                "b",
            ],
        )
        self.assertEqual(sort_by_parent({"a": "elsewhere"}), ["a"])
        with self.assertRaises(ValueError):
            sort_by_parent({"a": "b", "b": "a"})
