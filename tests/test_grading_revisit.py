# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .grading_common import GradingCommon

BANDS = [(None, 100, 0), (100, 500, 50), (500, None, 100)]


@tagged("post_install", "-at_install")
class TestGradingRevisit(GradingCommon):
    """A grade is revisited when the volume of business changes (GR-35)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.cat = cls.customers = cls._customers("Ann", "Bob", "Cat")
        for partner, amount in zip(cls.customers, (900, 300, 50), strict=True):
            cls._transact(partner, amount, "2024-06-01")
        cls.scheme = cls._scheme(
            "weighted",
            [("A", {"score_min": 80}), ("B", {"score_min": 40}), ("C", {})],
            [
                {
                    "metric": "revenue",
                    "weight": 100,
                    "window_value": 1,
                    "window_unit": "year",
                    "bands": BANDS,
                    "null_policy": "zero",
                }
            ],
            revisit_change_percent=30,
            user_id=cls.users["manager"].id,
        )
        cls.run_june = cls._run(cls.scheme)
        cls.run_june.action_confirm()

    def _revisit(self):
        with freeze_time("2024-12-31"), self.enter_registry_test_mode():
            self.env.ref(
                "group_customer.ir_cron_group_customer_grade_scheme_revisit"
            ).method_direct_trigger()

    def _listed(self):
        awards = self.env["group.customer.grade.award"].search(
            [("revisit_since", "!=", False), ("scheme_id", "=", self.scheme.id)],
            order="partner_id",
        )
        return {
            award.partner_id.name: (award.revisit_since, award.volume_change)
            for award in awards
        }

    def _change_volumes(self):
        # 900 → 1,170 is 30 per cent and no more, 300 → 400 is 33.33, 50 → 30 is −40
        self._transact(self.ann, 270, "2024-10-01")
        self._transact(self.bob, 100, "2024-10-01")
        self._transact(self.cat, 20, "2024-10-01", kind="refund")

    def test_more_than_the_tolerated_change_is_listed(self):
        self._change_volumes()
        self._revisit()
        today = date(2024, 12, 31)
        self.assertEqual(self._listed(), {"Bob": (today, 33.33), "Cat": (today, -40)})
        activity = self.scheme.activity_ids
        self.assertEqual(activity.user_id, self.users["manager"])
        self.assertIn("2 customers", activity.note)

    def test_nothing_changed(self):
        self._revisit()
        self.assertFalse(self._listed())
        self.assertFalse(self.scheme.activity_ids)

    def test_told_once_and_taken_back(self):
        self._change_volumes()
        self._revisit()
        self._revisit()
        self.assertEqual(len(self.scheme.activity_ids), 1)
        self._transact(self.bob, 100, "2024-11-01", kind="refund")
        self._revisit()
        self.assertEqual(set(self._listed()), {"Cat"})

    def test_next_grading_clears_the_list(self):
        self._change_volumes()
        self._revisit()
        later = self._run(self.scheme, date(2024, 12, 31))
        later.action_confirm()
        self.assertFalse(self._listed())
        self._revisit()
        self.assertFalse(self._listed())

    def test_business_from_nothing(self):
        """From no business to some is a change that no per cent can tell."""
        [dan] = self._customers("Dan")
        run = self._run(self.scheme)
        run.action_confirm()
        self._transact(dan, 10, "2024-10-01")
        self._revisit()
        self.assertEqual(self._listed(), {"Dan": (date(2024, 12, 31), 0)})

    def test_zero_watches_nothing(self):
        self.scheme.revisit_change_percent = 0
        self._change_volumes()
        self._revisit()
        self.assertFalse(self._listed())

    def test_list_cannot_be_forged(self):
        values = {
            "partner_id": self.ann.id,
            "grade_id": self.scheme.grade_ids[0].id,
            "reason": "Forged",
            "revisit_since": "2024-12-31",
        }
        awards = self.env["group.customer.grade.award"].with_user(self.users["admin"])
        with self.assertRaises(UserError):
            awards.create(values)
        with self.assertRaises(UserError):
            awards.search([("partner_id", "=", self.ann.id)]).write(
                {"revisit_since": False}
            )
