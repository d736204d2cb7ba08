# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .terms_common import TermsCommon

SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
    "WjR9awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestOnlineAcceptance(TermsCommon, HttpCase):
    """A visitor signs or pays: blocked orders stay quotations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls.env["payment.provider"].create(
            {"name": "Test provider", "code": "none", "state": "test"}
        )
        cls.method = cls.env.ref("payment.payment_method_unknown")

    def _quotation(self, discount, **values):
        order = self._order(
            [{"discount": discount}],
            state="sent",
            require_signature=True,
            require_payment=False,
            **values,
        )
        order.sudo()._portal_ensure_token()
        return order.sudo()

    def _accept(self, order):
        return self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {
                "access_token": order.access_token,
                "name": "Visitor",
                "signature": SIGNATURE,
            },
        )

    def _get_activities(self, order):
        return order.activity_ids.filtered(
            lambda activity: activity.summary
            == "Accepted online, but not permitted yet"
        )

    # === SIGNATURE === #

    def test_signature_confirms_what_is_permitted(self):
        order = self._quotation(10)
        with patch.object(
            type(self.env["ir.actions.report"]),
            "_render_qweb_pdf",
            lambda *args, **kwargs: (b"", "pdf"),
        ):
            result = self._accept(order)
        self.assertNotIn("error", result)
        self.assertEqual(order.state, "sale")

    def test_signature_of_what_is_blocked(self):
        order = self._quotation(11)
        result = self._accept(order)
        self.assertIn("check it on our side", result["error"])
        self.assertIn(self.account.name, result["error"])
        for inner in ("General terms", "list price", "11"):
            self.assertNotIn(inner, result["error"].replace(order.name, ""))
        self.assertEqual(order.state, "sent")
        self.assertFalse(order.signature)
        activity = self._get_activities(order)
        self.assertEqual(activity.user_id, self.account)
        self.assertIn("Press", activity.note)
        # Once is enough
        self._accept(order)
        self.assertEqual(len(self._get_activities(order)), 1)

    @mute_logger("odoo.http")
    def test_wrong_token(self):
        order = self._quotation(11)
        order.access_token = "right"
        result = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"access_token": "wrong", "name": "V", "signature": SIGNATURE},
        )
        self.assertNotIn("check it on our side", result["error"])
        self.assertFalse(self._get_activities(order))

    def test_page(self):
        for discount, shown in ((11, True), (10, False)):
            order = self._quotation(discount)
            page = self.url_open(
                f"/my/orders/{order.id}?access_token={order.access_token}"
            )
            self.assertEqual(page.status_code, 200)
            self.assertEqual("check it on our side" in page.text, shown)

    def test_validation_by_the_server(self):
        order = self._quotation(11)
        order._validate_order()
        self.assertEqual(order.state, "sent")
        self.assertTrue(self._get_activities(order))
        both = self._quotation(10) + self._quotation(11)
        both._validate_order()
        self.assertEqual(both.mapped("state"), ["sale", "sent"])

    def test_visitor_never_reads_inner_affairs(self):
        order = self._quotation(11)
        public = self.env.ref("base.public_user")
        with self.assertRaisesRegex(UserError, "check it on our side") as caught:
            order.with_user(public).sudo().action_confirm()
        self.assertNotIn("General terms", str(caught.exception))

    def test_without_a_salesperson(self):
        order = self._quotation(11)
        self.north.user_id = False
        order.user_id = False
        order.team_id = False
        order._validate_order()
        self.assertFalse(self._get_activities(order))
        self.assertIn("not permitted yet", order.message_ids[0].body)

    # === PAYMENT === #

    def _pay(self, order):
        order.write({"require_signature": False, "require_payment": True})
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "reference": f"T-{order.name}",
                "state": "done",
                "sale_order_ids": [Command.set(order.ids)],
            }
        )

    def test_payment(self):
        good, bad = self._quotation(10), self._quotation(11)
        for order, confirmed in ((good, True), (bad, False)):
            result = self._pay(order)._check_amount_and_confirm_order()
            self.assertEqual(order.state == "sale", confirmed)
            self.assertEqual(order in result, confirmed)
            self.assertEqual(not self._get_activities(order), confirmed)

    @mute_logger("odoo.http")
    def test_no_payment_is_begun(self):
        order = self._quotation(11)
        order.write({"require_signature": False, "require_payment": True})
        response = self.url_open(
            f"/my/orders/{order.id}/transaction",
            json={
                "jsonrpc": "2.0",
                "params": {
                    "access_token": order.access_token,
                    "provider_id": self.provider.id,
                    "payment_method_id": self.method.id,
                    "token_id": None,
                    "amount": order.amount_total,
                    "flow": "direct",
                    "tokenization_requested": False,
                    "landing_route": "/my",
                },
            },
        ).json()
        message = response["error"]["data"]["message"]
        self.assertIn("check it on our side", message)
        self.assertFalse(order.transaction_ids)
        order.invalidate_recordset()
        self.assertTrue(self._get_activities(order))
