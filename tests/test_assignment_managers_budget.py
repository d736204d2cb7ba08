# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .managers_common import ManagersCommon


@tagged("post_install", "-at_install")
class TestBudgetSplit(ManagersCommon):
    """An amount over teams, to the cent (AM-27)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.west_team = cls._create_team("West", "director", ["director"])
        cls.teams = cls.north_team + cls.south_team + cls.west_team
        small, large = cls._create_accounts(cls.users["account"], 2)
        south = cls._create_accounts(cls.users["stranger"], 1)
        west = cls._create_accounts(cls.users["director"], 1)
        Transaction = cls.env["group.customer.transaction"]
        for number, (partner, date, kind, amount) in enumerate(
            (
                # 2024: north 500 + 1,000,000, south 700, west 1,500,000
                (small, "2024-02-01", "sale", 600),
                (small, "2024-12-31", "refund", 100),
                (large, "2024-05-05", "sale", 1_000_000),
                (south, "2024-01-01", "sale", 700),
                (west, "2024-07-01", "sale", 1_500_000),
                # 2023: north 400,500, south 100, west 2,000,000
                (large, "2023-05-05", "sale", 400_500),
                (south, "2023-01-01", "sale", 100),
                (west, "2023-12-31", "sale", 2_000_000),
                # Outside
                (south, "2025-01-01", "sale", 9_999),
            )
        ):
            Transaction.create(
                {
                    "reference": f"BUDGET/{number}",
                    "partner_id": partner.id,
                    "date": date,
                    "kind": kind,
                    "amount": amount,
                    "currency_id": cls.company.currency_id.id,
                }
            )

    def _split(self, basis, amount, teams=None, user="director", **values):
        split = self._as(user, self.env["group.customer.budget.split"]).create(
            {
                "name": "Care",
                "amount": amount,
                "basis": basis,
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "team_ids": [Command.set((teams or self.teams).ids)],
                **values,
            }
        )
        split.action_split()
        return split

    def _shares(self, split):
        return {
            line.team_id.name: (line.account_count, line.figure, line.amount)
            for line in split.line_ids
        }

    def test_by_revenue(self):
        # 2,501,200 in all; 1,000,500 / 700 / 1,500,000 of it, of 100:
        # 40.0008, 0.02799, 59.9712: in cents 4000.08, 2.798…, 5997.12; the last cent
        # goes to the largest remainder, South
        self.assertEqual(
            self._shares(self._split("stock", 100)),
            {
                "North": (2, 1_000_500, 40.00),
                "South": (1, 700, 0.03),
                "West": (1, 1_500_000, 59.97),
            },
        )

    def test_by_growth(self):
        # North +600,000, South +600, West shrank
        self.assertEqual(
            self._shares(self._split("growth", 1001)),
            {
                "North": (2, 600_000, 1000.00),
                "South": (1, 600, 1.00),
                "West": (1, 0, 0.00),
            },
        )

    def test_by_high_value_customers(self):
        # 1,000,000 counts, it is just enough
        self.assertEqual(
            self._shares(self._split("high_value", 10)),
            {
                "North": (1, 1_000_000, 4.00),
                "South": (0, 0, 0.00),
                "West": (1, 1_500_000, 6.00),
            },
        )
        parameter = self.env["group.customer.parameter"].search(
            [("code", "=", "high_value_revenue")]
        )
        parameter.value_ids.value = 1_000_001
        self.assertEqual(
            self._shares(self._split("high_value", 10))["West"],
            (1, 1_500_000, 10.00),
        )

    def test_every_cent_is_given_out(self):
        for amount in (0.01, 0.02, 1, 99.99, 123_456.78):
            split = self._split("stock", amount)
            with self.subTest(amount=amount):
                self.assertAlmostEqual(sum(split.line_ids.mapped("amount")), amount, 2)
                self.assertAlmostEqual(
                    sum(split.line_ids.mapped("share_percent")), 100, 6
                )

    def test_nothing_to_go_by(self):
        for message, values in (
            ("above zero", {"amount": 0, "basis": "stock"}),
            ("above zero", {"amount": -5, "basis": "stock"}),
            (
                "none of the teams",
                {"amount": 5, "basis": "growth", "teams": self.west_team},
            ),
            (
                "ends before it begins",
                {"amount": 5, "basis": "stock", "date_to": "2023-01-01"},
            ),
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, message):
                    self._split(**values)

    def test_recorded_once_on_each_team(self):
        split = self._split("stock", 100)
        split.action_record()
        for team, share in (("North", "40.00"), ("South", "0.03"), ("West", "59.97")):
            record = self.teams.filtered(lambda one, team=team: one.name == team)
            self.assertIn(share, record.message_ids[0].body)
            self.assertEqual(
                record.message_ids[0].author_id, self.users["director"].partner_id
            )
        with self.assertRaisesRegex(UserError, "recorded already"):
            split.action_record()

    def test_shares_belong_to_their_input(self):
        split = self._split("stock", 100)
        split.amount = 1000
        self.assertFalse(split.line_ids)
        with self.assertRaisesRegex(UserError, "not split yet"):
            split.action_record()
        split.action_split()
        with self.assertRaisesRegex(UserError, "cannot be entered"):
            split.line_ids[0].amount = 999
        with self.assertRaises(UserError):
            split.line_ids = [Command.clear()]

    def test_who_may_split(self):
        for name in ("account", "manager", "employee", "settlement"):
            with self.subTest(role=name), self.assertRaises(AccessError):
                self._split("stock", 100, user=name)
