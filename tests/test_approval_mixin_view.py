# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from lxml import etree

from odoo.tests import tagged

from .approval_common import MODEL, ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalMixinView(ApprovalCommon):
    """The parts that go into every form of a document."""

    def _get_form(self, arch, **options):
        view = self.env["ir.ui.view"].create(
            {"name": "form", "model": MODEL, "type": "form", "arch": arch}
        )
        document = self.env[MODEL].with_user(self.clerk)
        return etree.fromstring(document.get_view(view.id, "form", **options)["arch"])

    def _buttons(self, form):
        return [button.get("name") for button in form.xpath("./header/button")]

    def test_bare_form(self):
        form = self._get_form("<form><sheet><field name='name'/></sheet></form>")
        self.assertEqual(
            self._buttons(form)[:2],
            ["action_submit_approval", "action_approve_approval"],
        )
        self.assertEqual(form[0].tag, "header")
        statusbar = form.xpath("./header/field[@widget='statusbar']")
        self.assertEqual(statusbar[0].get("name"), "approval_state")
        pages = form.xpath("./sheet/notebook/page")
        self.assertEqual([page.get("name") for page in pages], ["approval"])
        self.assertEqual(len(form.xpath("./sheet/widget[@name='web_ribbon']")), 4)
        self.assertTrue(form.xpath("./div//field[@name='approval_waiting_text']"))

    def test_parts_join_those_of_the_form(self):
        form = self._get_form(
            """
            <form>
                <header>
                    <button name="action_archive" type="object" string="Archive"/>
                    <field name="approval_state" widget="statusbar"/>
                </header>
                <sheet>
                    <widget name="web_ribbon" title="Mine"/>
                    <field name="name"/>
                    <notebook><page name="terms" string="Terms"/></notebook>
                </sheet>
                <chatter/>
            </form>
            """
        )
        self.assertEqual(self._buttons(form)[0], "action_submit_approval")
        self.assertEqual(self._buttons(form)[-1], "action_archive")
        self.assertEqual(len(form.xpath("./header/field[@widget='statusbar']")), 1)
        ribbons = form.xpath(".//widget[@name='web_ribbon']/@title")
        self.assertEqual(ribbons, ["Mine"])
        self.assertEqual(
            form.xpath("./sheet/notebook/page/@name"), ["terms", "approval"]
        )

    def test_own_parts_stay(self):
        form = self._get_form(
            """
            <form>
                <header>
                    <button name="action_submit_approval" type="object" string="Ask"/>
                </header>
                <sheet>
                    <notebook><page name="approval" string="Mine"/></notebook>
                </sheet>
            </form>
            """
        )
        self.assertEqual(self._buttons(form), ["action_submit_approval"])
        self.assertEqual(form.xpath(".//page/@string"), ["Mine"])

    def test_form_without_approval(self):
        for arch in (
            "<form approval='0'><sheet><field name='name'/></sheet></form>",
            "<form approval='0'><field name='name'/></form>",
        ):
            form = self._get_form(arch)
            self.assertFalse(form.xpath("//*[contains(@name, 'approval')]"))
            self.assertIsNone(form.get("approval"))

    def test_form_without_sheet(self):
        form = self._get_form("<form><field name='name'/></form>")
        self.assertTrue(self._buttons(form))
        self.assertFalse(form.xpath("//page"))

    def test_phone(self):
        form = self._get_form("<form><sheet/></form>", mobile=True)
        cards = form.xpath(".//field[@name='approval_step_ids']/kanban")
        self.assertEqual(len(cards), 1)

    def test_twice_is_the_same(self):
        arch = "<form><sheet><field name='name'/></sheet></form>"
        first, second = (etree.tostring(self._get_form(arch)) for _turn in range(2))
        self.assertEqual(first, second)

    def test_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("group_customer.approval_mixin_form_parts")
        template.update_field_translations(
            "arch_db", {"fr_FR": {"Submit for Approval": "Soumettre"}}
        )
        view = self.env["ir.ui.view"].create(
            {"name": "form", "model": MODEL, "type": "form", "arch": "<form/>"}
        )
        for lang, label in (("en_US", "Submit for Approval"), ("fr_FR", "Soumettre")):
            document = self.env[MODEL].with_context(lang=lang)
            form = etree.fromstring(document.get_view(view.id, "form")["arch"])
            self.assertEqual(
                form.xpath(".//button[@name='action_submit_approval']/@string"), [label]
            )

    def test_lists_are_left_alone(self):
        view = self.env["ir.ui.view"].create(
            {
                "name": "list",
                "model": MODEL,
                "type": "list",
                "arch": "<list><field name='name'/></list>",
            }
        )
        arch = self.env[MODEL].get_view(view.id, "list")["arch"]
        self.assertNotIn("approval", arch)

    def test_every_document_of_the_addon(self):
        """Each form of a document loads with its buttons and its page, once."""
        Type = self.env["group.customer.approval.type"]
        for name in Type._get_document_models():
            if name not in self.env or name == MODEL:
                continue
            views = self.env["ir.ui.view"].search(
                [("model", "=", name), ("type", "=", "form"), ("mode", "=", "primary")]
            )
            for view in views:
                with self.subTest(view=view.xml_id):
                    arch = self.env[name].get_view(view.id, "form")["arch"]
                    form = etree.fromstring(arch)
                    if not form.xpath(".//page[@name='approval']"):
                        continue
                    for part in (
                        ".//header//button[@name='action_submit_approval']",
                        ".//page[@name='approval']",
                        ".//field[@name='approval_step_ids']",
                    ):
                        self.assertEqual(len(form.xpath(part)), 1, part)
