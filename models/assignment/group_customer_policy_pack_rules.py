# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain

from ...tools.chains import find_loop, sort_by_parent
from ...tools.packs import PackShape, add_sections, make_key

RULE_FIELDS = (
    "code",
    "name",
    "sequence",
    "active",
    "date_from",
    "date_to",
    "domain",
    "only_unmanaged",
    "on_new",
    "on_regrade",
    "on_move",
    "on_schedule",
    "target",
    "respect_capacity",
    "is_automatic",
    "description",
    "article",
    "requirement",
)


class GroupCustomerPolicyPack(models.Model):
    """Section ``assignment_rules``: who is proposed for which accounts.

    No file names users or teams: they belong to one database.
    """

    _inherit = "group.customer.policy.pack"

    # === SHAPE === #

    @api.model
    def _get_section_names(self):
        return [*super()._get_section_names(), "assignment_rules"]

    @api.model
    def _get_shapes(self):
        return add_sections(
            super()._get_shapes(),
            {
                "assignment_rules": PackShape(
                    "group.customer.assignment.rule",
                    RULE_FIELDS,
                    ("code", "name", "role", "target"),
                    {
                        "role": "code",
                        "grades": "codes",
                        "group": "code",
                        "fallback": "code",
                    },
                ),
            },
        )

    @api.model
    def _get_kind_labels(self):
        return {
            **super()._get_kind_labels(),
            "assignment_rule": self.env._("Assignment rule"),
        }

    # === REFERENCES === #

    @api.model
    def _find_reference_problems(self, content):
        problems = super()._find_reference_problems(content)
        items = content.get("assignment_rules") or []
        problems += self._find_double_codes("assignment_rules", items)
        codes = {item["code"] for item in items}
        roles = self.env["group.customer.assignment.role"]._get_ids()
        for item in items:
            place = f"assignment_rules › {item['code']}"
            if item["role"] not in roles:
                problems.append(
                    self.env._(
                        "%(place)s › role: there is no role “%(code)s” here; correct "
                        "the code.",
                        place=place,
                        code=item["role"],
                    )
                )
            if item.get("fallback") and item["fallback"] not in codes:
                problems.append(
                    self.env._(
                        "%(place)s › fallback: the pack has no assignment rule "
                        "“%(code)s”; add it or correct the code.",
                        place=place,
                        code=item["fallback"],
                    )
                )
            problems += self._find_wrong_grades(place, item.get("grades") or [])
        if not problems:
            for code in find_loop({i["code"]: i.get("fallback") for i in items}):
                problems.append(
                    self.env._(
                        "assignment_rules › %(code)s › fallback: the rules fall back "
                        "on one another in a circle; break it.",
                        code=code,
                    )
                )
        return problems + self._find_unknown_groups(
            content, "assignment_rules", items, "group"
        )

    @api.model
    def _find_wrong_grades(self, place, names):
        """Return which of the grades of an item are not called ``scheme/grade``."""
        return [
            self.env._(
                "%(place)s › grades: “%(name)s” is not the code of a scheme and that "
                "of a grade, joined by a slash; correct it.",
                place=place,
                name=name,
            )
            for name in names
            if not self._is_grade_path(name)
        ]

    @api.model
    def _is_grade_path(self, name):
        return len([part for part in name.split("/") if part]) == 2

    # === LOADING === #

    def _load_assignment_rules(self, load, items):
        by_code = {item["code"]: item for item in items}
        # What is fallen back on has to be there first.
        order = sort_by_parent({c: i.get("fallback") for c, i in by_code.items()})
        for key, item, rule in self._enter_items(
            load,
            "assignment_rules",
            "assignment_rule",
            [by_code[code] for code in order],
            lambda name, code: self.env._(
                "There is an assignment rule “%(rule)s” with the code %(code)s that "
                "this pack did not make. It is left alone: give it another code, then "
                "load the pack again.",
                rule=name,
                code=code,
            ),
        ):
            values = self._prepare_assignment_rule_vals(load, item, rule)
            self._load_record(load, key, rule, values)

    def _prepare_assignment_rule_vals(self, load, item, rule):
        """Values of a rule; one that needs a person or a team waits for it."""
        values = {
            "role_id": self.env["group.customer.assignment.role"]._get(item["role"]).id,
            **self._prepare_company_vals("assignment_rules", item),
        }
        if "grades" in item:
            values["grade_ids"] = [
                self._find_pack_grade(name).id for name in item["grades"] or []
            ]
        if "group" in item:
            values["group_id"] = self._find_group_id(item["group"])
        if "fallback" in item:
            key = make_key(("assignment_rule", item["fallback"] or ""))
            fallback = load.records.get(key) if item["fallback"] else None
            values["fallback_rule_id"] = fallback.id if fallback else False
        if not rule and self._is_waiting_for_people(item):
            values["active"] = False
            load.notes.append(
                self.env._(
                    "The assignment rule “%(rule)s” needs a person or a sales team, "
                    "whom a file cannot name: it is archived until you choose.",
                    rule=self._pick_lang(item["name"]),
                )
            )
        return values

    @api.model
    def _is_waiting_for_people(self, item):
        return item["target"] == "user" or (
            item["target"] == "round_robin" and not item.get("group")
        )

    def _find_pack_grade(self, name):
        """Return the grade that a file calls ``scheme/grade``.

        :raises UserError: when it is not here: a rule that says less than it should
            would be for all accounts
        """
        scheme_code, grade_code = name.split("/")
        domain = Domain("scheme_id.code", "=", scheme_code)
        domain &= Domain("code", "=", grade_code)
        domain &= Domain("scheme_id.company_id", "in", [self.company_id.id, False])
        return self._find_named("group.customer.grade", domain, name)
