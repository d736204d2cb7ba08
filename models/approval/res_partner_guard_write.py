# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain

from .res_partner_guard_move import MOVING_FIELDS


class ResPartner(models.Model):
    """The guard in ``create`` and ``write``.

    Only the user decides (``env.su`` passes): nothing in the context or in the values
    opens a field. Writing what is stored already is no change, and a contact may take
    what its company has.
    """

    _inherit = "res.partner"

    # ------------------------------------------------------------------
    # ORM
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        guards = not self.env.su and self._get_guards()
        if not guards:
            return super().create(vals_list)
        entities = self._check_guarded_contacts(vals_list, guards)
        before = entities._read_guarded(guards)
        with self._joining_guard(None):
            partners = super().create(vals_list)
        partners._check_guarded_new(guards)
        self._check_guarded_kept(before, guards)
        return partners

    def write(self, vals):
        guards = not self.env.su and self._get_guards()
        if not guards:
            return super().write(vals)
        if not guards.keys().isdisjoint(vals):
            self._check_guarded_write(vals, guards)
        if MOVING_FIELDS.isdisjoint(vals) and vals.keys().isdisjoint(
            self._synced_commercial_fields()
        ):
            return super().write(vals)
        result = True
        for partners in self._split_guarded_move(vals):
            new_vals, move = partners._prepare_guarded_move(vals, guards)
            joining = [partner.id for partner in partners if partner not in move.states]
            with self._joining_guard(joining):
                result = super(ResPartner, partners).write({**new_vals}) and result
            partners._check_guarded_move(move, guards)
        return result

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        guard = not self.env.su and self._get_guards().get(field_name)
        if guard and self._is_guard_locked(field_name, guard):
            raise self._get_guard_error(field_name, guard)
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )

    @api.model
    def _get_guards(self):
        return self.env["group.customer.guarded.field"]._get_guards()

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------

    def _check_guarded_write(self, vals, guards):
        """Refuse values that change a guarded field of these contacts.

        :raises UserError: naming the field, the customer and the way forward
        """
        names = [name for name in vals if name in guards]
        for partner in self:
            if partner._is_joining_guard():
                continue
            contact = partner.sudo()
            entity = contact.commercial_partner_id
            for name in names:
                guard = guards[name]
                if not partner._is_guard_locked(name, guard):
                    continue
                value = contact._get_cache_value(name, vals[name])
                current = contact._get_cache_value(name)
                if value == current:
                    continue
                if contact != entity and value == entity._get_cache_value(name):
                    continue
                if not partner._may_fill_guarded(name, guard):
                    raise partner._get_guard_error(name, guard)

    def _get_cache_value(self, name, value=None):
        """Return a value, by default the stored one, in a form fit for comparing."""
        field = self._fields[name]
        if value is None:
            value = self[name]
        return field.convert_to_cache(value, self) or None

    def _get_guarded_terms(self, names):
        """Return what is stored in every company: dict of (company id, name) → value,
        the id of a value for all companies being False (with all rights)."""
        shared = [name for name in names if not self._fields[name].company_dependent]
        terms = {(False, name): self._get_cache_value(name) for name in shared}
        # pylint: disable=no-search-all
        for company in self.env["res.company"].sudo().search(Domain.TRUE):
            here = self.with_company(company)
            for name in set(names).difference(shared):
                terms[company.id, name] = here._get_cache_value(name)
        return terms

    def _read_guarded(self, guards):
        """Return what is stored: dict of commercial entity → dict name → value. Only
        of those whose values are not being entered."""
        return {
            entity: {
                name: entity._get_cache_value(name)
                for name in guards
                if self._fields[name].store
            }
            for entity in self.sudo()
            if entity._is_under_guard()
            and entity._get_guard_state() != "open"
            and not entity._is_joining_guard()
        }

    @api.model
    def _check_guarded_kept(self, before, guards):
        """Refuse what Odoo carried from a contact up to its company.

        Values of a contact can reach the company with all rights, when contact and
        company are brought in line: nobody may use that.

        :param before: what :meth:`_read_guarded` returned
        """
        for entity, values in before.items():
            for name, value in values.items():
                guard = guards[name]
                if (
                    entity._get_cache_value(name) != value
                    and not guard.is_direct_for(self.env.user)
                    and not (guard.free_when_empty and not value)
                ):
                    raise entity.with_env(self.env)._get_guard_error(name, guard)

    # ------------------------------------------------------------------
    # New contacts
    # ------------------------------------------------------------------

    @api.model
    def _check_guarded_contacts(self, vals_list, guards):
        """Refuse new contacts of a guarded company with terms of their own.

        :returns: the commercial entities that the new contacts belong to
        """
        shared = self._get_guarded_shared_names(guards)
        # A default is a value from the client too.
        kinds = ["parent_id", "is_company", "company_type"]
        defaults = self.default_get([*kinds, *sorted(shared)])
        entities = self.browse()
        for vals in vals_list:
            vals = self._with_company_kind({**defaults, **vals})
            parent = self.browse(vals.get("parent_id") or ())
            if not parent or vals.get("is_company"):
                continue
            entities |= parent.sudo().commercial_partner_id.with_env(self.env)
            parent._check_joining_values(vals, guards, shared, vals.get("name"))
        return entities

    def _check_joining_values(self, vals, guards, shared, customer):
        """Refuse values for a contact of this company that the company has not."""
        entity = self.sudo().commercial_partner_id
        for name in shared.intersection(vals):
            guard = guards[name]
            if not entity._is_under_guard(self._fields[name]):
                continue
            if guard.is_direct_for(self.env.user):
                continue
            value = entity._get_cache_value(name, vals[name] or False)
            if value and value != entity._get_cache_value(name):
                raise self._get_guard_error(name, guard, customer)

    def _check_guarded_new(self, guards):
        """Refuse values of customers that came under the guard without approval, where
        creation counts."""
        guards = {name: guard for name, guard in guards.items() if guard.on_create}
        for partner in self if guards else ():
            contact = partner.sudo()
            if contact != contact.commercial_partner_id:
                continue
            for name, guard in guards.items():
                field = self._fields[name]
                if (
                    field.store
                    and partner._is_guard_locked(name, guard)
                    and contact._get_guard_state() == "closed"
                    and contact._get_cache_value(name) != contact._get_unset(name)
                ):
                    raise partner._get_guard_new_error(name, guard)

    def _get_unset(self, name):
        """Return the value of a field that nobody entered."""
        field = self._fields[name]
        if field.company_dependent:
            value = field.get_company_dependent_fallback(self)
        else:
            value = field.default(self) if field.default else False
        return self._get_cache_value(name, value or False)

    # ------------------------------------------------------------------
    # The customer's own account
    # ------------------------------------------------------------------

    def can_edit_vat(self):
        # What customers enter on the portal is written with all rights.
        guard = self._get_guards().get("vat")
        return super().can_edit_vat() and not (
            guard and self._is_guard_locked("vat", guard)
        )
