# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import format_date, formatLang

from ...tools.bands import exact


class GroupCustomerGradeRunLine(models.Model):
    """Says in the reader's language why a customer got the grade.

    Everything is read from the line and from the definition that the run keeps, so
    a filed grade is explained by the rules of its day.
    """

    _inherit = "group.customer.grade.run.line"

    @api.depends("detail", "score", "grade_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for line in self:
            if not line.detail:
                line.explanation = False
                continue
            line.explanation = self.env["ir.qweb"]._render(
                "group_customer.grade_explanation", line._prepare_explanation()
            )

    def _prepare_explanation(self):
        """Return the values of the template ``grade_explanation``.

        ``reason`` is a sentence, ``rows`` one dict per criterion with texts ready to
        show, ``caps`` those that hold, ``total`` the score.
        """
        self.ensure_one()
        definition = self.run_id.scheme_definition
        details = {detail["criterion_id"]: detail for detail in self.detail}
        rows = [
            self._prepare_explanation_row(criterion, details[criterion["id"]])
            for criterion in definition["criteria"]
            if criterion["id"] in details
        ]
        return {
            "line": self,
            "mode": definition["mode"],
            "scheme": self._pick_lang(definition["name"]),
            "reason": self._get_reason(definition, details),
            "cap_reasons": self._get_cap_reasons(definition, details),
            "rows": rows,
            "total": self._format_number(self.score) if self._has_score() else "",
        }

    def _prepare_explanation_row(self, criterion, detail):
        row = {
            "name": self._pick_lang(criterion["name"]),
            "role": criterion["role"],
            "window": self._format_window(criterion),
            "value": self._format_value(detail["value"], criterion["unit"]),
            "judged": "",
            "band": "",
            "points": self._format_optional(detail.get("points")),
            "weight": self._format_optional(detail.get("weight")),
            "contribution": self._format_optional(detail.get("contribution")),
            "note": self._get_note(detail),
            "met": detail.get("met"),
        }
        unit = criterion["unit"]
        if detail.get("position") is not None:
            row["judged"] = self.env._(
                "larger customers: %(share)s %%",
                share=self._format_number(detail["position"]),
            )
        if criterion["basis"] == "position":
            unit = "percent"
        if detail.get("band") is not None:
            row["band"] = self._format_band(criterion["bands"][detail["band"]], unit)
        if criterion["role"] in ("condition", "cap"):
            row["band"] = self._format_condition(criterion, unit)
            row["points"] = self.env._("holds") if row["met"] else self.env._("no")
        return row

    # === SENTENCES === #

    def _get_reason(self, definition, details):
        """Return the sentence that says what led to the grade, caps aside."""
        base = self._get_base_grade(definition)
        if not base:
            missing = [
                self._pick_lang(criterion["name"])
                for criterion in definition["criteria"]
                if details[criterion["id"]]["value"] is None
                and criterion["role"] != "cap"
            ]
            if not missing:
                return self.env._("No grade.")
            return self.env._(
                "No grade, for there is no data on: %(criteria)s.",
                criteria=self.env._(", ").join(missing),
            )
        return getattr(self, f"_get_{definition['mode']}_reason")(
            definition, details, base
        )

    def _get_weighted_reason(self, definition, details, base):
        grades = [grade for grade in definition["grades"] if not grade["is_veto_only"]]
        place = grades.index(base)
        names = {
            "grade": base["code"],
            "score": self._format_number(self.score),
            "low": self._format_number(base["score_min"]),
        }
        if not place:
            return self.env._(
                "%(grade)s because the score %(score)s is at least %(low)s.", **names
            )
        return self.env._(
            "%(grade)s because the score %(score)s is at least %(low)s and below "
            "%(high)s.",
            high=self._format_number(grades[place - 1]["score_min"]),
            **names,
        )

    def _get_cumulative_share_reason(self, definition, details, base):
        main = next(c for c in definition["criteria"] if c["role"] == "rank")
        position = details[main["id"]].get("position")
        names = {
            "grade": base["code"],
            "criterion": self._pick_lang(main["name"]),
        }
        if position is None or (details[main["id"]]["value"] or 0) <= 0:
            return self.env._(
                "%(grade)s because “%(criterion)s” has no positive value.", **names
            )
        names["share"] = self._format_number(position)
        grades = [grade for grade in definition["grades"] if not grade["is_veto_only"]]
        if base == grades[-1] and len(grades) > 1:
            return self.env._(
                "%(grade)s because the larger customers make up %(share)s %% of the "
                "total of “%(criterion)s”, more than %(limit)s %%.",
                limit=self._format_number(grades[-2]["share_max"]),
                **names,
            )
        return self.env._(
            "%(grade)s because the larger customers make up %(share)s %% of the total "
            "of “%(criterion)s”, not more than %(limit)s %%.",
            limit=self._format_number(base["share_max"]),
            **names,
        )

    def _get_rules_reason(self, definition, details, base):
        alternatives = {}
        for criterion in definition["criteria"]:
            if criterion["role"] == "condition" and criterion["grade_id"] == base["id"]:
                alternatives.setdefault(criterion["alternative"], []).append(criterion)
        for conditions in alternatives.values():
            asked = [
                criterion
                for criterion in conditions
                if details[criterion["id"]]["value"] is not None
                or criterion["null_policy"] != "skip"
            ]
            if asked and all(details[c["id"]]["met"] for c in asked):
                return self.env._(
                    "%(grade)s because these hold together: %(conditions)s.",
                    grade=base["code"],
                    conditions=self.env._(", ").join(
                        self._pick_lang(criterion["name"]) for criterion in asked
                    ),
                )
        return self.env._(
            "%(grade)s because the rules of no better grade hold.", grade=base["code"]
        )

    def _get_cap_reasons(self, definition, details):
        """Return one sentence per cap that holds, the one that applies first."""
        grades = definition["grades"]
        codes = {grade["id"]: grade["code"] for grade in grades}
        places = {grade["id"]: place for place, grade in enumerate(grades)}
        held = [
            criterion
            for criterion in definition["criteria"]
            if criterion["role"] == "cap" and details[criterion["id"]]["met"]
        ]
        held.sort(key=lambda criterion: -places[criterion["grade_id"]])
        reasons = []
        for criterion in held:
            names = {
                "grade": codes[criterion["grade_id"]],
                "cap": self._pick_lang(criterion["name"]),
            }
            if self.is_capped and criterion["grade_id"] == self.grade_id.id:
                reasons.append(
                    self.env._("Lowered to %(grade)s by the cap “%(cap)s”.", **names)
                )
            else:
                reasons.append(
                    self.env._(
                        "The cap “%(cap)s” holds: no better than %(grade)s.", **names
                    )
                )
        return reasons

    def _get_base_grade(self, definition):
        """Return the grade of the definition before caps, or None."""
        place = self.uncapped_place
        return definition["grades"][place - 1] if place else None

    # === TEXTS === #

    def _has_score(self):
        return any(detail.get("points") is not None for detail in self.detail)

    def _pick_lang(self, names):
        names = names or {}
        lang = self.env.lang or "en_US"
        return names.get(lang) or names.get("en_US") or next(iter(names.values()), "")

    def _get_note(self, detail):
        if detail["value"] is not None:
            return ""
        return {
            "zero": self.env._("no data: counts as zero"),
            "lowest": self.env._("no data: worst outcome"),
            "skip": self.env._("no data: left out"),
            "ungraded": self.env._("no data: no grade"),
        }[detail["note"]]

    def _format_number(self, value):
        digits = 0 if exact(value) == exact(value).to_integral_value() else 2
        return formatLang(self.env, value, digits=digits)

    def _format_optional(self, value):
        return "" if value is None else self._format_number(value)

    def _format_value(self, value, unit):
        if value is None:
            return "–"
        if unit == "currency":
            return formatLang(self.env, value, currency_obj=self.currency_id)
        number = self._format_number(value)
        if unit == "days":
            return self.env._("%(number)s days", number=number)
        if unit == "years":
            return self.env._("%(number)s years", number=number)
        if unit == "percent":
            return self.env._("%(number)s %%", number=number)
        return number

    def _format_window(self, criterion):
        if not criterion["date_from"]:
            return ""
        return self.env._(
            "since %(date)s",
            date=format_date(self.env, criterion["date_from"]),
        )

    def _format_band(self, band, unit):
        low, high = band["from"], band["to"]
        label = self._pick_lang(band["name"])
        if low is None and high is None:
            text = self.env._("any")
        elif low is None:
            text = self.env._("below %(high)s", high=self._format_value(high, unit))
        elif high is None:
            text = self.env._("from %(low)s", low=self._format_value(low, unit))
        else:
            text = self.env._(
                "from %(low)s to below %(high)s",
                low=self._format_value(low, unit),
                high=self._format_value(high, unit),
            )
        return f"{label} ({text})" if label else text

    def _format_condition(self, criterion, unit):
        symbols = dict(
            self.env["group.customer.grade.criterion"]
            ._fields["operator"]
            ._description_selection(self.env)
        )
        threshold = self._format_value(criterion["threshold"], unit)
        return f"{symbols[criterion['operator']]} {threshold}"
