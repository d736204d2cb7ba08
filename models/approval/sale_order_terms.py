# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import namedtuple

from odoo import api, fields, models

from ...tools.effective_discount import discount_of

# Why an order is blocked: ``kind`` is customer, payment_term, discount or review;
# ``product`` and ``discount`` say what a price agreement would have to allow.
TermsProblem = namedtuple(
    "TermsProblem", "kind text customer product discount", defaults=(None, 0.0)
)
ALL_ASPECTS = frozenset({"customer", "payment_term", "discount", "review"})


class SaleOrder(models.Model):
    """What of an order is not permitted: the customer is not approved, or terms lie
    outside the permitted range (MD-01, MD-03, AP-04, CR-25).

    The price of a line counts as it really is: against the list price of the product,
    so that neither a lower unit price nor a pricelist nor a discount line on the order
    walks around the range. Permitted is the largest of the range's discount, the
    discount agreed with the customer, and a price agreement in force.
    """

    _inherit = "sale.order"

    terms_problems = fields.Text(
        string="Blocked Because",
        compute="_compute_terms_problems",
        help="Why the quotation cannot be confirmed, as it was saved last.",
    )
    has_price_problem = fields.Boolean(compute="_compute_terms_problems")

    has_agreed_discount = fields.Boolean(
        compute="_compute_has_agreed_discount",
        export_string_translation=False,
        help="Technical: shows the discount of the lines to users without the feature.",
    )

    @api.depends("order_line.discount")
    def _compute_has_agreed_discount(self):
        for order in self:
            order.has_agreed_discount = any(line.discount for line in order.order_line)

    # Both are as saved: an edit in the form is judged when it is saved.
    @api.depends("state")
    @api.depends_context("uid", "lang")
    def _compute_terms_problems(self):
        quotations = self._origin.filtered(lambda o: o.state in ("draft", "sent"))
        problems = quotations._find_terms_problems()
        for order in self:
            found = problems.get(order._origin, ())
            order.terms_problems = "\n".join(p.text for p in found) or False
            order.has_price_problem = any(p.kind == "discount" for p in found)

    def _find_terms_problems(self, aspects=ALL_ASPECTS, lines=None, dates=None):
        """Say what of these orders is not permitted today.

        The number of statements depends neither on the orders nor on their lines.

        :param aspects: kinds of problems to look for
        :param lines: only prices of these lines count; none: all
        :param dict dates: order id → day of the exchange rate; the order's by default
        :returns: order → list of :class:`TermsProblem`, for blocked orders only
        """
        problems = {}
        # sudo: an order is blocked whoever confirms it, be it a visitor
        orders_as_server = self.sudo()
        if "customer" in aspects:
            for order in orders_as_server:
                if found := order._find_customer_problems():
                    problems[order.id] = found
        for company, orders in orders_as_server.grouped("company_id").items():
            orders = orders.with_company(company)
            customers = orders._get_terms_customers()
            if customers:
                doubtful = orders._filter_doubtful(customers, company)
                customers = {order: customers[order] for order in doubtful}
            if customers:
                self._find_company_problems(
                    problems, company, customers, aspects, lines, dates or {}
                )
        order_by_id = {order.id: order for order in self}
        return {order_by_id[id_]: found for id_, found in problems.items()}

    def _get_terms_customers(self):
        """Return order → the customer whose terms count, of orders held to terms.

        It is who orders, or else who pays.
        """
        customers = {}
        for order in self:
            company = order.company_id
            for partner in (order.partner_id, order.partner_invoice_id):
                customer = partner.commercial_partner_id
                if customer and customer._is_under_terms(company):
                    customers[order] = customer
                    break
        return customers

    @api.model
    def _find_company_problems(
        self, problems, company, customers, aspects, lines, dates
    ):
        today = self.env["group.customer.ledger"]._get_today(company)
        all_customers = self.env["res.partner"].union(*customers.values())
        limits = self.env["group.customer.term.range"]._get_limits(
            all_customers, company, today
        )
        agreements = self.env["group.customer.price.agreement"]
        if limits and "discount" in aspects:
            agreements = agreements._get_in_force(all_customers, company, today)
            # For the lines of all orders at once, before each order is looked at
            lines_of_all = self.browse().union(*customers).order_line
            lines_of_all.mapped("tax_ids")
            lines_of_all.mapped("product_no_variant_attribute_value_ids")
        for order, customer in customers.items():
            found = problems.get(order.id, [])
            if "review" in aspects:
                found += order._find_review_problems(customer)
            if limits and "payment_term" in aspects:
                found += order._find_payment_term_problems(customer, limits)
            if limits and "discount" in aspects:
                found += order._find_discount_problems(
                    customer, limits, agreements, lines, dates
                )
            if found:
                problems[order.id] = found

    def _find_customer_problems(self):
        """Nothing is sold to a customer who has still to be approved, nor for its
        account."""
        self.ensure_one()
        partners = (self.partner_id | self.partner_invoice_id).commercial_partner_id
        return [
            TermsProblem("customer", reason, customer)
            for customer in partners
            if (reason := customer._get_blocking_approval())
        ]

    def _find_review_problems(self, customer):
        """Extension point: reviews that the order needs before it is confirmed."""
        self.ensure_one()
        return []

    def _find_payment_term_problems(self, customer, limits):
        self.ensure_one()
        term = self.payment_term_id
        term_range = limits.find(customer)
        permitted = term_range.payment_term_ids if term_range else term.browse()
        own = customer.with_company(self.company_id).property_payment_term_id
        if not term or not permitted or term in permitted or term == own:
            return []
        return [
            TermsProblem(
                "payment_term",
                self.env._(
                    "The payment terms “%(term)s” are neither those of %(customer)s "
                    "nor among what “%(range)s” permits (%(permitted)s): choose "
                    "others, or request a change of the customer's terms.",
                    term=term.display_name,
                    customer=customer.display_name,
                    range=term_range.display_name,
                    permitted=", ".join(permitted.mapped("display_name")),
                ),
                customer,
            )
        ]

    def _find_discount_problems(self, customer, limits, agreements, lines, dates):
        self.ensure_one()
        dates = {self.id: self.date_order, **dates}
        items = self.order_line._get_sold_items(dates)
        if lines is not None:
            changed = lines.sudo()
            # What reduces the order as a whole concerns all its lines
            if not any(item.net is None and item.lines & changed for item in items):
                items = [item for item in items if item.lines & changed]
        agreed = customer.with_company(self.company_id).agreed_discount
        found = []
        for item in items:
            term_range = limits.find(customer, item.product.categ_id)
            if item.net is None or item.list_amount <= 0 or not term_range:
                continue
            allowed = max(
                term_range.discount_max,
                agreed,
                agreements._get_discount(customer, item.product),
            )
            if not item.is_beyond(allowed):
                continue
            discount = discount_of(item.net, item.list_amount)
            found.append(
                TermsProblem(
                    "discount",
                    self.env._(
                        "%(product)s is sold %(discount).2f %% below its list price; "
                        "%(allowed)g %% is permitted (“%(range)s”): lower the "
                        "discount, or ask for a price agreement.",
                        product=item.product.display_name,
                        discount=discount,
                        allowed=allowed,
                        range=term_range.display_name,
                    ),
                    customer,
                    item.product,
                    discount,
                )
            )
        return found
