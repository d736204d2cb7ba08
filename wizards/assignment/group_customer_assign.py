# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER_GROUP = "group_customer.group_group_customer_manager"
# How many accounts an error message names.
NAMES_IN_MESSAGE = 5


class GroupCustomerAssign(models.TransientModel):
    """Gives a role on one or many accounts to somebody else.

    What a guard keeps goes into a reassignment that is approved; the rest moves at
    once. Managers move the accounts of their teams and those nobody manages, directors
    all.
    """

    _name = "group.customer.assign"
    _description = "Assign Accounts"

    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="group_customer_assign_partner_rel",
        string="Accounts",
        required=True,
        domain="[('is_group_customer', '=', True)]",
        default=lambda self: self._default_partner_ids(),
    )
    role_id = fields.Many2one(
        comodel_name="group.customer.assignment.role",
        required=True,
        default=lambda self: self._default_role_id(),
    )
    allows_team = fields.Boolean(related="role_id.allows_team")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Successor",
        domain="[('share', '=', False)]",
        help="Empty, and no team: nobody holds the role from then on.",
    )
    team_id = fields.Many2one(comodel_name="crm.team")
    reason = fields.Text(required=True)
    date = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env["group.customer.ledger"]._get_today(
            self.env.company
        ),
        help="The first day of the successor, today at the latest. What has to be "
        "approved begins on the day on which it is carried out.",
    )
    account_count = fields.Integer(string="Accounts to Move", compute="_compute_moves")
    approval_count = fields.Integer(
        string="Accounts to Approve",
        compute="_compute_moves",
        help="Accounts that move after an approval alone.",
    )
    summary = fields.Text(compute="_compute_moves")

    # === DEFAULT METHODS === #

    @api.model
    def _default_partner_ids(self):
        if self.env.context.get("active_model") != "res.partner":
            return []
        partners = self.env["res.partner"].browse(
            self.env.context.get("active_ids") or ()
        )
        return partners.commercial_partner_id.filtered("is_group_customer").ids

    @api.model
    def _default_role_id(self):
        return self.env["group.customer.assignment.role"]._get("account_manager").id

    # === COMPUTE METHODS === #

    @api.depends("partner_ids", "role_id", "user_id", "team_id")
    def _compute_moves(self):
        for wizard in self:
            moving = wizard._get_moving()
            guarded = wizard._filter_guarded(moving)
            wizard.account_count = len(moving)
            wizard.approval_count = len(guarded)
            wizard.summary = wizard._get_summary(len(moving), len(guarded))

    def _get_summary(self, moving, guarded):
        if not self.partner_ids or not self.role_id:
            return False
        holder = self.user_id.name or self.team_id.name or self.env._("nobody")
        if not moving:
            return self.env._(
                "%(holder)s holds the role on all of them already.", holder=holder
            )
        if not guarded:
            return self.env._(
                "%(count)s accounts go to %(holder)s at once.",
                count=moving,
                holder=holder,
            )
        text = self.env._(
            "%(count)s accounts go to %(holder)s after an approval: the next step is "
            "to submit the reassignment.",
            count=guarded,
            holder=holder,
        )
        if moving > guarded:
            text += "\n" + self.env._("%(count)s go at once.", count=moving - guarded)
        return text

    # === ACTION METHODS === #

    def action_assign(self):
        """Move the accounts, or make the reassignment that is to be approved.

        :raises AccessError: for whoever is no manager, and for accounts of others
        """
        self.ensure_one()
        self._check_rights()
        moving = self._get_moving()
        if not moving:
            raise UserError(self._get_summary(0, 0))
        guarded = self._filter_guarded(moving)
        free = moving - guarded
        # Whether an account may move is decided on what is stored, now.
        if free:
            self.env["group.customer.assignment"]._assign(
                self._get_moves(free), "manual", reason=self.reason, date=self.date
            )
        if not guarded:
            return {"type": "ir.actions.act_window_close"}
        batch = self._propose(guarded)
        return {
            "type": "ir.actions.act_window",
            "res_model": batch._name,
            "res_id": batch.id,
            "view_mode": "form",
            "name": batch.name,
        }

    # === BUSINESS METHODS === #

    def _check_rights(self):
        """Refuse who may not move these accounts.

        :raises AccessError: naming the first of them
        """
        if not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(
                self.env._(
                    "Accounts are assigned by managers and directors of Group "
                    "Customers: request a change of the account manager on the "
                    "customer instead."
                )
            )
        partners = self.partner_ids
        partners.check_access("read")
        allowed = partners._filter_assignable()
        if refused := partners - allowed:
            names = ", ".join(refused[:NAMES_IN_MESSAGE].mapped("display_name"))
            raise AccessError(
                self.env._(
                    "These accounts are not those of your team: %(accounts)s. Ask "
                    "their manager or a director to move them.",
                    accounts=names + (", …" if len(refused) > NAMES_IN_MESSAGE else ""),
                )
            )

    def _get_moving(self):
        """Return the accounts whose role gets another holder."""
        self.ensure_one()
        if not self.role_id:
            return self.partner_ids._origin
        partners = self.partner_ids._origin
        holders = self.env["group.customer.assignment"]._get_holders(
            partners.ids, self.role_id.code
        )
        wanted = self.user_id._origin.id, self.team_id._origin.id
        return partners.filtered(
            lambda partner: holders.get(partner.id, (False, False)) != wanted
        )

    def _filter_guarded(self, partners):
        """Return those of these accounts whose role only an approval moves."""
        name = self.role_id.sudo().partner_field
        guard = name and self.env["group.customer.guarded.field"]._get_guards().get(
            name
        )
        if not guard:
            return partners.browse()
        return partners.filtered(
            lambda partner: (
                partner._is_guard_locked(name, guard)
                and not partner._may_fill_guarded(name, guard)
            )
        )

    def _get_moves(self, partners):
        return [
            {
                "partner_id": partner.id,
                "role_id": self.role_id.id,
                "user_id": self.user_id.id,
                "team_id": self.team_id.id,
            }
            for partner in partners
        ]

    def _propose(self, partners):
        """Return the reassignment of these accounts, as the user."""
        companies = partners.sudo().company_id
        company = companies if len(companies) == 1 else self.env.company
        batch = self.env["group.customer.assignment.batch"]._propose(
            [
                {
                    "partner_id": partner.id,
                    "role_id": self.role_id.id,
                    "to_user_id": self.user_id.id,
                    "to_team_id": self.team_id.id,
                    "explanation": self.reason,
                }
                for partner in partners
            ],
            "manual",
            origin=self.env.user.name,
            company=company & self.env.companies or self.env.company,
            reason=self.reason,
        )
        return batch.sudo(False)
