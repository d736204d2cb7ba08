# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A merge changes no guarded value of a customer.

    Odoo fills the empty values of the destination by plain SQL and moves the business
    of the others to it: both would put a customer on terms that nobody approved.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        guards = not self.env.su and self.env["res.partner"]._get_guards()
        if not guards:
            return super()._merge(partner_ids, dst_partner, extra_checks=extra_checks)
        partners = self.env["res.partner"].browse(partner_ids).exists()
        before = self._read_guarded_terms(partners, guards)
        # A destination that comes under the guard only now is checked at the end.
        joining = partners.filtered(
            lambda p: not p.sudo().commercial_partner_id._is_under_guard()
        )
        with partners._joining_guard(joining.ids):
            result = super()._merge(partner_ids, dst_partner, extra_checks=extra_checks)
        self._check_merged_terms(before, partners.exists(), guards)
        return result

    @api.model
    def _read_guarded_terms(self, partners, guards):
        """Return dict of contact → (its name, dict of (company id, field) → value), of
        the contacts under the guard that are no new customers yet."""
        terms = {}
        names = [name for name in guards if partners._fields[name].store]
        for partner in partners.sudo():
            entity = partner.commercial_partner_id
            if not entity._is_under_guard() or partner._get_guard_state() == "open":
                continue
            terms[partner] = (
                partner.display_name,
                partner._get_guarded_terms(names),
            )
        return terms

    @api.model
    def _check_merged_terms(self, before, kept, guards):
        """Refuse a merge after which a customer has other guarded values than before.

        :param kept: the contact that the others were merged into
        """
        user = self.env.user
        for contact in kept.sudo() if before else ():
            if not contact.commercial_partner_id._is_under_guard() or (
                contact._get_guard_state() == "open"
            ):
                raise UserError(
                    self.env._(
                        "%(customer)s would leave the guard of its terms by this "
                        "merge. Merge the others into it instead.",
                        customer=next(iter(before.values()))[0],
                    )
                )
            if contact not in before:
                self._carry_guarded_terms(before, contact)
            for customer, terms in before.values():
                now = contact._get_guarded_terms({name for _company, name in terms})
                for (company_id, name), value in terms.items():
                    guard = guards[name]
                    if now[company_id, name] == value or guard.is_direct_for(user):
                        continue
                    if guard.free_when_empty and not value:
                        continue
                    raise UserError(
                        self.env._(
                            "%(field)s of %(customer)s would change by this merge, "
                            "and an approved request alone changes it. Bring the "
                            "customers to the same value first.",
                            field=contact._fields[name]._description_string(self.env),
                            customer=customer,
                        )
                    )
            contact.with_env(self.env)._align_guarded_contacts(guards)

    @api.model
    def _carry_guarded_terms(self, before, contact):
        """Give a destination without terms those of the customer it takes in; Odoo
        carries most of them itself, but not what is computed by default."""
        for _customer, terms in before.values():
            contact.write(
                {
                    name: value
                    for (company_id, name), value in terms.items()
                    if value and not company_id and not contact[name]
                }
            )
