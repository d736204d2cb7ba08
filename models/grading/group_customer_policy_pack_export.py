# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.packs import make_codes, read_key_code
from .group_customer_policy_pack import METRIC_FIELDS


class GroupCustomerPolicyPack(models.Model):
    """Writes schemes with all that they need."""

    _inherit = "group.customer.policy.pack"

    @api.model
    def _get_used_parameters(self, schemes):
        """The parameters on which grading by the schemes depends."""
        return self.env["group.customer.parameter"].search(
            Domain("code", "=", "pareto_share")
        )

    @api.model
    def _export_schemes(self, head, schemes, parameters, company):
        """Return the content of a file with schemes and the metrics they use.

        :raises UserError: when two of them have the same code
        """
        codes = schemes.mapped("code")
        for scheme in schemes:
            if codes.count(scheme.code) > 1:
                raise UserError(
                    self.env._(
                        "Two of the chosen schemes have the code %(code)s (the last "
                        "is “%(scheme)s”): put them into two packs, or change one of "
                        "the codes.",
                        code=scheme.code,
                        scheme=scheme.display_name,
                    )
                )
        content = self._export_content(head, parameters, company)
        metrics = schemes.criterion_ids.metric_id.sorted(
            lambda metric: (metric.sequence, metric.code)
        )
        content["metrics"] = [self._export_metric(metric) for metric in metrics]
        content["schemes"] = [
            self._export_scheme(scheme) for scheme in schemes.sorted("sequence")
        ]
        return content

    @api.model
    def _export_metric(self, metric):
        values = self._export_values("metrics", metric)
        # sudo: names of Odoo's models and fields, which few users may read
        technical = metric.sudo()
        values["product_category"] = technical.product_category_id.complete_name or None
        values["model"] = technical.model_id.model or None
        for name in METRIC_FIELDS:
            values[name] = technical[f"{name}_id"].name or None
        options = metric.option_ids
        codes = self._get_item_codes(options, "v")
        values["options"] = [
            {"code": code, **self._export_values("options", option)}
            for code, option in zip(codes, options, strict=True)
        ]
        return {name: value for name, value in values.items() if value != []}

    @api.model
    def _export_scheme(self, scheme):
        criteria = scheme.criterion_ids.sorted("sequence")
        codes = dict(
            zip(criteria.ids, self._get_item_codes(criteria, "c"), strict=True)
        )
        return {
            **self._export_values("schemes", scheme),
            "grades": [
                self._export_grade(grade, codes)
                for grade in scheme.grade_ids.sorted("sequence")
            ],
            "criteria": [
                {
                    "code": codes[criterion.id],
                    "metric": criterion.metric_id.code,
                    "grade": criterion.grade_id.code or None,
                    **self._export_values("criteria", criterion),
                    "bands": [
                        self._export_values("bands", band)
                        for band in criterion.band_ids.sorted(
                            lambda band: (not band.no_lower, band.value_from)
                        )
                    ],
                }
                for criterion in criteria
            ],
            "routes": [
                self._export_values("routes", route)
                for route in scheme.route_ids.sorted("sequence")
            ],
        }

    @api.model
    def _export_grade(self, grade, codes):
        alternatives = {}
        for segment in grade.segment_ids.sorted(lambda row: (row.alternative, row.id)):
            alternatives.setdefault(segment.alternative, []).append(
                {
                    "criterion": codes[segment.criterion_id.id],
                    "from": segment.score_from,
                    "to": segment.score_to,
                }
            )
        archive_items = grade.archive_item_ids.with_context(lang="en_US")
        return {
            **self._export_values("grades", grade),
            "segments": list(alternatives.values()),
            # sudo: the field's name, which few users may read
            "archive_items": [
                archive.sudo().field_id.name or archive.name
                for archive in archive_items
            ],
        }

    @api.model
    def _get_item_codes(self, records, prefix):
        """Return a code per record: the one it was loaded by, so that a file goes
        round without renaming anything, else one made of its English name."""
        # sudo: the memory of the packs
        items = self.env["group.customer.policy.pack.item"].sudo()
        items = items.search(
            Domain("model", "=", records._name) & Domain("res_id", "in", records.ids)
        )
        known = {item.res_id: read_key_code(item.key) for item in items}
        names = [
            known.get(record.id) or record.with_context(lang="en_US").name
            for record in records
        ]
        if len(set(known.values())) == len(records):
            return names
        return make_codes(names, prefix)

    @api.model
    def _find_export_notes(self, content):
        notes = super()._find_export_notes(content)
        for item in content.get("metrics") or []:
            if model := item.get("model"):
                notes.append(
                    self.env._(
                        "The metric “%(metric)s” reads %(model)s: the file can be "
                        "loaded only where the app with it is installed.",
                        metric=self._pick_lang(item["name"]),
                        model=model,
                    )
                )
        return notes

    @api.model
    def _find_foreign_notes(self, content):
        notes = super()._find_foreign_notes(content)
        for item in content.get("schemes") or []:
            notes += self._find_filter_notes(
                self._pick_lang(item["name"]), item.get("population_domain")
            )
        for item in content.get("metrics") or []:
            name = self._pick_lang(item["name"])
            notes += self._find_filter_notes(name, item.get("partner_domain"))
            notes += self._find_filter_notes(
                name, item.get("record_domain"), item.get("model") or "res.partner"
            )
        return notes
