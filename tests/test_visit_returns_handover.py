# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .returns_common import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturnsHandover(ReturnsCommon):
    """Leftovers, faults in the assessment, figures, leads and paper (VI-13, VI-30)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._make_plan(officers=cls.officer | cls.second)
        cls.topic = cls._make_topic(cls.plan).with_user(cls.officer)
        cls._confirm(cls.plan)

    def _hand_over(self, user, note="Call after four"):
        wizard = self.env["group.customer.return.hand.over"].with_user(self.officer)
        wizard.create(
            {
                "return_visit_ids": self.topic.ids,
                "user_id": user.id,
                "note": note,
            }
        ).action_hand_over()

    def test_the_colleague_confirms(self):
        self.assertEqual(
            self.topic.action_hand_over()["res_model"],
            "group.customer.return.hand.over",
        )
        self._hand_over(self.second)
        topic = self.topic.sudo()
        self.assertEqual(topic.officer_id, self.officer, "until it is confirmed")
        self.assertEqual(topic.handed_to_id, self.second)
        with self.assertRaises(AccessError):
            self.topic.action_accept_handover()
        topic.with_user(self.second).action_accept_handover()
        self.assertEqual(topic.officer_id, self.second)
        self.assertFalse(topic.handed_to_id)
        self.assertTrue(topic.handover_confirmed_on)
        self.assertEqual(topic.handed_by_id, self.officer)
        topic.with_user(self.second).action_reached()

    def test_refused_by_the_colleague(self):
        self._hand_over(self.second)
        self.topic.with_user(self.second).action_refuse_handover()
        self.assertEqual(self.topic.officer_id, self.officer)
        self.assertFalse(self.topic.handed_to_id)

    def test_not_to_everybody(self):
        for user in (self.officer, self.account):
            with self.assertRaisesRegex(UserError, "cannot be handed"):
                self._hand_over(user)
        with self.assertRaisesRegex(UserError, "has to know"):
            self.topic._hand_over(self.second, " ")
        with self.assertRaises(AccessError):
            self.topic.with_user(self.second)._hand_over(self.second, "Mine")

    def test_left_over(self):
        with freeze_time("2026-03-31 04:00:00"):
            self.env.invalidate_all()
            self.assertFalse(self.topic.is_left_over)
            self.assertNotIn(
                self.topic, self.Visit.search([("is_left_over", "=", True)])
            )
        with freeze_time("2026-04-01 04:00:00"):
            self.env.invalidate_all()
            self.assertTrue(self.topic.is_left_over)
            self.assertIn(self.topic, self.Visit.search([("is_left_over", "=", True)]))
            self.assertNotIn(
                self.topic, self.Visit.search([("is_left_over", "=", False)])
            )

    def test_faults_enter_the_assessment(self):
        Fault = self.env["group.customer.return.fault"]
        values = {
            "return_visit_id": self.topic.id,
            "kind": "incomplete",
            "note": "No word about the delivery",
        }
        assessed = self.topic.with_user(self.marketing)
        with self.assertRaises(AccessError):
            Fault.with_user(self.officer).create(values)
        with self.assertRaises(AccessError):
            Fault.with_user(self.users["manager"]).create(values)
        fault = Fault.with_user(self.marketing).create(values)
        self.assertEqual(
            (fault.user_id, fault.entered_by_id), (self.officer, self.marketing)
        )
        self.assertTrue(assessed.is_incomplete)
        self.assertTrue(fault.with_user(self.officer).has_access("read"))
        self.assertFalse(fault.with_user(self.second).has_access("read"))
        # A handover is the fault of who handed over
        self._hand_over(self.second)
        self.topic.with_user(self.second).action_accept_handover()
        wrong = Fault.with_user(self.users["director"]).create(
            {**values, "kind": "wrong"}
        )
        self.assertEqual(wrong.user_id, self.officer)
        self.assertTrue(assessed.is_wrong)
        self.assertFalse(assessed.is_missed)
        # Nobody decides on his own
        self.users["director"].group_ids += self.officer.group_ids
        with self.assertRaisesRegex(AccessError, "your own assessment"):
            Fault.with_user(self.users["director"]).create(
                {**values, "kind": "missed", "user_id": self.users["director"].id}
            )
        with self.assertRaisesRegex(AccessError, "your own assessment"):
            wrong.with_user(self.users["director"]).write(
                {"user_id": self.users["director"].id}
            )
        # From the form, also once the plan is closed
        self.topic._write_server({"state": "closed"})
        self.plan.action_close()
        self.topic.with_user(self.marketing).write(
            {"fault_ids": [(1, fault.id, {"note": "Nor about the price"})]}
        )
        self.assertEqual(fault.note, "Nor about the price")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            Fault.with_user(self.marketing).create(
                {**values, "user_id": self.officer.id}
            )

    def test_figures(self):
        others = self.Visit.union(
            *(self._make_topic(self.plan, source_reference=name) for name in "abc")
        )
        reached, abandoned, _open = others
        reached.with_user(self.officer).action_reached()
        reached._write_server({"satisfaction": "2", "state": "closed"})
        self.topic.action_reached()
        self.topic._write_server({"satisfaction": "5"})
        abandoned._write_server({"state": "abandoned"})
        self.env.flush_all()
        Report = self.env["group.customer.return.report"].with_user(self.officer)
        [row] = Report._read_group(
            [("plan_id", "=", self.plan.id)],
            [],
            [
                "line_count:sum",
                "reached_count:sum",
                "abandoned_count:sum",
                "closed_count:sum",
                "attempt_count:sum",
                "satisfaction:avg",
            ],
        )
        # Who said nothing does not count as zero: (2 + 5) / 2
        self.assertEqual(row, (4, 2, 1, 1, 2, 3.5))

    def test_read_by_level(self):
        """Account managers read the return visits of their accounts."""
        self.assertTrue(self.topic.with_user(self.account).has_access("read"))
        self.assertFalse(self.topic.with_user(self.account).has_access("write"))
        self.assertFalse(self.topic.with_user(self.colleague).has_access("read"))
        self.assertFalse(self.plan.with_user(self.users["employee"]).has_access("read"))

    def test_unreached_lead_goes_back_with_a_note(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Big machine",
                "partner_name": "Unreached Ltd.",
                "phone": "+86 10 1234 5678",
                "user_id": self.account.id,
            }
        )
        action = lead.with_user(self.account).action_report_unreached()
        Report = self.env["group.customer.return.lead"]
        report = (
            Report.with_user(self.account)
            .with_context(**action["context"])
            .create({"reason": "Five calls"})
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                Report.with_user(self.account).create(
                    {"lead_id": lead.id, "reason": "Again"}
                )
        with self.assertRaisesRegex(AccessError, "by return-visit officers"):
            report.action_return()
        # The officer reads what the call needs, not the lead
        mine = report.with_user(self.officer)
        self.assertFalse(lead.with_user(self.officer).has_access("read"))
        self.assertEqual(
            (mine.partner_name, mine.phone), ("Unreached Ltd.", "+86 10 1234 5678")
        )
        action = mine.action_return()
        wizard = self.env["group.customer.return.lead.back"].with_user(self.officer)
        wizard.with_context(**action["context"]).create(
            {
                "note": "Was abroad, call on Monday",
                "was_reached": True,
                "date_deadline": "2026-03-09",
            }
        ).action_hand_back()
        self.assertEqual((report.state, report.officer_id), ("returned", self.officer))
        activity = lead.activity_ids
        self.assertEqual(activity.user_id, self.account)
        self.assertEqual(activity.date_deadline, date(2026, 3, 9))
        self.assertIn("Was abroad", lead.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            report.with_user(self.account).reason = "Other"
        with self.assertRaisesRegex(UserError, "stays as it is"):
            mine.action_return()

    def test_lead_of_nobody(self):
        lead = self.env["crm.lead"].create(
            {"name": "Nobody's", "user_id": False, "team_id": False}
        )
        report = self.env["group.customer.return.lead"].create(
            {"lead_id": lead.id, "reason": "Twice"}
        )
        with self.assertRaisesRegex(UserError, "neither a salesperson"):
            report.with_user(self.officer)._hand_back("Note", False, date(2026, 3, 9))

    def test_printed(self):
        self.topic.action_reached()
        self.topic.write({"content": "All is well", "satisfaction": "5"})
        self.topic.action_close()
        Report = self.env["ir.actions.report"].with_user(self.officer)
        html = Report._render_qweb_html(
            "group_customer.report_return_visit", self.topic.ids
        )[0].decode()
        for text in ("North Mill", "S-1", "All is well", "Attempted"):
            self.assertIn(text, html)
        html = Report._render_qweb_html(
            "group_customer.report_return_plan", self.plan.ids
        )[0].decode()
        self.assertIn("A test needs few", html)
        self.assertIn("North Mill", html)
