# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .resources_common import ResourcesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestResourceRank(ResourcesCommon):
    """The order of importance from the records, worked out by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        units = cls.env["group.customer.resource.unit"].create(
            [
                {"name": "Head Office", "code": "HO", "rank": 1},
                {"name": "Branch", "code": "BR", "rank": 2},
            ]
        )
        cls.head_office, cls.branch = units

    def _rank(self, code, weights, resources):
        return resources._rank(self.kinds[code], weights)

    def _order(self, code, weights, resources):
        names = {resource.id: resource.name for resource in resources}
        return [
            (names[line["resource_id"]], line["points"])
            for line in self._rank(code, weights, resources)
        ]

    def test_maturity(self):
        """Equal weights of the five factors of AM-07.

        =======  ======  =======  =====  ==========  ========
        of 100   amount  address  phone  date        unit
        =======  ======  =======  =====  ==========  ========
        M1       300     80 %     0 %    10 Dec      Branch
        M2       200     80 %     50 %   01 Dec      unknown
        M3       100     20 %     50 %   20 Dec      Head Office
        =======  ======  =======  =====  ==========  ========

        M1: 100 + 75 (ahead of one, level with one) + 0 + 50 + 50 = 275 / 5 = 55
        M2: 50 + 75 + 75 + 100 + 0 = 300 / 5 = 60
        M3: 0 + 0 + 75 + 0 + 100 = 175 / 5 = 35
        """
        resources = self.Resource.browse()
        for name, amount, address, phone, date, unit in (
            ("M1", 300, 80, 0, "2026-12-10", self.branch),
            ("M2", 200, 80, 50, "2026-12-01", None),
            ("M3", 100, 20, 50, "2026-12-20", self.head_office),
        ):
            resources += self._resource(
                name,
                amount=amount,
                address_completeness=address,
                phone_completeness=phone,
                date=date,
                original_unit_id=unit and unit.id,
            )
        resources[0].write({"phone_completeness": 0.0, "is_phone_given": True})
        weights = {
            factor["code"]: 1 for factor in self.kinds["maturity"]._get_kind_factors()
        }
        self.assertEqual(
            list(weights), ["amount", "address", "phone", "date", "original_unit"]
        )
        self.assertEqual(
            self._order("maturity", weights, resources),
            [("M2", 60), ("M1", 55), ("M3", 35)],
        )
        # The amount alone
        self.assertEqual(
            self._order("maturity", {"amount": 2, "date": 0}, resources),
            [("M1", 100), ("M2", 50), ("M3", 0)],
        )

    def test_the_detail_explains_the_points(self):
        first = self._resource("M1", amount=300, original_unit_id=self.branch.id)
        second = self._resource("M2", amount=200, date="2026-12-01")
        lines = self._rank(
            "maturity", {"amount": 3, "date": 1, "original_unit": 1}, first + second
        )
        self.assertEqual(
            lines[0],
            {
                "resource_id": first.id,
                "position": 1,
                "points": 80.0,
                "detail": [
                    {
                        "factor": "amount",
                        "name": "Amount",
                        "value": 300.0,
                        "points": 100.0,
                        "weight": 3.0,
                        "contribution": 60.0,
                    },
                    {
                        "factor": "date",
                        "name": "Date",
                        "value": "2026-12-10",
                        "points": 0.0,
                        "weight": 1.0,
                        "contribution": 0.0,
                    },
                    {
                        "factor": "original_unit",
                        "name": "Original Unit",
                        "value": 2,
                        "points": 100.0,
                        "weight": 1.0,
                        "contribution": 20.0,
                    },
                ],
            },
        )
        self.assertEqual((lines[1]["position"], lines[1]["points"]), (2, 20.0))
        self.assertIsNone(lines[1]["detail"][2]["value"])

    def test_factors_of_the_text_in_its_order(self):
        """AM-07, AM-08, AM-09."""
        for code, factors in (
            ("maturity", ["amount", "address", "phone", "date", "original_unit"]),
            (
                "renewal",
                [
                    "payment_due_on",
                    "amount",
                    "insured_on",
                    "address",
                    "phone",
                    "last_payment_on",
                    "original_unit",
                ],
            ),
            (
                "old",
                ["amount", "date", "address", "phone", "circulation", "converted"],
            ),
        ):
            with self.subTest(kind=code):
                found = self.kinds[code]._get_kind_factors()
                self.assertEqual([factor["code"] for factor in found], factors)

    def test_directions(self):
        """Which end of each factor is the important one."""
        early, late = "2020-01-01", "2021-01-01"
        for code, factor, first, second in (
            ("renewal", "payment_due_on", {"payment_due_on": "2026-12-01"}, {}),
            ("renewal", "insured_on", {"insured_on": early}, {"insured_on": late}),
            (
                "renewal",
                "last_payment_on",
                {"last_payment_on": late},
                {"last_payment_on": early},
            ),
            ("maturity", "date", {"date": "2026-12-01"}, {"date": "2026-12-02"}),
            ("old", "date", {"date": late}, {"date": early}),
            ("old", "circulation", {}, {"circulation_before": 1}),
            ("old", "converted", {"is_converted": True}, {}),
            ("old", "amount", {"amount": 2}, {"amount": 1}),
        ):
            with self.subTest(kind=code, factor=factor):
                better = self._resource(f"{code}-{factor}-1", **first)
                worse = self._resource(f"{code}-{factor}-2", **second)
                self.assertEqual(
                    self._order(code, {factor: 1}, worse + better),
                    [(better.name, 100), (worse.name, 0)],
                )

    def test_direction_is_data(self):
        first = self._resource("R1", amount=1)
        second = self._resource("R2", amount=2)
        kind = self.kinds["old"]
        line = kind.factor_ids.filtered(lambda line: line.factor == "amount")
        line.is_higher_first = False
        self.assertEqual(
            self._order("old", {"amount": 1}, first + second), [("R1", 100), ("R2", 0)]
        )

    def test_circulations_of_the_customer_count(self):
        """The counter stands on the customer (AM-09), with what was before Odoo."""
        user_id = self.users["account"].id
        passed_on = self._resource("R1", self.south)
        passed_on._mark_allocated({passed_on.id: user_id}, "2026-11-10")
        again = self._resource("R2", self.south)
        before = self._resource("R3", self.north, circulation_before=2)
        fresh = self._resource("R4", self.mill)
        lines = self._rank("old", {"circulation": 1}, again + before + fresh)
        self.assertEqual(
            [
                (line["resource_id"], line["points"], line["detail"][0]["value"])
                for line in lines
            ],
            [(fresh.id, 100, 0), (again.id, 50, 1), (before.id, 0, 2)],
        )

    def test_currencies_are_compared_by_worth(self):
        eur = self._enable_currency("EUR")
        eur.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": eur.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 0.1,
            }
        )
        first = self._resource("R1", amount=100, currency_id=eur.id)
        second = self._resource("R2", amount=900)
        self.assertEqual(
            [
                name
                for name, _points in self._order("old", {"amount": 1}, first + second)
            ],
            ["R1", "R2"],
        )

    def test_weights_that_cannot_be(self):
        resource = self._resource("R1")
        for weights, message in (
            ({}, "Maturity: no factor has a weight"),
            ({"amount": 0}, "Maturity: no factor has a weight"),
            ({"amount": 1, "date": -1}, "weight of the factor “Date” is negative"),
            ({"height": 1}, "there is no factor “height”"),
        ):
            with (
                self.subTest(weights=weights),
                self.assertRaisesRegex(UserError, message),
            ):
                self._rank("maturity", weights, resource)
