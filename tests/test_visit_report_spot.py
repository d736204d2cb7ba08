# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .visit_report_common import VisitReportCommon


@tagged("post_install", "-at_install")
class TestVisitReportSpot(VisitReportCommon):
    """Irregular spot checks, whose result is kept (VI-04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketing = cls.users["marketing"]
        cls.Check = cls.env["group.customer.visit.spot.check"]
        # Ten visits in the month before the last: whatever day it is today
        first = cls.today - relativedelta(months=2, day=1)
        cls.month = first
        offset = (cls.today - first).days
        cls.visits = cls.Visit.union(
            *[cls._create_done(day - offset, hour=10) for day in range(10)]
        )

    def _check(self, visit, user=None, **values):
        return self.Check.with_user(user or self.marketing).create(
            {"visit_id": visit.id, **values}
        )

    def _draw(self, user=None, **values):
        wizard = (
            self.env["group.customer.visit.spot.draw"]
            .with_user(user or self.marketing)
            .create({"month": self.month, "number": 4, "key": "k", **values})
        )
        return self.Check.search(wizard.action_draw()["domain"])

    def test_a_result_is_kept(self):
        check = self._check(self.visits[0])
        with (
            self.assertRaisesRegex(ValidationError, "say in the comment"),
            self.env.cr.savepoint(),
        ):
            check.result = "wrong"
        check.write({"result": "wrong", "comment": "Nobody was there"})
        self.assertTrue(check.checked_at)
        self.assertEqual(check.visitor_id, self.account)
        self.assertIn("Nobody was there", self.visits[0].message_ids[0].body)
        with self.assertRaisesRegex(UserError, "is kept"):
            check.unlink()
        # The visitor reads it, and changes nothing
        own = check.with_user(self.account)
        self.assertEqual(own.result, "wrong")
        with self.assertRaises(AccessError):
            own.write({"result": "ok"})

    def test_nobody_checks_the_own_visit(self):
        own = self._create_done(-1, user=self.manager)
        joint = self._create_done(
            -2, user_ids=[Command.set((self.account | self.manager).ids)]
        )
        for visit in (own, joint):
            with self.assertRaisesRegex(ValidationError, "took part in"):
                self._check(visit, user=self.manager)
        with self.assertRaises(AccessError):
            self._check(self.visits[0], user=self.colleague)
        with self.assertRaisesRegex(ValidationError, "has not taken place"):
            self._check(self._create_planned(1), user=self.manager)

    def test_the_result_is_entered_by_the_checker(self):
        check = self._check(
            self.visits[0], user=self.director, checker_id=self.manager.id
        )
        with self.assertRaisesRegex(UserError, "is entered by"):
            check.result = "ok"
        with self.assertRaisesRegex(UserError, "is entered by"):
            self._check(
                self.visits[1],
                user=self.director,
                checker_id=self.manager.id,
                result="ok",
            )
        check.with_user(self.manager).result = "ok"
        with self.assertRaisesRegex(UserError, "stays with its visit"):
            check.with_user(self.manager).visit_id = self.visits[1]

    def test_a_draw_is_random_and_reproducible(self):
        first = self._draw()
        self.assertEqual(len(first), 4)
        self.assertLessEqual(first.visit_id, self.visits)
        drawn = first.visit_id.ids
        first.unlink()
        self.assertEqual(self._draw().visit_id.ids, drawn, "the same key")
        # Who goes on drawing gets others, until there are none
        second = self._draw(number=10)
        self.assertEqual(len(second), 6)
        self.assertFalse(set(second.visit_id.ids) & set(drawn))
        with self.assertRaisesRegex(UserError, "no visit that you could check"):
            self._draw()

    def test_another_key_draws_other_visits(self):
        draws = set()
        for key in "abcdef":
            checks = self._draw(key=key)
            draws.add(tuple(sorted(checks.visit_id.ids)))
            checks.unlink()
        # 210 ways to draw four of ten: the same one six times is no chance
        self.assertGreater(len(draws), 1)

    def test_what_can_be_drawn(self):
        self._create_done(-1, user=self.manager)
        wizard = self.env["group.customer.visit.spot.draw"].with_user(self.manager)
        draw = wizard.create({"month": self.today, "number": 3})
        self.assertFalse(
            self.Visit.search(draw._get_domain()).filtered(
                lambda visit: visit.user_id == self.manager
            )
        )
        draw.month = self.month
        self.assertEqual(draw.population, 10)
        draw.user_ids = self.colleague
        self.assertEqual(draw.population, 0)
        with self.assertRaisesRegex(UserError, "at least one"):
            self._draw(number=0)
        with self.assertRaises(AccessError):
            self._draw(user=self.account)
