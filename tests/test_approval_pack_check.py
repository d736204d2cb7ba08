# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re

from odoo.exceptions import UserError
from odoo.tests import tagged

from .approval_pack_common import ApprovalPackCommon


@tagged("post_install", "-at_install")
class TestApprovalPackCheck(ApprovalPackCommon):
    """Wrong files are refused before anything is written, each place by name."""

    def assertProblem(self, section, values, text, number=0):
        content = self._approvals()
        items = content[section]
        if section == "approval_rules" and "steps" not in values and number:
            items = items[0]["steps"]
            number -= 1
        items[number].update(values)
        with self.assertRaisesRegex(UserError, re.escape(text)):
            self.Pack._check_content(content)

    def test_the_file_itself(self):
        self.Pack._check_content(self._approvals())

    def test_rules(self):
        for values, text in (
            ({"type": "poetry"}, "no document type “poetry” in use here"),
            ({"type": None}, "“type” is missing"),
            ({"steps": None}, "“steps” is missing"),
            ({"steps": {}}, "“steps” is missing"),
            ({"steps": "all"}, "a list […] is expected"),
            ({"name": "Plain"}, "texts by language"),
            ({"sequence": "first"}, "a whole number"),
            ({"amount_min": "much"}, "a number is expected"),
            ({"date_from": "soon"}, "a date such as"),
            ({"currency": 5}, "a text is expected"),
            ({"user_ids": [1]}, "the key “user_ids” is not one"),
            ({"company_id": 1}, "the key “company_id” is not one"),
            ({"active": False}, "the key “active” is not one"),
        ):
            with self.subTest(**values):
                self.assertProblem("approval_rules", values, text)

    def test_steps(self):
        for values, text in (
            ({"approver_kind": "anybody"}, "one of users, group"),
            ({"approver_kind": None}, "“approver_kind” is missing"),
            ({"code": None}, "“code” is missing"),
            ({"group": "nobody"}, "there is no group “nobody” here"),
            ({"group": "base.no_such_group"}, "there is no group “base.no_such_group”"),
            ({"group": "base.main_company"}, "there is no group “base.main_company”"),
            ({"escalation_group": "nobody"}, "› elder › escalation_group: there is no"),
            ({"code": "do"}, "“do” stands there 2 times"),
            ({"user_ids": [2]}, "the key “user_ids” is not one"),
            ({"deadline_unit": "moons"}, "working_hours"),
            ({"may_change_value": 1}, "true or false"),
        ):
            with self.subTest(**values):
                self.assertProblem("approval_rules", values, text, number=1)

    def test_duties(self):
        for values, text in (
            ({"code": "Elder"}, "small letters"),
            ({"code": "elder/../admin"}, "small letters"),
            ({"code": "group_customer.x"}, "small letters"),
            ({"user_ids": [2]}, "the key “user_ids” is not one"),
            ({"privilege_id": 2}, "the key “privilege_id” is not one"),
        ):
            with self.subTest(**values):
                self.assertProblem("duties", values, text)

    def test_guards(self):
        for values, text in (
            ({"field": None}, "“field” is missing"),
            ({"type": "poetry"}, "no document type “poetry”"),
            ({"groups": "all"}, "a list of texts"),
            ({"groups": ["nobody"]}, "there is no group “nobody”"),
            ({"on_create": "yes"}, "true or false"),
        ):
            with self.subTest(**values):
                self.assertProblem("guarded_fields", values, text)

    def test_ranges(self):
        for values, text in (
            ({"scheme": "abcd_resource"}, "“scheme” and “grade” are given together"),
            ({"grade": "A"}, "“scheme” and “grade” are given together"),
            ({"discount_max": "half"}, "a number is expected"),
            ({"payment_terms": [1]}, "a list of texts"),
        ):
            with self.subTest(**values):
                self.assertProblem("term_ranges", values, text)

    def test_what_stands_twice(self):
        for section, text in (
            ("duties", "guild_elder"),
            ("settlement_methods", "salt"),
            ("approval_rules", "guild_project"),
            ("guarded_fields", "industry_id"),
            ("term_ranges", "guild"),
        ):
            content = self._approvals()
            content[section] *= 2
            with (
                self.subTest(section=section),
                self.assertRaisesRegex(
                    UserError, f"{section}: “{text}” stands there 2"
                ),
            ):
                self.Pack._check_content(content)

    def test_archived_type(self):
        self.env["group.customer.approval.type"]._get("project").active = False
        with self.assertRaisesRegex(UserError, "no document type “project” in use"):
            self.Pack._check_content(self._approvals())

    def test_wrong_filter_names_its_place(self):
        """What only the rule itself can tell."""
        for domain in ("[('no_such_field', '=', 1)]", "__import__('os')"):
            content = self._approvals()
            content["approval_rules"][0]["domain"] = domain
            with (
                self.subTest(domain=domain),
                self.assertRaisesRegex(UserError, "guild_project(?s:.*)cannot be used"),
            ):
                self._load(content)
        self.assertFalse(self._rule())
