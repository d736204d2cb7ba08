# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ResPartner(models.Model):
    """Customers brought by other customers: a network of referrals (PO-12)."""

    _inherit = "res.partner"

    referrer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Referred By",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        copy=False,
        groups="base.group_user",
        help="The customer, or a contact of it, that brought this customer.",
    )
    referred_ids = fields.One2many(
        comodel_name="res.partner",
        inverse_name="referrer_id",
        string="Contacts Referred",
        groups="base.group_user",
    )
    referral_count = fields.Integer(
        string="Customers Referred",
        compute="_compute_referral_count",
        groups="base.group_user",
        help="Customers that this company or its contacts brought, those of its own "
        "group left out.",
    )

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("referrer_id", "parent_id")
    def _check_referrer(self):
        # sudo: contacts are moved by people, too, who do not see who referred them
        for partner in self.sudo().filtered("referrer_id"):
            referrer = partner.referrer_id
            if referrer.commercial_partner_id == partner.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(partner)s cannot be referred by %(referrer)s, which is the "
                        "same customer: choose another customer, or nobody.",
                        partner=partner.display_name,
                        referrer=referrer.display_name,
                    )
                )
            if partner._has_cycle("referrer_id"):
                raise ValidationError(
                    self.env._(
                        "%(partner)s itself brought %(referrer)s, straight or through "
                        "others, so it cannot be referred by it: choose another "
                        "customer, or nobody.",
                        partner=partner.display_name,
                        referrer=referrer.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Compute methods
    # ------------------------------------------------------------------

    @api.depends("referred_ids", "child_ids.referred_ids")
    def _compute_referral_count(self):
        counts = Counter(
            customer.referrer_id.commercial_partner_id
            for customer in self._get_referred_customers()
        )
        for partner in self:
            partner.referral_count = counts[partner._origin]

    # ------------------------------------------------------------------
    # Action methods
    # ------------------------------------------------------------------

    def action_view_referred_customers(self):
        """Open the customers that this company or its contacts brought."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Referred by %(name)s", name=self.display_name),
            "res_model": "res.partner",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", self._get_referred_customers().ids)],
            "context": {"default_is_company": True, "default_referrer_id": self.id},
        }

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------

    @api.model
    def _get_referred_domain(self):
        """The contacts that are customers, not mere addresses of one."""
        return Domain("is_group_customer", "=", True) | Domain("customer_rank", ">", 0)

    def _get_referred_customers(self):
        """Return the customers that these companies or their contacts brought, those
        of their own groups left out."""
        customers = self.search(
            Domain("referrer_id.commercial_partner_id", "in", self.ids)
            & self._get_referred_domain()
        )
        return customers.filtered(
            lambda customer: (
                customer == customer.commercial_partner_id
                and not customer._is_in_group_of(customer.referrer_id)
            )
        )

    def _is_in_group_of(self, other):
        other = other.commercial_partner_id
        return (self.group_root_id or self) == (other.group_root_id or other)
