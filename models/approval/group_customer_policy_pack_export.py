# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

from ...tools.packs import slugify
from .group_customer_policy_pack import DUTY_PREFIX


class GroupCustomerPolicyPack(models.Model):
    """Writes approval rules with all that they need."""

    _inherit = "group.customer.policy.pack"

    @api.model
    def _export_approvals(self, rules, guards, ranges):
        """Return the sections of approval rules, guarded fields and permitted terms,
        with the duties and settlement methods that they name.

        :returns: section → items
        """
        steps = rules.step_ids
        # sudo: names of groups
        groups = (steps.group_id | steps.escalation_group_id | guards.group_ids).sudo()
        names = self._get_group_names(groups)
        methods = ranges.settlement_method_ids
        sections = {
            "duties": self._export_duties(groups, names),
            "settlement_methods": [
                self._export_values("settlement_methods", method) for method in methods
            ],
            "approval_rules": self._export_rules(rules, names),
            "guarded_fields": [
                self._export_guard(guard, names) for guard in guards.sorted("id")
            ],
            "term_ranges": [
                self._export_range(term_range, code)
                for term_range, code in zip(
                    ranges, self._get_own_codes(ranges, "range"), strict=True
                )
            ],
        }
        return {name: items for name, items in sections.items() if items}

    @api.model
    def _get_group_names(self, groups):
        """Return what a file calls each group: its external id where an app brought
        it, else the code of a duty that the file brings."""
        xmlids = groups._get_external_ids()
        names = {}
        for group in groups:
            known = [
                xmlid
                for xmlid in xmlids[group.id]
                if not xmlid.startswith(("__export__.", "__custom__."))
            ]
            xmlid = min(known, default="")
            if xmlid.startswith(DUTY_PREFIX):
                names[group.id] = xmlid.removeprefix(DUTY_PREFIX)
            else:
                english = group.with_context(lang="en_US").name
                slug = slugify(english).lstrip("0123456789_")
                names[group.id] = xmlid or slug or f"duty_{group.id}"
        return names

    @api.model
    def _export_duties(self, groups, names):
        return [
            {"code": names[group.id], **self._export_values("duties", group)}
            for group in groups
            if "." not in names[group.id]
        ]

    @api.model
    def _export_rules(self, rules, names):
        rules = rules.sorted(lambda rule: (rule.type_id.sequence, rule.sequence))
        return [
            {
                **self._export_values("approval_rules", rule),
                "code": code,
                "type": rule.type_id.code,
                "currency": rule.currency_id.name
                if rule.amount_min or rule.amount_max or any(amounts)
                else None,
                "steps": self._export_steps(rule.step_ids.sorted("sequence"), names),
            }
            for rule, code in zip(
                rules, self._get_own_codes(rules, "rule"), strict=True
            )
            for amounts in [rule.step_ids.mapped("amount_min")]
        ]

    @api.model
    def _get_own_codes(self, records, prefix):
        """Return the codes of records, made of their names where they have none."""
        made = self._get_item_codes(records, prefix)
        codes = []
        for record, code in zip(records, made, strict=True):
            codes.append(record.code or code)
        return codes

    @api.model
    def _export_steps(self, steps, names):
        return [
            {
                "code": code,
                **self._export_values("approval_steps", step),
                "group": names.get(step.group_id.id),
                "escalation_group": names.get(step.escalation_group_id.id),
            }
            for step, code in zip(
                steps, self._get_item_codes(steps, "step"), strict=True
            )
        ]

    @api.model
    def _export_guard(self, guard, names):
        return {
            "field": guard.field_name,
            "type": guard.type_id.code,
            "groups": [names[group.id] for group in guard.group_ids],
            **self._export_values("guarded_fields", guard),
        }

    @api.model
    def _export_range(self, term_range, code):
        # sudo: names of records that the range refers to
        technical = term_range.sudo().with_context(lang="en_US")
        return {
            **self._export_values("term_ranges", term_range),
            "code": code,
            "scheme": technical.scheme_id.code or None,
            "grade": technical.grade_id.code or None,
            "category": technical.category_id.complete_name or None,
            "payment_terms": technical.payment_term_ids.mapped("name"),
            "settlement_methods": technical.settlement_method_ids.mapped("code"),
        }

    # === WARNINGS === #

    @api.model
    def _find_export_notes(self, content):
        notes = super()._find_export_notes(content)
        for item in content.get("approval_rules") or []:
            if any(map(self._is_naming_users, item["steps"])):
                notes.append(
                    self.env._(
                        "The approval rule “%(rule)s” names users, whom a file cannot "
                        "take along: where it is loaded, it is archived until they "
                        "are chosen.",
                        rule=self._pick_lang(item["name"]),
                    )
                )
        return notes

    @api.model
    def _find_foreign_notes(self, content):
        notes = super()._find_foreign_notes(content)
        types = self.env["group.customer.approval.type"].with_context(active_test=False)
        models_by_code = {
            item.code: item.model
            for item in types.search(
                [
                    (
                        "code",
                        "in",
                        [item["type"] for item in content.get("approval_rules") or []],
                    )
                ]
            )
        }
        for item in content.get("approval_rules") or []:
            model = models_by_code.get(item["type"])
            if not model:
                continue
            for place in (item, *item["steps"]):
                notes += self._find_filter_notes(
                    self._pick_lang(place["name"]), place.get("domain"), model
                )
        return notes
