# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverReceiver(HandoverCommon):
    """Proposals of receivers by load and capacity."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["group.customer.assignment.rule"].search([]).action_archive()

    def _profile(self, user, limit=None, **values):
        return self.env["group.customer.manager"].create(
            {
                "user_id": user.id,
                "has_capacity_limit": limit is not None,
                "capacity_total": limit or 0,
                **values,
            }
        )

    def _propose(self, **values):
        """Return the names of the proposed receivers: harbour, mine, quarry."""
        handover = self._handover(
            user=self.manager, successor_mode="rule", to_user_id=False, **values
        )
        self.handover = handover
        return [
            self._line(handover, account).to_user_id.name
            for account in (self.harbour, self.mine, self.quarry)
        ]

    def test_the_least_loaded_of_the_team_is_next(self):
        # Receiver has 1 account, Other none: 0 → 1 | 1 = 1: the older one | 2, 1
        self.assertEqual(self._propose(), ["Other", "Receiver", "Other"])
        self.assertEqual(
            self._line(self.handover, self.harbour).explanation,
            "Least loaded of the team: 0 accounts",
        )
        self.assertEqual(
            self._line(self.handover, self.quarry).explanation,
            "Least loaded of the team: 1 accounts",
        )

    def test_the_share_of_the_capacity_counts(self):
        # Receiver 1 of 10 (10 %), Other 0 of 2: 0 % | 10 % < 50 % | 20 % < 50 %
        self._profile(self.receiver, 10)
        self._profile(self.other, 2)
        self.assertEqual(self._propose(), ["Other", "Receiver", "Receiver"])
        self.assertEqual(
            self._line(self.handover, self.quarry).explanation,
            "Least loaded of the team: 2 of 10 accounts",
        )

    def test_nobody_gets_more_than_the_capacity(self):
        self._profile(self.receiver, 2)
        self._profile(self.other, 0)
        self.assertEqual(self._propose(), ["Receiver", False, False])
        self.assertEqual(self.handover.receiver_missing_count, 2)
        self.handover.action_fill_notes()
        self._refused("who receives", self.handover.action_request_confirmation)

    def test_absent_leaving_and_archived_people_are_not_proposed(self):
        today = fields.Date.today()
        self._profile(
            self.other,
            absence_ids=[
                Command.create(
                    {
                        "date_from": today,
                        "date_to": today + timedelta(days=7),
                        "reason": "leave",
                    }
                )
            ],
        )
        self.assertEqual(self._propose(), ["Receiver"] * 3)
        later = today + timedelta(days=8)
        self.assertEqual(self._propose(date=later), ["Other"] * 3)
        self._profile(self.receiver, leaving_on=today)
        self.assertEqual(self._propose(), [False] * 3)

    def test_the_assignment_rules_come_first(self):
        self._profile(self.receiver, 10)
        rule = self.env["group.customer.assignment.rule"].create(
            {
                "name": "Mines",
                "role_id": self.env["group.customer.assignment.role"]
                ._get("account_manager")
                .id,
                "domain": "[('name', '=', 'Mine')]",
                "target": "user",
                "user_id": self.manager.id,
            }
        )
        # Receiver alone has a profile as an account manager
        self.assertEqual(self._propose(), ["Receiver", "Manager", "Receiver"])
        why = self._line(self.handover, self.mine).explanation
        self.assertIn("Mines", why)
        rule.user_id = self.giver
        self.assertNotIn("Giver", self._propose(), "the giver is left out")

    def test_colleagues_without_a_level_are_not_proposed(self):
        self.team.member_ids += self.users["employee"]
        self.assertEqual(self._propose(), ["Other", "Receiver", "Other"])

    def test_people_of_other_companies_are_not_proposed(self):
        far = self.env["res.company"].create({"name": "Far"})
        self.other.write({"company_ids": [Command.set(far.ids)], "company_id": far.id})
        self.assertEqual(self._propose(), ["Receiver"] * 3)

    def test_all_roles_on_an_account_go_to_one_person(self):
        self.mine.chief_representative_id = self.giver
        self._propose()
        for account in self.accounts:
            lines = self.handover.line_ids.filtered(
                lambda line, account=account: line.partner_id == account
            )
            self.assertEqual(len(lines.to_user_id), 1)

    def test_whoever_was_chosen_by_hand_stays(self):
        self._propose()
        line = self._line(self.handover, self.harbour)
        line.to_user_id = self.manager
        self.assertFalse(line.explanation)
        self.handover.action_load_lines()
        self.assertEqual(line.to_user_id, self.manager)

    def test_loads_before_and_after(self):
        self._profile(self.receiver, 3)
        handover = self._handover()
        rows = [
            (user.name, *numbers) for user, *numbers in handover.sudo()._get_loads()
        ]
        self.assertEqual(rows, [("Receiver", 3, 1, 4, 3)])
        self.assertIn("table-warning", handover.receiver_html)
        self._carry_out(handover)
        handover.invalidate_recordset()
        rows = [
            (user.name, *numbers) for user, *numbers in handover.sudo()._get_loads()
        ]
        self.assertEqual(rows, [("Receiver", 3, 1, 4, 3)])
