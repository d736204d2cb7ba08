# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ...tools.packs import PackShape, add_sections

SECTION = "daily_quotas"
QUOTA_FIELDS = (
    "code",
    "name",
    "active",
    "date_from",
    "date_to",
    "new_visits",
    "existing_visits",
    "phone_contacts",
    "description",
    "article",
    "requirement",
)


class GroupCustomerPolicyPack(models.Model):
    """Section ``daily_quotas``: what account managers do on every working day."""

    _inherit = "group.customer.policy.pack"

    daily_quota_names = fields.Text(string="Daily Quotas", compute="_compute_contents")

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
                    "group.customer.visit.daily.quota",
                    QUOTA_FIELDS,
                    ("code", "name", "date_from"),
                    {"group": "code"},
                ),
            },
        )

    @api.model
    def _get_kind_labels(self):
        return {**super()._get_kind_labels(), "quota": self.env._("Daily quota")}

    def _prepare_contents(self, content):
        return {
            **super()._prepare_contents(content),
            "daily_quota_names": self._join_names(content, SECTION),
        }

    # === REFERENCES === #

    @api.model
    def _find_reference_problems(self, content):
        items = content.get(SECTION) or []
        return [
            *super()._find_reference_problems(content),
            *self._find_double_codes(SECTION, items),
            *self._find_unknown_groups(content, SECTION, items, "group"),
        ]

    # === LOADING === #

    def _load_daily_quotas(self, load, items):
        for key, item, quota in self._enter_items(
            load,
            SECTION,
            "quota",
            items,
            lambda name, code: self.env._(
                "There is a daily quota “%(quota)s” with the code %(code)s that this "
                "pack did not make. It is left alone: give it another code, then load "
                "the pack again.",
                quota=name,
                code=code,
            ),
        ):
            values = self._prepare_company_vals(SECTION, item)
            if "group" in item:
                values["group_id"] = self._find_group_id(item["group"])
            self._load_record(load, key, quota, values)

    # === EXPORT === #

    @api.model
    def _export_daily_quotas(self, quotas):
        """Return the sections of daily quotas with the duties that they name.

        :returns: section → items
        """
        quotas = quotas.sorted("code")
        # sudo: names of groups
        groups = quotas.group_id.sudo()
        names = self._get_group_names(groups)
        sections = {
            "duties": self._export_duties(groups, names),
            SECTION: [
                {
                    **self._export_values(SECTION, quota),
                    "group": names.get(quota.group_id.id),
                }
                for quota in quotas
            ],
        }
        return {name: items for name, items in sections.items() if items}
