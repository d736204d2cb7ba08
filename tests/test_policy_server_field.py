# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import GroupCustomerCommon
from .registry_common import add_test_models


class ServerFieldDocument(models.Model):
    _module = None
    _name = "group.customer.test.server.field"
    _description = "Signed Paper"
    _inherit = ["group.customer.server.field.mixin", "mail.thread"]

    _server_fields = frozenset({"signed_by", "number"})

    name = fields.Char()
    number = fields.Char(default=lambda self: "new")
    signed_by = fields.Char(string="Signature", tracking=True)


@tagged("post_install", "-at_install")
class TestPolicyServerField(GroupCustomerCommon):
    """What the server fills is entered by no client, on whichever route."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_test_models(cls, ServerFieldDocument)
        cls.Paper = cls.env["group.customer.test.server.field"].with_user(
            cls.users["account"]
        )
        cls.paper = cls.Paper.create({"name": "Paper"})

    def test_names_of_all_classes_add_up(self):
        Request = self.env["group.customer.approval.request"]
        self.assertIn("clock_due", Request._get_server_fields())
        self.assertEqual(
            self.Paper._get_server_fields(), frozenset({"signed_by", "number"})
        )

    def test_create_refuses(self):
        message = "Signed Paper: these fields are filled by the system.*Signature"
        with self.assertRaisesRegex(UserError, message):
            self.Paper.create({"name": "B", "signed_by": "me"})

    def test_write_refuses(self):
        for paper in (self.paper, self.paper.sudo()):
            with self.subTest(su=paper.env.su), self.assertRaises(UserError):
                paper.write({"name": "B", "signed_by": "me"})
        with self.assertRaises(UserError):
            self.paper.signed_by = "me"
        self.assertEqual(self.paper.name, "Paper")

    def test_web_save_refuses(self):
        with self.assertRaises(UserError):
            self.paper.web_save({"signed_by": "me"}, {"name": {}})

    def test_import_refuses(self):
        result = self.Paper.load(["name", "signed_by"], [["C", "me"]])
        self.assertFalse(result["ids"])
        self.assertIn("Signature", result["messages"][0]["message"])

    def test_default_key_counts_for_nothing(self):
        Paper = self.Paper.with_context(default_signed_by="me", default_number="7")
        self.assertEqual(Paper.default_get(["signed_by", "number"]), {"number": "new"})
        paper = Paper.create({"name": "D"})
        self.assertFalse(paper.signed_by)
        self.assertEqual(paper.number, "new")

    def test_saved_default_counts_for_nothing(self):
        self.env["ir.default"].with_user(self.users["account"]).set(
            self.Paper._name, "signed_by", "me", user_id=True
        )
        self.assertFalse(self.Paper.create({"name": "E"}).signed_by)

    def test_copy_leaves_them_out(self):
        self.paper._write_server({"signed_by": "director"})
        copied = self.paper.copy()
        self.assertEqual(copied.name, "Paper")
        self.assertFalse(copied.signed_by)
        with self.assertRaises(UserError):
            self.paper.copy({"signed_by": "me"})

    def test_server_writes_and_creates(self):
        self.paper._write_server({"signed_by": "director"})
        self.assertEqual(self.paper.signed_by, "director")
        paper = self.Paper._create_server([{"name": "F", "signed_by": "director"}])
        self.assertEqual(paper.signed_by, "director")
        self.assertEqual(paper.number, "new")

    def test_server_write_is_tracked(self):
        """The guard is passed, what other mixins do with a change is not."""
        self.cr.flush()  # the tracking of a record begins after its creation
        paper = self.paper.with_context(tracking_disable=False, mail_notrack=False)
        paper._write_server({"signed_by": "director"})
        self.env.flush_all()
        self.cr.flush()
        paper.invalidate_recordset()
        tracked = paper.sudo().message_ids.tracking_value_ids
        self.assertEqual(tracked.mapped("new_value_char"), ["director"])
