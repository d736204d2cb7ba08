# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import new_test_user

from .assignment_history_common import AssignmentHistoryCommon


class AssignmentRulesCommon(AssignmentHistoryCommon):
    """Four account managers with profiles, and only the rules that a test makes.

    ann has room for 2 accounts, bob for 10, cat for any number; dan is absent. Nobody
    holds an account to begin with but what the test assigns; “scope” is a tag that
    keeps the accounts of the tests apart from others.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["group.customer.assignment.rule"]
        cls.Run = cls.env["group.customer.assignment.run"]
        cls.Queue = cls.env["group.customer.assignment.queue"]
        cls.Manager = cls.env["group.customer.manager"]
        cls.Rule.search([]).active = False
        cls.Manager.search([]).active = False
        cls.env["group.customer.territory.plan"].search(
            [("state", "=", "active")]
        )._write_server({"state": "archived"})
        cls.director = cls.users["director"]
        cls.scope = cls.env["res.partner.category"].create({"name": "Rules"})
        for name, limit in (("ann", 2), ("bob", 10), ("cat", None), ("dan", None)):
            user = new_test_user(
                cls.env,
                login=f"gc_rules_{name}",
                name=name.capitalize(),
                groups="base.group_user,group_customer.group_group_customer_user",
            )
            setattr(cls, name, user)
            cls._profile(user, limit)
        cls.Manager.search([("user_id", "=", cls.dan.id)]).write(
            {
                "absence_ids": [
                    Command.create({"date_from": "2020-01-01", "reason": "Sea"})
                ]
            }
        )
        scheme = cls.env["group.customer.grade.scheme"].search(
            [("code", "=", "abcd_resource")], limit=1
        )
        cls.env.company.group_customer_scheme_id = scheme
        cls.grades = {grade.code: grade for grade in scheme.grade_ids}

    @classmethod
    def _profile(cls, user, limit=None, **values):
        if limit is not None:
            values |= {"has_capacity_limit": True, "capacity_total": limit}
        return cls.Manager.create({"user_id": user.id, **values})

    @classmethod
    def _rule(cls, target, role="account_manager", **values):
        for name in ("user", "team", "group", "fallback"):
            if name in values:
                field = "fallback_rule_id" if name == "fallback" else f"{name}_id"
                values[field] = values.pop(name).id
        if "grades" in values:
            grades = [cls.grades[code].id for code in values.pop("grades")]
            values["grade_ids"] = [Command.set(grades)]
        return cls.Rule.create(
            {
                "name": f"Rule {target}",
                "role_id": cls.Role._get(role).id,
                "target": target,
                "domain": f"[('category_id', '=', {cls.scope.id})]",
                **values,
            }
        )

    @classmethod
    def _accounts(cls, *names, **values):
        """Create accounts that the rules of the tests are for."""
        partners = cls.env["res.partner"]
        for name in names:
            partners += cls._create_company_partner(
                name, category_id=[Command.link(cls.scope.id)], **values
            )
        return partners

    @classmethod
    def _grade(cls, partners, code):
        partners._award_group_customer_grade(cls.grades[code], "Test")

    def _found(self, partners, rules=None, **kwargs):
        """Return account name → (outcome, successor's name) of what rules find."""
        rules = self.Rule if rules is None else rules
        lines = rules._propose(partners, **kwargs)
        names = self.env["res.users"].browse
        return {
            self.env["res.partner"].browse(line["partner_id"]).name: (
                line["outcome"],
                names(line["to_user_id"] or []).name or "",
            )
            for line in lines
        }
