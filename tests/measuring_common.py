# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from decimal import Decimal

from odoo.tools import SQL

from .grading_common import AS_OF, GradingCommon

SEEDS = (3, 20240630)
RETENTION, DISCOUNT, MARGIN_RATE = Decimal("72.5"), Decimal(8), Decimal("12.5")
# Measure and months of the window; 0: all time
QUESTIONS = (
    ("revenue", 12),
    ("revenue_growth", 12),
    ("revenue_growth", 5),
    ("average_order", 12),
    ("average_order", 0),
    ("gross_margin", 24),
    ("gross_margin", 0),
    ("gross_margin_share", 24),
    ("clv", 36),
    ("clv", 0),
    ("category_revenue", 12),
    ("category_count", 0),
    ("recency_days", 0),
    ("cooperation_years", 0),
    ("referral_count", 0),
    ("overdue_age", 0),
)


class MeasuringCommon(GradingCommon):
    """Random histories of groups and lone customers, with ties and gaps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        category = cls.env["product.category"]
        cls.property = category.create({"name": "Property"})
        cls.villas = category.create({"name": "Villas", "parent_id": cls.property.id})
        cls.other_goods = category.create({"name": "Other"})
        for measure in ("category_revenue", "category_count"):
            cls._metric(measure).product_category_id = cls.property
        cls.tree.category_id = cls.category
        cls.lone = cls._customers("Ann", "Bob", "Cid", "Dee")
        cls.customers = cls.tree + cls.lone

    def _make_history(self, rng):
        days = [AS_OF - timedelta(days=number) for number in (-1, 0, 181, 182, 364)]
        days += [
            AS_OF - timedelta(days=number) for number in (365, 366, 730, 731, 1400)
        ]
        days += [AS_OF - timedelta(days=rng.randrange(1500)) for _day in range(12)]
        vals_list = []
        for customer in self.customers - self.lone[-1]:
            for _row in range(rng.choice([1, 4, 12, 25])):
                kind = rng.choice(["sale"] * 6 + ["refund"] * 3 + ["payment"])
                amount = rng.choice([10, 10, 99.99, 250.05, 1000])
                vals = {
                    "partner_id": customer.id,
                    "kind": kind,
                    "amount": amount,
                    "date": rng.choice(days),
                    "reference": f"R{len(vals_list)}",
                    "product_category_id": rng.choice(
                        [False, self.property.id, self.villas.id, self.other_goods.id]
                    ),
                }
                if kind != "payment" and rng.random() < 0.6:
                    vals["margin"] = rng.choice([0, 1.01, amount / 4, -3])
                vals_list.append(vals)
        transactions = self.env["group.customer.transaction"]
        transactions.search([("partner_id", "in", self.customers.ids)]).unlink()
        today = self.env.cr.now().date()
        self.assertLess(AS_OF, today)
        return transactions.create(vals_list)

    @classmethod
    def _questions_scheme(cls, questions=QUESTIONS, **values):
        return cls._scheme(
            "weighted",
            [("A", {"score_min": 0})],
            [
                {
                    "metric": measure,
                    "weight": 1,
                    "bands": [(None, None, 100)],
                    "null_policy": "skip",
                    "window_value": months,
                    "window_unit": "month",
                }
                for measure, months in questions
            ],
            weight_total=len(questions),
            clv_retention=float(RETENTION),
            clv_discount=float(DISCOUNT),
            clv_margin_rate=float(MARGIN_RATE),
            **values,
        )

    def _definition(self, scheme):
        return scheme._get_definition(self.us_company, AS_OF)

    def _measured(self, definition):
        """Return the values by customer, in the order of the criteria."""
        engine = self.env["group.customer.grade.engine"]
        keys, measurements = engine._compile_measurements(definition)
        # As text: psycopg would make floats of exact numbers
        columns = [SQL("%s::text", SQL.identifier(key)) for key in keys.values()]
        rows = self.env.execute_query(
            SQL(
                "WITH %s SELECT id, %s FROM measured",
                SQL(", ").join(engine._measured_ctes(definition, measurements)),
                SQL(", ").join(columns),
            )
        )
        return {
            customer: [value and Decimal(value) for value in values]
            for customer, *values in rows
        }
