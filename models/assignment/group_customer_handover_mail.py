# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import Command, api, models
from odoo.fields import Domain
from odoo.tools import email_normalize, mute_logger

_logger = logging.getLogger(__name__)

CRON = "group_customer.ir_cron_group_customer_handover_line_mail"
# Mails that are prepared between two commits
SLICE = 50


class GroupCustomerHandover(models.Model):
    """Telling the customers, after the accounts have moved and apart from it."""

    _inherit = "group.customer.handover"

    def _prepare_mails(self):
        """Mark one line per account for the mail, and start the cron after the commit:
        a template that fails does not undo a handover."""
        self.ensure_one()
        if not self.mail_template_id:
            return
        lines = self.line_ids.filtered("carries_work")
        lines._write_server({"mail_state": "pending", "mail_failure": False})
        if cron := self.env.ref(CRON, raise_if_not_found=False):
            cron.sudo()._trigger()


class GroupCustomerHandoverLine(models.Model):
    """The mail to the contact of one account."""

    _inherit = "group.customer.handover.line"

    @api.model
    def _cron_send_mails(self, slice_size=SLICE):
        """Put the mails of handovers into the mail queue, slice by slice.

        Every line leaves the domain, whatever becomes of its mail; lines that another
        worker has are passed over.
        """
        domain = Domain("mail_state", "=", "pending")
        lines = self.sudo()
        while True:
            found = lines.search(domain, limit=slice_size, order="id")
            claimed = found.try_lock_for_update()
            for line in claimed:
                line._queue_mail()
            left = lines.search_count(domain) if len(found) == slice_size else 0
            time_left = self.env["ir.cron"]._commit_progress(
                len(claimed), remaining=left
            )
            if not claimed or not left or not time_left:
                return

    def _queue_mail(self):
        """Queue the mail of one line, or keep why not."""
        self.ensure_one()
        address = self._get_mail_contact()
        template = self.handover_id.mail_template_id
        if not address or not template:
            self._write_server({"mail_state": "no_address"})
            return
        try:
            with (
                self.env.cr.savepoint(),
                mute_logger("odoo.addons.base.models.ir_qweb"),
            ):
                template.with_context(lang=address.lang).send_mail(
                    self.id,
                    force_send=False,
                    email_values={"recipient_ids": [Command.link(address.id)]},
                )
                self._write_server({"mail_state": "queued"})
        except Exception as error:  # pylint: disable=broad-except
            # Whatever a template of the company raises: the others go on
            self.invalidate_recordset()
            _logger.info("Mail of handover line %s: %s", self.id, error)
            self._write_server(
                {"mail_state": "failed", "mail_failure": str(error)[:500]}
            )

    def _get_mail_contact(self):
        """Return to whom the customer's mail goes: the account, or the first of its
        people with an address."""
        self.ensure_one()
        account = self.partner_id
        people = account.child_ids.filtered(lambda person: not person.is_company)
        for contact in account | people.sorted("id"):
            if email_normalize(contact.email):
                return contact
        return account.browse()
