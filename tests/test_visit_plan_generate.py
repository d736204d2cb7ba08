# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .visit_plan_common import JUNE, VisitPlanCommon


@tagged("post_install", "-at_install")
class TestVisitPlanGenerate(VisitPlanCommon):
    """What is proposed for a month, and what generating again leaves alone."""

    # === WHAT IS PROPOSED === #

    def test_every_visitor_gets_a_plan_with_proposals(self):
        policy = self._make_policy(minimum=2, target=3, gap_min_days=7, duration=1.5)
        plans = self._generate()
        self.assertEqual(set(plans), {self.account, self.colleague})
        plan = plans[self.account]
        self.assertEqual((plan.month, plan.state), (JUNE, "draft"))
        self.assertEqual(plan.team_id, self.team)
        self.assertEqual(plan.due_on, date(2026, 5, 31))
        self.assertTrue(plan.generated_on)
        self.assertEqual(
            (plan.account_count, plan.visit_count, plan.proposed_count), (2, 6, 6)
        )
        visits = plan.visit_ids
        self.assertEqual(
            Counter(visit.partner_id for visit in visits),
            {self.north: 3, self.south: 3},
        )
        for visit in visits:
            self.assertEqual(visit.user_ids, self.account)
            self.assertEqual(visit.policy_id, policy)
            self.assertEqual(visit.kind_id, self.kind)
            self.assertEqual(visit.channel_id, self.kind.default_channel_id)
            self.assertEqual(visit.duration, 1.5)
            self.assertEqual((visit.state, visit.origin), ("draft", "plan"))
            self.assertEqual(visit.stop - visit.start, timedelta(minutes=90))
        row = self._get_row(self.north, JUNE)
        self._assert_figures(row, proposed=3, unplanned=0)
        # What was added to the quotas is what counting them finds
        rows = self.Attainment.search([("partner_id", "in", self.accounts.ids)])
        names = ["proposed", "planned", "unplanned", "required", "state", "due_on"]
        before = rows.read(names)
        self.Attainment._refresh(self.accounts.ids)
        self.assertEqual(rows.read(names), before)

    def test_columns_are_those_of_a_visit_that_somebody_enters(self):
        """Proposals are inserted by SQL: nothing that the ORM fills may be missing."""
        self._make_policy()
        proposed = self._generate()[self.account].visit_ids[0]
        entered = self.Visit.with_user(self.account).create(
            {
                "partner_id": proposed.partner_id.id,
                "user_id": self.account.id,
                "kind_id": self.kind.id,
                "start": proposed.start,
            }
        )
        self.env.flush_all()
        columns = [
            name
            for name, field in self.Visit._fields.items()
            if field.store and field.column_type and not name.endswith("_id")
        ]
        self.env.cr.execute(
            SQL(
                "SELECT %s FROM group_customer_visit WHERE id IN %s ORDER BY id",
                SQL(", ").join(map(SQL.identifier, columns)),
                (proposed.id, entered.id),
            )
        )
        ours, theirs = self.env.cr.fetchall()
        differing = {
            name
            for name, one, other in zip(columns, ours, theirs, strict=True)
            if one != other and (one or other)
        }
        self.assertLessEqual(
            differing,
            {"id", "origin", "plan_ordinal", "create_uid", "write_uid", "create_date"}
            | {"write_date", "name"},
        )
        self.assertEqual(proposed.date, entered.date)

    def test_days_are_those_of_the_company(self):
        """8:00 in Shanghai is midnight in UTC: the visit is on the same day."""
        self._make_policy()
        visit = self._generate()[self.colleague].visit_ids
        self.assertEqual(self._get_times(visit), [(visit.date.day, 8)])
        self.assertEqual(visit.start.hour, 0)
        self.assertEqual(visit.start.date(), visit.date)

    def test_shortfall_of_the_month_before_comes_on_top(self):
        self._make_policy(carries_shortfall=True, target=2)
        self.Attainment._open(self.company, date(2026, 5, 1))
        # Of May, north was visited and mill will be: only south lacks one
        self._make_visit(self.north, "2026-05-11")
        self._make_visit(self.mill, "2026-05-20", "planned", user_id=self.colleague.id)
        plans = self._generate()
        self.assertEqual(self._get_row(self.south, JUNE).required, 2)
        self.assertEqual(self._get_row(self.mill, JUNE).required, 1)
        visits = plans[self.account].visit_ids
        self.assertEqual(
            Counter(visit.partner_id for visit in visits),
            {self.north: 2, self.south: 2},
        )

    def test_a_quarter_is_spread_over_its_months(self):
        """April, May and June: each account has its turn, and in June all have."""
        self._make_policy(period="quarter")
        accounts = self._make_accounts(6)
        # The part of the month k of 3 is (k + number mod 3) / 3, whole visits
        may = self._generate(month=date(2026, 5, 1))[self.account].visit_ids
        expected = {
            partner
            for partner in accounts | self.north | self.south
            if (2 + partner.id % 3) // 3
        }
        self.assertEqual(set(may.partner_id), expected)
        june = self._generate()[self.account].visit_ids
        self.assertEqual(
            set(june.partner_id), set(accounts | self.north | self.south) - expected
        )

    def test_other_things_to_visit_for(self):
        """What a later room asks for comes once, and keeps its reason."""
        self._make_policy()
        query = SQL(
            """SELECT %s AS partner_id, %s AS user_id, %s AS kind_id,
                      NULL::int AS policy_id, %s::date AS due_on, 1 AS priority,
                      'res.partner,' || %s AS reference""",
            self.head.id,
            self.account.id,
            self.env.ref("group_customer.group_customer_visit_kind_technical").id,
            date(2026, 6, 4),
            self.head.id,
        )
        with patch.object(
            self.registry["group.customer.visit.plan"],
            "_get_demand_sql",
            lambda self, company, first, last: [query],
        ):
            plan = self._generate()[self.account]
            visit = plan.visit_ids.filtered("plan_reference")
            self.assertEqual(visit.plan_reference, f"res.partner,{self.head.id}")
            self.assertEqual(visit.kind_id.code, "technical")
            self.assertLessEqual(visit.date, date(2026, 6, 4))
            before = self._get_state(plan)
            self._generate()
            self.assertEqual(self._get_state(plan), before)

    def test_calls_take_no_place_of_visits_and_events_are_arranged_by_people(self):
        self._make_policy()
        self._make_policy(
            "calls",
            kind_id=self.env.ref(
                "group_customer.group_customer_visit_kind_return_visit"
            ).id,
            channel_ids=[Command.set(self.channels["phone"].ids)],
        )
        self._make_policy(
            "symposium",
            kind_id=self.env.ref(
                "group_customer.group_customer_visit_kind_symposium"
            ).id,
        )
        self._make_accounts(20)
        self.env["group.customer.manager"].create(
            {"user_id": self.account.id, "visits_per_day": 1}
        )
        plan = self._generate()[self.account]
        counts = Counter(visit.channel_id.code for visit in plan.visit_ids)
        self.assertEqual(counts, {"visit": 22, "phone": 22})
        self.assertFalse(plan.overflow_ids)
        before = self._get_state(plan)
        self._generate()
        self.assertEqual(self._get_state(plan), before)

    # === WHAT DOES NOT FIT === #

    def test_what_does_not_fit_is_explained(self):
        self._make_policy(minimum=2, target=2, gap_min_days=25)
        self.mill.user_id = False
        # South receives visitors on Sundays alone
        self.env["group.customer.visit.window"].create(
            {"partner_id": self.south.id, "weekday": "6"}
        )
        plan = self._generate()[self.account]
        self.assertEqual(plan.visit_ids.partner_id, self.north)
        lines = {
            line.partner_id: (line.reason, line.missing, line.plan_id)
            for line in self.Left.search([("month", "=", JUNE)])
            if line.partner_id in self.accounts
        }
        self.assertEqual(
            lines,
            {
                self.north: ("gap", 1, plan),
                self.south: ("no_window", 2, plan),
                self.mill: ("no_visitor", 2, self.Plan),
            },
        )
        self.assertEqual(plan.left_count, 3)
        # Made good: the lines go
        self.env["group.customer.visit.window"].search(
            [("partner_id", "=", self.south.id)]
        ).unlink()
        self._generate()
        self.assertEqual(plan.overflow_ids.partner_id, self.north | self.south)
        self.assertEqual(set(plan.overflow_ids.mapped("reason")), {"gap"})

    def test_full_days(self):
        self._make_policy()
        self._make_accounts(30)
        self.env["group.customer.manager"].create(
            {"user_id": self.account.id, "visits_per_day": 1}
        )
        plan = self._generate()[self.account]
        self.assertEqual(plan.visit_count, 22)
        self.assertEqual(len(set(plan.visit_ids.mapped("date"))), 22)
        self.assertEqual(plan.left_count, 10)
        self.assertEqual(set(plan.overflow_ids.mapped("reason")), {"no_capacity"})

    # === AGAIN === #

    def test_generating_again_adds_and_changes_nothing(self):
        self._make_policy(minimum=2, target=3)
        self._make_accounts(10)
        plans = self._generate()
        together = self.Plan.union(*plans.values())
        before = self._get_state(together)
        self.assertEqual(len(before), 39)
        for _turn in range(2):
            self._generate()
            together.invalidate_recordset()
            self.assertEqual(self._get_state(together), before)

    def test_what_people_decided_stays(self):
        self._make_policy(minimum=3, target=3, gap_min_days=3)
        plan = self._generate()[self.account]
        moved, dropped, planned = plan.visit_ids.filtered(
            lambda visit: visit.partner_id == self.north
        ).sorted("start")
        plan.with_user(self.account).action_move(moved.ids, "2026-06-04", hour=15)
        plan.with_user(self.account).action_drop(dropped.ids, "Holiday there")
        planned.action_plan()
        decided = moved | dropped | planned
        before = {visit: (visit.start, visit.state) for visit in decided}
        others = self._get_state(plan).keys() - set(decided.ids)
        self._generate()
        self.assertEqual(
            {visit: (visit.start, visit.state) for visit in decided}, before
        )
        self.assertEqual(moved.plan_id, plan)
        self.assertTrue(moved.is_changed)
        # Nothing comes in the place of what was dropped
        self.assertEqual(self._get_state(plan).keys() - set(decided.ids), others)
        self.assertEqual((plan.visit_count, plan.dropped_count), (5, 1))

    def test_what_is_needed_no_longer_goes_and_new_accounts_come(self):
        self._make_policy()
        plan = self._generate()[self.account]
        [south] = plan.visit_ids.filtered(lambda v: v.partner_id == self.south).ids
        self._make_visit(self.north, "2026-06-03", "planned")
        new = self._make_accounts(1)
        self._generate()
        self.assertEqual(plan.visit_ids.partner_id, self.south | new)
        self.assertIn(south, plan.visit_ids.ids)

    def test_a_missed_visit_is_proposed_again_in_the_days_left(self):
        self._make_policy()
        plan = self._generate(self.colleague, date(2026, 5, 1))[self.colleague]
        visit = plan.visit_ids
        self.assertGreater(visit.date, self.today)
        visit.action_plan()
        visit._write_server({"state": "missed", "missed_reason": "Ill"})
        visit._changed()
        self._generate(self.colleague, date(2026, 5, 1))
        again = plan.visit_ids - visit
        self.assertEqual(len(again), 1)
        self.assertGreater(again.date, self.today)

    def test_a_month_that_is_over(self):
        with self.assertRaisesRegex(UserError, "2026-04 is over"):
            self._generate(month=date(2026, 4, 1))

    # === SPEED === #

    def test_statements_do_not_grow_with_accounts_and_people(self):
        self._make_policy()
        self._generate()
        counts = []
        for count in (5, 40):
            self._make_accounts(count)
            self._make_accounts(count, self.colleague)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._generate()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
