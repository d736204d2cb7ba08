# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .resources_common import ResourcesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestResourceAccess(ResourcesCommon):
    """Who sees customer resources, and who may do what with them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.team"].create(
            {
                "name": "Team of the manager",
                "user_id": cls.users["manager"].id,
                "member_ids": cls.users["account"].ids,
            }
        )
        cls.head.user_id = cls.users["account"]
        cls.south.user_id = cls.users["colleague"]
        cls.mine = cls._resource("Mine", cls.head)
        cls.theirs = cls._resource("Theirs", cls.south)
        cls.free = cls._resource("Free", cls.mill)

    def _as(self, resource, role):
        return resource.with_user(self.users[role])

    def test_who_sees_what(self):
        """Own accounts; the team's and those of nobody; all."""
        everything = self.mine + self.theirs + self.free
        # The mill and the south belong to the group of the head, whose manager is
        # responsible for the group
        self.tree.group_parent_id = False
        for role, names in (
            ("account", ["Mine"]),
            ("colleague", ["Theirs"]),
            ("manager", ["Free", "Mine"]),
            ("director", ["Free", "Mine", "Theirs"]),
            ("admin", ["Free", "Mine", "Theirs"]),
        ):
            with self.subTest(role=role):
                found = self.Resource.with_user(self.users[role]).search(
                    [("id", "in", everything.ids)], order="name"
                )
                self.assertEqual(found.mapped("name"), names)
        for role in ("settlement", "archive", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.Resource.with_user(self.users[role]).search([])

    def test_only_directors_change(self):
        """Who is to be dealt what must not be in the hand of who receives it."""
        for role in ("account", "manager"):
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self._as(self.mine, role).amount = 1
                with self.assertRaises(AccessError):
                    self._as(self.mine, role).unlink()
                with self.assertRaises(AccessError):
                    self.Resource.with_user(self.users[role]).create(
                        {
                            "name": "New",
                            "partner_id": self.head.id,
                            "date": "2026-12-01",
                            "amount": 1,
                        }
                    )
                with self.assertRaisesRegex(AccessError, "by directors"):
                    self._as(self.mine, role).action_return()
                with self.assertRaisesRegex(AccessError, "by directors"):
                    self._as(self.mine, role).action_reopen()
                with self.assertRaisesRegex(AccessError, "not held by you"):
                    self._as(self.mine, role)._close("Done")
        self._as(self.mine, "director").amount = 1

    def test_the_holder_closes(self):
        """And says why, in the chatter; nobody else's, and nothing else."""
        resource = self.mine
        resource._mark_allocated({resource.id: self.users["account"].id}, "2026-11-10")
        own = self._as(resource, "account")
        action = own.action_close()
        model = self.env[action["res_model"]].with_user(self.users["account"])
        with Form(model.with_context(**action["context"])) as form:
            form.reason = "Renewed"
            form.is_converted = True
        form.save().action_confirm()
        self.assertEqual(resource.state, "closed")
        self.assertTrue(resource.is_converted)
        self.assertIn("Renewed", resource.message_ids[0].body)
        self.assertEqual(
            resource.message_ids[0].author_id, self.users["account"].partner_id
        )
        with self.assertRaises(AccessError):
            own.note = "Mine"
        with self.assertRaisesRegex(AccessError, "not held by you"):
            wizard = model.create({"reason": "Gone", "resource_ids": [self.free.id]})
            wizard.action_confirm()

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Other"})
        resource = self._resource("Elsewhere", company_id=company.id)
        director = self._as(resource, "director")
        self.assertFalse(director.has_access("read"))
        with self.assertRaises(AccessError):
            self._as(self.mine, "director").company_id = company

    def test_customer_form_counts(self):
        partner = self.head.with_user(self.users["account"])
        self.assertEqual(partner.resource_count, 1)
        action = partner.action_open_resources()
        found = self.Resource.search(action["domain"])
        self.assertEqual(found, self.mine)
