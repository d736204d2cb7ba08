# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import new_test_user

from .common import GroupCustomerCommon

# field → type of change request, as in the general regime
GUARDS = {
    "agreed_discount": "discount_change",
    "settlement_method_id": "discount_change",
    "property_payment_term_id": "discount_change",
    "property_product_pricelist": "discount_change",
    "credit_limit": "credit_limit",
    "use_partner_credit_limit": "credit_limit",
    "user_id": "account_manager_change",
    "vat": "partner_data",
    "is_group_customer": "partner_data",
}


class GuardCommon(GroupCustomerCommon):
    """An approved customer with all its terms, a contact of it, a plain company.

    The guards are those of :data:`GUARDS`: the account manager may be filled while
    empty, a manager writes the tax ID and the mark directly. The clerk is an ordinary
    user with every right that Odoo asks for to write these fields.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["group.customer.approval.rule"].search([]).action_archive()
        cls.Guard = cls.env["group.customer.guarded.field"]
        cls.Guard.with_context(active_test=False).search([]).unlink()
        for name in GUARDS:
            cls._guard(name)
        manager = cls.env.ref("group_customer.group_group_customer_manager")
        cls._get_guard("user_id").free_when_empty = True
        (
            cls._get_guard("vat") + cls._get_guard("is_group_customer")
        ).group_ids = manager
        cls.clerk = new_test_user(
            cls.env,
            login="gc_clerk",
            groups="base.group_user,base.group_partner_manager,"
            "sales_team.group_sale_salesman_all_leads,account.group_account_invoice,"
            "product.group_product_manager,"
            "group_customer.group_group_customer_user",
        )
        terms = cls.env["account.payment.term"]
        cls.term, cls.better_term = terms.create([{"name": "30"}, {"name": "90"}])
        employees = cls.env.ref("base.group_user")
        employees.implied_ids += cls.env.ref("product.group_product_pricelist")
        # The first of all is everybody's.
        lists = cls.env["product.pricelist"].create(
            [
                {"name": name, "sequence": sequence}
                for sequence, name in enumerate(("Everybody", "List", "Half"))
            ]
        )
        cls.pricelist, cls.better_pricelist = lists[1:]
        methods = cls.env["group.customer.settlement.method"]
        cls.method, cls.better_method = methods.create(
            [{"name": "On delivery", "code": "t1"}, {"name": "Quarterly", "code": "t2"}]
        )
        cls.customer = cls._create_company_partner(
            "Guarded Works",
            agreed_discount=10,
            settlement_method_id=cls.method.id,
            property_payment_term_id=cls.term.id,
            property_product_pricelist=cls.pricelist.id,
            credit_limit=1000,
            user_id=cls.users["account"].id,
            vat="CN1000",
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.customer.id}
        )
        cls.plain = cls.env["res.partner"].create({"name": "Plain", "is_company": True})
        cls.env.flush_all()
        # What an ordinary user would like to have instead
        cls.wishes = {
            "agreed_discount": 99.0,
            "settlement_method_id": cls.better_method.id,
            "property_payment_term_id": cls.better_term.id,
            "property_product_pricelist": cls.better_pricelist.id,
            "specific_property_product_pricelist": cls.better_pricelist.id,
            "credit_limit": 1000000.0,
            "use_partner_credit_limit": False,
            "user_id": cls.users["colleague"].id,
            "vat": "CN9999",
            "is_group_customer": False,
        }

    def setUp(self):
        super().setUp()
        # As in a call from outside: Odoo runs commands on contacts as who called.
        transaction = self.env.transaction
        default_env = transaction.default_env
        transaction.default_env = self.env(user=self.clerk)
        self.addCleanup(setattr, transaction, "default_env", default_env)

    @classmethod
    def _guard(cls, name, code=None, **values):
        return cls.Guard.create(
            {
                "field_id": cls.env["ir.model.fields"]._get("res.partner", name).id,
                "type_id": cls._type(code or GUARDS[name]).id,
                **values,
            }
        )

    @classmethod
    def _type(cls, code):
        return cls.env["group.customer.approval.type"]._get(code)

    @classmethod
    def _get_guard(cls, name):
        return cls.Guard.search([("field_name", "=", name)])

    def _read(self, partner):
        """Return what is stored of the guarded fields, in this company."""
        self.env.flush_all()
        partner = partner.with_env(self.env)
        partner.invalidate_recordset()
        return {name: partner[name] for name in self.wishes}

    def assertGuarded(self, partner, method, *args, expected="alone", **values):
        """The call is refused, and the guarded values of the partner stay."""
        before = self._read(partner)
        try:
            with self.env.cr.savepoint():
                method(*args, **values)
                self.env.flush_all()
        except (UserError, RedirectWarning) as error:
            self.assertIn(expected, error.args[0])
        else:
            self.fail(f"{values or args} passed the guard")
        self.assertEqual(self._read(partner), before)

    def assertKept(self, partner, before):
        self.assertEqual(self._read(partner), before)

    @classmethod
    def _second_company(cls):
        company = cls.env["res.company"].create({"name": "Second"})
        cls.clerk.company_ids = [Command.link(company.id)]
        return company
