# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .change_common import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeForm(ChangeCommon):
    """The printed form: 客户折扣变更申请表 with its decisions and their days."""

    def _print(self, records, user=None):
        name = {
            "group.customer.change.request": "report_change_request_form",
            "group.customer.approval.request": "report_approval_form",
        }[records._name]
        reports = self.env["ir.actions.report"].with_user(user or self.clerk)
        html, _kind = reports._render_qweb_html(f"group_customer.{name}", records.ids)
        text = html.decode()
        return " ".join(text.split())

    def test_form_of_an_executed_change(self):
        self.clerk.name = "Clerk Qian"
        self.accountant.name = "Accountant Wu"
        self.marketing.name = "Manager Liu"
        deputy = self.users["credit_controller"]
        deputy.name = "Deputy Sun"
        for user in self.clerk + self.accountant + self.marketing + deputy:
            user.tz = "UTC"
        with freeze_time("2026-03-02 08:00:00"):
            change = self._change(agreed_discount=9)
            self._submit(change, note="The customer buys more")
        self.env["group.customer.approval.delegation"].with_user(self.marketing).create(
            {
                "user_id": self.marketing.id,
                "delegate_id": deputy.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
            }
        )
        with freeze_time("2026-03-03 08:00:00"):
            self._decide(change, deputy, comment="Fine with me")
        with freeze_time("2026-03-04 08:00:00"):
            self._decide(change, self.accountant)
        with freeze_time("2026-03-05 08:00:00"):
            self._decide(change, self.accountant, "execute")
        html = self._print(change)
        self.assertIn("<h1>Discount Change Application</h1>", html)
        for text in (
            "5.00 → 9.00",
            "The customer buys more",
            "Clerk Qian",
            "Deputy Sun for Manager Liu",
            "Fine with me",
            "Accountant Wu",
            "Executed",
            change.name,
        ):
            self.assertIn(text, html)
        for day in ("03/02/2026", "03/03/2026", "03/04/2026", "03/05/2026"):
            self.assertIn(day, html)

    def test_title_of_each_type(self):
        title = self._type("credit_limit").form_title
        change = self._change("credit_limit", credit_limit=500)
        self._submit(change)
        self.assertIn(f"<h1>{title}</h1>", self._print(change))
        self._type("credit_limit").form_title = False
        self.assertIn("<h1>Credit Limit Change</h1>", self._print(change))

    def test_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        approval_type = self._type("discount_change")
        approval_type.with_context(lang="zh_CN").form_title = "客户折扣变更申请表"
        self.clerk.lang = "zh_CN"
        change = self._change(agreed_discount=8)
        self._submit(change)
        html = self._print(change.with_context(lang="zh_CN"), self.clerk)
        self.assertIn("Discount Change Application", html)
        reports = self.env["ir.actions.report"].with_user(self.clerk)
        html, _kind = reports.with_context(lang="zh_CN")._render_qweb_html(
            "group_customer.report_change_request_form", change.ids
        )
        self.assertIn("客户折扣变更申请表", html.decode())

    def test_open_steps_have_a_line_to_sign_on(self):
        change = self._change(agreed_discount=8)
        request = self._submit(change)
        html = self._print(request, self.marketing)
        self.assertIn("Step 1:", html)
        self.assertIn("Step 3:", html)

    def test_text_is_escaped(self):
        change = self._change(agreed_discount=8)
        self._submit(change, note="<script>alert(1)</script>")
        self.assertNotIn("<script>alert", self._print(change))

    def test_who_prints(self):
        change = self._change(agreed_discount=8)
        self._refused("once it is submitted", self._print, change)
        request = self._submit(change)
        self.assertTrue(self._print(change, self.accountant))
        for records in (change, request):
            with self.assertRaises(AccessError):
                self._print(records, self.users["employee"])
