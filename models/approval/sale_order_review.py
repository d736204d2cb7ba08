# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib
import json
import math

from odoo import api, fields, models
from odoo.exceptions import UserError

from .sale_order_terms import TermsProblem

# A review in one of these states says that the order is a custom order, even when
# somebody takes the mark off.
REVIEW_STATES = ("in_progress", "approved", "returned", "rejected", "expired")


class ProductTemplate(models.Model):
    _inherit = "product.template"

    is_custom_made = fields.Boolean(
        string="Custom-made",
        help="Orders of it are custom orders: those of group customers are reviewed "
        "before they are confirmed.",
    )


class SaleOrder(models.Model):
    """Custom orders (定制订单) are reviewed before they are confirmed (AP-11)."""

    _inherit = "sale.order"

    is_custom_order = fields.Boolean(
        string="Custom Order",
        tracking=True,
        help="An order with special requirements. It is reviewed before it is "
        "confirmed; an order from stock is confirmed directly.",
    )
    needs_order_review = fields.Boolean(compute="_compute_needs_order_review")
    custom_requirements = fields.Text(
        string="Special Requirements",
        help="What is to be made or done differently for this order.",
    )
    order_review_ids = fields.One2many(
        comodel_name="group.customer.proposal",
        inverse_name="sale_order_id",
        string="Order Reviews",
        domain=[("type_id.code", "=", "order_review")],
    )
    order_review_count = fields.Integer(compute="_compute_order_review_count")
    price_agreement_ids = fields.One2many(
        comodel_name="group.customer.price.agreement",
        inverse_name="sale_order_id",
        string="Price Agreements",
    )
    price_agreement_count = fields.Integer(compute="_compute_price_agreement_count")

    @api.depends("is_custom_order", "order_line.product_id", "order_review_ids")
    def _compute_needs_order_review(self):
        for order in self:
            order.needs_order_review = order._needs_review()

    @api.depends("order_review_ids")
    def _compute_order_review_count(self):
        for order in self:
            order.order_review_count = len(order.order_review_ids)

    @api.depends("price_agreement_ids")
    def _compute_price_agreement_count(self):
        for order in self:
            order.price_agreement_count = len(order.price_agreement_ids)

    # === REVIEW === #

    def _needs_review(self):
        """Whether the order is a custom order: by its mark, by what it sells, or
        because it was taken for one when a review was asked for."""
        self.ensure_one()
        return (
            self.is_custom_order
            or any(line.product_id.is_custom_made for line in self.order_line)
            or any(
                review.approval_state in REVIEW_STATES
                for review in self.sudo().order_review_ids
            )
        )

    def _get_review_digest(self):
        """Return a digest of what an order review looks at: what is made for whom."""
        self.ensure_one()
        lines = [
            [
                line.product_id.id,
                line.product_uom_id.id,
                line.product_uom_qty,
                line.name,
            ]
            for line in self.order_line.sorted("id")
            if line.product_uom_qty and not line.display_type
        ]
        content = [
            self.partner_id.id,
            self.custom_requirements or "",
            str(self.commitment_date or ""),
            lines,
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def _find_review_problems(self, customer):
        problems = super()._find_review_problems(customer)
        if not self._needs_review():
            return problems
        reviews = self.order_review_ids.sorted("id")
        done = reviews.filtered(lambda r: r.approval_state == "executed")
        if any(
            review.approval_request_id.document_digest == review._get_approval_digest()
            for review in done
        ):
            return problems
        if done:
            text = self.env._(
                "The custom order was changed since its review (%(review)s): have it "
                "reviewed again.",
                review=done[-1].reference,
            )
        elif reviews.filtered(
            lambda r: r.approval_state in ("in_progress", "approved")
        ):
            text = self.env._(
                "The order review %(review)s of this custom order is not decided yet.",
                review=reviews[-1].reference,
            )
        else:
            text = self.env._(
                "It is a custom order, which is reviewed before it is confirmed: ask "
                "for an order review."
            )
        return problems + [TermsProblem("review", text, customer)]

    def _get_review_action(self, problems):
        if not self.env["group.customer.proposal"].has_access("create"):
            return None
        return self.action_open_order_review(), self.env._("Open the Order Review")

    # === ACTIONS === #

    def action_open_order_review(self):
        """Open the latest review of the order, or a new one."""
        self.ensure_one()
        self.check_access("read")
        reviews = self.order_review_ids.sorted("id")
        last = reviews[-1:]
        if last.approval_state in ("executed", "rejected"):
            digest = last.sudo().approval_request_id.document_digest
            if digest != last.sudo()._get_approval_digest():
                last = last.browse()
        action = self._get_form_action(last or self.env["group.customer.proposal"])
        if not last:
            review = self.env["group.customer.approval.type"]._get("order_review")
            action["context"] = {
                "default_type_id": review.id,
                "default_name": self.env._("Review of %(order)s", order=self.name),
                "default_partner_id": self.partner_id.commercial_partner_id.id,
                "default_company_id": self.company_id.id,
                "default_sale_order_id": self.id,
            }
        return action

    def action_open_price_agreements(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_price_agreement_action"
        )
        return {**action, "domain": [("sale_order_id", "=", self.id)], "context": {}}

    def action_request_price_agreements(self):
        """Draft a price agreement for each product whose price is not permitted, as
        low as the order has it, and open them."""
        self.ensure_one()
        self.check_access("write")
        worst = {}
        for problem in self._find_terms_problems({"discount"}).get(self, ()):
            known = worst.setdefault(problem.product, problem)
            if problem.discount > known.discount:
                worst[problem.product] = problem
        if not worst:
            raise UserError(
                self.env._(
                    "Every price of %(order)s is permitted: no price agreement is "
                    "needed.",
                    order=self.name,
                )
            )
        asked = self.price_agreement_ids.filtered(
            lambda agreement: agreement.approval_state in (False, "in_progress")
        ).product_id
        self.env["group.customer.price.agreement"].create(
            [
                self._prepare_agreement_vals(problem)
                for product, problem in worst.items()
                if product not in asked
            ]
        )
        return self.action_open_price_agreements()

    def _prepare_agreement_vals(self, problem):
        """Return the values of a price agreement that would permit what is blocked."""
        self.ensure_one()
        day = fields.Date.context_today(self)
        # As large as needed, and two decimals are what the field has
        discount = math.ceil(round(problem.discount * 100, 4)) / 100
        return {
            "partner_id": problem.customer.id,
            "company_id": self.company_id.id,
            "product_id": problem.product.id,
            "discount": min(discount, 100.0),
            "date_from": day,
            "date_to": max(day, self.validity_date or day),
            "sale_order_id": self.id,
            "reason": self.env._("For the quotation %(order)s.", order=self.name),
        }
