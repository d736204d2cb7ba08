# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


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
            if not line.run_id.scheme_definition:
                line.explanation = False
                continue
            line.explanation = self.env["ir.qweb"]._render(
                "group_customer.grade_explanation", line._prepare_explanation()
            )

    def _prepare_explanation(self):
        """Return the values of the template ``grade_explanation``.

        ``reason`` is a sentence, ``base_reason`` what the figures alone lead to when
        the grade is another one, ``rows`` one dict per criterion with texts ready to
        show, ``cap_reasons`` a sentence per cap that holds, ``formula`` how
        coefficients make the score, ``total`` the score.
        """
        self.ensure_one()
        definition = self.run_id._get_definition()
        details = {detail["criterion_id"]: detail for detail in self.detail or []}
        rows = [
            self._prepare_explanation_row(criterion, details[criterion["id"]])
            for criterion in definition["criteria"]
            if criterion["id"] in details
        ]
        reason, *cap_reasons = self._get_reasons(definition, details)
        base_reason = ""
        if self.is_requested or self.is_held:
            base_reason = self._get_reason(definition, details)
        return {
            "line": self,
            "mode": definition["mode"],
            "scheme": self._pick_lang(definition["name"]),
            "reason": reason,
            "base_reason": base_reason,
            "cap_reasons": cap_reasons,
            "rows": rows,
            "formula": self._get_formula(definition, details),
            "total": self._format_number(self.score) if self._has_score() else "",
        }

    def _prepare_explanation_row(self, criterion, detail):
        is_coefficient = criterion["role"] == "coefficient"
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
        if is_coefficient and detail.get("points") is not None:
            row["points"] = self._format_factor(detail["points"])
        unit = self._get_judged_unit(criterion)
        if detail.get("position") is not None:
            row["judged"] = self.env._(
                "larger customers: %(share)s %%",
                share=self._format_number(detail["position"]),
            )
        if detail.get("quantile") is not None:
            row["judged"] = self.env._(
                "better than %(share)s %% of the customers: score %(score)s of "
                "%(count)s",
                share=self._format_number(detail["worse"]),
                score=detail["quantile"],
                count=criterion["quantile_count"],
            )
        if detail.get("band") is not None:
            row["band"] = self._format_band(criterion["bands"][detail["band"]], unit)
        if criterion["role"] in ("condition", "cap"):
            row["band"] = self._format_condition(criterion, unit)
            row["points"] = self.env._("holds") if row["met"] else self.env._("no")
        return row

    # === TEXTS === #

    def _get_text_currency(self):
        return self.currency_id

    def _has_score(self):
        return any(detail.get("points") is not None for detail in self.detail or [])

    def _get_note(self, detail):
        if detail["value"] is not None:
            return ""
        return {
            "zero": self.env._("no data: counts as zero"),
            "lowest": self.env._("no data: worst outcome"),
            "skip": self.env._("no data: left out"),
            "ungraded": self.env._("no data: no grade"),
        }[detail["note"]]

    def _format_window(self, criterion):
        if not criterion["date_from"]:
            return ""
        return self.env._(
            "since %(date)s", date=self._format_day(criterion["date_from"])
        )

    def _get_formula(self, definition, details):
        """How the coefficients make the score: 1.2 × 0.9 × 1.1 × 100 = 118.8."""
        if definition["mode"] != "coefficients":
            return ""
        parts = [
            details[criterion["id"]]
            for criterion in definition["criteria"]
            if criterion["role"] == "coefficient"
            and details.get(criterion["id"], {}).get("points") is not None
        ]
        if not parts:
            return ""
        combination = definition["combination"]
        factors = [self._format_factor(detail["points"]) for detail in parts]
        if combination == "average":
            weights = [self._format_factor(detail["weight"]) for detail in parts]
            products = " + ".join(
                f"{factor} × {weight}"
                for factor, weight in zip(factors, weights, strict=True)
            )
            total = self._format_factor(sum(detail["weight"] for detail in parts))
            combined = f"({products}) ÷ {total}"
        elif combination == "product":
            combined = " × ".join(factors)
        else:
            combined = " + ".join(factors)
        if definition["score_factor"] != 1:
            if combination == "sum" and len(factors) > 1:
                combined = f"({combined})"
            combined += f" × {self._format_factor(definition['score_factor'])}"
        return f"{combined} = {self._format_factor(self.score)}"
