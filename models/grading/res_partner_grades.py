# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner import GRADE_READERS


class ResPartner(models.Model):
    """What the form of a contact shows of its grades: those of today in every scheme
    with what they mean (GR-18, GR-26, GR-28), and how they came about."""

    _inherit = "res.partner"

    group_customer_grade_timeline = fields.Json(
        string="Grade Timeline",
        compute="_compute_group_customer_grade_timeline",
        groups=GRADE_READERS,
        export_string_translation=False,
        help="The grades that the reader may see, by scheme, the oldest first.",
    )
    archive_missing_items = fields.Json(
        string="Missing Archive Items",
        compute="_compute_archive_missing_items",
        groups="base.group_user",
        export_string_translation=False,
        help="What is missing in the archive, and which grades ask for it.",
    )

    # === TIMELINE === #

    # What a contact did counts for its company; see _get_explained_award.
    @api.depends("group_customer_award_ids", "commercial_partner_id")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_group_customer_grade_timeline(self):
        entities = self.commercial_partner_id
        awards = self.env["group.customer.grade.award"].search(
            Domain("partner_id", "in", (entities | entities.group_root_id).ids)
            & Domain("company_id", "in", self.env.companies.ids),
            order="date_from, id",
        )
        by_partner = awards.grouped("partner_id")
        today = fields.Date.to_string(fields.Date.context_today(self))
        for partner in self:
            entity = partner.commercial_partner_id
            lanes = entity._prepare_grade_lanes(
                by_partner.get(entity._origin, awards.browse()),
                by_partner.get(entity.group_root_id, awards.browse()),
            )
            partner.group_customer_grade_timeline = {"today": today, "lanes": lanes}

    def _prepare_grade_lanes(self, awards, head_awards):
        """Return one dict per scheme and company, as the timeline shows it.

        A member of a group without a grade of its own shows that of the group, if the
        scheme grades whole groups.
        """
        self.ensure_one()
        lanes = {}
        for award in awards:
            lanes.setdefault((award.scheme_id, award.company_id), []).append(award)
        if self.group_root_id != self._origin:
            of_group = head_awards.filtered(
                lambda award: award.scheme_id.node_level == "root"
                and (award.scheme_id, award.company_id) not in lanes
            )
            for award in of_group:
                lanes.setdefault((award.scheme_id, award.company_id), []).append(award)
        primary = self.env.company.group_customer_scheme_id
        ordered = sorted(
            lanes.items(),
            key=lambda lane: (
                lane[0][0] != primary,
                lane[0][0].sequence,
                lane[0][0].id,
                lane[0][1].id,
            ),
        )
        # sudo: the reader sees the grade of the group, whoever may open its head
        head_name = self.sudo().group_root_id.name
        return [
            {
                "key": f"{scheme.id}-{company.id}",
                "scheme": scheme.name,
                "company": company.name if len(self.env.companies) > 1 else "",
                "of_group": "" if awards_[0] in awards else head_name,
                "is_active": scheme.active,
                "is_primary": scheme == primary,
                "segments": [award._prepare_timeline_segment() for award in awards_],
            }
            for (scheme, company), awards_ in ordered
        ]

    # === MISSING ARCHIVE ITEMS === #

    @api.depends_context("uid", "lang")
    def _compute_archive_missing_items(self):
        # sudo: an item may be a field that the reader does not see
        results = self.sudo()._get_archive_results()
        results = {partner.id: missing for partner, (_done, missing) in results.items()}
        asking = self._get_asking_grades(results)
        for partner in self:
            partner.archive_missing_items = [
                {
                    "id": item.id,
                    "name": item.name,
                    "field": item._get_target_field(),
                    "grades": [
                        {
                            "id": grade.id,
                            "code": grade.code,
                            "color": grade.color,
                            "name": f"{grade.scheme_id.name}: {grade.display_name}",
                        }
                        for grade in asking.get((partner.id, item.id), ())
                    ],
                }
                for item in results.get(partner.id, ())
            ]

    def _get_asking_grades(self, missing_by_partner):
        """Return a dict (partner id, item id) → the grades held today that ask for
        the item, as far as the reader may know them."""
        Award = self.env["group.customer.grade.award"]
        items = self.env["group.customer.archive.item"].sudo()
        items = items.union(*missing_by_partner.values())
        asking = {}
        if not items.grade_ids or not Award.has_access("read"):
            return asking
        awards = Award.search(
            Domain("partner_id", "in", list(missing_by_partner))
            & Domain("date_to", "=", False)
            & Domain("grade_id", "in", items.grade_ids.ids)
            & Domain("scheme_id.active", "=", True)
        )
        for award in awards:
            grade = award.grade_id
            for item in items:
                if grade in item.grade_ids:
                    key = (award.partner_id.id, item.id)
                    asking[key] = asking.get(key, grade) | grade
        return asking


class GroupCustomerGradeAward(models.Model):
    _inherit = "group.customer.grade.award"

    def _prepare_timeline_segment(self):
        """Return this award as a part of the timeline; text that only today's grade
        needs is left out of the others."""
        self.ensure_one()
        explained = self.run_line_id or self
        today = fields.Date.context_today(self)
        segment = {
            "award_id": self.id,
            "grade_id": self.grade_id.id,
            "code": self.grade_id.code,
            "name": self.grade_id.display_name,
            "color": self.grade_id.color,
            "date_from": fields.Date.to_string(self.date_from),
            "date_to": fields.Date.to_string(self.date_to) or None,
            "valid_until": fields.Date.to_string(self.valid_until) or None,
            "is_expired": bool(self.valid_until and self.valid_until < today),
            "origin": dict(self._fields["origin"]._description_selection(self.env))[
                self.origin
            ],
            "reason": self._get_timeline_reason(),
            "res_model": explained._name,
            "res_id": explained.id,
        }
        if not self.date_to:
            segment |= {
                "strategy": self.grade_id.strategy or "",
                "benefits": self.grade_id.benefits or "",
            }
        return segment

    def _get_timeline_reason(self):
        """Return in a few words why the grade was given."""
        self.ensure_one()
        line = self.run_line_id
        if self.reason or not line.run_id.scheme_definition:
            return self.reason or ""
        details = {detail["criterion_id"]: detail for detail in line.detail or []}
        return " ".join(line._get_reasons(line.run_id._get_definition(), details))
