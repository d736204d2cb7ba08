# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read Northwind's CSV files and add them up, without Odoo.

The sums here are the yardstick of ``northwind.py``: they use ``csv`` and
``decimal`` only, so that an error of Odoo or of the addon cannot hide in them.
"""

import csv
import datetime
import itertools
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

TABLES = (
    "categories",
    "customers",
    "employees",
    "order_details",
    "orders",
    "products",
)


class NorthwindError(Exception):
    """The folder does not hold Northwind's files."""


class Northwind:
    """The rows of the CSV files, dictionaries of strings by primary key.

    :param folder: folder with ``customers.csv``, ``orders.csv`` and the others.
    :raises NorthwindError: when a file is missing or empty.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        tables = {name: self._read(name) for name in TABLES}
        self.categories = {row["category_id"]: row for row in tables["categories"]}
        self.customers = {row["customer_id"]: row for row in tables["customers"]}
        self.employees = {row["employee_id"]: row for row in tables["employees"]}
        self.products = {row["product_id"]: row for row in tables["products"]}
        self.orders = {row["order_id"]: row for row in tables["orders"]}
        self.details = defaultdict(list)
        for row in tables["order_details"]:
            self.details[row["order_id"]].append(row)

    def _read(self, name):
        path = self.folder / f"{name}.csv"
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows = list(csv.DictReader(stream))
        except OSError as error:
            raise NorthwindError(f"{path}: {error.strerror}") from error
        if not rows:
            raise NorthwindError(f"{path}: no rows")
        return rows

    def salesperson_by_customer(self):
        """Employee of the customer's latest order: who looks after it now."""
        latest = {}
        for order in sorted(
            self.orders.values(),
            key=lambda row: (row["order_date"], int(row["order_id"])),
        ):
            latest[order["customer_id"]] = order["employee_id"]
        return latest

    def order_amount(self, order_id, cent):
        """Untaxed goods value of an order.

        Each line is ``unit_price × quantity × (1 − discount)`` rounded half up
        to ``cent``, then the lines are added: what an invoice with rounding per
        line shows.
        """
        return sum(
            (
                (
                    Decimal(row["unit_price"])
                    * Decimal(row["quantity"])
                    * (1 - Decimal(row["discount"]))
                ).quantize(cent, ROUND_HALF_UP)
                for row in self.details[order_id]
            ),
            Decimal(0),
        )

    def revenue(self, cent, date_from=None, date_to=None):
        """Revenue per customer of the orders in the period, both days included.

        :return: ``{customer_id: Decimal}``; customers without orders have zero.
        """
        amounts = dict.fromkeys(self.customers, Decimal(0))
        for order_id, order in self.orders.items():
            day = datetime.date.fromisoformat(order["order_date"])
            if (date_from and day < date_from) or (date_to and day > date_to):
                continue
            amounts[order["customer_id"]] += self.order_amount(order_id, cent)
        return amounts

    def order_counts(self):
        """Number of orders per customer."""
        counts = dict.fromkeys(self.customers, 0)
        for order in self.orders.values():
            counts[order["customer_id"]] += 1
        return counts

    def unpaid(self, cent):
        """Open amount per customer: orders that were never shipped."""
        amounts = dict.fromkeys(self.customers, Decimal(0))
        for order_id, order in self.orders.items():
            if not order["shipped_date"]:
                amounts[order["customer_id"]] += self.order_amount(order_id, cent)
        return amounts

    def freight(self):
        """Sum of the freight, which is no part of the revenue here."""
        return sum(Decimal(row["freight"]) for row in self.orders.values())


def latest_order_days(data):
    """Day of the latest order of each customer that ever ordered."""
    days = {}
    for order in data.orders.values():
        day = datetime.date.fromisoformat(order["order_date"])
        key = order["customer_id"]
        days[key] = max(day, days.get(key, day))
    return days


def top_group(revenue, share):
    """Smallest set of best customers whose sum exceeds ``share`` per cent.

    :param revenue: ``{customer: Decimal}``
    :return: set of customers; empty when nobody bought anything.
    """
    ranked = sorted(revenue.items(), key=lambda item: (-item[1], item[0]))
    total = sum(revenue.values())
    reached = itertools.accumulate(amount for _customer, amount in ranked)
    top = set()
    for (customer, _amount), value in zip(ranked, reached, strict=True):
        if total <= 0:
            break
        top.add(customer)
        if value * 100 > total * Decimal(str(share)):
            break
    return top
