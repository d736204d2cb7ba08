# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

# So many accounts are named in a message
NAMED_ACCOUNTS = 10


class GroupCustomerVisitLogMany(models.TransientModel):
    """One newsletter, greeting or invitation to many customers, logged in one go
    (VI-20, VI-31).

    Each account gets a contact of its own that is done, with its report submitted, as
    if it had been logged by itself. All of them are logged, or none.
    """

    _name = "group.customer.visit.log.many"
    _description = "Log of a Contact with Many Customers"

    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="group_customer_visit_log_many_partner_rel",
        string="Accounts",
        required=True,
        domain="[('is_group_customer', '=', True)]",
    )
    account_count = fields.Integer(
        string="Number of Accounts", compute="_compute_account_count"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    kind_id = fields.Many2one(
        comodel_name="group.customer.visit.kind",
        required=True,
        default=lambda self: self.env["group.customer.visit"]._get_default_kind(),
    )
    channel_id = fields.Many2one(
        comodel_name="group.customer.visit.channel",
        required=True,
        default=lambda self: self._get_default_channel(),
        domain="[('distance', '!=', 'face')]",
    )
    content_ids = fields.Many2many(
        comodel_name="group.customer.visit.content",
        relation="group_customer_visit_log_many_content_rel",
        string="Contents",
    )
    name = fields.Char(string="Subject", help="e.g. the title of the newsletter.")
    start = fields.Datetime(string="When", required=True, default=fields.Datetime.now)
    minutes = fields.Integer(string="Minutes per Account", required=True, default=1)
    report_text = fields.Text(string="Result", required=True)

    # === DEFAULT METHODS === #

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        is_chosen = self.env.context.get("active_model") == "res.partner"
        if is_chosen and "partner_ids" in fields_list:
            chosen = self.env["res.partner"].browse(
                self.env.context.get("active_ids", [])
            )
            accounts = chosen.commercial_partner_id.filtered("is_group_customer")
            values["partner_ids"] = [Command.set(accounts.ids)]
        return values

    @api.model
    def _get_default_channel(self):
        """The first channel of what is sent to many."""
        channels = self.env["group.customer.visit.channel"]
        return channels.search([("distance", "=", "non_personal")], limit=1)

    # === COMPUTE METHODS === #

    @api.depends("partner_ids")
    def _compute_account_count(self):
        for log in self:
            log.account_count = len(log.partner_ids.commercial_partner_id)

    # === ACTIONS === #

    def action_log(self):
        """Keep one contact per account."""
        self.ensure_one()
        visits = self._log()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Contacts logged: %(count)s", count=len(visits)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === BUSINESS METHODS === #

    def _log(self):
        """Return the new visits; rights are those to enter visits of each account."""
        self._check_values()
        accounts = self.partner_ids.commercial_partner_id
        # sudo: made at once, and refused below where the user may not enter visits
        visits = self.env["group.customer.visit"].sudo()
        visits = visits.create(
            [self._prepare_visit_vals(account) for account in accounts]
        )
        visits = visits.sudo(False)
        refused = visits - visits._filtered_access("create")
        if refused:
            names = refused.sudo().partner_id.mapped("display_name")
            raise UserError(
                self.env._(
                    "You may not enter visits of %(accounts)s: take these accounts "
                    "off the list. Nothing has been logged yet.",
                    accounts=self._name_some(names),
                )
            )
        visits._finish()
        visits.filtered(lambda visit: visit.report_state != "submitted")._file_reports()
        return visits

    def _check_values(self):
        """Refuse what is no contact with many.

        :raises UserError: saying what to correct
        """
        if self.minutes <= 0:
            raise UserError(
                self.env._("Enter how many minutes an account took, at least one.")
            )
        if self.channel_id.distance == "face":
            raise UserError(
                self.env._(
                    "“%(channel)s” is a visit: enter a visit for each account, or one "
                    "event with several customers.",
                    channel=self.channel_id.display_name,
                )
            )
        accounts = self.partner_ids.commercial_partner_id
        others = accounts.filtered(lambda account: not account.is_group_customer)
        if others or not accounts:
            raise UserError(
                self.env._(
                    "Contacts are logged with group customers: take %(accounts)s off "
                    "the list.",
                    accounts=self._name_some(others.mapped("display_name")),
                )
                if others
                else self.env._("Choose the accounts that were contacted.")
            )

    @api.model
    def _name_some(self, names):
        named = list(names[:NAMED_ACCOUNTS])
        if len(names) > len(named):
            named.append(
                self.env._("%(count)s more accounts", count=len(names) - len(named))
            )
        return ", ".join(named)

    def _prepare_visit_vals(self, account):
        return {
            "name": self.name,
            "partner_id": account.id,
            # Who logs it has made it, whatever the context proposes
            "user_id": self.env.uid,
            "user_ids": [Command.set(self.env.user.ids)],
            "company_id": self.company_id.id,
            "kind_id": self.kind_id.id,
            "channel_id": self.channel_id.id,
            "content_ids": [Command.set(self.content_ids.ids)],
            "initiator": "enterprise",
            "start": self.start,
            "stop": self.start + timedelta(minutes=self.minutes),
            "report_text": self.report_text,
        }
