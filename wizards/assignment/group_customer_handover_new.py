# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GroupCustomerHandoverNew(models.TransientModel):
    """Begins a handover: of one account, of chosen ones, of what a filter finds, or of
    everything that somebody holds."""

    _name = "group.customer.handover.new"
    _description = "Hand Accounts Over"

    from_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Giver",
        required=True,
        domain=[("share", "=", False)],
        context={"active_test": False},
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    reason_kind = fields.Selection(
        selection=lambda self: self._selection_of("reason_kind"),
        string="Occasion",
        required=True,
        default="rebalance",
    )
    reason = fields.Text()
    scope = fields.Selection(
        selection=lambda self: self._selection_of("scope"),
        required=True,
        default="all",
    )
    domain = fields.Char(string="Filter", default="[]")
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="group_customer_handover_new_partner_rel",
        string="Accounts",
        domain="[('is_group_customer', '=', True)]",
    )
    role_ids = fields.Many2many(
        comodel_name="group.customer.assignment.role",
        relation="group_customer_handover_new_role_rel",
        string="Roles",
        help="Empty: every role the giver has on the accounts.",
    )
    successor_mode = fields.Selection(
        selection=lambda self: self._selection_of("successor_mode"),
        string="Receivers",
        required=True,
        default="user",
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Receiver",
        domain="[('share', '=', False), ('id', '!=', from_user_id), "
        "('company_ids', 'in', company_id)]",
    )
    date = fields.Date(
        string="Day of the Handover",
        required=True,
        default=fields.Date.context_today,
    )
    note = fields.Text(
        string="Note for All Accounts",
        help="The handover note of every account. It can be made more precise for "
        "each of them afterwards.",
    )
    mail_template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Mail to the Customers",
        domain=[("model", "=", "group.customer.handover.line")],
    )
    account_count = fields.Integer(
        string="Accounts Found", compute="_compute_account_count"
    )
    account_text = fields.Char(string="Among Them", compute="_compute_account_count")

    # === DEFAULT METHODS === #

    @api.model
    def _selection_of(self, name):
        return (
            self.env["group.customer.handover"]
            ._fields[name]
            ._description_selection(self.env)
        )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        active_ids = context.get("active_ids") or ()
        model = context.get("active_model")
        if model == "res.partner":
            accounts = self.env["res.partner"].browse(active_ids).exists()
            accounts = accounts.commercial_partner_id
            values["scope"] = "chosen"
            values["partner_ids"] = [Command.set(accounts.ids)]
            if giver := self._find_giver(accounts):
                values["from_user_id"] = giver.id
        elif model in ("res.users", "group.customer.manager") and active_ids:
            values |= self._get_person_defaults(model, active_ids)
        return values

    @api.model
    def _get_person_defaults(self, model, ids):
        """Return the defaults for whoever was chosen in a list of people.

        :raises UserError: when several were
        """
        if len(ids) > 1:
            raise UserError(
                self.env._("Hand over what one person holds at a time: choose one.")
            )
        person = self.env[model].browse(ids)
        if model == "res.users":
            giver = person
            values = {}
        else:
            giver = person.user_id
            values = {"company_id": person.company_id.id}
        gone = not giver.sudo().active or self._is_leaving(giver)
        values["from_user_id"] = giver.id
        if "default_reason_kind" not in self.env.context:
            values["reason_kind"] = "leaver" if gone else "rebalance"
        return values

    @api.model
    def _is_leaving(self, user):
        """Whether a last day is entered in one of the user's profiles."""
        managers = self.env["group.customer.manager"].sudo()
        return bool(
            managers.search_count(
                Domain("user_id", "=", user.id) & Domain("leaving_on", "!=", False),
                limit=1,
            )
        )

    @api.model
    def _find_giver(self, accounts):
        """Return who manages most of these accounts; of several the user, else the
        first."""
        counts = Counter(accounts.mapped("user_id.id"))
        if not counts:
            return self.env["res.users"]
        most = max(counts.values())
        givers = [user_id for user_id, count in counts.items() if count == most]
        chosen = self.env.uid if self.env.uid in givers else givers[0]
        return self.env["res.users"].browse(chosen)

    # === COMPUTE METHODS === #

    @api.depends(
        "from_user_id", "company_id", "scope", "domain", "partner_ids", "role_ids"
    )
    def _compute_account_count(self):
        for wizard in self:
            accounts = self.env["res.partner"]
            if wizard.from_user_id and wizard.company_id:
                accounts = wizard._find_accounts()
            wizard.account_count = len(accounts)
            wizard.account_text = ", ".join(accounts[:5].mapped("name"))

    def _find_accounts(self):
        """Return the accounts that would be handed over (with all rights); none while
        the user may not hand over what the giver holds, or the filter is unfinished."""
        Handover = self.env["group.customer.handover"]
        draft = Handover.new(self._prepare_handover())
        if not draft._may_prepare(self.env.user, self.from_user_id.sudo()):
            return self.env["res.partner"]
        try:
            domain = draft._get_held_domain()
        except (SyntaxError, TypeError, ValueError):
            return self.env["res.partner"]
        rows = self.env["group.customer.assignment"].sudo().search(domain)
        return rows.partner_id

    # === ACTION METHODS === #

    def action_create(self):
        """Make the handover with its accounts, and open it."""
        self.ensure_one()
        handover = self.env["group.customer.handover"].create(self._prepare_handover())
        self._check_chosen(handover)
        handover._load_lines()
        if (handover.note or "").strip():
            handover.action_fill_notes()
        return {
            "type": "ir.actions.act_window",
            "res_model": handover._name,
            "res_id": handover.id,
            "view_mode": "form",
        }

    def _prepare_handover(self):
        values = {
            name: self[name]
            for name in (
                "reason_kind",
                "reason",
                "scope",
                "domain",
                "successor_mode",
                "date",
                "note",
            )
        }
        values |= {
            name: self[name].id
            for name in ("from_user_id", "company_id", "to_user_id", "mail_template_id")
        }
        values["role_ids"] = [Command.set(self.role_ids.ids)]
        chosen = self.partner_ids if self.scope == "chosen" else self.partner_ids[:0]
        values["partner_ids"] = [Command.set(chosen.commercial_partner_id.ids)]
        return values

    def _check_chosen(self, handover):
        """Refuse chosen accounts that the giver does not hold: nobody should believe
        that they are handed over."""
        if self.scope != "chosen":
            return
        held = self._find_accounts()
        others = (self.partner_ids.commercial_partner_id - held).sudo()
        if not self.partner_ids:
            raise UserError(
                self.env._("Choose the accounts that are handed over, or everything.")
            )
        if others:
            raise UserError(
                self.env._(
                    "%(giver)s holds no such role on: %(accounts)s. Hand over what one "
                    "person holds at a time, and leave the others out.",
                    giver=self.from_user_id.sudo().name,
                    accounts=", ".join(others[:5].mapped("name"))
                    + (", …" if len(others) > 5 else ""),
                )
            )
