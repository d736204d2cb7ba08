# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from .group_customer_grade_scheme_preview import DESIGNERS
from .group_customer_grade_scheme_preview_count import BANDED_ROLES


class GroupCustomerGradeCriterion(models.Model):
    """Shows how today's customers fall into the bands of one criterion."""

    _inherit = "group.customer.grade.criterion"

    preview = fields.Json(
        compute="_compute_preview",
        groups=DESIGNERS,
        export_string_translation=False,
        help="How many of today's customers fall into each band, as it is on the "
        "screen.",
    )

    @api.depends(lambda self: self._get_preview_fields())
    @api.depends_context("lang", "company")
    def _compute_preview(self):
        for criterion in self:
            criterion.preview = criterion._prepare_preview()

    @api.model
    def _get_preview_fields(self):
        return [
            "sequence",
            "name",
            "role",
            "metric_id",
            "window_value",
            "window_unit",
            "basis",
            "quantile_count",
            "lower_is_better",
            "null_policy",
            "weight",
            "grade_id",
            "alternative",
            "operator",
            "threshold",
            "band_ids.name",
            "band_ids.value_from",
            "band_ids.value_to",
            "band_ids.no_lower",
            "band_ids.no_upper",
            "band_ids.points",
        ]

    def _prepare_preview(self):
        """Return the bars of this criterion alone, or False."""
        self.ensure_one()
        scheme = self.scheme_id
        scheme_id = scheme._origin.id or scheme.id
        if not scheme_id or not self._is_previewable():
            return False
        company = scheme._get_preview_company()
        preview = self.env["group.customer.grade.preview"]._find(scheme_id, company)
        if not preview:
            return False
        definition = scheme._get_preview_definition(company, preview.date, self)
        if preview.population != preview._get_population(
            definition
        ) or preview._find_unmeasured(definition):
            return False
        counts = scheme._execute_preview(
            preview, definition, scheme._count_criteria_sql(definition)
        )
        [bars] = scheme._prepare_preview_criteria(definition, counts)
        return bars

    def _is_previewable(self):
        """Whether the criterion, as it is on the screen, can be judged at all."""
        if not self.metric_id or self.role == "rank":
            return False
        if self.role in BANDED_ROLES and self._find_gaps():
            return False
        grades = self.scheme_id.grade_ids._origin
        if self.role == "cap" and self.grade_id._origin not in grades:
            return False
        return not self._find_measure_problems()
