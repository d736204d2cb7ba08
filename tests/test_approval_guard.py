# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .guard_common import GuardCommon


@tagged("post_install", "-at_install")
class TestGuard(GuardCommon):
    """Whom the guard holds for, and what is a change (AP-03, AM-24)."""

    # Who is under the guard

    def test_every_guarded_field_of_a_group_customer(self):
        customer = self.customer.with_user(self.clerk)
        for name, value in self.wishes.items():
            with self.subTest(field=name):
                self.assertGuarded(self.customer, customer.write, {name: value})

    def test_message_names_field_customer_and_way_forward(self):
        customer = self.customer.with_user(self.clerk)
        with self.assertRaises(UserError) as caught:
            customer.agreed_discount = 99
        message = caught.exception.args[0]
        for text in (
            "Agreed Discount (%)",
            "Guarded Works",
            self._type("discount_change").name,
        ):
            self.assertIn(text, message)

    def test_every_role_but_those_named(self):
        """Also directors and administrators of the addon: four eyes stay real."""
        for role in ("account", "manager", "director", "settlement", "admin"):
            with self.subTest(role=role):
                customer = self.customer.with_user(self.users[role])
                vals = {"agreed_discount": 99}
                self.assertGuarded(self.customer, customer.write, vals)

    def test_those_named_write_directly(self):
        customer = self.customer.with_user(self.users["manager"])
        customer.vat = "CN2000"
        self.assertEqual(self.customer.vat, "CN2000")
        self.assertEqual(self.contact.vat, "CN2000")

    def test_server_code_passes(self):
        self.customer.sudo().agreed_discount = 20
        self.assertEqual(self.customer.with_user(self.clerk).agreed_discount, 20)
        self.assertEqual(self.contact.agreed_discount, 20)

    def test_plain_contact_is_as_in_odoo(self):
        vals = dict(self.wishes, is_group_customer=False)
        self.plain.with_user(self.clerk).write(vals)
        self.assertEqual(self.plain.agreed_discount, 99)

    def test_same_values_are_no_change(self):
        self.env.invalidate_all()
        names = [name for name in self.wishes if name != "vat"]
        for partner in (self.customer, self.contact):
            stored = partner.read(names, load=False)[0]
            stored.pop("id")
            partner.with_user(self.clerk).write(stored)
        self.contact.with_user(self.clerk).write({"vat": "CN1000"})

    def test_unguarded_fields_are_free(self):
        vals = {"phone": "1", "street": "Road", "comment": "x", "name": "New Name"}
        self.customer.with_user(self.clerk).write(vals)
        self.contact.with_user(self.clerk).write({"phone": "2", "email": "a@b.cn"})
        self.assertEqual(self.customer.street, "Road")

    def test_archived_guard_is_none(self):
        customer = self.customer.with_user(self.clerk)
        self.assertGuarded(self.customer, customer.write, {"agreed_discount": 99})
        self._get_guard("agreed_discount").action_archive()
        customer.agreed_discount = 99
        self.assertEqual(self.contact.agreed_discount, 99)
        # In force again at once, with all caches
        guards = self.Guard.with_context(active_test=False)
        guards.search([("field_name", "=", "agreed_discount")]).action_unarchive()
        self.assertGuarded(self.customer, customer.write, {"agreed_discount": 1})

    # New customers

    def test_new_customer_is_entered_freely_until_submitted(self):
        customer = self.customer.with_user(self.clerk)
        for state in ("draft", "rejected"):
            self.customer._write_server({"group_approval_state": state})
            for discount in (50, 10):
                customer.agreed_discount = discount
        vals = {"agreed_discount": 99}
        self.customer._write_server({"group_approval_state": "approved"})
        self.assertGuarded(self.customer, customer.write, vals)
        self.customer._write_server({"group_approval_state": "pending"})
        self.assertGuarded(self.customer, customer.write, vals, expected="being app")

    def test_pending_customer_is_locked_for_everybody(self):
        self.customer._write_server({"group_approval_state": "pending"})
        customer = self.customer.with_user(self.users["manager"])
        for vals in ({"vat": "CN2000"}, {"is_group_customer": False}):
            self.assertGuarded(self.customer, customer.write, vals, expected="being ap")
        self.customer.sudo().user_id = False
        self.env.flush_all()
        self.assertGuarded(
            self.customer,
            self.customer.with_user(self.clerk).write,
            {"user_id": self.clerk.id},
            expected="being app",
        )

    def test_contact_of_a_new_customer_has_no_terms_of_its_own(self):
        """Nobody would approve them, and Odoo prices orders by the contact."""
        self.customer._write_server({"group_approval_state": "draft"})
        contact = self.contact.with_user(self.clerk)
        self.assertGuarded(self.contact, contact.write, {"agreed_discount": 99})
        self.customer.with_user(self.clerk).agreed_discount = 12
        self.assertEqual(self.contact.agreed_discount, 12)

    def test_approval_state_is_no_way_in(self):
        customer = self.customer.with_user(self.clerk)
        vals = {"group_approval_state": "draft", "agreed_discount": 99}
        with self.assertRaises(UserError), self.env.cr.savepoint():
            customer.write(vals)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            customer.write({"group_approval_state": "draft"})
        keys = {
            "default_group_approval_state": "draft",
            "group_approval_state": "draft",
        }
        self.assertGuarded(
            self.customer,
            customer.with_context(**keys).write,
            {"agreed_discount": 99},
        )

    # Filled while empty

    def test_filled_while_empty_and_kept_then(self):
        self.customer.user_id = False
        customer = self.customer.with_user(self.clerk)
        customer.user_id = self.users["colleague"]
        for value in (self.users["account"].id, False):
            self.assertGuarded(self.customer, customer.write, {"user_id": value})

    def test_pricelist_filled_while_empty(self):
        """What Odoo shows while nothing is entered is a default."""
        self._get_guard("property_product_pricelist").free_when_empty = True
        self.customer.specific_property_product_pricelist = False
        customer = self.customer.with_user(self.clerk)
        customer.property_product_pricelist = self.better_pricelist
        vals = {"property_product_pricelist": self.pricelist.id}
        self.assertGuarded(self.customer, customer.write, vals)

    def test_empty_is_guarded_otherwise(self):
        self.customer.settlement_method_id = False
        vals = {"settlement_method_id": self.method.id}
        customer = self.customer.with_user(self.clerk)
        self.assertGuarded(self.customer, customer.write, vals)

    # Creation

    def test_creation_counts_where_said(self):
        partners = self.env["res.partner"].with_user(self.clerk)
        vals = {"name": "New", "is_company": True, "is_group_customer": True}
        partners.create({**vals, "agreed_discount": 50})
        self._get_guard("agreed_discount").on_create = True
        partners.create(vals)
        partners.create({**vals, "property_product_pricelist": self.pricelist.id})
        for values, context in (
            ({"agreed_discount": 50}, {}),
            ({}, {"default_agreed_discount": 50}),
        ):
            with self.assertRaisesRegex(UserError, "Agreed Discount"):
                partners.with_context(**context).create({**vals, **values})
        # So does becoming a group customer.
        plain = partners.create(
            {"name": "P", "is_company": True, "agreed_discount": 50}
        )
        self.assertGuarded(plain, plain.write, {"is_group_customer": True})
        plain.agreed_discount = 0
        plain.is_group_customer = True

    def test_value_of_everybody_is_no_entered_value(self):
        """A default of the company is not the user's."""
        self._get_guard("property_payment_term_id").on_create = True
        defaults = self.env["ir.default"]
        company = self.env.company.id
        defaults.set(
            "res.partner", "property_payment_term_id", self.term.id, company_id=company
        )
        partners = self.env["res.partner"].with_user(self.clerk)
        vals = {"name": "New", "is_company": True, "is_group_customer": True}
        partner = partners.create(vals)
        self.assertEqual(partner.property_payment_term_id, self.term)
        user_defaults = defaults.with_user(self.clerk)
        user_defaults.set(
            "res.partner", "property_payment_term_id", self.better_term.id, user_id=True
        )
        with self.assertRaisesRegex(UserError, "Payment Terms"):
            partners.create(vals)

    # The list of guards

    @mute_logger("odoo.sql_db")
    def test_what_can_be_guarded(self):
        fields = self.env["ir.model.fields"]
        for name in ("child_ids", "category_id", "commercial_partner_id", "image_128"):
            with self.subTest(field=name), self.assertRaises(ValidationError):
                self._guard(name, "partner_data")
        with self.assertRaises(ValidationError):
            self.Guard.create(
                {
                    "field_id": fields._get("res.users", "login").id,
                    "type_id": self._type("partner_data").id,
                }
            )
        with self.assertRaises(ValidationError):
            self._guard("phone", "grade_run")

    def test_who_decides_what_is_guarded(self):
        guard = self._get_guard("agreed_discount")
        for user in (self.clerk, *map(self.users.get, ("director", "settlement"))):
            mine = guard.with_user(user)
            self.assertTrue(mine.read(["field_name", "type_id"]))
            for call in (
                lambda mine=mine: mine.write({"active": False}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: mine.copy(),
            ):
                with self.assertRaises(AccessError):
                    call()
        guard.with_user(self.users["admin"]).action_archive()

    # What it costs

    def test_costs_no_query_where_nothing_is_guarded(self):
        contact = self.contact.with_user(self.clerk)
        contact.write({"phone": "1"})
        self.env.flush_all()
        guards = self.Guard._get_guards()

        def count(vals):
            before = self.env.cr.sql_log_count
            contact.write(vals)
            contact.flush_recordset()
            return self.env.cr.sql_log_count - before

        with_guard = count({"phone": "2", "comment": "y"})
        self.patch(type(self.env["res.partner"]), "_get_guards", lambda self: {})
        without = count({"phone": "3", "comment": "z"})
        self.assertEqual(with_guard, without)
        self.assertTrue(guards)

    def test_cost_of_a_guarded_write_does_not_grow(self):
        customers = self.env["res.partner"].create(
            [
                {
                    "name": f"C{number}",
                    "is_company": True,
                    "is_group_customer": True,
                    "agreed_discount": 10,
                }
                for number in range(40)
            ]
        )
        self.env.flush_all()

        def count(partners):
            self.env.invalidate_all()
            partners = partners.with_user(self.clerk)
            vals = {"agreed_discount": 10, "credit_limit": 0}
            guards = self.Guard._get_guards()
            before = self.env.cr.sql_log_count
            partners._check_guarded_write(vals, guards)
            return self.env.cr.sql_log_count - before

        count(customers)
        self.assertEqual(count(customers[:4]), count(customers))
        self.assertLessEqual(count(customers), 2)

    def test_cost_of_the_list_does_not_grow(self):
        customers = self.env["res.partner"].create(
            [
                {"name": f"C{number}", "is_company": True, "is_group_customer": True}
                for number in range(80)
            ]
        )
        self.env.flush_all()

        def count(partners):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.with_user(self.clerk).read(["guard_locked_names"])
            return self.env.cr.sql_log_count - before

        count(customers)
        self.assertEqual(count(customers[:8]), count(customers))
