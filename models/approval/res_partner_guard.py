# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

# States of a new customer in which its values are still being collected (MD-01)
OPEN_STATES = ("draft", "rejected")


class ResPartner(models.Model):
    """Fields that only an approved change request writes (AP-03, AM-24, MD-04).

    Under the guard is every contact whose commercial entity is a group customer, or a
    customer of a company that guards all of them. Server code (``sudo``) passes; for
    users the guard is asked in ``create`` and ``write`` (``res_partner_guard_write``),
    through which every road into a contact leads.
    """

    _inherit = "res.partner"

    is_terms_guarded = fields.Boolean(
        string="Terms Guarded",
        compute="_compute_guard_locked_names",
        export_string_translation=False,
        help="Technical: whether the user needs a change request for some fields.",
    )
    guard_locked_names = fields.Char(
        compute="_compute_guard_locked_names",
        export_string_translation=False,
        help="Technical: fields the user may not change here, as “,name,name,”.",
    )

    # === COMPUTE METHODS === #

    @api.depends("parent_id", "is_company", "is_group_customer", "group_approval_state")
    @api.depends_context("uid", "company")
    def _compute_guard_locked_names(self):
        guards = self.env["group.customer.guarded.field"]._get_guards()
        shared = self._get_guarded_shared_names(guards)
        for partner in self:
            stored = partner._origin
            if stored:
                names = stored._get_guard_locked_names(guards)
            elif partner.parent_id and not partner.is_company:
                # A new contact takes over what its company has.
                company = partner.parent_id._origin
                locked = company.commercial_partner_id._get_guard_locked_names(guards)
                names = [name for name in locked if name in shared]
            else:
                names = []
            partner.is_terms_guarded = bool(names)
            partner.guard_locked_names = f",{','.join(names)}," if names else False

    def _get_guard_locked_names(self, guards):
        """Return the guarded fields that the user may not change here, sorted."""
        return [
            name
            for name, guard in sorted(guards.items())
            if self._is_guard_locked(name, guard)
            and not self._may_fill_guarded(name, guard)
        ]

    # === WHO IS UNDER THE GUARD === #

    def _is_under_guard(self, field=None):
        """Whether the guard holds for this commercial entity (with all rights).

        :param field: the field that matters: one with a value per company is guarded
            where the present company guards it; without, in any company
        """
        if not self:
            return False
        self.ensure_one()
        if self.is_group_customer:
            return True
        wide, own = self.env["res.company"]._get_wide_guard()
        if not wide or self.id in own:
            return False
        if not self.is_company and self.customer_rank <= 0:
            return False
        if field is not None and field.company_dependent:
            return self.env.company.id in wide
        return not self.company_id or self.company_id.id in wide

    def _get_guard_state(self):
        """Return how tight the guard is (with all rights): "open" while a new customer
        is entered, "pending" while it is being approved, else "closed"."""
        self.ensure_one()
        entity = self.commercial_partner_id
        state = entity.is_group_customer and entity.group_approval_state
        if state in OPEN_STATES:
            return "open"
        return "pending" if state == "pending" else "closed"

    def _is_guard_locked(self, name, guard):
        """Whether the user needs an approved request to change this field here."""
        self.ensure_one()
        contact = self.sudo()
        entity = contact.commercial_partner_id
        if not entity._is_under_guard(self._fields[name]):
            return False
        state = contact._get_guard_state()
        if state == "pending":
            return True
        if guard.is_direct_for(self.env.user):
            return False
        # While a new customer is entered, its contacts have no terms of their own:
        # nobody would approve them.
        return (
            state == "closed"
            or contact != entity
            and name in self._get_guarded_shared_names([name])
        )

    def _may_fill_guarded(self, name, guard):
        """Whether a locked field is still empty and may be filled."""
        contact = self.sudo()
        if not guard.free_when_empty or contact._get_guard_state() == "pending":
            return False
        for pair in self.env["group.customer.guarded.field"]._get_aliases():
            if name in pair:
                # The stored one of the two is empty; the other may show a default.
                name = next(n for n in pair if self._fields[n].store)
        return not contact[name]

    @api.model
    def _get_guarded_shared_names(self, guards):
        """Return the guarded fields that contacts share with their company."""
        shared = set(self._commercial_fields())
        for pair in self.env["group.customer.guarded.field"]._get_aliases():
            if not shared.isdisjoint(pair):
                shared.update(pair)
        return shared.intersection(guards)

    # === MESSAGES === #

    def _get_guard_new_error(self, name, guard):
        """Return the error for a value with which a customer comes under the guard.

        It offers no request: the customer is not saved, or not under the guard yet.
        """
        # sudo: whoever is refused learns what would open the field
        change_type = self.env["group.customer.approval.type"].sudo()
        return UserError(
            self.env._(
                "%(customer)s cannot become a guarded customer with %(field)s entered, "
                "which is set by an approved request alone. Empty the field, save, and "
                "request the change then (“%(type)s”), or ask an administrator of "
                "Group Customers to mark the customer with the value.",
                customer=self.sudo().display_name,
                field=self._get_guard_names(name)[1],
                type=change_type.browse(guard.type_id).display_name,
            )
        )

    @api.model
    def _get_guard_names(self, name):
        """Return the name of a guarded field that people see, and its label."""
        for shown, alias in self.env["group.customer.guarded.field"]._get_aliases():
            # The one of the two that people see
            name = shown if name == alias else name
        return name, self._fields[name]._description_string(self.env)

    def _get_guard_error(self, name, guard, customer=None):
        """Return the error for a guarded field, which names it, the customer and the
        way forward. ``web_save`` offers the request itself (see ``redirect_field``)."""
        customer = customer or self.sudo().display_name
        name, label = self._get_guard_names(name)
        if self and self.sudo()._get_guard_state() == "pending":
            return UserError(
                self.env._(
                    "%(field)s of %(customer)s cannot be changed while the new "
                    "customer is being approved. Wait for the decision, or recall "
                    "the request first.",
                    field=label,
                    customer=customer,
                )
            )
        # sudo: whoever is refused learns what would open the field
        change_type = self.env["group.customer.approval.type"].sudo()
        error = UserError(
            self.env._(
                "%(field)s of %(customer)s is changed by an approved request alone. "
                "Request the change on the customer (“%(type)s”).",
                field=label,
                customer=customer,
                type=change_type.browse(guard.type_id).display_name,
            )
        )
        # The request is made for the company, of which a contact takes its terms.
        error.guarded_partner_id = self.sudo().commercial_partner_id.id
        error.guarded_name = name
        return error
