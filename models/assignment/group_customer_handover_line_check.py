# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

# How many accounts a message names before "…"
NAMED = 5


class GroupCustomerHandoverLine(models.Model):
    """What an account needs before it is confirmed, and again before it moves.

    All methods take the lines of one handover, as superuser.
    """

    _inherit = "group.customer.handover.line"

    def _name_some(self):
        """Return the first accounts as text, and how many more there are."""
        names = [line.display_name for line in self[:NAMED]]
        text = ", ".join(names)
        if len(self) <= NAMED:
            return text
        return self.env._(
            "%(accounts)s and %(count)s more", accounts=text, count=len(self) - NAMED
        )

    def _check_filled(self):
        names = {"handover": self.handover_id.display_name}
        if lines := self.filtered(lambda line: not line.to_user_id):
            raise UserError(
                self.env._(
                    "“%(handover)s” does not say yet who receives: %(accounts)s. "
                    "Choose a receiver for each account.",
                    accounts=lines._name_some(),
                    **names,
                )
            )
        if lines := self.filtered(lambda line: not line._has_note()):
            raise UserError(
                self.env._(
                    "“%(handover)s” has no handover note for: %(accounts)s. Write what "
                    "the receiver has to know, or fill in a note for all.",
                    accounts=lines._name_some(),
                    **names,
                )
            )

    def _check_able(self):
        """Refuse receivers who cannot work on the accounts."""
        handover = self.handover_id
        resolver = self.env["group.customer.approval.resolver"]
        for user in self.to_user_id:
            if not resolver._filter_able(user, handover.company_id):
                raise UserError(
                    self.env._(
                        "“%(handover)s”: %(user)s cannot receive accounts, for only "
                        "active users with access to %(company)s do. Choose somebody "
                        "else, or have the access granted first.",
                        handover=handover.display_name,
                        user=user.name,
                        company=handover.company_id.name,
                    )
                )

    def _check_held(self):
        """Refuse accounts that the giver does not hold any more.

        :raises UserError: naming them and who holds them now
        """
        handover = self.handover_id
        held = handover._find_held(
            handover._get_giver_domain()
            & Domain("partner_id", "in", self.partner_id.ids)
        )
        lost = self.filtered(
            lambda line: (line.partner_id.id, line.role_id.id) not in held
        )
        if lost:
            raise UserError(
                self.env._(
                    "%(giver)s does not hold all accounts of “%(handover)s” any more: "
                    "%(accounts)s. Set it back to draft and load the accounts again.",
                    giver=handover.from_user_id.name,
                    handover=handover.display_name,
                    accounts=lost._name_with_holders(),
                )
            )
        moved = self.filtered(
            lambda line: line.carries_work != held[line.partner_id.id, line.role_id.id]
        )
        for carries, lines in moved.grouped("carries_work").items():
            lines._write_server({"carries_work": not carries})

    def _name_with_holders(self):
        """Return the first accounts with who holds them now."""
        Assignment = self.env["group.customer.assignment"]
        holders = defaultdict(dict)
        some = self[:NAMED]
        for role in some.role_id:
            holders[role] = Assignment._get_holders(some.partner_id.ids, role.code)
        texts = []
        for line in some:
            user_id, team_id = holders[line.role_id].get(
                line.partner_id.id, (False, False)
            )
            holder = self.env["res.users"].browse(user_id or ()).name
            holder = holder or self.env["crm.team"].browse(team_id or ()).name
            texts.append(f"{line.display_name} ({holder or self.env._('nobody')})")
        text = ", ".join(texts)
        if len(self) <= NAMED:
            return text
        return self.env._(
            "%(accounts)s and %(count)s more", accounts=text, count=len(self) - NAMED
        )

    def _check_no_other(self):
        """An account is in one handover under way at a time, per role."""
        other = self.search(
            Domain("handover_id", "not in", self.handover_id.ids)
            & Domain("state", "in", ("confirming", "submitted"))
            & Domain("from_user_id", "in", self.from_user_id.ids)
            & Domain("partner_id", "in", self.partner_id.ids)
        )
        keys = {(line.partner_id, line.role_id) for line in self}
        other = other.filtered(lambda line: (line.partner_id, line.role_id) in keys)
        if other:
            raise UserError(
                self.env._(
                    "%(other)s hands over already: %(accounts)s. Cancel one of the two "
                    "handovers, or remove the accounts from this one.",
                    other=", ".join(other.handover_id.mapped("display_name")),
                    accounts=other._name_some(),
                )
            )
