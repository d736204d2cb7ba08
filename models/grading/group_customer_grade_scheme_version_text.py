# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import api, fields, models

from ...tools.bands import exact


class GroupCustomerGradeSchemeVersion(models.Model):
    """A version in words, in the reader's language, and what it changed.

    The words are built from the definition as facts: a fact has a key, a label and a
    text. Two versions are compared fact by fact.
    """

    _inherit = "group.customer.grade.scheme.version"

    description = fields.Html(
        string="The Scheme in Words", compute="_compute_description", sanitize=False
    )
    changes = fields.Html(
        string="Changed Since the Version Before",
        compute="_compute_description",
        sanitize=False,
    )
    mode = fields.Char(compute="_compute_mode")

    # === COMPUTE METHODS === #

    @api.depends("definition")
    @api.depends_context("lang")
    def _compute_mode(self):
        labels = self._get_labels("group.customer.grade.scheme", "mode")
        for version in self:
            version.mode = labels.get((version.definition or {}).get("mode"), "")

    @api.depends("definition", "number", "scheme_id.version_ids.definition")
    @api.depends_context("lang", "company")
    def _compute_description(self):
        render = self.env["ir.qweb"]._render
        for version in self:
            if not version.definition:
                version.description = version.changes = False
                continue
            version.description = render(
                "group_customer.grade_scheme_version",
                {"parts": version._get_parts().values()},
            )
            version.changes = render(
                "group_customer.grade_scheme_version_changes",
                {"changes": version._get_changes()},
            )

    # === CHANGES === #

    def _get_changes(self):
        """Return sentences that say what changed against the version before."""
        self.ensure_one()
        before = self.scheme_id.version_ids.filtered(
            lambda version: version.number == self.number - 1
        )
        if not before:
            return [self.env._("This is the first version.")]
        old, new = before._get_parts(), self._get_parts()
        changes = [
            self.env._("“%(name)s” is new.", name=new[key]["title"])
            for key in new
            if key not in old
        ]
        changes += [
            self.env._("“%(name)s” is gone.", name=old[key]["title"])
            for key in old
            if key not in new
        ]
        for key in new:
            if key in old:
                changes += self._compare_facts(old[key], new[key])
        for kind, message in (
            ("grade", self.env._("The order of the grades is another one.")),
            ("criterion", self.env._("The order of the criteria is another one.")),
        ):
            orders = [
                [key for key in part if key[0] == kind and key in old and key in new]
                for part in (old, new)
            ]
            if orders[0] != orders[1]:
                changes.append(message)
        return changes or [
            self.env._(
                "Only what changes nothing here: a name in another language, or a "
                "setting that the scheme does not use."
            )
        ]

    def _compare_facts(self, old, new):
        changes = []
        texts = {key: (label, text) for key, label, text in old["facts"]}
        for key, label, text in new["facts"]:
            _label, before = texts.pop(key, (label, ""))
            if before != text:
                changes.append(
                    self.env._(
                        "%(part)s – %(label)s: %(before)s → %(after)s",
                        part=new["title"],
                        label=label,
                        before=before or "–",
                        after=text or "–",
                    )
                )
        for label, before in texts.values():
            if before:
                changes.append(
                    self.env._(
                        "%(part)s – %(label)s: %(before)s → %(after)s",
                        part=new["title"],
                        label=label,
                        before=before,
                        after="–",
                    )
                )
        return changes

    # === FACTS === #

    def _get_text_currency(self):
        return self.scheme_id.currency_id

    def _get_parts(self):
        """Return the parts of the version in order: the scheme, grades, criteria.

        Each has a title and its facts, triples (key, label, text); what does not
        apply has no fact.
        """
        self.ensure_one()
        definition = self.definition
        parts = {
            ("scheme", 0): {
                "title": self._pick_lang(definition["name"]),
                "facts": self._drop_empty(self._get_scheme_facts(definition)),
            }
        }
        for grade in definition["grades"]:
            parts["grade", grade["id"]] = {
                "title": self.env._("Grade %(grade)s", grade=grade["code"]),
                "facts": self._drop_empty(self._get_grade_facts(definition, grade)),
            }
        for criterion in definition["criteria"]:
            parts["criterion", criterion["id"]] = {
                "title": self._pick_lang(criterion["name"]),
                "facts": self._drop_empty(self._get_criterion_facts(criterion)),
            }
        return parts

    def _drop_empty(self, facts):
        return [fact for fact in facts if fact[2]]

    def _get_fact(self, model, name, text):
        label = self.env[model]._fields[name]._description_string(self.env)
        return (name, label, text)

    def _get_scheme_facts(self, definition):
        model = "group.customer.grade.scheme"

        def choice(name):
            return self._get_fact(
                model, name, self._get_labels(model, name).get(definition[name], "")
            )

        def number(name, template="%s", neutral=0):
            value = definition[name]
            text = template % self._format_factor(value) if value != neutral else ""
            return self._get_fact(model, name, text)

        facts = [
            choice("mode"),
            choice("node_level"),
            choice("company_scope"),
            self._get_fact(model, "population_domain", definition["population_domain"]),
        ]
        if definition["mode"] == "weighted":
            facts.append(number("weight_total"))
        if definition["mode"] == "coefficients":
            facts += [choice("combination"), number("score_factor", neutral=1)]
        return [
            *facts,
            number("hysteresis_margin"),
            number("confirmations", neutral=1),
            number("clv_retention", "%s %%"),
            number("clv_discount", "%s %%"),
            number("clv_margin_rate", "%s %%"),
        ]

    def _get_grade_facts(self, definition, grade):
        model = "group.customer.grade"
        mode = definition["mode"]
        yes = self.env._("yes")
        facts = [
            ("name", self.env._("Name"), self._pick_lang(grade["name"])),
            self._get_fact(model, "is_veto_only", yes if grade["is_veto_only"] else ""),
            self._get_fact(
                model, "is_request_only", yes if grade["is_request_only"] else ""
            ),
        ]
        if grade["is_veto_only"] or grade["is_request_only"]:
            return facts
        if mode in ("weighted", "coefficients"):
            score = self._format_factor(grade["score_min"])
            facts.append(self._get_fact(model, "score_min", score))
        if mode == "cumulative_share":
            share = self._format_value(grade["share_max"], "percent")
            facts.append(self._get_fact(model, "share_max", share))
        if mode == "quantiles":
            segments = self._get_alternatives_text(
                [
                    (
                        segment["alternative"],
                        self._get_segment_text(definition, segment),
                    )
                    for segment in grade["segments"]
                ]
            )
            facts.append(self._get_fact(model, "segment_ids", segments))
        conditions = self._get_alternatives_text(
            [
                (
                    criterion["alternative"],
                    f"{self._pick_lang(criterion['name'])} "
                    + self._format_condition(
                        criterion, self._get_judged_unit(criterion)
                    ),
                )
                for criterion in definition["criteria"]
                if criterion["role"] == "condition"
                and criterion["grade_id"] == grade["id"]
            ]
        )
        facts.append(("conditions", self.env._("Conditions"), conditions))
        if mode in ("rules", "quantiles") and grade == self._get_rest_grade(definition):
            rest = self.env._("all who are left")
            facts.append(("rest", self.env._("Takes"), rest))
        return facts

    def _get_rest_grade(self, definition):
        """The grade of a scheme by rules or quantiles that asks for nothing."""
        engine = self.env["group.customer.grade.engine"]
        conditioned = engine._get_conditioned_grades(definition)
        asks = {
            "rules": lambda grade: grade["id"] in conditioned,
            "quantiles": lambda grade: grade["segments"],
        }[definition["mode"]]
        rest = [
            grade
            for _place, grade in engine._get_open_grades(definition)
            if not asks(grade)
        ]
        return rest[-1] if rest else None

    def _get_segment_text(self, definition, segment):
        names = {
            criterion["id"]: self._pick_lang(criterion["name"])
            for criterion in definition["criteria"]
        }
        return (
            f"{names.get(segment['criterion_id'], '?')} {self._format_scores(segment)}"
        )

    def _get_alternatives_text(self, asked):
        """Join (alternative, text) pairs: “a and b, or c”."""
        by_alternative = {}
        for alternative, text in asked:
            by_alternative.setdefault(alternative, []).append(text)
        return self.env._("; or ").join(
            self.env._(" and ").join(texts) for texts in by_alternative.values()
        )

    def _get_criterion_facts(self, criterion):
        model = "group.customer.grade.criterion"
        role, basis = criterion["role"], criterion["basis"]

        def choice(name):
            return self._get_fact(
                model, name, self._get_labels(model, name).get(criterion[name], "")
            )

        facts = [
            choice("role"),
            self._get_fact(model, "metric_id", criterion["metric"]),
            self._get_fact(model, "window_value", self._get_window_text(criterion)),
            (
                "options",
                self.env._("Further Settings"),
                self._get_options_text(criterion["options"]),
            ),
        ]
        if role not in ("rank", "quantile"):
            facts.append(choice("basis"))
        if "quantile" in (role, basis):
            lower = self.env._("yes") if criterion["lower_is_better"] else ""
            facts += [
                self._get_fact(
                    model, "quantile_count", str(criterion["quantile_count"])
                ),
                self._get_fact(model, "lower_is_better", lower),
            ]
        facts.append(choice("null_policy"))
        if role in ("score", "quantile", "coefficient") and criterion["weight"]:
            facts.append(
                self._get_fact(
                    model, "weight", self._format_factor(criterion["weight"])
                )
            )
        if role in ("score", "coefficient"):
            facts.append(
                self._get_fact(model, "band_ids", self._get_bands_text(criterion))
            )
        if role in ("condition", "cap"):
            condition = self._format_condition(
                criterion, self._get_judged_unit(criterion)
            )
            facts.append(("test", self.env._("Holds when the value is"), condition))
        if role == "cap":
            facts.append(
                self._get_fact(model, "grade_id", self._get_grade_code(criterion))
            )
        return facts

    def _get_grade_code(self, criterion):
        codes = {grade["id"]: grade["code"] for grade in self.definition["grades"]}
        return codes.get(criterion["grade_id"], "")

    def _get_window_text(self, criterion):
        if not criterion["window_value"]:
            return ""
        labels = self._get_labels("group.customer.grade.criterion", "window_unit")
        return f"{criterion['window_value']} {labels[criterion['window_unit']]}"

    def _get_bands_text(self, criterion):
        unit = self._get_judged_unit(criterion)
        return self.env._("; ").join(
            f"{self._format_band(band, unit)}: {exact(band['points']).normalize():f}"
            for band in criterion["bands"]
        )

    def _get_options_text(self, options):
        """What a measure reads besides: names and numbers as they are filed."""
        return self.env._("; ").join(
            f"{name}: {json.dumps(value, ensure_ascii=False)}"
            for name, value in sorted(options.items())
            if value not in (None, False, "", [], 0)
        )
