# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import AccessError

from ...tools.geo import is_place

POSITION_FIELDS = frozenset({"parent_id", "partner_latitude", "partner_longitude"})


class ResPartner(models.Model):
    """Where a customer is decides whether a check-in took place there: that is not
    entered by who checks in."""

    _inherit = "res.partner"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        # A new customer is where its entry says; an address more is another place
        # to check in at
        partners.filtered("parent_id")._check_may_place()
        return partners

    def write(self, vals):
        if POSITION_FIELDS.isdisjoint(vals):
            return super().write(vals)
        before = {partner: partner._get_placement() for partner in self}
        result = super().write(vals)
        self.filtered(
            lambda partner: partner._get_placement() != before[partner]
        )._check_may_place()
        return result

    # === CHECKS === #

    def _get_placement(self):
        self.ensure_one()
        return self.parent_id, self.partner_latitude, self.partner_longitude

    def _check_may_place(self):
        """Leave it to managers where group customers are. Everybody may take a position
        away.

        :raises AccessError: naming the address
        """
        visits = self.env["group.customer.visit"]
        if self.env.su or visits._is_position_manager():
            return
        for partner in self:
            # sudo: whose address it is
            account = partner.sudo().commercial_partner_id
            where = (partner.partner_latitude, partner.partner_longitude)
            if account.is_group_customer and is_place(*where):
                raise AccessError(
                    self.env._(
                        "“%(address)s”: where a customer is, is decided by a manager. "
                        "Ask yours, or leave latitude and longitude out.",
                        address=partner.display_name,
                    )
                )
