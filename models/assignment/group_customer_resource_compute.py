# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

ADDRESS_PARTS = ("street", "city", "state_id", "zip", "country_id")


class GroupCustomerResource(models.Model):
    """What follows from the other values of a resource, and what must hold."""

    _inherit = "group.customer.resource"

    # === COMPUTE METHODS === #

    @api.depends("kind_id", "premium", "date", "is_kind_given", "company_id")
    def _compute_kind_id(self):
        """Suggest the kind as of the coming month; what is given stays."""
        for company, resources in self.grouped("company_id").items():
            guessed = resources.filtered(lambda r: not r.is_kind_given)
            for resource in resources - guessed:
                resource.kind_id = resource.kind_id
            kinds = guessed._suggest_kinds(company)
            for resource in guessed:
                resource.kind_id = kinds.get(resource, False)

    @api.depends("amount", "currency_id", "company_id", "date")
    def _compute_amount_company(self):
        for resource in self:
            today = fields.Date.context_today(resource)
            resource.amount_company = resource.currency_id._convert(
                resource.amount,
                resource.company_id.currency_id,
                resource.company_id,
                min(resource.date or today, today),
            )

    @api.depends("is_address_given", *(f"partner_id.{name}" for name in ADDRESS_PARTS))
    def _compute_address_completeness(self):
        for resource in self:
            if resource.is_address_given:
                resource.address_completeness = resource.address_completeness
                continue
            known = [name for name in ADDRESS_PARTS if resource.partner_id[name]]
            resource.address_completeness = 100 * len(known) / len(ADDRESS_PARTS)

    @api.depends(
        "is_phone_given",
        "partner_id.phone",
        "partner_id.child_ids.phone",
        "contact_id.phone",
    )
    def _compute_phone_completeness(self):
        for resource in self:
            if resource.is_phone_given:
                resource.phone_completeness = resource.phone_completeness
                continue
            persons = resource.contact_id or resource.partner_id.child_ids
            known = [
                bool(resource.partner_id.phone),
                any(person.phone for person in persons),
            ]
            resource.phone_completeness = 100 * sum(known) / len(known)

    @api.depends("state", "commercial_partner_id.user_id")
    def _compute_user_id(self):
        """Whoever manages the account holds what was allocated with it: a handover of
        the account takes its resources along."""
        for resource in self:
            held = resource.state == "allocated"
            resource.user_id = held and resource.commercial_partner_id.user_id

    @api.depends("circulation_before", "commercial_partner_id")
    def _compute_circulation_total(self):
        for resource in self:
            # sudo: how often is no secret of the resource's readers
            partner = resource.sudo().commercial_partner_id
            resource.circulation_total = (
                resource.circulation_before + partner.resource_circulation_count
            )

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for resource in self:
            partner = resource.partner_id.display_name or ""
            resource.display_name = f"{resource.name or ''} ({partner})"

    # === CONSTRAINT METHODS === #

    @api.constrains("partner_id", "contact_id")
    def _check_partner(self):
        for resource in self:
            # sudo: the check goes by what the customer is, not by who asks
            account = resource.sudo().commercial_partner_id
            if not account.is_group_customer:
                raise ValidationError(
                    self.env._(
                        "%(resource)s: %(partner)s is not a group customer, so nobody "
                        "can be made its account manager. Mark it as a group customer "
                        "first.",
                        resource=resource.name,
                        partner=account.display_name,
                    )
                )
            contact = resource.sudo().contact_id
            if contact and contact.commercial_partner_id != account:
                raise ValidationError(
                    self.env._(
                        "%(resource)s: %(contact)s does not belong to %(partner)s. "
                        "Choose one of its contact persons.",
                        resource=resource.name,
                        contact=contact.display_name,
                        partner=account.display_name,
                    )
                )

    @api.constrains("date", "insured_on", "last_payment_on")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for resource in self:
            if resource.insured_on and resource.insured_on > resource.date:
                raise ValidationError(
                    self.env._(
                        "%(resource)s matures or is renewed on %(date)s, before it was "
                        "made on %(made)s. Correct one of the dates.",
                        resource=resource.name,
                        date=resource.date,
                        made=resource.insured_on,
                    )
                )
            if resource.last_payment_on and resource.last_payment_on > today:
                raise ValidationError(
                    self.env._(
                        "%(resource)s: the last payment on %(date)s is still to come. "
                        "Enter when the customer paid last.",
                        resource=resource.name,
                        date=resource.last_payment_on,
                    )
                )

    @api.constrains("currency_id")
    def _check_currency(self):
        for resource in self:
            if not resource.currency_id.active:
                raise ValidationError(
                    self.env._(
                        "%(resource)s is in %(currency)s, which is not active. "
                        "Activate the currency or use another one.",
                        resource=resource.name,
                        currency=resource.currency_id.name,
                    )
                )
