# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .visit_policy_common import VisitPolicyCommon


@tagged("post_install", "-at_install")
class TestVisitPolicyAttainment(VisitPolicyCommon):
    """The example of docs/visits.md and what departs from it, by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._make_policy(
            "monthly",
            grade_id=cls.grades["A"].id,
            gap_max_days=15,
            carries_shortfall=True,
        )
        cls._award(cls.north | cls.south, "A")

    def _open(self, day=None, partners=None):
        return self.Attainment._open(
            self.company, day or self.today, (partners or self.tree).ids
        )

    def test_example(self):
        """North: two visits asked for in May, four aimed at; longest gap 15 days."""
        self.assertEqual(self._open(), 2)
        row = self._get_row(self.north)
        self._assert_figures(
            row,
            policy_id=self.policy,
            grade_id=self.grades["A"],
            user_id=self.users["account"],
            period="month",
            date_from=date(2026, 5, 1),
            date_to=date(2026, 5, 31),
            minimum=2,
            target=4,
            required=2,
            remaining=2,
            unplanned=2,
            due_on=date(2026, 5, 31),
            state="on_track",
        )
        visit = self._make_visit(self.north, "2026-05-04")
        # 4 May + 15 days, within the 7 days of notice
        self._assert_figures(
            row,
            done=1,
            remaining=1,
            unplanned=1,
            percent=25.0,
            last_done_on=date(2026, 5, 4),
            due_on=date(2026, 5, 19),
            state="due",
        )
        self._make_visit(self.north, "2026-05-18", "planned")
        self._assert_figures(row, planned=1, remaining=1, unplanned=0, state="due")
        with freeze_time("2026-05-20 02:00:00"):
            self.Attainment._refresh(self.north.ids)
            self._assert_figures(row, state="overdue")
        second = self._make_visit(self.north, "2026-05-15")
        self._assert_figures(
            row, done=2, remaining=0, percent=50.0, due_on=False, state="met"
        )
        (visit | second)._write_server({"state": "cancelled"})
        (visit | second)._changed()
        self._assert_figures(
            row, done=0, remaining=2, unplanned=1, last_done_on=False, state="on_track"
        )

    def test_shortfall_is_carried_once(self):
        """April: two asked for, one done. May asks for three. What May lacks of its own
        minimum goes on to June, what April lacked does not."""
        self._award(self.mill, "A", "2026-04-01")
        self._open("2026-04-15")
        self._make_visit(self.mill, "2026-04-20")
        april = self._get_row(self.mill, "2026-04-15")
        self._assert_figures(april, done=1, remaining=1, state="missed")
        self._open()
        may = self._get_row(self.mill)
        self._assert_figures(may, carried=1, required=3, remaining=3)
        self._open("2026-06-01")
        june = self._get_row(self.mill, "2026-06-01")
        self._assert_figures(june, carried=2, required=4)
        # As long as May runs, what is planned there counts as done
        self._make_visit(self.mill, "2026-05-20", "planned")
        self._make_visit(self.mill, "2026-05-27", "draft")
        self._assert_figures(june, carried=1)
        # A late report of April changes May, and with it June
        self._make_visit(self.mill, "2026-04-22")
        self._assert_figures(april, state="met")
        self._assert_figures(may, carried=0, required=2)
        self._assert_figures(june, carried=0, required=2)
        with freeze_time("2026-06-01 02:00:00"):
            self.Attainment._refresh(self.mill.ids, date(2026, 5, 31))
            self._assert_figures(may, remaining=2, state="missed")
            self._assert_figures(june, carried=2)

    def test_grade_of_the_opening_holds_for_the_period(self):
        self._make_policy("yearly", grade_id=self.grades["B"].id, period="year")
        self._open()
        self._award(self.north, "B", "2026-05-12")
        self.policy.minimum = 1
        self.assertEqual(self._open(), 0, "there is a row already")
        row = self._get_row(self.north)
        self._assert_figures(row, minimum=2, grade_id=self.grades["A"])
        with self.assertRaises(AccessError):
            row.with_user(self.users["account"]).action_recompute()
        row.with_user(self.users["director"]).action_recompute()
        row = self._get_row(self.north)
        self._assert_figures(
            row, grade_id=self.grades["B"], period="year", date_from=date(2026, 1, 1)
        )
        self._assert_figures(self._get_row(self.south), minimum=2)
        with freeze_time("2027-01-01 02:00:00"):
            with self.assertRaisesRegex(UserError, "are over"):
                row.with_user(self.users["director"]).action_recompute()

    def test_no_row_without_target(self):
        self._make_policy("none", grade_id=self.grades["B"].id, minimum=0, target=0)
        self._make_policy("all")
        self._award(self.mill, "B")
        self._open()
        self.assertFalse(self._get_row(self.mill))
        self.assertEqual(self._get_row(self.head).policy_id.code, "all")

    def test_periods(self):
        for period, begin, end in (
            ("month", date(2028, 2, 1), date(2028, 2, 29)),
            ("quarter", date(2028, 1, 1), date(2028, 3, 31)),
            ("year", date(2028, 1, 1), date(2028, 12, 31)),
        ):
            with self.subTest(period=period), self.env.cr.savepoint() as point:
                self.policy.period = period
                self._open(date(2028, 2, 29))
                self._assert_figures(
                    self._get_row(self.north, "2028-02-29"),
                    date_from=begin,
                    date_to=end,
                )
                point.rollback()
                self.env.invalidate_all()

    # === WHAT COUNTS === #

    def test_channels_kinds_and_company(self):
        self._open()
        row = self._get_row(self.north)
        technical = self.env.ref("group_customer.group_customer_visit_kind_technical")
        other = self.env["res.company"].create({"name": "Other"})
        self.users["account"].company_ids += other
        self._make_visit(self.north, "2026-05-04", channel_id=self.channels["phone"].id)
        self._make_visit(self.north, "2026-05-05", kind_id=technical.id)
        self._make_visit(self.north, "2026-05-06", company_id=other.id)
        self._make_visit(self.south, "2026-05-07")
        self._assert_figures(row, done=0)
        self._make_visit(
            self.north, "2026-05-08", channel_id=self.channels["invitation"].id
        )
        self._assert_figures(row, done=1)
        self.policy.channel_ids = self.channels["phone"]
        self.Attainment._refresh(self.north.ids)
        self._assert_figures(row, done=1, last_done_on=date(2026, 5, 4))

    def test_member_of_a_group_has_to_be_there(self):
        self.policy.counted_group_id = self.env.ref(
            "group_customer.group_group_customer_director"
        )
        self._open()
        row = self._get_row(self.north)
        director = self.users["director"]
        self._make_visit(self.north, "2026-05-04")
        self._assert_figures(row, done=0)
        self._make_visit(self.north, "2026-05-05", user_ids=[Command.link(director.id)])
        self._make_visit(self.north, "2026-05-06", user_id=director.id)
        self._assert_figures(row, done=2)
        # What is planned for the policy is not owed again, whoever makes it
        visit = self._make_visit(self.north, "2026-05-20", "planned")
        self._assert_figures(row, done=2, planned=0)
        visit._write_server({"policy_id": self.policy.id})
        visit._changed()
        self._assert_figures(row, done=2, planned=1)

    def test_every_account_that_attended(self):
        self._open()
        rows = [self._get_row(self.north), self._get_row(self.south)]
        person = self.env["res.partner"].create(
            {"name": "Somebody", "parent_id": self.south.id}
        )
        absent = self.env["res.partner"].create(
            {"name": "Nobody", "parent_id": self.south.id}
        )
        visit = self._make_visit(
            self.north,
            "2026-05-04",
            "planned",
            participant_ids=[
                Command.create({"partner_id": person.id}),
                Command.create({"partner_id": absent.id}),
            ],
        )
        for row in rows:
            self._assert_figures(row, planned=1)
        visit.participant_ids.filtered(
            lambda guest: guest.partner_id == absent
        ).attended = False
        visit._write_server({"state": "done"})
        visit._changed()
        for row in rows:
            self._assert_figures(row, done=1)
        visit.participant_ids.attended = False
        visit._changed()
        self._assert_figures(rows[0], done=1)
        self._assert_figures(rows[1], done=0)

    def test_day_of_the_company(self):
        """31 May, 17:00 UTC is the first of June in Shanghai."""
        self._open()
        self._open("2026-06-01")
        visit = self._make_visit(self.north, "2026-05-31", "planned")
        self._assert_figures(self._get_row(self.north), planned=1)
        visit.write({"start": "2026-05-31 17:00:00", "stop": "2026-05-31 18:00:00"})
        self._assert_figures(self._get_row(self.north), planned=0)
        self._assert_figures(self._get_row(self.north, "2026-06-01"), planned=1)

    def test_figures_are_those_of_a_slow_count(self):
        """Many visits of three months, counted one by one as well."""
        states = ("draft", "planned", "done", "reviewed", "missed", "cancelled")
        for day in ("2026-03-01", "2026-04-01", "2026-05-01"):
            self._open(day)
        visits = self.env["group.customer.visit"]
        for number in range(40):
            visits |= self._make_visit(
                (self.north, self.south)[number % 2],
                date(2026, 3, 1) + timedelta(days=2 * number),
                states[number * 7 % 6],
                channel_id=self.channels[("visit", "phone", "event")[number % 3]].id,
            )
        rows = self.Attainment.search([("partner_id", "in", self.tree.ids)])
        self.assertEqual(len(rows), 6)
        for row in rows:
            inside = visits.filtered(
                lambda visit, row=row: (
                    visit.partner_id == row.partner_id
                    and row.date_from <= visit.date <= row.date_to
                    and visit.channel_id.code != "phone"
                )
            )
            counts = {
                state: len(inside.filtered(lambda v, state=state: v.state == state))
                for state in states
            }
            self._assert_figures(
                row,
                proposed=counts["draft"],
                planned=counts["planned"],
                done=counts["done"] + counts["reviewed"],
                missed=counts["missed"],
            )

    # === BATCHES === #

    def test_cron_opens_counts_and_is_done(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "group_customer.ir_cron_group_customer_visit_attainment_refresh"
            ).method_direct_trigger()
        row = self._get_row(self.north)
        self.assertEqual(row.refreshed_on, self.today)
        self.assertEqual(self._open(), 0, "the cron made them")
        self.assertFalse(self.Attainment._claim_stale(self.company, self.today, 10))
        tomorrow = self.today + timedelta(days=1)
        stale = self.Attainment._claim_stale(self.company, tomorrow, 1000)
        self.assertIn(row.id, stale)
        with freeze_time("2026-06-02 02:00:00"):
            self.Attainment._count(stale)
        self.assertEqual(row.state, "missed")
        later = date(2026, 6, 3)
        self.assertNotIn(
            row.id, self.Attainment._claim_stale(self.company, later, 1000)
        )

    def test_statements_do_not_grow(self):
        more = self.env["res.partner"].create(
            [
                {
                    "name": f"Many {n}",
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": self.users["account"].id,
                }
                for n in range(30)
            ]
        )
        self._award(more, "A")
        self._open("2026-03-01", self.north)
        counts = []
        for partners in (self.south, more):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self._open(partners=partners), len(partners))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
        counts = []
        for partners in (self.south, more):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Attainment._refresh(partners.ids, self.today)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_merged_customers_are_counted_as_one(self):
        """Both have a row of May; South has one of April and a visit: they go along."""
        self._open("2026-04-15", self.south)
        self._open()
        self._make_visit(self.south, "2026-04-20")
        self._make_visit(self.south, "2026-05-04")
        self._make_visit(self.north, "2026-05-05")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.north | self.south).ids, self.north)
        self._assert_figures(self._get_row(self.north), done=2, carried=1)
        self._assert_figures(self._get_row(self.north, "2026-04-15"), done=1)

    # === RIGHTS === #

    def test_no_client_writes(self):
        self._open()
        row = self._get_row(self.north)
        for role in ("account", "manager", "director", "admin"):
            mine = row.with_user(self.users[role])
            with self.subTest(role=role), self.assertRaises(UserError):
                mine.write({"done": 9})
        with self.assertRaises(UserError):
            row.sudo().write({"minimum": 0})
        with self.assertRaises(UserError):
            self.Attainment.create(
                {"partner_id": self.mill.id, "policy_id": self.policy.id}
            )

    def test_who_sees_what(self):
        self._award(self.mill, "A")
        self._open()
        domain = [("partner_id", "in", self.tree.ids)]

        def seen(role):
            rows = self.Attainment.with_user(self.users[role]).search(domain)
            return rows.partner_id

        self.assertEqual(seen("account"), self.north | self.south)
        self.assertEqual(seen("colleague"), self.mill)
        self.assertEqual(seen("director"), self.north | self.south | self.mill)
        with self.assertRaises(AccessError):
            seen("employee")
