# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ...tools.packs import PackShape, add_sections, make_key

SECTION = "followup_rules"
RULE_FIELDS = (
    "code",
    "name",
    "sequence",
    "active",
    "date_from",
    "date_to",
    "trigger",
    "delivery_basis",
    "important_kind",
    "horizon_days",
    "early_days",
    "catch_up_days",
    "makes_activity",
    "notice_days",
    "needs_note",
    "description",
    "article",
    "requirement",
)


class GroupCustomerPolicyPack(models.Model):
    """Section ``followup_rules``: after what follow-ups are due, when, and whose.

    Kinds of visits, channels, roles and grades are named by their codes. Categories
    of products belong to one database and do not go along.
    """

    _inherit = "group.customer.policy.pack"

    followup_rule_names = fields.Text(
        string="Follow-up Rules", compute="_compute_contents"
    )

    # === SHAPE === #

    @api.model
    def _get_section_names(self):
        return [*super()._get_section_names(), SECTION]

    @api.model
    def _get_shapes(self):
        prefix = "group.customer.followup"
        return add_sections(
            super()._get_shapes(),
            {
                SECTION: PackShape(
                    f"{prefix}.rule",
                    RULE_FIELDS,
                    ("code", "name", "trigger", "kind", "channel", "role", "offsets"),
                    {
                        "kind": "code",
                        "channel": "code",
                        "role": "code",
                        "fallback": "code",
                        "grades": "codes",
                    },
                    {"offsets": "followup_offsets", "dates": "followup_dates"},
                ),
            },
            {
                "followup_offsets": PackShape(
                    f"{prefix}.offset",
                    ("number", "unit", "active"),
                    ("number", "unit"),
                    {"channel": "code"},
                ),
                "followup_dates": PackShape(
                    f"{prefix}.date", ("date", "name", "is_yearly"), ("date", "name")
                ),
            },
        )

    @api.model
    def _get_kind_labels(self):
        return {
            **super()._get_kind_labels(),
            "followup_rule": self.env._("Follow-up rule"),
            "offset": self.env._("Time of a follow-up"),
            "day": self.env._("Day of a follow-up rule"),
        }

    def _prepare_contents(self, content):
        return {
            **super()._prepare_contents(content),
            "followup_rule_names": self._join_names(content, SECTION),
        }

    # === REFERENCES === #

    @api.model
    def _find_reference_problems(self, content):
        problems = super()._find_reference_problems(content)
        items = content.get(SECTION) or []
        problems += self._find_double_codes(SECTION, items)
        for item in items:
            place = f"{SECTION} › {item['code']}"
            offsets, dates = item["offsets"], item.get("dates") or []
            times = [{"code": self._get_offset_code(line)} for line in offsets]
            problems += self._find_double_codes(f"{place} › offsets", times)
            problems += self._find_double_codes(f"{place} › dates", dates, "date")
            channels = [item["channel"], *(line.get("channel") for line in offsets)]
            for model, codes in (
                ("visit.kind", [item["kind"]]),
                ("visit.channel", channels),
                ("assignment.role", [item["role"], item.get("fallback")]),
            ):
                problems += self._find_unknown_codes(
                    place, f"group.customer.{model}", list(filter(None, codes))
                )
            problems += self._find_wrong_grades(place, item.get("grades") or [])
        return problems

    @api.model
    def _get_offset_code(self, line):
        return f"{line['number']}_{line['unit']}"

    # === LOADING === #

    def _load_followup_rules(self, load, items):
        for key, item, made in self._enter_items(
            load,
            SECTION,
            "followup_rule",
            items,
            lambda name, code: self.env._(
                "There is a follow-up rule “%(rule)s” with the code %(code)s that this "
                "pack did not make. It is left alone: give it another code, then load "
                "the pack again.",
                rule=name,
                code=code,
            ),
        ):
            rule = self._load_record(
                load, key, made, self._prepare_followup_rule_vals(item)
            )
            self._load_followup_lines(load, key, rule, item)
            self._drop_missing(load, key)

    def _prepare_followup_rule_vals(self, item):
        """Values of a rule; what a file names by codes is looked up."""
        roles = self.env["group.customer.assignment.role"]
        values = {
            "kind_id": self._find_coded("group.customer.visit.kind", item["kind"]).id,
            "channel_id": self._find_channel(item["channel"]),
            "role_id": roles._get(item["role"]).id,
            **self._prepare_company_vals(SECTION, item),
        }
        if "fallback" in item:
            code = item["fallback"]
            values["fallback_role_id"] = roles._get(code).id if code else False
        if "grades" in item:
            values["grade_ids"] = [
                self._find_pack_grade(name).id for name in item["grades"] or []
            ]
        return values

    def _load_followup_lines(self, load, key, rule, item):
        for sequence, line in enumerate(item["offsets"], 1):
            values = self._prepare_item_vals("followup_offsets", line)
            if "channel" in line:
                values["channel_id"] = self._find_channel(line["channel"])
            self._load_record(
                load,
                f"{key}/{make_key(('offset', self._get_offset_code(line)))}",
                self.env["group.customer.followup.offset"],
                {"rule_id": rule.id, "sequence": sequence * 10, **values},
            )
        for line in item.get("dates") or []:
            self._load_record(
                load,
                f"{key}/{make_key(('day', line['date']))}",
                self.env["group.customer.followup.date"],
                {
                    "rule_id": rule.id,
                    **self._prepare_item_vals("followup_dates", line),
                },
            )

    @api.model
    def _find_channel(self, code):
        return code and self._find_coded("group.customer.visit.channel", code).id

    # === EXPORT === #

    @api.model
    def _export_followup_rules(self, rules):
        """Return the section of these follow-up rules, if there are any.

        A rule for one category of products goes along archived: for all products it
        would say more than it should.
        """
        # sudo: codes and names of records that the rules refer to
        rules = rules.sorted(lambda rule: (rule.sequence, rule.id)).sudo()
        codes = self._get_own_codes(rules, "followup")
        items = [
            {**self._export_followup_rule(rule), "code": code}
            for rule, code in zip(rules, codes, strict=True)
        ]
        return {SECTION: items} if items else {}

    @api.model
    def _export_followup_rule(self, rule):
        values = self._export_values(SECTION, rule)
        if rule.category_id:
            values["active"] = False
        return {
            **values,
            "kind": rule.kind_id.code,
            "channel": rule.channel_id.code,
            "role": rule.role_id.code,
            "fallback": rule.fallback_role_id.code or None,
            "grades": [
                f"{grade.scheme_id.code}/{grade.code}" for grade in rule.grade_ids
            ],
            "offsets": [
                {
                    **self._export_values("followup_offsets", offset),
                    "channel": offset.channel_id.code or None,
                }
                for offset in rule.with_context(active_test=False).offset_ids
            ],
            "dates": [
                self._export_values("followup_dates", date) for date in rule.date_ids
            ],
        }
