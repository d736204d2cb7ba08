# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .visit_followup_common import FollowupCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")
class TestVisitFollowupOccasion(FollowupCommon):
    """Greetings, fixed days and the first months of new customers (VI-20, VI-29)."""

    @classmethod
    def _greeting(cls, *times, **values):
        return cls._rule(
            *times or [(0, "day")],
            **{
                "trigger": "important_date",
                "kind_id": cls.kinds["care"].id,
                "catch_up_days": 0,
                "horizon_days": 30,
                **values,
            },
        )

    @classmethod
    def _date(cls, partner, day, **values):
        return cls.env["group.customer.important.date"].create(
            {"partner_id": partner.id, "date": day, **values}
        )

    def test_birthdays_every_year_for_the_person(self):
        rule = self._greeting()
        self._date(self.person, "1980-03-10")
        self._date(self.person, "1980-03-01")  # yesterday: not made up for
        self._date(self.person, "2025-03-11", is_yearly=False)
        self._date(self.person, "2026-03-12", is_yearly=False)
        made = self._make(rule)
        self.assertEqual(self._due(rule), ["2026-03-10", "2026-03-12"])
        self.assertEqual(made.partner_id, self.head)
        self.assertEqual(made.contact_id, self.person)
        with freeze_time("2027-02-20 04:00:00"):
            self._make(rule)
        self.assertEqual(
            self._due(rule),
            ["2026-03-10", "2026-03-12", "2027-03-01", "2027-03-10"],
        )

    def test_the_29th_of_february_and_days_before(self):
        rule = self._greeting((-3, "day"))
        self._date(self.person, "1980-02-29")
        for day in ("2027-02-20 04:00:00", "2028-02-20 04:00:00"):
            with freeze_time(day):
                self._make(rule)
        self.assertEqual(self._due(rule), ["2027-02-25", "2028-02-26"])

    def test_one_kind_of_date(self):
        rule = self._greeting(important_kind="founding")
        self._date(self.head, "2001-03-03", kind="founding")
        self._date(self.head, "2001-03-04", kind="birthday")
        made = self._make(rule)
        self.assertEqual(self._due(rule), ["2026-03-03"])
        self.assertFalse(made.contact_id, "the account itself")

    def test_festivals_of_the_moon_by_year(self):
        """Another day each year, once per account; the fixed day every year."""
        rule = self._greeting(
            trigger="calendar",
            horizon_days=20,
            date_ids=[
                Command.create({"date": "2026-02-17", "name": "Spring Festival"}),
                Command.create({"date": "2027-02-06", "name": "Spring Festival"}),
                Command.create(
                    {"date": "2026-02-10", "name": "Founders", "is_yearly": True}
                ),
            ],
        )
        others = self.env["res.partner"].search(
            [("is_group_customer", "=", True), ("id", "not in", self.tree.ids)]
        )
        for year in (2026, 2027, 2028):
            with freeze_time(f"{year}-02-01 04:00:00"):
                self._make(rule)
                self._make(rule)
        days = {
            row.display_name.split(" · ")[0] + f" {row.due_on}"
            for row in self._of(rule)
            if row.partner_id == self.mill
        }
        self.assertEqual(
            days,
            {
                "Spring Festival 2026-02-17",
                "Spring Festival 2027-02-06",
                "Founders 2026-02-10",
                "Founders 2027-02-10",
                "Founders 2028-02-10",
            },
        )
        count = self.Followup.search_count(
            [("rule_id", "=", rule.id), ("partner_id", "not in", others.ids)]
        )
        self.assertEqual(count, 5 * len(self.tree))

    def test_six_months_of_a_new_customer(self):
        rule = self._rule(
            *[(month, "month") for month in range(1, 7)],
            trigger="new_customer",
            kind_id=self.kinds["return_visit"].id,
            needs_note=True,
        )
        self._order("2026-01-31 03:00:00")
        self._order("2026-02-20 03:00:00")  # the second order changes nothing
        old = self._order("2026-02-01 03:00:00", self.north)
        self.env["group.customer.transaction"].create(
            {
                "partner_id": self.north.id,
                "kind": "sale",
                "date": "2020-01-01",
                "amount": 5,
                "reference": "before",
            }
        )
        made = self._make(rule)
        self.assertTrue(old)
        self.assertEqual(made.partner_id, self.head)
        self.assertEqual(
            self._due(rule),
            [
                "2026-02-28",
                "2026-03-31",
                "2026-04-30",
                "2026-05-31",
                "2026-06-30",
                "2026-07-31",
            ],
        )


@tagged("post_install", "-at_install")
class TestVisitFollowupInvoice(AccountTestInvoicingCommon, FollowupCommon):
    """Companies that go by their invoices."""

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref(
            "group_customer.group_group_customer_admin"
        )

    def test_invoices_until_they_are_credited(self):
        rule = self._rule((1, "month"), delivery_basis="invoice")
        invoice = self.init_invoice(
            "out_invoice",
            partner=self.head,
            invoice_date="2026-01-31",
            post=True,
            amounts=[100],
        )
        with freeze_time("2026-03-02 04:00:00"):
            made = self._make(rule)
            self.assertEqual(self._due(rule), ["2026-02-28"])
            invoice._reverse_moves(cancel=True)
            self.Followup._refresh()
        self.assertEqual((made.state, made.skip_kind), ("skipped", "cancelled"))
