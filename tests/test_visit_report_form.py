# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext

from .visit_report_common import VisitReportCommon

REPORT = "group_customer.report_maintenance_form"


@tagged("post_install", "-at_install")
class TestVisitReportForm(VisitReportCommon):
    """Contacts logged in one go, and the forms on which they stand (PO-02, annex 3)."""

    def _log(self, user=None, **values):
        wizard = (
            self.env["group.customer.visit.log"]
            .with_user(user or self.account)
            .create(
                {
                    "partner_id": self.works.id,
                    "report_text": "They asked for a price",
                    **values,
                }
            )
        )
        wizard.action_log()
        return self.Visit.search([("state", "=", "done")], order="id desc", limit=1)

    def _print(self, user=None, partners=None, **values):
        wizard = (
            self.env["group.customer.visit.form.print"]
            .with_user(user or self.account)
            .create(
                {
                    "partner_ids": [Command.set((partners or self.works).ids)],
                    "date_from": self._day(-30),
                    "date_to": self.today,
                    **values,
                }
            )
        )
        self.assertEqual(wizard.action_print()["report_name"], REPORT)
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.account)
            ._render_qweb_html(REPORT, wizard.ids)
        )
        return html2plaintext(html.decode())

    def test_a_phone_call_in_one_go(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Presses",
                "type": "opportunity",
                "partner_id": self.works.id,
            }
        )
        visit = self._log(
            contact_id=self.buyer.id,
            opportunity_id=lead.id,
            initiator="customer",
            relation_stage="known",
            action_summary="Send the price list",
            action_deadline=self._day(2),
        )
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "done",
                    "report_state": "submitted",
                    "user_id": self.account.id,
                    "channel_id": self._get_channel("phone").id,
                    "initiator": "customer",
                    "duration": 0.25,
                    "distance": "indirect",
                }
            ],
        )
        self.assertFalse(visit.next_visit_ids, "a call need not lead to a visit")
        self.assertEqual(self.buyer.relation_stage, "known")
        self.assertEqual(lead.customer_contact_count, 1)
        self.assertEqual(
            self._get_activities(self.works, "action").summary, "Send the price list"
        )

    def test_face_to_face_needs_the_next_date(self):
        values = {"channel_id": self._get_channel("visit").id}
        with self.assertRaisesRegex(UserError, "day of the next visit"):
            self._log(**values)
        visit = self._log(next_visit_date=self._day(5), **values)
        self.assertEqual(visit.next_visit_ids.date, self._day(5))

    def test_what_cannot_be_logged(self):
        with self.assertRaisesRegex(UserError, "at least one"):
            self._log(minutes=0)
        with self.assertRaisesRegex(UserError, "still to come"):
            self._log(start=self._get_moment(2))
        with self.assertRaises(AccessError):
            self._log(user=self.colleague)

    def test_from_the_person_and_the_opportunity(self):
        action = self.buyer.with_user(self.account).action_log_contact()
        form = Form(
            self.env["group.customer.visit.log"]
            .with_user(self.account)
            .with_context(**action["context"])
        )
        self.assertEqual((form.partner_id, form.contact_id), (self.works, self.buyer))

    def test_the_form_tells_what_was_done(self):
        visit = self._create_started(contact_id=self.buyer.id)
        visit.answer_ids[1].value = "4"
        visit.write(
            {
                "report_text": "Third line is planned",
                "customer_needs": "Ten presses",
                "suggestions": "Quieter please",
                "next_visit_date": self._day(10),
            }
        )
        visit.action_submit_report()
        visit.with_user(self.manager).action_review()
        self.env["group.customer.visit.spot.check"].with_user(
            self.users["marketing"]
        ).create(
            {"visit_id": visit.id, "result": "incomplete", "comment": "No competitor"}
        )
        self._log(start=self._get_moment(-3))
        self._create_done(-40, report_text="Long ago")
        self._create_planned(2)
        text = self._print()
        for part in (
            "Customer Maintenance Form",
            "Annex 3",
            "Works",
            "awareness of new products",
            "Third line is planned",
            "Ten presses",
            "Quieter please",
            "4/5",
            "They asked for a price",
            "No competitor",
            self.manager.name,
            "Visit: 1",
            "Phone: 1",
        ):
            self.assertIn(part, text)
        self.assertNotIn("Long ago", text)
        self.assertLess(
            text.index("They asked for a price"), text.index("Third line is planned")
        )

    def test_everybody_prints_what_they_may_read(self):
        self._log()
        text = self._print(user=self.colleague, partners=self.works | self.bakery)
        self.assertNotIn("They asked for a price", text)
        self.assertIn("No contact in the period", text)
        self.assertIn(
            "They asked for a price", self._print(user=self.users["marketing"])
        )
        with self.assertRaisesRegex(UserError, "None of these customers"):
            self._print(partners=self.bakery, skips_empty=True)

    def test_a_symposium_stands_on_the_form_of_all_who_came(self):
        visit = self._create_visit(
            -1,
            user=self.director,
            kind_id=self._get_kind("symposium").id,
            participant_ids=[
                Command.create({"partner_id": self.bakery.id, "opinion": "Well done"}),
                Command.create({"partner_id": self.free.id, "attended": False}),
            ],
        )
        visit.sudo()._write_server({"state": "done"})
        partners = self.works | self.bakery | self.free
        wizard = self.env["group.customer.visit.form.print"].create(
            {
                "partner_ids": partners.ids,
                "date_from": self._day(-5),
                "date_to": self.today,
                "skips_empty": True,
            }
        )
        self.assertEqual(wizard._get_customers(), self.bakery | self.works)
        self.assertNotIn(
            "Well done", self._print(user=self.director), "what others said"
        )
        self.assertIn(
            "Well done", self._print(user=self.director, partners=self.bakery)
        )

    def test_who_stayed_away_has_no_contact_on_the_form(self):
        visit = self._log(report_text="Nobody of them came")
        guests = self.env["group.customer.visit.participant"].sudo()
        wizard = self.env["group.customer.visit.form.print"].create(
            {
                "partner_ids": [Command.set(self.works.ids)],
                "date_from": self.today,
                "date_to": self.today,
            }
        )
        self.assertEqual(wizard._get_visits()[self.works], visit)
        visit.sudo()._write_server({"report_state": "none"})
        guest = guests.create({"visit_id": visit.id, "partner_id": self.buyer.id})
        self.assertEqual(wizard._get_visits()[self.works], visit)
        guest.attended = False
        self.assertFalse(wizard._get_visits()[self.works])

    def test_the_quarter_and_the_care(self):
        """VI-26: counts by kind and month; greetings alone."""
        self._create_done(-1, report_text="A routine")
        self._create_done(-2, kind_id=self._get_kind("care").id, name="Spring Festival")
        wizard = self.env["group.customer.visit.form.print"].create(
            {"form": "quarter", "partner_ids": self.works.ids}
        )
        self.assertEqual(wizard.date_from.day, 1)
        self.assertEqual(wizard.date_from.month % 3, 1)
        quarter = self._print(form="quarter")
        self.assertIn("Quarterly Service Record Summary", quarter)
        self.assertIn("All Services", quarter)
        self.assertIn("A routine", quarter)
        care = self._print(form="care")
        self.assertIn("Spring Festival", care)
        self.assertNotIn("A routine", care)
        with self.assertRaisesRegex(UserError, "three months at most"):
            self._print(form="quarter", date_from=self._day(-200))
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            self._print(date_to=self._day(-31))

    def test_many_forms_cost_the_same_queries(self):
        partners = self.works | self.head | self.north | self.south | self.mill
        partners.user_id = self.account
        for partner in partners:
            self._create_done(-1, partner_id=partner.id, report_text="Seen")
        report = self.env[f"report.{REPORT}"]
        counts = []
        for some in (partners, self.works | self.head, partners):
            wizard = self.env["group.customer.visit.form.print"].create(
                {"partner_ids": some.ids, "date_from": self._day(-5)}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            report._get_report_values(wizard.ids)
            counts.append(self.env.cr.sql_log_count - before)
        # The first time fills what is cached for every record
        self.assertEqual(counts[2], counts[1])
