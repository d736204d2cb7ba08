# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import GroupCustomerCommon


class TermsCommon(GroupCustomerCommon):
    """Customers, products at 100 each, and a range of at most 10 per cent.

    Sales users: ``seller`` has no role in the app, the account manager is the one of
    ``north``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["group.customer.approval.rule"].search([]).action_archive()
        cls.Range = cls.env["group.customer.term.range"]
        cls.Range.search([]).action_archive()
        cls.seller = new_test_user(
            cls.env, "gc_seller", "base.group_user,sales_team.group_sale_salesman"
        )
        cls.account = cls.users["account"]
        cls.director = cls.users["director"]
        cls.north.user_id = cls.account
        cls.machines = cls.env["product.category"].create({"name": "Machines"})
        cls.presses = cls.env["product.category"].create(
            {"name": "Presses", "parent_id": cls.machines.id}
        )
        cls.product = cls._product("Press", categ_id=cls.presses.id)
        cls.service = cls._product("Course", type="service")
        cls.range = cls.Range.create({"name": "General terms", "discount_max": 10})
        cls.term_30 = cls.env["account.payment.term"].create({"name": "30 days"})
        cls.term_90 = cls.env["account.payment.term"].create({"name": "90 days"})

    @classmethod
    def _product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "list_price": 100,
                "taxes_id": [Command.clear()],
                **values,
            }
        )

    @classmethod
    def _order(cls, lines=None, partner=None, user=None, **values):
        """Create a quotation; lines are dicts of values, the product by default."""
        user = user or cls.account
        return (
            cls.env["sale.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": (partner or cls.north).id,
                    "user_id": user.id,
                    "order_line": [
                        Command.create({"product_id": cls.product.id, **line})
                        for line in ([{}] if lines is None else lines)
                    ],
                    **values,
                }
            )
        )

    def _assert_blocked(self, order, *parts):
        """The order is refused, by its name and these words."""
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            order.action_confirm()
        for part in (order.name, *parts):
            self.assertIn(part, str(caught.exception))
        self.assertIn(order.state, ("draft", "sent"))

    def _assert_confirms(self, order):
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    @classmethod
    def _rule(cls, code, user=None):
        """Create a rule with one step: the user approves."""
        return cls.env["group.customer.approval.rule"].create(
            {
                "name": f"Rule {code}",
                "type_id": cls.env["group.customer.approval.type"]._get(code).id,
                "step_ids": [
                    Command.create(
                        {
                            "name": "Decide",
                            "purpose": "approve",
                            "approver_kind": "users",
                            "user_ids": [Command.set((user or cls.director).ids)],
                        }
                    )
                ],
            }
        )

    @classmethod
    def _submit(cls, document, user=None, **values):
        """Submit as the user, and return the request as superuser."""
        Request = cls.env["group.customer.approval.request"]
        user = user or cls.account
        return Request.with_user(user)._submit(
            document.with_user(user), note="Because", **values
        )

    @classmethod
    def _decide(cls, request, kind="approve", user=None):
        request = request.with_user(user or cls.director)
        request._decide(kind, request.current_step_id, comment="Decided")

    @classmethod
    def _agree(cls, discount, **values):
        """Return a price agreement for north that was approved."""
        agreement = (
            cls.env["group.customer.price.agreement"]
            .with_user(cls.account)
            .create(
                {
                    "partner_id": cls.north.id,
                    "discount": discount,
                    "date_from": "2020-01-01",
                    "date_to": "2100-01-01",
                    "reason": "Large volume",
                    **values,
                }
            )
        )
        if not cls.env["group.customer.approval.rule"].search_count(
            [("type_id.code", "=", "price_agreement")]
        ):
            cls._rule("price_agreement")
        cls._decide(cls._submit(agreement))
        return agreement
