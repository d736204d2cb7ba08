# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The documents that ``dataset.py`` copies, one of each, through the ORM."""

from odoo.fields import Command

USERS = 20


def make_sources(env):
    """Create customer, invoice, credit note, payment and order.

    :return: ids by kind; of an entry a dict of its ``move`` and lines
    """
    env = env(context={**env.context, "tracking_disable": True})
    partner = env["res.partner"].create(
        {"name": "Benchmark template", "is_company": True, "is_group_customer": True}
    )
    product = env["product.product"].create(
        {
            "name": "Benchmark",
            "type": "service",
            "invoice_policy": "order",
            "list_price": 100.0,
            "taxes_id": [Command.clear()],
        }
    )
    invoices = env["account.move"].create(
        [
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "invoice_date": "2020-01-01",
                "invoice_date_due": "2020-01-31",
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": 100.0,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
            for move_type in ("out_invoice", "out_refund")
        ]
    )
    invoices.action_post()
    invoice, refund = invoices
    payment = (
        env["account.payment"]
        .with_context(force_payment_move=True)
        .create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": partner.id,
                "amount": 100.0,
                "date": "2020-01-20",
            }
        )
    )
    payment.action_post()
    lines = (invoice + payment.move_id).line_ids
    lines.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [
                Command.create({"product_id": product.id, "tax_ids": [Command.clear()]})
            ],
        }
    )
    order.action_confirm()
    return {
        "partner": partner.id,
        "users": make_users(env),
        "invoice": _entry(invoice),
        "refund": _entry(refund),
        "payment": _entry(payment.move_id),
        "partial": invoice.line_ids.matched_credit_ids.id,
        "order": order.id,
    }


def _entry(move):
    """Ids of an entry and its lines."""
    receivable = move.line_ids.filtered(
        lambda line: line.account_type == "asset_receivable"
    )
    other = move.line_ids - receivable
    return {
        "move": move.id,
        "receivable": receivable.id,
        "product": other.id,
        "bank": other.id,
    }


def make_users(env):
    """Account managers, who share the groups among them."""
    groups = (
        env.ref("base.group_user")
        + env.ref("sales_team.group_sale_salesman_all_leads")
        + env.ref("group_customer.group_group_customer_user")
    )
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": f"Benchmark {number}",
                    "login": f"benchmark_{number}",
                    "group_ids": [Command.set(groups.ids)],
                }
                for number in range(USERS)
            ]
        )
        .ids
    )
