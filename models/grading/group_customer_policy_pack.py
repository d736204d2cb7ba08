# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, models
from odoo.fields import Domain


class GroupCustomerPolicyPack(models.Model):
    _inherit = "group.customer.policy.pack"

    @api.model
    def _get_section_names(self):
        return [*super()._get_section_names(), "metrics", "schemes", "primary_scheme"]

    # === SECTIONS === #

    def _load_metrics(self, items):
        counts = Counter()
        Metric = self.env["group.customer.metric"].with_context(active_test=False)
        for sequence, item in enumerate(items, 1):
            values = self._prepare_metric_vals(item)
            key = f"metric:{item['code']}"
            metric = Metric.search(Domain("code", "=", item["code"]), limit=1)
            if metric and not self._owns(key):
                counts["unchanged"] += 1  # another pack or the company made it
                continue
            metric, outcome = self._load_record(
                key,
                metric,
                {"sequence": sequence * 10, **values},
            )
            counts[outcome] += 1
            for place, option in enumerate(item.get("options", []), 1):
                code = option["code"]
                values = {name: option[name] for name in option if name != "code"}
                _option, outcome = self._load_record(
                    f"{key}/option:{code}",
                    self.env["group.customer.metric.option"],
                    {"metric_id": metric.id, "sequence": place * 10, **values},
                )
                counts[outcome] += 1
        return counts

    def _prepare_metric_vals(self, item):
        """Values of a metric; records of Odoo are named, not numbered."""
        Metric = self.env["group.customer.metric"]
        values = {
            name: value
            for name, value in item.items()
            if name in Metric._fields and name != "option_ids"
        }
        if "product_category" in item:
            category = self.env["product.category"].search(
                Domain("complete_name", "=", item["product_category"]), limit=1
            )
            values["product_category_id"] = category.id
        if "model" in item:
            values["model_id"] = self.env["ir.model"]._get_id(item["model"])
            for name in ("partner_field", "value_field", "date_field"):
                if item.get(name):
                    field = self.env["ir.model.fields"]._get(item["model"], item[name])
                    values[f"{name}_id"] = field.id
        return {name: values[name] for name in values if name in Metric._fields}

    def _owns(self, key):
        return key in self.item_ids.mapped("key")

    def _load_schemes(self, items):
        counts = Counter()
        Scheme = self.env["group.customer.grade.scheme"].with_context(active_test=False)
        for sequence, item in enumerate(items, 1):
            values = {name: item[name] for name in item if name in Scheme._fields}
            key = f"scheme:{item['code']}"
            scheme, outcome = self._load_record(
                key,
                Scheme.search(
                    Domain("code", "=", item["code"])
                    & Domain("company_id", "=", False),
                    limit=1,
                ),
                {"sequence": sequence * 10, **values},
            )
            counts[outcome] += 1
            counts += self._load_grades(key, scheme, item["grades"])
            criteria, criteria_counts = self._load_criteria(
                key, scheme, item.get("criteria", [])
            )
            counts += criteria_counts
            counts += self._load_segments(key, scheme, item["grades"], criteria)
            counts += self._load_routes(key, scheme, item.get("routes", []))
        return counts

    def _load_grades(self, key, scheme, items):
        counts = Counter()
        Grade = self.env["group.customer.grade"]
        for sequence, item in enumerate(items, 1):
            _grade, outcome = self._load_record(
                f"{key}/grade:{item['code']}",
                Grade.search(
                    Domain("scheme_id", "=", scheme.id)
                    & Domain("code", "=", item["code"]),
                    limit=1,
                ),
                {
                    "scheme_id": scheme.id,
                    "sequence": sequence * 10,
                    **{name: item[name] for name in item if name in Grade._fields},
                },
            )
            counts[outcome] += 1
        return counts

    def _load_segments(self, key, scheme, items, criteria):
        """Load the segments of grades: alternatives (OR) of scores (AND)."""
        counts = Counter()
        if "group.customer.grade.segment" not in self.env:
            return counts
        Segment = self.env["group.customer.grade.segment"]
        for item in items:
            grade = scheme.grade_ids.filtered_domain(Domain("code", "=", item["code"]))
            for alternative, rows in enumerate(item.get("segments", []), 1):
                for row in rows:
                    code = row["criterion"]
                    _segment, outcome = self._load_record(
                        f"{key}/grade:{item['code']}/segment:{alternative}:{code}",
                        Segment,
                        {
                            "grade_id": grade.id,
                            "criterion_id": criteria[code].id,
                            "alternative": alternative,
                            "score_from": row["from"],
                            "score_to": row["to"],
                        },
                    )
                    counts[outcome] += 1
        return counts

    def _load_routes(self, key, scheme, items):
        counts = Counter()
        if "group.customer.grade.route" not in self.env:
            return counts
        Route = self.env["group.customer.grade.route"]
        for sequence, item in enumerate(items, 1):
            _route, outcome = self._load_record(
                f"{key}/route:{item['code']}",
                Route,
                {"scheme_id": scheme.id, "sequence": sequence * 10, **item},
            )
            counts[outcome] += 1
        return counts

    def _load_criteria(self, key, scheme, items):
        """Load the criteria; an item names its metric and grade by their codes."""
        counts, criteria = Counter(), {}
        Criterion = self.env["group.customer.grade.criterion"]
        Metric = self.env["group.customer.metric"].with_context(active_test=False)
        for sequence, item in enumerate(items, 1):
            values = {name: item[name] for name in item if name in Criterion._fields}
            metric = Metric.search(Domain("code", "=", item["metric"]), limit=1)
            grade = scheme.grade_ids.filtered_domain(
                Domain("code", "=", item.get("grade"))
            )
            criterion, outcome = self._load_record(
                f"{key}/criterion:{item['code']}",
                Criterion,
                {
                    "scheme_id": scheme.id,
                    "sequence": sequence * 10,
                    "metric_id": metric.id,
                    "grade_id": grade.id,
                    **values,
                },
            )
            counts[outcome] += 1
            with criterion._bands_checked_together():
                for place, band in enumerate(item.get("bands", []), 1):
                    _band, outcome = self._load_record(
                        f"{key}/criterion:{item['code']}/band:{place}",
                        self.env["group.customer.grade.band"],
                        {"criterion_id": criterion.id, **band},
                    )
                    counts[outcome] += 1
            criterion._check_bands()
            criteria[item["code"]] = criterion
        return criteria, counts

    def _load_primary_scheme(self, code):
        """Have companies without a primary scheme show the grades of this one."""
        if code:
            scheme = self.env["group.customer.grade.scheme"].search(
                Domain("code", "=", code) & Domain("company_id", "=", False), limit=1
            )
            self.env["res.company"].search(
                Domain("group_customer_scheme_id", "=", False)
            ).group_customer_scheme_id = scheme
        return Counter()
