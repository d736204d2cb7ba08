# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.effective_discount import EPSILON
from ...tools.group_paths import path_ids
from ...tools.term_ranges import Scope, most_specific


class TermLimits:
    """The permitted terms of some customers in one company on one day.

    Loaded in a number of statements that depends neither on the customers nor on the
    products; :meth:`find` then answers without any.
    """

    def __init__(self, scopes, grades):
        """
        :param scopes: list of ``Scope`` of the ranges in force
        :param dict grades: customer id → ids of its grades, the first counts most
        """
        self._scopes = scopes
        self._grades = grades
        self._found = {}

    def __bool__(self):
        return bool(self._scopes)

    def find(self, customer, category=None):
        """Return the range that decides, or None where nothing is limited.

        :param customer: commercial entity, one of those the limits were loaded for
        :param category: ``product.category`` of the product; none: the customer as a
            whole
        """
        key = (customer.id, category.id if category else None)
        if key not in self._found:
            scope = most_specific(
                self._scopes,
                self._grades.get(customer.id, ()),
                path_ids(category.parent_path) if category else (),
            )
            self._found[key] = scope.record if scope else None
        return self._found[key]


class GroupCustomerTermRange(models.Model):
    """Finding the range that decides, and what lies outside it."""

    _inherit = "group.customer.term.range"

    @api.model
    def _find_problems(self, partner, company, date, values):
        """Say what of proposed terms lies outside the permitted range.

        :param partner: the customer; may be a contact of it, or not saved yet
        :param company: ``res.company`` that agrees to the terms
        :param date: the day on which the terms begin to hold; empty: today
        :param dict values: field name of ``res.partner`` → proposed value, any of
            ``agreed_discount``, ``property_payment_term_id`` and
            ``settlement_method_id`` (records or ids); what is missing is not checked.
            A discount of 0, no payment terms (pay at once) and no settlement method
            are always inside.
        :returns: sentences for the reader, none when all is inside
        :rtype: list[str]
        """
        limits = self._get_limits(partner, company, date)
        customer = partner.sudo().commercial_partner_id or partner
        term_range = limits.find(customer._origin)
        return term_range._get_problems(customer, values) if term_range else []

    @api.model
    def _get_limits(self, partners, company, date=None):
        """Return the :class:`TermLimits` of customers in a company on a day."""
        date = date or self.env["group.customer.ledger"]._get_today(company)
        # sudo: what is permitted does not depend on who asks, nor on a search of
        # archived records that has a stored value computed
        ranges = self.sudo().with_context(active_test=True)
        ranges = ranges.search(
            Domain("company_id", "in", (company.id, False))
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", date))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )
        scopes = [
            Scope(
                term_range,
                term_range.grade_id.id or None,
                term_range.category_id.id or None,
                bool(term_range.company_id),
            )
            for term_range in ranges
        ]
        grades = {}
        if ranges.grade_id:
            customers = partners.sudo().commercial_partner_id._origin
            grades = self._get_grades(customers, company, date, ranges.scheme_id)
        return TermLimits(scopes, grades)

    @api.model
    def _get_grades(self, customers, company, date, schemes):
        """Return customer id → ids of the grades held on a day.

        The company's main scheme comes first, then the others in their order. A member
        of a group without a grade of its own has that of the group, if the scheme
        grades whole groups.
        """
        schemes = schemes.sorted(
            lambda scheme: (
                scheme != company.group_customer_scheme_id,
                scheme.sequence,
                scheme.id,
            )
        )
        awards = (
            self.env["group.customer.grade.award"]
            .sudo()
            .search(
                Domain("partner_id", "in", (customers | customers.group_root_id).ids)
                & Domain("scheme_id", "in", schemes.ids)
                & Domain("company_id", "=", company.id)
                & Domain("date_from", "<=", date)
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
            )
        )
        held = {(a.partner_id.id, a.scheme_id.id): a.grade_id.id for a in awards}
        grades = {}
        for customer in customers:
            found = []
            for scheme in schemes:
                grade = held.get((customer.id, scheme.id))
                if not grade and scheme.node_level == "root":
                    grade = held.get((customer.group_root_id.id, scheme.id))
                if grade:
                    found.append(grade)
            grades[customer.id] = found
        return grades

    def _get_problems(self, customer, values):
        """Return what of the proposed terms lies outside this range."""
        self.ensure_one()
        problems = []
        discount = values.get("agreed_discount") or 0.0
        if discount > self.discount_max + EPSILON:
            problems.append(
                self.env._(
                    "A discount of %(discount)s %% for %(customer)s is larger than "
                    "%(limit)s %%, the largest that “%(range)s” permits.",
                    discount=f"{discount:g}",
                    customer=customer.display_name,
                    limit=f"{self.discount_max:g}",
                    range=self._get_range_label(),
                )
            )
        elif 0 < discount < self.discount_min - EPSILON:
            problems.append(
                self.env._(
                    "A discount of %(discount)s %% for %(customer)s is smaller than "
                    "%(limit)s %%, the smallest that “%(range)s” permits.",
                    discount=f"{discount:g}",
                    customer=customer.display_name,
                    limit=f"{self.discount_min:g}",
                    range=self._get_range_label(),
                )
            )
        for name, permitted in (
            ("property_payment_term_id", self.payment_term_ids),
            ("settlement_method_id", self.settlement_method_ids),
        ):
            proposed = values.get(name)
            if isinstance(proposed, int):
                proposed = permitted.browse(proposed)
            if proposed and permitted and proposed._origin not in permitted:
                problems.append(
                    self.env._(
                        "“%(proposed)s” for %(customer)s is not among what “%(range)s” "
                        "permits: %(permitted)s.",
                        proposed=proposed.sudo().display_name,
                        customer=customer.display_name,
                        range=self._get_range_label(),
                        permitted=", ".join(permitted.mapped("display_name")),
                    )
                )
        return problems

    def _get_range_label(self):
        """Return the name with its days, for a message."""
        self.ensure_one()
        if not self.date_from and not self.date_to:
            return self.name
        return self.env._(
            "%(name)s (%(begin)s – %(end)s)",
            name=self.name,
            begin=format_date(self.env, self.date_from) or "…",
            end=format_date(self.env, self.date_to) or "…",
        )
