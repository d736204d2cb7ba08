# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import new_test_user

from .common import GroupCustomerCommon

USER = "base.group_user,group_customer.group_group_customer_user"
# Territory criteria that name records: kind → field.
LINKS = {
    "country": "country_ids",
    "state": "state_ids",
    "industry": "industry_ids",
    "grade": "grade_ids",
}


class TerritoryCommon(GroupCustomerCommon):
    """No map in force; holders ann, bob and cat; an industry, two countries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Plan = cls.env["group.customer.territory.plan"]
        cls.Territory = cls.env["group.customer.territory"]
        cls.Line = cls.env["group.customer.territory.preview.line"]
        for plan in cls.Plan.search([("state", "=", "active")]):
            plan.action_end()
        # What shipped rules do with accounts is their own affair
        cls.env["group.customer.assignment.rule"].search([]).active = False
        cls.ann, cls.bob, cls.cat = (
            new_test_user(cls.env, f"territory_{name}", groups=USER, name=name.title())
            for name in ("ann", "bob", "cat")
        )
        cls.china = cls.env.ref("base.cn")
        cls.germany = cls.env.ref("base.de")
        cls.steel, cls.trade = cls.env["res.partner.industry"].create(
            [{"name": "Territory Steel"}, {"name": "Territory Trade"}]
        )

    @classmethod
    def _account(cls, name, **values):
        """Create an account that no test of another place knows."""
        return cls._create_company_partner(f"Territory Account {name}", **values)

    @classmethod
    def _map(cls, name="Test Map", **values):
        return cls.Plan.create({"name": name, **values})

    @classmethod
    def _territory(cls, plan, name, *criteria, parent=None, **values):
        """Create a territory; each criterion is what :meth:`_criterion` returns."""
        return cls.Territory.create(
            {
                "plan_id": plan.id,
                "name": name,
                "parent_id": parent.id if parent else False,
                "criterion_ids": [Command.create(vals) for vals in criteria],
                **values,
            }
        )

    @classmethod
    def _criterion(cls, kind, value, excluded=False):
        """Return the values of a criterion: records, names, or a pair for a range."""
        vals = {"kind": kind, "is_excluded": excluded}
        if kind in LINKS:
            vals[LINKS[kind]] = [Command.set(value.ids)]
        elif kind == "zip":
            vals["zip_from"], vals["zip_to"] = value
        elif kind == "size":
            vals["size_min"], vals["size_max"] = value
        else:
            vals["text"] = value
        return vals

    def _found(self, plan, *accounts):
        """Return the names of the territories of accounts; “a+b” for an overlap."""
        rows = plan._match(self.env["res.partner"].union(*accounts))
        names = []
        for account in accounts:
            row = rows.get(account.id)
            ids = sorted(id_ for id_ in row[:2] if id_) if row else []
            names.append("+".join(self.Territory.browse(ids).mapped("name")) or None)
        return names
