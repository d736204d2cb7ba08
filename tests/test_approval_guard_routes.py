# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import Form, new_test_user, tagged

from .guard_common import GuardCommon


@tagged("post_install", "-at_install")
class TestGuardRoutes(GuardCommon):
    """Every road into a contact inside the server, by name."""

    def _as_clerk(self, partner):
        return partner.with_user(self.clerk)

    # On the screen

    def test_form(self):
        """Guarded fields are read-only, the others are not."""
        with Form(self._as_clerk(self.customer)) as form:
            form.phone = "123"
            for name in ("agreed_discount", "property_payment_term_id", "user_id"):
                with self.subTest(field=name), self.assertRaises(AssertionError):
                    form[name] = self.wishes[name]
        with Form(self.customer.with_user(self.users["manager"])) as form:
            form.vat = "CN2000"
            with self.assertRaises(AssertionError):
                form.user_id = self.users["colleague"]
        self.assertEqual(self.customer.vat, "CN2000")

    def test_form_of_a_plain_contact(self):
        with Form(self._as_clerk(self.plain)) as form:
            form.property_payment_term_id = self.better_term
            form.user_id = self.users["colleague"]
        with Form(self.env["res.partner"].with_user(self.clerk)) as form:
            form.name = "New"
            form.user_id = self.users["colleague"]
        self.assertEqual(self.plain.property_payment_term_id, self.better_term)

    def test_web_save(self):
        customer = self._as_clerk(self.customer)
        for name, value in self.wishes.items():
            with self.subTest(field=name):
                self.assertGuarded(self.customer, customer.web_save, {name: value}, {})
        new = self.env["res.partner"].with_user(self.clerk)
        vals = {"name": "C", "parent_id": self.customer.id, "agreed_discount": 99}
        self.assertGuarded(self.customer, new.web_save, vals, {})

    def test_web_save_offers_the_request(self):
        with self.assertRaises(RedirectWarning) as caught, self.env.cr.savepoint():
            self._as_clerk(self.contact).web_save({"agreed_discount": 99}, {})
        action = caught.exception.args[1]
        self.assertEqual(action["res_model"], "group.customer.change.request.new")

    def test_list_edit(self):
        both = self._as_clerk(self.plain + self.customer)
        vals = {"user_id": self.users["colleague"].id}
        self.assertGuarded(self.customer, both.web_save, vals, {})
        self.assertGuarded(self.customer, both.web_save_multi, [vals, vals], {})
        self.assertFalse(self.plain.user_id)

    def test_onchange_saves_nothing(self):
        vals = {"agreed_discount": 99}
        before = self._read(self.customer)
        fields = {"agreed_discount": {}}
        self._as_clerk(self.customer).onchange(vals, ["agreed_discount"], fields)
        self.assertKept(self.customer, before)

    # Import

    def test_import(self):
        partners = self.env["res.partner"].with_user(self.clerk)
        before = self._read(self.customer)
        rows = [
            ["Plain 2", self.plain.id, 99, self.better_term.name],
            ["Guarded Works", self.customer.id, 99, self.better_term.name],
        ]
        names = ["name", ".id", "agreed_discount", "property_payment_term_id"]
        result = partners.load(names, rows)
        self.assertFalse(result["ids"])
        self.assertIn("Agreed Discount", result["messages"][0]["message"])
        self.assertKept(self.customer, before)
        result = partners.load(names, rows[:1])
        self.assertTrue(result["ids"])

    def test_import_of_contacts(self):
        partners = self.env["res.partner"].with_user(self.clerk)
        names = ["name", "parent_id/.id", "property_product_pricelist/.id"]
        row = ["Contact", self.customer.id, self.better_pricelist.id]
        before = self._read(self.customer)
        result = partners.load(names, [row])
        self.assertFalse(result["ids"])
        self.assertIn("Pricelist", result["messages"][0]["message"])
        self.assertKept(self.customer, before)
        names = [".id", "child_ids/.id", "child_ids/agreed_discount"]
        result = partners.load(names, [[self.customer.id, self.contact.id, 99]])
        self.assertFalse(result["ids"])
        self.assertEqual(self.contact.agreed_discount, 10)

    # Server actions

    def test_server_action_run_by_a_user(self):
        model = self.env["ir.model"]._get("res.partner")
        group = self.env.ref("base.group_user")
        code, update = self.env["ir.actions.server"].create(
            [
                {
                    "name": "Code",
                    "model_id": model.id,
                    "state": "code",
                    "code": "records.write({'agreed_discount': 99})",
                    "group_ids": [Command.set(group.ids)],
                },
                {
                    "name": "Update",
                    "model_id": model.id,
                    "state": "object_write",
                    "update_path": "property_payment_term_id",
                    "resource_ref": f"account.payment.term,{self.better_term.id}",
                    "group_ids": [Command.set(group.ids)],
                },
            ]
        )
        context = {
            "active_model": "res.partner",
            "active_id": self.customer.id,
            "active_ids": self.customer.ids,
        }
        for action in (code, update):
            with self.subTest(action=action.name):
                action = action.with_user(self.clerk).with_context(**context)
                self.assertGuarded(self.customer, action.run)

    # Contacts

    def test_own_field_of_a_contact(self):
        contact = self._as_clerk(self.contact)
        self.contact.user_id = self.users["account"]
        for name, value in self.wishes.items():
            if name != "is_group_customer":
                with self.subTest(field=name):
                    self.assertGuarded(self.contact, contact.write, {name: value})

    def test_contact_takes_what_its_company_has(self):
        """Odoo's own synchronisation, and by hand."""
        self.contact.flush_recordset()
        self.env.cr.execute(
            "UPDATE res_partner SET vat = NULL, property_payment_term_id = NULL "
            "WHERE id = %s",
            [self.contact.id],
        )
        self.contact.invalidate_recordset()
        contact = self._as_clerk(self.contact)
        contact.property_payment_term_id = self.term
        contact.vat = "CN1000"
        self.customer.with_user(self.users["manager"]).vat = "CN3000"
        self.assertEqual(self.contact.vat, "CN3000")

    def test_commands_through_a_company(self):
        customer = self._as_clerk(self.customer)
        own = {"agreed_discount": 99}
        new = {"name": "New", "property_product_pricelist": self.better_pricelist.id}
        for command in (
            Command.update(self.contact.id, own),
            Command.create({"name": "New", **own}),
            Command.create(new),
            Command.create({"name": "New", "vat": "CN9999"}),
        ):
            with self.subTest(command=command):
                vals = {"child_ids": [command]}
                self.assertGuarded(self.contact, customer.write, vals)
                self.assertGuarded(self.customer, customer.write, vals)
        customer.write({"child_ids": [Command.create({"name": "New"})]})
        self.assertEqual(customer.child_ids[-1].agreed_discount, 10)

    def test_commands_through_others(self):
        """A customer hung below another contact and changed on the way."""
        plain = self._as_clerk(self.plain)
        command = Command.update(self.customer.id, {"agreed_discount": 99})
        for name in ("child_ids", "group_child_ids"):
            with self.subTest(field=name):
                vals = {name: [command]}
                self.assertGuarded(self.customer, plain.write, vals)
        users = self.env["res.users"].with_user(self.clerk)
        self.assertFalse(
            [
                field
                for field in users._fields.values()
                if field.type == "one2many"
                and field.comodel_name == "res.partner"
                and field.inverse_name == "user_id"
            ]
        )

    # Creation

    def test_copy(self):
        copy = self._as_clerk(self.customer).copy({"agreed_discount": 50})
        self.assertNotEqual(copy, self.customer)
        self.assertEqual(self.customer.agreed_discount, 10)
        contact = self._as_clerk(self.contact)
        self.assertEqual(contact.copy().agreed_discount, 10)
        for vals in ({"agreed_discount": 99}, {"vat": "CN9999"}):
            self.assertGuarded(self.customer, contact.copy, vals)
        self.contact.sudo().parent_id = False
        self.contact.sudo().agreed_discount = 99
        joining = contact.copy({"parent_id": self.customer.id})
        self.assertEqual(joining.agreed_discount, 10)
        self.assertEqual(self.customer.agreed_discount, 10)

    def test_default_keys(self):
        partners = self.env["res.partner"].with_user(self.clerk)
        for name in ("agreed_discount", "property_payment_term_id", "vat"):
            key = {f"default_{name}": self.wishes[name]}
            for context, vals in (
                (key, {"name": "C", "parent_id": self.customer.id}),
                ({**key, "default_parent_id": self.customer.id}, {"name": "C"}),
            ):
                with self.subTest(context=context):
                    partners_here = partners.with_context(**context)
                    self.assertGuarded(self.customer, partners_here.create, vals)

    def test_own_defaults(self):
        """Every employee keeps defaults of his own."""
        defaults = self.env["ir.default"].with_user(self.clerk)
        name = "specific_property_product_pricelist"
        defaults.set("res.partner", name, self.better_pricelist.id, user_id=True)
        self.customer.specific_property_product_pricelist = False
        partners = self.env["res.partner"].with_user(self.clerk)
        vals = {"name": "C", "parent_id": self.customer.id}
        self.assertGuarded(self.customer, partners.create, vals)
        defaults.set("res.partner", "parent_id", self.customer.id, user_id=True)
        self.assertGuarded(self.customer, partners.create, {"name": "C"})

    def test_name_create(self):
        context = {
            "default_parent_id": self.customer.id,
            "default_agreed_discount": 99,
        }
        partners = self.env["res.partner"].with_user(self.clerk)
        partners_here = partners.with_context(**context)
        self.assertGuarded(self.customer, partners_here.name_create, "C")
        del context["default_agreed_discount"]
        contact_id, _name = partners.with_context(**context).name_create("C")
        contact = self.env["res.partner"].browse(contact_id)
        self.assertEqual(contact.agreed_discount, 10)

    # The context

    def test_context_keys(self):
        for context in (
            {"default_agreed_discount": 99},
            {"import_file": True, "install_mode": True, "module": "base"},
            {"tracking_disable": True, "mail_notrack": True, "no_reset_password": True},
            {"group_customer_joining": [None], "group_customer_guard": False},
            {"uid": 1, "su": True, "sudo": True, "bypass_guard": True},
            {"active_test": False, "active_model": "res.partner"},
            {"group_customer_change_field": "agreed_discount"},
            {"allowed_company_ids": self.env.company.ids},
        ):
            with self.subTest(context=context):
                customer = self._as_clerk(self.customer).with_context(**context)
                self.assertGuarded(self.customer, customer.write, {"vat": "CN9"})

    # Other names of the same value

    def test_pricelist_by_either_name(self):
        customer = self._as_clerk(self.customer)
        for name in (
            "property_product_pricelist",
            "specific_property_product_pricelist",
        ):
            for value in (self.better_pricelist.id, False):
                with self.subTest(field=name, value=value):
                    self.assertGuarded(self.customer, customer.write, {name: value})

    def test_credit_limit_by_its_switch(self):
        customer = self._as_clerk(self.customer)
        vals = {"use_partner_credit_limit": False}
        self.assertGuarded(self.customer, customer.write, vals)
        # Also when the switch itself is not guarded
        self._get_guard("use_partner_credit_limit").unlink()
        self.assertGuarded(self.customer, customer.write, vals)

    def test_related_field_of_a_user(self):
        """Users are contacts too, and write through to them."""
        login = new_test_user(self.env, "gc_buyer", groups="base.group_portal")
        login.partner_id.parent_id = self.customer
        login.partner_id.user_id = self.users["account"]
        officer = new_test_user(
            self.env,
            "gc_officer",
            groups="base.group_erp_manager,base.group_partner_manager,"
            "account.group_account_invoice",
        )
        user = login.with_user(officer)
        contact = login.partner_id
        for name in ("property_payment_term_id", "credit_limit", "vat"):
            with self.subTest(field=name):
                vals = {name: self.wishes[name]}
                self.assertGuarded(contact, user.write, vals)
        vals = {"partner_id": self.customer.id, "vat": "CN9999"}
        self.assertGuarded(self.customer, user.write, vals)

    def test_settings_of_a_company(self):
        """A company of this database that is a group customer too."""
        officer = new_test_user(
            self.env,
            "gc_officer",
            groups="base.group_erp_manager,base.group_partner_manager",
        )
        partner = self.env.company.partner_id
        partner.write({"is_company": True, "is_group_customer": True, "vat": "CN1"})
        self.env.flush_all()
        company = self.env.company.with_user(officer)
        self.assertGuarded(partner, company.write, {"vat": "CN9"})

    def test_translations(self):
        customer = self._as_clerk(self.customer)
        self.assertGuarded(
            self.customer,
            customer.update_field_translations,
            "vat",
            {"en_US": "CN9999"},
        )

    # Several records, several companies

    def test_several_records_at_once(self):
        records = self._as_clerk(self.plain + self.contact + self.customer)
        for vals in ({"agreed_discount": 99}, {"user_id": self.clerk.id}):
            self.assertGuarded(self.customer, records.write, vals)
        self.assertFalse(self.plain.user_id or self.plain.agreed_discount)

    def test_through_another_company(self):
        second = self._second_company()
        term = self.env["account.payment.term"].create(
            {"name": "2", "company_id": second.id}
        )
        here = self.customer.with_company(second)
        here.property_payment_term_id = term
        self.env.flush_all()
        context = {"allowed_company_ids": [second.id, self.env.company.id]}
        for partner in (self.customer, self.contact):
            for name in ("agreed_discount", "settlement_method_id", "vat"):
                with self.subTest(field=name, partner=partner.name):
                    vals = {name: self.wishes[name]}
                    user_here = self._as_clerk(partner).with_context(**context)
                    self.assertGuarded(partner, user_here.write, vals)
                    there = partner.with_company(second)
                    self.assertGuarded(there, user_here.write, vals)
        # What a value is in one company, it is not in the other.
        with self.assertRaises(UserError):
            self._as_clerk(self.customer).with_context(**context).write(
                {"property_payment_term_id": self.term.id}
            )
        self.assertEqual(here.property_payment_term_id, term)

    # Archived customers

    def test_archive_and_unarchive(self):
        customer = self._as_clerk(self.customer)
        vals = {"agreed_discount": 99}
        self.assertGuarded(self.customer, customer.write, {"active": False, **vals})
        customer.action_archive()
        self.assertGuarded(self.customer, customer.write, vals)
        self.assertGuarded(self.customer, customer.write, {"active": True, **vals})
        customer.action_unarchive()
        self.assertGuarded(self.customer, customer.write, vals)
