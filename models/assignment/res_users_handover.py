# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain

NEW_HANDOVER = "group_customer.group_customer_handover_new_action_user"
# How many accounts a message names
NAMED = 5


class ResUsers(models.Model):
    """Whoever leaves hands over first: customers stay with the company (AM-31)."""

    _inherit = "res.users"

    held_account_count = fields.Integer(
        string="Accounts Held",
        compute="_compute_held_account_count",
        groups="group_customer.group_group_customer_user",
        help="Group customers on which the user holds a role now, in every company.",
    )

    # === COMPUTE METHODS === #

    def _compute_held_account_count(self):
        counts = {user.id: count for user, count in self._count_held()}
        for user in self:
            user.held_account_count = counts.get(user._origin.id, 0)

    def _get_held_domain(self):
        return (
            Domain("user_id", "in", self.ids)
            & Domain("date_to", "=", False)
            & Domain("partner_id.active", "=", True)
        )

    def _count_held(self):
        # sudo: the number says nothing about which accounts they are
        rows = self.env["group.customer.assignment"].sudo()
        return rows._read_group(
            self._get_held_domain(), ["user_id"], ["partner_id:count_distinct"]
        )

    # === CRUD METHODS === #

    def write(self, vals):
        guarded = not self.env.su
        if guarded and not vals.get("active", True):
            self._check_nothing_held()
        result = super().write(vals)
        if guarded and not {"company_ids", "group_ids"}.isdisjoint(vals):
            self._check_held_reachable()
        return result

    def action_archive(self):
        if not self.env.su:
            # Before the teams of the users change
            self._check_nothing_held()
        return super().action_archive()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_holding(self):
        if not self.env.su:
            self._check_nothing_held()

    # === BUSINESS METHODS === #

    def _check_held_reachable(self):
        """Refuse to take a company, or the place among internal users, from whoever
        holds accounts there.

        :raises UserError: naming the user and the first accounts
        """
        rows = (
            self.env["group.customer.assignment"]
            .sudo()
            .search(self._get_held_domain() & Domain("company_id", "!=", False))
        )
        for user, held in rows.grouped("user_id").items():
            lost = held.filtered(
                lambda row, user=user: user.share
                or row.company_id not in user.company_ids
            )
            if lost:
                raise UserError(
                    self.env._(
                        "%(user)s still holds accounts of %(company)s (%(accounts)s…): "
                        "hand them over first, then change the rights of the user.",
                        user=user.name,
                        company=lost[0].company_id.name,
                        accounts=", ".join(lost[:NAMED].partner_id.mapped("name")),
                    )
                )

    def _check_nothing_held(self):
        """Refuse to archive or delete whoever still has a role on an account.

        :raises AccessError: for whoever may not change these users, and learns
            nothing of their accounts
        :raises RedirectWarning: with the way to the handover, where the user may
            begin one; otherwise UserError
        """
        self.check_access("write")
        held = self._count_held()
        if not held:
            return
        user, count = held[0]
        rows = self.env["group.customer.assignment"].sudo()
        some = rows.search(
            self._get_held_domain() & Domain("user_id", "=", user.id), limit=NAMED
        )
        message = self.env._(
            "%(user)s still holds %(count)s accounts (%(accounts)s…): customers stay "
            "with the company. Hand the accounts over first, then archive the user.",
            user=user.sudo().name,
            count=count,
            accounts=", ".join(sorted(set(some.partner_id.mapped("name")))),
        )
        action = self.env.ref(NEW_HANDOVER, raise_if_not_found=False)
        if action and self.env["group.customer.handover.new"].has_access("create"):
            raise RedirectWarning(
                message,
                action.id,
                self.env._("Hand Over"),
                {
                    "active_model": "res.users",
                    "active_ids": user.ids,
                    "default_reason_kind": "leaver",
                },
            )
        raise UserError(message)
