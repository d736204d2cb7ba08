# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.packs import make_key

# What makes two metrics the same question, whatever they are called.
METRIC_DEFINITION = (
    "measure",
    "unit",
    "product_category_id",
    "model_id",
    "partner_field_id",
    "value_field_id",
    "date_field_id",
    "aggregation",
    "record_domain",
    "partner_domain",
)
# Fields of Odoo that a metric of a pack names.
METRIC_FIELDS = ("partner_field", "value_field", "date_field")


class GroupCustomerPolicyPack(models.Model):
    """Loads metrics and grading schemes."""

    _inherit = "group.customer.policy.pack"

    @api.model
    def _get_section_names(self):
        return [*super()._get_section_names(), "metrics", "schemes", "primary_scheme"]

    # === METRICS === #

    def _load_metrics(self, load, items):
        Metric = self.env["group.customer.metric"]
        for sequence, item in enumerate(items, 1):
            key = make_key(("metric", item["code"]))
            load.enter(key, Metric._name)
            values = self._prepare_metric_vals(load, item)
            metric = Metric.search(Domain("code", "=", item["code"]), limit=1)
            if metric and not self._get_made(load, key, Metric._name):
                # Another pack or the company made it, and goes on keeping it.
                self._check_same_metric(metric, values)
                load.add(key, metric, metric.display_name, "unchanged")
                continue
            metric = self._load_record(
                load, key, metric, {"sequence": sequence * 10, **values}
            )
            for place, option in enumerate(item.get("options") or [], 1):
                values = {name: option[name] for name in option if name != "code"}
                self._load_record(
                    load,
                    f"{key}/{make_key(('option', option['code']))}",
                    self.env["group.customer.metric.option"],
                    {"metric_id": metric.id, "sequence": place * 10, **values},
                )
            self._drop_missing(load, key)

    def _prepare_metric_vals(self, load, item):
        """Values of a metric; what belongs to Odoo is named in a file, not numbered."""
        shape = self._get_shapes()["metrics"]
        values = {name: item[name] for name in shape.fields if name in item}
        if path := item.get("product_category"):
            # sudo: only looks a name up; who may read what the metric counts is
            # checked where the metric is written
            categories = self.env["product.category"].sudo()
            category = categories.search(Domain("complete_name", "=", path), limit=1)
            values["product_category_id"] = category.id
            if not category:
                load.notes.append(
                    self.env._(
                        "There is no product category “%(category)s” here: choose "
                        "one in the metric “%(metric)s”.",
                        category=path,
                        metric=self._pick_lang(item["name"]),
                    )
                )
        if model := item.get("model"):
            values["model_id"] = self.env["ir.model"]._get_id(model)
            for name in METRIC_FIELDS:
                field = item.get(name)
                values[f"{name}_id"] = (
                    self.env["ir.model.fields"]._get(model, field).id
                    if field
                    else False
                )
        return values

    @api.model
    def _check_same_metric(self, metric, values):
        """Refuse a metric whose code means something else here.

        :raises UserError: naming what differs
        """
        for name in METRIC_DEFINITION:
            if name not in values or name not in metric._fields:
                continue
            here = self._to_plain(metric, name)
            there = self._to_plain_value(metric, name, values[name])
            if name == "product_category_id" and not there:
                continue  # the company's to choose
            if here != there:
                raise UserError(
                    self.env._(
                        "There is a metric “%(metric)s” with the code %(code)s that "
                        "this pack did not make, and it measures something else: "
                        "“%(field)s” is “%(here)s”, in the pack “%(there)s”. Give one "
                        "of the two another code.",
                        metric=metric.display_name,
                        code=metric.code,
                        field=metric._fields[name]._description_string(self.env),
                        here=self._format_value(metric, name, here),
                        there=self._format_value(metric, name, there),
                    )
                )

    # === SCHEMES === #

    def _load_schemes(self, load, items):
        shape = self._get_shapes()["schemes"]
        made_items = self._enter_items(
            load,
            "schemes",
            "scheme",
            items,
            lambda name, code: self.env._(
                "There is a scheme “%(scheme)s” with the code %(code)s that this pack "
                "did not make. It is left alone: give it another code, then load the "
                "pack again.",
                scheme=name,
                code=code,
            ),
        )
        for sequence, (key, item, made) in enumerate(made_items, 1):
            scheme = self._load_record(
                load,
                key,
                made,
                {
                    "sequence": sequence * 10,
                    "company_id": self.company_id.id,
                    **{name: item[name] for name in shape.fields if name in item},
                },
            )
            self._load_grades(load, key, scheme, item["grades"])
            self._load_criteria(load, key, scheme, item.get("criteria") or [])
            self._load_segments(load, key, item["grades"])
            self._load_routes(load, key, scheme, item.get("routes") or [])
            self._drop_missing(load, key)

    def _load_grades(self, load, key, scheme, items):
        Grade = self.env["group.customer.grade"]
        shape = self._get_shapes()["grades"]
        for sequence, item in enumerate(items, 1):
            values = {name: item[name] for name in shape.fields if name in item}
            if "archive_items" in item:
                values["archive_item_ids"] = self._find_archive_items(load, item)
            self._load_record(
                load,
                f"{key}/{make_key(('grade', item['code']))}",
                Grade.search(
                    Domain("scheme_id", "=", scheme.id)
                    & Domain("code", "=", item["code"]),
                    limit=1,
                ),
                {"scheme_id": scheme.id, "sequence": sequence * 10, **values},
            )

    def _find_archive_items(self, load, item):
        """Return the ids of the archive items that a grade asks for (GR-09).

        A file names them by the field of the customer, conditions by their English
        name.
        """
        Archive = self.env["group.customer.archive.item"].with_context(lang="en_US")
        ids = []
        for name in item["archive_items"] or []:
            by_field = Domain("field_id.name", "=", name)
            by_name = Domain("field_id", "=", False) & Domain("name", "=", name)
            # sudo: the field's name; archive items are read by every user
            archive = Archive.sudo().search(by_field | by_name, limit=1)
            ids += archive.ids
            if not archive:
                load.notes.append(
                    self.env._(
                        "The grade %(grade)s asks for “%(name)s” in the customer "
                        "archive, but there is no such archive item here: add it.",
                        grade=item["code"],
                        name=name,
                    )
                )
        return ids

    def _load_criteria(self, load, key, scheme, items):
        """Load the criteria; an item names its metric and grade by their codes."""
        Criterion = self.env["group.customer.grade.criterion"]
        Metric = self.env["group.customer.metric"]
        shape = self._get_shapes()["criteria"]
        for sequence, item in enumerate(items, 1):
            code = item["metric"]
            metric = load.records.get(make_key(("metric", code)))
            metric = metric or Metric.search(Domain("code", "=", code), limit=1)
            grade = load.records.get(f"{key}/{make_key(('grade', item.get('grade')))}")
            criterion_key = f"{key}/{make_key(('criterion', item['code']))}"
            criterion = self._load_record(
                load,
                criterion_key,
                Criterion,
                {
                    "scheme_id": scheme.id,
                    "sequence": sequence * 10,
                    "metric_id": metric.id,
                    "grade_id": grade.id if grade else False,
                    **{name: item[name] for name in shape.fields if name in item},
                },
            )
            with criterion._bands_checked_together():
                for place, band in enumerate(item.get("bands") or [], 1):
                    self._load_record(
                        load,
                        f"{criterion_key}/{make_key(('band', place))}",
                        self.env["group.customer.grade.band"],
                        {"criterion_id": criterion.id, **band},
                    )
                self._drop_missing(load, criterion_key)
            load.enter(criterion_key)
            criterion._check_bands()

    def _load_segments(self, load, key, items):
        """Load the segments of grades: alternatives (OR) of scores (AND)."""
        Segment = self.env["group.customer.grade.segment"]
        for item in items:
            grade_key = f"{key}/{make_key(('grade', item['code']))}"
            for alternative, rows in enumerate(item.get("segments") or [], 1):
                for row in rows:
                    code = row["criterion"]
                    criterion = load.records[f"{key}/{make_key(('criterion', code))}"]
                    self._load_record(
                        load,
                        f"{grade_key}/{make_key(('segment', f'{alternative}.{code}'))}",
                        Segment,
                        {
                            "grade_id": load.records[grade_key].id,
                            "criterion_id": criterion.id,
                            "alternative": alternative,
                            "score_from": row["from"],
                            "score_to": row["to"],
                        },
                    )

    def _load_routes(self, load, key, scheme, items):
        Route = self.env["group.customer.grade.route"]
        for sequence, item in enumerate(items, 1):
            self._load_record(
                load,
                f"{key}/{make_key(('route', item['code']))}",
                Route.search(
                    Domain("scheme_id", "=", scheme.id)
                    & Domain("code", "=", item["code"]),
                    limit=1,
                ),
                {"scheme_id": scheme.id, "sequence": sequence * 10, **item},
            )

    def _load_primary_scheme(self, load, code):
        """Have companies without a primary scheme show the grades of this one."""
        scheme = load.records[make_key(("scheme", code))]
        domain = Domain("group_customer_scheme_id", "=", False)
        if self.company_id:
            domain &= Domain("id", "=", self.company_id.id)
        # sudo: whoever configures the grading need not be allowed to change companies
        for company in self.env["res.company"].sudo().search(domain):
            key = make_key(("company", company.name))
            load.enter(key, company._name)
            company.group_customer_scheme_id = scheme
            change = {
                "label": company._fields[
                    "group_customer_scheme_id"
                ]._description_string(self.env),
                "from": "",
                "to": scheme.display_name,
                "kept": False,
            }
            load.add(key, company, company.name, "updated", [change])
