# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL

from ...tools.bands import exact

# The role of the criteria that make the score of a mode
SCORED_ROLES = {
    "weighted": "score",
    "quantiles": "quantile",
    "coefficients": "coefficient",
}


class GroupCustomerGradeEngine(models.AbstractModel):
    """Turns points into a score and a grade, in the same statement.

    A grade is named by its place among the grades of the definition: 1 is the best.
    """

    _inherit = "group.customer.grade.engine"

    # === SCORE === #

    def _scored_cte(self, definition):
        """Add the score, rounded once, its code and the weight that was counted."""
        parts = self._get_scored_parts(definition)
        if not parts:
            return SQL(
                """scored AS (
                    SELECT judged.*, NULL::numeric AS score, NULL::text AS score_code,
                           NULL::numeric AS weight_seen
                      FROM judged)"""
            )
        score = getattr(self, f"_score_{definition['mode']}_sql")(definition, parts)
        return SQL(
            """scored AS (
                SELECT w.*, ROUND(%s, 2) AS score, %s AS score_code
                  FROM (SELECT judged.*, %s AS weight_seen FROM judged OFFSET 0) w
                OFFSET 0)""",
            score,
            self._score_code_sql(definition, parts),
            self._weight_seen_sql(parts),
        )

    def _get_scored_parts(self, definition):
        """Return the column of the points and the weight of each scored criterion."""
        return [
            (SQL.identifier(f"p{number}"), weight)
            for number, weight in self._get_scored_weights(definition).items()
        ]

    def _get_scored_weights(self, definition):
        """Return number → weight of the criteria that make the score of the mode."""
        role = SCORED_ROLES.get(definition["mode"])
        weights = {
            number: exact(criterion["weight"])
            for number, criterion in enumerate(definition["criteria"])
            if criterion["role"] == role
        }
        if role != "score" and not any(weights.values()):
            # Nobody weighed them: all count alike.
            weights = dict.fromkeys(weights, exact(1))
        return weights

    def _weight_seen_sql(self, parts):
        return SQL(" + ").join(
            SQL("CASE WHEN %s IS NULL THEN 0 ELSE %s END", points, weight)
            for points, weight in parts
        )

    def _score_average_sql(self, parts):
        total = SQL(" + ").join(
            SQL("COALESCE(%s, 0) * %s", points, weight) for points, weight in parts
        )
        return SQL("(%s) / NULLIF(weight_seen, 0)", total)

    def _score_weighted_sql(self, definition, parts):
        return self._score_average_sql(parts)

    def _score_quantiles_sql(self, definition, parts):
        return self._score_average_sql(parts)

    def _score_coefficients_sql(self, definition, parts):
        """The coefficients combined, times the multiplier; NULL without any."""
        combination = definition["combination"]
        if combination == "average":
            combined = self._score_average_sql(parts)
        else:
            neutral, sign = (1, " * ") if combination == "product" else (0, " + ")
            combined = SQL(
                "CASE WHEN COALESCE(%s) IS NOT NULL THEN %s END",
                SQL(", ").join(points for points, _weight in parts),
                SQL(sign).join(
                    SQL("COALESCE(%s, %s)", points, neutral)
                    for points, _weight in parts
                ),
            )
        return SQL("(%s) * %s", combined, exact(definition["score_factor"]))

    def _score_code_sql(self, definition, parts):
        """The quantile scores in the order of the criteria; ? without data."""
        if definition["mode"] != "quantiles":
            return SQL("NULL::text")
        return SQL(
            "CONCAT_WS('-', %s)",
            SQL(", ").join(SQL("COALESCE(%s::text, '?')", p) for p, _weight in parts),
        )

    # === GRADE === #

    def _get_open_grades(self, definition):
        """Return the (place, grade) pairs to which what is measured can lead."""
        return [
            (place, grade)
            for place, grade in enumerate(definition["grades"], 1)
            if not grade["is_veto_only"] and not grade["is_request_only"]
        ]

    def _graded_cte(self, definition, keys, main):
        """Add the place ``base``: that of the rules that hold (``ruled``), else what
        the mode says."""
        grades = self._get_open_grades(definition)
        base = getattr(self, f"_base_{definition['mode']}_sql")(
            definition, grades, keys, main
        )
        return SQL(
            """graded AS (
                SELECT r.*, (CASE WHEN blocked THEN NULL
                                  WHEN ruled IS NOT NULL THEN ruled %s END)::int AS base
                  FROM (SELECT scored.*, %s AS ruled FROM scored OFFSET 0) r
                OFFSET 0)""",
            base,
            self._ruled_sql(definition, grades),
        )

    def _ruled_sql(self, definition, grades):
        """The first grade, the best first, of which an alternative holds."""
        cases = []
        for place, grade in grades:
            alternatives = {}
            for number, criterion in enumerate(definition["criteria"]):
                if (criterion["role"], criterion["grade_id"]) == (
                    "condition",
                    grade["id"],
                ):
                    alternatives.setdefault(criterion["alternative"], []).append(
                        (
                            SQL.identifier(f"m{number}"),
                            SQL("%s IS NULL", SQL.identifier(f"x{number}")),
                            criterion["null_policy"],
                        )
                    )
            if alternatives:
                holds = self._any_alternative_sql(alternatives)
                cases.append(SQL("WHEN %s THEN %s", holds, place))
        if not cases:
            return SQL("NULL::int")
        return SQL("CASE %s END", SQL(" ").join(cases))

    def _any_alternative_sql(self, alternatives):
        """One alternative holds, of which all conditions hold.

        A condition without data that is left out is not asked, but an alternative of
        which nothing is left does not hold.

        :param dict alternatives: number → triples (met, is missing, null policy)
        """
        holds = []
        for conditions in alternatives.values():
            terms, asked = [], []
            for met, missing, null_policy in conditions:
                if null_policy == "skip":
                    met = SQL("(%s OR %s)", missing, met)
                    asked.append(SQL("NOT %s", missing))
                else:
                    asked.append(SQL("TRUE"))
                terms.append(met)
            holds.append(
                SQL("(%s AND (%s))", SQL(" AND ").join(terms), SQL(" OR ").join(asked))
            )
        return SQL(" OR ").join(holds)

    def _base_weighted_sql(self, definition, grades, keys, main):
        return SQL(" ").join(
            SQL("WHEN score >= %s THEN %s", exact(grade["score_min"]), place)
            for place, grade in grades
        )

    def _base_coefficients_sql(self, definition, grades, keys, main):
        return self._base_weighted_sql(definition, grades, keys, main)

    def _base_cumulative_share_sql(self, definition, grades, keys, main):
        key = keys[main["id"]]
        value = SQL.identifier(key)
        cases = [
            SQL(
                "WHEN %s > 0 AND %s * 100 <= %s * %s THEN %s",
                value,
                SQL.identifier(f"{key}_larger"),
                exact(grade["share_max"]),
                SQL.identifier(f"{key}_all"),
                place,
            )
            for place, grade in grades
        ]
        if main["null_policy"] == "skip":
            cases.insert(0, SQL("WHEN %s IS NULL THEN NULL", value))
        return SQL("%s ELSE %s", SQL(" ").join(cases), self._get_last_place(grades))

    def _base_rules_sql(self, definition, grades, keys, main):
        return self._rest_sql(
            (place, grade["id"] in self._get_conditioned_grades(definition))
            for place, grade in grades
        )

    def _base_quantiles_sql(self, definition, grades, keys, main):
        numbers = {
            criterion["id"]: (number, criterion["null_policy"])
            for number, criterion in enumerate(definition["criteria"])
        }
        cases = []
        for place, grade in grades:
            alternatives = {}
            for segment in grade["segments"]:
                number, null_policy = numbers[segment["criterion_id"]]
                points = SQL.identifier(f"p{number}")
                met = SQL(
                    "COALESCE(%s BETWEEN %s AND %s, FALSE)",
                    points,
                    segment["from"],
                    segment["to"],
                )
                alternatives.setdefault(segment["alternative"], []).append(
                    (met, SQL("%s IS NULL", points), null_policy)
                )
            if alternatives:
                holds = self._any_alternative_sql(alternatives)
                cases.append(SQL("WHEN %s THEN %s", holds, place))
        rest = self._rest_sql((place, grade["segments"]) for place, grade in grades)
        # Somebody of whom nothing is known is not among the rest.
        return SQL("WHEN score IS NULL THEN NULL %s %s", SQL(" ").join(cases), rest)

    def _base_request_sql(self, definition, grades, keys, main):
        return SQL()

    def _get_last_place(self, grades):
        return grades[-1][0] if grades else None

    def _get_conditioned_grades(self, definition):
        return {
            criterion["grade_id"]
            for criterion in definition["criteria"]
            if criterion["role"] == "condition"
        }

    def _rest_sql(self, places):
        """Who is left gets the last grade that asks for nothing, if there is one.

        :param places: pairs (place, whether the grade asks for anything)
        """
        rest = [place for place, asks in places if not asks][-1:]
        return SQL("ELSE %s", rest[0]) if rest else SQL()
