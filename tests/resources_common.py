# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from .common import GroupCustomerCommon

# What the scheme of the insurance pack says, so that the tests need none
LEAD_DAYS = 15
HORIZON_MONTHS = 12


class ResourcesCommon(GroupCustomerCommon):
    """Customer resources of the tree, whose accounts nobody manages.

    The numbers of the windows are 15 days ahead and 12 months, whatever scheme the
    database has.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        cls.company = cls.env.company
        cls.currency = cls.company.currency_id
        cls.Resource = cls.env["group.customer.resource"]
        kinds = cls.env["group.customer.resource.kind"]
        cls.kinds = {
            code: cls.env.ref(f"group_customer.group_customer_resource_kind_{code}")
            for code in ("maturity", "renewal", "old", "not_yet_matured", "other")
        }
        # Kinds that a database has besides
        (kinds.search([]) - kinds.union(*cls.kinds.values())).active = False
        cls.numbers = {
            kind.id: {"lead_days": LEAD_DAYS, "horizon_months": HORIZON_MONTHS}
            for kind in cls.kinds.values()
        }
        cls.startClassPatcher(
            patch.object(
                type(kinds), "_get_numbers", lambda self, company, date: cls.numbers
            )
        )

    @classmethod
    def _resource(cls, name, partner=None, **values):
        return cls.Resource.create(
            {
                "name": name,
                "partner_id": (partner or cls.head).id,
                "premium": "single",
                "date": "2026-12-10",
                "amount": 1000,
                **values,
            }
        )

    def _assert_kind(self, resource, code):
        expected = self.kinds[code] if code else self.kinds["other"].browse()
        self.assertEqual(resource.kind_id, expected, resource.name)
