# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from odoo import models
from odoo.tools import formatLang


class GroupCustomerGradeRunLine(models.Model):
    """Says in the reader's language what would change the grade."""

    _inherit = "group.customer.grade.run.line"

    def _prepare_sensitivity(self):
        """Return the values of the template ``grade_sensitivity``, or False.

        ``lifts`` and ``drops`` are dicts with a sentence and its reasons, the smallest
        change first; ``notes`` say what the reader has to know about them.
        """
        self.ensure_one()
        found = self._get_sensitivity()
        if found is None:
            return False
        singles = found.find_single()
        lifts = [lift for lift, _drop in singles.values() if lift]
        drops = [drop for _lift, drop in singles.values() if drop]
        if not lifts and found.place != 1:
            together = found.find_together()
            lifts = [together] if together else []
        return {
            "line": self,
            "lifts": self._describe_changes(found, lifts),
            "drops": self._describe_changes(found, drops),
            "notes": self._get_sensitivity_notes(found, lifts, drops),
        }

    def _get_sensitivity_notes(self, found, lifts, drops):
        definition = found.judge.definition
        notes = []
        if found.place == 1:
            # Held back, the customer itself has a better one to come.
            if not self.is_held:
                notes.append(self.env._("There is no better grade."))
        elif not lifts:
            notes.append(
                self.env._("No change of one or two values makes a better grade.")
            )
        if self.is_requested:
            notes.append(
                self.env._(
                    "The grade was asked for and approved: it does not drop below "
                    "that by the measured values."
                )
            )
        if definition["confirmations"] > 1 and (lifts or drops):
            notes.append(
                self.env._(
                    "The values change what the scheme says; the grade follows when "
                    "%(count)s runs in a row say the same.",
                    count=definition["confirmations"],
                )
            )
        if found.judge.frozen:
            notes.append(
                self.env._(
                    "Without what is judged by comparing customers: the run graded "
                    "only a part of them."
                )
            )
        return notes

    # === CHANGES === #

    def _describe_changes(self, found, changes):
        return [
            {
                "text": self._describe_change(found, change),
                "reasons": self._get_cap_changes(found, change),
            }
            for change in sorted(changes, key=found.get_cost)
        ]

    def _describe_change(self, found, change):
        """Return one sentence: what has to change, and the grade it makes."""
        parts = [
            self._describe_value(found, key, value)
            for key, value in change.values.items()
        ]
        grade = self.env._("no grade")
        if change.place:
            grade = found.judge.definition["grades"][change.place - 1]["code"]
        if len(parts) > 1:
            return self.env._(
                "%(changes)s together make %(grade)s.",
                changes=self.env._(" and ").join(parts),
                grade=grade,
            )
        return self.env._("%(change)s makes %(grade)s.", change=parts[0], grade=grade)

    def _describe_value(self, found, key, value):
        criteria = [
            criterion
            for criterion, one in zip(
                found.judge.criteria, found.judge.keys, strict=True
            )
            if one == key
        ]
        definition = found.judge.definition
        unit = criteria[0]["unit"]
        now = found.values[key]
        texts = {
            "criterion": self._name_question(criteria),
            "value": self._format_steps(found, key, value, unit, definition),
        }
        if now is None or found.domains[key].choices is not None:
            answer = self._get_answer(criteria[0], found, key, value)
            texts["value"] = answer or texts["value"]
            return self.env._("“%(criterion)s” at %(value)s", **texts)
        texts["now"] = self._format_steps(found, key, now, unit, definition)
        texts["amount"] = self._format_steps(
            found, key, abs(value - now), unit, definition, is_difference=True
        )
        if value > now:
            return self.env._(
                "%(amount)s more of “%(criterion)s” (%(value)s instead of %(now)s)",
                **texts,
            )
        return self.env._(
            "%(amount)s less of “%(criterion)s” (%(value)s instead of %(now)s)",
            **texts,
        )

    def _name_question(self, criteria):
        """Return the name of the criterion, or of the metric that several ask for."""
        names = list(dict.fromkeys(self._pick_lang(one["name"]) for one in criteria))
        # sudo: metrics are named to everybody who reads the explanation
        metric = self.env["group.customer.metric"].sudo()
        metric = metric.browse(criteria[0]["metric_id"]).exists()
        if len(names) == 1 or not metric:
            return " / ".join(names)
        window = self._format_window(criteria[0])
        return f"{metric.name} ({window})" if window else metric.name

    def _get_answer(self, criterion, found, key, value):
        """Return the name of the answer that stands for a value, if there is one."""
        if criterion["measure"] != "input":
            return ""
        decimals = len(str(found.judge.units[key])) - 1
        # sudo: what may be answered is no secret
        metric = self.env["group.customer.metric"].sudo()
        for option in metric.browse(criterion["metric_id"]).exists().option_ids:
            if self._to_steps(option.value, decimals) == value:
                return option.name
        return ""

    def _get_cap_changes(self, found, change):
        """Return the caps that hold before the change and not after it, or reverse."""
        reasons = []
        for criterion, before, after in zip(
            found.judge.criteria,
            found.verdict.outcomes,
            change.verdict.outcomes,
            strict=True,
        ):
            if criterion["role"] != "cap" or before.is_met == after.is_met:
                continue
            cap = self._pick_lang(criterion["name"])
            if before.is_met:
                reasons.append(
                    self.env._("The cap “%(cap)s” then no longer holds.", cap=cap)
                )
            else:
                reasons.append(self.env._("The cap “%(cap)s” then holds.", cap=cap))
        return reasons

    def _format_steps(self, found, key, steps, unit, definition, is_difference=False):
        """Write a number of steps in its unit, without losing any of them."""
        value = Decimal(steps) / found.judge.units[key]
        if unit == "currency":
            currency = self.env["res.currency"].browse(definition["currency_id"])
            return formatLang(self.env, float(value), currency_obj=currency)
        digits = max(0, -value.normalize().as_tuple().exponent)
        number = formatLang(self.env, float(value), digits=digits)
        if unit == "days":
            return self.env._("%(number)s days", number=number)
        if unit == "years":
            return self.env._("%(number)s years", number=number)
        if unit == "percent" and is_difference:
            return self.env._("%(number)s percentage points", number=number)
        if unit == "percent":
            return self.env._("%(number)s %%", number=number)
        return number
