# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .allocation_common import MONTH, AllocationCommon


@tagged("post_install", "-at_install")
class TestAllocationChange(AllocationCommon):
    """Changes by hand, with a reason each, and what nobody may change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool = cls._create_pool(renewal=3, old=6)
        cls.both = cls.pool["renewal"][0].partner_id
        cls._create_resource("companion", "old", 1, cls.both)
        cls.run_1 = cls._computed()

    def _line(self, name, user=None):
        line = self.run_1.line_ids.filtered(lambda line: line.resource_id.name == name)
        return line.with_user(user or self.director)

    def _receiver(self, name):
        return self.run_1.receiver_ids.filtered(
            lambda receiver: receiver.user_id.name == name
        )

    def test_somebody_else_with_a_reason(self):
        line = self._line("renewal 1")
        self.assertEqual(line.user_id.name, "Li")
        self._refused(
            "Give the reason why “renewal 1 .* goes to Wang instead of Li",
            line.write,
            {"final_receiver_id": self._receiver("Wang").id},
        )
        before = self.run_1.message_ids
        line.write(
            {"final_receiver_id": self._receiver("Wang").id, "change_reason": "Kin"}
        )
        self.assertEqual((line.user_id.name, line.is_changed), ("Wang", True))
        self.assertEqual(line.receiver_id.user_id.name, "Li")
        self.assertIn("Changed by hand to Wang: Kin", line.explanation)
        # What belongs to the same customer goes along
        companion = self._line("companion")
        self.assertEqual(companion.user_id.name, "Wang")
        self.assertEqual(companion.outcome, "companion")
        self.assertEqual(self.run_1.changed_count, 2)
        self.assertAddsUp(self.run_1)
        note = self.run_1.message_ids - before
        self.assertIn("Li → Wang. Kin", note.body)
        # Back to the proposal needs no reason
        line.write({"final_receiver_id": line.receiver_id.id})
        self.assertFalse(line.is_changed)
        self.assertFalse(line.change_reason)
        self.assertEqual(self._line("companion").user_id.name, "Li")

    def test_nobody_and_back(self):
        line = self._line("renewal 1")
        dealt = self.run_1.dealt_count
        line.write({"final_receiver_id": False, "change_reason": "Complaint runs"})
        self.assertEqual((line.outcome, line.left_reason), ("left", "hand"))
        self.assertEqual(self._line("companion").left_reason, "hand")
        self.assertEqual(self.run_1.dealt_count, dealt - 1)
        self.assertAddsUp(self.run_1)
        line.write({"final_receiver_id": line.receiver_id.id})
        self.assertEqual(line.outcome, "dealt")
        self.assertEqual(self.run_1.dealt_count, dealt)

    def test_what_is_beyond_its_share_can_be_given_by_hand(self):
        line = self._line("old 6")
        self.assertEqual(line.left_reason, "quota")
        line.write(
            {"final_receiver_id": self._receiver("Wang").id, "change_reason": "Urgent"}
        )
        self.assertEqual((line.outcome, line.user_id.name), ("dealt", "Wang"))
        self.assertAddsUp(self.run_1)
        line.write({"final_receiver_id": False})
        self.assertEqual((line.outcome, line.left_reason), ("left", "quota"))
        self.assertFalse(line.is_changed)

    def test_pinned_and_managed_customers_are_given_to_nobody_by_hand_either(self):
        self.pool["old"][0].partner_id.is_assignment_pinned = True
        self.pool["old"][1].partner_id.user_id = self.users["account"]
        self.run_1.with_user(self.director).action_compute()
        for name, reason in (("old 1", "is pinned"), ("old 2", "has an account manag")):
            self._refused(
                reason,
                self._line(name).write,
                {
                    "final_receiver_id": self._receiver("Wang").id,
                    "change_reason": "Please",
                },
            )

    def test_without_a_certificate_not_by_hand_either(self):
        """Neither the resource, nor one that has it as its companion."""
        kind = self.env["group.customer.certificate.type"].create(
            {"name": "Funds", "code": "test_funds"}
        )
        self.kinds["old"].certificate_type_ids = kind
        self.env["group.customer.certificate"].create(
            {
                "manager_id": self.receivers["Li"].id,
                "type_id": kind.id,
                "date_from": "2020-01-01",
            }
        )
        self.run_1.with_user(self.director).action_compute()
        for name in ("old 1", "renewal 1"):
            line = self._line(name)
            self.assertEqual(line.user_id.name, "Li")
            self._refused(
                "Wang lacks a valid certificate for “Old Customer”",
                line.write,
                {
                    "final_receiver_id": self._receiver("Wang").id,
                    "change_reason": "Please",
                },
            )

    def test_a_companion_follows_and_is_not_changed_itself(self):
        self._refused(
            "goes with “renewal 1 .* of the same customer",
            self._line("companion").write,
            {"final_receiver_id": False, "change_reason": "No"},
        )

    def test_a_receiver_of_another_run(self):
        other = self._computed(month=MONTH.replace(month=4))
        self._refused(
            "no receiver of this allocation",
            self._line("old 1").write,
            {"final_receiver_id": other.receiver_ids[0].id, "change_reason": "x"},
        )

    def test_not_while_it_is_decided_nor_afterwards(self):
        line = self._line("old 1")
        change = {
            "final_receiver_id": (self.run_1.receiver_ids - line.final_receiver_id)[
                0
            ].id,
            "change_reason": "Late",
        }
        request = self._submit(self.run_1)
        self._refused("is Submitted", line.write, change)
        self._refused("is Submitted", line.sudo().write, change)
        self._refused("neither computed nor", self.run_1.action_compute)
        self._refused("neither computed nor", self.run_1.action_cancel)
        self._decide(request)
        self._refused("is Done", line.write, change)

    def test_nothing_else_is_entered(self):
        """On whichever route, and for whoever asks."""
        line = self._line("old 1")
        for vals in (
            {"outcome": "left"},
            {"left_reason": "hand"},
            {"receiver_id": self._receiver("Wang").id},
            {"is_done": True},
            {"points": 5},
            {"change_reason": "x", "is_changed": False},
            {"user_id": self.users["account"].id},
        ):
            with self.subTest(vals=vals):
                self._refused("filled by the system", line.write, vals)
                self._refused("filled by the system", line.sudo().write, vals)
        run = self.run_1.with_user(self.director)
        for vals in (
            {"state": "done"},
            {"dealt_count": 1},
            {"scheme_definition": {}},
            {"line_ids": [(5, 0, 0)]},
        ):
            self._refused("filled by the system", run.write, vals)
        self._refused("its month and company stay", run.write, {"month": "2024-05-01"})
        receiver = self.run_1.receiver_ids[0].with_user(self.director)
        self._refused("filled by the system", receiver.write, {"score": 99})
        quota = self.run_1.quota_ids[0].with_user(self.director)
        self._refused("filled by the system", quota.write, {"percent": 99})
        self.assertFalse(receiver.has_access("write") or quota.has_access("write"))
        for model in (self.Line, self.run_1.quota_ids, self.run_1.receiver_ids):
            # AccessError is a UserError
            with self.assertRaises(UserError):
                model.with_user(self.director).create({"allocation_id": run.id})

    # === WHO === #

    def test_only_directors_prepare_and_change(self):
        for role in ("manager", "account", "settlement", "employee"):
            user = self.users[role]
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self.run_1.with_user(user).action_compute()
                with self.assertRaises(AccessError):
                    self.run_1.with_user(user).action_cancel()
                with self.assertRaises(AccessError):
                    self.Run.with_user(user).create({"month": "2024-05-01"})
                with self.assertRaises(AccessError):
                    self._line("old 1", user).write({"change_reason": "x"})
                with self.assertRaises(AccessError):
                    self.env["group.customer.allocation.new"].with_user(user).create({})

    def test_account_managers_see_their_own_once_it_is_decided(self):
        user = self.receivers["Li"].user_id
        Line, Run = self.Line.with_user(user), self.Run.with_user(user)
        domain = [("allocation_id", "=", self.run_1.id)]
        self.assertFalse(Line.search(domain))
        self.assertFalse(Run.search([("id", "=", self.run_1.id)]))
        self._carry_out(self.run_1)
        lines = Line.search(domain)
        self.assertEqual(lines.user_id, user)
        self.assertTrue(lines.mapped("explanation"))
        self.assertEqual(Run.search([("id", "=", self.run_1.id)]).id, self.run_1.id)
        receivers = self.run_1.receiver_ids.with_user(user)._filtered_access("read")
        self.assertEqual(receivers.user_id, user)
