# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.visit_hours import overlaps, subtract
from ..tools.visit_places import normalise, trace
from ..tools.visit_plan import (
    ABSENT,
    DUE,
    GAP,
    NO_CAPACITY,
    NO_WINDOW,
    OVERDUE,
    Day,
    Demand,
    spread,
)

# 8 to 12 and 13 to 17
HOURS = [(480, 720), (780, 1020)]
WEEK = {weekday: [(0, 1440)] for weekday in range(5)}


@tagged("post_install", "-at_install")
class TestVisitPlanTools(BaseCase):
    """Visits of one person in March 2027, which begins on a Monday."""

    def _days(self, *numbers, capacity=5, **values):
        return [
            Day(date(2027, 3, number), list(HOURS), capacity, **values)
            for number in numbers
        ]

    def _month(self, **values):
        """The 23 working days."""
        return self._days(
            *(n for n in range(1, 32) if date(2027, 3, n).weekday() < 5), **values
        )

    def _demand(self, name, required=1, minutes=60, windows=WEEK, **values):
        return Demand((name,), required, windows, minutes, **values)

    def _spread(self, days, demands, travel=30):
        """Return ({name: days of March}, {(name, is required): (missing, reason)})."""
        placed, left = spread(days, demands, travel)
        found = {}
        for visit in placed:
            found.setdefault(visit.key[0], []).append(visit.date.day)
        return found, {
            (line.key[0], line.is_required): (line.missing, line.reason)
            for line in left
        }

    # --- Which day -----------------------------------------------------------------

    def test_each_day_has_visits_in_one_city(self):
        demands = [
            self._demand(name, city=city)
            for name, city in zip(
                "abcd", ("上海", "杭州", "上海市", "杭州"), strict=True
            )
        ]
        found, left = self._spread(self._days(1, 2, capacity=2), demands)
        self.assertEqual(found["a"], found["c"])
        self.assertEqual(found["b"], found["d"])
        self.assertNotEqual(found["a"], found["b"])
        self.assertFalse(left)

    def test_a_day_goes_where_a_visit_stays(self):
        days = self._days(1, 2, 3, capacity=2)
        days[2].places = [("Suzhou", None, None)]
        found, _left = self._spread(days, [self._demand("a", city="Suzhou")])
        self.assertEqual(found, {"a": [3]})

    def test_in_one_city_the_near_ones_share_a_day(self):
        demands = [
            self._demand(name, city="Shanghai", position=(31.0, 121.0 + east))
            for name, east in (("a", 0), ("b", 0.3), ("c", 0.01), ("d", 0.31))
        ]
        found, _left = self._spread(self._days(1, 2, capacity=2), demands)
        self.assertEqual(found["a"], found["c"])
        self.assertEqual(found["b"], found["d"])

    def test_no_city_but_a_position_joins_the_nearest_city(self):
        demands = [
            self._demand("a", city="Shanghai", position=(31.2, 121.5)),
            self._demand("b", city="Beijing", position=(39.9, 116.4)),
            self._demand("c", position=(31.3, 121.4)),
        ]
        found, _left = self._spread(self._days(1, 2, capacity=2), demands)
        self.assertEqual(found["a"], found["c"])

    def test_all_days_are_about_as_full(self):
        demands = [self._demand(name) for name in "abcde"]
        found, _left = self._spread(self._days(1, 2, 3, 4, 5), demands)
        self.assertEqual(sorted(found.values()), [[1], [2], [3], [4], [5]])

    def test_overdue_goes_first_and_early(self):
        demands = [
            self._demand("a"),
            self._demand("b", rank=DUE, due_on=date(2027, 3, 30)),
            self._demand("c", rank=OVERDUE, due_on=date(2027, 2, 20)),
        ]
        found, left = self._spread(self._days(8, capacity=1), demands)
        self.assertEqual(found, {"c": [8]})
        self.assertEqual(
            left,
            {("a", True): (1, NO_CAPACITY), ("b", True): (1, NO_CAPACITY)},
        )
        found, _left = self._spread(self._month(), demands)
        self.assertEqual(found["c"], [1])

    def test_due_by_its_day(self):
        demands = [self._demand(n, rank=OVERDUE) for n in "abc"]
        demands.append(self._demand("d", rank=DUE, due_on=date(2027, 3, 3)))
        found, _left = self._spread(self._days(1, 2, 3, 4, capacity=1), demands)
        # The overdue ones are there before: late, but not left out
        self.assertEqual(found["d"], [4])
        found, _left = self._spread(self._days(1, 2, 3, 4, capacity=2), demands)
        self.assertLessEqual(found["d"], [3])

    def test_four_visits_lie_evenly_in_the_month(self):
        # 23 days: the best moments are the positions 2.4, 8.1, 13.9 and 19.6
        found, _left = self._spread(self._month(), [self._demand("a", 4, gap_min=7)])
        self.assertEqual(found, {"a": [3, 11, 19, 29]})

    def test_the_shortest_gap_counts_from_visits_around_the_month(self):
        days = self._month()
        demand = self._demand(
            "a", gap_min=14, taken=[date(2027, 2, 26), date(2027, 4, 2)]
        )
        found, left = self._spread(days, [demand])
        self.assertFalse(left)
        self.assertTrue(12 <= found["a"][0] <= 19)
        demand.gap_min = 18
        self.assertEqual(self._spread(days, [demand]), ({}, {("a", True): (1, GAP)}))

    def test_the_longest_gap_counts_from_the_visit_before(self):
        demand = self._demand("a", 2, gap_max=10, taken=[date(2027, 3, 1)])
        # Without it the best days of three visits would be about the 16th and 27th
        found, _left = self._spread(self._month(), [demand])
        self.assertLessEqual(found["a"][0] - 1, 10)
        self.assertLessEqual(found["a"][1] - found["a"][0], 10)

    def test_everybody_is_visited_once_before_anybody_twice(self):
        demands = [self._demand("a", 3), self._demand("b", 1), self._demand("c", 2)]
        found, left = self._spread(self._days(1, 2, 3, 4, capacity=1), demands)
        self.assertEqual(
            {name: len(days) for name, days in found.items()}, {"a": 2, "b": 1, "c": 1}
        )
        self.assertEqual(
            left,
            {("a", True): (1, NO_CAPACITY), ("c", True): (1, NO_CAPACITY)},
        )

    def test_the_minimum_of_all_goes_before_the_target_of_any(self):
        demands = [self._demand("a", 1, optional=2), self._demand("b", 1, optional=2)]
        found, left = self._spread(self._days(1, 2, 3, capacity=1), demands)
        self.assertEqual(
            {name: len(days) for name, days in found.items()}, {"a": 2, "b": 1}
        )
        self.assertEqual(
            left,
            {("a", False): (1, NO_CAPACITY), ("b", False): (2, NO_CAPACITY)},
        )

    def test_why_a_visit_found_no_day(self):
        sunday = self._demand("a", windows={6: [(480, 720)]})
        self.assertEqual(
            self._spread(self._month(), [sunday])[1], {("a", True): (1, NO_WINDOW)}
        )
        self.assertEqual(
            self._spread([], [self._demand("a", 2)])[1], {("a", True): (2, ABSENT)}
        )
        # Longer than morning or afternoon
        long = self._demand("a", minutes=300)
        self.assertEqual(
            self._spread(self._days(1), [long])[1], {("a", True): (1, NO_WINDOW)}
        )
        # Meetings all over the customer's hours: it is the visitor who has no room
        [busy] = self._days(1)
        busy.work, busy.free = busy.free, [(480, 540)]
        late = self._demand("a", windows={0: [(840, 1020)]})
        self.assertEqual(
            self._spread([busy], [late])[1], {("a", True): (1, NO_CAPACITY)}
        )

    def test_calls_fill_no_day_and_belong_to_no_city(self):
        demands = [
            self._demand("a", city="A"),
            self._demand("b", city="B", is_remote=True),
            self._demand("c", city="B", is_remote=True),
        ]
        placed, left = spread(self._days(1, capacity=1), demands, 30)
        self.assertFalse(left)
        self.assertEqual(
            [(visit.key[0], visit.start) for visit in placed],
            [("a", 480), ("b", 570), ("c", 660)],
        )
        # Several days: calls are spread as well
        found, _left = self._spread(self._days(1, 2, 3), demands[1:])
        self.assertEqual(sorted(found.values()), [[1], [2]])

    # --- Which time ----------------------------------------------------------------

    def _times(self, days, demands, travel=30):
        placed, _left = spread(days, demands, travel)
        return {visit.key[0]: (visit.start, visit.stop) for visit in placed}

    def test_no_visit_reaches_into_the_lunch_break(self):
        demands = [self._demand(name, minutes=120) for name in "abc"]
        # 8–10, 10:30–12:30 reaches into the break, 13–15, 15:30–17:30 is too late
        self.assertEqual(
            self._times(self._days(1), demands), {"a": (480, 600), "b": (780, 900)}
        )

    def test_the_customers_hours_hold(self):
        tuesday = {1: [(600, 660), (840, 900)]}
        demands = [self._demand(name, windows=tuesday) for name in "abc"]
        placed, left = spread(self._days(1, 2, 3), demands, 30)
        self.assertEqual(
            [(visit.date.day, visit.start) for visit in placed], [(2, 600), (2, 840)]
        )
        self.assertEqual([line.reason for line in left], [NO_CAPACITY])

    def test_who_can_only_come_early_comes_first(self):
        demands = [
            self._demand("a", rank=OVERDUE),
            self._demand("b", windows={0: [(480, 540)]}),
        ]
        # a was there first, and makes way
        self.assertEqual(
            self._times(self._days(1), demands), {"a": (570, 630), "b": (480, 540)}
        )

    def test_the_day_goes_from_one_to_the_nearest_next(self):
        demands = [
            self._demand(name, city="X", position=(30, 120 + east))
            for name, east in (("a", 0), ("b", 0.3), ("c", 0.1), ("d", 0.2))
        ]
        times = self._times(self._days(1), demands)
        self.assertEqual(sorted(times, key=times.get), list("acdb"))

    def test_the_example_of_the_documentation(self):
        demands = [
            self._demand("Bakery", optional=1, gap_min=2, city="Shanghai"),
            self._demand("Farm", windows={6: [(480, 720)]}, city="Hangzhou"),
            self._demand(
                "Mill", rank=OVERDUE, due_on=date(2027, 2, 20), city="Hangzhou"
            ),
            self._demand("North", rank=DUE, due_on=date(2027, 3, 4), city="Shanghai"),
            self._demand("Port", optional=1, gap_min=7, city="Ningbo"),
            self._demand("South", 2, gap_min=3, city="Shanghai"),
            self._demand("Works", windows={1: [(840, 960)]}, city="Hangzhou"),
        ]
        placed, left = spread(self._days(1, 2, 3, 4, 5, capacity=2), demands, 30)
        self.assertEqual(
            [(v.date.day, v.start / 60, v.key[0], v.is_required) for v in placed],
            [
                (1, 8, "Mill", True),
                (1, 9.5, "South", True),
                (2, 8, "North", True),
                (2, 14, "Works", True),
                (3, 8, "Bakery", False),
                (4, 8, "Port", True),
                (5, 8, "Bakery", True),
                (5, 9.5, "South", True),
            ],
        )
        self.assertEqual(
            [(line.key[0], line.reason, line.is_required) for line in left],
            [("Farm", NO_WINDOW, True), ("Port", GAP, False)],
        )

    # --- Always ----------------------------------------------------------------------

    def test_the_order_of_the_input_does_not_matter(self):
        draw = random.Random(7)
        days = self._month(capacity=3)
        demands = [self._random_demand(draw, number) for number in range(60)]
        expected = spread(days, demands, 30)
        draw.shuffle(days)
        draw.shuffle(demands)
        self.assertEqual(spread(days, demands, 30), expected)

    def _random_demand(self, draw, number):
        windows = WEEK
        if draw.random() < 0.4:
            opens = draw.choice((480, 540, 600, 840))
            windows = {draw.randrange(5): [(opens, opens + draw.choice((60, 180)))]}
        return self._demand(
            number,
            draw.randint(0, 3),
            optional=draw.randint(0, 1),
            windows=windows,
            minutes=draw.choice((30, 60, 90)),
            rank=draw.randrange(3),
            gap_min=draw.choice((0, 3, 7)),
            taken=[date(2027, 3, 1) + timedelta(days=draw.randint(-10, 40))]
            if draw.random() < 0.5
            else [],
            city=draw.choice(("", "A", "B", "C")),
            position=(30 + draw.random(), 120 + draw.random())
            if draw.random() < 0.7
            else None,
        )

    def test_nothing_is_ever_placed_where_it_cannot_be(self):
        """What a person would check with the calendar in hand, on many months."""
        for seed in range(15):
            draw = random.Random(seed)
            days = self._month(capacity=draw.randint(1, 5))
            demands = [self._random_demand(draw, number) for number in range(50)]
            placed, left = spread(days, demands, 20)
            self._check_days(days, demands, placed)
            for demand in demands:
                dates = [v.date for v in placed if v.key == demand.key]
                missing = sum(line.missing for line in left if line.key == demand.key)
                self.assertEqual(
                    len(dates) + missing, demand.required + demand.optional
                )
                together = sorted(dates + demand.taken)
                for before, after in zip(together, together[1:], strict=False):
                    if before in dates or after in dates:
                        self.assertGreaterEqual((after - before).days, demand.gap_min)

    def _check_days(self, days, demands, placed):
        by_key = {demand.key: demand for demand in demands}
        for day in days:
            visits = sorted(
                (v for v in placed if v.date == day.date), key=lambda v: v.start
            )
            self.assertLessEqual(len(visits), day.capacity)
            for visit in visits:
                demand = by_key[visit.key]
                self.assertEqual(visit.stop - visit.start, demand.minutes)
                for spans in (day.free, demand.windows[day.date.weekday()]):
                    self.assertTrue(
                        any(a <= visit.start and visit.stop <= b for a, b in spans)
                    )
            for before, after in zip(visits, visits[1:], strict=False):
                self.assertGreaterEqual(after.start, before.stop + 20)

    def test_spans_and_places(self):
        self.assertEqual(
            subtract(HOURS, [(600, 840), (1000, 2000), (5, 5)]),
            [(480, 600), (840, 1000)],
        )
        self.assertEqual(
            list(overlaps(HOURS, [(0, 500), (700, 800)])),
            [(480, 500), (700, 720), (780, 800)],
        )
        self.assertEqual(normalise(" 上海市 "), normalise("上海"))
        self.assertEqual(normalise("New  York"), "new york")
        self.assertEqual(trace(None), -1)
        near, far = trace((31.0001, 121.0001)), trace((39.9, 116.4))
        self.assertLess(abs(trace((31, 121)) - near), abs(trace((31, 121)) - far))
