# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields

from .grading_common import GradingCommon

GRADES = [
    ("A", {"score_min": 80}),
    ("B", {"score_min": 60}),
    ("C", {"score_min": 0}),
]
BANDS = [(None, 100, 0), (100, 500, 70), (500, None, 100)]


class PreviewCommon(GradingCommon):
    """A scheme that a designer changes, and today's customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = ("Ann", "Bob", "Cat", "Dan", "Nil")
        cls.customers = cls._customers(*cls.names)
        cls.today = fields.Date.context_today(cls.env.user)
        for customer, amount in zip(cls.customers, (900, 500, 499, 50), strict=False):
            cls._transact(customer, amount, fields.Date.subtract(cls.today, months=2))
        cls._rate(cls.customers[0], 10)
        cls._rate(cls.customers[1], 100)
        cls.scheme = cls._scheme(
            "weighted",
            GRADES,
            [
                {"metric": "revenue", "name": "Sales", "weight": 100, "bands": BANDS},
                {
                    "metric": "rating",
                    "name": "Poor",
                    "role": "cap",
                    "grade": "C",
                    "operator": "<=",
                    "threshold": 10,
                    "null_policy": "skip",
                },
            ],
        )
        # Ann: 100, but capped to C. Bob: 100, A. Cat: 70, B. Dan and Nil: 0, C.
        cls.designer = cls.users["admin"]
        cls.scheme = cls.scheme.with_user(cls.designer)

    def _measure(self, scheme=None):
        (scheme or self.scheme).action_measure_today()

    def _counts(self, preview):
        self.assertEqual(preview["state"], "ready")
        return {grade["code"]: grade["count"] for grade in preview["grades"]}

    def _bars(self, preview, name):
        [criterion] = [one for one in preview["criteria"] if one["name"] == name]
        return [bar["count"] for bar in criterion["bars"]]
