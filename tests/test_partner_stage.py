# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .test_partner_tree import PartnerTreeCommon

TODAY = date(2026, 7, 1)


@tagged("post_install", "-at_install")
class TestPartnerStage(PartnerTreeCommon):
    """MD-02, MD-06, MD-08 with 180 days for new, 365 for dormant, 730 for lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code, value in (("new", 180), ("dormant", 365), ("lost", 730)):
            parameter = cls.env["group.customer.parameter"].search(
                [("code", "=", f"stage_{code}_days")]
            )
            parameter.value_ids.unlink()
            parameter.value_ids = [
                Command.create({"date_from": "2000-01-01", "value": value})
            ]
        cls.product = cls.env["product.product"].create(
            {"name": "Thing", "type": "consu", "invoice_policy": "order"}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Clerk", "parent_id": cls.north.id}
        )

    def _order(self, partner, days_ago=0, state="sale", company=None):
        order = (
            self.env["sale.order"]
            .with_company(company or self.env.company)
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": (company or self.env.company).id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                }
            )
        )
        moment = fields.Datetime.to_datetime(TODAY - timedelta(days=days_ago))
        if state == "sale":
            order.action_confirm()
        order.date_order = moment + timedelta(hours=12)
        return order

    def _history(self, partner, days_ago, kind="sale", reference="H1"):
        return self.env["group.customer.transaction"].create(
            {
                "partner_id": partner.id,
                "date": TODAY - timedelta(days=days_ago),
                "kind": kind,
                "amount": 100,
                "reference": reference,
            }
        )

    def _refresh(self, today=TODAY):
        return self.env["res.partner"]._refresh_customer_stage(self.tree, today)

    def assertStage(self, partner, stage, level=False):
        self._refresh()
        self.assertEqual(partner.customer_stage, stage)
        self.assertEqual(partner.signing_level, level)

    # ------------------------------------------------------------------
    # Stages
    # ------------------------------------------------------------------

    def test_new_record_is_potential(self):
        self.assertEqual(self.north.customer_stage, "potential")
        self.assertStage(self.north, "potential")
        self.assertFalse(self.contact.customer_stage)

    def test_open_lead(self):
        lead = self.env["crm.lead"].create(
            {"name": "Chance", "partner_id": self.contact.id}
        )
        self.assertStage(self.north, "lead")
        lead.action_set_lost()
        self.assertStage(self.north, "potential")

    def test_quotation(self):
        """A quotation, also to a contact, makes a new customer a lead customer."""
        order = self._order(self.contact, state="draft")
        self.assertStage(self.north, "lead")
        order._action_cancel()
        self.assertStage(self.north, "potential")

    def test_order_of_a_contact(self):
        self._order(self.contact)
        self.assertStage(self.north, "new", "group")
        self.assertEqual(self.head.customer_stage, "potential")

    def test_boundaries_of_first_business(self):
        order = self._order(self.north, days_ago=180)
        self.assertStage(self.north, "new", "group")
        order.date_order -= timedelta(days=1)
        self.assertStage(self.north, "maintained", "group")

    def test_boundaries_of_last_business(self):
        for days_ago, stage in (
            (365, "maintained"),
            (366, "dormant"),
            (730, "dormant"),
            (731, "lost"),
        ):
            with self.subTest(days_ago=days_ago):
                order = self._order(self.south, days_ago=days_ago)
                self.assertStage(self.south, stage, "group")
                order._action_cancel()

    def test_back_in_business(self):
        """An old customer that orders again is maintained, not new."""
        self._order(self.north, days_ago=800)
        self.assertStage(self.north, "lost", "group")
        self._order(self.north, days_ago=1)
        self.assertStage(self.north, "maintained", "group")

    def test_external_history(self):
        """Business from before Odoo counts, payments and refunds alone do not."""
        self._history(self.contact, 10, kind="payment", reference="P1")
        self._history(self.contact, 10, kind="refund", reference="R1")
        self.assertStage(self.north, "potential")
        self._history(self.contact, 400)
        self.assertStage(self.north, "dormant", "group")

    def test_posted_invoice(self):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.contact.id,
                "invoice_date": TODAY - timedelta(days=20),
                "invoice_line_ids": [
                    Command.create({"name": "Thing", "quantity": 1, "price_unit": 10})
                ],
            }
        )
        self.assertStage(self.north, "potential")
        move.action_post()
        self.assertStage(self.north, "new", "group")

    def test_business_in_the_future(self):
        """As of a past day, later business is not known yet."""
        self._order(self.north, days_ago=10)
        self._refresh(TODAY - timedelta(days=11))
        self.assertEqual(self.north.customer_stage, "potential")

    # ------------------------------------------------------------------
    # Signing level
    # ------------------------------------------------------------------

    def test_second_level_unit(self):
        """MD-08: a branch signs, then the head office does."""
        unit = self.env["res.company"].create(
            {"name": "Unit", "parent_id": self.env.company.id}
        )
        self.env.user.company_ids += unit
        self._order(self.north, days_ago=10, company=unit)
        self.assertStage(self.north, "new", "unit")
        self._order(self.north, days_ago=5)
        self.assertStage(self.north, "new", "group")

    # ------------------------------------------------------------------
    # Keeping it derived
    # ------------------------------------------------------------------

    def test_stage_cannot_be_typed(self):
        partner = self.north.with_user(self.users["admin"])
        for values in ({"customer_stage": "maintained"}, {"signing_level": "group"}):
            with (
                self.subTest(values=values),
                self.assertRefused(ValidationError, "is derived and cannot be entered"),
            ):
                partner.write(values)
        with self.assertRefused(ValidationError, "is derived"):
            self._create_company_partner("New", customer_stage="maintained")

    def test_becoming_and_ceasing_to_be_a_group_customer(self):
        plain = self.env["res.partner"].create({"name": "Plain", "is_company": True})
        self._order(plain, days_ago=0).date_order = fields.Datetime.now()
        self.assertFalse(plain.customer_stage)
        plain.is_group_customer = True
        self.assertEqual(plain.customer_stage, "new")
        plain.is_group_customer = False
        self.assertFalse(plain.customer_stage)
        self.assertFalse(plain.signing_level)

    def test_only_changes_are_written(self):
        self._order(self.north)
        self.assertEqual(self._refresh(), self.north)
        self.assertFalse(self._refresh())

    def test_all_in_one_statement(self):
        self.env["res.partner"]._refresh_customer_stage(today=TODAY)
        self._order(self.north)
        self._order(self.mill, days_ago=400)
        self.env.flush_all()
        with self.assertQueryCount(10):  # three parameters of three queries, one UPDATE
            self.env["res.partner"]._refresh_customer_stage(today=TODAY)
        self.assertEqual(self.mill.customer_stage, "dormant")

    def test_cron_runs(self):
        cron = self.env.ref("group_customer.ir_cron_res_partner_refresh_stage")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_merge_derives_anew(self):
        self._order(self.north, days_ago=0).date_order = fields.Datetime.now()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.north + self.south).ids, self.south)
        self.assertEqual(self.south.customer_stage, "new")

    def test_stage_search(self):
        """MD-06: customers in negotiation and signed ones stand side by side."""
        self._order(self.north)
        self._order(self.south, state="draft")
        self._refresh()
        found = self.env["res.partner"].search(
            [
                ("customer_stage", "in", ("potential", "lead")),
                ("id", "in", self.tree.ids),
            ]
        )
        self.assertEqual(found, self.head + self.south + self.mill)
