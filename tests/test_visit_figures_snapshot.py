# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .visit_common import VisitCommon

DONE = ("done", "reviewed")


@tagged("post_install", "-at_install")
class TestVisitFiguresSnapshot(VisitCommon):
    """Visits among the figures of the groups.

    ::

        works ─┬─ mill ─── yard
               └─ shop
        bakery: a group of its own
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mill = cls._create_company_partner("Mill", cls.works)
        cls.yard = cls._create_company_partner("Yard", cls.mill)
        cls.shop = cls._create_company_partner("Shop", cls.works)
        cls.group = cls.works | cls.mill | cls.yard | cls.shop
        cls.symposium = cls._get_kind("symposium")
        cls.snapshots = cls.env["group.customer.snapshot"]
        cls.routine.needs_report = False
        # First day of the three years that figures look back
        start = cls.today - relativedelta(years=3) + timedelta(days=1)
        cls.first_day = (start - cls.today).days
        cls._drain()

    @classmethod
    def _drain(cls):
        """Do what the cron does, without its commits."""
        cls.env.flush_all()
        is_last = False
        while not is_last:
            _done, is_last = cls.snapshots._refresh_slice()

    def _queued(self):
        self.env.flush_all()
        return set(
            self.env.execute_query(
                SQL("SELECT partner_id, company_id FROM group_customer_snapshot_queue")
            )
        )

    def _figures(self, partner, name="visit_count", company=None):
        row = self.snapshots.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", (company or self.company).id),
            ]
        )
        self.assertEqual(len(row), 1)
        return tuple(row[f"{level}_{name}"] for level in ("own", "children", "total"))

    def _day(self, days):
        return self.today + timedelta(days=days)

    def _done(self, partner, days, *guests, **values):
        """A visit to an account; guests are pairs (participant, whether they came)."""
        participants = [
            Command.create({"partner_id": guest.id, "attended": attended})
            for guest, attended in guests
        ]
        return self._create_done(
            days,
            user=self.director,
            partner_id=partner.id,
            participant_ids=participants,
            **values,
        )

    def _done_elsewhere(self, partner, days):
        """A visit by us of another company, which is returned."""
        other = self.env["res.company"].create({"name": "Other"})
        self.director.company_ids |= other
        visit = self.Visit._create_server(
            [
                {
                    "partner_id": partner.id,
                    "user_id": self.director.id,
                    "company_id": other.id,
                    "start": self._get_moment(days),
                    "stop": self._get_moment(days, 10),
                    "state": "done",
                }
            ]
        )
        visit._changed()
        return other

    def _make_visits(self):
        buyer = self.env["res.partner"].create(
            {"name": "Yard's buyer", "parent_id": self.yard.id}
        )
        self._done(self.works, -10)
        self._done(self.works, self.first_day)
        self._done(self.works, self.first_day - 1)
        self._done(self.mill, -400)._write_server({"state": "reviewed"})
        self._done(self.shop, self.first_day - 30)
        # The host's only guest stayed away; of the yard two came, of the mill none
        self._done(
            self.works,
            -5,
            (self.buyer, False),
            (buyer, True),
            (self.yard, True),
            (self.mill, False),
            kind_id=self.symposium.id,
        )
        # The host is no participant, and counts
        self._done(self.bakery, -3, (self.mill, True), kind_id=self.symposium.id)
        self._create_visit(0, user=self.director)
        self._create_planned(2, user=self.director)
        self._create_planned(3, user=self.director).action_cancel("Closed")

    # === FIGURES === #

    def test_visits_by_hand(self):
        self._make_visits()
        self._drain()
        old = self._day(self.first_day - 30)
        for partner, counts, days in (
            # days -10 and the first of the window; yard 1, mill 2
            (self.works, (2, 3, 5), (self._day(-10), self._day(-3), self._day(-3))),
            (self.mill, (2, 1, 3), (self._day(-3), self._day(-5), self._day(-3))),
            (self.yard, (1, 0, 1), (self._day(-5), False, self._day(-5))),
            # before the window: none, but the day of the last one is known
            (self.shop, (0, 0, 0), (old, False, old)),
            (self.bakery, (1, 0, 1), (self._day(-3), False, self._day(-3))),
            (self.free, (0, 0, 0), (False, False, False)),
        ):
            with self.subTest(partner=partner.name):
                self.assertEqual(self._figures(partner), counts)
                self.assertEqual(self._figures(partner, "last_visit_date"), days)

    def _count_slowly(self, partner):
        """Own visits and last day of an account, record by record."""
        start = self._day(self.first_day)
        days = []
        for visit in self.Visit.search([("state", "in", DONE)]):
            guests = visit.participant_ids
            own = guests.filtered(lambda guest: guest.account_id == partner)
            if visit.partner_id == partner:
                was_there = not own or any(own.mapped("attended"))
            else:
                was_there = any(own.mapped("attended"))
            if was_there and visit.company_id == self.company:
                days.append(visit.date)
        return (
            sum(day >= start for day in days),
            max(days, default=False),
        )

    def test_rebuild_of_all_agrees_with_a_slow_count(self):
        self._make_visits()
        self._drain()
        names = ["own_visit_count", "total_visit_count", "total_last_visit_date"]
        domain = [("company_id", "=", self.company.id)]

        def read():
            return self.snapshots.search_read(domain, names, order="partner_id")

        one_by_one = read()
        self.env.cr.execute("DELETE FROM group_customer_snapshot")
        self.snapshots._rebuild()
        for row, former in zip(read(), one_by_one, strict=True):
            self.assertEqual({**row, "id": 0}, {**former, "id": 0})
        for root, members in ((self.works, self.group), (self.bakery, self.bakery)):
            for partner in members:
                expected = self._count_slowly(partner)
                own = (
                    self._figures(partner)[0],
                    self._figures(partner, "last_visit_date")[0],
                )
                self.assertEqual(own, expected, partner.name)
            total = sum(self._count_slowly(partner)[0] for partner in members)
            self.assertEqual(self._figures(root)[2], total)

    def test_visits_of_another_company_are_its_own(self):
        other = self._done_elsewhere(self.mill, -4)
        self._drain()
        self.assertEqual(self._figures(self.works), (0, 0, 0))
        self.assertEqual(self._figures(self.works, company=other), (0, 1, 1))

    def test_lookback_is_the_parameter(self):
        self._done(self.mill, -400)
        parameter = self.env["group.customer.parameter"].search(
            [("code", "=", "snapshot_lookback_years")]
        )
        self.env["group.customer.parameter.value"].create(
            {
                "parameter_id": parameter.id,
                "company_id": self.company.id,
                "date_from": self._day(-1),
                "value": 1,
            }
        )
        self._drain()
        self.assertEqual(self._figures(self.works), (0, 0, 0))
        self.assertEqual(
            self._figures(self.works, "last_visit_date")[1], self._day(-400)
        )

    # === MARKING === #

    def test_only_what_took_place_marks_the_group(self):
        visit = self._create_visit(0, user=self.account)
        self._create_planned(4, user=self.account)
        missed = self._create_planned(-1, user=self.account)
        missed.action_miss("Forgotten")
        self.assertFalse(self._queued())
        head = {(self.works.id, self.company.id)}
        visit.action_done()
        self.assertEqual(self._queued(), head)
        self._drain()
        self.assertEqual(self._figures(self.works), (1, 0, 1))
        row = self.snapshots.search([("partner_id", "=", self.works.id)], limit=1)
        self.assertEqual(row.state, "fresh")
        # Undone by the system: no person can
        visit.sudo()._write_server({"state": "cancelled"})
        visit.sudo()._changed()
        self.assertEqual(self._queued(), head)
        self._drain()
        self.assertEqual(self._figures(self.works), (0, 0, 0))
        self.assertEqual(
            self._figures(self.works, "last_visit_date"), (False, False, False)
        )

    def test_who_attended_marks_its_group(self):
        visit = self._done(
            self.works, -2, (self.bakery, False), kind_id=self.symposium.id
        )
        self._drain()
        self.assertEqual(self._figures(self.bakery), (0, 0, 0))
        guest = visit.participant_ids
        for change, count in (
            (lambda: guest.write({"attended": True}), 1),
            (lambda: guest.write({"attended": False}), 0),
            (lambda: guest.write({"attended": True}), 1),
            (guest.unlink, 0),
        ):
            change()
            self.assertIn((self.bakery.id, self.company.id), self._queued())
            self._drain()
            self.assertEqual(self._figures(self.bakery), (count, 0, count))
        self.assertEqual(self._figures(self.works), (1, 0, 1))

    def test_moved_branch_takes_its_visits_along(self):
        self._done(self.mill, -2)
        self._done(self.yard, -3)
        self._drain()
        self.mill.group_parent_id = self.bakery
        self._drain()
        self.assertEqual(self._figures(self.works), (0, 0, 0))
        self.assertEqual(self._figures(self.bakery), (0, 2, 2))

    def test_merged_accounts_have_the_visits_of_both(self):
        self._done(self.free, -2)
        self._done(self.shop, -6)
        self._done(self.works, -4, (self.free, True), kind_id=self.symposium.id)
        # One visit with both of them is one visit with the one who stays
        both = self._done(
            self.works,
            -5,
            (self.free, True),
            (self.shop, False),
            kind_id=self.symposium.id,
        )
        for guest, opinion in zip(both.participant_ids, ("Late", "Dear"), strict=True):
            guest.opinion = opinion
        self._drain()
        self.assertEqual(self._figures(self.works), (2, 1, 3))
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.free | self.shop).ids, self.shop
        )
        self._drain()
        self.assertEqual(self._figures(self.shop), (4, 0, 4))
        self.assertEqual(self._figures(self.works), (2, 4, 6))
        self.assertFalse(self.snapshots.search([("partner_id", "=", self.free.id)]))
        guest = both.participant_ids
        self.assertEqual((guest.partner_id, guest.account_id), (self.shop, self.shop))
        self.assertTrue(guest.attended)
        self.assertEqual(guest.opinion, "Late\nDear")

    def test_marking_takes_one_search_and_one_insert(self):
        """However many accounts; and nothing for days to come."""
        visits = self.Visit
        accounts = self.group | self.bakery
        for account in accounts:
            self._done(account, -2)
        ids, days = set(accounts.ids), {self._day(-2)}
        self._drain()
        counts = []
        for ids in ({self.works.id}, set(accounts.ids)):
            visits._find_visited(ids, list(days))
            before = self.env.cr.sql_log_count
            pairs = visits._find_visited(ids, list(days))
            self.snapshots._mark_dirty_pairs(pairs)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(pairs), len(ids))
        self.assertEqual(counts, [2, 2])
        self._drain()
        visits._on_changed(set(accounts.ids), {self._day(2)})
        self.assertFalse(self._queued())

    # === WHERE IT IS SHOWN === #

    def test_read_search_and_sort_on_the_customer(self):
        self._make_visits()
        self._drain()
        partners = self.env["res.partner"].with_user(self.account)
        works = partners.browse(self.works.id)
        self.assertEqual(works.group_total_visit_count, 5)
        self.assertEqual(works.group_last_visit_date, self._day(-3))
        scope = [("id", "in", (self.group | self.bakery | self.free).ids)]
        for domain, expected in (
            ([("group_total_visit_count", ">", 2)], self.works | self.mill),
            ([("group_total_visit_count", "=", 0)], self.shop | self.free),
            ([("group_last_visit_date", "=", False)], self.free),
            (
                [("group_last_visit_date", "<", self._day(-4))],
                self.yard | self.shop,
            ),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(
                    partners.search([*scope, *domain], order="id").ids,
                    expected.sorted("id").ids,
                )
        order = "group_last_visit_date desc, group_total_visit_count desc, id"
        self.assertEqual(
            partners.search(scope, order=order).mapped("name"),
            ["Works", "Mill", "Bakery", "Yard", "Shop", "Free"],
        )
        rows = self.snapshots.with_user(self.account)
        found = rows.search(
            [("total_visit_count", "=", 5), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(found.partner_id, works)

    def test_several_companies_are_added_up(self):
        other = self._done_elsewhere(self.mill, -4)
        self._done(self.works, -8)
        self._drain()
        works = self.works.with_context(allowed_company_ids=(self.company | other).ids)
        self.assertEqual(works.group_total_visit_count, 2)
        self.assertEqual(works.group_last_visit_date, self._day(-4))
        works = self.works.with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(works.group_total_visit_count, 1)
        self.assertEqual(works.group_last_visit_date, self._day(-8))

    def test_portfolio_shows_own_visits_or_those_of_the_group(self):
        self._make_visits()
        self._drain()
        schemes = self.env["group.customer.grade.scheme"]
        for level, count, day in (("entity", 2, -10), ("root", 5, -3)):
            scheme = schemes.create(
                {
                    "name": level,
                    "code": f"visit_figures_{level}",
                    "mode": "weighted",
                    "node_level": level,
                    "grade_ids": [Command.create({"code": "A", "name": "A"})],
                }
            )
            award = self.env["group.customer.grade.award"].create(
                {
                    "partner_id": self.works.id,
                    "grade_id": scheme.grade_ids.id,
                    "date_from": "2020-01-01",
                    "reason": "Test",
                }
            )
            row = self.env["group.customer.portfolio"].browse(award.id)
            with self.subTest(level=level):
                self.assertEqual(row.visit_count, count)
                self.assertEqual(row.last_visit_date, self._day(day))
