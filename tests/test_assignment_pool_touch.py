# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .pool_common import PoolCommon


@tagged("post_install", "-at_install")
class TestPoolTouch(PoolCommon):
    """The last day on which somebody had to do with an account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.works = cls._aged("Touched Works", 400, cls.account)
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.works.id}
        )
        cls.other = cls._aged("Other Works", 400, cls.account)

    def _noon(self, days):
        return datetime.combine(self._day(days), time(12))

    def _last(self, partner=None):
        partner = partner or self.works
        partner._refresh_touches(partner)
        return partner.last_touched_on

    def _order(self, partner, days, state="draft"):
        order = self.env["sale.order"].create({"partner_id": partner.id})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET date_order = %s, state = %s WHERE id = %s",
            [self._noon(days), state, order.id],
        )
        order.invalidate_recordset()
        return order

    def test_nothing(self):
        self.assertFalse(self._last())
        self.assertEqual(self.works.untouched_days, 400)

    def test_orders_and_quotations(self):
        self._order(self.works, 9, "cancel")
        self.assertFalse(self._last())
        self._order(self.works, 50)
        self.assertEqual(self._last(), self._day(50))
        self._order(self.buyer, 40, "sale")
        self.assertEqual(self._last(), self._day(40))
        self.assertEqual(self.works.untouched_days, 40)
        self._order(self.works, -5)  # what lies ahead is none
        self.assertEqual(self._last(), self._day(40))
        self.assertFalse(self._last(self.other))

    def test_invoices(self):
        account = self.env["account.account"].create(
            {"name": "Sales", "code": "POOL1", "account_type": "income"}
        )
        journal = self.env["account.journal"].create(
            {"name": "Pool", "code": "POOL", "type": "general"}
        )
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "partner_id": self.buyer.id,
                "journal_id": journal.id,
                "date": self._day(33),
                "line_ids": [
                    Command.create({"account_id": account.id, "credit": 5}),
                    Command.create({"account_id": account.id, "debit": 5}),
                ],
            }
        )
        self.env.flush_all()
        for kind, state, days in (
            ("entry", "posted", None),
            ("out_invoice", "draft", None),
            ("in_invoice", "posted", None),
            ("out_invoice", "posted", 33),
            ("out_refund", "posted", 33),
        ):
            # Charts of accounts are no matter here
            self.env.cr.execute(
                """UPDATE account_move SET move_type = %s, state = %s,
                          commercial_partner_id = %s WHERE id = %s""",
                [kind, state, self.works.id, move.id],
            )
            move.invalidate_recordset()
            with self.subTest(kind=kind, state=state):
                self.assertEqual(self._last(), days and self._day(days) or False)

    def test_history(self):
        self._touch(self.works, 77)
        self.assertEqual(self.works.last_touched_on, self._day(77))

    def test_meetings(self):
        for days in (20, -20):
            start = self._noon(days)
            self.env["calendar.event"].create(
                {
                    "name": "Visit",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "partner_ids": [Command.set(self.buyer.ids)],
                }
            )
        self.assertEqual(self._last(), self._day(20))

    def test_activities(self):
        activity = self.works.with_user(self.account).activity_schedule(
            "mail.mail_activity_data_call", user_id=self.account.id
        )
        self.assertFalse(self._last())
        activity.action_done()
        self.assertEqual(self._last(), self.today)

    def test_notes_of_colleagues(self):
        self.works.message_post(body="By the system", message_type="notification")
        self.assertFalse(self._last())
        outsider = self.env["res.partner"].create({"name": "Customer"})
        self.works.message_post(
            body="A mail that came in", message_type="comment", author_id=outsider.id
        )
        self.assertFalse(self._last())
        note = self.buyer.with_user(self.account).message_post(
            body="Called", message_type="comment"
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_message SET date = %s WHERE id = %s", [self._noon(3), note.id]
        )
        self.assertEqual(self._last(), self._day(3))

    def test_notes_on_documents(self):
        lead = self.env["crm.lead"].create(
            {"name": "Chance", "partner_id": self.buyer.id, "type": "opportunity"}
        )
        lead.with_user(self.account).message_post(body="Met", message_type="comment")
        self.assertEqual(self._last(), self.today)

    def test_not_entered_by_anybody(self):
        with self.assertRaises(UserError):
            self.works.with_user(self.account).last_touched_on = self.today

    def test_what_is_no_account_any_more(self):
        self._touch(self.works, 5)
        self.works.is_group_customer = False
        self.works._refresh_touches(self.works)
        self.assertFalse(self.works.last_touched_on)
        self.assertEqual(self.works.untouched_days, 0)

    def test_search(self):
        """Every operator, against the computed values."""
        self._touch(self.works, 40)
        accounts = self.works + self.other + self.head
        plain = self.env["res.partner"].create({"name": "Plain"})
        everybody = accounts + plain
        days = {partner: partner.untouched_days for partner in everybody}
        self.assertEqual(
            days, {self.works: 40, self.other: 400, self.head: 0, plain: 0}
        )
        compare = {
            ">": lambda a, b: a > b,
            ">=": lambda a, b: a >= b,
            "<": lambda a, b: a < b,
            "<=": lambda a, b: a <= b,
            "=": lambda a, b: a == b,
            "!=": lambda a, b: a != b,
        }
        for operator, check in compare.items():
            for value in (-1, 0, 1, 39, 40, 41, 400, 401):
                with self.subTest(operator=operator, value=value):
                    found = self.env["res.partner"].search(
                        [
                            ("id", "in", everybody.ids),
                            ("untouched_days", operator, value),
                        ]
                    )
                    expected = everybody.filtered(
                        lambda p, value=value, check=check: check(days[p], value)
                    )
                    self.assertEqual(found, expected.sorted("complete_name"))

    def test_all_at_once_is_one_statement(self):
        self.env.flush_all()
        self.env["res.partner"]._refresh_touches()  # what is cached is read
        self._order(self.works, 40)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.env["res.partner"]._refresh_touches()
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
        self.assertEqual(self.works.last_touched_on, self._day(40))
        self.assertFalse(self.env["res.partner"]._refresh_touches())

    def test_untouched_for_the_days_of_the_grade(self):
        self._touch(self.works, 89)
        self._touch(self.other, 90)
        found = self.env["res.partner"].search([("is_untouched", "=", True)])
        self.assertIn(self.other, found)
        self.assertNotIn(self.works, found)
        self.assertTrue(self.other.is_untouched)
        self.assertFalse(self.works.is_untouched)
        self.policy.untouched_days = 0
        self.policy.warning_days = 0
        self.env.invalidate_all()
        self.assertFalse(self.other.is_untouched)
        self.assertFalse(self.env["res.partner"].search([("is_untouched", "=", True)]))
