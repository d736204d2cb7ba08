# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL

from ...tools.bands import exact
from ...tools.windows import window_start
from .group_customer_grade_engine import Aggregate, Measurement


class GroupCustomerGradeEngine(models.AbstractModel):
    """The measures: which columns of which source, and what is made of them."""

    _inherit = "group.customer.grade.engine"

    # === SALES === #

    def _measure_revenue(self, question):
        """Untaxed sales less refunds; NULL without any document in the window."""
        return self._measure_sum(question, "sales", SQL("SUM(l.amount)"))

    def _measure_revenue_growth(self, question):
        """Change against the window of the same length just before, in per cent.

        Sold before and nothing now is −100. NULL when there was nothing to grow from
        (no sales before, or refunds only), and without a window.
        """
        if not question.months:
            return Measurement([], SQL("NULL"))
        start = window_start(question.as_of, 2 * question.months, "month")
        now = self._sum(question, "sales", SQL("SUM(l.amount)"), "now")
        before = Aggregate(
            "sales",
            f"{question.key}_before",
            SQL(
                "SUM(l.amount) FILTER (WHERE l.date >= %s AND l.date < %s)",
                start,
                question.date_from,
            ),
            start,
        )
        return Measurement(
            [now, before],
            SQL(
                """CASE WHEN %(before)s > 0 THEN
                   (COALESCE(%(now)s, 0) - %(before)s) * 100 / %(before)s END""",
                now=now.column,
                before=before.column,
            ),
        )

    def _measure_gross_margin(self, question):
        """Margin of the documents whose margin is known; NULL when none is."""
        return self._measure_sum(question, "sales", SQL("SUM(l.margin)"))

    def _measure_gross_margin_share(self, question):
        """Margin in per cent of the sales whose margin is known."""
        margin = self._sum(question, "sales", SQL("SUM(l.margin)"), "margin")
        amount = self._sum(
            question,
            "sales",
            SQL("SUM(CASE WHEN l.margin IS NOT NULL THEN l.amount END)"),
            "amount",
        )
        return Measurement(
            [margin, amount],
            SQL(
                "CASE WHEN %(amount)s > 0 THEN %(margin)s * 100 / %(amount)s END",
                margin=margin.column,
                amount=amount.column,
            ),
        )

    def _measure_clv(self, question):
        """Customer lifetime value in closed form: m × r / (1 + i − r).

        m is the mean yearly margin of the window, r the share of customers kept from
        one year to the next, i the rate at which later money is worth less (Gupta and
        Lehmann 2003, "Customers as Assets", Journal of Interactive Marketing 17(1):
        an infinite horizon, margin and retention staying as they are). r and i are
        numbers of the scheme. Sales whose margin is not known count with the rate
        that the scheme assumes; without one they are left out. For all time m is the
        mean since the first sale, of one year at least.
        """
        retention = exact(question.get("retention") or 0)
        divisor = 100 + exact(question.get("discount") or 0) - retention
        if divisor <= 0:
            return Measurement([], SQL("NULL"))
        margin = SQL("l.margin")
        if rate := question.get("margin_rate"):
            margin = SQL("COALESCE(l.margin, l.amount * %s / 100)", exact(rate))
        total = self._sum(question, "sales", SQL("SUM(%s)", margin))
        aggregates, months = [total], SQL("%s", question.months)
        if not question.months:
            first = self._first(question, "sales")
            aggregates.append(first)
            months = SQL("GREATEST(12, %s)", self._months_since(question, first.column))
        return Measurement(
            aggregates,
            SQL("%s * 12 * %s / (%s * %s)", total.column, retention, months, divisor),
        )

    def _measure_recency_days(self, question):
        """Days from the last sale (not refund) to the day of the run."""
        last = Aggregate(
            "sales",
            question.key,
            SQL("MAX(l.date) FILTER (WHERE l.amount > 0)"),
            combine="MAX",
        )
        return Measurement([last], SQL("%s::date - %s", question.as_of, last.column))

    def _measure_cooperation_years(self, question):
        """Full months since the first sale or order, in years."""
        firsts = [self._first(question, source) for source in ("sales", "orders")]
        first = SQL("LEAST(%s)", SQL(", ").join(first.column for first in firsts))
        return Measurement(
            firsts, SQL("(%s) / 12", self._months_since(question, first))
        )

    def _measure_category_revenue(self, question):
        """Untaxed sales of the products of a category less refunds."""
        categories = tuple(question.get("category_ids") or (0,))
        total = self._sum(
            question,
            "category_sales",
            SQL("SUM(CASE WHEN l.category_id IN %s THEN l.amount END)", categories),
        )
        return Measurement([total._replace(needs=categories)], total.column)

    def _measure_category_count(self, question):
        """Documents that hold a product of a category; none is 0, never NULL.

        An invoice whose products of the category were all credited does not count.
        """
        categories = tuple(question.get("category_ids") or (0,))
        held = SQL("l.is_held AND l.category_id IN %s", categories)
        if question.date_from:
            held = SQL("%s AND l.date >= %s", held, question.date_from)
        # One row per document and category
        rows = SQL("DISTINCT l.document_id") if len(categories) > 1 else SQL("*")
        count = Aggregate(
            "category_sales",
            question.key,
            SQL("COUNT(%s) FILTER (WHERE %s)", rows, held),
            question.date_from,
            needs=categories,
        )
        return Measurement([count], SQL("COALESCE(%s, 0)", count.column))

    # === ORDERS === #

    def _measure_order_count(self, question):
        """Confirmed orders; none is 0, never NULL."""
        count = self._measure_sum(question, "orders", SQL("COUNT(*)"))
        return count._replace(value=SQL("COALESCE(%s, 0)", count.value))

    def _measure_average_order(self, question):
        """Untaxed amount of the confirmed orders over their number."""
        total = self._sum(question, "orders", SQL("SUM(l.amount)"), "total")
        count = self._sum(question, "orders", SQL("COUNT(*)"), "count")
        return Measurement(
            [total, count], SQL("%s / NULLIF(%s, 0)", total.column, count.column)
        )

    # === PAYMENT === #

    def _measure_collected_amount(self, question):
        """Money received; NULL without any receipt in the window."""
        return self._measure_sum(question, "collections", SQL("SUM(l.amount)"))

    def _measure_overdue_amount(self, question):
        """Open items past their due date; none is 0, never NULL."""
        overdue = Aggregate("receivable", question.key, SQL("SUM(l.overdue)"))
        return Measurement([overdue], SQL("COALESCE(%s, 0)", overdue.column))

    def _measure_overdue_age(self, question):
        """Days since delivery of the oldest open item past its due date (CR-03).

        Without a date of delivery the date of the invoice counts; nothing overdue is
        0, never NULL.
        """
        oldest = Aggregate(
            "receivable",
            question.key,
            SQL("MIN(l.date_delivery) FILTER (WHERE l.overdue > 0)"),
            combine="MIN",
        )
        return Measurement(
            [oldest], SQL("COALESCE(%s::date - %s, 0)", question.as_of, oldest.column)
        )

    def _measure_paid_on_time_share(self, question):
        """Per cent of what fell due in the window that was paid by its due date."""
        return self._measure_ratio(question, SQL("l.on_time * 100"), SQL("l.amount"))

    def _measure_average_days_late(self, question):
        """Days late of what fell due in the window and is paid, weighted by amount.

        What was paid early counts as 0 days late.
        """
        return self._measure_ratio(
            question, SQL("l.late_days_amount"), SQL("l.settled")
        )

    # === RELATIONS === #

    def _measure_referral_count(self, question):
        """Customers that the customer or one of its contacts brought (PO-12)."""
        count = Aggregate("referrals", question.key, SQL("COUNT(*)"))
        return Measurement([count], SQL("COALESCE(%s, 0)", count.column))

    # === INPUTS === #

    def _measure_input(self, question, source="inputs"):
        """The latest input up to the day of the run that is still valid."""
        latest = Aggregate(
            source,
            question.key,
            SQL("MAX(CASE WHEN %s THEN l.value END)", self._is_of_metric_sql(question)),
            combine="MAX",
        )
        return Measurement([latest], latest.column)

    def _measure_credit_score(self, question):
        """The latest credit score."""
        return self._measure_input(question, "credit_scores")

    def _measure_visit_count(self, question):
        """Visits in the window; NULL when there was none."""
        return self._measure_events(question, "visits")

    def _measure_complaint_count(self, question):
        """Complaints in the window; NULL when none is recorded."""
        return self._measure_events(question, "complaints")

    def _measure_events(self, question, source):
        """Add up what the rows of a source count."""
        total = SQL(
            "SUM(CASE WHEN %s THEN l.value END)", self._is_of_metric_sql(question)
        )
        return self._measure_sum(question, source, total)

    def _is_of_metric_sql(self, question):
        """Whether a row answers the question; one without metric answers for all."""
        return SQL("l.metric_id IS NULL OR l.metric_id = %s", question.metric_id)

    # === BUILDING BLOCKS === #

    def _measure_sum(self, question, source, total):
        total = self._sum(question, source, total)
        return Measurement([total], total.column)

    def _sum(self, question, source, total, suffix=""):
        """Return an aggregate over the rows of the window of a question."""
        if question.date_from:
            total = SQL("%s FILTER (WHERE l.date >= %s)", total, question.date_from)
        name = f"{question.key}_{suffix}" if suffix else question.key
        return Aggregate(source, name, total, question.date_from)

    def _first(self, question, source):
        return Aggregate(
            source, f"{question.key}_first", SQL("MIN(l.date)"), combine="MIN"
        )

    def _months_since(self, question, day):
        """Full months from a day to the day of the run."""
        return SQL(
            "EXTRACT(YEAR FROM %(age)s) * 12 + EXTRACT(MONTH FROM %(age)s)",
            age=SQL("AGE(%s::date, %s)", question.as_of, day),
        )

    def _measure_ratio(self, question, numerator, denominator):
        sums = []
        for name, part in (("part", numerator), ("whole", denominator)):
            total = SQL("SUM(%s)", part)
            if question.date_from:
                total = SQL(
                    "%s FILTER (WHERE l.date_due >= %s)", total, question.date_from
                )
            sums.append(
                Aggregate(
                    "due_items", f"{question.key}_{name}", total, question.date_from
                )
            )
        part, whole = sums
        return Measurement(sums, SQL("%s / NULLIF(%s, 0)", part.column, whole.column))
