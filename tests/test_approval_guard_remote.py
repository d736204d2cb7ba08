# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta
from xmlrpc.client import Fault

from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

from .guard_common import GuardCommon

PASSWORD = "gc_clerk"


@tagged("post_install", "-at_install")
class TestGuardRemote(GuardCommon, HttpCase):
    """The roads into a contact from outside: the web client, XML-RPC and JSON-2."""

    def setUp(self):
        super().setUp()
        controllers = "odoo.addons.rpc.controllers"
        for name in (f"{controllers}.xmlrpc", f"{controllers}.jsonrpc", "odoo.http"):
            muted = mute_logger(name)
            muted.__enter__()
            self.addCleanup(muted.__exit__, None, None, None)
        self.before = self._read(self.customer)

    def _get_attacks(self):
        """Return what is tried: method, ids, arguments, by name."""
        customer, contact = self.customer.ids, self.contact.ids
        discount = {"agreed_discount": 99}
        joining = {"name": "C", "parent_id": self.customer.id}
        update = {"child_ids": [[1, self.contact.id, discount]]}
        create = {"child_ids": [[0, 0, {"name": "C", "vat": "CN9"}]]}
        return [
            ("write", customer, {"vals": discount}),
            ("write", customer, {"vals": {"vat": "CN9"}}),
            ("write", customer, {"vals": {"is_group_customer": False}}),
            ("write", customer, {"vals": {"use_partner_credit_limit": False}}),
            ("write", contact, {"vals": discount}),
            ("write", self.plain.ids + customer, {"vals": discount}),
            ("write", customer, {"vals": update}),
            ("write", customer, {"vals": create}),
            ("web_save", customer, {"vals": discount, "specification": {}}),
            (
                "web_save_multi",
                customer,
                {"vals_list": [discount], "specification": {}},
            ),
            ("create", None, {"vals_list": [{**joining, **discount}]}),
            ("copy", contact, {"default": discount}),
        ]

    def assertRemoteGuarded(self, call):
        """Every attack fails with the message; what may be done goes."""
        for method, ids, values in self._get_attacks():
            with self.subTest(method=method, values=values):
                self.assertIn("alone", call(method, ids, values) or "passed")
                self.assertKept(self.customer, self.before)
                self.assertEqual(self.contact.agreed_discount, 10)
        self.assertIsNone(call("write", self.customer.ids, {"vals": {"phone": "1"}}))
        self.assertIsNone(
            call("write", self.plain.ids, {"vals": {"agreed_discount": 7}})
        )
        self.assertEqual(self.customer.phone, "1")
        self.assertEqual(self.plain.agreed_discount, 7)

    def test_xmlrpc(self):
        def call(method, ids, values):
            arguments = [] if ids is None else [ids]
            try:
                self.xmlrpc_object.execute_kw(
                    get_db_name(),
                    self.clerk.id,
                    PASSWORD,
                    "res.partner",
                    method,
                    arguments,
                    values,
                )
            except Fault as fault:
                return fault.faultString
            return None

        self.assertRemoteGuarded(call)

    def test_json_2(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.clerk)
            ._generate("rpc", "test", datetime.now() + timedelta(days=0.5))
        )
        headers = {"Authorization": f"Bearer {key}"}

        def call(method, ids, values):
            response = self.url_open(
                f"/json/2/res.partner/{method}",
                json={**values, **({} if ids is None else {"ids": ids})},
                headers=headers,
            )
            if response.ok:
                return None
            # A mistake of the caller, not of the server
            if "web_save" not in method:
                self.assertEqual(response.status_code, 422)
            return response.json()["message"]

        self.assertRemoteGuarded(call)

    def test_web_client(self):
        self.authenticate(self.clerk.login, PASSWORD)

        def call(method, ids, values):
            params = {
                "model": "res.partner",
                "method": method,
                "args": [] if ids is None else [ids],
                "kwargs": values,
            }
            response = self.url_open("/web/dataset/call_kw", json={"params": params})
            error = response.json().get("error")
            return error and error["data"]["arguments"][0]

        self.assertRemoteGuarded(call)
