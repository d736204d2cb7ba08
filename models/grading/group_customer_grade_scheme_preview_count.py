# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

# Roles whose values fall into bands
BANDED_ROLES = ("score", "coefficient")


class GroupCustomerGradeScheme(models.Model):
    """Judges the measured customers by a definition, and counts what comes out."""

    _inherit = "group.customer.grade.scheme"

    # === COUNTS === #

    def _count_preview(self, preview, definition):
        """Judge today's customers by the definition, in one statement.

        :returns: kind → {key: count}; the kind ``place`` has pairs (place, place of
            the grade held today) as keys, ``held`` the places of the grades held, and
            ``bN``, ``pN`` and ``mN`` what follows from the criterion number N
        """
        names = {
            "grades": SQL("%s::int[]", [grade["id"] for grade in definition["grades"]]),
            "scheme": definition["scheme_id"],
            "company": definition["company_id"],
        }
        return self._execute_preview(
            preview,
            definition,
            [
                SQL(
                    """SELECT 'place' AS kind, result.place AS key,
                              ARRAY_POSITION(%(grades)s, a.grade_id) AS held, COUNT(*)
                         FROM result
                    LEFT JOIN group_customer_grade_award a
                           ON a.partner_id = result.partner_id AND a.date_to IS NULL
                          AND a.scheme_id = %(scheme)s AND a.company_id = %(company)s
                        GROUP BY 2, 3""",
                    **names,
                ),
                SQL(
                    """SELECT 'held', ARRAY_POSITION(%(grades)s, grade_id), NULL::int,
                              COUNT(*)
                         FROM group_customer_grade_award
                        WHERE scheme_id = %(scheme)s AND company_id = %(company)s
                          AND date_to IS NULL
                        GROUP BY 2""",
                    **names,
                ),
                *self._count_criteria_sql(definition),
            ],
        )

    def _execute_preview(self, preview, definition, parts):
        engine = self.env["group.customer.grade.engine"]
        engine._prepare_result(definition)
        keys, _measurements = engine._compile_measurements(definition)
        ctes = engine._result_ctes(
            definition,
            hysteresis=False,
            values=preview._values_sql(definition, keys),
        )
        counts = {}
        for kind, key, held, count in self.env.execute_query(
            SQL(
                "WITH %s %s",
                SQL(", ").join(ctes),
                SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts),
            )
        ):
            key = (key, held) if kind == "place" else key
            counts.setdefault(kind, {})[key] = count
        return counts

    @api.model
    def _count_criteria_sql(self, definition):
        """Count by what follows from each criterion: its band, score or outcome."""
        parts = []
        for number, criterion in enumerate(definition["criteria"]):
            if kind := self._get_preview_kind(number, criterion):
                parts.append(
                    SQL(
                        """SELECT %s AS kind, %s::int AS key, NULL::int AS held,
                                  COUNT(*)
                             FROM judged GROUP BY 2""",
                        kind,
                        SQL.identifier(kind),
                    )
                )
        return parts

    @api.model
    def _get_preview_kind(self, number, criterion):
        """The column of the judgement by which the customers are counted."""
        role = criterion["role"]
        if role in BANDED_ROLES:
            return f"b{number}"
        return {
            "quantile": f"p{number}",
            "condition": f"m{number}",
            "cap": f"m{number}",
        }.get(role)

    # === TEXTS === #

    def _prepare_preview_grades(self, definition, counts):
        texts = self.env["group.customer.grade.text"]
        places, moves = {}, {"up": 0, "down": 0, "same": 0, "new": 0}
        for (place, held), count in counts["place"].items():
            places[place] = places.get(place, 0) + count
            if place is None:
                continue
            if held is None:
                moves["new"] += count
            else:
                move = "up" if place < held else "down" if place > held else "same"
                moves[move] += count
        today = counts.get("held", {})
        total = sum(places.values())
        grades = [
            {
                "place": place,
                "code": grade["code"] or "",
                "name": texts._pick_lang(grade["name"]),
                "color": grade["color"],
            }
            for place, grade in enumerate(definition["grades"], 1)
        ]
        if places.get(None):
            grades.append(
                {"place": None, "code": "–", "name": self.env._("Ungraded"), "color": 0}
            )
        for grade in grades:
            count, held = places.get(grade["place"], 0), today.get(grade["place"], 0)
            grade |= {
                "count": count,
                "share": round(count * 100 / total, 1) if total else 0,
                "held": held,
                "difference": count - held,
            }
        return {
            "total": total,
            "has_held": bool(today),
            "grades": grades,
            "moves": moves,
        }

    @api.model
    def _prepare_preview_criteria(self, definition, counts):
        """Return the counted criteria: a bar per band, score or outcome."""
        rows = []
        for number, criterion in enumerate(definition["criteria"]):
            if kind := self._get_preview_kind(number, criterion):
                found = counts.get(kind, {})
                rows.append(self._prepare_preview_bars(criterion, found))
        return rows

    @api.model
    def _prepare_preview_bars(self, criterion, found):
        texts = self.env["group.customer.grade.text"]
        if criterion["role"] in BANDED_ROLES:
            unit = texts._get_judged_unit(criterion)
            labels = {
                index: texts._format_band(band, unit)
                for index, band in enumerate(criterion["bands"])
            }
        elif criterion["role"] == "quantile":
            labels = {
                score: str(score) for score in range(1, criterion["quantile_count"] + 1)
            }
        else:
            labels = {1: self.env._("holds"), 0: self.env._("does not hold")}
        total = sum(found.values())
        bars = [(label, found.get(key, 0)) for key, label in labels.items()]
        if found.get(None):
            bars.append((self.env._("no data"), found[None]))
        return {
            "id": criterion["id"],
            "name": texts._pick_lang(criterion["name"]),
            "bars": [
                {
                    "label": label,
                    "count": count,
                    "share": round(count * 100 / total, 1) if total else 0,
                }
                for label, count in bars
            ],
        }
