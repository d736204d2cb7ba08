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
        """Add what needs a look at all customers.

        Per ranked key the sum of larger values, of these and of all: only positive
        values count (GR-16), equal values share their place. Per quantile question
        the number of strictly worse values and of values.
        """
        ranked = {
            keys[criterion["id"]]
            for criterion in definition["criteria"]
            if self._get_basis(criterion) == "position" or criterion is main
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
        columns += self._quantile_columns(definition, keys)
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

    def _get_basis(self, criterion):
        """What of the value is judged; a rank or quantile criterion has no choice."""
        return {"rank": "value", "quantile": "quantile"}.get(
            criterion["role"], criterion["basis"]
        )

    def _get_quantile_names(self, criterion, key):
        """Columns of how many values are strictly worse, and how many there are.

        Criteria with the same question share them.
        """
        # Customers without data are customers with zero, or are not among these.
        asked = "zero" if criterion["null_policy"] == "zero" else "known"
        way = "larger" if criterion["lower_is_better"] else "smaller"
        return (
            SQL.identifier(f"{key}_{asked}_{way}"),
            SQL.identifier(f"{key}_{asked}_count"),
        )

    def _quantile_columns(self, definition, keys):
        columns = {}
        for criterion in definition["criteria"]:
            if self._get_basis(criterion) != "quantile":
                continue
            key = keys[criterion["id"]]
            value = SQL.identifier(key)
            if criterion["null_policy"] == "zero":
                value = SQL("COALESCE(%s, 0)", value)
            worse, count = self._get_quantile_names(criterion, key)
            # Without data comes last, so that it is worse than nobody.
            columns[worse] = SQL(
                "RANK() OVER (ORDER BY %s %s NULLS LAST) - 1 AS %s",
                value,
                SQL("DESC") if criterion["lower_is_better"] else SQL("ASC"),
                worse,
            )
            columns[count] = SQL("COUNT(%s) OVER () AS %s", value, count)
        return list(columns.values())

    # === JUDGEMENT === #

    def _judged_cte(self, definition, keys):
        """Add, per criterion ``n``, the judged value ``xn`` and what follows from it.

        Score and coefficient: band ``bn`` (position in the definition) and points
        ``pn``. Quantile: points ``pn``, the quantile score. Condition and cap:
        whether it is met ``mn``.
        """
        judged, followed = [], []
        for number, criterion in enumerate(definition["criteria"]):
            x = SQL.identifier(f"x{number}")
            judged.append(
                SQL("%s AS %s", self._judged_value(criterion, keys[criterion["id"]]), x)
            )
            if criterion["role"] in ("score", "coefficient"):
                followed += self._points_sql(number, criterion, x)
            elif criterion["role"] == "quantile":
                lowest = 1 if criterion["null_policy"] == "lowest" else None
                followed.append(
                    SQL(
                        "COALESCE(%s, %s::int) AS %s",
                        x,
                        lowest,
                        SQL.identifier(f"p{number}"),
                    )
                )
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
        basis = self._get_basis(criterion)
        if basis == "quantile":
            return self._quantile_sql(criterion, key)
        if basis == "position":
            value = self._position_sql(key)
        if criterion["null_policy"] != "zero":
            return value
        # A value of zero has every other customer before it.
        zero = 100 if basis == "position" else 0
        return SQL("COALESCE(%s, %s)", value, zero)

    def _position_sql(self, key):
        """Per cent of the total that the strictly larger values make up."""
        return SQL(
            """CASE WHEN %(v)s > 0 THEN 100 * %(larger)s / %(all)s
                    WHEN %(v)s <= 0 THEN 100 END""",
            v=SQL.identifier(key),
            larger=SQL.identifier(f"{key}_larger"),
            all=SQL.identifier(f"{key}_all"),
        )

    def _quantile_sql(self, criterion, key):
        """1 + ⌊n × strictly worse ÷ all with data⌋: 1 for the worst, n for the best.

        Whole numbers are divided here, so PostgreSQL rounds down itself.
        """
        worse, count = self._get_quantile_names(criterion, key)
        score = SQL(
            "(1 + %s * %s / %s)::int", criterion["quantile_count"], worse, count
        )
        if criterion["null_policy"] == "zero":
            return score
        return SQL("CASE WHEN %s IS NOT NULL THEN %s END", SQL.identifier(key), score)

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
