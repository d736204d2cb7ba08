# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .allocation_common import AllocationCommon


@tagged("post_install", "-at_install")
class TestAllocationExample(AllocationCommon):
    """The worked example of ``docs/allocation.md``: every number there is one here,
    worked out by hand."""

    factors = {"renewal": {"amount": 2, "payment_due_on": 1}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._enter_figures("Li", 90, 100, 95, 50)
        cls._enter_figures("Zhang", 120, 80, 90, 100)
        cls._enter_figures("Wang", 70, 90, 100, 0)
        cls.receivers["Wang"].extended_probation_from = "2024-02-10"
        # Wang may not sell wealth products
        certificate = cls.env["group.customer.certificate.type"].create(
            {"name": "Wealth Products", "code": "test_wealth"}
        )
        cls.kinds["maturity"].certificate_type_ids = certificate
        for name in ("Li", "Zhang"):
            cls.env["group.customer.certificate"].create(
                {
                    "manager_id": cls.receivers[name].id,
                    "type_id": certificate.id,
                    "date_from": "2020-01-01",
                }
            )
        cls._create_pool_of_example()

    @classmethod
    def _create_pool_of_example(cls):
        both = cls._create_customer("Maple")
        pinned = cls._create_customer("Pine")
        pinned.is_assignment_pinned = True
        managed = cls._create_customer("Oak", user_id=cls.users["account"].id)
        # Matures 15 days after the last day of the month: the last that is dealt
        make = cls._create_resource
        make("M1", "maturity", 50000, both, date="2024-04-15")
        make("R1", "renewal", 30000, date="2024-03-20")
        make("R2", "renewal", 20000, date="2024-03-05")
        make("R3", "renewal", 25000, pinned, date="2024-03-10")
        for name, amount, partner in (
            ("O1", 90000, None),
            ("O2", 80000, None),
            ("O3", 75000, managed),
            ("O4", 70000, None),
            ("O5", 60000, None),
            ("O6", 55000, both),
            ("O7", 50000, None),
            ("O8", 40000, None),
        ):
            make(name, "old", amount, partner)
        make("N1", "not_yet_matured", 10000)
        # Neither: matures one day too late for the month, due after it, too far ahead
        late = {"is_kind_given": True}
        make("X1", "maturity", 99000, date="2024-04-16", **late)
        make("X2", "renewal", 99000, date="2024-04-01", **late)
        make("X3", "not_yet_matured", 99000, date="2025-03-01", **late)

    def test_every_number_of_the_document(self):
        run = self._computed()
        self.assertAddsUp(run)
        # 1. The pool
        self.assertEqual((run.pool_count, run.piece_count, run.headcount), (13, 10, 3))
        self.assertAlmostEqual(run.per_head, 3.33, 2)
        # 2. Scores and the queue
        self.assertEqual(
            [(r.user_id.name, r.score) for r in run.receiver_ids],
            [("Li", 92), ("Zhang", 88), ("Wang", 43)],
        )
        self.assertEqual(
            [
                [part["points"] for part in receiver.score_detail]
                for receiver in run.receiver_ids
            ],
            [[40, 18, 10, 19, 5], [32, 20, 8, 18, 10], [0, 14, 9, 20, 0]],
        )
        self.assertIn("probation", run.receiver_ids[2].score_text)
        self.assertEqual(run.receiver_ids[2].barred_text, "Maturity")
        # 3. Shares
        self.assertEqual(
            [
                (
                    quota.code,
                    quota.pool_count,
                    quota.piece_count,
                    round(quota.per_head, 2),
                    quota.target_count,
                    quota.missing_count,
                    quota.dealt_count,
                    quota.companion_count,
                    quota.left_count,
                )
                for quota in run.quota_ids
            ],
            [
                ("maturity", 1, 1, 0.33, 1, 0, 1, 0, 0),
                ("renewal", 3, 2, 1.0, 3, 1, 2, 0, 1),
                ("old", 8, 6, 1.67, 5, 0, 5, 1, 2),
                ("other", 1, 1, 0.33, 1, 0, 1, 0, 0),
            ],
        )
        # 4. Importance
        self.assertEqual(
            {
                line.resource_id.name: (line.position, round(line.points, 2))
                for line in run.line_ids
                if line.kind_id.code in ("renewal", "old")
            },
            {
                "R1": (1, 66.67),
                "R3": (2, 50.0),
                "R2": (3, 33.33),
                "O1": (1, 100.0),
                "O2": (2, 85.71),
                "O3": (3, 71.43),
                "O4": (4, 57.14),
                "O5": (5, 42.86),
                "O6": (6, 28.57),
                "O7": (7, 14.29),
                "O8": (8, 0.0),
            },
        )
        # 5. Quotas
        self.assertEqual(
            [
                [item["count"] for item in receiver.quota_detail]
                for receiver in run.receiver_ids
            ],
            [[1, 0, 2, 0], [0, 1, 2, 0], [0, 1, 1, 1]],
        )
        # 6. Who gets what
        self.assertEqual(
            self._get_dealt(run),
            {
                "M1": "Li",
                "O6": "Li",
                "R1": "Zhang",
                "R2": "Wang",
                "R3": "(pinned)",
                "O1": "Li",
                "O2": "Zhang",
                "O3": "(managed)",
                "O4": "Wang",
                "O5": "Li",
                "O7": "Zhang",
                "O8": "(quota)",
                "N1": "Wang",
            },
        )
        companion = run.line_ids.filtered(lambda line: line.resource_id.name == "O6")
        self.assertEqual(companion.lead_line_id.resource_id.name, "M1")

    def test_the_explanation_of_a_line(self):
        run = self._computed()
        texts = {
            line.resource_id.name: line.with_user(self.director).explanation
            for line in run.line_ids
        }
        self.assertIn("No. 1 of Renewal by importance with 66.67 points", texts["R1"])
        self.assertIn("Amount 30,000: 100.0 × 2", texts["R1"])
        self.assertIn("Payment Due 2024-03-20: 0.0 × 1", texts["R1"])
        self.assertIn(
            "Proposed for Zhang: place 2 in the queue with a score of 88.00, round 1 "
            "of Renewal, quota Maturity 0, Renewal 1, Old 2, Other 0.",
            texts["R1"],
        )
        self.assertIn("Goes with M1", texts["O6"])
        self.assertIn("Left: the customer is pinned.", texts["R3"])
        self.assertIn("beyond the part of its share", texts["O8"])

    def test_what_is_carried_out(self):
        run = self._computed()
        self._carry_out(run)
        self.assertEqual(run.state, "done")
        holders = {
            line.resource_id.name: line.partner_id.user_id.name for line in run.line_ids
        }
        self.assertEqual(holders["M1"], "Li")
        self.assertEqual(holders["R1"], "Zhang")
        self.assertEqual(holders["O3"], self.users["account"].name)
        self.assertFalse(holders["O8"])
        # One customer with two resources: each once, the customer once
        maple = run.line_ids.filtered(lambda line: line.resource_id.name == "M1")
        self.assertEqual(maple.partner_id.resource_circulation_count, 1)
        self.assertEqual(sum(self.Resource.search([]).mapped("circulation_count")), 10)
        # What was missing is carried to April: 1 renewal
        april = self._computed(month=run.month.replace(month=4))
        owed = april._get_owed_before(april.scheme_definition)
        self.assertEqual(owed, run.quota_ids.mapped("missing_count"))
        self.assertEqual(owed[1], 1)
