# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re

from odoo import api, models
from odoo.fields import Domain

from ...tools.packs import PackShape, add_sections

RULE_FIELDS = (
    "code",
    "name",
    "sequence",
    "domain",
    "amount_min",
    "amount_max",
    "date_from",
    "date_to",
    "expiry_days",
    "description",
    "article",
    "requirement",
)
STEP_FIELDS = (
    "name",
    "purpose",
    "approver_kind",
    "account_role",
    "authority_level",
    "quorum",
    "quorum_count",
    "domain",
    "amount_min",
    "deadline_duration",
    "deadline_unit",
    "at_risk_percent",
    "escalation_kind",
    "may_change_value",
    "separate_executor",
)
RANGE_FIELDS = (
    "code",
    "name",
    "discount_min",
    "discount_max",
    "date_from",
    "date_to",
    "description",
    "article",
    "requirement",
)


class GroupCustomerPolicyPack(models.Model):
    """What may stand in the sections of the approvals.

    No file names users: they belong to one database.
    """

    _inherit = "group.customer.policy.pack"

    @api.model
    def _get_shapes(self):
        sections = {
            "duties": PackShape(
                "res.groups",
                ("name", "comment"),
                ("code", "name"),
                {"code": "code"},
            ),
            "settlement_methods": PackShape(
                "group.customer.settlement.method",
                ("code", "name", "description"),
                ("code", "name"),
            ),
            "approval_rules": PackShape(
                "group.customer.approval.rule",
                RULE_FIELDS,
                ("code", "name", "type", "steps"),
                {"type": "code", "currency": "code"},
                {"steps": "approval_steps"},
            ),
            "guarded_fields": PackShape(
                "group.customer.guarded.field",
                (
                    "on_create",
                    "free_when_empty",
                    "description",
                    "article",
                    "requirement",
                ),
                ("field", "type"),
                {"field": "code", "type": "code", "groups": "codes"},
            ),
            "term_ranges": PackShape(
                "group.customer.term.range",
                RANGE_FIELDS,
                ("code", "name"),
                {
                    "scheme": "code",
                    "grade": "code",
                    "category": "text",
                    "payment_terms": "codes",
                    "settlement_methods": "codes",
                },
            ),
        }
        below = {
            "approval_steps": PackShape(
                "group.customer.approval.step",
                STEP_FIELDS,
                ("code", "name", "approver_kind"),
                {"code": "code", "group": "code", "escalation_group": "code"},
            ),
        }
        return add_sections(super()._get_shapes(), sections, below)

    # === REFERENCES === #

    @api.model
    def _find_reference_problems(self, content):
        problems = super()._find_reference_problems(content)
        for section, name in (
            ("duties", "code"),
            ("settlement_methods", "code"),
            ("approval_rules", "code"),
            ("guarded_fields", "field"),
            ("term_ranges", "code"),
        ):
            problems += self._find_double_codes(
                section, content.get(section) or [], name
            )
        for item in content.get("duties") or []:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", item["code"]):
                problems.append(
                    self.env._(
                        "duties › %(code)s: a code of a duty has small letters, "
                        "digits and underscores only; choose another one.",
                        code=item["code"],
                    )
                )
        return [
            *problems,
            *self._find_type_problems(content),
            *self._find_group_problems(content),
            *self._find_range_problems(content),
        ]

    @api.model
    def _find_type_problems(self, content):
        """Return where a file names a document type that is not here."""
        items = [
            (f"approval_rules › {item['code']}", item["type"])
            for item in content.get("approval_rules") or []
        ]
        items += [
            (f"guarded_fields › {item['field']}", item["type"])
            for item in content.get("guarded_fields") or []
        ]
        types = self.env["group.customer.approval.type"].with_context(active_test=True)
        known = set(
            types.search(
                Domain("code", "in", list({code for _place, code in items}))
            ).mapped("code")
        )
        return [
            self.env._(
                "%(place)s › type: there is no document type “%(code)s” in use here; "
                "correct the code, or bring the type back.",
                place=place,
                code=code,
            )
            for place, code in items
            if code not in known
        ]

    @api.model
    def _find_group_problems(self, content):
        """Return where a file names a group that is neither here nor in the file, and
        steps that stand twice in their rule."""
        problems = []
        named = []
        for rule in content.get("approval_rules") or []:
            place = f"approval_rules › {rule['code']} › steps"
            problems += self._find_double_codes(place, rule["steps"])
            named += self._get_named(place, rule["steps"], "group", "escalation_group")
        for guard in content.get("guarded_fields") or []:
            place = f"guarded_fields › {guard['field']} › groups"
            named += [(place, name) for name in guard.get("groups") or []]
        return problems + self._find_missing_groups(content, named)

    @api.model
    def _find_unknown_groups(self, content, section, items, *keys):
        """Return where the items of a section name a group that is neither here nor in
        the file."""
        named = self._get_named(section, items, *keys)
        return self._find_missing_groups(content, named)

    @api.model
    def _get_named(self, place, items, *keys):
        """Return what items name under some keys, as pairs of place and name."""
        return [
            (f"{place} › {item['code']} › {key}", item[key])
            for item in items
            for key in keys
            if item.get(key)
        ]

    @api.model
    def _find_missing_groups(self, content, named):
        brought = {item["code"] for item in content.get("duties") or []}
        return [
            self.env._(
                "%(place)s: there is no group “%(group)s” here and the pack does not "
                "bring such a duty; add it to the duties or correct the name.",
                place=place,
                group=name,
            )
            for place, name in named
            if name not in brought and not self._find_group(name)
        ]

    @api.model
    def _find_range_problems(self, content):
        return [
            self.env._(
                "term_ranges › %(code)s: “scheme” and “grade” are given together or "
                "not at all.",
                code=item["code"],
            )
            for item in content.get("term_ranges") or []
            if bool(item.get("scheme")) != bool(item.get("grade"))
        ]
