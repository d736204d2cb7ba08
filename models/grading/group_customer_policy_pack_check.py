# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain

from ...tools.packs import PackShape
from .group_customer_policy_pack import METRIC_FIELDS

SCHEME_FIELDS = (
    "code",
    "name",
    "description",
    "article",
    "mode",
    "population_domain",
    "node_level",
    "company_scope",
    "date_from",
    "date_to",
    # Modes
    "weight_total",
    "combination",
    "score_factor",
    "clv_retention",
    "clv_discount",
    "clv_margin_rate",
    # Changes of grades
    "hysteresis_margin",
    "confirmations",
    "validity_months",
    "expiry_action",
    "regrade_months",
    "revisit_change_percent",
    "revisit_action",
    "table_frequency",
    "requires_approval",
    "allow_override",
)
GRADE_FIELDS = (
    "code",
    "name",
    "description",
    "color",
    "score_min",
    "share_max",
    "is_veto_only",
    "is_request_only",
    "is_problem",
    "strategy",
    "benefits",
)
CRITERION_FIELDS = (
    "name",
    "description",
    "role",
    "basis",
    "window_value",
    "window_unit",
    "null_policy",
    "weight",
    "alternative",
    "operator",
    "threshold",
    "quantile_count",
    "lower_is_better",
)
BAND_FIELDS = ("name", "value_from", "value_to", "no_lower", "no_upper", "points")
ROUTE_FIELDS = ("code", "name", "description", "requires_consent", "requires_identity")
METRIC_OWN_FIELDS = (
    "code",
    "name",
    "description",
    "measure",
    "unit",
    "aggregation",
    "record_domain",
    "partner_domain",
)


