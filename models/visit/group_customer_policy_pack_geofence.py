# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ...tools.packs import PackShape, add_sections

SECTION = "visit_geofences"
GEOFENCE_FIELDS = (
    "code",
    "name",
    "active",
    "date_from",
    "radius",
    "accuracy_limit",
    "mode",
    "photo_required",
    "is_required",
    "late_hours",
    "future_minutes",
    "keeps_position_days",
    "description",
    "article",
    "requirement",
)


class GroupCustomerPolicyPack(models.Model):
    """Section ``visit_geofences``: what a check-in at a customer asks for. Kinds of
    visits are named by their codes."""

    _inherit = "group.customer.policy.pack"

    visit_geofence_names = fields.Text(string="Geofences", compute="_compute_contents")

    # === SHAPE === #

    @api.model
    def _get_section_names(self):
        return [*super()._get_section_names(), SECTION]

    @api.model
    def _get_shapes(self):
        return add_sections(
            super()._get_shapes(),
            {
                SECTION: PackShape(
                    "group.customer.visit.geofence",
                    GEOFENCE_FIELDS,
                    ("code", "name", "date_from", "mode", "keeps_position_days"),
                    {"kind": "code"},
                ),
            },
        )

    @api.model
    def _get_kind_labels(self):
        return {**super()._get_kind_labels(), "geofence": self.env._("Geofence")}

    def _prepare_contents(self, content):
        return {
            **super()._prepare_contents(content),
            "visit_geofence_names": self._join_names(content, SECTION),
        }

    # === REFERENCES === #

    @api.model
    def _find_reference_problems(self, content):
        items = content.get(SECTION) or []
        problems = super()._find_reference_problems(content)
        problems += self._find_double_codes(SECTION, items)
        for item in items:
            if item.get("kind"):
                problems += self._find_unknown_codes(
                    f"{SECTION} › {item['code']}",
                    "group.customer.visit.kind",
                    [item["kind"]],
                )
        return problems

    # === LOADING === #

    def _load_visit_geofences(self, load, items):
        for key, item, fence in self._enter_items(
            load,
            SECTION,
            "geofence",
            items,
            lambda name, code: self.env._(
                "There is a geofence “%(geofence)s” with the code %(code)s that this "
                "pack did not make. It is left alone: give it another code, then load "
                "the pack again.",
                geofence=name,
                code=code,
            ),
        ):
            kind = item.get("kind")
            kind_id = kind and self._find_coded("group.customer.visit.kind", kind).id
            values = self._prepare_company_vals(SECTION, item)
            self._load_record(load, key, fence, {"kind_id": kind_id or False, **values})

    # === EXPORT === #

    @api.model
    def _export_visit_geofences(self, fences):
        """Return the section of these geofences, if there are any."""
        fences = fences.sorted("id")
        items = [
            {
                **self._export_values(SECTION, fence),
                "code": code,
                "kind": fence.kind_id.code or None,
            }
            for fence, code in zip(
                fences, self._get_own_codes(fences, "geofence"), strict=True
            )
        ]
        return {SECTION: items} if items else {}
