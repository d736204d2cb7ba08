# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverFlow(HandoverCommon):
    """From draft over both sides and the approvers, and who may do what."""

    # === LOADING === #

    def test_everything_is_loaded_with_its_receiver(self):
        handover = self._handover()
        self.assertEqual(handover.line_ids.partner_id, self.accounts)
        self.assertEqual(handover.line_ids.role_id.code, "account_manager")
        self.assertEqual(handover.line_ids.to_user_id, self.receiver)
        self.assertEqual(handover.account_count, 3)
        self.assertEqual(handover.receiver_missing_count, 0)
        self.assertEqual(handover.note_missing_count, 3)
        self.assertRegex(handover.name, r"^HND/\d{4}/\d{4}$")

    def test_roles_are_lines_of_their_own(self):
        self.mine.chief_representative_id = self.giver
        handover = self._handover()
        mine = handover.line_ids.filtered(lambda line: line.partner_id == self.mine)
        self.assertEqual(
            mine.role_id.mapped("code"), ["account_manager", "chief_representative"]
        )
        self.assertEqual(mine.mapped("carries_work"), [True, False])
        self.assertEqual((handover.account_count, handover.line_count), (3, 4))
        role = self.env["group.customer.assignment.role"]._get("chief_representative")
        handover = self._handover(role_ids=role.ids)
        self.assertEqual(handover.line_ids.partner_id, self.mine)
        self.assertFalse(
            handover.line_ids.carries_work,
            "the giver remains account manager, and keeps the work",
        )

    def test_a_filter_and_chosen_accounts(self):
        handover = self._handover(scope="domain", domain="[('name', '=', 'Mine')]")
        self.assertEqual(handover.line_ids.partner_id, self.mine)
        self.assertEqual(handover.remaining_count, 2)
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.quarry.id}
        )
        handover = self._handover(scope="chosen", partner_ids=contact.ids)
        self.assertEqual(handover.line_ids.partner_id, self.quarry)

    def test_what_cannot_be_read_or_found_is_refused(self):
        for domain in ("[('name'", "[('no_such_field', '=', 1)]", "os.system('x')"):
            with self.subTest(domain=domain):
                self._refused(
                    "the filter cannot be read", self._handover, domain=domain
                )
        self._refused(
            "holds no account",
            self._handover,
            scope="chosen",
            partner_ids=self.bakery.ids,
        )

    def test_loading_again_keeps_what_was_entered(self):
        handover = self._handover()
        line = self._line(handover, self.mine)
        line.write({"note": "Pays late", "to_user_id": self.other.id})
        self.Assignment._assign(
            [
                {
                    "partner_id": self.quarry.id,
                    "role_id": "account_manager",
                    "user_id": self.other.id,
                }
            ],
            "manual",
        )
        ferry = self._create_company_partner("Ferry", user_id=self.giver.id)
        handover.action_load_lines()
        self.assertEqual(handover.line_ids.partner_id, self.harbour | self.mine | ferry)
        self.assertEqual((line.note, line.to_user_id), ("Pays late", self.other))
        self.assertEqual(
            self._line(handover, ferry).explanation, "Receiver of the handover"
        )

    def test_another_receiver_reaches_the_lines_that_were_not_chosen_by_hand(self):
        handover = self._handover()
        self._line(handover, self.mine).to_user_id = self.other
        handover.to_user_id = self.manager
        self.assertEqual(
            [
                self._line(handover, account).to_user_id
                for account in (self.harbour, self.mine, self.quarry)
            ],
            [self.manager, self.other, self.manager],
        )

    # === COMPLETE === #

    def test_nothing_is_put_to_both_sides_while_it_is_incomplete(self):
        handover = self._handover()
        self._refused("no handover note for", handover.action_request_confirmation)
        handover.action_fill_notes()
        line = self._line(handover, self.mine)
        line.note = "  "
        self._refused(
            "no handover note for: Mine", handover.action_request_confirmation
        )
        line.write({"note": "Pays late", "to_user_id": False})
        self._refused("who receives: Mine", handover.action_request_confirmation)
        line.to_user_id = self.receiver
        handover.action_request_confirmation()
        self.assertEqual(handover.state, "confirming")
        empty = self.Handover.with_user(self.manager).create(
            {"from_user_id": self.giver.id}
        )
        self._refused("has no accounts yet", empty.action_request_confirmation)
        self._refused("has no note for all", empty.action_fill_notes)

    def test_many_incomplete_accounts_are_named_in_part(self):
        for number in range(5):
            self._create_company_partner(f"Farm {number}", user_id=self.giver.id)
        handover = self._handover()
        self._refused("and 3 more", handover.action_request_confirmation)

    def test_receivers_need_access_to_the_company(self):
        company = self.env["res.company"].create({"name": "Far Away"})
        stranger = self._user(
            "far", company_id=company.id, company_ids=[(6, 0, company.ids)]
        )
        handover = self._handover(to_user_id=stranger.id)
        handover.action_fill_notes()
        self._refused("Far cannot receive", handover.action_request_confirmation)

    def test_nobody_hands_over_to_himself(self):
        self._refused(
            "cannot hand over to himself", self._handover, to_user_id=self.giver.id
        )
        handover = self._handover()
        self._refused(
            "cannot hand over to himself",
            handover.line_ids[0].write,
            {"to_user_id": self.giver.id},
        )

    def test_an_account_is_in_one_handover_under_way(self):
        first = self._ask(self._handover())
        second = self._handover(
            scope="chosen", partner_ids=self.mine.ids, to_user_id=self.other.id
        )
        second.action_fill_notes()
        self._refused("hands over already: Mine", second.action_request_confirmation)
        first.action_cancel()
        second.action_request_confirmation()
        self.assertEqual(second.state, "confirming")

    # === BOTH SIDES === #

    def test_each_side_confirms_for_itself(self):
        handover = self._handover()
        self._line(handover, self.mine).to_user_id = self.other
        self._ask(handover)
        self._refused(
            "Every receiver",
            handover.line_ids.sudo()._confirm_receiver,
            self.receiver,
        )
        self._refused(
            "You receive no account",
            handover.with_user(self.giver).action_confirm_receiver,
        )
        self._refused(
            "Only Giver confirms",
            handover.with_user(self.receiver).action_confirm_giver,
        )
        handover.with_user(self.receiver).action_confirm_receiver()
        self.assertEqual(
            handover.line_ids.filtered("receiver_confirmed_on").partner_id,
            self.harbour | self.quarry,
        )
        self.assertEqual(handover.line_ids.receiver_confirmed_by_id, self.receiver)
        self.assertFalse(handover.can_submit_approval)
        handover.with_user(self.other).action_confirm_receiver()
        handover.with_user(self.giver).action_confirm_giver()
        self.assertEqual(handover.line_ids.giver_confirmed_by_id, self.giver)
        handover.invalidate_recordset()
        self.assertTrue(handover.can_submit_approval)
        self.assertEqual(handover.confirmed_percent, 100)

    def test_lines_are_confirmed_one_by_one(self):
        handover = self._ask(self._handover())
        line = self._line(handover, self.mine)
        line.with_user(self.receiver).action_confirm()
        line.with_user(self.giver).action_confirm()
        self.assertTrue(line.giver_confirmed_on and line.receiver_confirmed_on)
        self.assertEqual(handover.giver_confirmed_count, 1)
        self._refused(
            "none that waits for your", line.with_user(self.giver).action_confirm
        )

    def test_who_answers_for_a_leaver_confirms_in_the_givers_place(self):
        handover = self._ask(self._handover(reason_kind="rebalance"))
        self._refused(
            "Only Giver confirms", handover.with_user(self.manager).action_confirm_giver
        )
        handover.action_set_to_draft()
        handover.reason_kind = "leaver"
        handover.action_request_confirmation()
        handover.action_confirm_giver()
        self.assertEqual(handover.line_ids.giver_confirmed_by_id, self.manager)

    def test_nobody_confirms_both_sides(self):
        handover = self._ask(self._handover(to_user_id=self.manager.id))
        self._refused(
            "who receives none",
            handover.with_user(self.manager).action_confirm_giver,
        )
        handover.with_user(self.director).action_confirm_giver()
        self.assertEqual(handover.line_ids.giver_confirmed_by_id, self.director)

    def test_people_who_have_left_belong_to_their_last_team(self):
        # What an older version or another addon let happen
        self.giver.sudo().action_archive()
        handover = self._ask(self._handover(reason_kind="other"))
        self.assertEqual(
            handover.sudo().activity_ids.user_id, self.manager | self.receiver
        )
        handover.with_user(self.manager).action_confirm_giver()
        self.assertEqual(handover.giver_confirmed_count, 3)

    def test_what_waits_for_me(self):
        handover = self._ask(self._handover())
        for user, expected in (
            (self.giver, handover),
            (self.receiver, handover),
            (self.other, self.Handover),
            (self.manager, self.Handover),
        ):
            with self.subTest(user=user.name):
                mine = self.Handover.with_user(user)
                found = mine.search([("is_waiting_for_me", "=", True)])
                self.assertEqual(found.sudo(), expected.sudo())
        mine = handover.with_user(self.receiver)
        self.assertTrue(mine.is_waiting_for_me and mine.can_confirm_receiver)
        self.assertFalse(mine.can_confirm_giver or mine.can_prepare)
        mine.action_confirm_receiver()
        self.assertFalse(mine.is_waiting_for_me)
        self.assertNotIn(self.receiver, handover.sudo().activity_ids.user_id)
        self.assertEqual(
            self.Handover.with_user(self.giver).search_count(
                [("is_waiting_for_me", "in", [True, False]), ("id", "=", handover.id)]
            ),
            1,
        )

    def test_back_to_draft_voids_what_was_confirmed(self):
        handover = self._confirm(self._ask(self._handover()))
        self._refused(
            "and cannot be changed", handover.line_ids[0].write, {"note": "Else"}
        )
        self._refused("and cannot be changed", handover.write, {"date": "2020-01-01"})
        self._refused("and cannot be changed", handover.line_ids[0].unlink)
        self._refused("and cannot be changed", handover.action_load_lines)
        handover.with_user(self.receiver).action_set_to_draft()
        self.assertEqual(handover.state, "draft")
        self.assertFalse(any(handover.line_ids.mapped("giver_confirmed_on")))
        self.assertFalse(handover.sudo().activity_ids)
        self.assertIn("Receiver set the handover back", handover.message_ids[0].body)

    # === SUBMITTING === #

    def test_only_what_both_sides_confirmed_is_submitted(self):
        handover = self._ask(self._handover())
        self._refused("not confirmed by the giver", self._submit, handover)
        handover.with_user(self.giver).action_confirm_giver()
        self._refused("not confirmed by the receiver", self._submit, handover)
        handover.with_user(self.receiver).action_confirm_receiver()
        self._submit(handover)
        self.assertEqual(handover.state, "submitted")
        self.assertEqual(handover.approval_state, "in_progress")

    def test_both_sides_and_who_prepares_never_decide(self):
        self.receiver.group_ids += self.env.ref(
            "group_customer.group_group_customer_director"
        )
        handover = self._submit(self._confirm(self._ask(self._handover())))
        request = handover.sudo().approval_request_id
        self.assertLessEqual(
            self.giver | self.receiver | self.manager, request.party_ids
        )
        self.assertNotIn(self.receiver, request.approver_ids.user_id)
        self.assertIn(self.director, request.approver_ids.user_id)

    def test_recalled_and_rejected_wait_for_what_follows(self):
        handover = self._submit(self._confirm(self._ask(self._handover())))
        self._refused("recall that first", handover.action_cancel)
        self._refused("Recall the approval", handover.action_set_to_draft)
        request = handover.sudo().approval_request_id
        request.with_user(self.manager)._recall("Not yet")
        self.assertEqual(handover.state, "confirming")
        self._submit(handover)
        request = handover.sudo().approval_request_id.with_user(self.director)
        request._decide("reject", request.current_step_id, comment="Keep them")
        self.assertEqual(handover.state, "confirming")
        self.assertEqual(self._holders(), ["Giver"] * 3)
        handover.action_cancel()
        self.assertEqual(handover.state, "cancelled")

    def test_a_changed_line_stops_the_decision(self):
        handover = self._submit(self._confirm(self._ask(self._handover())))
        handover.sudo().line_ids[0]._write_server({"to_user_id": self.other.id})
        self._refused("changed", self._approve, handover)

    # === WHO MAY === #

    def test_everybody_hands_over_what_is_the_own(self):
        own = self._handover(user=self.giver)
        self.assertEqual(own.line_ids.partner_id, self.accounts)
        for user in (self.receiver, self.stranger):
            with self.subTest(user=user.name):
                self._refused(
                    "cannot hand over the accounts of Giver",
                    self._handover,
                    user=user,
                    error=AccessError,
                )
        far = self._user("far_manager", "manager")
        self._refused("cannot hand over", self._handover, user=far, error=AccessError)
        self.assertTrue(self._handover(user=self.director).line_ids)
        self._refused(
            "cannot hand over",
            own.write,
            {"from_user_id": self.other.id},
            error=AccessError,
        )

    def test_states_and_confirmations_are_not_entered(self):
        handover = self._handover()
        for values in (
            {"state": "done"},
            {"name": "HND/1"},
            {"counted_on": "2026-01-01"},
        ):
            with self.subTest(values=values):
                self._refused("filled by the system", handover.write, values)
                self._refused(
                    "filled by the system",
                    self.Handover.with_user(self.manager).create,
                    values,
                )
        for name in ("giver_confirmed_on", "receiver_confirmed_on", "partner_id"):
            with self.subTest(field=name):
                self._refused(
                    "filled by the system",
                    handover.line_ids[0].write,
                    {name: False},
                )
        with self.assertRaises(AccessError):
            self.env["group.customer.handover.line"].with_user(self.manager).create(
                {"note": "Mine too"}
            )
        forged = self.Handover.with_user(self.manager).with_context(
            default_state="done"
        )
        self.assertEqual(forged.create({"from_user_id": self.giver.id}).state, "draft")

    def test_only_who_has_a_part_in_it_sends_back(self):
        handover = self._ask(self._handover())
        with self.assertRaises(AccessError):
            handover.with_user(self.stranger).action_set_to_draft()

    def test_what_was_begun_is_kept(self):
        handover = self._ask(self._handover())
        self._refused("so it is kept", handover.unlink)
        handover.action_cancel()
        handover.unlink()
        self.assertFalse(handover.exists())
