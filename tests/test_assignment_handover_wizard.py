# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverWizard(HandoverCommon):
    """Beginning a handover from a customer, a list, a user, a profile; the form that
    is filed."""

    def _wizard(self, user=None, model=None, records=None, **values):
        wizard = self.env["group.customer.handover.new"].with_user(user or self.manager)
        if records:
            wizard = wizard.with_context(
                active_model=records._name, active_ids=records.ids
            )
        return wizard.create(values)

    def _open(self, wizard):
        action = wizard.action_create()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_one_account_from_its_form(self):
        wizard = self._wizard(records=self.mine, to_user_id=self.receiver.id)
        self.assertEqual(
            (wizard.from_user_id, wizard.scope, wizard.partner_ids),
            (self.giver, "chosen", self.mine),
        )
        self.assertEqual((wizard.account_count, wizard.account_text), (1, "Mine"))
        wizard.note = "Meet the buyer"
        handover = self._open(wizard)
        self.assertEqual(handover.line_ids.partner_id, self.mine)
        self.assertEqual(handover.line_ids.note, "Meet the buyer")
        self.assertEqual(handover.create_uid, self.manager)
        handover.with_user(self.manager).action_request_confirmation()
        self.assertEqual(handover.state, "confirming")

    def test_a_list_with_accounts_of_two_people(self):
        wizard = self._wizard(
            records=self.harbour | self.bakery | self.mine,
            to_user_id=self.other.id,
        )
        self.assertEqual(wizard.from_user_id, self.giver, "who has most of them")
        self._refused("Giver holds no such role on: Bakery", wizard.action_create)
        wizard.partner_ids = self.harbour | self.mine
        self.assertEqual(
            self._open(wizard).line_ids.partner_id, self.harbour | self.mine
        )

    def test_a_contact_stands_for_its_company(self):
        buyer = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.mine.id}
        )
        wizard = self._wizard(records=buyer, to_user_id=self.receiver.id)
        self.assertEqual(wizard.partner_ids, self.mine)

    def test_everything_of_a_leaver_from_the_profile(self):
        profile = self.env["group.customer.manager"].create(
            {"user_id": self.giver.id, "leaving_on": "2026-01-31"}
        )
        wizard = self._wizard(
            user=self.director, records=profile, to_user_id=self.receiver.id
        )
        self.assertEqual(
            (wizard.from_user_id, wizard.reason_kind, wizard.scope),
            (self.giver, "leaver", "all"),
        )
        self.assertEqual(self._open(wizard).line_ids.partner_id, self.accounts)

    def test_one_person_at_a_time(self):
        users = self.giver | self.receiver
        with self.assertRaises(UserError):
            self._wizard(records=users, to_user_id=self.other.id)

    def test_a_filter(self):
        wizard = self._wizard(
            from_user_id=self.giver.id,
            scope="domain",
            domain="[('name', 'in', ('Mine', 'Quarry', 'Bakery'))]",
            to_user_id=self.receiver.id,
        )
        self.assertEqual(wizard.account_count, 2)
        wizard.domain = "[('name'"
        self.assertEqual(wizard.account_count, 0, "while it is being entered")
        self._refused("cannot be read", wizard.action_create)

    def test_what_somebody_holds_is_shown_to_who_may_hand_it_over(self):
        wizard = self._wizard(
            user=self.stranger, from_user_id=self.giver.id, to_user_id=self.other.id
        )
        self.assertEqual(wizard.account_count, 0)
        self._refused("cannot hand over", wizard.action_create, error=AccessError)
        with self.assertRaises(AccessError):
            self._wizard(user=self.users["employee"], from_user_id=self.giver.id)

    def test_chosen_accounts_are_needed(self):
        wizard = self._wizard(
            from_user_id=self.giver.id, scope="chosen", to_user_id=self.receiver.id
        )
        with self.assertRaises(UserError):
            wizard.action_create()

    def test_the_screens(self):
        """The forms open and save, as each side."""
        wizard = Form(
            self.env["group.customer.handover.new"]
            .with_user(self.manager)
            .with_context(active_model="res.partner", active_ids=self.mine.ids)
        )
        wizard.to_user_id = self.receiver
        handover = self._open(wizard.save()).with_user(self.manager)
        with Form(handover) as form:
            with form.line_ids.edit(0) as line:
                line.note = "Meet the buyer"
        self.assertEqual(handover.line_ids.note, "Meet the buyer")
        handover.action_request_confirmation()
        for user in (self.giver, self.receiver, self.director):
            with self.subTest(user=user.name):
                Form(handover.with_user(user))
        action = handover.action_open_lines()
        lines = self.env[action["res_model"]].with_user(self.receiver)
        self.assertEqual(lines.search(action["domain"]), handover.line_ids)
        remaining = handover.action_open_remaining()
        self.assertEqual(
            self.env["res.partner"].search(remaining["domain"]),
            self.harbour | self.quarry,
        )

    def test_the_printed_form(self):
        handover = self._handover()
        self._line(handover, self.mine).note = "Pays late,\nbut pays"
        self._ask(handover)
        form = self._print(handover)
        self.assertEqual(
            form["signatures"],
            [
                {"label": "Giver: Giver", "name": "", "date": ""},
                {"label": "Receiver: Receiver", "name": "", "date": ""},
            ],
        )
        self._confirm(handover)
        self._submit(handover)
        self._approve(handover)
        form = self._print(handover)
        self.assertEqual(
            [(side["name"], bool(side["date"])) for side in form["signatures"]],
            [("Giver", True), ("Receiver", True)],
        )
        self.assertEqual(
            [row["account"] for row in form["rows"]], ["Harbour", "Mine", "Quarry"]
        )
        self.assertEqual(form["rows"][1]["note"], "Pays late,\nbut pays")
        self.assertEqual(form["state"], "Handed Over")
        self.assertIn("Approved", [row["kind"] for row in form["decisions"]])
        html = self.env["ir.actions.report"]._render_qweb_html(
            "group_customer.report_handover", handover.ids
        )[0]
        for text in (b"Account Handover Form", b"Pays late", b"Quarry", b"Receiver:"):
            self.assertIn(text, html)
        with self.assertRaises(AccessError):
            self._print(handover.with_user(self.stranger))

    def _print(self, handover):
        report = self.env["report.group_customer.report_handover"]
        report = report.with_env(handover.env)
        return report._get_report_values(handover.ids)["forms"][handover.id]

    def test_a_copy_begins_anew(self):
        handover = self._carry_out(self._handover())
        copy = handover.copy()
        self.assertEqual((copy.state, copy.name != handover.name), ("draft", True))
        self.assertFalse(copy.line_ids or copy.date_done or copy.approval_request_id)

    def test_roles_in_a_wizard(self):
        self.mine.chief_representative_id = self.giver
        role = self.env["group.customer.assignment.role"]._get("chief_representative")
        wizard = self._wizard(
            from_user_id=self.giver.id,
            to_user_id=self.receiver.id,
            role_ids=[Command.set(role.ids)],
        )
        self.assertEqual((wizard.account_count, wizard.account_text), (1, "Mine"))
