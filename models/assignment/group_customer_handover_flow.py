# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .group_customer_handover import CONTENT_FIELDS


class GroupCustomerHandover(models.Model):
    """From draft to the approvers, and who may bring a handover where."""

    _inherit = "group.customer.handover"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        prepared = []
        for vals in vals_list:
            self._check_server_fields(vals)
            company = vals.get("company_id") or self.env.company.id
            sequence = self.env["ir.sequence"].with_company(company)
            prepared.append({**vals, "name": sequence.next_by_code(self._name) or "/"})
        handovers = self._create_server(prepared)
        handovers._check_may_prepare()
        return handovers

    def write(self, vals):
        if CONTENT_FIELDS & vals.keys():
            self._check_draft()
        result = super().write(vals)
        if "from_user_id" in vals or "company_id" in vals:
            self._check_may_prepare()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for handover in self:
            if handover.state not in ("draft", "cancelled"):
                raise UserError(
                    self.env._(
                        "“%(handover)s” was put to confirmation or carried out, so it "
                        "is kept: cancel it instead, if it has not been carried out.",
                        handover=handover.display_name,
                    )
                )

    def _check_may_prepare(self):
        if self.env.su:
            return
        user = self.env.user
        for handover in self:
            giver = handover.sudo().from_user_id
            if not self._may_prepare(user, giver):
                raise AccessError(
                    self.env._(
                        "You cannot hand over the accounts of %(giver)s: that is for "
                        "%(giver)s, the managers of the own team and directors.",
                        giver=giver.name,
                    )
                )

    def _check_draft(self):
        """Refuse to change what both sides are confirming or have confirmed."""
        for handover in self.sudo():
            if handover.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(handover)s” is %(state)s and cannot be changed: set it "
                        "back to draft first, while that is possible.",
                        handover=handover.display_name,
                        state=handover._get_state_label(),
                    )
                )

    def _get_state_label(self):
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    # === ACTION METHODS === #

    def action_load_lines(self):
        """Take what the giver holds now into the handover."""
        self.check_access("write")
        self._check_draft()
        for handover in self:
            handover._load_lines()
        return True

    def action_fill_notes(self):
        """Put the note for all into the accounts that have none."""
        self.check_access("write")
        self._check_draft()
        for handover in self:
            if not (handover.note or "").strip():
                raise UserError(
                    self.env._(
                        "“%(handover)s” has no note for all accounts yet: write it "
                        "first.",
                        handover=handover.display_name,
                    )
                )
            empty = handover.line_ids.filtered(lambda line: not line._has_note())
            empty.write({"note": handover.note})
        return True

    def action_request_confirmation(self):
        """Put the handover to both sides."""
        self.check_access("write")
        self._check_draft()
        for handover in self:
            handover._check_may_prepare()
            handover._check_complete()
            handover._refresh_counts()
            handover._begin_confirming()
        return True

    def action_confirm_giver(self):
        """Confirm all accounts for the giver."""
        for handover in self:
            handover.sudo().line_ids._confirm_giver(self.env.user)
        return True

    def action_confirm_receiver(self):
        """Confirm the accounts that the user receives."""
        user = self.env.user
        for handover in self:
            lines = handover.sudo().line_ids
            lines = lines.filtered(lambda line: line.to_user_id == user)
            if not lines:
                raise UserError(
                    self.env._(
                        "You receive no account in “%(handover)s”: its receivers "
                        "confirm for themselves.",
                        handover=handover.display_name,
                    )
                )
            lines._confirm_receiver(user)
        return True

    def action_set_to_draft(self):
        """Take the handover back to be changed; all confirmations are void.

        For who may change it, and for both sides: nobody has to confirm what is wrong.
        """
        user = self.env.user
        for handover in self:
            handover.check_access("read")
            if handover.state != "confirming":
                raise UserError(
                    self.env._(
                        "“%(handover)s” is %(state)s: only what waits for confirmation "
                        "goes back to draft. Recall the approval request first, if "
                        "there is one.",
                        handover=handover.display_name,
                        state=handover._get_state_label(),
                    )
                )
            if not (handover.has_access("write") or handover._is_party(user)):
                raise AccessError(
                    self.env._(
                        "Only both sides and who prepares “%(handover)s” set it back "
                        "to draft.",
                        handover=handover.display_name,
                    )
                )
            handover.sudo()._set_to_draft(user)
        return True

    def action_cancel(self):
        self.check_access("write")
        for handover in self.sudo():
            if handover.approval_state in ("in_progress", "approved", "returned"):
                raise UserError(
                    self.env._(
                        "“%(handover)s” has the open approval request %(request)s: "
                        "recall that first.",
                        handover=handover.display_name,
                        request=handover.approval_request_id.name,
                    )
                )
            if handover.state not in ("draft", "confirming"):
                raise UserError(
                    self.env._(
                        "“%(handover)s” is %(state)s and cannot be cancelled.",
                        handover=handover.display_name,
                        state=handover._get_state_label(),
                    )
                )
            handover._forget_activities()
            handover._write_server({"state": "cancelled"})
        return True

    # === BUSINESS METHODS === #

    def _set_to_draft(self, user):
        """Void the confirmations; ``self`` is superuser's."""
        self.ensure_one()
        self.line_ids._write_server(
            {
                "giver_confirmed_on": False,
                "giver_confirmed_by_id": False,
                "receiver_confirmed_on": False,
                "receiver_confirmed_by_id": False,
            }
        )
        self._forget_activities()
        self._write_server({"state": "draft", "date_confirming": False})
        self.message_post(
            body=self.env._(
                "%(user)s set the handover back to draft: what was confirmed is void.",
                user=user.name,
            )
        )

    def _begin_confirming(self):
        self.ensure_one()
        handover = self.sudo()
        handover._write_server(
            {"state": "confirming", "date_confirming": fields.Datetime.now()}
        )
        receivers = handover.line_ids.to_user_id
        giver = handover.from_user_id
        givers = giver if giver.active else handover._get_leaders()
        people = givers | receivers
        handover.message_subscribe(partner_ids=people.partner_id.ids)
        for user in people:
            handover.activity_schedule(
                "group_customer.mail_activity_type_handover",
                date_deadline=handover.date,
                user_id=user.id,
                note=self.env._("Check the accounts and their notes, then confirm."),
            )

    def _forget_activities(self, user=None):
        """Take the to-dos of the handover away, of a person or of all."""
        domain = Domain("user_id", "=", user.id) if user else Domain.TRUE
        self.activity_search(
            ["group_customer.mail_activity_type_handover"],
            additional_domain=list(domain),
        ).unlink()

    def _forget_giver_activities(self):
        """The giver's side is confirmed: leaders have nothing to do for it any more,
        unless they receive accounts."""
        handover = self.sudo()
        for user in handover._get_leaders() - handover.line_ids.to_user_id:
            handover._forget_activities(user)

    def _is_confirmed(self):
        """Whether both sides have confirmed every account."""
        self.ensure_one()
        lines = self.sudo().line_ids
        return bool(lines) and all(
            line.giver_confirmed_on and line.receiver_confirmed_on for line in lines
        )

    def _tell_confirmed(self):
        """Tell who prepares the handover that it can be submitted."""
        for handover in self.sudo():
            if handover.state == "confirming" and handover._is_confirmed():
                handover.message_post(
                    body=self.env._(
                        "Both sides have confirmed every account: the handover can be "
                        "submitted for approval."
                    ),
                    partner_ids=handover.create_uid.partner_id.ids,
                )
