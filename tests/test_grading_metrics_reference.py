# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged
from odoo.tools import SQL

from .grading_common import AS_OF
from .measuring_common import (
    DISCOUNT,
    MARGIN_RATE,
    QUESTIONS,
    RETENTION,
    SEEDS,
    MeasuringCommon,
)

CENT = Decimal("0.01")


def cents(value):
    return None if value is None else value.quantize(CENT, rounding=ROUND_HALF_UP)


class Rows:
    """The history of a customer, or of a group, counted once more by hand."""

    def __init__(self, rows, categories, referrals):
        self.rows = [row for row in rows if row.date <= AS_OF]
        self.categories = categories
        self.referrals = referrals

    def value(self, measure, months):
        start = self._start(months) if months else None
        rows = [row for row in self.rows if not start or row.date >= start]
        return getattr(self, measure)(rows, months)

    def _start(self, months):
        return AS_OF - relativedelta(months=months) + timedelta(days=1)

    def _amount(self, row):
        return Decimal(str(row.amount)) * (1 if row.kind == "sale" else -1)

    def _margin(self, row):
        if not row.is_margin_known:
            return None
        return Decimal(str(row.margin)) * (1 if row.kind == "sale" else -1)

    def _sales(self, rows):
        return [row for row in rows if row.kind in ("sale", "refund")]

    def revenue(self, rows, months):
        sales = self._sales(rows)
        return sum(map(self._amount, sales), Decimal(0)) if sales else None

    def revenue_growth(self, rows, months):
        first, second = self._start(2 * months), self._start(months)
        before = [row for row in self.rows if first <= row.date < second]
        before = self.revenue(before, months)
        if before is None or before <= 0:
            return None
        now = self.revenue(rows, months) or Decimal(0)
        return cents((now / before - 1) * 100)

    def average_order(self, rows, months):
        amounts = [Decimal(str(row.amount)) for row in rows if row.kind == "sale"]
        return cents(sum(amounts) / len(amounts)) if amounts else None

    def gross_margin(self, rows, months):
        margins = [self._margin(row) for row in self._sales(rows)]
        known = [margin for margin in margins if margin is not None]
        return sum(known, Decimal(0)) if known else None

    def gross_margin_share(self, rows, months):
        known = [row for row in self._sales(rows) if row.is_margin_known]
        amount = sum(map(self._amount, known), Decimal(0))
        margin = sum(map(self._margin, known), Decimal(0))
        return cents(margin / amount * 100) if amount > 0 else None

    def clv(self, rows, months):
        total = None
        for row in self._sales(rows):
            margin = self._margin(row)
            if margin is None:
                margin = self._amount(row) * MARGIN_RATE / 100
            total = (total or 0) + margin
        if total is None:
            return None
        if not months:
            age = relativedelta(AS_OF, min(row.date for row in self._sales(rows)))
            months = max(12, age.years * 12 + age.months)
        retention, discount = RETENTION / 100, DISCOUNT / 100
        return cents(total * 12 / months * retention / (1 + discount - retention))

    def category_revenue(self, rows, months):
        return self.revenue(
            [row for row in rows if row.product_category_id in self.categories], months
        )

    def category_count(self, rows, months):
        return Decimal(
            sum(
                row.kind == "sale" and row.product_category_id in self.categories
                for row in rows
            )
        )

    def recency_days(self, rows, months):
        days = [row.date for row in self.rows if row.kind == "sale"]
        return Decimal((AS_OF - max(days)).days) if days else None

    def cooperation_years(self, rows, months):
        if not self._sales(self.rows):
            return None
        age = relativedelta(AS_OF, min(row.date for row in self._sales(self.rows)))
        return cents(Decimal(age.years * 12 + age.months) / 12)

    def referral_count(self, rows, months):
        return Decimal(self.referrals)

    def overdue_age(self, rows, months):
        return Decimal(0)  # the history owes nothing


@tagged("post_install", "-at_install")
class TestGradingMetricsReference(MeasuringCommon):
    """The statement equals plain Python over the same rows."""

    def test_statement_equals_plain_python(self):
        brought = self._create_company_partner("Brought", referrer_id=self.mill.id)
        brought.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET create_date = '2024-01-01' WHERE id = %s",
                brought.id,
            )
        )
        schemes = {
            level: self._questions_scheme(node_level=level)
            for level in ("entity", "root")
        }
        for seed in SEEDS:
            history = self._make_history(random.Random(seed))
            for level, scheme in schemes.items():
                subjects = {partner: partner for partner in self.customers}
                if level == "root":
                    subjects = {partner: partner for partner in self.lone}
                    subjects[self.head] = self.tree
                measured = self._measured(self._definition(scheme))
                self.assertEqual(set(measured), {partner.id for partner in subjects})
                for subject, members in subjects.items():
                    rows = Rows(
                        history.filtered(lambda row, m=members: row.partner_id in m),
                        self.property + self.villas,
                        int(self.mill in members),
                    )
                    for question, value in zip(
                        QUESTIONS, measured[subject.id], strict=True
                    ):
                        with self.subTest(
                            seed=seed, level=level, who=subject.name, question=question
                        ):
                            self.assertEqual(value, rows.value(*question))
