# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from ...tools.bands import exact


class GroupCustomerGradeRunLine(models.Model):
    """The sentences that say what led to a grade."""

    _inherit = "group.customer.grade.run.line"

    def _get_reasons(self, definition, details):
        """Return the sentence that says what led to the grade, and one per cap."""
        if self.is_requested:
            reason = self._get_requested_reason(definition)
        elif self.is_held:
            reason = self._get_held_reason(definition, details)
        else:
            reason = self._get_reason(definition, details)
        return [reason, *self._get_cap_reasons(definition, details)]

    # === BY THE FIGURES === #

    def _get_reason(self, definition, details):
        """Return what the measured values alone lead to, and why."""
        base = self._get_base_grade(definition)
        if not base:
            return self._get_no_grade_reason(definition, details)
        if conditions := self._get_conditions(definition, details, base):
            return self.env._(
                "%(grade)s because these hold together: %(conditions)s.",
                grade=base["code"],
                conditions=self._join(
                    self._pick_lang(criterion["name"]) for criterion in conditions
                ),
            )
        return getattr(self, f"_get_{definition['mode']}_reason")(
            definition, details, base
        )

    def _get_no_grade_reason(self, definition, details):
        missing = [
            self._pick_lang(criterion["name"])
            for criterion in definition["criteria"]
            if details[criterion["id"]]["value"] is None and criterion["role"] != "cap"
        ]
        if definition["mode"] == "request":
            return self.env._("No grade by the figures: it is given on request only.")
        if not missing:
            return self.env._("No grade.")
        return self.env._(
            "No grade, for there is no data on: %(criteria)s.",
            criteria=self._join(missing),
        )

    def _get_conditions(self, definition, details, base):
        """Return the conditions that hold together for the grade, if any do."""
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
                return asked
        return []

    def _get_weighted_reason(self, definition, details, base):
        grades = self._get_open_grades(definition)
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

    def _get_coefficients_reason(self, definition, details, base):
        return self._get_weighted_reason(definition, details, base)

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
        grades = self._get_open_grades(definition)
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
        return self.env._(
            "%(grade)s because the rules of no better grade hold.", grade=base["code"]
        )

    def _get_request_reason(self, definition, details, base):
        return self._get_rules_reason(definition, details, base)

    def _get_quantiles_reason(self, definition, details, base):
        criteria = {criterion["id"]: criterion for criterion in definition["criteria"]}
        alternatives = {}
        for segment in base["segments"]:
            alternatives.setdefault(segment["alternative"], []).append(segment)
        for segments in alternatives.values():
            scores = {
                segment["criterion_id"]: details[segment["criterion_id"]]["points"]
                for segment in segments
            }
            asked = [
                segment
                for segment in segments
                if scores[segment["criterion_id"]] is not None
                or criteria[segment["criterion_id"]]["null_policy"] != "skip"
            ]
            fits = [
                segment["from"] <= (scores[segment["criterion_id"]] or 0)
                and (scores[segment["criterion_id"]] or 0) <= segment["to"]
                for segment in asked
            ]
            if asked and all(fits):
                return self.env._(
                    "%(grade)s because of the quantile scores %(scores)s.",
                    grade=base["code"],
                    scores=self._join(
                        self.env._(
                            "“%(criterion)s” %(score)s (asked: %(asked)s)",
                            criterion=self._pick_lang(
                                criteria[segment["criterion_id"]]["name"]
                            ),
                            score=scores[segment["criterion_id"]],
                            asked=self._format_scores(segment),
                        )
                        for segment in asked
                    ),
                )
        return self.env._(
            "%(grade)s because the quantile scores %(scores)s are in the segments of "
            "no better grade.",
            grade=base["code"],
            scores=self.score_code,
        )

    # === WHAT CHANGES IT === #

    def _get_requested_reason(self, definition):
        """Who asked for the grade, who approved it, and for how long."""
        request = self.request_detail or {}
        grade = definition["grades"][self.uncapped_place - 1]
        names = {
            "grade": grade["code"],
            "request": request.get("name"),
            "requester": request.get("requester"),
            "decider": request.get("decided_by"),
            "asked": self._format_moment(request.get("requested_on")),
            "decided": self._format_moment(request.get("decided_on")),
            "since": self._format_day(request.get("date_from")),
        }
        if request.get("valid_until"):
            return self.env._(
                "%(grade)s on request %(request)s: %(requester)s asked for it on "
                "%(asked)s, %(decider)s approved it on %(decided)s, from %(since)s to "
                "%(until)s.",
                until=self._format_day(request["valid_until"]),
                **names,
            )
        return self.env._(
            "%(grade)s on request %(request)s: %(requester)s asked for it on "
            "%(asked)s, %(decider)s approved it on %(decided)s, from %(since)s on.",
            **names,
        )

    def _get_held_reason(self, definition, details):
        """What the grade would be, and what a change still needs."""
        would = self._get_code(definition, self.proposed_grade_id.id)
        base = definition["grades"][self.base_place - 1]
        is_ruled = bool(self._get_conditions(definition, details, base))
        figure = "" if is_ruled else self._get_figure(definition)
        names = {
            "would": f"{would} ({figure})" if figure else would,
            "grade": self._get_code(definition, self.grade_id.id),
            "needs": self._get_needs(definition, is_ruled),
        }
        if self.grade_id == self.previous_grade_id:
            return self.env._(
                "Would be %(would)s but stays %(grade)s: a change needs %(needs)s.",
                **names,
            )
        return self.env._(
            "Would be %(would)s but becomes %(grade)s: a further change needs "
            "%(needs)s.",
            **names,
        )

    def _get_figure(self, definition):
        if definition["mode"] in ("weighted", "coefficients"):
            return self.env._("score %(score)s", score=self._format_number(self.score))
        if definition["mode"] == "quantiles":
            return self.score_code
        return ""

    def _get_needs(self, definition, is_ruled):
        needs = []
        if definition["confirmations"] > 1:
            names = {"needed": definition["confirmations"], "count": self.pending_count}
            if self.pending_count == 1:
                needs.append(
                    self.env._("%(needed)s runs in a row, this is the first", **names)
                )
            else:
                needs.append(
                    self.env._(
                        "%(needed)s runs in a row, this is number %(count)s", **names
                    )
                )
        # What a rule says has no limit to lie beyond of.
        if not is_ruled and (margin := self._get_margin(definition)):
            needs.append(margin)
        return self.env._(", or ").join(needs)

    def _get_margin(self, definition):
        """How far the figure would have to be beyond the limit that it crossed."""
        margin = exact(definition["hysteresis_margin"])
        if not margin:
            return ""
        grades = self._get_open_grades(definition)
        base = grades.index(definition["grades"][self.base_place - 1])
        is_rise = self._get_place(
            definition, self.proposed_grade_id.id
        ) < self._get_place(definition, self.grade_id.id)
        crossed = grades[base if is_rise else base - 1]
        if definition["mode"] == "cumulative_share":
            limit = exact(crossed["share_max"]) + (-margin if is_rise else margin)
            names = {"limit": self._format_number(float(limit))}
            if is_rise:
                return self.env._(
                    "larger customers that make up at most %(limit)s %%", **names
                )
            return self.env._(
                "larger customers that make up at least %(limit)s %%", **names
            )
        if definition["mode"] not in ("weighted", "coefficients"):
            return ""
        limit = exact(crossed["score_min"]) + (margin if is_rise else -margin)
        names = {"limit": self._format_number(float(limit))}
        if is_rise:
            return self.env._("a score of at least %(limit)s", **names)
        return self.env._("a score of at most %(limit)s", **names)

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

    # === GRADES === #

    def _get_base_grade(self, definition):
        """Return the grade of the definition by the figures alone, or None."""
        place = self.base_place
        return definition["grades"][place - 1] if place else None

    def _get_open_grades(self, definition):
        engine = self.env["group.customer.grade.engine"]
        return [grade for _place, grade in engine._get_open_grades(definition)]

    def _get_place(self, definition, grade_id):
        ids = [grade["id"] for grade in definition["grades"]]
        return ids.index(grade_id) + 1 if grade_id in ids else 0

    def _get_code(self, definition, grade_id):
        place = self._get_place(definition, grade_id)
        return definition["grades"][place - 1]["code"] if place else ""

    def _format_moment(self, value):
        """The day of a moment that the statement wrote as text, in UTC."""
        if not value:
            return ""
        moment = fields.Datetime.to_datetime(value.replace("T", " ")[:19])
        return self._format_day(fields.Datetime.context_timestamp(self, moment).date())
