# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools import float_round

from .group_customer_demo import DISCIPLINE

BATCH_SIZE = 100


class GroupCustomerDemo(models.AbstractModel):
    """The orders, invoices, refunds and payments of the demo companies."""

    _inherit = "group.customer.demo"

    # ------------------------------------------------------------------
    # Documents
    # ------------------------------------------------------------------

    @api.model
    def _confirm_orders(self, plans):
        """Confirm one order per plan, a week before its invoice.

        :returns: the orders, in the sequence of the plans
        """
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": plan["partner"].id,
                    "user_id": plan["partner"].user_id.id,
                    "fiscal_position_id": False,
                    "order_line": [
                        Command.create(self._prepare_line_vals(plan, "product_uom_qty"))
                    ],
                }
                for plan in plans
            ]
        )
        orders.action_confirm()
        for order, plan in zip(orders, plans, strict=True):
            # Confirming sets the date of today.
            order.date_order = plan["date"] - timedelta(days=7)
        return orders

    @api.model
    def _create_invoices(self, plans, journal):
        """Draft the invoice of each plan, sorted by date, and note it there."""
        ordered = [plan for plan in plans if plan["ordered"]]
        for plan, order in zip(ordered, self._confirm_orders(ordered), strict=True):
            plan["order"] = order
        vals_list = [self._prepare_invoice_vals(plan) for plan in plans]
        self._number(vals_list, journal)
        invoices = self.env["account.move"].create(vals_list)
        for invoice, plan in zip(invoices, plans, strict=True):
            plan["invoice"] = invoice
        return invoices

    @api.model
    def _prepare_invoice_vals(self, plan):
        order = plan.get("order")
        if order:
            vals = order._prepare_invoice()
            lines = [line._prepare_invoice_line() for line in order.order_line]
        else:
            vals = {
                "move_type": "out_invoice",
                "partner_id": plan["partner"].id,
                "invoice_user_id": plan["partner"].user_id.id,
                "currency_id": plan["currency"].id,
            }
            lines = [self._prepare_line_vals(plan, "quantity")]
        return {
            **vals,
            "fiscal_position_id": False,
            "invoice_date": plan["date"],
            "invoice_line_ids": [
                Command.create({**line, "analytic_distribution": False})
                for line in lines
            ],
        }

    @api.model
    def _number(self, vals_list, journal):
        """Name moves before they are made: posting them, Odoo would look for the last
        name before each.

        A name that does not fit the day of the move is replaced when it is posted.

        :param vals_list: values of moves sorted by date; the journal is added too
        """
        series = {}
        for vals in vals_list:
            date = vals.get("date") or vals["invoice_date"]
            if date.year not in series:
                first = {"move_type": vals["move_type"], "date": date}
                move = self.env["account.move"].new({**first, "journal_id": journal.id})
                series[date.year] = move._get_next_sequence_format()
            pattern, values = series[date.year]
            values["seq"] += 1
            vals.update(journal_id=journal.id, name=pattern.format(**values))

    @api.model
    def _post(self, moves):
        moves = moves.sorted(lambda move: (move.date, move.id))
        for start in range(0, len(moves), BATCH_SIZE):
            moves[start : start + BATCH_SIZE].action_post()

    @api.model
    def _create_refunds(self, invoices, journal, chance):
        """Take back part of a few deliveries.

        :returns: dict from invoice to its refund
        """
        today = fields.Date.context_today(self)
        chosen = [invoice for invoice in invoices if chance.random() < 0.03]
        vals_list = []
        for invoice in chosen:
            line = invoice.invoice_line_ids[:1]
            date = min(today, invoice.invoice_date + timedelta(days=12))
            vals_list.append(
                {
                    "move_type": "out_refund",
                    "partner_id": invoice.partner_id.id,
                    "invoice_user_id": invoice.invoice_user_id.id,
                    "invoice_date": date,
                    "currency_id": invoice.currency_id.id,
                    "ref": invoice.name,
                    "fiscal_position_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": line.product_id.id,
                                "analytic_distribution": False,
                                "quantity": 1,
                                "price_unit": float_round(
                                    line.price_subtotal * chance.uniform(0.05, 0.2),
                                    precision_rounding=0.01,
                                ),
                                "tax_ids": [Command.set(line.tax_ids.ids)],
                            }
                        )
                    ],
                }
            )
        self._number(vals_list, journal)
        refunds = self.env["account.move"].create(vals_list)
        self._post(refunds)
        return dict(zip(chosen, refunds, strict=True))

    # ------------------------------------------------------------------
    # Money
    # ------------------------------------------------------------------

    @api.model
    def _collect(self, refunds, plans, journal, chance):
        """Book what the customers have paid until today, and reconcile it."""
        today = fields.Date.context_today(self)
        paid = []
        for plan in plans:
            invoice = plan["invoice"]
            earliest, latest, lost_share = DISCIPLINE[plan["discipline"]]
            date = invoice.invoice_date_due + timedelta(
                days=chance.randint(earliest, latest)
            )
            date = max(date, invoice.invoice_date)
            if chance.random() < lost_share or date > today:
                continue
            paid.append((date, invoice))
        paid.sort(key=lambda payment: (payment[0], payment[1].id))
        vals_list = [
            self._prepare_payment_vals(invoice, refunds.get(invoice), date, journal)
            for date, invoice in paid
        ]
        self._number(vals_list, journal)
        payments = self.env["account.move"].create(vals_list)
        self._post(payments)
        to_reconcile = [
            self._get_receivable_lines(invoice | payment)
            | self._get_receivable_lines(refunds.get(invoice, invoice.browse()))
            for (_date, invoice), payment in zip(paid, payments, strict=True)
        ]
        self.env["account.move.line"]._reconcile_plan(to_reconcile)

    @api.model
    def _get_receivable_lines(self, moves):
        return moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    @api.model
    def _prepare_payment_vals(self, invoice, refund, date, journal):
        """The entry of the bank for an invoice, less what was taken back."""
        amount_currency = invoice.amount_total - (refund.amount_total if refund else 0)
        balance = invoice.currency_id._convert(
            amount_currency, journal.company_id.currency_id, journal.company_id, date
        )
        receivable = self._get_receivable_lines(invoice).account_id[:1]
        common = {
            "currency_id": invoice.currency_id.id,
            "name": invoice.name,
            "analytic_distribution": False,
        }
        return {
            "move_type": "entry",
            "fiscal_position_id": False,
            "date": date,
            "ref": invoice.name,
            "partner_id": invoice.partner_id.id,
            "line_ids": [
                Command.create(
                    {
                        **common,
                        "account_id": journal.default_account_id.id,
                        "partner_id": invoice.partner_id.id,
                        "amount_currency": amount_currency,
                        "balance": balance,
                    }
                ),
                Command.create(
                    {
                        **common,
                        "account_id": receivable.id,
                        "partner_id": invoice.partner_id.id,
                        "amount_currency": -amount_currency,
                        "balance": -balance,
                    }
                ),
            ],
        }
