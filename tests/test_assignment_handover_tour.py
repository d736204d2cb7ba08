# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

LEVEL = "group_customer.group_group_customer_"


@tagged("post_install", "-at_install")
class TestHandoverTour(HttpCase):
    """A leaver's accounts on the screen: the manager prepares, both sides confirm, a
    director approves, and everything moves (AM-31)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sales = "base.group_partner_manager,sales_team.group_sale_salesman_all_leads"
        cls.users = {
            login: new_test_user(
                cls.env,
                f"gc_tour_{login}",
                groups=f"base.group_user,{sales},{LEVEL}{level}",
                name=f"Tour {login.capitalize()}",
            )
            for login, level in (
                ("leaver", "user"),
                ("receiver", "user"),
                ("manager", "manager"),
                ("director", "director"),
            )
        }
        cls.leaver, cls.receiver = cls.users["leaver"], cls.users["receiver"]
        cls.env["crm.team"].create(
            {
                "name": "Tour Team",
                "user_id": cls.users["manager"].id,
                "member_ids": [Command.set((cls.leaver | cls.receiver).ids)],
            }
        )
        cls.profile = cls.env["group.customer.manager"].create(
            {"user_id": cls.leaver.id, "leaving_on": "2026-01-31"}
        )
        cls.accounts = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": cls.leaver.id,
                }
                for name in ("Tour Harbour", "Tour Mine")
            ]
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Tour Deal",
                "type": "opportunity",
                "partner_id": cls.accounts[1].id,
                "user_id": cls.leaver.id,
            }
        )
        cls._add_rule()

    @classmethod
    def _add_rule(cls):
        approval_type = cls.env["group.customer.approval.type"]._get("account_handover")
        rules = cls.env["group.customer.approval.rule"]
        rules.search([("type_id", "=", approval_type.id)]).action_archive()
        rules.create(
            {
                "name": "Handover",
                "type_id": approval_type.id,
                "step_ids": [
                    Command.create(
                        {
                            "name": "Company leader",
                            "sequence": 1,
                            "approver_kind": "group",
                            "group_id": cls.env.ref(f"{LEVEL}director").id,
                        }
                    )
                ],
            }
        )

    def _tour(self, name, login, url):
        self.start_tour(
            url, f"group_customer_handover_{name}_tour", login=f"gc_tour_{login}"
        )

    def test_a_leavers_accounts_from_the_profile_to_the_end(self):
        self._tour(
            "manager",
            "manager",
            f"/odoo/group.customer.manager/{self.profile.id}",
        )
        handover = self.env["group.customer.handover"].search(
            [("from_user_id", "=", self.leaver.id)]
        )
        self.assertEqual((handover.state, handover.account_count), ("confirming", 2))
        form = f"/odoo/handovers/{handover.id}"
        self._tour("giver", "leaver", form)
        self._tour("receiver", "receiver", "/odoo/handovers")
        self.assertEqual(self.accounts.user_id, self.leaver, "nothing has moved")
        self._tour("submit", "manager", form)
        self._tour("director", "director", form)
        self.assertEqual(handover.state, "done")
        self.assertEqual(self.accounts.user_id, self.receiver)
        self.assertEqual(self.lead.user_id, self.receiver)
        history = self.env["group.customer.assignment"].search(
            [("partner_id", "in", self.accounts.ids), ("date_to", "=", False)]
        )
        self.assertEqual(set(history.mapped("source")), {"handover"})
        self.assertEqual(
            set(history.mapped("reason")), {"Leaves at the end of the month"}
        )
        self.leaver.action_archive()
        self.assertFalse(self.leaver.active)
