# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import models
from odoo.tools import SQL

from ..grading.group_customer_grade_engine import Aggregate, Measurement


class GroupCustomerGradeEngine(models.AbstractModel):
    """Measures visits: how many, how long ago, and how much of the quotas.

    All of it follows from the days of the visits and periods, so it is told as of any
    day, like what is told by the dates of invoices.
    """

    _inherit = "group.customer.grade.engine"

    # === SOURCES === #

    def _source_visits_sql(self, *, companies, date_from, date_to, **other):
        """Visits kept here, and those that people entered as dated inputs: the ones
        that are not kept here."""
        entered = super()._source_visits_sql(
            companies=companies, date_from=date_from, date_to=date_to, **other
        )
        return SQL(
            """SELECT visit.partner_id, NULL::int AS metric_id, visit.date,
                      1::numeric AS value
                 FROM (%s) AS visit
            UNION ALL
               SELECT entered.partner_id, entered.metric_id, entered.date,
                      entered.value
                 FROM (%s) AS entered""",
            self.env["group.customer.ledger"]._visits_sql(
                companies=companies, date_from=date_from, date_to=date_to
            ),
            entered,
        )

    def _source_visit_quotas_sql(self, *, companies, date_from, date_to, **_other):
        return self.env["group.customer.ledger"]._visit_quotas_sql(
            companies=companies, date_from=date_from, date_to=date_to
        )

    # === MEASURES === #

    def _measure_last_visit_days(self, question):
        """Days from the last visit to the day of the run; NULL if there was none.

        Inputs say how many there were, not when the last one was.
        """
        last = Aggregate(
            "visits",
            question.key,
            SQL("MAX(l.date) FILTER (WHERE l.metric_id IS NULL)"),
            combine="MAX",
        )
        return Measurement([last], SQL("%s::date - %s", question.as_of, last.column))

    def _measure_visit_attainment(self, question):
        """Visits done in per cent of the targets of the periods that ended in the
        window; NULL if there was no quota."""
        # Of one kind, periods make up for each other inside the window: each window is
        # a pass of its own
        options = json.dumps({"date_from": str(question.date_from)})
        done, target = (
            Aggregate(
                "visit_quotas",
                f"{question.key}_{name}",
                SQL("SUM(%s)", SQL.identifier("l", name)),
                question.date_from,
                options=options,
            )
            for name in ("done", "target")
        )
        return Measurement(
            [done, target],
            SQL("%s * 100 / NULLIF(%s, 0)", done.column, target.column),
        )
