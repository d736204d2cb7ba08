# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL

from ...tools.bands import exact

OPERATORS = {
    ">=": SQL(">="),
    ">": SQL(">"),
    "<=": SQL("<="),
    "<": SQL("<"),
    "=": SQL("="),
    "!=": SQL("<>"),
}


class GroupCustomerGradeEngine(models.AbstractModel):
    """Judges what was measured, in the same statement.

    Numbers are exact (``numeric``) throughout. A value is rounded by its unit before
    it is judged, a score once, to two decimals, from the unrounded sum; the grade
    follows from the rounded score, the one that people read.
    """

    _inherit = "group.customer.grade.engine"

    # === RANK === #

    def _get_main_criterion(self, definition):
        """The criterion that ranks: the rank, else revenue, else the first one."""
        criteria = definition["criteria"]
        for wanted in (
            lambda criterion: criterion["role"] == "rank",
            lambda criterion: criterion["measure"] == "revenue",
            lambda criterion: True,
        ):
            if found := next(filter(wanted, criteria), None):
                return found
        return None

    def _positioned_cte(self, definition, keys, main):
        """Add, per ranked key, the sum of larger values, of these and of all.

        Only positive values count (GR-16); equal values share their place.
        """
        ranked = {
            keys[criterion["id"]]
            for criterion in definition["criteria"]
            if criterion["basis"] == "position" or criterion is main
        }
        columns = [SQL("measured.*")]
        windows = []
        for key in sorted(ranked):
            positive = SQL("CASE WHEN %(v)s > 0 THEN %(v)s END", v=SQL.identifier(key))
            window = SQL.identifier(f"w_{key}")
            windows.append(
                SQL(
                    "%s AS (ORDER BY %s DESC NULLS LAST)",
                    window,
                    positive,
                )
            )
            columns += [
                SQL(
                    """COALESCE(SUM(%s) OVER (%s GROUPS BETWEEN UNBOUNDED PRECEDING
                                                        AND 1 PRECEDING), 0) AS %s""",
                    positive,
                    window,
                    SQL.identifier(f"{key}_larger"),
                ),
                SQL(
                    "SUM(%s) OVER %s AS %s",
                    positive,
                    window,
                    SQL.identifier(f"{key}_reached"),
                ),
                SQL("SUM(%s) OVER () AS %s", positive, SQL.identifier(f"{key}_all")),
            ]
        if main:
            columns.append(
                SQL(
                    "RANK() OVER (ORDER BY %s DESC NULLS LAST) AS rank",
                    SQL.identifier(keys[main["id"]]),
                )
            )
        return SQL(
            "positioned AS (SELECT %s FROM measured %s)",
            SQL(", ").join(columns),
            SQL("WINDOW %s", SQL(", ").join(windows)) if windows else SQL(),
        )

    # === JUDGEMENT === #

    def _judged_cte(self, definition, keys):
        """Add, per criterion ``n``, the judged value ``xn`` and what follows from it.

        Score: band ``bn`` (position in the definition) and points ``pn``. Condition
        and cap: whether it is met ``mn``.
        """
        judged, followed = [], []
        for number, criterion in enumerate(definition["criteria"]):
            x = SQL.identifier(f"x{number}")
            judged.append(
                SQL("%s AS %s", self._judged_value(criterion, keys[criterion["id"]]), x)
            )
            if criterion["role"] == "score":
                followed += self._points_sql(number, criterion, x)
            elif criterion["role"] in ("condition", "cap"):
                followed.append(
                    SQL(
                        "%s AS %s",
                        self._is_met_sql(criterion, x),
                        SQL.identifier(f"m{number}"),
                    )
                )
        blocked = [
            SQL("%s IS NULL", SQL.identifier(f"x{number}"))
            for number, criterion in enumerate(definition["criteria"])
            if criterion["null_policy"] == "ungraded"
        ]
        followed.append(
            SQL(
                "(%s) AS blocked",
                SQL(" OR ").join(blocked) if blocked else SQL("FALSE"),
            )
        )
        return SQL(
            """judged AS (SELECT j.*, %s FROM (
                SELECT positioned.* %s FROM positioned OFFSET 0) j OFFSET 0)""",
            SQL(", ").join(followed),
            SQL().join(SQL(", %s", column) for column in judged),
        )

    def _judged_value(self, criterion, key):
        value = SQL.identifier(key)
        if criterion["basis"] == "position":
            value = SQL(
                """CASE WHEN %(v)s > 0 THEN 100 * %(larger)s / %(all)s
                        WHEN %(v)s <= 0 THEN 100 END""",
                v=value,
                larger=SQL.identifier(f"{key}_larger"),
                all=SQL.identifier(f"{key}_all"),
            )
        if criterion["null_policy"] != "zero":
            return value
        # A value of zero has every other customer before it.
        zero = 100 if criterion["basis"] == "position" else 0
        return SQL("COALESCE(%s, %s)", value, zero)

    def _points_sql(self, number, criterion, x):
        bands = criterion["bands"]
        cases = [
            SQL("WHEN %s < %s THEN %s", x, exact(band["to"]), index)
            for index, band in enumerate(bands)
            if band["to"] is not None
        ]
        band = SQL(
            "CASE WHEN %s IS NULL THEN NULL %s ELSE %s END",
            x,
            SQL(" ").join(cases),
            len(bands) - 1,
        )
        points = [exact(band["points"]) for band in bands]
        array = SQL(", ").join(SQL("%s", value) for value in points)
        missing = min(points) if criterion["null_policy"] == "lowest" else None
        return [
            SQL("%s AS %s", band, SQL.identifier(f"b{number}")),
            SQL(
                "COALESCE((ARRAY[%s]::numeric[])[%s + 1], %s::numeric) AS %s",
                array,
                band,
                missing,
                SQL.identifier(f"p{number}"),
            ),
        ]

    def _is_met_sql(self, criterion, x):
        met = SQL(
            "%s %s %s",
            x,
            OPERATORS[criterion["operator"]],
            exact(criterion["threshold"]),
        )
        # The worst outcome: a wish is not fulfilled, a veto is.
        is_worst_cap = (
            criterion["role"] == "cap" and criterion["null_policy"] == "lowest"
        )
        return SQL("COALESCE(%s, %s)", met, is_worst_cap)

    def _scored_cte(self, definition):
        parts = [
            (SQL.identifier(f"p{number}"), exact(criterion["weight"]))
            for number, criterion in enumerate(definition["criteria"])
            if criterion["role"] == "score"
        ]
        if definition["mode"] != "weighted" or not parts:
            return SQL(
                "scored AS (SELECT judged.*, NULL::numeric AS score FROM judged)"
            )
        total = SQL(" + ").join(
            SQL("COALESCE(%s, 0) * %s", points, weight) for points, weight in parts
        )
        return SQL(
            """scored AS (
                SELECT w.*, ROUND((%s) / NULLIF(weight_seen, 0), 2) AS score
                  FROM (SELECT judged.*, %s AS weight_seen FROM judged OFFSET 0) w
                OFFSET 0)""",
            total,
            self._weight_seen_sql(parts),
        )

    def _weight_seen_sql(self, parts):
        return SQL(" + ").join(
            SQL("CASE WHEN %s IS NULL THEN 0 ELSE %s END", points, weight)
            for points, weight in parts
        )

    # === GRADE === #

    def _graded_cte(self, definition, keys, main):
        """Add the place ``base`` of the grade before caps: 1 is the best grade."""
        grades = [
            (place, grade)
            for place, grade in enumerate(definition["grades"], 1)
            if not grade["is_veto_only"]
        ]
        base = getattr(self, f"_base_{definition['mode']}_sql")(
            definition, grades, keys, main
        )
        return SQL(
            """graded AS (
                SELECT scored.*, CASE WHEN blocked THEN NULL %s END AS base
                  FROM scored OFFSET 0)""",
            base,
        )

    def _base_weighted_sql(self, definition, grades, keys, main):
        return SQL(" ").join(
            SQL("WHEN score >= %s THEN %s", exact(grade["score_min"]), place)
            for place, grade in grades
        )

    def _base_cumulative_share_sql(self, definition, grades, keys, main):
        key = keys[main["id"]]
        value = SQL.identifier(key)
        last = grades[-1][0]
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
        return SQL("%s ELSE %s", SQL(" ").join(cases), last)

    def _base_rules_sql(self, definition, grades, keys, main):
        cases = []
        for place, grade in grades:
            alternatives = {}
            for number, criterion in enumerate(definition["criteria"]):
                if (criterion["role"], criterion["grade_id"]) == (
                    "condition",
                    grade["id"],
                ):
                    alternatives.setdefault(criterion["alternative"], []).append(
                        (number, criterion)
                    )
            holds = SQL(" OR ").join(
                self._alternative_sql(conditions)
                for conditions in alternatives.values()
            )
            cases.append(SQL("WHEN %s THEN %s", holds if alternatives else True, place))
        return SQL(" ").join(cases)

    def _alternative_sql(self, conditions):
        """All conditions hold; one without data that is left out is not asked, but
        an alternative of which nothing is left does not hold."""
        terms, asked = [], []
        for number, criterion in conditions:
            met = SQL.identifier(f"m{number}")
            missing = SQL("%s IS NULL", SQL.identifier(f"x{number}"))
            if criterion["null_policy"] == "skip":
                met = SQL("(%s OR %s)", missing, met)
                asked.append(SQL("NOT %s", missing))
            else:
                asked.append(SQL("TRUE"))
            terms.append(met)
        return SQL("(%s AND (%s))", SQL(" AND ").join(terms), SQL(" OR ").join(asked))

    def _capped_cte(self, definition):
        """Add the place ``final``: the base, no better than the caps that hold.

        A customer without a base grade stays without, unless a cap leaves only the
        last grade: then it is known whatever the missing data would say.
        """
        places = {
            grade["id"]: place for place, grade in enumerate(definition["grades"], 1)
        }
        caps = [
            SQL(
                "CASE WHEN %s THEN %s END",
                SQL.identifier(f"m{number}"),
                places[criterion["grade_id"]],
            )
            for number, criterion in enumerate(definition["criteria"])
            if criterion["role"] == "cap"
        ]
        floor = SQL("GREATEST(%s)", SQL(", ").join(caps)) if caps else SQL("NULL::int")
        return SQL(
            """capped AS (
                SELECT f.*, CASE WHEN base IS NOT NULL THEN GREATEST(base, floor)
                                 WHEN floor = %s THEN floor END AS final
                  FROM (SELECT graded.*, %s AS floor FROM graded OFFSET 0) f
                OFFSET 0)""",
            len(places),
            floor,
        )
