# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .grading_common import GradingMixin
from .visit_policy_common import VisitPolicyCommon

DONE = ("done", "reviewed")


@tagged("post_install", "-at_install")
class TestVisitFiguresMetrics(GradingMixin, VisitPolicyCommon):
    """Visits as measures of a grading scheme; today is 15 May 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_grading()
        cls.ann, cls.bob, cls.cid = cls._customers("Ann", "Bob", "Cid")
        cls.customers = cls.ann | cls.bob | cls.cid
        cls.symposium = cls.env.ref(
            "group_customer.group_customer_visit_kind_symposium"
        )

    def _guest(self, partner, attended=True):
        return Command.create({"partner_id": partner.id, "attended": attended})

    def _shown(self, measure, as_of="2026-05-15", **values):
        """The values of a measure of Ann, Bob and Cid."""
        found = self._values(measure, fields.Date.to_date(as_of), **values)
        return tuple(found[name] for name in ("Ann", "Bob", "Cid"))

    def _months(self, number):
        return {"window_value": number, "window_unit": "month"}

    # === HOW MANY, HOW LONG AGO === #

    def _make_visits(self):
        self._make_visit(self.ann, "2026-05-15", "reviewed")
        self._make_visit(self.ann, "2026-03-16")
        self._make_visit(self.ann, "2026-03-15")
        self._make_visit(self.ann, "2026-05-14", "cancelled")
        self._make_visit(self.ann, "2026-05-16", "planned")
        # Ann's buyer stayed away; Bob and his buyer came
        buyers = self.env["res.partner"].create(
            [
                {"name": "Ann's buyer", "parent_id": self.ann.id},
                {"name": "Bob's buyer", "parent_id": self.bob.id},
            ]
        )
        self._make_visit(
            self.ann,
            "2026-05-10",
            kind_id=self.symposium.id,
            participant_ids=[
                self._guest(buyers[0], False),
                self._guest(buyers[1]),
                self._guest(self.bob),
                self._guest(self.cid, False),
            ],
        )

    def test_visits_of_the_window_are_counted(self):
        """Two months back from 15 May: from 16 March on."""
        self._make_visits()
        shown = self._shown("visit_count", **self._months(2))
        self.assertEqual(shown, (2, 1, None))
        self.assertEqual(self._shown("visit_count"), (3, 1, None))

    def test_as_of_a_past_day(self):
        """What took place later is not seen."""
        self._make_visits()
        for day, visits, days in (
            ("2026-05-14", (2, 1, None), (59, 4, None)),
            ("2026-05-09", (2, None, None), (54, None, None)),
            ("2026-03-15", (1, None, None), (0, None, None)),
            ("2026-03-14", (None, None, None), (None, None, None)),
        ):
            with self.subTest(day=day):
                self.assertEqual(self._shown("visit_count", day), visits)
                self.assertEqual(self._shown("last_visit_days", day), days)

    def test_days_since_the_last_visit(self):
        self._make_visits()
        self.assertEqual(self._shown("last_visit_days"), (0, 5, None))

    def test_groups_are_visited_together(self):
        """The sum of the visits, the day of the latest."""
        self._make_visits()
        self.cid.group_parent_id = self.bob
        self._make_visit(self.cid, "2026-05-12")
        scheme = {"node_level": "root"}
        found = self._values("visit_count", self.today, **scheme)
        self.assertEqual(found, {"Ann": 3, "Bob": 2})
        found = self._values("last_visit_days", self.today, **scheme)
        self.assertEqual(found, {"Ann": 0, "Bob": 3})

    def test_books_are_those_of_the_run(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.users["account"].company_ids |= other
        self._make_visit(self.ann, "2026-05-01", company_id=other.id)
        self.assertEqual(self._shown("visit_count"), (None, None, None))
        self.assertEqual(
            self._shown("visit_count", company_scope="all"), (1, None, None)
        )

    def test_visits_kept_elsewhere_are_entered_and_added(self):
        self._make_visits()
        inputs = self.env["group.customer.grade.input"]
        for partner, value in ((self.ann, 4), (self.cid, 2)):
            inputs.create(
                {
                    "partner_id": partner.id,
                    "metric_id": self._metric("visit_count").id,
                    "value": value,
                    "date": "2026-05-01",
                }
            )
        self.assertEqual(self._shown("visit_count"), (7, 1, 2))
        # How many there were says nothing about the last one
        self.assertEqual(self._shown("last_visit_days"), (0, 5, None))

    def test_merged_contacts(self):
        self._make_visits()
        self._make_visit(self.cid, "2026-05-13")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.bob | self.cid).ids, self.cid
        )
        found = self._values("visit_count", self.today)
        self.assertEqual(found, {"Ann": 3, "Cid": 2})
        found = self._values("last_visit_days", self.today)
        self.assertEqual(found, {"Ann": 0, "Cid": 2})

    def test_counts_are_those_of_a_slow_count(self):
        rng = random.Random(20260515)
        days = [self.today - timedelta(days=rng.randrange(120)) for _day in range(12)]
        for day in days:
            host, *others = rng.sample(list(self.customers), 3)
            guests = [
                self._guest(partner, rng.random() < 0.6)
                for partner in (host, *others)
                if rng.random() < 0.5
            ]
            state = rng.choice(["done", "done", "done", "missed", "planned"])
            visit = self._make_visit(host, day, state, participant_ids=guests)
            if state == "done" and rng.random() < 0.3:
                visit._write_server({"state": "reviewed"})

        def was_there(visit, partner):
            own = visit.participant_ids.filtered(
                lambda guest: guest.account_id == partner
            )
            if visit.partner_id == partner and not own:
                return True
            return any(own.mapped("attended"))

        visits = self.env["group.customer.visit"].search([("state", "in", DONE)])
        for months in (1, 3):
            start = self.today - relativedelta(months=months) + timedelta(days=1)
            counts, since = [], []
            for partner in self.customers:
                found = [v.date for v in visits if was_there(v, partner)]
                counts.append(sum(day >= start for day in found) or None)
                since.append((self.today - max(found)).days if found else None)
            shown = self._shown("visit_count", **self._months(months))
            self.assertEqual(shown, tuple(counts))
            self.assertEqual(self._shown("last_visit_days"), tuple(since))

    # === ATTAINMENT === #

    def _open_months(self, *days):
        """Quotas of two to four visits for Ann and Bob in the months of these days."""
        if not self.Policy.search([]):
            self._make_policy("monthly")
        for day in days:
            self.Attainment._open(
                self.company, fields.Date.to_date(day), (self.ann | self.bob).ids
            )

    def _make_quotas(self):
        self.customers.user_id = self.users["account"]
        self._open_months("2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01")
        # Ann: 1 of 4 in February, 6 of 4 in March, 2 of 4 in April, 3 so far in May
        for day in (
            *("02-10", "03-02", "03-05", "03-09", "03-12", "03-16", "03-19"),
            *("04-07", "04-21", "05-04", "05-06", "05-08"),
        ):
            self._make_visit(self.ann, f"2026-{day}")

    def test_attainment_of_the_periods_that_ended(self):
        self._make_quotas()
        for as_of, months, ann, bob in (
            # April alone ended in the last month: 2 of 4
            ("2026-05-15", 1, 50, 0),
            # March and April: 8 of 8; of one kind, months make up for each other
            ("2026-05-15", 2, 100, 0),
            # February to April: 9 of 12
            ("2026-05-15", 3, 75, 0),
            ("2026-05-15", 0, 75, 0),
            # The last day of a period is its end
            ("2026-03-31", 1, 100, 0),
            ("2026-03-30", 1, None, None),
            # From 1 February on, February and March: 7 of 8
            ("2026-03-31", 2, 87.5, 0),
            ("2026-02-27", 6, None, None),
        ):
            with self.subTest(as_of=as_of, months=months):
                shown = self._shown("visit_attainment", as_of, **self._months(months))
                self.assertEqual(shown, (ann, bob, None))

    def test_attainment_does_not_see_later_days(self):
        """As of the end of April it is the same before and after May."""
        self._make_quotas()
        before = self._shown("visit_attainment", "2026-04-30")
        self._make_visit(self.ann, "2026-05-11")
        self._make_visit(self.bob, "2026-05-11")
        self.assertEqual(before, (75, 0, None))
        self.assertEqual(self._shown("visit_attainment", "2026-04-30"), before)
        # A visit of April that is reported late is one of April
        self._make_visit(self.bob, "2026-04-11")
        shown = self._shown("visit_attainment", "2026-04-30")
        self.assertEqual(shown, (75, 8.33, None))

    def test_kinds_do_not_make_up_for_each_other(self):
        """Ann: 8 of 4 routine visits, none of 1 symposium: 4 of 5."""
        self.customers.user_id = self.users["account"]
        self._make_policy("events", kind_id=self.symposium.id, minimum=1, target=1)
        self._make_policy("monthly")
        self._open_months("2026-04-01")
        for day in range(1, 9):
            self._make_visit(self.ann, f"2026-04-0{day}")
        shown = self._shown("visit_attainment", **self._months(1))
        self.assertEqual(shown, (80, 0, None))

    def test_attainment_of_groups_and_merged_contacts(self):
        """Ann 2 of 4, Bob 1 of 4 in April."""
        self._make_quotas()
        self._make_visit(self.bob, "2026-04-02")
        self.ann.group_parent_id = self.bob
        found = self._values(
            "visit_attainment", self.today, node_level="root", **self._months(1)
        )
        self.assertEqual(found, {"Bob": 37.5, "Cid": None})
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.ann | self.bob).ids, self.bob
        )
        # One quota of 4 is left, with the visits of both
        found = self._values("visit_attainment", self.today, **self._months(1))
        self.assertEqual(found, {"Bob": 75, "Cid": None})

    # === IN SCHEMES === #

    def _visit_scheme(self):
        return self._scheme(
            "weighted",
            [("A", {"score_min": 60}), ("B", {"score_min": 0})],
            [
                {
                    "metric": measure,
                    "weight": weight,
                    "bands": bands,
                    "null_policy": "lowest",
                    **window,
                }
                for measure, weight, bands, window in (
                    (
                        "visit_count",
                        40,
                        [(None, 2, 0), (2, None, 100)],
                        self._months(2),
                    ),
                    ("last_visit_days", 30, [(None, 30, 100), (30, None, 0)], {}),
                    (
                        "visit_attainment",
                        30,
                        [(None, 50, 0), (50, None, 100)],
                        self._months(1),
                    ),
                )
            ],
        )

    def test_grades_by_visits_today_and_in_the_past(self):
        """Ann has 100 points; as of 15 March no visit lies in more than one month, and
        February missed its target."""
        self._make_quotas()
        scheme = self._visit_scheme()
        self.assertFalse(scheme.problems)
        run = self._run(scheme, self.today)
        self.assertEqual(self._letters(run), {"Ann": "A", "Bob": "B", "Cid": "B"})
        self.assertEqual(self._line(run, self.ann).score, 100)
        run.action_reset()
        # 40 for five visits in two months, 30 for the last one 3 days ago, 0 for 25 %
        run = self._run(scheme, fields.Date.to_date("2026-03-15"))
        self.assertEqual(self._line(run, self.ann).score, 70)
        criteria = scheme.criterion_ids
        self.assertEqual(criteria.mapped("lower_is_better"), [False, True, False])

    def test_simulation_and_back_test(self):
        """As of 31 March: seven visits, 12 days ago, 150 % of March's target. As of the
        end of 2025 there was nothing."""
        self._make_quotas()
        scheme = self._visit_scheme()
        simulation = self.env["group.customer.grade.simulation"].create(
            {"scheme_id": scheme.id, "as_of": "2026-03-31"}
        )
        simulation.action_simulate()
        self.assertEqual(
            {line.partner_id: line.grade_id.code for line in simulation.line_ids},
            {self.ann: "A", self.bob: "B", self.cid: "B"},
        )
        backtest = self.env["group.customer.grade.backtest"].create(
            {
                "scheme_id": scheme.id,
                "partner_id": self.ann.id,
                "date_to": self.today,
                "quarter_count": 2,
            }
        )
        backtest.action_start()
        lines = backtest.line_ids.sorted("as_of")
        self.assertEqual(lines.mapped("score"), [0, 100])

    def test_what_is_counted_is_not_entered(self):
        with self.assertRaisesRegex(ValidationError, "computed from the books"):
            self.env["group.customer.grade.input"].create(
                {
                    "partner_id": self.ann.id,
                    "metric_id": self._metric("last_visit_days").id,
                    "value": 3,
                    "date": "2026-05-01",
                }
            )

    def test_general_pack_brings_the_metrics(self):
        metrics = self.env["group.customer.metric"]
        for code, unit in (
            ("visit_count", "count"),
            ("last_visit_days", "days"),
            ("visit_attainment", "percent"),
        ):
            found = metrics.search([("code", "=", code)])
            self.assertEqual((found.measure, found.unit), (code, unit))
            self.assertFalse(found.problems)
