# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .managers_common import ManagersCommon


@tagged("post_install", "-at_install")
class TestChecklist(ManagersCommon):
    """Standards and duties, ticked off month by month and confirmed (AM-11, AM-16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Review = cls.env["group.customer.checklist.review"]
        cls.duties = cls.env.ref(
            "group_customer.group_customer_checklist_manager_duties"
        )

    def _review(self, name="account", month="2026-03-17", user=None):
        return self._as(user or name, self.Review).create(
            {
                "manager_id": self.profiles[name].id,
                "checklist_id": self.duties.id,
                "month": month,
            }
        )

    def test_five_standards_and_eight_duties(self):
        Checklist = self.env["group.customer.checklist"]
        standards = Checklist.search([("kind", "=", "service_standard")])
        self.assertLessEqual(
            {
                "resource_allocation",
                "service_process",
                "service_content",
                "tool_operation",
                "tracking_inspection",
            },
            set(standards.mapped("code")),
        )
        self.assertTrue(all(standard.item_ids for standard in standards))
        self.assertEqual(len(self.duties.item_ids), 8)

    def test_points_are_those_of_the_day(self):
        review = self._review()
        self.assertEqual(str(review.month), "2026-03-01")
        self.assertEqual(
            review.line_ids.mapped("name"), self.duties.item_ids.mapped("name")
        )
        names = review.line_ids.mapped("name")
        self.duties.item_ids[0].name = "Something else"
        self.duties.item_ids = [Command.create({"name": "A ninth duty"})]
        self.duties.item_ids[1].unlink()
        self.env.invalidate_all()
        self.assertEqual(sorted(review.line_ids.mapped("name")), sorted(names))
        self.assertEqual(review.point_count, 8)

    def test_done_in_per_cent(self):
        review = self._review()
        review.line_ids[:6].is_done = True
        self.assertEqual((review.done_count, review.done_percent), (6, 75))

    def test_one_review_per_month(self):
        self._review(month="2026-03-01")
        self._review(month="2026-04-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._review(month="2026-03-31")

    def test_a_superior_confirms_and_nobody_oneself(self):
        review = self._review()
        review.line_ids[0].is_done = True
        with self.assertRaises(AccessError):
            review.action_confirm()
        # A leader of another team cannot even read it
        with self.assertRaises(AccessError):
            self._as("leader", review).action_confirm()
        self._as("manager", review).action_confirm()
        self.assertEqual(review.state, "confirmed")
        self.assertEqual(review.confirmed_by_id, self.users["manager"])
        own = self._review("manager")
        with self.assertRaisesRegex(UserError, "your own"):
            own.action_confirm()
        self._as("director", own).action_confirm()
        with self.assertRaisesRegex(UserError, "your own"):
            own.action_reopen()

    def test_what_is_confirmed_stays(self):
        review = self._review()
        self._as("manager", review).action_confirm()
        for name in ("account", "manager"):
            for change in (
                lambda record: record.write({"comment": "Better"}),
                lambda record: record.line_ids[0].write({"is_done": True}),
                lambda record: record.write(
                    {
                        "line_ids": [
                            Command.update(record.line_ids[0].id, {"is_done": True})
                        ]
                    }
                ),
                lambda record: record.unlink(),
                lambda record: record.action_confirm(),
            ):
                with (
                    self.subTest(user=name),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    change(self._as(name, review))
        self._as("manager", review).action_reopen()
        self._as("account", review).line_ids[0].is_done = True
        self.assertEqual(review.done_count, 1)

    def test_nothing_is_forged(self):
        with self.assertRaisesRegex(UserError, "cannot be entered"):
            self._as("account", self.Review).create(
                {
                    "manager_id": self.profile.id,
                    "checklist_id": self.duties.id,
                    "state": "confirmed",
                }
            )
        review = self._review()
        for values in (
            {"state": "confirmed"},
            {"confirmed_by_id": self.users["manager"].id},
        ):
            with self.assertRaisesRegex(UserError, "cannot be entered"):
                review.write(values)
        with self.assertRaisesRegex(UserError, "stay"):
            review.manager_id = self.profiles["colleague"]
        with self.assertRaises(UserError):
            review.line_ids[0].name = "Nothing"
        with self.assertRaises(AccessError):
            review.line_ids[0].unlink()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            review.line_ids = [Command.create({"name": "Easy", "is_done": True})]
        with self.assertRaises(AccessError):
            self._review("colleague", user="account")
