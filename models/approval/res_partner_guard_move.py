# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError

# What decides whose commercial entity a contact is, and whether it is under the guard
MOVING_FIELDS = frozenset(
    {
        "parent_id",
        "is_company",
        "company_type",
        "commercial_partner_id",
        "is_group_customer",
        "group_parent_id",
        "company_id",
        "customer_rank",
    }
)


class ResPartner(models.Model):
    """Contacts that come under the guard or leave it: marked and unmarked, given a
    parent, made a company or a person.

    A customer leaves by those alone who may say so; a contact that joins a customer
    takes its terms and brings nothing along.
    """

    _inherit = "res.partner"

    def _write_guarded_move(self, vals, guards):
        """Write values that may bring contacts under the guard, or out of it."""
        parent = self.browse(vals.get("parent_id") or ())
        target = parent.sudo().commercial_partner_id
        if target and target._is_under_guard():
            kinds = {
                bool(p._with_company_kind(vals).get("is_company", p.is_company))
                for p in self
            }
            if len(kinds) > 1:
                companies = self.filtered("is_company")
                companies.write(vals)
                return (self - companies).write(vals)
            if kinds == {False}:
                vals = self._with_guarded_terms(vals, target, guards)
        if "commercial_partner_id" in vals:
            self._check_commercial_entity(vals["commercial_partner_id"])
        old_entities = {p: p.sudo().commercial_partner_id for p in self}
        under = {p for p, entity in old_entities.items() if entity._is_under_guard()}
        states = {p: p.sudo()._get_guard_state() for p in under}
        entities = self.browse().sudo().union(*old_entities.values(), target)
        before = entities._read_guarded(guards)
        joining = self.filtered(lambda p: p not in under)
        with self._joining_guard(joining.ids):
            result = super().write(vals)
        for partner in self:
            contact = partner.sudo()
            old, new = old_entities[partner], contact.commercial_partner_id
            if partner in under and old == contact:
                if new != contact or not contact._is_under_guard():
                    partner._check_guard_left(states[partner], guards)
            elif new._is_under_guard() and (new != old or partner not in under):
                partner._enter_guard(guards)
        self._check_guarded_kept(before, guards)
        return result

    def _mark_group_parents(self):
        # Becoming a parent makes a group customer of a company with all rights.
        guards = not self.env.su and self._get_guards()
        joining = self.filtered(lambda p: not p.sudo().is_group_customer)
        super()._mark_group_parents()
        if guards:
            for partner in joining.filtered(lambda p: p.sudo().is_group_customer):
                partner._enter_guard(guards)

    def _enter_guard(self, guards):
        """What has to be seen to when a contact comes under the guard."""
        self.ensure_one()
        contact = self.sudo()
        if contact.is_group_customer:
            # However it became one (by its group parent, for example)
            self._begin_new_customer()
        self._align_guarded_contacts(guards)
        if contact == contact.commercial_partner_id:
            self._check_guarded_new(guards)

    def _with_guarded_terms(self, vals, entity, guards):
        """Return the values with the terms of the company that contacts join.

        Odoo would carry what the contact brings along up to the company.
        """
        shared = self._get_guarded_shared_names(guards)
        entity.with_env(self.env)._check_joining_values(
            vals, guards, shared, self[:1].sudo().display_name
        )
        carried = shared.intersection(self._synced_commercial_fields())
        terms = {
            name: self._fields[name].convert_to_write(entity[name], entity)
            for name in carried
            if name not in vals or not vals[name]
        }
        return {**vals, **terms}

    def _check_commercial_entity(self, entity_id):
        """Refuse another commercial entity than the one that follows from the parent:
        it says who is under the guard."""
        other = self.sudo().browse(entity_id or ())
        for contact in self.sudo():
            entity = contact.commercial_partner_id
            if other != entity and any(p._is_under_guard() for p in other + entity):
                raise UserError(
                    self.env._(
                        "The commercial entity of %(name)s follows from its company "
                        "and cannot be entered. Change the company instead.",
                        name=contact.display_name,
                    )
                )

    def _check_guard_left(self, state, guards):
        """Refuse that a customer leaves the guard, unless the user may say so.

        :param state: how tight the guard was
        """
        if state == "open":
            return
        guard = guards.get("is_group_customer")
        user = self.env.user
        if guard and (state == "pending" or not guard.is_direct_for(user)):
            raise self._get_guard_error("is_group_customer", guard)
        if not guard and not user.has_group(
            "group_customer.group_group_customer_admin"
        ):
            raise UserError(
                self.env._(
                    "The terms of %(customer)s are guarded, and this change would "
                    "take the customer out of the guard. Ask an administrator of "
                    "Group Customers.",
                    customer=self.sudo().display_name,
                )
            )

    def _align_guarded_contacts(self, guards):
        """Give these contacts, which joined a company, and those of a new customer,
        the terms of their company: they have none of their own."""
        self.ensure_one()
        entity = self.sudo().commercial_partner_id
        contacts = entity.with_context(active_test=False).search(
            [("id", "child_of", self.id), ("commercial_partner_id", "=", entity.id)]
        )
        contacts -= entity
        names = [
            name
            for name in self._get_guarded_shared_names(guards)
            if self._fields[name].store
        ]
        if not contacts or not names:
            return
        for company in self.env["res.company"].sudo().search([]):
            here = entity.with_company(company)
            for contact in contacts.with_company(company):
                terms = {
                    name: self._fields[name].convert_to_write(here[name], here)
                    for name in names
                    if contact._get_cache_value(name) != here._get_cache_value(name)
                }
                if terms:
                    contact.write(terms)

    # ------------------------------------------------------------------
    # Customers on their way under the guard
    # ------------------------------------------------------------------

    @contextmanager
    def _joining_guard(self, ids):
        """While contacts join the guard, Odoo writes some of their values one by one:
        they are checked at the end, all together.

        :param ids: of the contacts; None: those that are created meanwhile
        """
        joining = self.env.cr.cache.setdefault("group_customer_joining", [])
        joining.append(ids)
        try:
            yield
        finally:
            joining.pop()

    def _is_joining_guard(self):
        """Whether this customer is being created, or is about to join the guard."""
        joining = self.env.cr.cache.get("group_customer_joining")
        if not joining:
            return False
        contact = self.sudo()
        if contact != contact.commercial_partner_id:
            return False
        if any(ids and self.id in ids for ids in joining):
            return True
        return (
            None in joining
            and contact.create_uid == self.env.user
            and contact.create_date == self.env.cr.now()
        )
