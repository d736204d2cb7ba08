# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import Command
from odoo.tests import freeze_time, tagged

from .visit_followup_common import FollowupCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")
class TestVisitFaultsFollowup(FollowupCommon):
    """What changes after a follow-up was made."""

    def test_a_corrected_birthday_moves_its_greeting(self):
        rule = self._rule(
            (0, "day"),
            (-3, "day"),
            trigger="important_date",
            catch_up_days=0,
            horizon_days=90,
        )
        birthday = self.env["group.customer.important.date"].create(
            {"partner_id": self.person.id, "date": "1980-03-20"}
        )
        followups = self._make(rule)
        self.assertEqual(self._due(rule), ["2026-03-17", "2026-03-20"])
        birthday.date = "1980-04-10"
        self.Followup._refresh()
        self.assertEqual(self._due(rule), ["2026-04-07", "2026-04-10"])
        self.assertEqual(set(followups.mapped("base_date")), {date(2026, 4, 10)})
        self.assertEqual(self._make(rule), followups)
        # The 29th of February is kept on the 28th
        birthday.date = "1980-02-29"
        self.Followup._refresh()
        self.assertEqual(self._due(rule), ["2026-02-25", "2026-02-28"])

    def test_a_day_of_one_year_moved_to_another(self):
        """Not kept every year, it is another occasion."""
        rule = self._rule((0, "day"), trigger="important_date", catch_up_days=0)
        opening = self.env["group.customer.important.date"].create(
            {"partner_id": self.head.id, "date": "2026-03-20", "is_yearly": False}
        )
        first = self._make(rule)
        opening.date = "2027-01-10"
        second = self._make(rule) - first
        self.Followup._refresh()
        self.assertEqual((first.state, first.skip_kind), ("skipped", "deleted"))
        self.assertEqual(str(second.due_on), "2027-01-10")
        self.assertEqual(second.state, "open")

    def test_what_was_done_keeps_its_day(self):
        rule = self._rule((1, "week"), (1, "month"))
        order = self._order("2026-02-20 03:00:00")
        first, second = self._make(rule)
        first._write_server({"state": "done"})
        order.date_order = "2026-02-23 03:00:00"
        self.Followup._refresh()
        self.assertEqual(first.due_on, date(2026, 2, 27))
        self.assertEqual(second.due_on, date(2026, 3, 23))

    def test_a_visit_that_the_customer_stayed_away_from_settles_nothing(self):
        """The account's only participant did not come; another visit settles it."""
        rule = self._rule()
        self._order("2026-02-24 03:00:00")  # due on the 3rd of March
        followup = self._make(rule)
        guests = [Command.create({"partner_id": self.person.id})]
        missed, kept = (
            self._visit(
                f"2026-03-02 0{hour}:00:00",
                participant_ids=guests,
                report_text="Talked to the gate",
            )
            for hour in (1, 3)
        )
        self.assertEqual(followup.visit_id, missed)
        missed.participant_ids.attended = False
        missed.action_done()
        self.assertEqual((followup.state, followup.visit_id), ("planned", kept))
        kept.participant_ids.attended = True
        kept.action_done()
        self.assertEqual((followup.state, followup.visit_id), ("done", kept))

    def test_a_corrected_date_is_followed_at_once(self):
        """Its activity goes along; a visit planned too early is none for it."""
        rule = self._rule(notice_days=30)
        order = self._order("2026-02-24 03:00:00")  # due on the 3rd of March
        followup = self._make(rule)
        self.Followup._remind()
        early = self._visit("2026-03-04 02:00:00")
        self.assertEqual((followup.state, followup.visit_id), ("planned", early))
        order.date_order = "2026-03-02 03:00:00"
        self.assertEqual(str(followup.due_on), "2026-03-09")
        self.assertEqual((followup.state, followup.visit_id.id), ("open", False))
        self.assertEqual(str(followup._get_activities().date_deadline), "2026-03-09")
        early._write_server({"state": "done"})
        early._changed()
        self.assertEqual(followup.state, "open", "too early to settle it")
        order.date_order = "2026-02-25 03:00:00"
        self.assertEqual((followup.state, followup.visit_id), ("done", early))

    def test_a_visit_before_the_delivery_follows_nothing(self):
        """Also one that the plan proposed for the follow-up."""
        rule = self._rule((1, "day"), early_days=30)
        order = self._order("2026-02-28 03:00:00")
        followup = self._make(rule)
        visit = self._visit("2026-03-04 02:00:00")
        visit._write_server({"plan_reference": f"{followup._name},{followup.id}"})
        visit._changed()
        self.assertEqual((followup.state, followup.visit_id), ("planned", visit))
        order.date_order = "2026-03-04 03:00:00"
        self.assertEqual(followup.state, "planned", "the day itself will do")
        order.date_order = "2026-03-05 03:00:00"
        self.assertEqual(followup.state, "open")
        self.Followup._refresh()
        self.assertEqual(followup.state, "open")

    def test_the_first_business_changes(self):
        """Its date is corrected, it is cancelled, an earlier one is entered."""
        rule = self._rule((1, "month"), (2, "month"), trigger="new_customer")
        rule.catch_up_days = 40
        order = self._order("2026-02-20 03:00:00")
        followups = self._make(rule).sorted("due_on")
        self.assertEqual(self._due(rule), ["2026-03-20", "2026-04-20"])
        order.date_order = "2026-01-25 03:00:00"
        self.Followup._refresh()
        self.assertEqual(self._due(rule), ["2026-02-25", "2026-03-25"])
        order._action_cancel()
        self.Followup._refresh()
        self.assertEqual(set(followups.mapped("skip_kind")), {"cancelled"})
        # Another is the first one then: a day too late for its first month
        self._order("2025-12-20 03:00:00")
        self.Followup._refresh()
        self.assertEqual(followups.mapped("state"), ["skipped", "open"])
        self.assertEqual(self._due(rule), ["2026-01-20", "2026-02-20"])
        history = {"partner_id": self.head.id, "date": "2019-05-01", "reference": "A1"}
        self.env["group.customer.transaction"].create(
            {**history, "kind": "sale", "amount": 9}
        )
        self.Followup._refresh()
        self.assertEqual(followups.mapped("state"), ["skipped", "skipped"])
        self.assertEqual(followups[1].skip_kind, "known")
        self.assertEqual(self._make(rule), followups)

    def test_an_order_confirmed_again_counts_from_that_day(self):
        rule = self._rule((1, "week"), (1, "month"), catch_up_days=7)
        order = self._order("2026-01-31 15:00:00")
        with freeze_time("2026-02-02 04:00:00"):
            followups = self._make(rule)
            self.assertEqual(self._due(rule), ["2026-02-07", "2026-02-28"])
            order._action_cancel()
            self.assertEqual(set(followups.mapped("state")), {"skipped"})
        order.action_draft()
        order.action_confirm()
        # The 31st of March in Shanghai
        order.date_order = "2026-03-30 16:00:00"
        self.Followup._refresh()
        self.assertEqual(set(followups.mapped("state")), {"open"})
        self.assertEqual(self._due(rule), ["2026-04-07", "2026-04-30"])
        self.assertEqual(self._make(rule), followups)

    def test_an_invoice_posted_with_another_date(self):
        rule = self._rule((1, "month"), delivery_basis="invoice")
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.head.id,
                "invoice_date": "2026-02-10",
                "invoice_line_ids": [
                    (0, 0, {"product_id": self.product.id, "price_unit": 10})
                ],
            }
        )
        move.action_post()
        self._make(rule)
        self.assertEqual(self._due(rule), ["2026-03-10"])
        move.button_draft()
        move.invoice_date = "2026-02-28"
        move.action_post()
        self.Followup._refresh()
        self.assertEqual(self._due(rule), ["2026-03-28"])

    def test_proposals_for_what_is_no_more_leave_the_plan(self):
        """The visit that only the follow-up asked for goes with it."""
        rule = self._rule(channel_id=self.channels["visit"].id)
        order = self._order("2026-02-27 03:00:00")
        followup = self._make(rule)
        plans = self.env["group.customer.visit.plan"]
        plan = plans._generate(self.env.company, date(2026, 3, 1), self.manager)
        proposal = plan.visit_ids.filtered("plan_reference")
        self.assertEqual(
            proposal.plan_reference, f"group.customer.followup,{followup.id}"
        )
        order._action_cancel()
        self.assertEqual(followup.state, "skipped")
        plan._generate(self.env.company, date(2026, 3, 1), self.manager)
        self.assertFalse(proposal.exists())
        # Back again, it is proposed again
        order.action_draft()
        order.action_confirm()
        order.date_order = "2026-02-27 03:00:00"
        self.Followup._refresh()
        plan._generate(self.env.company, date(2026, 3, 1), self.manager)
        proposal = plan.visit_ids.filtered("plan_reference")
        self.assertEqual(len(proposal), 1)
        # Somebody's change stays
        proposal._reschedule(proposal.start)
        proposal._write_server({"is_changed": True})
        order._action_cancel()
        plan._generate(self.env.company, date(2026, 3, 1), self.manager)
        self.assertTrue(proposal.exists())

    def test_in_the_plan_of_one_month_only(self):
        rule = self._rule(channel_id=self.channels["visit"].id)
        self._order("2026-02-27 03:00:00")
        self._make(rule)
        plans = self.env["group.customer.visit.plan"]
        for month in (date(2026, 3, 1), date(2026, 4, 1)):
            plans._generate(self.env.company, month, self.manager)
        visits = self.env["group.customer.visit"].search(
            [("plan_reference", "!=", False), ("partner_id", "=", self.head.id)]
        )
        self.assertEqual([visit.date.month for visit in visits], [3])
