# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

PIN_FIELDS = frozenset({"pin_reason", "is_assignment_pinned"})
PIN_GROUP = "group_customer.group_group_customer_manager"


class ResPartner(models.Model):
    """Who holds which role on the account now, and who held it before."""

    _inherit = "res.partner"

    assignment_ids = fields.One2many(
        comodel_name="group.customer.assignment",
        inverse_name="partner_id",
        string="Assignments",
        readonly=True,
        copy=False,
    )
    is_unmanaged = fields.Boolean(
        string="Without Manager",
        compute="_compute_is_unmanaged",
        search="_search_is_unmanaged",
        help="A group customer without an active account manager (AM-21).",
    )
    is_assignment_pinned = fields.Boolean(
        string="Pinned",
        copy=False,
        tracking=True,
        help="Rules, territories, allocations and the pool leave this account alone; "
        "people still move it.",
    )
    pin_reason = fields.Char(
        string="Why Pinned",
        copy=False,
        tracking=True,
    )

    # === COMPUTE METHODS === #

    @api.depends("is_group_customer", "user_id.active")
    def _compute_is_unmanaged(self):
        for partner in self:
            # sudo: whether somebody has left is seen by whoever sees the account
            manager = partner.sudo().user_id
            partner.is_unmanaged = partner.is_group_customer and not manager.active

    @api.model
    def _search_is_unmanaged(self, operator, value):
        if operator != "in":
            return NotImplemented
        unmanaged = Domain("is_group_customer", "=", True) & (
            Domain("user_id", "=", False) | Domain("user_id.active", "=", False)
        )
        if True not in value:
            return ~unmanaged
        return Domain.TRUE if False in value else unmanaged

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # A default is a value from the client too.
            defaults = self.default_get(list(PIN_FIELDS))
            for vals in vals_list:
                self.browse()._check_pin_rights({**defaults, **vals})
        partners = super().create(vals_list)
        customers = partners.filtered("is_group_customer")
        if customers:
            self.env["group.customer.assignment"]._follow_accounts(customers.ids)
        return partners

    def write(self, vals):
        self._check_pin_rights(vals)
        result = super().write(vals)
        fields_ = self.env["group.customer.assignment.role"]._get_fields()
        if "is_group_customer" in vals or not vals.keys().isdisjoint(fields_.values()):
            self.env["group.customer.assignment"]._follow_accounts(self.ids)
        return result

    def _check_pin_rights(self, vals):
        """Refuse to pin and unpin by others than managers.

        :raises AccessError: saying who may
        """
        names = PIN_FIELDS.intersection(vals)
        if self.env.su or not names or self.env.user.has_group(PIN_GROUP):
            return
        if not self and not any(vals[name] for name in names):
            return
        if self and all(
            (partner[name] or False) == (vals[name] or False)
            for partner in self.sudo()
            for name in names
        ):
            return
        raise AccessError(
            self.env._(
                "Accounts are pinned and unpinned by managers and directors of Group "
                "Customers: ask one of them."
            )
        )
