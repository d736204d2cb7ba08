# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.api import NewId
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

DESIGNERS = "group_customer.group_group_customer_admin"


class GroupCustomerGradeScheme(models.Model):
    """Shows at once what a change of the scheme does to today's customers.

    Nothing is written: the definition is built from the record as it is on the
    screen, and judged over the values that were measured today.
    """

    _inherit = "group.customer.grade.scheme"

    preview = fields.Json(
        compute="_compute_preview",
        groups=DESIGNERS,
        export_string_translation=False,
        help="How many of today's customers the scheme, as it is on the screen, puts "
        "into each grade and band.",
    )

    # === COMPUTE METHODS === #

    @api.depends(lambda self: self._get_preview_dependencies())
    @api.depends_context("lang", "company")
    def _compute_preview(self):
        for scheme in self:
            scheme.preview = scheme._prepare_preview()

    @api.model
    def _get_preview_dependencies(self):
        """All that a definition is made of."""
        return [
            "company_id",
            "draft_of_id",
            "mode",
            "population_domain",
            "node_level",
            "company_scope",
            "weight_total",
            "combination",
            "score_factor",
            "clv_retention",
            "clv_discount",
            "clv_margin_rate",
            *(
                f"grade_ids.{name}"
                for name in (
                    "sequence",
                    "code",
                    "name",
                    "color",
                    "score_min",
                    "share_max",
                    "is_veto_only",
                    "is_request_only",
                    "segment_ids.criterion_id",
                    "segment_ids.alternative",
                    "segment_ids.score_from",
                    "segment_ids.score_to",
                )
            ),
            *(
                f"criterion_ids.{name}"
                for name in self.env[
                    "group.customer.grade.criterion"
                ]._get_preview_fields()
            ),
        ]

    # === ACTION METHODS === #

    def action_measure_today(self):
        """Measure today's customers by the criteria of the scheme, for its preview."""
        if not self.env.user.has_group(DESIGNERS):
            raise AccessError(
                self.env._(
                    "Only administrators of Group Customers design grading schemes."
                )
            )
        for scheme in self:
            scheme.check_access("write")
            scheme._check_measurable()
            company = scheme._get_preview_company()
            today = fields.Date.context_today(self)
            definition = scheme._get_definition(company, today)
            self.env["group.customer.grade.preview"].sudo()._measure(definition)
        return True

    # === BUSINESS METHODS === #

    def _get_preview_company(self):
        return self.company_id or self.env.company

    def _check_measurable(self):
        """Refuse to measure what has no criterion or whose metrics are half defined."""
        if not self.criterion_ids:
            raise UserError(
                self.env._(
                    "The scheme “%(scheme)s” has no criterion yet: there is nothing "
                    "to measure.",
                    scheme=self.display_name,
                )
            )
        if problems := self.criterion_ids._find_measure_problems():
            raise UserError("\n".join(problems))

    def _prepare_preview(self):
        """Return what the preview shows, as plain data.

        ``state``: ``incomplete`` (the problems of the scheme say why), ``unsaved``,
        ``unmeasured`` (``missing`` names the criteria), or ``ready``.
        """
        self.ensure_one()
        scheme_id = self._origin.id or self.id
        if not self.criterion_ids or self._has_lost_grades() or self._find_problems():
            return {"state": "incomplete"}
        if not scheme_id:
            return {"state": "unsaved"}
        company = self._get_preview_company()
        preview = self.env["group.customer.grade.preview"]._find(scheme_id, company)
        today = fields.Date.context_today(self)
        date = preview.date or today
        definition = self._get_preview_definition(company, date)
        missing = self._find_preview_missing(preview, definition)
        values = {
            "is_old": bool(preview) and date < today,
            "date": format_date(self.env, date),
        }
        if not preview or missing:
            return {**values, "state": "unmeasured", "missing": missing}
        counts = self._count_preview(preview, definition)
        if values["is_old"] and "place" not in counts:
            # What was measured before today is dropped some night.
            return {**values, "state": "unmeasured", "missing": []}
        return {
            **values,
            "state": "ready",
            **self._prepare_preview_grades(definition, counts),
            "criteria": self._prepare_preview_criteria(definition, counts),
        }

    def _find_preview_missing(self, preview, definition):
        """Return what was not measured: names of criteria, or the customers."""
        if not preview:
            return []
        if preview.population != preview._get_population(definition):
            return [self.env._("the choice of customers")]
        texts = self.env["group.customer.grade.text"]
        return list(
            dict.fromkeys(
                texts._pick_lang(criterion["name"])
                for criterion in preview._find_unmeasured(definition)
            )
        )

    # Definition

    def _get_preview_definition(self, company, date, criterion=None):
        """Return the definition of the record as it is on the screen.

        What is not saved yet has an id below zero.

        :param criterion: with this one alone, for what follows from its values
        """
        definition = self._get_definition(company, date)
        if criterion:
            definition["mode"] = "rules"
            definition["criteria"] = criterion._get_definitions(date)
            for grade in definition["grades"]:
                grade["segments"] = []
        known = {}

        def settle(value):
            if isinstance(value, dict):
                return {settle(key): settle(one) for key, one in value.items()}
            if isinstance(value, list):
                return [settle(one) for one in value]
            if isinstance(value, NewId):
                return value.origin or known.setdefault(value, -1 - len(known))
            return value

        definition = settle(definition)
        asked = {criterion["id"] for criterion in definition["criteria"]}
        for grade in definition["grades"]:
            # What is deleted on the screen leaves its segments until it is saved.
            grade["segments"] = [
                segment
                for segment in grade["segments"]
                if segment["criterion_id"] in asked
            ]
        definition = self._stand_in(definition)
        return self.env["group.customer.grade.engine"]._normalize_definition(definition)

    def _has_lost_grades(self):
        """Whether a criterion names a grade that is deleted on the screen."""
        named = self.criterion_ids.filtered(
            lambda one: one.role in ("condition", "cap")
        )
        return bool(named.grade_id._origin - self.grade_ids._origin)
