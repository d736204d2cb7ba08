# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverMail(HandoverCommon):
    """Customers are told after the handover, through the queue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env.ref("group_customer.mail_template_handover")
        cls.harbour.email = "office@harbour.example.com"
        cls.buyer = cls.env["res.partner"].create(
            {
                "name": "Buyer",
                "parent_id": cls.mine.id,
                "email": "buyer@mine.example.com",
            }
        )
        cls.Line = cls.env["group.customer.handover.line"]

    def _send(self, slice_size=50):
        """Run the cron; :returns: what it told about its progress."""
        told = []

        def progress(cron, processed=0, *, remaining=None, deactivate=False):
            told.append((processed, remaining))
            return 60

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
            self.Line._cron_send_mails(slice_size)
        return told

    def _find_mails(self, handover):
        return self.env["mail.mail"].search(
            [("model", "=", self.Line._name), ("res_id", "in", handover.line_ids.ids)]
        )

    def test_each_customer_gets_one_mail_in_the_queue(self):
        self.mine.chief_representative_id = self.giver
        handover = self._carry_out(self._handover(mail_template_id=self.template.id))
        self.assertFalse(self._find_mails(handover), "not while the accounts move")
        self._send()
        mails = self._find_mails(handover)
        self.assertEqual(mails.recipient_ids, self.harbour | self.buyer)
        self.assertEqual(len(mails), 2)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        mail = mails.filtered(lambda mail: mail.recipient_ids == self.buyer)
        self.assertIn("Receiver is your new contact", mail.subject)
        self.assertIn("in the place of", mail.body_html)
        states = {
            line.partner_id.name: line.mail_state
            for line in handover.line_ids
            if line.carries_work
        }
        self.assertEqual(
            states, {"Harbour": "queued", "Mine": "queued", "Quarry": "no_address"}
        )
        self.assertEqual((handover.mail_count, handover.mail_problem_count), (2, 1))
        self._send()
        self.assertEqual(len(self._find_mails(handover)), 2, "nobody is told twice")

    def test_without_a_template_nobody_is_told(self):
        handover = self._carry_out(self._handover())
        self._send()
        self.assertFalse(self._find_mails(handover))
        self.assertFalse(any(handover.line_ids.mapped("mail_state")))

    def test_a_broken_template_stops_neither_handover_nor_others(self):
        self.template.subject = "{{ object.partner_id.no_such_field }}"
        handover = self._carry_out(self._handover(mail_template_id=self.template.id))
        self.assertEqual(handover.state, "done")
        self._send()
        line = self._line(handover, self.harbour)
        self.assertEqual(line.mail_state, "failed")
        self.assertTrue(line.mail_failure)
        self.assertEqual(self._line(handover, self.quarry).mail_state, "no_address")
        self.assertEqual(self._holders(), ["Receiver"] * 3)

    def test_slices_end(self):
        self._carry_out(self._handover(mail_template_id=self.template.id))
        self.assertEqual(self._send(slice_size=2), [(2, 1), (1, 0)])
        self.assertEqual(self._send(slice_size=2), [(0, 0)])
