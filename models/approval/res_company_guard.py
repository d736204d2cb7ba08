# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models, tools
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    group_customer_guard_scope = fields.Selection(
        selection=[("group", "Group customers"), ("all", "All customers")],
        string="Guarded Customers",
        # Not required: Odoo makes companies before this addon is loaded, too
        default="group",
        help="Whose guarded fields only an approved change request changes, and whose "
        "orders are held to the permitted terms: those of group customers, or those "
        "of every company and customer.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "group_customer_guard_scope" in vals or "partner_id" in vals:
            self.env.registry.clear_cache()
        return result

    # === LOOKUP === #

    @api.model
    @tools.ormcache(cache="default")
    def _get_wide_guard(self):
        """Return the ids of the companies that guard all their customers, and the ids
        of the contacts that are companies of this database themselves."""
        # sudo: holds for users of every company
        companies = self.sudo().with_context(active_test=False)
        wide = companies.search(Domain("group_customer_guard_scope", "=", "all"))
        if not wide:
            return frozenset(), frozenset()
        partners = companies.search(Domain.TRUE).partner_id
        return frozenset(wide.ids), frozenset(partners.ids)
