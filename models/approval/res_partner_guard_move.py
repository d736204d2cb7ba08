# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import contextmanager
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .res_partner_approval import DIRECT_GROUP

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


class GuardedMove(NamedTuple):
    """What stood before contacts moved."""

    entities: dict  # contact → its commercial entity
    states: dict  # contact under the guard → how tight the guard was
    values: dict  # what ``_read_guarded`` returned


class ResPartner(models.Model):
    """Contacts that come under the guard or leave it: marked and unmarked, given a
    parent, made a company or a person.

    A customer leaves by those alone who may say so; a contact that joins a customer
    takes its terms and brings nothing along.
    """

    _inherit = "res.partner"

    def _split_guarded_move(self, vals):
        """Return these contacts as those that will be companies of their own and those
        that will not, when their new parent is under the guard; else all together."""
        target = self._get_guarded_target(vals)
        if not target._is_under_guard():
            return [self]
        kinds = self.grouped(
            lambda p: bool(p._with_company_kind(vals).get("is_company", p.is_company))
        )
        return [contacts for _is_company, contacts in sorted(kinds.items())]

    @api.model
    def _get_guarded_target(self, vals):
        """Return the commercial entity of the new parent (with all rights)."""
        parent = self.browse(vals.get("parent_id") or ())
        return parent.sudo().commercial_partner_id

    def _prepare_guarded_move(self, vals, guards):
        """Return the values to write, and what is needed to check them afterwards."""
        target = self._get_guarded_target(vals)
        if (
            target._is_under_guard()
            and self
            and not self._with_company_kind(vals).get("is_company", self[0].is_company)
        ):
            vals = self._with_guarded_terms(vals, target, guards)
        if "commercial_partner_id" in vals:
            self._check_commercial_entity(vals["commercial_partner_id"])
        entities = {p: p.sudo().commercial_partner_id for p in self}
        states = {
            partner: partner.sudo()._get_guard_state()
            for partner, entity in entities.items()
            if entity._is_under_guard()
        }
        kept = self.browse().sudo().union(*entities.values(), target)
        return vals, GuardedMove(entities, states, kept._read_guarded(guards))

    def _check_guarded_move(self, move, guards):
        """See to contacts that left the guard or came under it."""
        for partner in self:
            contact = partner.sudo()
            old, new = move.entities[partner], contact.commercial_partner_id
            was_under = partner in move.states
            if was_under and old == contact:
                if new != contact or not contact._is_under_guard():
                    partner._check_guard_left(move.states[partner], guards)
                    partner._forget_guard_approval()
            elif new._is_under_guard() and (new != old or not was_under):
                partner._enter_guard(guards)
        self._check_guarded_kept(move.values, guards)

    def _mark_group_parents(self):
        # Becoming a parent makes a group customer of a company with all rights.
        guards = not self.env.su and self._get_guards()
        joining = self.filtered(lambda p: not p.sudo().is_group_customer)
        res = super()._mark_group_parents()
        if guards:
            for partner in joining.filtered(lambda p: p.sudo().is_group_customer):
                partner._enter_guard(guards)
        return res

    def _enter_guard(self, guards):
        """What has to be seen to when a contact comes under the guard."""
        self.ensure_one()
        contact = self.sudo()
        if contact.is_group_customer:
            # However it became one (by its group parent, for example)
            self._begin_new_customer()
        self._align_guarded_contacts(guards)
        if contact != contact.commercial_partner_id:
            return
        # An administrator, whose group customers need no approval, also marks one that
        # has its terms already: for example one whose mark was taken away.
        if contact.is_group_customer and self.env.user.has_group(DIRECT_GROUP):
            return
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

    def _forget_guard_approval(self):
        """Whoever comes back under the guard is a new customer again: what was
        approved are the terms at that time."""
        contact = self.sudo()
        if contact.group_approval_state == "approved":
            contact._write_server({"group_approval_state": False})

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
        # pylint: disable=no-search-all
        for company in self.env["res.company"].sudo().search(Domain.TRUE):
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
