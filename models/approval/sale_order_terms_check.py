# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.http import request

from .sale_order_terms import ALL_ASPECTS

# What of the header of a confirmed order the check looks at.
HEADER_FIELDS = {
    "company_id",
    "currency_id",
    "partner_id",
    "partner_invoice_id",
    "payment_term_id",
    "pricelist_id",
}
# Key of the lines to check, see _collect_changed_lines.
CHANGED_LINES = "group_customer_changed_lines"
# How many reasons a message lists before "…".
REASONS_IN_MESSAGE = 8


class SaleOrder(models.Model):
    """Blocks orders that are not permitted, on every route.

    The check stands in ``create`` and ``write``, for that is what every route ends in:
    the button, a client that writes the state, the visitor who signs or pays. It holds
    for the superuser too, as whom visitors act.
    """

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._check_terms()
        return orders

    def write(self, vals):
        confirming = self.browse()
        if vals.get("state") == "sale":
            confirming = self.filtered(lambda order: order.state != "sale")
        # Prices of the quotation follow the exchange rate of its day.
        dates = {order.id: order.date_order for order in confirming}
        confirmed = self.browse()
        if HEADER_FIELDS & set(vals):
            confirmed = (self - confirming).filtered(lambda o: o.state == "sale")
        before = {order: order._get_terms_header() for order in confirmed}
        if "order_line" in vals:
            # Lines are written one by one; they are checked together
            with self._collect_changed_lines():
                result = super().write(vals)
        else:
            result = super().write(vals)
        if confirming:
            confirming._check_terms(dates=dates)
        for order, (parties, term) in before.items():
            now_parties, now_term = order._get_terms_header()
            if parties != now_parties:
                order._check_terms()
            elif term != now_term:
                order._check_terms(aspects={"payment_term"})
        return result

    @contextmanager
    def _collect_changed_lines(self):
        """Put off the check of lines of confirmed orders until the end of the block.

        What is put off stands beside the cache of the transaction, where no client
        reaches; an error in the block undoes the changes with their check.
        """
        cache = self.env.cr.cache
        if CHANGED_LINES in cache:
            yield  # the outer block checks
            return
        ids = cache[CHANGED_LINES] = set()
        try:
            yield
        finally:
            cache.pop(CHANGED_LINES, None)
        lines = self.env["sale.order.line"].browse(sorted(ids)).exists()
        lines._check_confirmed_terms()

    def _get_terms_header(self):
        """Return what of the header the check looks at."""
        self.ensure_one()
        return (
            (
                self.partner_id | self.partner_invoice_id,
                self.company_id,
                self.currency_id,
            ),
            self.payment_term_id,
        )

    # === REFUSAL === #

    def _check_terms(self, aspects=ALL_ASPECTS, lines=None, dates=None):
        """Refuse orders that are not permitted.

        :raises UserError: naming the orders and what to do
        :raises RedirectWarning: the same, in the web client, with the way forward
        """
        problems = self._find_terms_problems(aspects, lines, dates)
        if problems:
            self._refuse_terms(problems)

    @api.model
    def _refuse_terms(self, problems):
        if self.env.user.share:
            raise UserError(next(iter(problems))._get_online_refusal())
        blocks = []
        for order, found in problems.items():
            reasons = [f"– {problem.text}" for problem in found[:REASONS_IN_MESSAGE]]
            if len(found) > REASONS_IN_MESSAGE:
                reasons.append("…")
            title = self.env._(
                "%(order)s of %(customer)s cannot be confirmed, or changed like this:",
                order=order.name,
                customer=order.sudo().partner_id.display_name,
            )
            blocks.append("\n".join([title, *reasons]))
        message = "\n\n".join(blocks[:REASONS_IN_MESSAGE])
        order, found = next(iter(problems.items()))
        way = order._get_way_forward(found) if self._is_web_client() else None
        if not way:
            raise UserError(message)
        action, label = way
        error = RedirectWarning(message, action, label)
        # A block is no failure of the server: nothing for an administrator to read
        error.loglevel = logging.INFO
        raise error

    @api.model
    def _is_web_client(self):
        """Whether somebody looks at a screen that can show a button.

        Everybody else – RPC, a cron, code that catches errors – gets an ordinary
        error.
        """
        return bool(request) and request.httprequest.path.startswith("/web/")

    def _get_way_forward(self, problems):
        """Return the action that leads on and the label of its button, or None."""
        self.ensure_one()
        kinds = [problem.kind for problem in problems]
        for kind, prepare in (
            ("customer", self._get_customer_action),
            ("review", self._get_review_action),
            ("discount", self._get_agreement_action),
            ("payment_term", self._get_change_request_action),
        ):
            if kind in kinds:
                found = [problem for problem in problems if problem.kind == kind]
                return prepare(found)
        return None

    def _get_customer_action(self, problems):
        customer = problems[0].customer
        return self._get_form_action(customer), self.env._("Open the Customer")

    def _get_review_action(self, problems):
        """Extension point: where the review of the order is asked for."""
        return None

    def _get_agreement_action(self, problems):
        Agreement = self.env["group.customer.price.agreement"]
        if not Agreement.has_access("create"):
            return None
        action = self._get_form_action(Agreement)
        worst = max(problems, key=lambda problem: problem.discount)
        vals = self._prepare_agreement_vals(worst)
        action["context"] = {f"default_{name}": vals[name] for name in vals}
        return action, self.env._("Ask for a Price Agreement")

    def _get_change_request_action(self, problems):
        customer = problems[0].customer.sudo(False)
        if self.env["group.customer.change.request"].has_access("create"):
            customer = customer.with_context(
                group_customer_change_field="property_payment_term_id"
            )
            return customer.action_request_change(), self.env._("Request a Change")
        return self._get_form_action(customer), self.env._("Open the Customer")

    @api.model
    def _get_form_action(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
            "view_mode": "form",
            "target": "current",
            "name": record._description,
        }
