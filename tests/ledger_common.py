# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tools import SQL

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import GroupCustomerCommon


class LedgerCommon(AccountTestInvoicingCommon, GroupCustomerCommon):
    """Books of two companies: the current one in USD, the other one in EUR.

    The other company's own rates are 2, 4 and 5 USD for one EUR from January, March
    and June 2024 on.
    """

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("sales_team.group_sale_manager")
            | cls.quick_ref("group_customer.group_group_customer_admin")
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_us = cls.env.company
        cls.usd = cls.company_us.currency_id
        cls.eur = cls._enable_currency("EUR")
        (cls.usd | cls.eur).rate_ids.unlink()
        cls.data_eu = cls.setup_other_company(
            name="Europe Company", currency_id=cls.eur.id
        )
        cls.company_eu = cls.data_eu["company"]
        cls.companies = cls.company_us | cls.company_eu
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": cls.usd.id,
                    "company_id": cls.company_eu.id,
                    "name": date,
                    "rate": rate,
                }
                for date, rate in (
                    ("2024-01-01", 2),
                    ("2024-03-01", 4),
                    ("2024-06-01", 5),
                )
            ]
        )
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.eur.id,
                "company_id": cls.company_us.id,
                "name": "2024-01-01",
                "rate": 0.5,
            }
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Buyer at North", "parent_id": cls.north.id}
        )
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "40 % at once, 60 % in 30 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 40, "nb_days": 0}
                    ),
                    Command.create(
                        {"value": "percent", "value_amount": 60, "nb_days": 30}
                    ),
                ],
            }
        )
        cls.days_30 = cls.env["account.payment.term"].create(
            {
                "name": "30 days after the invoice",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )
        for partner in cls.tree + cls.contact:
            for company in cls.companies:
                # sudo: the terms of a group customer are not the accountant's to change
                terms = partner.with_company(company).sudo()
                terms.property_payment_term_id = cls.days_30

    @classmethod
    def _invoice(cls, partner, date, amount, company=None, post=True, **values):
        company = company or cls.company_us
        account = (cls.company_data if company == cls.company_us else cls.data_eu)[
            "default_account_revenue"
        ]
        move = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": values.pop("move_type", "out_invoice"),
                    "partner_id": partner.id,
                    "invoice_date": date,
                    "date": date,
                    "company_id": company.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Goods",
                                "quantity": 1,
                                "price_unit": amount,
                                "account_id": account.id,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _pay(cls, moves, date, amount=None, **values):
        """Register a payment of these invoices."""
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create(
                {
                    "payment_date": date,
                    **({"amount": amount} if amount else {}),
                    **values,
                }
            )
        )
        return wizard._create_payments()

    @classmethod
    def _transaction(cls, partner, date, amount, **values):
        return cls.env["group.customer.transaction"].create(
            {
                "partner_id": partner.id,
                "date": date,
                "amount": amount,
                "reference": f"OLD/{date}/{amount}",
                "company_id": cls.company_us.id,
                "currency_id": cls.usd.id,
                **values,
            }
        )

    def _rows(self, query, order="partner_id, date"):
        return self.env.execute_query_dict(
            SQL(
                "WITH ledger AS (%s) SELECT * FROM ledger ORDER BY %s",
                query,
                SQL(order),  # pylint: disable=sql-injection
            )
        )

    def _ledger(self, source_name, **kwargs):
        kwargs.setdefault("companies", self.companies)
        method = getattr(self.env["group.customer.ledger"], f"_{source_name}_sql")
        order = {
            "due_items": "partner_id, company_id, date_due, amount",
            "receivable": "partner_id, company_id, amount",
        }.get(source_name, "partner_id, company_id, date, amount")
        return self._rows(method(**kwargs), order)
