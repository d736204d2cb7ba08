# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError

# What clients enter, in draft only
CONTENT_FIELDS = {"note", "to_user_id"}


class GroupCustomerHandoverLine(models.Model):
    """What both sides enter and confirm."""

    _inherit = "group.customer.handover.line"

    # === CRUD METHODS === #

    def write(self, vals):
        if CONTENT_FIELDS & vals.keys():
            self.handover_id._check_draft()
        result = super().write(vals)
        if "to_user_id" in vals:
            # Chosen by hand from now on
            self._write_server({"explanation": False})
            self._check_receiver()
        return result

    def unlink(self):
        self.handover_id._check_draft()
        return super().unlink()

    def _has_note(self):
        self.ensure_one()
        return bool((self.note or "").strip())

    def _check_receiver(self):
        for line in self.sudo():
            if line.to_user_id and line.to_user_id == line.from_user_id:
                raise UserError(
                    self.env._(
                        "%(line)s: %(user)s cannot hand over to himself. Choose "
                        "another person.",
                        line=line.display_name,
                        user=line.to_user_id.name,
                    )
                )

    # === ACTION METHODS === #

    def action_confirm(self):
        """Confirm the chosen accounts, on the sides that are the user's."""
        self.check_access("read")
        user = self.env.user
        lines = self.sudo()
        gives = lines.filtered(
            lambda line: not line.giver_confirmed_on
            and line.handover_id._may_confirm_giver(user)
        )
        receives = lines.filtered(
            lambda line: not line.receiver_confirmed_on and line.to_user_id == user
        )
        if not gives and not receives:
            raise UserError(
                self.env._(
                    "Among the chosen accounts is none that waits for your "
                    "confirmation: each receiver confirms the own ones, the giver all."
                )
            )
        for part in gives.grouped("handover_id").values():
            part._confirm_giver(user)
        for part in receives.grouped("handover_id").values():
            part._confirm_receiver(user)
        return True

    # === BUSINESS METHODS === #

    def _confirm_giver(self, user):
        """Confirm for the giver; ``self`` is superuser's and of one handover.

        :raises UserError: when it is not the user's side, or not the time for it
        """
        handover = self.handover_id
        self._check_confirming()
        if not handover._may_confirm_giver(user):
            raise UserError(
                self.env._(
                    "Only %(giver)s confirms “%(handover)s” for the giver. For "
                    "somebody who leaves or has left, a leader of the team or a "
                    "director may, who receives none of the accounts.",
                    giver=handover.from_user_id.name,
                    handover=handover.display_name,
                )
            )
        self._confirm("giver", user)

    def _confirm_receiver(self, user):
        """Confirm what the user receives; ``self`` is superuser's, of one handover."""
        self._check_confirming()
        if self.to_user_id != user:
            raise UserError(
                self.env._(
                    "Every receiver of “%(handover)s” confirms the own accounts: you "
                    "cannot confirm for %(users)s.",
                    handover=self.handover_id.display_name,
                    users=", ".join((self.to_user_id - user).mapped("name")),
                )
            )
        self._confirm("receiver", user)

    def _check_confirming(self):
        for handover in self.handover_id:
            if handover.state != "confirming":
                raise UserError(
                    self.env._(
                        "“%(handover)s” is %(state)s: accounts are confirmed after the "
                        "handover was put to confirmation.",
                        handover=handover.display_name,
                        state=handover._get_state_label(),
                    )
                )

    def _confirm(self, side, user):
        """Stamp one side; what was confirmed already keeps who did and when."""
        on, by = f"{side}_confirmed_on", f"{side}_confirmed_by_id"
        lines = self.filtered(lambda line: not line[on])
        lines._write_server({on: fields.Datetime.now(), by: user.id})
        handover = self.handover_id
        is_open = handover._find_open_sides(user).get(handover.id, (0, 0))
        waits = is_open[1] or (is_open[0] and user == handover.from_user_id)
        if not waits:
            handover._forget_activities(user)
        if side == "giver" and not is_open[0]:
            handover._forget_giver_activities()
        handover._tell_confirmed()

    def _prepare_move(self):
        """Return what :meth:`group.customer.assignment._assign` takes."""
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "role_id": self.role_id.id,
            "user_id": self.to_user_id.id,
            "team_id": False,
        }
