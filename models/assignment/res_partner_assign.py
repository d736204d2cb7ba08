# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

DIRECTOR_GROUP = "group_customer.group_group_customer_director"
MANAGER_GROUP = "group_customer.group_group_customer_manager"


class ResPartner(models.Model):
    """Whose accounts a user may give to others."""

    _inherit = "res.partner"

    chief_representative_id = fields.Many2one(
        copy=False,
        help="The leader who stands for the whole company towards this customer, "
        "beside the account manager. Named by managers for the accounts of their "
        "teams and those without a manager, by directors for all.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if not self.env.su:
            # However it got there: a default is a value from the client too
            named = partners.filtered(lambda p: p.sudo().chief_representative_id)
            named._check_may_name_chief()
        return partners

    def write(self, vals):
        if "chief_representative_id" in vals and not self.env.su:
            user_id = vals["chief_representative_id"] or False
            self.filtered(
                lambda p: p.sudo().chief_representative_id.id != user_id
            )._check_may_name_chief()
        return super().write(vals)

    # === RIGHTS === #

    def _check_may_name_chief(self):
        """Refuse to name chief representatives of others' accounts: they approve for
        the account, and see its requests.

        :raises AccessError: naming the first account
        """
        for partner in self:
            # sudo: whose account it is decides, not who may read it
            account = partner.sudo().commercial_partner_id
            if not account.with_env(self.env)._filter_assignable():
                raise AccessError(
                    self.env._(
                        "The chief representative of %(account)s is named by a "
                        "manager of the team of its account manager, or by a "
                        "director. Ask one of them.",
                        account=account.display_name,
                    )
                )

    def _filter_assignable(self):
        """Return those of these accounts that the user may give to somebody else:
        managers those of their teams and those without a manager, directors all."""
        if self.env.user.has_group(DIRECTOR_GROUP):
            return self
        if not self.env.user.has_group(MANAGER_GROUP):
            return self.browse()
        user_id = self.env.uid
        members = "user_id.crm_team_member_ids.crm_team_id"
        # sudo: teams and their members need not be readable for a manager
        found = self.sudo().with_context(active_test=False)
        return self & found.search(
            Domain("id", "in", self.ids)
            & (
                Domain("user_id", "=", False)
                | Domain("user_id", "=", user_id)
                | Domain(f"{members}.user_id", "=", user_id)
                | Domain(f"{members}.crm_team_member_ids.user_id", "=", user_id)
            )
        ).sudo(self.env.su)

    # === ACTION METHODS === #

    def action_open_assign(self):
        """Open the wizard that gives roles on these accounts to somebody else.

        :raises AccessError: for whoever is no manager of Group Customers
        """
        if not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(
                self.env._(
                    "Accounts are assigned by managers and directors of Group "
                    "Customers: request a change of the account manager on the "
                    "customer instead."
                )
            )
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assign"),
            "res_model": "group.customer.assign",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }
