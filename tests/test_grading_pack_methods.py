# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .pack_schemes_common import PackSchemesCommon


@tagged("post_install", "-at_install")
class TestMethodSchemes(PackSchemesCommon):
    """GR-23: RFM and CLV."""

    def test_rfm_segments(self):
        scheme = self._load("rfm", "rfm")

        def customer(name, days, *amounts):
            """The last sale so many days ago, the others a month before it."""
            partner = self._customers(name)
            for place, amount in enumerate(amounts):
                shift = {"days": days + (30 if place else 0)}
                self._transact(partner, amount, self._years_ago(0, **shift))

        # Of 8 customers with sales: 1 + floor(5 × worse / 8) for R and M; the ninth
        # has no sale at all but no orders: 1 + floor(5 × worse / 9) for F.
        customer("champion", 1, 900, 900, 900, 900)
        customer("big once", 2, 3000)
        customer("gone big", 300, 1000, 1000, 1000)
        customer("gone once", 310, 2500)
        customer("loyal", 3, 10, 10, 10)
        customer("fresh", 4, 20)
        customer("gone small", 320, 5, 5, 5)
        customer("gone", 330, 15)
        self._customers("nothing")
        run = self._run(scheme, self.today)
        found = {
            line.partner_id.name: (line.score_code, line.grade_id.code)
            for line in run.line_ids
        }
        # R worse: champion 7 → 5, big once 6 → 4, loyal 5 → 4, fresh 4 → 3,
        #   gone big 3 → 2, gone once 2 → 2, gone small 1 → 1, gone 0 → 1
        # F: 4 orders: 8 worse → 5; 3 orders: 5 worse → 3; 1 order: 1 worse → 1; 0 → 1
        # M: champion 3600: 7 → 5, big once 3000: 5 → 4, gone big 3000: 5 → 4,
        #   gone once 2500: 4 → 3, loyal 30: 3 → 2, fresh 20: 2 → 2, 15: 0 → 1 (twice)
        self.assertEqual(
            found,
            {
                "champion": ("5-5-5", "CH"),
                "big once": ("4-1-4", "PL"),
                "gone big": ("2-3-4", "AR"),
                "gone once": ("2-1-3", "HI"),
                "loyal": ("4-3-2", "NP"),
                "fresh": ("3-1-2", "HI"),
                "gone small": ("1-3-1", "HI"),
                "gone": ("1-1-1", "HI"),
                "nothing": ("1-1-1", "HI"),
            },
        )

    def test_every_score_belongs_to_one_segment(self):
        """The eight segments cover all 125 combinations, each once."""
        scheme = self._load("rfm", "rfm")
        counts = dict.fromkeys(scheme.grade_ids.mapped("code"), 0)
        names = scheme.criterion_ids.ids
        for code in range(125):
            scores = dict(
                zip(
                    names,
                    (code // 25 + 1, code // 5 % 5 + 1, code % 5 + 1),
                    strict=True,
                )
            )
            held = [
                grade.code
                for grade in scheme.grade_ids[:-1]
                if all(
                    row.score_from <= scores[row.criterion_id.id] <= row.score_to
                    for row in grade.segment_ids
                )
            ]
            self.assertLessEqual(len(held), 1)
            counts[held[0] if held else scheme.grade_ids[-1].code] += 1
        # High: two of five scores, low: three
        self.assertEqual(
            counts,
            {
                "CH": 8,
                "PL": 12,
                "CL": 12,
                "AR": 18,
                "LO": 12,
                "NP": 18,
                "NA": 18,
                "HI": 27,
            },
        )

    def test_lifetime_value(self):
        scheme = self._load("rfm", "clv")
        known, assumed, small, nothing = self._customers(
            "known", "assumed", "small", "nothing"
        )
        # Margins of three years: 9,000, then 20 % of 7,500 and of 600; the mean
        # per year × 0.8 ÷ (1 + 0.1 − 0.8)
        self._transact(known, 10000, self._years_ago(2), margin=9000)
        self._transact(assumed, 7500, self._years_ago(1))
        self._transact(small, 600, self._years_ago(0, months=1))
        self._transact(nothing, 90000, self._years_ago(4), margin=90000)
        self._assert_grades(
            scheme, {"known": "A", "assumed": "B", "small": "C", "nothing": "C"}
        )
        values = {
            line.partner_id.name: line.value
            for line in scheme.run_ids.line_ids
            if line.partner_id != nothing
        }
        self.assertEqual(values, {"known": 8000, "assumed": 1333.33, "small": 106.67})
