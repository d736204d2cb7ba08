# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ...tools.packs import PackShape, add_sections, make_key
from .group_customer_visit_policy import WEEKDAYS

SECTION = "visit_policies"
POLICY_FIELDS = (
    "code",
    "name",
    "sequence",
    "active",
    "date_from",
    "date_to",
    "stage",
    "domain",
    "visitor_mode",
    "period",
    "minimum",
    "target",
    "gap_min_days",
    "gap_max_days",
    "carries_shortfall",
    "duration",
    *WEEKDAYS,
    "hour_from",
    "hour_to",
    "service_measures",
    "communication_strategy",
    "description",
    "article",
    "requirement",
)


class GroupCustomerPolicyPack(models.Model):
    """Section ``visit_policies``: how often which accounts are visited, by whom.

    Grades, kinds of visits, channels, roles and groups are named by their codes.
    Territories belong to the map of one company and do not go along.
    """

    _inherit = "group.customer.policy.pack"

    visit_policy_names = fields.Text(
        string="Visit Policies", compute="_compute_contents"
    )

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
                    "group.customer.visit.policy",
                    POLICY_FIELDS,
                    ("code", "name", "date_from", "kind", "visitor_mode"),
                    {
                        "grade": "code",
                        "kind": "code",
                        "role": "code",
                        "fallback": "code",
                        "group": "code",
                        "counted_group": "code",
                        "channels": "codes",
                    },
                    {"agenda": "visit_agenda"},
                ),
            },
            {
                "visit_agenda": PackShape(
                    "group.customer.visit.policy.agenda",
                    ("name",),
                    ("code", "name"),
                    {"code": "code"},
                ),
            },
        )

    @api.model
    def _get_kind_labels(self):
        return {
            **super()._get_kind_labels(),
            "visit_policy": self.env._("Visit policy"),
            "topic": self.env._("Topic of the required agenda"),
        }

    def _prepare_contents(self, content):
        return {
            **super()._prepare_contents(content),
            "visit_policy_names": self._join_names(content, SECTION),
        }

    # === REFERENCES === #

    @api.model
    def _find_reference_problems(self, content):
        problems = super()._find_reference_problems(content)
        items = content.get(SECTION) or []
        problems += self._find_double_codes(SECTION, items)
        for item in items:
            place = f"{SECTION} › {item['code']}"
            problems += self._find_double_codes(
                f"{place} › agenda", item.get("agenda") or []
            )
            if item.get("grade") and not self._is_grade_path(item["grade"]):
                problems.append(
                    self.env._(
                        "%(place)s › grade: “%(name)s” is not the code of a scheme "
                        "and that of a grade, joined by a slash; correct it.",
                        place=place,
                        name=item["grade"],
                    )
                )
            for names, model, codes in (
                (place, "visit.kind", [item["kind"]]),
                (place, "visit.channel", item.get("channels") or []),
                (
                    place,
                    "assignment.role",
                    [item[key] for key in ("role", "fallback") if item.get(key)],
                ),
            ):
                problems += self._find_unknown_codes(
                    names, f"group.customer.{model}", codes
                )
        return problems + self._find_unknown_groups(
            content, SECTION, items, "group", "counted_group"
        )

    # === LOADING === #

    def _load_visit_policies(self, load, items):
        Topic = self.env["group.customer.visit.policy.agenda"]
        for key, item, made in self._enter_items(
            load,
            SECTION,
            "visit_policy",
            items,
            lambda name, code: self.env._(
                "There is a visit policy “%(policy)s” with the code %(code)s that this "
                "pack did not make. It is left alone: give it another code, then load "
                "the pack again.",
                policy=name,
                code=code,
            ),
        ):
            policy = self._load_record(
                load, key, made, self._prepare_visit_policy_vals(item)
            )
            for sequence, line in enumerate(item.get("agenda") or [], 1):
                topic_key = f"{key}/{make_key(('topic', line['code']))}"
                self._load_record(
                    load,
                    topic_key,
                    Topic,
                    {
                        "policy_id": policy.id,
                        "sequence": sequence * 10,
                        **self._prepare_item_vals("visit_agenda", line),
                    },
                )
            self._drop_missing(load, key)

    def _prepare_visit_policy_vals(self, item):
        """Values of a policy; what a file names by codes is looked up."""
        roles = self.env["group.customer.assignment.role"]
        values = {
            "kind_id": self._find_coded("group.customer.visit.kind", item["kind"]).id,
            **self._prepare_company_vals(SECTION, item),
        }
        if "grade" in item:
            grade = item["grade"]
            values["grade_id"] = self._find_pack_grade(grade).id if grade else False
        for key, field in (("role", "role_id"), ("fallback", "fallback_role_id")):
            if key in item:
                values[field] = roles._get(item[key]).id if item[key] else False
        for key in ("group", "counted_group"):
            if key in item:
                values[f"{key}_id"] = self._find_group_id(item[key])
        if "channels" in item:
            values["channel_ids"] = [
                self._find_coded("group.customer.visit.channel", code).id
                for code in item["channels"] or []
            ]
        return values

    # === EXPORT === #

    @api.model
    def _export_visit_policies(self, policies):
        """Return the sections of visit policies with the duties that they name.

        A policy for one territory goes along archived: for all accounts it would say
        more than it should.

        :returns: section → items
        """
        policies = policies.sorted(lambda policy: (policy.sequence, policy.code))
        # sudo: codes and names of records that the policies refer to
        groups = (policies.group_id | policies.counted_group_id).sudo()
        names = self._get_group_names(groups)
        sections = {
            "duties": self._export_duties(groups, names),
            SECTION: [
                self._export_visit_policy(policy.sudo(), names) for policy in policies
            ],
        }
        return {name: items for name, items in sections.items() if items}

    @api.model
    def _export_visit_policy(self, policy, names):
        grade = policy.grade_id
        values = self._export_values(SECTION, policy)
        if policy.territory_id:
            values["active"] = False
        return {
            **values,
            "grade": f"{grade.scheme_id.code}/{grade.code}" if grade else None,
            "kind": policy.kind_id.code,
            "role": policy.role_id.code or None,
            "fallback": policy.fallback_role_id.code or None,
            "group": names.get(policy.group_id.id),
            "counted_group": names.get(policy.counted_group_id.id),
            "channels": policy.channel_ids.mapped("code"),
            "agenda": [
                {"code": code, **self._export_values("visit_agenda", line)}
                for code, line in zip(
                    self._get_item_codes(policy.agenda_ids, "topic"),
                    policy.agenda_ids,
                    strict=True,
                )
            ],
        }

    @api.model
    def _find_foreign_notes(self, content):
        notes = super()._find_foreign_notes(content)
        for item in content.get(SECTION) or []:
            notes += self._find_filter_notes(
                self._pick_lang(item["name"]), item.get("domain")
            )
        return notes
