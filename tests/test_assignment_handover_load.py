# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverLoad(HandoverCommon):
    """The number of statements does not grow with the accounts."""

    def _create_accounts(self, count, giver):
        """Create accounts of a giver with an opportunity and an activity each."""
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Load {giver.login} {number}",
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": giver.id,
                }
                for number in range(count)
            ]
        )
        self.env["crm.lead"].create(
            [
                {
                    "name": f"Deal {partner.name}",
                    "type": "opportunity",
                    "partner_id": partner.id,
                    "user_id": giver.id,
                }
                for partner in partners
            ]
        )
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": partner.id,
                    "user_id": giver.id,
                    "date_deadline": fields.Date.today(),
                }
                for partner in partners
            ]
        )
        return partners

    def _count_queries(self, method, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        method(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_proposals_need_no_more_for_many(self):
        queries = []
        for name, count in (("warm", 2), ("few", 5), ("many", 60)):
            giver = self._member(f"proposed_{name}")
            self._create_accounts(count, giver)
            handover = self.Handover.with_user(self.director).create(
                {"from_user_id": giver.id, "successor_mode": "rule"}
            )
            queries.append(self._count_queries(handover.action_load_lines))
            self.assertEqual(handover.receiver_missing_count, 0)
        self.assertLessEqual(queries[2], queries[1] + 5)

    def _measure(self, giver, count):
        """:returns: statements of each step of a handover of so many accounts"""
        self._create_accounts(count, giver)
        handover = self.Handover.with_user(self.director).create(
            {
                "from_user_id": giver.id,
                "to_user_id": self.receiver.id,
                "reason": "Load",
                "note": "Nothing special",
            }
        )
        queries = {
            "load": self._count_queries(handover.action_load_lines),
            "notes": self._count_queries(handover.action_fill_notes),
            "ask": self._count_queries(handover.action_request_confirmation),
            "giver": self._count_queries(
                handover.with_user(giver).action_confirm_giver
            ),
        }
        handover.with_user(self.receiver).action_confirm_receiver()
        handover.sudo()._write_server({"state": "submitted"})
        queries["execute"] = self._count_queries(
            handover.sudo().with_context(tracking_disable=True)._execute
        )
        self.assertEqual(handover.state, "done")
        self.assertEqual(handover.opportunity_count, count)
        self.assertEqual(handover.activity_count, count)
        return queries

    def test_as_many_statements_for_few_as_for_many(self):
        # Warm up: what is read once per process
        self._measure(self._member("warm"), 2)
        few = self._measure(self._member("few"), 5)
        many = self._measure(self._member("many"), 60)
        for step, count in few.items():
            with self.subTest(step=step):
                # Bulk inserts are cut at some number of rows
                self.assertLessEqual(many[step], count + 5, f"{few} → {many}")

    def _member(self, name):
        user = self._user(name)
        self.team.member_ids += user
        return user

    def test_a_page_of_lines(self):
        giver = self._member("page")
        self._create_accounts(45, giver)
        handover = self._handover(user=self.director, from_user_id=giver.id)
        names = (
            "partner_id",
            "role_id",
            "to_user_id",
            "note",
            "opportunity_count",
            "receivable",
            "giver_confirmed_on",
            "mail_state",
        )
        specification = {
            name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
            for name in names
        }

        def read(count):
            lines = handover.line_ids[:count]
            return self._count_queries(lines.web_read, specification)

        read(5)  # what is read once per process
        self.assertEqual(read(5), read(40))
