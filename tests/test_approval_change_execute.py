# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import LockError, UserError
from odoo.tests import freeze_time, tagged

from .change_common import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeExecution(ChangeCommon):
    """Exactly the approved lines, on their day, and only what nobody changed."""

    def _approve(self, change):
        self._submit(change)
        self._decide(change, self.marketing)
        self._decide(change, self.accountant)

    def test_value_changed_meanwhile(self):
        change = self._change(agreed_discount=8, settlement_method_id=self.monthly.id)
        self._approve(change)
        self.customer.agreed_discount = 6
        message = self._refused(
            "cannot be carried out", self._decide, change, self.accountant, "execute"
        )
        self.assertIn("5.00 when it was submitted, 6.00 now", message)
        self.assertIn("Ask for a new request", message)
        self.assertNotIn("Settlement", message)
        self.assertEqual(change.approval_state, "approved")
        self.assertFalse(self.customer.settlement_method_id)
        # Set back, it is what was approved.
        self.customer.agreed_discount = 5
        self._decide(change, self.accountant, "execute")
        self.assertEqual(self.customer.settlement_method_id, self.monthly)

    def test_value_is_there_already_but_not_the_old_one(self):
        """Somebody else entered the very value: still not what was approved."""
        change = self._change(agreed_discount=8)
        self._approve(change)
        self.customer.agreed_discount = 8
        self._refused("8.00 now", self._decide, change, self.accountant, "execute")

    def test_one_line_fails_nothing_is_written(self):
        change = self._change(
            agreed_discount=8, property_payment_term_id=self.term_60.id
        )
        self._approve(change)
        partner_class = type(self.env["res.partner"])
        original = partner_class.write

        def failing(partners, vals):
            result = original(partners, vals)
            if "agreed_discount" in vals:
                # pylint: disable=translation-required
                raise UserError("The database says no")
            return result

        with patch.object(partner_class, "write", failing):
            self._refused("says no", self._decide, change, self.accountant, "execute")
        self.assertEqual(change.approval_state, "approved")
        self.assertEqual(self.customer.agreed_discount, 5)
        self.assertEqual(self.customer.property_payment_term_id, self.term_30)

    def test_customer_being_changed_by_somebody_else(self):
        """The row of the customer is locked first; who comes second is told."""
        change = self._change(agreed_discount=8)
        self._approve(change)
        with patch.object(
            type(self.env["res.partner"]), "lock_for_update", side_effect=LockError("x")
        ):
            self._refused("try again", self._decide, change, self.accountant, "execute")
        self.assertEqual(change.approval_state, "approved")

    def test_one_write_and_only_the_lines(self):
        change = self._change(agreed_discount=8, settlement_method_id=self.monthly.id)
        self._approve(change)
        written = []
        partner_class = type(self.env["res.partner"])
        original = partner_class.write

        def noting(partners, vals):
            if partners == self.customer:
                written.append(dict(vals))
            return original(partners, vals)

        with patch.object(partner_class, "write", noting):
            self._decide(change, self.accountant, "execute")
        self.assertEqual(
            written[0],
            {"agreed_discount": 8, "settlement_method_id": self.monthly.id},
        )

    def test_contacts_follow(self):
        contact = self.env["res.partner"].create(
            {"name": "Person", "parent_id": self.customer.id}
        )
        self._carry_out(self._change(agreed_discount=8))
        self.assertEqual(contact.agreed_discount, 8)

    def test_chatter_of_the_customer(self):
        change = self._change(agreed_discount=8)
        self._carry_out(change)
        bodies = " ".join(self.customer.message_ids.mapped("body"))
        self.assertIn(change.name, bodies)

    # The effective date

    def test_executor_waits_for_the_day(self):
        with freeze_time("2026-03-02 08:00:00"):
            change = self._change(agreed_discount=8, effective_date="2026-04-01")
            self._approve(change)
            self._refused(
                "2026-04-01", self._decide, change, self.accountant, "execute"
            )
            self.assertEqual(self.customer.agreed_discount, 5)
        with freeze_time("2026-04-01 08:00:00"):
            self._decide(change, self.accountant, "execute")
        self.assertEqual(self.customer.agreed_discount, 8)

    def test_cron_carries_out_on_the_day(self):
        with freeze_time("2026-03-02 08:00:00"):
            change = self._change("credit_limit", credit_limit=5000)
            change.effective_date = date(2026, 4, 1)
            self._submit(change)
            self._decide(change, self.marketing)
            self.assertEqual(change.approval_state, "approved")
            self._run_cron()
            self.assertEqual(change.approval_state, "approved")
        with freeze_time("2026-04-01 08:00:00"):
            self._run_cron()
            self.assertEqual(change.approval_state, "executed")
            self.assertEqual(self.customer.credit_limit, 5000)

    def test_cron_tells_why_it_failed(self):
        with freeze_time("2026-03-02 08:00:00"):
            change = self._change("credit_limit", credit_limit=5000)
            change.effective_date = date(2026, 4, 1)
            self._submit(change)
            self._decide(change, self.marketing)
        self.customer.credit_limit = 700
        with freeze_time("2026-04-01 08:00:00"):
            self._run_cron()
        self.assertEqual(change.approval_state, "approved")
        self.assertEqual(self.customer.credit_limit, 700)
        request = change.sudo().approval_request_id
        self.assertIn("700.00 now", request.failure)

    def _run_cron(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 60
        ):
            self.Request._execute_due()

    # Companies

    def test_value_of_the_company_of_the_request(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.clerk.company_ids += other
        self.customer.with_company(other).agreed_discount = 20
        change = self._change(agreed_discount=8)
        self._carry_out(change)
        self.assertEqual(self.customer.agreed_discount, 8)
        self.assertEqual(self.customer.with_company(other).agreed_discount, 20)

    # Values that an approver changes

    def test_approver_changes_the_value(self):
        change = self._change(agreed_discount=9)
        request = self._submit(change)
        self._decide(
            change, self.marketing, changes={str(change.line_ids.id): 7}, comment="7"
        )
        self.assertIn("9.00 → 7.00", request.decision_ids.mapped("changes_text")[1])
        self.assertIn(["Agreed Discount (%)", "5.00 → 7.00"], request.summary)
        self._refused(
            "does not change values",
            self._decide,
            change,
            self.accountant,
            changes={str(change.line_ids.id): 6},
        )
        self._decide(change, self.accountant)
        self._decide(change, self.accountant, "execute")
        self.assertEqual(self.customer.agreed_discount, 7)

    def test_approver_changes_what_there_is(self):
        change = self._change(agreed_discount=9, settlement_method_id=self.monthly.id)
        self._submit(change)
        method = change.line_ids[1]
        for key in (str(method.id), "0", "name"):
            self._refused(
                "cannot be changed",
                self._decide,
                change,
                self.marketing,
                changes={key: 5},
            )
        self._refused(
            "between 0 and 100",
            self._decide,
            change,
            self.marketing,
            changes={str(change.line_ids[0].id): 900},
        )
        self.assertEqual(change.line_ids[0].to_text, "9.00")

    def test_approver_does_not_leave_the_range(self):
        """Beyond the range others may have to decide: a corrected request."""
        self.env["group.customer.term.range"].create(
            {"name": "Permitted", "discount_max": 10}
        )
        change = self._change(agreed_discount=9)
        self._submit(change)
        key = str(change.line_ids.id)
        self._refused(
            "permitted range", self._decide, change, self.marketing, changes={key: 12}
        )
        outside = self._change(agreed_discount=12, user=self.users["colleague"])
        self.assertTrue(outside.is_outside_range)
        self.assertIn("Permitted", outside.range_problems)

    def test_range_of_the_day_of_submission(self):
        change = self._change(agreed_discount=9)
        self.assertFalse(change.is_outside_range)
        self.env["group.customer.term.range"].create(
            {"name": "Permitted", "discount_max": 8}
        )
        request = self._submit(change)
        self.assertTrue(change.is_outside_range)
        self.assertIn(
            "Outside the Permitted Range", [pair[0] for pair in request.summary]
        )

    def test_amount_of_a_credit_limit(self):
        change = self._change("credit_limit", credit_limit=5000)
        request = self._submit(change)
        self.assertEqual(request.amount, 5000)
        self.assertEqual(request.currency_id, self.env.company.currency_id)
        plain = self._change(agreed_discount=8)
        self.assertFalse(self._submit(plain).currency_id)

    def test_many_readers_pages_cost_the_same(self):
        """A page of 8 requests and one of 80 read with the same queries."""
        partners = self.env["res.partner"].create(
            [
                {"name": f"P{number}", "is_company": True, "is_group_customer": True}
                for number in range(80)
            ]
        )
        for partner in partners:
            self._change(partner=partner, agreed_discount=8)
        spec = {
            "name": {},
            "partner_id": {"fields": {"display_name": {}}},
            "type_id": {"fields": {"display_name": {}}},
            "change_text": {},
            "approval_state": {},
            "approval_waiting_text": {},
            "create_uid": {"fields": {"display_name": {}}},
        }
        changes = self.Change.with_user(self.users["director"])
        domain = [("partner_id", "in", partners.ids)]
        counts = []
        for limit in (8, 8, 80):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = changes.web_search_read(domain, spec, limit=limit)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(found["records"]), limit)
        self.assertEqual(counts[1], counts[2])

    def test_line_of_another_request_is_no_change(self):
        """The key of a value is a line of this very request."""
        change = self._change(agreed_discount=9)
        other = self._change(settlement_method_id=self.monthly.id)
        other.line_ids = [Command.create(self._line("agreed_discount", 3))]
        self._submit(change)
        key = str(other.line_ids[-1].id)
        self._refused(
            "cannot be changed", self._decide, change, self.marketing, changes={key: 5}
        )
