# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .resources_common import ResourcesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestResourceFill(AccountTestInvoicingCommon, ResourcesCommon):
    """Customer resources from orders, invoices, history and subscriptions."""

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
        category = cls.env["product.category"]
        cls.policies = category.create({"name": "Policies"})
        cls.single = category.create({"name": "Single", "parent_id": cls.policies.id})
        cls.regular = category.create({"name": "Regular"})
        cls.products = {
            name: cls.env["product.product"].create(
                {"name": name, "type": "service", "categ_id": parent.id}
            )
            for name, parent in (
                ("single", cls.single),
                ("regular", cls.regular),
                ("else", category.create({"name": "Else"})),
            )
        }
        cls.contact = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.head.id}
        )
        cls.plain = cls.env["res.partner"].create({"name": "Plain", "is_company": True})
        cls.source = cls._source("Five years")
        cls.source.search([]).filtered(lambda s: s != cls.source).active = False

    @classmethod
    def _source(cls, name, **values):
        return cls.env["group.customer.resource.source"].create(
            {
                "name": name,
                "category_id": cls.policies.id,
                "premium": "single",
                "shift_months": 60,
                "date_from": "2020-01-01",
                **values,
            }
        )

    @classmethod
    def _order(cls, lines, partner=None, day="2021-12-31 17:30:00", confirm=True):
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.contact).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.products[name].id,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for name, price in lines
                ],
            }
        )
        if confirm:
            order.action_confirm()
            order.date_order = day
        return order

    @classmethod
    def _move(cls, lines, day="2022-02-28", **values):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.contact.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.products[name].id,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for name, price in lines
                ],
                **values,
            }
        )
        move.action_post()
        return move

    def _counts(self, **counts):
        return {
            **dict.fromkeys(("made", "updated", "reopened", "closed", "failed"), 0),
            **counts,
            "errors": [],
        }

    def test_orders(self):
        """Of the category and below, by the day where the company is, once."""
        self.company.partner_id.tz = "Asia/Shanghai"
        order = self._order([("single", 800), ("single", 200), ("else", 50)])
        self._order([("else", 70)])
        self._order([("single", 70)], confirm=False)
        self._order([("single", 70)], self.plain)
        self._order([("single", 70)], day="2019-12-31 12:00:00")
        self.assertEqual(self.source._fill(), self._counts(made=1))
        resource = self.source.resource_ids
        self.assertEqual(resource.name, order.name)
        self.assertEqual(resource.partner_id, self.head)
        self.assertEqual(resource.contact_id, self.contact)
        self.assertEqual(resource.amount, 1000)
        # 17:30 in Greenwich is the next morning in Shanghai
        self.assertEqual(resource.insured_on, date(2022, 1, 1))
        self.assertEqual(resource.date, date(2027, 1, 1))
        self._assert_kind(resource, "maturity")
        self.assertEqual((resource.source, resource.premium), ("sale", "single"))
        self.assertEqual(resource._get_document(), order)
        self.assertEqual(self.source._fill(), self._counts())
        self.assertEqual(self.source.resource_count, 1)

    def test_changed_cancelled_and_confirmed_again(self):
        """What nobody holds follows the order; cancelled, it is closed; back, it is
        open again."""
        order = self._order([("single", 800)])
        self.source._fill()
        resource = self.source.resource_ids
        order.order_line.price_unit = 900
        self.assertEqual(self.source._fill(), self._counts(updated=1))
        self.assertEqual(resource.amount, 900)
        self.source.shift_months = 72
        self.assertEqual(self.source._fill(), self._counts(updated=1))
        self.assertEqual(resource.date, date(2027, 12, 31))
        order._action_cancel()
        self.assertEqual(self.source._fill(), self._counts(closed=1))
        self.assertEqual(resource.state, "closed")
        self.assertIn("cancelled", resource.close_reason)
        self.assertEqual(self.source._fill(), self._counts())
        order.action_draft()
        order.action_confirm()
        order.date_order = "2021-12-31 12:00:00"
        self.assertEqual(self.source._fill(), self._counts(reopened=1))
        self.assertEqual(resource.state, "available")
        # Closed by somebody it stays closed
        resource._close("Lost")
        self.assertEqual(self.source._fill(), self._counts())
        self.assertEqual(resource.state, "closed")

    def test_allocated_ones_stay_what_they_were(self):
        order = self._order([("single", 800)])
        self.source._fill()
        resource = self.source.resource_ids
        self.head.sudo().user_id = self.users["account"]
        resource._mark_allocated({resource.id: self.users["account"].id}, "2026-11-10")
        order.order_line.price_unit = 900
        self.assertEqual(self.source._fill(), self._counts())
        order._action_cancel()
        self.assertEqual(self.source._fill(), self._counts())
        self.assertEqual((resource.amount, resource.state), (800, "allocated"))

    def test_filled_values_are_not_entered(self):
        order = self._order([("single", 800)])
        self.source._fill()
        resource = self.source.resource_ids
        for values in ({"amount": 5}, {"date": "2026-12-01"}, {"premium": "none"}):
            with self.assertRaisesRegex(
                UserError, f"follows its document {order.name}"
            ):
                resource.write(values)
        # What stays the same, and what the document does not say, may be written
        resource.write({"amount": 800, "note": "Call first", "is_converted": True})
        self.assertEqual(resource.note, "Call first")

    def test_renewals(self):
        """The next one on the anniversary; passed by, the one after."""
        source = self._source(
            "Yearly",
            category_id=self.regular.id,
            premium="regular",
            shift_months=12,
        )
        self._order([("regular", 300)], day="2024-12-05 10:00:00")
        source._fill()
        resource = source.resource_ids
        self.assertEqual(resource.date, date(2026, 12, 5))
        self._assert_kind(resource, "renewal")
        self.head.sudo().user_id = self.users["account"]
        resource._mark_allocated({resource.id: self.users["account"].id}, "2026-11-10")
        with freeze_time("2026-12-31"):
            self.assertEqual(source._fill(), self._counts())
        with freeze_time("2027-01-01"):
            self.assertEqual(source._fill(), self._counts(updated=1))
        self.assertEqual(resource.date, date(2027, 12, 5))
        self.assertEqual(resource.state, "allocated")

    def test_invoices_less_credit_notes(self):
        source = self._source("Invoices", origin="invoice", shift_months=12)
        invoice = self._move([("single", 1000), ("else", 40)])
        whole = self._move([("single", 500)])
        self._move([("single", 500)]).button_draft()
        refunds = {
            "move_type": "out_refund",
            "reversed_entry_id": invoice.id,
        }
        self._move([("single", 300), ("else", 40)], "2022-03-31", **refunds)
        self.assertEqual(source._fill(), self._counts(made=2))
        resources = {r.name: r for r in source.resource_ids}
        self.assertEqual(resources[invoice.name].amount, 700)
        # The last day of February, a year later
        self.assertEqual(resources[invoice.name].date, date(2023, 2, 28))
        self.assertEqual(resources[invoice.name].res_model, "account.move")
        refunds["reversed_entry_id"] = whole.id
        self._move([("single", 500)], "2022-03-31", **refunds)
        self.assertEqual(source._fill(), self._counts(closed=1))
        self.assertEqual(resources[whole.name].state, "closed")

    def test_history_that_the_books_do_not_hold(self):
        source = self._source("Before", origin="transaction", shift_months=24)
        invoice = self._move([("single", 1000)])
        self.env["group.customer.transaction"].create(
            [
                {
                    "partner_id": self.head.id,
                    "date": "2022-05-05",
                    "reference": reference,
                    "amount": 1200,
                    "kind": kind,
                    "product_category_id": category and category.id,
                }
                for reference, kind, category in (
                    ("OLD-1", "sale", self.single),
                    ("OLD-2", "refund", self.single),
                    ("OLD-3", "sale", None),
                    (invoice.name, "sale", self.single),
                )
            ]
        )
        self.assertEqual(source._fill(), self._counts(made=1))
        resource = source.resource_ids
        self.assertEqual((resource.name, resource.source), ("OLD-1", "transaction"))
        self.assertEqual((resource.amount, resource.date), (1200, date(2024, 5, 5)))
        self._assert_kind(resource, "old")

    def test_one_document_of_two_sources(self):
        """Two contracts in one order: two resources with references of their own."""
        other = self._source(
            "Yearly", category_id=self.regular.id, premium="regular", shift_months=12
        )
        order = self._order([("single", 800), ("regular", 300)])
        self.source._fill()
        other._fill()
        self.assertEqual(self.source.resource_ids.name, order.name)
        self.assertEqual(
            other.resource_ids.name, f"{order.name} ({other.id}-{order.id})"
        )
        self.assertEqual(other.resource_ids.amount, 300)

    def test_dated(self):
        """Sales of each period by the source of that period."""
        self.source.date_to = "2021-12-30"
        later = self._source("Ten years", shift_months=120, date_from="2021-12-31")
        self._order([("single", 1)], day="2021-12-30 12:00:00")
        self._order([("single", 2)], day="2021-12-31 12:00:00")
        self.source._fill()
        later._fill()
        self.assertEqual(self.source.resource_ids.date, date(2026, 12, 30))
        self.assertEqual(later.resource_ids.date, date(2031, 12, 31))

    def test_given_kind_and_unit(self):
        unit = self.env["group.customer.resource.unit"].create(
            {"name": "Branch", "code": "BR"}
        )
        self.source.write({"kind_id": self.kinds["other"].id, "unit_id": unit.id})
        self._order([("single", 1)])
        self.source._fill()
        self._assert_kind(self.source.resource_ids, "other")
        self.assertEqual(self.source.resource_ids.original_unit_id, unit)

    def test_last_payment_and_added_contracts(self):
        """From the books; a later contract of the customer is an addition."""
        first = self._order([("single", 800)])
        second = self._order([("single", 900)], day="2024-03-01 12:00:00")
        self._order([("single", 100)], self.south)
        invoice = self._move([("single", 1000)], "2026-01-05")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"payment_date": "2026-02-20"})._create_payments()
        self.source._fill()
        resources = {r.name: r for r in self.source.resource_ids}
        self.assertEqual(resources[first.name].last_payment_on, date(2026, 2, 20))
        self.assertTrue(resources[first.name].is_converted)
        self.assertFalse(resources[second.name].is_converted)
        south = (
            self.source.resource_ids - resources[first.name] - resources[second.name]
        )
        self.assertFalse(south.is_converted)
        self.assertFalse(south.last_payment_on)
        # What was entered is not overwritten
        entered = self._resource("R1", last_payment_on="2020-01-01")
        self.Resource._refresh_company(self.company)
        self.assertEqual(entered.last_payment_on, date(2020, 1, 1))

    def test_kinds_follow_the_months(self):
        resource = self._resource("R1", date="2027-06-30")
        given = self._resource("R2", date="2027-06-30", kind_id=self.kinds["other"].id)
        self._assert_kind(resource, "not_yet_matured")
        with freeze_time("2027-05-20"):
            self.Resource._refresh_company(self.company)
            self._assert_kind(resource, "maturity")
        with freeze_time("2027-12-20"):
            self.Resource._refresh_company(self.company)
            self._assert_kind(resource, "old")
        self._assert_kind(given, "other")

    def test_subscriptions_need_an_app(self):
        with self.assertRaisesRegex(ValidationError, "no subscriptions here"):
            self._source("Subscriptions", origin="subscription")
        # With one, the day is the one it is invoiced next
        self.env.flush_all()
        self.cr.execute("ALTER TABLE sale_order ADD COLUMN next_invoice_date date")
        order = self._order([("regular", 300)])
        self._order([("regular", 400)])
        self.env.flush_all()
        self.cr.execute(
            "UPDATE sale_order SET next_invoice_date = '2026-12-24' WHERE id = %s",
            [order.id],
        )
        with patch.object(type(self.source), "_has_subscriptions", lambda self: True):
            source = self._source(
                "Subscriptions",
                origin="subscription",
                category_id=self.regular.id,
                premium="regular",
                shift_months=0,
            )
        source._fill()
        self.assertEqual(source.resource_ids.date, date(2026, 12, 24))
        self.assertEqual(source.resource_ids.source, "subscription")

    def test_regular_premiums_need_their_months(self):
        with self.assertRaisesRegex(ValidationError, "every so many months"):
            self._source("Yearly", premium="regular", shift_months=0)

    @mute_logger("odoo.sql_db")
    def test_bad_documents_are_reported_and_the_others_taken(self):
        orders = [self._order([("single", n + 1)]) for n in range(5)]
        bad = orders[2]
        chf = self.env.ref("base.CHF")
        chf.active = False
        self.env.flush_all()
        self.cr.execute(
            "UPDATE sale_order SET currency_id = %s WHERE id = %s", [chf.id, bad.id]
        )
        self.env.invalidate_all()
        counts = self.source._fill()
        self.assertEqual((counts["made"], counts["failed"]), (4, 1))
        self.assertIn(f"{bad.name}: ", self.source.result)
        self.assertIn("CHF, which is not active", self.source.result)
        self.assertNotIn(bad.name, self.source.resource_ids.mapped("name"))
        # Mended, it is taken the next time
        chf.active = True
        self.assertEqual(self.source._fill(), self._counts(made=1))

    def test_cron_in_slices(self):
        """Each slice in its own transaction; run again, nothing is made twice."""
        for number in range(5):
            self._order([("single", number + 1)])
        cron = self.env.ref(
            "group_customer.ir_cron_group_customer_resource_source_fill"
        )
        cron.code = "model._cron_fill(2)"
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        self.assertEqual(len(self.source.resource_ids), 5)
        self.assertFalse(self.source.cursor)
        # Interrupted after a slice, the next run goes on behind it
        more = [self._order([("single", number + 1)]) for number in range(3)]
        total, is_last = self.source._fill_slice(7)
        self.assertFalse(is_last)
        self.assertEqual((total["made"], self.source.cursor), (2, more[1].id))
        total, is_last = self.source._fill_slice(7)
        self.assertTrue(is_last)
        self.assertEqual((total["made"], self.source.cursor), (1, 0))

    def test_directors_fill(self):
        self._order([("single", 800)])
        with self.assertRaisesRegex(AccessError, "filled by directors"):
            self.source.with_user(self.users["manager"]).action_fill()
        action = self.source.with_user(self.users["director"]).action_fill()
        self.assertEqual(
            action["params"]["message"].split("\n")[0],
            (
                "Five years: Made 1, brought up to date 0, opened again 0, closed 0, "
                "not taken 0."
            ),
        )
        with self.assertRaises(AccessError):
            self.source.with_user(self.users["director"]).shift_months = 1
        with self.assertRaisesRegex(UserError, "filled by the system"):
            self.source.result = "None"
