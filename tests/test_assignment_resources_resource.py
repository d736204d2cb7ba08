# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .resources_common import ResourcesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestResource(ResourcesCommon):
    """What a customer resource derives, and what it does not allow. The coming month,
    which kinds are suggested for, is December 2026."""

    def test_kind_follows_premium_and_date(self):
        for number, (premium, date, code) in enumerate(
            (
                # Matures in December, or up to 15 days after it
                ("single", "2026-12-01", "maturity"),
                ("single", "2027-01-15", "maturity"),
                ("single", "2027-01-16", "not_yet_matured"),
                # Twelve months from the first of December on
                ("single", "2027-11-30", "not_yet_matured"),
                ("single", "2027-12-01", None),
                # Paid before 2026; this year's are not old yet, and not due any more
                ("single", "2025-12-31", "old"),
                ("single", "2026-01-01", None),
                ("single", "2026-11-30", None),
                ("regular", "2026-12-31", "renewal"),
                ("regular", "2027-01-01", None),
                ("none", "2030-01-01", "other"),
            )
        ):
            with self.subTest(premium=premium, date=date):
                resource = self._resource(f"R{number}", premium=premium, date=date)
                self._assert_kind(resource, code)

    def test_given_kind_stays(self):
        resource = self._resource("R1", kind_id=self.kinds["old"].id)
        self.assertTrue(resource.is_kind_given)
        resource.write({"date": "2026-12-20", "premium": "regular"})
        self._assert_kind(resource, "old")
        resource.kind_id = False
        self.assertFalse(resource.is_kind_given)
        self._assert_kind(resource, "renewal")
        resource.kind_id = self.kinds["other"]
        self.assertTrue(resource.is_kind_given)
        resource.is_kind_given = False
        self._assert_kind(resource, "renewal")

    def test_kind_in_the_form(self):
        """The suggestion that a form shows is not taken as given."""
        with Form(self.Resource) as form:
            form.name = "R1"
            form.partner_id = self.head
            form.premium = "single"
            form.date = "2026-12-10"
            form.amount = 5
            self.assertEqual(form.kind_id, self.kinds["maturity"])
        resource = form.save()
        self.assertFalse(resource.is_kind_given)
        with Form(resource) as form:
            form.date = "2025-01-01"
        self._assert_kind(resource, "old")
        with Form(resource) as form:
            form.is_kind_given = True
            form.kind_id = self.kinds["other"]
        self._assert_kind(resource, "other")

    def test_completeness_of_address_and_phone(self):
        """Five parts of the address, two numbers."""
        resource = self._resource("R1")
        self.assertEqual(resource.address_completeness, 0)
        self.assertEqual(resource.phone_completeness, 0)
        self.head.write({"street": "1 High Street", "city": "Suzhou", "phone": "1"})
        self.assertEqual(resource.address_completeness, 40)
        self.assertEqual(resource.phone_completeness, 50)
        self.head.write({"zip": "215000", "country_id": self.env.ref("base.cn").id})
        self.assertEqual(resource.address_completeness, 80)
        person = self.env["res.partner"].create(
            {"name": "Person", "parent_id": self.head.id, "phone": "2"}
        )
        self.assertEqual(resource.phone_completeness, 100)
        silent = self.env["res.partner"].create(
            {"name": "Silent", "parent_id": self.head.id}
        )
        resource.contact_id = silent
        self.assertEqual(resource.phone_completeness, 50)
        resource.contact_id = person
        self.assertEqual(resource.phone_completeness, 100)

    def test_given_completeness_stays(self):
        resource = self._resource("R1", address_completeness=75)
        self.assertTrue(resource.is_address_given)
        self.assertFalse(resource.is_phone_given)
        self.head.street = "1 High Street"
        self.assertEqual(resource.address_completeness, 75)
        resource.is_address_given = False
        self.assertEqual(resource.address_completeness, 20)
        resource.phone_completeness = 12.5
        self.head.phone = "1"
        self.assertEqual(resource.phone_completeness, 12.5)
        with (
            self.assertRaises(psycopg2.errors.CheckViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            resource.phone_completeness = 101
            resource.flush_recordset()

    def test_amount_in_company_currency(self):
        eur = self._enable_currency("EUR")
        eur.rate_ids.unlink()
        self.currency.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            [
                {"currency_id": eur.id, "company_id": self.company.id, **vals}
                for vals in (
                    {"name": "2025-01-01", "rate": 0.5},
                    {"name": "2026-06-01", "rate": 0.25},
                )
            ]
        )
        # At the rate of the day it was due, or of today where that is to come
        past = self._resource("R1", date="2025-06-30", currency_id=eur.id)
        self.assertEqual(past.amount_company, 2000)
        coming = self._resource("R2", date="2026-12-24", currency_id=eur.id)
        self.assertEqual(coming.amount_company, 4000)

    def test_customer_is_a_group_customer(self):
        plain = self.env["res.partner"].create({"name": "Plain", "is_company": True})
        with self.assertRaisesRegex(ValidationError, "Plain is not a group customer"):
            self._resource("R1", plain)
        person = self.env["res.partner"].create(
            {"name": "Person", "parent_id": self.south.id}
        )
        with self.assertRaisesRegex(ValidationError, "does not belong to Head Holding"):
            self._resource("R2", contact_id=person.id)
        resource = self._resource("R3", person)
        self.assertEqual(resource.commercial_partner_id, self.south)

    def test_days_fit(self):
        with self.assertRaisesRegex(ValidationError, "before it was made"):
            self._resource("R1", insured_on="2027-01-01")
        with self.assertRaisesRegex(ValidationError, "still to come"):
            self._resource("R2", last_payment_on="2026-11-11")

    @mute_logger("odoo.sql_db")
    def test_reference_is_unique_in_the_company(self):
        self._resource("R1")
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
        ):
            self._resource("R1", self.south)
        other = self.env["res.company"].create({"name": "Other"})
        self.assertTrue(self._resource("R1", company_id=other.id))

    def test_what_the_system_fills_is_not_entered(self):
        resource = self._resource("R1")
        for values in (
            {"state": "allocated"},
            {"circulation_count": 3},
            {"allocated_user_id": self.users["account"].id},
            {"source_id": False, "source": "sale"},
            {"amount_company": 5},
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, "filled by the system"):
                    resource.write(values)
                with self.assertRaisesRegex(UserError, "filled by the system"):
                    self._resource("R2", **values)
        context = {"default_state": "allocated", "default_circulation_count": 9}
        resource = self.Resource.with_context(**context).create(
            {
                "name": "R3",
                "partner_id": self.head.id,
                "date": "2026-12-01",
                "amount": 1,
            }
        )
        self.assertEqual((resource.state, resource.circulation_count), ("available", 0))
        copy = resource.copy({"name": "R4"})
        self.assertEqual((copy.state, copy.circulation_count), ("available", 0))

    def test_circulations_on_the_customer_are_not_entered(self):
        with self.assertRaisesRegex(ValidationError, "derived and cannot be entered"):
            self.head.resource_circulation_count = 5

    def test_allocated_resources_stay_with_their_customer(self):
        resource = self._resource("R1")
        resource.partner_id = self.south
        resource._mark_allocated({resource.id: self.users["account"].id}, "2026-11-10")
        resource.amount = 2000
        with self.assertRaisesRegex(UserError, "allocated with its customer"):
            resource.partner_id = self.north
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            resource.unlink()
        free = self._resource("R2")
        free.unlink()
        self.assertFalse(free.exists())

    def test_customer_with_resources_is_not_deleted(self):
        self._resource("R1", self.mill)
        with self.assertRaisesRegex(UserError, "customer resource R1 is its"):
            self.mill.unlink()

    def test_merged_customers_add_their_circulations_up(self):
        first, second = (
            self._resource("R1", self.south),
            self._resource("R2", self.mill),
        )
        both = first + second
        both._mark_allocated(
            dict.fromkeys(both.ids, self.users["account"].id), "2026-11-10"
        )
        self.south.invalidate_recordset()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.south + self.mill).ids, self.south, extra_checks=False)
        self.assertEqual(self.south.resource_circulation_count, 2)
        self.assertEqual(both.commercial_partner_id, self.south)

    def test_states(self):
        """Taken back, closed with a reason, opened again; each from where it can."""
        resource = self._resource("R1")
        with self.assertRaisesRegex(UserError, "is not allocated any more"):
            resource.action_return()
        self.head.user_id = self.users["account"]
        resource._mark_allocated({resource.id: self.users["account"].id}, "2026-11-10")
        self.assertEqual(resource.state, "allocated")
        self.assertEqual(resource.user_id, self.users["account"])
        resource.action_return()
        self.assertEqual(resource.state, "returned")
        self.assertFalse(resource.user_id)
        action = resource.action_close()
        wizard = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"reason": " Renewed ", "is_converted": True})
        )
        wizard.action_confirm()
        self.assertEqual(resource.state, "closed")
        self.assertEqual(resource.close_reason, "Renewed")
        self.assertTrue(resource.is_converted)
        with self.assertRaisesRegex(UserError, "is not available, allocated"):
            wizard.action_confirm()
        resource.action_reopen()
        self.assertEqual(resource.state, "available")
        self.assertFalse(resource.close_reason)
        wizard.reason = "  "
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_confirm()
