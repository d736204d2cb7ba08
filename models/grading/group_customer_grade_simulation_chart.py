# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL, format_date

from ...tools.migration import get_bins


class GroupCustomerGradeSimulation(models.Model):
    """Totals of a simulation, and what its charts show in the reader's language."""

    _inherit = "group.customer.grade.simulation"

    # === TOTALS === #

    def _compute_result(self, definition, base_definition):
        """Return the totals of the lines as plain data; places are 0 without grade.

        :rtype: dict
        """
        cells = [
            {
                "from": base_place,
                "to": place,
                "change": change,
                "count": count,
                "revenue": float(revenue),
                "base_revenue": float(base_revenue),
            }
            for base_place, place, change, count, revenue, base_revenue in (
                self.env.execute_query(
                    SQL(
                        """SELECT base_place, place, change, COUNT(*), SUM(revenue),
                                  SUM(base_revenue)
                             FROM group_customer_grade_simulation_line
                            WHERE simulation_id = %s
                         GROUP BY 1, 2, 3 ORDER BY 1, 2""",
                        self.id,
                    )
                )
            )
        ]
        revenue = self._revenue_definition(definition, definition)["criteria"][0]
        base_revenue = self._revenue_definition(base_definition, definition)
        return {
            "matrix": cells,
            "base_as_of": base_definition["as_of"],
            "revenue_from": revenue["date_from"],
            "base_revenue_from": base_revenue["criteria"][0]["date_from"],
            "histogram": self._compute_histogram(definition, base_definition),
        }

    def _compute_histogram(self, definition, base_definition):
        """Return how the scores spread, or None in a scheme without scores."""
        is_comparable = definition["mode"] == base_definition["mode"]
        base_score = SQL("base_score" if is_comparable else "NULL::numeric")
        [[low, high]] = self.env.execute_query(
            SQL(
                """SELECT LEAST(MIN(score), MIN(%(base)s)),
                          GREATEST(MAX(score), MAX(%(base)s))
                     FROM group_customer_grade_simulation_line
                    WHERE simulation_id = %(id)s HAVING MIN(score) IS NOT NULL""",
                base=base_score,
                id=self.id,
            )
        ) or [[None, None]]
        if low is None:
            return None
        start, width, count = get_bins(low, high)
        bins, base_bins = (
            self.env.execute_query(
                SQL(
                    """SELECT FLOOR((%(score)s - %(start)s) / %(width)s)::int,
                              %(place)s, COUNT(*)
                         FROM group_customer_grade_simulation_line
                        WHERE simulation_id = %(id)s AND %(score)s IS NOT NULL
                     GROUP BY 1, 2 ORDER BY 1, 2""",
                    score=score,
                    place=place,
                    start=SQL("%s::numeric", str(start)),
                    width=SQL("%s::numeric", str(width)),
                    id=self.id,
                )
            )
            for score, place in (
                (SQL("score"), SQL("place")),
                (base_score, SQL("0")),
            )
        )
        return {
            "start": float(start),
            "width": float(width),
            "count": count,
            "bins": bins,
            "base_bins": [[number, counted] for number, _place, counted in base_bins],
        }

    # === CHARTS === #

    def _prepare_charts(self):
        """Return what the three charts show; all customers, whoever reads."""
        self.ensure_one()
        grades = self._prepare_grades(self.definition)
        base_grades = self._prepare_grades(self.base_definition)
        return {
            "comparison": self._prepare_comparison(base_grades, grades),
            "matrix": {
                "base_grades": base_grades,
                "grades": grades,
                "cells": self.result["matrix"],
                "currency_id": self.currency_id.id,
            },
            "histogram": self._prepare_histogram(grades),
        }

    def _prepare_grades(self, definition):
        """Return the grades of a side, the best first; last, place 0, no grade."""
        colors = {
            grade.id: grade.color
            for grade in self.env["group.customer.grade"]
            .sudo()
            .browse(grade["id"] for grade in definition["grades"])
            .exists()
        }
        pick_lang = self.env["group.customer.grade.text"]._pick_lang
        grades = [
            {
                "place": place,
                "code": grade["code"],
                "name": pick_lang(grade["name"]),
                "color": grade.get("color") or colors.get(grade["id"], 0),
            }
            for place, grade in enumerate(definition["grades"], 1)
        ]
        none = {"place": 0, "code": "–", "name": self.env._("No grade"), "color": 0}
        return [*grades, none]

    def _prepare_comparison(self, base_grades, grades):
        """Return per grade the customers and the revenue of either side.

        Grades are brought together by their code, those of one side only stand alone.
        """
        rows = {}
        for side, place_key, revenue_key, side_grades in (
            ("base", "from", "base_revenue", base_grades),
            ("simulated", "to", "revenue", grades),
        ):
            for grade in side_grades:
                cells = [
                    cell
                    for cell in self.result["matrix"]
                    if cell[place_key] == grade["place"]
                ]
                row = rows.setdefault(
                    grade["code"],
                    {
                        **grade,
                        **dict.fromkeys(("base_count", "simulated_count"), 0),
                        **dict.fromkeys(("base_revenue", "simulated_revenue"), 0),
                    },
                )
                row |= {"name": grade["name"], "color": grade["color"]}
                row[f"{side}_count"] = sum(cell["count"] for cell in cells)
                row[f"{side}_revenue"] = sum(cell[revenue_key] for cell in cells)
        none = rows.pop("–")
        return {
            "rows": [*rows.values(), none],
            "currency_id": self.currency_id.id,
            "base_title": self._get_base_title(),
            "title": self.display_name,
            "period": self._format_period(self.result["revenue_from"], self.as_of),
            "base_period": self._format_period(
                self.result["base_revenue_from"], self.result["base_as_of"]
            ),
        }

    def _get_base_title(self):
        if self.compare_with == "run":
            return self.base_run_id.display_name
        day = format_date(self.env, self.result["base_as_of"])
        if self.compare_with == "current":
            return self.env._("In force on %(date)s", date=day)
        return self.env._(
            "%(scheme)s as of %(date)s",
            scheme=self.base_scheme_id.display_name,
            date=day,
        )

    def _format_period(self, date_from, date_to):
        if not date_from:
            return self.env._(
                "Revenue up to %(date)s", date=format_date(self.env, date_to)
            )
        return self.env._(
            "Revenue from %(date_from)s to %(date_to)s",
            date_from=format_date(self.env, date_from),
            date_to=format_date(self.env, date_to),
        )

    def _prepare_histogram(self, grades):
        histogram = self.result["histogram"]
        if not histogram:
            return False
        cuts = [
            {"place": place, "score": grade["score_min"]}
            for place, grade in enumerate(self.definition["grades"], 1)
            if not grade["is_veto_only"] and not grade.get("is_request_only")
        ]
        # The last grade takes all that is left: it has no cut.
        return {**histogram, "grades": grades, "cuts": cuts[:-1]}
