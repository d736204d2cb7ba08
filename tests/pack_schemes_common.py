# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.fields import Domain

from .grading_common import GradingCommon


class PackSchemesCommon(GradingCommon):
    """Schemes as the packs ship them, over customers of the tests alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ledger = cls.env["group.customer.ledger"]
        cls.today = ledger._get_today(cls.env.company)

    @classmethod
    def _load(cls, pack, code):
        """Load a pack and return one of its schemes, kept to the tests' customers."""
        cls.env["group.customer.policy.pack"]._load_shipped_pack(pack)
        cls._archive_approval_rules()  # what the pack says about approvals
        scheme = cls.env["group.customer.grade.scheme"].search([("code", "=", code)])
        tested = Domain("category_id", "in", cls.category.ids)
        scheme.population_domain = repr(list(scheme._get_population_domain() & tested))
        return scheme

    @classmethod
    def _by_code(cls, code):
        return cls.env["group.customer.metric"].search([("code", "=", code)])

    @classmethod
    def _enter(cls, partner, day=None, **values):
        """Enter inputs: metric code = number, or the value of an answer."""
        for code, value in values.items():
            metric = cls._by_code(code)
            option = metric.option_ids.filtered(lambda o, v=value: o.value == v)
            cls.env["group.customer.grade.input"].create(
                {
                    "partner_id": partner.id,
                    "metric_id": metric.id,
                    "option_id": option.id,
                    "value": value,
                    # Where the user is, today may not have begun.
                    "date": day or fields.Date.subtract(cls.today, days=1),
                }
            )

    @classmethod
    def _years_ago(cls, years, **shift):
        return fields.Date.subtract(cls.today, years=years, **shift)

    @classmethod
    def _customer(cls, name, *sales, **inputs):
        """Create a customer with sales of a month ago and inputs of yesterday."""
        partner = cls._customers(name)
        for amount in sales:
            cls._transact(partner, amount, cls._years_ago(0, months=1))
        cls._enter(partner, **inputs)
        return partner

    def _assert_grades(self, scheme, expected):
        scheme._check_complete()
        self.assertEqual(self._letters(self._run(scheme, self.today)), expected)