class GroupCustomerPolicyPack(models.Model):
    """What may stand in the sections of the grading."""

    _inherit = "group.customer.policy.pack"

    @api.model
    def _get_shapes(self):
        shapes = super()._get_shapes()
        pack = shapes["pack"]
        return {
            **shapes,
            "pack": PackShape(
                pack.model,
                pack.fields,
                pack.required,
                {**pack.keys, "primary_scheme": "code"},
                {**pack.lists, "metrics": "metrics", "schemes": "schemes"},
            ),
            "metrics": PackShape(
                "group.customer.metric",
                METRIC_OWN_FIELDS,
                ("code", "name", "measure"),
                dict.fromkeys(("product_category", "model", *METRIC_FIELDS), "text"),
                {"options": "options"},
            ),
            "options": PackShape(
                "group.customer.metric.option",
                ("name", "value"),
                ("code", "name", "value"),
                {"code": "code"},
            ),
            "schemes": PackShape(
                "group.customer.grade.scheme",
                SCHEME_FIELDS,
                ("code", "name", "mode", "grades"),
                {},
                {"grades": "grades", "criteria": "criteria", "routes": "routes"},
            ),
            "grades": PackShape(
                "group.customer.grade",
                GRADE_FIELDS,
                ("code", "name"),
                {"segments": "segments", "archive_items": "codes"},
            ),
            "criteria": PackShape(
                "group.customer.grade.criterion",
                CRITERION_FIELDS,
                ("code", "name", "metric", "role"),
                {"code": "code", "metric": "code", "grade": "code"},
                {"bands": "bands"},
            ),
            "bands": PackShape("group.customer.grade.band", BAND_FIELDS),
            "routes": PackShape(
                "group.customer.grade.route", ROUTE_FIELDS, ("code", "name")
            ),
        }

    @api.model
    def _find_kind_problem(self, kind, value):
        if kind != "segments":
            return super()._find_kind_problem(kind, value)
        alternatives = value if isinstance(value, list) else [None]
        for rows in alternatives:
            if not isinstance(rows, list) or not all(map(self._is_segment, rows)):
                return self.env._(
                    "a list of alternatives is expected here, each a list of "
                    '{"criterion": code, "from": whole number, "to": whole number}'
                )
        return None

    @api.model
    def _is_segment(self, row):
        return (
            isinstance(row, dict)
            and set(row) == {"criterion", "from", "to"}
            and self._is_text(row["criterion"])
            and not self._find_kind_problem("integer", row["from"])
            and not self._find_kind_problem("integer", row["to"])
        )

    # === REFERENCES === #

    @api.model
    def _find_reference_problems(self, content):
        problems = super()._find_reference_problems(content)
        metrics = content.get("metrics") or []
        schemes = content.get("schemes") or []
        problems += self._find_double_codes("metrics", metrics)
        problems += self._find_double_codes("schemes", schemes)
        for item in metrics:
            problems += self._find_metric_problems(item)
        known = self._find_known_metrics(content)
        for item in schemes:
            problems += self._find_scheme_problems(item, known)
        primary = content.get("primary_scheme")
        if primary and primary not in {item["code"] for item in schemes}:
            problems.append(
                self.env._(
                    "primary_scheme: the pack holds no scheme “%(code)s”; name one "
                    "that it holds, or remove the key.",
                    code=primary,
                )
            )
        return problems

    @api.model
    def _find_known_metrics(self, content):
        """Codes of the metrics that the file brings or that are there already."""
        own = {item["code"] for item in content.get("metrics") or []}
        used = {
            criterion["metric"]
            for item in content.get("schemes") or []
            for criterion in item.get("criteria") or []
        }
        Metric = self.env["group.customer.metric"].with_context(active_test=False)
        here = Metric.search(Domain("code", "in", list(used - own)))
        return own | set(here.mapped("code"))

    @api.model
    def _find_metric_problems(self, item):
        place = f"metrics › {item['code']}"
        problems = self._find_double_codes(
            f"{place} › options", item.get("options") or []
        )
        model = item.get("model")
        names = [name for name in METRIC_FIELDS if item.get(name)]
        if not model:
            if names:
                problems.append(
                    self.env._(
                        "%(place)s: “%(name)s” is given without “model”; add the "
                        "model that has the field.",
                        place=place,
                        name=names[0],
                    )
                )
            return problems
        if model not in self.env:
            problems.append(
                self.env._(
                    "%(place)s › model: there is no model “%(model)s” here; install "
                    "the app that it comes from, or remove the metric.",
                    place=place,
                    model=model,
                )
            )
            return problems
        for name in names:
            if item[name] not in self.env[model]._fields:
                problems.append(
                    self.env._(
                        "%(place)s › %(name)s: the model %(model)s has no field "
                        "“%(field)s” here; install the app that it comes from, or "
                        "name another field.",
                        place=place,
                        name=name,
                        model=model,
                        field=item[name],
                    )
                )
        return problems

    @api.model
    def _find_scheme_problems(self, item, metrics):
        place = f"schemes › {item['code']}"
        criteria, grades = item.get("criteria") or [], item["grades"]
        problems = [
            problem
            for name in ("grades", "criteria", "routes")
            for problem in self._find_double_codes(
                f"{place} › {name}", item.get(name) or []
            )
        ]
        references = []
        for criterion in criteria:
            below = f"{place} › criteria › {criterion['code']}"
            if criterion["metric"] not in metrics:
                references.append((f"{below} › metric", "metric", criterion["metric"]))
            if criterion.get("grade") not in {None, *(g["code"] for g in grades)}:
                references.append((f"{below} › grade", "grade", criterion["grade"]))
        codes = {criterion["code"] for criterion in criteria}
        for grade in grades:
            for rows in grade.get("segments") or []:
                references += [
                    (
                        f"{place} › grades › {grade['code']} › segments",
                        "criterion",
                        row["criterion"],
                    )
                    for row in rows
                    if row["criterion"] not in codes
                ]
        for below, kind, code in references:
            problems.append(
                self.env._(
                    "%(place)s: the pack names the %(kind)s “%(code)s”, but does not "
                    "hold it; add it or correct the code.",
                    place=below,
                    kind=kind,
                    code=code,
                )
            )
        return problems
