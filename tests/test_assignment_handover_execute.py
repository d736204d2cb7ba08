# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverExecute(HandoverCommon):
    """What moves, what stays, and that everything does or nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.mine.id, "user_id": cls.giver.id}
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Coal", "list_price": 100, "type": "service"}
        )

    # === DOCUMENTS OF THE GIVER === #

    def _create_lead(self, partner, user=None, **values):
        return self.env["crm.lead"].create(
            {
                "name": f"Deal {partner.name}",
                "type": "opportunity",
                "partner_id": partner.id,
                "user_id": (user or self.giver).id,
                **values,
            }
        )

    def _create_order(self, partner, user=None, confirm=False):
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": (user or self.giver).id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def _create_meeting(self, days, partners, user=None, **values):
        user = user or self.giver
        start = datetime.combine(
            fields.Date.today() + timedelta(days=days), datetime.min.time()
        ) + timedelta(hours=10)
        return (
            self.env["calendar.event"]
            .with_context(skip_attendee_notification=True)
            .create(
                {
                    "name": "Visit",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "user_id": user.id,
                    "partner_ids": [Command.set((partners | user.partner_id).ids)],
                    **values,
                }
            )
        )

    def _create_activity(self, record, user=None):
        return record.activity_schedule(
            "mail.mail_activity_data_todo", user_id=(user or self.giver).id
        )

    # === WHAT MOVES === #

    def test_accounts_move_with_history_and_people(self):
        handover = self._carry_out(self._handover())
        self.assertEqual(handover.state, "done")
        self.assertEqual(handover.approval_state, "executed")
        self.assertEqual(self._holders(), ["Receiver"] * 3)
        self.assertEqual(self.accounts.user_id, self.receiver)
        self.assertEqual(self.buyer.user_id, self.receiver, "their people follow")
        rows = self.Assignment.search(
            [("partner_id", "=", self.mine.id), ("date_to", "=", False)]
        )
        self.assertEqual(rows.source, "handover")
        self.assertEqual(rows.reason, "The giver leaves")
        self.assertEqual((rows.res_model, rows.res_id), (handover._name, handover.id))
        self.assertEqual(rows.request_id, handover.sudo().approval_request_id)
        self.assertEqual(rows.assigned_by_id, self.director)
        self.assertEqual(self.bakery.user_id, self.receiver)

    def test_opportunities_and_quotations_move_orders_stay(self):
        lead = self._create_lead(self.mine)
        of_contact = self._create_lead(self.buyer)
        won = self._create_lead(self.mine)
        won.action_set_won()
        lost = self._create_lead(self.mine)
        lost.action_set_lost()
        of_other = self._create_lead(self.mine, user=self.other)
        elsewhere = self._create_lead(self.bakery)
        quotation = self._create_order(self.buyer)
        order = self._create_order(self.mine, confirm=True)
        handover = self._carry_out(self._handover())
        self.assertEqual((lead | of_contact).user_id, self.receiver)
        self.assertEqual((won | lost | elsewhere).user_id, self.giver)
        self.assertEqual(of_other.user_id, self.other)
        self.assertEqual(quotation.user_id, self.receiver)
        self.assertEqual(order.user_id, self.giver, "it counts for who sold")
        line = self._line(handover, self.mine)
        self.assertEqual(
            (line.opportunity_count, line.quotation_count, line.order_count), (2, 1, 1)
        )
        self.assertEqual(self._line(handover, self.quarry).opportunity_count, 0)

    def test_meetings_to_come_move_with_the_place_in_them(self):
        mine, buyer = self.mine, self.buyer
        coming = self._create_meeting(3, buyer)
        about = self._create_meeting(
            4, self.env["res.partner"], opportunity_id=self._create_lead(mine).id
        )
        both = self._create_meeting(5, self.harbour | buyer)
        together = self._create_meeting(7, buyer | self.receiver.partner_id)
        past = self._create_meeting(-3, buyer)
        private = self._create_meeting(6, buyer, privacy="private")
        elsewhere = self._create_meeting(3, self.bakery)
        mails = self.env["mail.mail"].search_count([])
        handover = self._carry_out(self._handover())
        moved = coming | about | both | private | together
        self.assertEqual(moved.user_id, self.receiver)
        for meeting in moved:
            self.assertIn(self.receiver.partner_id, meeting.partner_ids)
            self.assertNotIn(self.giver.partner_id, meeting.partner_ids)
            self.assertEqual(meeting.attendee_ids.partner_id, meeting.partner_ids)
        self.assertEqual((past | elsewhere).user_id, self.giver)
        self.assertEqual(
            (
                self._line(handover, mine).meeting_count,
                self._line(handover, self.harbour).meeting_count,
            ),
            (4, 1),
            "a meeting with two accounts goes with the first, once",
        )
        invitations = self.env["mail.mail"].search(
            [("model", "=", "calendar.attendee")]
        )
        self.assertFalse(invitations, f"{mails} mails before")

    def test_activities_move_from_all_documents(self):
        lead = self._create_lead(self.mine)
        order = self._create_order(self.mine, confirm=True)
        change = self._create_change(self.mine)
        records = (self.mine, self.buyer, lead, order, change)
        activities = self.env["mail.activity"].union(
            *(self._create_activity(record) for record in records)
        )
        of_other = self._create_activity(self.mine, user=self.other)
        elsewhere = self._create_activity(self.bakery)
        handover = self._carry_out(self._handover())
        self.assertEqual(activities.user_id, self.receiver)
        self.assertEqual(of_other.user_id, self.other)
        self.assertEqual(elsewhere.user_id, self.giver)
        self.assertEqual(self._line(handover, self.mine).activity_count, 5)

    def _create_change(self, partner):
        change_type = self.env["group.customer.approval.type"]._get("partner_data")
        return (
            self.env["group.customer.change.request"]
            .with_user(self.giver)
            .create({"type_id": change_type.id, "partner_id": partner.id})
            .sudo()
        )

    def test_requests_stay_with_who_asked_and_are_followed(self):
        change = self._create_change(self.mine)
        handover = self._carry_out(self._handover())
        self.assertEqual(self._line(handover, self.mine).request_count, 1)
        self.assertEqual(change.create_uid, self.giver)
        self.assertIn(self.receiver.partner_id, change.message_partner_ids)

    def test_receivables_stay_and_are_shown(self):
        journal = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
        if not journal:
            self.skipTest("no chart of accounts here")
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.buyer.id,
                    "invoice_user_id": self.giver.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "price_unit": price,
                                "tax_ids": False,
                            }
                        )
                    ],
                }
                for price in (250, 40, 7)
            ]
        )
        moves[:2].action_post()
        handover = self._carry_out(self._handover())
        self.assertEqual(self._line(handover, self.mine).receivable, 290)
        self.assertEqual(handover.receivable, 290)
        self.assertEqual(moves.invoice_user_id, self.giver)

    def test_work_goes_with_the_first_role_once(self):
        lead = self._create_lead(self.mine)
        self.mine.chief_representative_id = self.giver
        handover = self._handover()
        representative = self._line(handover, self.mine, "chief_representative")
        representative.to_user_id = self.other
        self._carry_out(handover)
        self.assertEqual(
            (self.mine.user_id, self.mine.chief_representative_id),
            (self.receiver, self.other),
        )
        self.assertEqual(lead.user_id, self.receiver)
        self.assertEqual(representative.opportunity_count, 0)
        self.assertEqual(handover.opportunity_count, 1)

    def test_work_stays_while_the_giver_keeps_the_first_role(self):
        lead = self._create_lead(self.mine)
        self.mine.chief_representative_id = self.giver
        role = self.env["group.customer.assignment.role"]._get("chief_representative")
        self._carry_out(self._handover(role_ids=role.ids))
        self.assertEqual(self.mine.chief_representative_id, self.receiver)
        self.assertEqual(self.mine.user_id, self.giver)
        self.assertEqual(lead.user_id, self.giver)

    def test_approvals_are_decided_by_who_was_named(self):
        until = fields.Date.today() + timedelta(days=30)
        handover = self._handover(
            reason_kind="absence", delegate_id=self.other.id, delegate_until=until
        )
        handover.action_fill_notes()
        handover.action_request_confirmation()
        self._confirm(handover)
        self._submit(handover)
        self._approve(handover)
        stand_in = handover.stand_in_id
        self.assertEqual(
            (stand_in.user_id, stand_in.delegate_id, stand_in.date_to),
            (self.giver, self.other, until),
        )
        selfish = self._handover(
            user=self.director,
            scope="all",
            from_user_id=self.receiver.id,
            to_user_id=self.other.id,
            delegate_id=self.director.id,
            delegate_until=until,
        )
        selfish.action_fill_notes()
        self._refused("makes himself", selfish.action_request_confirmation)

    # === ALL OR NOTHING === #

    def test_an_account_that_the_giver_lost_stops_everything(self):
        lead = self._create_lead(self.harbour)
        handover = self._handover()
        self._ask(handover)
        self._confirm(handover)
        self._submit(handover)
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
        self._refused(
            "any more: Quarry – Account Manager (Other)", self._approve, handover
        )
        self.assertEqual(handover.state, "submitted")
        self.assertEqual(self._holders(), ["Giver", "Giver", "Other"])
        self.assertEqual(lead.user_id, self.giver)

    def test_a_receiver_who_left_meanwhile_stops_everything(self):
        handover = self._submit(self._confirm(self._ask(self._handover())))
        self.receiver.sudo().action_archive()
        self._refused("Receiver cannot receive", self._approve, handover)
        self.assertEqual(self._holders(), ["Giver"] * 3)

    def test_a_failure_in_the_middle_undoes_the_accounts_too(self):
        self._create_lead(self.mine)
        handover = self._submit(self._confirm(self._ask(self._handover())))

        def fail(*args):
            # pylint: disable=translation-required
            raise UserError("The lead cannot be written")

        self.patch(type(self.Handover), "_hand_meetings", fail)
        self._refused("cannot be written", self._approve, handover)
        self.assertEqual(self._holders(), ["Giver"] * 3)
        self.assertEqual(handover.state, "submitted")
        self.assertEqual(handover.approval_state, "in_progress")

    def test_carried_out_twice_is_carried_out_once(self):
        handover = self._carry_out(self._handover())
        rows = self.Assignment.search_count([])
        done = handover.date_done
        handover.sudo()._execute()
        self.assertEqual(self.Assignment.search_count([]), rows)
        self.assertEqual(handover.date_done, done)
        draft = self._handover(from_user_id=self.receiver.id, to_user_id=self.other.id)
        self._refused("only a handover that was approved", draft.sudo()._execute)

    def test_it_waits_for_its_day(self):
        day = fields.Date.today() + timedelta(days=10)
        lead = self._create_lead(self.mine)
        before = self._create_meeting(5, self.buyer)
        after = self._create_meeting(15, self.buyer)
        handover = self._carry_out(self._handover(date=day))
        self.assertEqual(
            (handover.state, handover.approval_state), ("submitted", "approved")
        )
        self.assertEqual(self._holders(), ["Giver"] * 3)
        self._refused("recall that first", handover.action_cancel)
        self._run_cron()
        self.assertEqual(handover.state, "submitted")
        with freeze_time(datetime.combine(day, time(12))):
            self._run_cron()
        self.assertEqual(handover.state, "done")
        self.assertEqual(lead.user_id, self.receiver)
        self.assertEqual((before.user_id, after.user_id), (self.giver, self.receiver))

    def _run_cron(self):
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", lambda *args, **kw: 60):
            self.env["group.customer.approval.request"]._execute_due()

    def test_without_a_rule_it_is_not_submitted(self):
        handover = self._confirm(self._ask(self._handover()))
        self.rule.action_archive()
        with self.assertRaises(UserError):
            self._submit(handover)
        self.assertEqual(handover.state, "confirming")
