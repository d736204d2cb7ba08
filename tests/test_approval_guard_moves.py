# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .guard_common import GuardCommon


@tagged("post_install", "-at_install")
class TestGuardMoves(GuardCommon):
    """No way out of the guard and back in: marks, parents, merges, companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bare = cls._create_company_partner("Bare Works", vat="CN5000")
        cls.foreign = cls.env["res.partner"].create(
            {
                "name": "Stranger",
                "agreed_discount": 99,
                "property_payment_term_id": cls.better_term.id,
                "property_product_pricelist": cls.better_pricelist.id,
                "credit_limit": 77777,
                "vat": "CN5000",
            }
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.as_clerk = self.env(user=self.clerk)

    def _as_clerk(self, partner):
        return partner.with_user(self.clerk)

    # Out of the guard

    def test_unticking_the_mark(self):
        customer = self._as_clerk(self.customer)
        vals = {"is_group_customer": False}
        self.assertGuarded(self.customer, customer.write, vals)
        self.assertGuarded(
            self.customer, customer.write, {**vals, "agreed_discount": 99}
        )
        # Also where the mark itself is not guarded: the others are.
        self._get_guard("is_group_customer").unlink()
        self.assertGuarded(
            self.customer, customer.write, vals, expected="out of the guard"
        )
        self.customer.with_user(self.users["admin"]).is_group_customer = False
        self.assertFalse(self.customer.is_group_customer)

    def test_mark_goes_where_nothing_is_guarded(self):
        self.Guard.search([]).unlink()
        self._as_clerk(self.customer).is_group_customer = False
        self.assertFalse(self.customer.is_group_customer)

    def test_manager_takes_the_mark_away(self):
        """A manager cannot: who is out of the guard is sold to on any terms."""
        customer = self.customer.with_user(self.users["manager"])
        vals = {"is_group_customer": False}
        guard = self._get_guard("is_group_customer")
        managers, guard.group_ids = (
            guard.group_ids,
            self.env.ref("group_customer.group_group_customer_admin"),
        )
        self.assertGuarded(self.customer, customer.write, vals)
        # Where the guard lets managers, all at once is no way either.
        guard.group_ids = managers
        self.assertGuarded(
            self.customer, customer.write, {**vals, "agreed_discount": 99}
        )
        customer.is_group_customer = False
        self.assertFalse(self.customer.is_group_customer)

    def test_no_company_any_more(self):
        customer = self._as_clerk(self.customer)
        for vals in ({"is_company": False}, {"company_type": "person"}):
            with self.env.cr.savepoint() as savepoint:
                customer.write({**vals})
                self.assertGuarded(
                    self.customer, customer.write, {"agreed_discount": 99}
                )
                savepoint.rollback()

    def test_contact_of_somebody_else(self):
        person = self._create_company_partner("Person", agreed_discount=10)
        person.is_company = False
        mine = self._as_clerk(person)
        for vals in (
            {"parent_id": self.plain.id},
            {"parent_id": self.plain.id, "is_group_customer": False},
            {"parent_id": self.customer.id, "is_group_customer": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    mine.write(vals)
        plain = self._as_clerk(self.plain)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            plain.write({"child_ids": [Command.link(person.id)]})
        self.assertEqual(person.commercial_partner_id, person)

    def test_commercial_entity_is_not_entered(self):
        """It is stored, derived, and says who is under the guard."""
        for partner, entity in (
            (self.customer, self.plain),
            (self.contact, self.plain),
            (self.contact, self.contact),
            (self.plain, self.customer),
        ):
            with self.subTest(partner=partner.name):
                vals = {"commercial_partner_id": entity.id}
                self.assertGuarded(
                    partner, self._as_clerk(partner).write, vals, expected="follows"
                )
        contact = self._as_clerk(self.contact)
        contact.write({"commercial_partner_id": self.customer.id})
        other = self._as_clerk(self.foreign)
        other.write({"commercial_partner_id": self.foreign.id})

    # Into the guard

    def test_contact_that_joins_takes_the_terms_of_its_company(self):
        foreign = self._as_clerk(self.foreign)
        foreign.parent_id = self.customer
        self.assertEqual(self.foreign.agreed_discount, 10)
        self.assertEqual(self.foreign.property_payment_term_id, self.term)
        self.assertEqual(self.foreign.property_product_pricelist, self.pricelist)
        self.assertEqual(self.foreign.vat, "CN1000")

    def test_contact_that_joins_brings_nothing_along(self):
        """Odoo carries tax ID and pricelist of a contact up to a company that has
        none, with all rights."""
        before = self._read(self.bare)
        self._as_clerk(self.foreign).parent_id = self.bare
        self.assertKept(self.bare, before)
        for name in ("agreed_discount", "credit_limit", "property_payment_term_id"):
            self.assertFalse(self.foreign[name])
        self.assertFalse(self.foreign.specific_property_product_pricelist)

    def test_person_and_company_join_together(self):
        """A company below a customer keeps its own terms: it is no contact."""
        self.plain.write({"vat": "CN6", "agreed_discount": 3})
        both = self._as_clerk(self.foreign + self.plain)
        before = self._read(self.bare)
        both.write({"parent_id": self.bare.id})
        self.assertKept(self.bare, before)
        self.assertEqual(self.plain.vat, "CN6")
        self.assertEqual(self.plain.agreed_discount, 3)
        self.assertEqual(self.foreign.vat, "CN5000")
        self.assertFalse(self.foreign.agreed_discount)

    def test_contact_that_joins_by_a_command(self):
        before = self._read(self.bare)
        self._as_clerk(self.bare).write({"child_ids": [Command.link(self.foreign.id)]})
        self.assertKept(self.bare, before)
        self.assertEqual(self.foreign.commercial_partner_id, self.bare)
        self.assertFalse(self.foreign.agreed_discount)
        self.assertFalse(self.foreign.specific_property_product_pricelist)

    def test_new_contact_brings_nothing_along(self):
        partners = self.as_clerk["res.partner"]
        for name in ("specific_property_product_pricelist", "vat", "agreed_discount"):
            vals = {"name": "C", "parent_id": self.bare.id, name: self.wishes[name]}
            with self.subTest(field=name):
                self.assertGuarded(self.bare, partners.create, vals)

    def test_contact_that_leaves_is_free_and_comes_back_without(self):
        contact = self._as_clerk(self.contact)
        contact.parent_id = False
        contact.write({"agreed_discount": 99, "vat": "CN7"})
        contact.specific_property_product_pricelist = self.better_pricelist
        vals = {"parent_id": self.customer.id, "agreed_discount": 99}
        self.assertGuarded(self.contact, contact.write, vals)
        before = self._read(self.customer)
        contact.parent_id = self.customer
        self.assertKept(self.customer, before)
        self.assertEqual(self.contact.agreed_discount, 10)
        self.assertEqual(self.contact.vat, "CN1000")

    def test_contacts_below_a_contact(self):
        below = self.env["res.partner"].create(
            {"name": "Assistant", "parent_id": self.contact.id}
        )
        self._as_clerk(self.contact).parent_id = False
        self._as_clerk(below).agreed_discount = 99
        self._as_clerk(self.contact).parent_id = self.customer
        self.assertEqual(below.agreed_discount, 10)

    def test_company_that_becomes_a_contact(self):
        branch = self.env["res.partner"].create(
            {"name": "B", "is_company": True, "parent_id": self.bare.id}
        )
        mine = self._as_clerk(branch)
        mine.write({"agreed_discount": 99, "vat": "CN8"})
        mine.specific_property_product_pricelist = self.better_pricelist
        before = self._read(self.bare)
        mine.is_company = False
        self.assertEqual(branch.commercial_partner_id, self.bare)
        self.assertFalse(branch.agreed_discount)
        self.assertKept(self.bare, before)

    def test_leak_of_an_old_contact(self):
        """A contact with terms of its own from before the guard was set up."""
        self.env.cr.execute(
            "UPDATE res_partner SET specific_property_product_pricelist = "
            "jsonb_build_object(%s::text, %s) WHERE id = %s",
            [str(self.env.company.id), self.better_pricelist.id, self.contact.id],
        )
        self.env.invalidate_all()
        self._get_guard("vat").unlink()
        customer = self._as_clerk(self.customer)
        self.assertGuarded(self.customer, customer.write, {"vat": "CN9"})

    def test_contacts_of_a_company_that_becomes_a_customer(self):
        """What nobody sees is not approved with the company."""
        contact = self.env["res.partner"].create(
            {"name": "C", "parent_id": self.plain.id}
        )
        contact.agreed_discount = 99
        self._as_clerk(self.plain).is_group_customer = True
        self.assertFalse(contact.agreed_discount)

    # New group customers on every way

    def test_every_way_of_becoming_a_group_customer(self):
        """While new customers are approved, none comes about without (AP-04)."""
        self.patch(
            type(self.env["res.partner"]),
            "_is_new_customer_approved_here",
            lambda partner: True,
        )
        companies = self.env["res.partner"].create(
            [{"name": f"P{number}", "is_company": True} for number in range(6)]
        )
        marked, child, parent, listed, heading, other = self._as_clerk(companies)
        marked.is_group_customer = True
        child.group_parent_id = self.customer
        self._as_clerk(self.bare).group_parent_id = parent
        self._as_clerk(self.customer).write(
            {"group_child_ids": [Command.link(listed.id)]}
        )
        partners = self.as_clerk["res.partner"]
        vals = {"name": "New", "is_company": True, "group_parent_id": heading.id}
        new = partners.create(vals)
        other.write({"group_child_ids": [Command.create({**vals, "name": "New 2"})]})
        for partner in (*companies, new, other.group_child_ids):
            with self.subTest(partner=partner.name):
                self.assertTrue(partner.is_group_customer)
                self.assertEqual(partner.group_approval_state, "draft")
        self.assertFalse((self.customer + self.bare)[0].group_approval_state)
        self.assertFalse(self.bare.group_approval_state)

    def test_terms_entered_while_becoming_one(self):
        vals = {
            "is_group_customer": True,
            "property_product_pricelist": self.better_pricelist.id,
            "agreed_discount": 5,
        }
        self._as_clerk(self.plain).write(vals)
        self.assertEqual(self.plain.property_product_pricelist, self.better_pricelist)
        new = self.as_clerk["res.partner"].create(
            {
                "name": "New",
                "is_company": True,
                **vals,
                "child_ids": [Command.create({"name": "C"})],
            }
        )
        self.assertEqual(new.child_ids.agreed_discount, 5)
        self.assertGuarded(new, new.write, {"agreed_discount": 6})

    # Merging

    def _merge(self, partners, destination):
        wizard = self.as_clerk["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set(partners.ids)],
                "dst_partner_id": destination.id,
                "state": "selection",
            }
        )
        wizard.action_merge()
        self.env.invalidate_all()

    def test_merge_of_a_duplicate(self):
        self.foreign.vat = False
        self.foreign.specific_property_product_pricelist = False
        self.foreign.email = self.customer.email = "a@b.cn"
        before = self._read(self.customer)
        self._merge(self.customer + self.foreign, self.customer)
        self.assertFalse(self.foreign.exists())
        self.assertKept(self.customer, before)

    def test_merge_fills_nothing(self):
        for partner in (self.bare, self.customer):
            self.foreign.email = partner.email = "a@b.cn"
            self.env.flush_all()
            self.customer.sudo().settlement_method_id = False
            self.foreign.sudo().settlement_method_id = self.better_method
            self.env.flush_all()
            with self.subTest(partner=partner.name):
                both = self._as_clerk(partner + self.foreign)
                self.assertGuarded(partner, self._merge, both, partner, expected="")

    def test_merge_into_somebody_with_better_terms(self):
        better = self._create_company_partner("Better", agreed_discount=50)
        # As from the time before duplicates were refused
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET vat = 'CN1000' WHERE id = %s", [better.id]
        )
        better.invalidate_recordset(["vat"])
        self.plain.agreed_discount = 50
        for destination in (self.plain, better):
            both = self.customer + destination
            both.write({"email": "a@b.cn"})
            self.env.flush_all()
            with self.subTest(destination=destination.name):
                self.assertGuarded(
                    self.customer, self._merge, both, destination, expected="merge"
                )

    def test_merge_into_a_company_without_terms(self):
        """It takes over what the customer has."""
        before = self._read(self.customer)
        both = self.customer + self.plain
        both.write({"email": "a@b.cn"})
        self._merge(both, self.plain)
        self.assertKept(self.plain, before)

    def test_merge_of_contacts_of_companies(self):
        colleague = self.env["res.partner"].create(
            {"name": "C", "parent_id": self.plain.id}
        )
        colleague.agreed_discount = 99
        (self.plain + self.customer).write({"email": "a@b.cn"})
        self.env.flush_all()
        self._merge(self.customer + self.plain, self.customer)
        self.assertEqual(colleague.commercial_partner_id, self.customer)
        self.assertEqual(colleague.agreed_discount, 10)

    # Companies that guard all their customers

    def test_scope_of_a_company(self):
        plain = self._as_clerk(self.plain)
        person = self._as_clerk(self.foreign)
        plain.agreed_discount = 1
        self.env.company.group_customer_guard_scope = "all"
        self.assertGuarded(self.plain, plain.write, {"agreed_discount": 99})
        self.assertGuarded(self.plain, plain.write, {"vat": "CN9"})
        # No customer: a person without any business
        person.agreed_discount = 2
        self.foreign.customer_rank = 1
        self.assertGuarded(self.foreign, person.write, {"agreed_discount": 99})
        # No way out
        for partner, vals in (
            (self.foreign, {"customer_rank": 0}),
            (self.plain, {"is_company": False}),
        ):
            self.assertGuarded(partner, self._as_clerk(partner).write, vals)
        self.env.company.group_customer_guard_scope = "group"
        plain.agreed_discount = 3

    def test_scope_of_one_company_of_several(self):
        second = self._second_company()
        self.env.company.group_customer_guard_scope = "all"
        plain = self._as_clerk(self.plain)
        companies = (second + self.env.company).ids
        there = plain.with_context(allowed_company_ids=companies)
        # A value per company is guarded where the company says so,
        there.agreed_discount = 99
        self.assertEqual(self.plain.agreed_discount, 0)
        # one for all companies in each of them.
        self.assertGuarded(self.plain, there.write, {"vat": "CN9"})
        self.assertGuarded(
            self.plain, there.write, {"company_id": second.id}, expected=""
        )
        self.plain.company_id = second
        there.vat = "CN9"

    def test_companies_of_the_database_are_no_customers(self):
        self.env.company.group_customer_guard_scope = "all"
        officer = new_test_user(
            self.env, "gc_o", groups="base.group_erp_manager,base.group_partner_manager"
        )
        self.env.company.with_user(officer).vat = "CN9"
        self.assertEqual(self.env.company.partner_id.vat, "CN9")

    # The customer's own account

    def test_customer_on_the_portal(self):
        portal = new_test_user(self.env, "gc_portal", groups="base.group_portal")
        person = self._create_company_partner("Person", vat="CN1")
        person.is_company = False
        portal.partner_id = person
        self.assertFalse(person.with_user(portal).sudo().can_edit_vat())
        self.assertTrue(self.foreign.with_user(portal).sudo().can_edit_vat())
