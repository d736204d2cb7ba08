# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import models
from odoo.tools import SQL

from ...tools.bands import exact
from ...tools.scores import round_score
from .group_customer_grade_engine_grade import SCORED_ROLES


class GroupCustomerGradeEngine(models.AbstractModel):
    """Writes the reasons of a grade, in the same statement."""

    _inherit = "group.customer.grade.engine"

    def _detail_sql(self, definition, keys):
        """Return the JSON of a line: one object per criterion.

        Put together as text and read once: building the objects by JSON functions
        would take more time than all measuring.
        """
        weights = self._get_counted_weights(definition)
        objects = [
            self._concat(
                self._criterion_detail_parts(
                    number, criterion, keys[criterion["id"]], weights
                )
            )
            for number, criterion in enumerate(definition["criteria"])
        ]
        return SQL(
            "('[' || CONCAT_WS(', ', VARIADIC ARRAY[%s]::text[]) || ']')::jsonb",
            SQL(", ").join(objects),
        )

    @staticmethod
    def _concat(parts):
        """Join the texts at once: by ``||`` each part copies all before it."""
        return SQL("CONCAT(%s)", SQL(", ").join(parts))

    def _criterion_detail_parts(self, number, criterion, key, weights):
        # What the run's copy of the scheme says, names above all, is not repeated in
        # every line: a reader finds it there by the id.
        value = SQL.identifier(key)
        dynamic = {"value": value}
        basis = self._get_basis(criterion)
        if criterion["role"] == "rank" or basis == "position":
            dynamic["position"] = SQL(
                "CASE WHEN %s > 0 THEN ROUND(100 * %s / %s, 2) END",
                value,
                SQL.identifier(f"{key}_larger"),
                SQL.identifier(f"{key}_all"),
            )
        if basis == "quantile":
            dynamic |= self._quantile_detail(number, criterion, key)
        if criterion["role"] in ("condition", "cap"):
            dynamic["met"] = SQL.identifier(f"m{number}")
        parts = [SQL("%s", f'{{"criterion_id": {criterion["id"]}')]
        parts += self._pair_parts(dynamic)
        if criterion["role"] in SCORED_ROLES.values():
            parts.append(self._points_text(number, criterion, weights))
        note = json.dumps(criterion["null_policy"])
        parts.append(
            SQL("CASE WHEN %s IS NULL THEN %s END", value, f', "note": {note}')
        )
        parts.append(SQL("%s", "}"))
        return parts

    def _pair_parts(self, pairs):
        """The texts of JSON keys and values, each after a comma."""
        parts = []
        for name, expression in pairs.items():
            parts.append(SQL("%s", f', "{name}": '))
            parts.append(SQL("COALESCE((%s)::text, 'null')", expression))
        return parts

    def _get_counted_weights(self, definition):
        """Return number of criterion → weight where the score is an average."""
        mode = definition["mode"]
        if mode == "coefficients" and definition["combination"] != "average":
            return {}
        return self._get_scored_weights(definition)

    def _quantile_detail(self, number, criterion, key):
        worse, count = self._get_quantile_names(criterion, key)
        # Without data, unless that counts as zero, nobody is compared.
        return {
            "quantile": SQL.identifier(f"x{number}"),
            "worse": SQL(
                "CASE WHEN %s IS NOT NULL THEN ROUND(100.0 * %s / %s, 2) END",
                SQL.identifier(f"x{number}"),
                worse,
                count,
            ),
        }

    def _points_text(self, number, criterion, weights):
        """The JSON of points, band, weight and contribution.

        With all criteria asked it follows from the band alone: then a text per band,
        put together once, is chosen instead of computed for every customer.
        """
        weight = weights.get(number)
        text = self._concat(
            self._pair_parts(self._points_detail(number, criterion, weight))
        )
        total = sum(weights.values())
        if criterion["role"] == "quantile" or (weight is not None and not total):
            return text
        ready = [
            self._band_text(index, exact(band["points"]), weight, total)
            for index, band in enumerate(criterion["bands"])
        ]
        is_ready = SQL("%s IS NOT NULL", SQL.identifier(f"b{number}"))
        if weight is not None:
            is_ready = SQL("%s AND weight_seen = %s", is_ready, total)
        return SQL(
            "CASE WHEN %s THEN (ARRAY[%s]::text[])[%s + 1] ELSE %s END",
            is_ready,
            SQL(", ").join(SQL("%s", band) for band in ready),
            SQL.identifier(f"b{number}"),
            text,
        )

    @staticmethod
    def _band_text(index, points, weight, total):
        pairs = [("points", points), ("band", index)]
        if weight is not None:
            pairs += [
                ("weight", weight),
                ("contribution", round_score(points * weight / total)),
            ]
        return "".join(f', "{name}": {value}' for name, value in pairs)

    def _points_detail(self, number, criterion, weight):
        points = SQL.identifier(f"p{number}")
        detail = {"points": points}
        if criterion["role"] != "quantile":
            detail["band"] = SQL.identifier(f"b{number}")
        if weight is not None:
            detail["weight"] = SQL(
                "CASE WHEN %s IS NOT NULL THEN %s END", points, weight
            )
            detail["contribution"] = SQL(
                "ROUND(%s * %s / NULLIF(weight_seen, 0), 2)", points, weight
            )
        return detail
