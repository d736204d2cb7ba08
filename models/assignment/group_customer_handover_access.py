# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain

DIRECTOR = "group_customer.group_group_customer_director"
MANAGER = "group_customer.group_group_customer_manager"


class GroupCustomerHandover(models.Model):
    """Who may do what with a handover, and for whom it waits."""

    _inherit = "group.customer.handover"

    can_prepare = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    can_confirm_giver = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    can_confirm_receiver = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    can_send_back = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    is_waiting_for_me = fields.Boolean(
        string="Waits for My Confirmation",
        compute="_compute_can",
        search="_search_is_waiting_for_me",
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "from_user_id", "line_ids.giver_confirmed_on")
    @api.depends("line_ids.receiver_confirmed_on", "line_ids.to_user_id")
    @api.depends_context("uid")
    def _compute_can(self):
        user = self.env.user
        open_sides = self._find_open_sides(user)
        for record in self:
            handover = record.sudo()
            confirming = handover.state == "confirming"
            gives, receives = open_sides.get(handover.id, (False, False))
            record.can_prepare = bool(
                handover.state in ("draft", "confirming") and record.has_access("write")
            )
            record.can_confirm_giver = bool(
                confirming and gives and handover._may_confirm_giver(user)
            )
            record.can_confirm_receiver = bool(confirming and receives)
            record.can_send_back = bool(
                confirming
                and handover.approval_state not in ("in_progress", "approved")
                and (record.can_prepare or handover._is_party(user))
            )
            record.is_waiting_for_me = bool(
                record.can_confirm_receiver
                or (record.can_confirm_giver and user == handover.from_user_id)
            )

    def _find_open_sides(self, user):
        """Return handover id → (accounts that the giver's side has not confirmed, ones
        that the user has to confirm as receiver); one statement each."""
        Line = self.env["group.customer.handover.line"].sudo()
        here = Domain("handover_id", "in", self._origin.ids)
        gives = Line._read_group(
            here & Domain("giver_confirmed_on", "=", False),
            ["handover_id"],
            ["__count"],
        )
        receives = Line._read_group(
            here
            & Domain("receiver_confirmed_on", "=", False)
            & Domain("to_user_id", "=", user.id),
            ["handover_id"],
            ["__count"],
        )
        gives = {handover.id: count for handover, count in gives}
        receives = {handover.id: count for handover, count in receives}
        return {
            id_: (gives.get(id_, 0), receives.get(id_, 0))
            for id_ in gives.keys() | receives.keys()
        }

    @api.model
    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        uid = self.env.uid
        mine = Domain("from_user_id", "=", uid) & Domain(
            "line_ids", "any", Domain("giver_confirmed_on", "=", False)
        )
        for_me = Domain(
            "line_ids",
            "any",
            Domain("receiver_confirmed_on", "=", False)
            & Domain("to_user_id", "=", uid),
        )
        return Domain("state", "=", "confirming") & (mine | for_me)

    # === WHO === #

    def _may_prepare(self, user, giver):
        """Whether a user may hand over what somebody holds: the own accounts; a
        manager those of the people of the own teams; a director everybody's."""
        if user == giver or user.has_group(DIRECTOR):
            return True
        return user.has_group(MANAGER) and bool(
            self._get_teams(giver) & self._get_teams(user)
        )

    @api.model
    def _get_teams(self, user):
        """Return the teams somebody leads or belongs to; people who have left belong
        to the teams they were in last."""
        # sudo: teams are looked up for people whom the reader need not see
        members = self.env["crm.team.member"].sudo().with_context(active_test=False)
        members = members.search(Domain("user_id", "=", user.id))
        if user.active:
            members = members.filtered("active")
        led = self.env["crm.team"].sudo().search(Domain("user_id", "=", user.id))
        return members.crm_team_id | led

    def _get_leaders(self):
        """Return who answers for the giver: the active leaders of the teams."""
        self.ensure_one()
        giver = self.sudo().from_user_id
        leaders = self._get_teams(giver).user_id - giver
        return leaders.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )

    def _is_giver_gone(self):
        """Whether the giver's side may be confirmed by who answers for the giver."""
        self.ensure_one()
        return not self.sudo().from_user_id.active or self.reason_kind == "leaver"

    def _may_confirm_giver(self, user):
        """Whether a user may confirm the giver's side: the giver; for somebody who
        leaves or has left also a leader of the team or a director, unless they
        receive accounts themselves, for nobody confirms both sides."""
        self.ensure_one()
        handover = self.sudo()
        if user == handover.from_user_id:
            return True
        if not self._is_giver_gone() or user in handover.line_ids.to_user_id:
            return False
        return user in self._get_leaders() or (
            user.has_group(DIRECTOR) and self.company_id in user.company_ids
        )

    def _is_party(self, user):
        self.ensure_one()
        handover = self.sudo()
        return user == handover.from_user_id or user in handover.line_ids.to_user_id
