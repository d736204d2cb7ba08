# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerPolicyPack(models.Model):
    """Tells which assignment rules a pack brings, and writes those of a company."""

    _inherit = "group.customer.policy.pack"

    assignment_rule_names = fields.Text(
        string="Assignment Rules", compute="_compute_contents"
    )

    def _prepare_contents(self, content):
        return {
            **super()._prepare_contents(content),
            "assignment_rule_names": self._join_names(content, "assignment_rules"),
        }

    @api.model
    def _export_assignment_rules(self, rules):
        """Return the sections of assignment rules with the duties that they name and
        the rules that they fall back on.

        :returns: section → items
        """
        rules = rules.with_context(active_test=False)
        while more := rules.fallback_rule_id - rules:
            rules |= more
        rules = rules.sorted(lambda rule: (rule.sequence, rule.id))
        # sudo: names of groups
        groups = rules.group_id.sudo()
        names = self._get_group_names(groups)
        codes = dict(zip(rules, self._get_own_codes(rules, "rule"), strict=True))
        sections = {
            "duties": self._export_duties(groups, names),
            "assignment_rules": [
                self._export_assignment_rule(rule, names, codes) for rule in rules
            ],
        }
        return {name: items for name, items in sections.items() if items}

    @api.model
    def _export_assignment_rule(self, rule, names, codes):
        # sudo: codes of records that the rule refers to
        technical = rule.sudo()
        return {
            **self._export_values("assignment_rules", rule),
            "code": codes[rule],
            "role": technical.role_id.code,
            "grades": [
                f"{grade.scheme_id.code}/{grade.code}" for grade in technical.grade_ids
            ],
            "group": names.get(rule.group_id.id),
            "fallback": codes.get(rule.fallback_rule_id),
        }

    # === WARNINGS === #

    @api.model
    def _find_export_notes(self, content):
        notes = super()._find_export_notes(content)
        for item in content.get("assignment_rules") or []:
            if self._is_waiting_for_people(item):
                notes.append(
                    self.env._(
                        "The assignment rule “%(rule)s” names a person or a sales "
                        "team, whom a file cannot take along: where it is loaded, it "
                        "is archived until you choose.",
                        rule=self._pick_lang(item["name"]),
                    )
                )
        return notes

    @api.model
    def _find_foreign_notes(self, content):
        notes = super()._find_foreign_notes(content)
        for item in content.get("assignment_rules") or []:
            notes += self._find_filter_notes(
                self._pick_lang(item["name"]), item.get("domain")
            )
        return notes
