# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from lxml import etree

from odoo.tests import Form, new_test_user, tagged

from .guard_common import GuardCommon


@tagged("post_install", "-at_install")
class TestGuardViews(GuardCommon):
    """Guarded fields on the screens of partners."""

    def _get_arch(self, view_type, ref="", user=None):
        partners = self.env["res.partner"].with_user(user or self.clerk)
        view_id = self.env.ref(ref).id if ref else False
        return etree.fromstring(partners.get_view(view_id, view_type)["arch"])

    def test_fields_are_read_only_with_a_button_beside(self):
        arch = self._get_arch("form")
        for name in (
            "user_id",
            "property_payment_term_id",
            "property_product_pricelist",
            "agreed_discount",
            "settlement_method_id",
            "vat",
        ):
            nodes = [
                node
                for node in arch.xpath(f"//field[@name='{name}']")
                if not list(node.iterancestors("field"))
            ]
            self.assertTrue(nodes, name)
            for node in nodes:
                if node.get("invisible") == "True":
                    continue
                with self.subTest(field=name):
                    self.assertIn(f"',{name},' in", node.get("readonly"))
                    button = node.getnext()
                    self.assertEqual(button.tag, "button")
                    self.assertEqual(button.get("name"), "action_request_change")
                    self.assertIn(f"'{name}'", button.get("context"))
        # In a group, the label goes with the row.
        label = arch.xpath("//label[@for='user_id']")[0]
        self.assertEqual(label.getnext().get("name"), "guarded_user_id")

    def test_contacts_inside_the_form(self):
        arch = self._get_arch("form")
        path = "//field[@name='child_ids']//field[@name='vat' or @name='user_id']"
        nodes = [n for n in arch.xpath(path) if not list(n.iterancestors("kanban"))]
        for node in nodes:
            self.assertIn("guard_locked_names", node.get("readonly"))
        self.assertFalse(
            arch.xpath(
                "//field[@name='child_ids']//button[contains(@class, 'request')]"
            )
        )

    def test_lists(self):
        arch = self._get_arch("list")
        node = arch.xpath("//field[@name='user_id']")[0]
        self.assertIn("guard_locked_names", node.get("readonly"))
        helper = arch.xpath("//field[@name='guard_locked_names']")[0]
        self.assertIn(helper.get("column_invisible"), ("1", "True"))

    def test_other_views_are_left_alone(self):
        for view_type in ("kanban", "search"):
            arch = self._get_arch(view_type)
            self.assertFalse(arch.xpath("//button[@name='action_request_change']"))

    def test_views_follow_the_guards(self):
        self._get_arch("form")
        self.Guard.search([]).action_archive()
        arch = self._get_arch("form")
        self.assertFalse(arch.xpath("//field[@name='guard_locked_names']"))
        self.assertFalse(arch.xpath("//button[@name='action_request_change']"))
        self._guard("phone", "partner_data")
        arch = self._get_arch("form")
        node = arch.xpath("//field[@name='phone'][@readonly]")[0]
        self.assertIn("guard_locked_names", node.get("readonly"))

    def test_button_is_in_the_language_of_the_user(self):
        self.env = self.env(context={"lang": "zh_CN"})
        arch = self._get_arch("form")
        title = arch.xpath("//button[@name='action_request_change']")[0].get("title")
        self.assertEqual(title, self.env._("Request a change"))

    def test_who_does_not_see_a_field_sees_no_button(self):
        user = new_test_user(
            self.env, "gc_plain", groups="base.group_user,base.group_partner_manager"
        )
        arch = self._get_arch("form", user=user)
        self.assertFalse(arch.xpath("//field[@name='credit_limit']"))
        self.assertFalse(arch.xpath("//*[@name='guarded_credit_limit']"))
        self.assertFalse(arch.xpath("//label[@for='credit_limit']"))

    # What is locked, for whom

    def _get_locked(self, partner, role=None, **context):
        user = self.users[role] if role else self.clerk
        partner = partner.with_user(user).with_context(**context)
        self.assertEqual(partner.is_terms_guarded, bool(partner.guard_locked_names))
        return {name for name in (partner.guard_locked_names or "").split(",") if name}

    def test_locked_names(self):
        everything = {*self.wishes}
        self.assertEqual(self._get_locked(self.customer), everything)
        self.contact.user_id = self.users["account"]
        self.assertEqual(self._get_locked(self.contact), everything)
        self.contact.user_id = False
        self.env.invalidate_all()
        self.assertEqual(self._get_locked(self.contact), everything - {"user_id"})
        self.assertEqual(self._get_locked(self.plain), set())
        self.assertEqual(
            self._get_locked(self.customer, "manager"),
            everything - {"vat", "is_group_customer"},
        )
        self.customer._write_server({"group_approval_state": "draft"})
        self.assertEqual(self._get_locked(self.customer), set())
        self.assertIn("agreed_discount", self._get_locked(self.contact))
        self.assertNotIn("user_id", self._get_locked(self.contact))
        self.customer._write_server({"group_approval_state": "pending"})
        self.assertEqual(self._get_locked(self.customer, "manager"), everything)

    def test_new_contact_in_a_form(self):
        partners = self.env["res.partner"].with_user(self.clerk)
        names = self._get_locked(partners.new({"parent_id": self.customer.id}))
        self.assertIn("vat", names)
        self.assertNotIn("user_id", names)
        self.assertFalse(self._get_locked(partners.new({"parent_id": self.plain.id})))
        with Form(partners) as form:
            form.name = "New"
            self.assertFalse(form.guard_locked_names)

    def test_button_opens_the_request(self):
        key = {"group_customer_change_field": "agreed_discount"}
        customer = self.customer.with_user(self.clerk).with_context(**key)
        action = customer.action_request_change()
        self.assertEqual(action["res_model"], "group.customer.change.request.new")
        self.assertEqual(action["target"], "new")

    # Configuration

    def test_screens_of_the_guards(self):
        admin = self.users["admin"]
        field = self.env["ir.model.fields"]._get("res.partner", "phone")
        with Form(self.Guard.with_user(admin)) as form:
            form.field_id = field
            form.type_id = self._type("partner_data")
        self.assertEqual(form.record.field_name, "phone")
        customer = self.customer.with_user(self.clerk)
        self.assertGuarded(self.customer, customer.write, {"phone": "1"})

    def test_setting_of_the_company(self):
        user = new_test_user(
            self.env,
            "gc_system",
            groups="base.group_system,group_customer.group_group_customer_admin",
        )
        with Form(self.env["res.config.settings"].with_user(user)) as form:
            form.guarded_customer_scope = "all"
        form.record.execute()
        self.assertEqual(self.env.company.group_customer_guard_scope, "all")
        plain = self.plain.with_user(self.clerk)
        self.assertGuarded(self.plain, plain.write, {"agreed_discount": 99})
