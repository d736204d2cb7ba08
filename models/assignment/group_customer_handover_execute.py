# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import Command, fields, models
from odoo.exceptions import LockError, UserError

# Up to so many documents, each says in its own history who takes over; of more, the
# handover says it.
NOTED_DOCUMENTS = 100
# Moving work is no news for everybody who follows a document.
QUIET = {
    "mail_activity_quick_update": True,
    "mail_auto_subscribe_no_notify": True,
    "skip_attendee_notification": True,
    "dont_notify": True,
}


class GroupCustomerHandover(models.Model):
    """Carrying out: everything in one transaction, or nothing."""

    _inherit = "group.customer.handover"

    def _execute(self, request=None):
        """Move the accounts and the work on them.

        Called with all rights once everybody has agreed; a second call does nothing.

        :raises UserError: when an account is no longer the giver's, a receiver cannot
            work on it, or somebody is changing it: then nothing has moved
        """
        self.ensure_one()
        if self.state == "done":
            return
        if self.state != "submitted":
            raise UserError(
                self.env._(
                    "“%(handover)s” is %(state)s: only a handover that was approved "
                    "is carried out.",
                    handover=self.display_name,
                    state=self._get_state_label(),
                )
            )
        # Read together, also after the lines were counted anew
        lines = self.line_ids.with_prefetch()
        self._lock_accounts()
        self._check_confirmed()
        lines._check_able()
        lines._check_held()
        # Found before the accounts move: it is found by who holds it
        work = self._refresh_counts()
        self.env["group.customer.assignment"]._assign(
            [line._prepare_move() for line in lines],
            "handover",
            reason=self.reason or self.name,
            document=self,
            request=request,
        )
        self._move_work(work)
        self._create_stand_in()
        self._write_server({"state": "done", "date_done": fields.Datetime.now()})
        self._forget_activities()
        self._prepare_mails()
        self.message_post(
            body=self.env._(
                "%(count)s accounts handed over.", count=len(lines.partner_id)
            )
        )

    def _lock_accounts(self):
        """Keep the accounts as they are until the end of the transaction."""
        partners = self.line_ids.partner_id.sorted("id")
        try:
            partners.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is changing an account of “%(handover)s” at this moment: "
                    "nothing was handed over, try again.",
                    handover=self.display_name,
                )
            ) from error

    # === WORK === #

    def _move_work(self, work):
        """Give the work to who receives the account.

        Posted invoices, receivables and confirmed orders stay with who sold; requests
        stay with who asked, and the receiver follows them.

        :param work: kind → document id → account id, see ``_get_work_queries``
        """
        self._hand_documents("crm.lead", work["opportunity_count"])
        self._hand_documents("sale.order", work["quotation_count"])
        self._hand_documents("mail.activity", work["activity_count"])
        self._hand_meetings(work["meeting_count"])
        self._share_requests()

    def _get_receivers(self):
        """Return account id → receiver of the work on it."""
        carriers = self.line_ids.filtered("carries_work")
        return {line.partner_id.id: line.to_user_id for line in carriers}

    def _group_by_receiver(self, pairs):
        """Return receiver → document ids."""
        receivers = self._get_receivers()
        groups = defaultdict(list)
        for document_id, account_id in sorted(pairs.items()):
            groups[receivers[account_id]].append(document_id)
        return groups

    def _hand_documents(self, model, pairs):
        quiet = dict(QUIET, tracking_disable=len(pairs) > NOTED_DOCUMENTS)
        documents = self.env[model].sudo().with_context(**quiet)
        for user, ids in self._group_by_receiver(pairs).items():
            documents.browse(ids).write({"user_id": user.id})

    def _hand_meetings(self, pairs):
        """The receiver organises the meetings and takes the giver's place in them."""
        events = self.env["calendar.event"].sudo().with_context(**QUIET)
        giver = self.from_user_id.partner_id
        for user, ids in self._group_by_receiver(pairs).items():
            receiver = user.partner_id
            meetings = events.browse(ids)
            meetings.write({"user_id": user.id})
            attended = meetings.filtered(lambda event: giver in event.partner_ids)
            # Written together, all of them have to get the same people
            both = attended.filtered(
                lambda event, receiver=receiver: receiver in event.partner_ids
            )
            leave = Command.unlink(giver.id)
            both.write({"partner_ids": [leave]})
            (attended - both).write({"partner_ids": [leave, Command.link(receiver.id)]})

    def _share_requests(self):
        """Who takes over follows the open requests of the giver about the account."""
        for model, pairs in self._find_requests().items():
            documents = self.env[model].sudo()
            for user, ids in self._group_by_receiver(pairs).items():
                documents.browse(ids).message_subscribe(partner_ids=user.partner_id.ids)

    # === APPROVALS BY NAME === #

    def _create_stand_in(self):
        """Let somebody decide in the giver's place, as was agreed."""
        if not self.delegate_id or not self.from_user_id.active:
            return
        today = fields.Date.context_today(self)
        if self.delegate_until < today:
            return
        stand_in = self.env["group.customer.approval.delegation"].create(
            {
                "user_id": self.from_user_id.id,
                "delegate_id": self.delegate_id.id,
                "date_from": max(self.date, today),
                "date_to": self.delegate_until,
                "company_id": self.company_id.id,
                "reason": self.display_name,
            }
        )
        self._write_server({"stand_in_id": stand_in.id})
