# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .visit_report_common import VisitReportCommon

REFUSED = UserError  # Refusals of rights are of this kind, too
PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    b"awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestVisitRightsForging(VisitReportCommon):
    """What the server works out of a visit is entered by nobody, on no way round."""

    def test_derived_values_are_no_input(self):
        visit = self._create_visit()
        with self.assertRaises(UserError):
            visit.visit_minutes = 90
        with self.assertRaises(UserError):
            visit.participant_ids = [
                Command.create(
                    {"partner_id": self.buyer.id, "account_id": self.bakery.id}
                )
            ]
        with self.assertRaises(UserError):
            visit.next_action_ids = [
                Command.create({"summary": "Call", "partner_id": self.bakery.id})
            ]

    def test_participant_stays_with_its_visit(self):
        """Whose account takes part reads the visit, and adds nobody to it."""
        other = self._create_visit(
            user=self.colleague,
            partner_id=self.bakery.id,
            participant_ids=[Command.create({"partner_id": self.buyer.id})],
        )
        self.assertTrue(other.with_user(self.account).has_access("read"))
        self.assertFalse(other.with_user(self.account).has_access("write"))
        own = self._create_visit(
            participant_ids=[Command.create({"partner_id": self.works.id})]
        )
        with self.assertRaises(REFUSED):
            own.participant_ids.visit_id = other.id
        with self.assertRaises(REFUSED):
            self.env["group.customer.visit.participant"].with_user(self.account).create(
                {"visit_id": other.id, "partner_id": self.works.id}
            )

    def test_photo_is_not_replaced_as_attachment(self):
        visit = self._create_planned()
        visit.sudo()._write_server({"checkin_image": PIXEL})
        attachments = self.env["ir.attachment"].with_user(self.account)
        photo = attachments.search(
            [
                ("res_model", "=", visit._name),
                ("res_id", "=", visit.id),
                ("res_field", "=", "checkin_image"),
            ]
        )
        self.assertEqual(len(photo), 1)
        with self.assertRaises(AccessError):
            photo.write({"datas": PIXEL})
        with self.assertRaises(AccessError):
            photo.unlink()
        with self.assertRaises(AccessError):
            attachments.create(
                {
                    "name": "photo",
                    "datas": PIXEL,
                    "res_model": visit._name,
                    "res_id": visit.id,
                    "res_field": "checkout_image",
                }
            )
        own = attachments.create({"name": "note", "datas": PIXEL})
        with self.assertRaises(AccessError):
            own.write(
                {
                    "res_model": visit._name,
                    "res_id": visit.id,
                    "res_field": "checkout_image",
                }
            )

    def test_filed_report_keeps_its_attachments(self):
        visit = self._create_started()
        paper = (
            self.env["ir.attachment"]
            .with_user(self.account)
            .create({"name": "paper", "datas": PIXEL})
        )
        visit.attachment_ids = [Command.link(paper.id)]
        paper.name = "Paper"
        visit.write({"report_text": "Done", "next_visit_date": self._day(14)})
        visit.action_submit_report()
        with self.assertRaises(AccessError):
            paper.write({"datas": False})
        with self.assertRaises(AccessError):
            paper.unlink()

    def test_filed_report_keeps_contact_and_relation(self):
        self.buyer.relation_stage = "trust"
        visit = self._create_reported()
        stage = visit.relation_stage
        with self.assertRaises(UserError):
            visit.contact_id = self.buyer.id
        self.assertEqual(visit.relation_stage, stage)
        visit.with_user(self.manager).action_return_report("Who was met?")
        visit.contact_id = self.buyer.id

    def test_overlap_names_only_what_one_may_read(self):
        """A draft in mind tells nobody whom others visit."""
        secret = self._create_planned(
            1, 9, user=self.colleague, partner_id=self.bakery.id, name="Secret"
        )
        self.assertFalse(secret.with_user(self.account).has_access("read"))
        draft = self.Visit.with_user(self.account).new(
            {
                "partner_id": self.works.id,
                "user_id": self.colleague.id,
                "start": secret.start,
                "stop": secret.stop,
            }
        )
        self.assertTrue(draft.overlap_text)
        self.assertNotIn("Secret", draft.overlap_text)
        self.assertNotIn("Bakery", draft.overlap_text)
        self.assertIn(
            "Secret",
            draft.with_user(self.manager).overlap_text,
        )

    def test_documents_of_others_are_not_taken(self):
        """A done visit counts for its opportunity: not for one that is not read."""
        lead = self.env["crm.lead"].create(
            {
                "name": "Pipeline Secret",
                "type": "opportunity",
                "partner_id": self.bakery.id,
                "user_id": self.colleague.id,
            }
        )
        seller = new_test_user(
            self.env,
            "gc_rights_seller",
            "sales_team.group_sale_salesman,group_customer.group_group_customer_user",
        )
        self.works.user_id = seller
        visit = self._create_visit(user=seller)
        with self.assertRaises(REFUSED):
            visit.opportunity_id = lead.id
        with self.assertRaises(REFUSED):
            self._create_visit(user=seller, opportunity_id=lead.id)

    def test_spot_check_stays_with_its_checker(self):
        visit = self._create_reported()
        checks = self.env["group.customer.visit.spot.check"].with_user(self.manager)
        check = checks.create({"visit_id": visit.id, "result": "ok"})
        with self.assertRaises(UserError):
            check.checker_id = self.director.id
        with self.assertRaises(UserError):
            check.write({"checker_id": self.director.id, "result": "ok"})
        with self.assertRaises(UserError):
            check.result = False
        with self.assertRaises(UserError):
            check.unlink()
        with self.assertRaises(UserError):
            check.visitor_id = self.colleague.id
        self.assertEqual(check.checker_id, self.manager)

    def test_who_is_checked_does_not_choose_the_checker(self):
        self.works.user_id = self.manager
        visit = self._create_reported(user=self.manager)
        check = (
            self.env["group.customer.visit.spot.check"]
            .with_user(self.director)
            .create({"visit_id": visit.id})
        )
        with self.assertRaises(REFUSED):
            check.with_user(self.manager).checker_id = self.users["marketing"].id
        with self.assertRaises(REFUSED):
            check.with_user(self.manager).date = fields.Date.today()

    def test_events_of_visits_lend_nobody_rights(self):
        """Who may change a visit changes its event, and nothing else that way."""
        visitor = new_test_user(
            self.env,
            "gc_forging_visitor",
            "base.group_user,group_customer.group_group_customer_user",
        )
        self.works.user_id = visitor
        event = self._create_planned(3, user=visitor).event_id.with_user(visitor)
        other = self._create_planned(4, user=self.colleague, partner_id=self.bakery.id)
        attendee = other.event_id.attendee_ids
        with self.assertRaises(REFUSED):
            attendee.with_user(visitor).state = "declined"
        for commands in (
            {"attendee_ids": [Command.update(attendee.id, {"state": "declined"})]},
            {"attendee_ids": [Command.delete(attendee.id)]},
        ):
            with self.subTest(commands), self.assertRaises(REFUSED):
                event.write(commands)
        self.assertEqual(other.event_id.attendee_ids, attendee)
        attendee.with_user(self.colleague).do_tentative()
        self.assertEqual(attendee.state, "tentative")

    def test_manager_who_went_along_takes_nothing_back(self):
        visit = self._create_planned(
            -1, user_ids=[Command.set((self.account | self.manager).ids)]
        )
        visit.action_miss("Nobody there")
        with self.assertRaises(UserError):
            visit.with_user(self.manager).action_recover("We were there")
        visit.with_user(self.director).action_recover("They were there")

    def test_contact_is_logged_for_oneself(self):
        log = (
            self.env["group.customer.visit.log"]
            .with_user(self.account)
            .with_context(default_user_id=self.colleague.id, default_state="reviewed")
            .create({"partner_id": self.works.id, "report_text": "Called"})
        )
        visit = log._log()
        self.assertEqual((visit.user_id, visit.state), (self.account, "done"))

    def test_followups_of_opportunities_are_counted_not_entered(self):
        lead = self.env["crm.lead"].create({"name": "Deal", "type": "opportunity"})
        for name, value in (
            ("customer_contact_count", 9),
            ("customer_followup_count", 9),
            ("lost_early_reason", "Forged"),
        ):
            with self.assertRaises(UserError):
                lead.with_user(self.account).write({name: value})
