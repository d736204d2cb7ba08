# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Write Northwind into Odoo through the ORM.

What is written, and the choices the CSV files leave open:

* A customer is a company (reference = Northwind's code) with one contact. Each
  is a group customer; its salesperson is the employee of its latest order.
* An employee is a user; who has reports leads a sales team of them.
* An order is confirmed and invoiced on its ``order_date``, at noon UTC so that
  no time zone moves the day. The invoice falls due on ``required_date``.
* No taxes. Freight is left out: revenue is the goods value.
* A shipped order was paid in full on its ``shipped_date`` (late when shipped
  after ``required_date``); what was never shipped is still open.
* The company rounds per line.

Each record has an external id ``__import__.northwind_…``: a second run finds
what is there and adds only what is missing, also after a break half-way.
"""

from itertools import islice

from odoo.fields import Command

MODULE = "__import__"
SLICE = 100
COUNTRIES = {"UK": "GB", "USA": "US", "Venezuela": "VE"}


def sliced(items, size=SLICE):
    """Yield lists of at most ``size`` items."""
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part


def find(env, kind, keys):
    """Records of an earlier load: ``{key: id}``."""
    names = {f"northwind_{kind}_{key}".lower(): key for key in keys}
    rows = (
        env["ir.model.data"]
        .sudo()
        .search_read(
            [("module", "=", MODULE), ("name", "in", list(names))],
            ["name", "res_id"],
        )
    )
    return {names[row["name"]]: row["res_id"] for row in rows}


def remember(env, kind, records):
    """Give the records of ``{key: record}`` their external ids."""
    env["ir.model.data"].sudo().create(
        [
            {
                "module": MODULE,
                "name": f"northwind_{kind}_{key}".lower(),
                "model": record._name,
                "res_id": record.id,
                "noupdate": True,
            }
            for key, record in records.items()
        ]
    )


def ensure(env, model, kind, values_by_key):
    """Create what is missing in one batch and return ``{key: record}``."""
    ids = find(env, kind, values_by_key)
    missing = [key for key in values_by_key if key not in ids]
    created = env[model].create([values_by_key[key] for key in missing])
    remember(env, kind, dict(zip(missing, created, strict=True)))
    ids.update(zip(missing, created.ids, strict=True))
    return {key: env[model].browse(ids[key]) for key in values_by_key}


def load_users(env, data):
    """Employees as users, and a sales team per employee with reports."""
    user_group = env.ref("group_customer.group_group_customer_user")
    manager_group = env.ref("group_customer.group_group_customer_manager")
    salesman = env.ref("sales_team.group_sale_salesman_all_leads")
    leaders = {row["reports_to"] for row in data.employees.values()} - {""}
    users = ensure(
        env,
        "res.users",
        "employee",
        {
            key: {
                "name": f"{row['first_name']} {row['last_name']}",
                "login": f"northwind.{row['last_name'].lower()}",
                "company_id": env.company.id,
                "company_ids": [Command.set(env.company.ids)],
                "group_ids": [
                    Command.link(env.ref("base.group_user").id),
                    Command.link(salesman.id),
                    Command.link((manager_group if key in leaders else user_group).id),
                ],
            }
            for key, row in data.employees.items()
        },
    )
    teams = ensure(
        env,
        "crm.team",
        "team",
        {
            key: {
                "name": f"Northwind: {users[key].name}",
                "user_id": users[key].id,
                "company_id": env.company.id,
                "member_ids": [
                    Command.set(
                        [
                            users[member].id
                            for member, row in data.employees.items()
                            if row["reports_to"] == key and member not in leaders
                        ]
                    )
                ],
            }
            for key in sorted(leaders)
        },
    )
    return users, teams


def load_products(env, data):
    """Categories and products; no taxes, invoiced as ordered."""
    categories = ensure(
        env,
        "product.category",
        "category",
        {key: {"name": row["category_name"]} for key, row in data.categories.items()},
    )
    return ensure(
        env,
        "product.product",
        "product",
        {
            key: {
                "name": row["product_name"],
                "default_code": f"NW-{key}",
                "categ_id": categories[row["category_id"]].id,
                "list_price": float(row["unit_price"]),
                "type": "consu",
                "invoice_policy": "order",
                "taxes_id": [Command.clear()],
                "supplier_taxes_id": [Command.clear()],
                "description_sale": row["quantity_per_unit"],
            }
            for key, row in data.products.items()
        },
    )


def load_customers(env, data, users):
    """Customers as companies with their contact, all of them group customers."""
    countries = {}
    for country in (
        env["res.country"]
        .with_context(lang="en_US")
        .search_fetch([("code", "!=", False)], ["name", "code"])
    ):
        countries[country.name] = countries[country.code] = country
    salespersons = data.salesperson_by_customer()
    values = {}
    for key, row in data.customers.items():
        country = countries[COUNTRIES.get(row["country"], row["country"])]
        salesperson = salespersons.get(key)
        values[key] = {
            "name": row["company_name"],
            "ref": key,
            "is_company": True,
            "is_group_customer": True,
            "street": row["address"],
            "city": row["city"],
            "zip": row["postal_code"],
            "country_id": country.id,
            "state_id": country.state_ids.filtered(
                lambda state, code=row["region"]: state.code == code
            )[:1].id,
            "phone": row["phone"],
            "user_id": users[salesperson].id if salesperson else False,
            "child_ids": [
                Command.create(
                    {"name": row["contact_name"], "function": row["contact_title"]}
                )
            ],
        }
    return ensure(env, "res.partner", "customer", values)


def load_orders(env, data, order_ids, masters):
    """Confirm and invoice a slice of orders on their own dates.

    :return: ``{order_id: invoice}`` of the orders written now.
    """
    done = find(env, "order", order_ids)
    keys = [key for key in order_ids if key not in done]
    if not keys:
        return {}
    orders = env["sale.order"].create(
        [_order_values(env, data, key, masters) for key in keys]
    )
    remember(env, "order", dict(zip(keys, orders, strict=True)))
    orders.action_confirm()
    for key, order in zip(keys, orders, strict=True):
        # Confirming stamps the current time.
        order.date_order = f"{data.orders[key]['order_date']} 12:00:00"
    invoices = {}
    orders._create_invoices(grouped=True)
    for key, order in zip(keys, orders, strict=True):
        invoices[key] = order.invoice_ids
        order.invoice_ids.write(
            {
                "invoice_date": data.orders[key]["order_date"],
                "invoice_payment_term_id": False,
                "invoice_date_due": data.orders[key]["required_date"],
            }
        )
    moves = env["account.move"].union(*invoices.values())
    moves.action_post()
    return invoices


def _order_values(env, data, key, masters):
    row = data.orders[key]
    users, teams, products, customers = masters
    leader = key_of_team = data.employees[row["employee_id"]]["reports_to"]
    if row["employee_id"] in teams or not leader:
        key_of_team = row["employee_id"]
    return {
        "partner_id": customers[row["customer_id"]].id,
        "company_id": env.company.id,
        "user_id": users[row["employee_id"]].id,
        "team_id": teams[key_of_team].id,
        "client_order_ref": f"NW-{key}",
        "date_order": f"{row['order_date']} 12:00:00",
        "commitment_date": f"{row['required_date']} 12:00:00",
        "payment_term_id": False,
        "order_line": [
            Command.create(
                {
                    "product_id": products[line["product_id"]].id,
                    "product_uom_qty": float(line["quantity"]),
                    "price_unit": float(line["unit_price"]),
                    "discount": float(line["discount"]) * 100,
                    "tax_ids": [Command.clear()],
                }
            )
            for line in data.details[key]
        ],
    }


def load_payments(env, data, invoices):
    """Pay the invoices of shipped orders on the day of shipping."""
    paid = {
        key: invoice
        for key, invoice in invoices.items()
        if data.orders[key]["shipped_date"] and invoice.amount_residual
    }
    if not paid:
        return
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    # A payment without journal entry would leave the invoice open.
    payments = (
        env["account.payment"]
        .with_context(force_payment_move=True)
        .create(
            [
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": invoice.commercial_partner_id.id,
                    "journal_id": journal.id,
                    "amount": invoice.amount_total,
                    "date": data.orders[key]["shipped_date"],
                    "memo": invoice.name,
                }
                for key, invoice in paid.items()
            ]
        )
    )
    payments.action_post()
    plan = []
    for invoice, payment in zip(paid.values(), payments, strict=True):
        lines = (invoice + payment.move_id).line_ids
        plan.append(
            lines.filtered(lambda line: line.account_type == "asset_receivable")
        )
    env["account.move.line"]._reconcile_plan(plan)
