# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .pack_schemes_common import PackSchemesCommon


@tagged("post_install", "-at_install")
class TestRequestedLevels(PackSchemesCommon):
    """Levels that are asked for: VIP cards and the VIP level of group insurance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = new_test_user(
            cls.env,
            login="gc_other_director",
            groups="base.group_user,group_customer.group_group_customer_director",
        )

    def _ask(self, scheme, partner, grade, route):
        partner.user_id = self.users["account"]
        request = (
            self.env["group.customer.grade.request"]
            .with_user(self.users["account"])
            .create(
                {
                    "partner_id": partner.id,
                    "scheme_id": scheme.id,
                    "grade_id": scheme.grade_ids.filtered_domain(
                        [("code", "=", grade)]
                    ).id,
                    "route_id": scheme.route_ids.filtered_domain(
                        [("code", "=", route)]
                    ).id,
                    "reason": "High return",
                    "has_consent": True,
                    "identity_verified": True,
                }
            )
        )
        request.action_submit()
        request.with_user(self.director).action_approve()
        return request

    def test_vip_card_by_both_routes(self):
        """GR-18, AP-07: who asked holds the card, nobody else gets one."""
        scheme = self._load("bank_vip", "vip_card")
        self.assertEqual(
            scheme.route_ids.mapped("code"), ["individual", "corporate_executive"]
        )
        self.assertTrue(all(scheme.route_ids.mapped("requires_identity")))
        self.assertTrue(all(scheme.route_ids.mapped("requires_consent")))
        rich, chief, other = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "customer_rank": 1,
                    "category_id": [Command.link(self.category.id)],
                }
                for name in ("Rich", "Chief", "Other")
            ]
        )
        self._transact(other, 10000000, self.today)
        self._ask(scheme, rich, "DIA", "individual")
        self._ask(scheme, chief, "GOL", "corporate_executive")
        self._assert_grades(scheme, {"Rich": "DIA", "Chief": "GOL", "Other": None})

    def test_layered_insurance_says_which_tables_are_missing(self):
        scheme = self._load("insurance", "layered_insurance")
        for name in ("Standard premium size", "Customer loyalty", "Profit contrib"):
            with self.assertRaisesRegex(UserError, name):
                scheme._check_complete()

    def _fill(self, scheme, tables):
        for criterion in scheme.criterion_ids:
            criterion.band_ids = [
                Command.create(self._band(*band))
                for band in tables[criterion.metric_id.measure]
            ]

    def test_layered_insurance_works_once_filled(self):
        """GR-20: premium size × loyalty × profit contribution, by hand."""
        scheme = self._load("insurance", "layered_insurance")
        self._fill(
            scheme,
            {
                "revenue": [
                    (None, 100000, 0.8),
                    (100000, 500000, 1),
                    (500000, None, 1.5),
                ],
                "cooperation_years": [(None, 3, 1), (3, None, 1.25)],
                "gross_margin_share": [(None, 20, 0.8), (20, None, 1.2)],
            },
        )

        def client(name, amount, margin=None, first=None):
            partner = self._customers(name)
            values = {} if margin is None else {"margin": margin}
            self._transact(partner, amount, self._years_ago(0, months=2), **values)
            if first:
                self._transact(partner, 1, self._years_ago(first), margin=0)
            return partner

        client("big", 500000, 100000)  # 1.5 × 1 × 1.2 = 1.8
        client("cost unknown", 500000)  # 1.5 × 1 = 1.5
        client("loyal", 100000, 10000, first=3)  # 1 × 1.25 × 0.8 = 1
        client("thin", 499999, 1000)  # 1 × 1 × 0.8
        client("small", 99999, 90000)  # 0.8 × 1 × 1.2 = 0.96
        self._customers("nothing")  # 0.8 × 1
        self._ask(scheme, client("asked", 10), "VIP", "vip_declaration")
        self._assert_grades(
            scheme,
            {
                "big": "L1",
                "cost unknown": "L1",
                "loyal": "L2",
                "thin": "L3",
                "small": "L3",
                "nothing": "L3",
                "asked": "VIP",
            },
        )
        scores = {
            line.partner_id.name: line.score
            for line in scheme.run_ids.line_ids
            if line.partner_id.name != "asked"
        }
        self.assertEqual(
            scores,
            {
                "big": 1.8,
                "cost unknown": 1.5,
                "loyal": 1.0,
                "thin": 0.8,
                "small": 0.96,
                "nothing": 0.8,
            },
        )

    def test_sum_and_average_are_data(self):
        """GR-20: how the coefficients combine is a setting."""
        scheme = self._load("insurance", "layered_insurance")
        self._fill(
            scheme,
            {
                "revenue": [(None, 50, 0.1), (50, 500, 1), (500, None, 3)],
                "cooperation_years": [(None, 5, 0.2), (5, None, 1.2)],
                "gross_margin_share": [(None, 5, 0.1), (5, None, 1)],
            },
        )
        partner = self._customers("one")
        self._transact(partner, 100, self.today, margin=10)
        # Coefficients 1, 0.2 and 1
        for combination, score in (("product", 0.2), ("sum", 2.2), ("average", 0.73)):
            scheme.combination = combination
            run = self._run(scheme, self.today)
            self.assertEqual(run.line_ids.score, score, combination)
            run.unlink()
