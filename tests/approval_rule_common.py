# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command

from .common import GroupCustomerCommon

DAY = "2026-05-12"


class ApprovalRuleCommon(GroupCustomerCommon):
    """Rules for proposals of projects, and no shipped ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        cls.Rule = cls.env["group.customer.approval.rule"]
        cls.company = cls.env.company
        cls.currency = cls.company.currency_id
        cls.project = cls._type("project")
        cls.directors = cls.env.ref("group_customer.group_group_customer_director")

    @classmethod
    def _type(cls, code):
        return cls.env["group.customer.approval.type"]._get(code)

    @classmethod
    def _step(cls, name="Director", **values):
        if values.get("approver_kind", "group") == "group":
            values.setdefault("group_id", cls.directors.id)
        return {"name": name, **values}

    @classmethod
    def _rule(cls, name="Rule", steps=None, **values):
        steps = [cls._step()] if steps is None else steps
        return cls.Rule.create(
            {
                "name": name,
                "type_id": cls.project.id,
                "step_ids": [
                    Command.create({"sequence": place, **step})
                    for place, step in enumerate(steps, 1)
                ],
                **values,
            }
        )

    @classmethod
    def _document(cls, **values):
        return cls.env["group.customer.proposal"].create(
            {"name": "Bridge", "type_id": cls.project.id, **values}
        )

    @classmethod
    def _find(cls, document, amount=None, currency=None, company=None, day=DAY):
        return cls.Rule._find_rule(
            document,
            cls.project,
            company or cls.company,
            amount,
            currency or cls.currency,
            day,
        )
