# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .pool_common import PoolCommon


@tagged("post_install", "-at_install")
class TestPoolDuplicate(PoolCommon):
    """A company is entered once; whoever enters it again learns whose it is (AM-23)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env.ref("base.cn")
        cls.works = cls._create_company_partner(
            "Harbour Works Co., Ltd.",
            city="Ningbo",
            vat="CN913302000001",
            country_id=cls.china.id,
            user_id=cls.account.id,
        )
        cls.env.flush_all()

    def _enter(self, name, user=None, **values):
        return (
            self.env["res.partner"]
            .with_user(user or self.colleague)
            .create(
                {
                    "name": name,
                    "is_company": True,
                    "is_group_customer": True,
                    **values,
                }
            )
        )

    # What is the same

    def test_tax_id_however_it_is_written(self):
        for vat in (
            "CN913302000001",
            "913302000001",
            "91 3302-000001",
            "cn913302000001",
        ):
            with self.subTest(vat=vat):
                self._refused("Harbour Works", self._enter, "Another", vat=vat)

    def test_owner_is_named(self):
        self._refused(
            f"belongs to {self.account.name}", self._enter, "X", vat="913302000001"
        )

    def test_name_and_city_however_they_are_written(self):
        for name, city in (
            ("Harbour Works", "Ningbo"),
            ("HARBOUR  WORKS LTD", "ningbo "),
            ("Ｈａｒｂｏｕｒ Ｗｏｒｋｓ", "Ningbo City"),
            ("Harbour Works Inc.", False),  # may be the same city
        ):
            with self.subTest(name=name, city=city):
                self._refused("same name and city", self._enter, name, city=city)

    def test_chinese_names(self):
        self._enter("华成贸易（上海）有限公司", city="上海市")
        self._refused(
            "same name and city", self._enter, "华成贸易(上海)股份有限公司", city="上海"
        )

    def test_another_city_is_another_company(self):
        self.assertTrue(self._enter("Harbour Works", city="Shanghai"))

    def test_two_without_city_are_only_shown(self):
        first = self._enter("Nowhere Works")
        second = self._enter("Nowhere Works Ltd.")
        self.assertTrue(first.has_account_twin and second.has_account_twin)
        self.assertFalse(self.works.has_account_twin)
        found = self.env["res.partner"].search([("has_account_twin", "=", True)])
        self.assertLessEqual(first + second, found)
        self.assertNotIn(self.works, found)
        second.city = "Wuhan"
        self.assertTrue(first.has_account_twin)
        self._refused("same name and city", first.write, {"city": "Wuhan"})
        first.city = "Xi'an"
        self.assertFalse(first.has_account_twin or second.has_account_twin)

    def test_people_of_one_name(self):
        for _turn in range(2):
            self._enter("Wang Wei", city="Ningbo", is_company=False)
        person = self._enter("Wang Wei", city="Ningbo", is_company=False)
        self._enter("Wang Wei", city="Ningbo")
        self._refused("same name and city", person.write, {"is_company": True})
        self._refused("same name and city", person.write, {"company_type": "company"})

    def test_no_tax_id_is_none(self):
        for vat in ("/", "0000000"):
            self._enter(f"One {vat}", vat=vat)
            self._enter(f"Two {vat}", vat=vat)

    # Who is compared

    def test_plain_contacts_are_as_in_odoo(self):
        values = {"name": "Harbour Works", "city": "Ningbo", "vat": "CN913302000001"}
        for is_company in (True, False):
            partner = self.env["res.partner"].create(
                {**values, "is_company": is_company}
            )
            self.assertFalse(partner.account_name_key or partner.account_vat_key)
        self.assertTrue(
            self.env["res.partner"].create(
                {"name": "Harbour Works", "parent_id": self.works.id}
            )
        )

    def test_contact_that_becomes_an_account(self):
        plain = self.env["res.partner"].create(
            {"name": "Harbour Works", "city": "Ningbo", "is_company": True}
        )
        self._refused(
            "same name and city",
            plain.with_user(self.colleague).write,
            {"is_group_customer": True},
        )
        self.assertFalse(plain.is_group_customer)

    def test_company_that_guards_all(self):
        plain = self.env["res.partner"].create(
            {"name": "Plain", "city": "Ningbo", "is_company": True}
        )
        self.env.company.group_customer_guard_scope = "all"
        self.env.cr.precommit.run()
        self.assertEqual(plain.account_name_key, "plain")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.env["res.partner"].create(
                {"name": "Plain Ltd.", "city": "Ningbo", "is_company": True}
            )
        self.env.company.group_customer_guard_scope = "group"
        self.env.cr.precommit.run()
        self.assertFalse(plain.account_name_key)
        self.assertTrue(self.works.account_name_key)

    def test_superuser_too(self):
        self._refused(
            "same tax ID", self._create_company_partner, "S", vat="913302000001"
        )

    # Later changes

    def test_values_changed_later(self):
        other = self._enter("Other", city="Wuhan")
        self._refused("same tax ID", other.write, {"vat": "913302000001"})
        other.name = "Harbour Works"
        self._refused("same name and city", other.write, {"city": "Ningbo"})
        other.city = "Wenzhou"
        self.assertEqual(other.account_city_key, "wenzhou")

    def test_keys_are_not_entered(self):
        with self.assertRaises(UserError):
            self._enter("Z", account_name_key="x")
        with self.assertRaises(UserError):
            self.works.write({"account_vat_key": False})

    def test_archived_is_named(self):
        self.works.action_archive()
        self._refused("Unarchive it", self._enter, "Harbour Works", city="Ningbo")

    def test_out_of_the_archive(self):
        """What is archived is compared when it comes back, with what is in use."""
        other = self._enter("B", vat="913302000001", active=False)
        self._refused("same tax ID", other.write, {"active": True})
        self._refused("same tax ID", other.action_unarchive)
        self.works.action_archive()
        other.action_unarchive()
        self._refused("same tax ID", self.works.action_unarchive)

    def test_copy_leaves_the_tax_id_out(self):
        copy = self.works.copy()
        self.assertFalse(copy.vat)
        self.assertEqual(self.works.vat, "CN913302000001")

    # Groups

    def test_branches_share_their_tax_id(self):
        branch = self._create_company_partner(
            "Harbour Branch", self.works, vat="CN913302000001", city="Yiwu"
        )
        self.assertEqual(branch.account_vat_key, self.works.account_vat_key)
        branch.group_parent_id = False
        with self.assertRaisesRegex(UserError, "same tax ID"):
            self.env.cr.precommit.run()

    def test_same_name_in_one_group_is_the_same_company(self):
        self._refused(
            "same name and city",
            self._create_company_partner,
            "Harbour Works",
            self.works,
            city="Ningbo",
        )

    # Batches

    def test_within_one_batch(self):
        values = {"is_company": True, "is_group_customer": True, "city": "Xi'an"}
        with self.assertRaisesRegex(UserError, "Twin Mills"):
            self.env["res.partner"].create(
                [{"name": "Twin Mills", **values}, {"name": "TWIN MILLS LTD", **values}]
            )

    def test_import_reports_the_line(self):
        result = (
            self.env["res.partner"]
            .with_user(self.colleague)
            .load(
                ["name", "is_company", "is_group_customer", "city", "vat"],
                [
                    ["Good One", "1", "1", "Ningbo", "CN1234501"],
                    ["Bad Two", "1", "1", "Ningbo", "CN913302000001"],
                    ["Good Three", "1", "1", "Ningbo", "CN1234503"],
                ],
            )
        )
        # Odoo repeats the first error of the whole file at its first line
        message = result["messages"][-1]
        self.assertEqual(message["rows"], {"from": 1, "to": 1})
        self.assertIn("Bad Two is an account already", message["message"])
        self.assertFalse(
            self.env["res.partner"].search([("account_vat_key", "=", "1234503")])
        )

    def test_queries_do_not_grow(self):
        counts = []
        for size in (10, 80):
            partners = self.env["res.partner"].create(
                [
                    {
                        "name": f"Row {size} {number}",
                        "is_company": True,
                        "is_group_customer": True,
                        "city": "Ningbo",
                        "vat": f"CN{size}00{number}1",
                    }
                    for number in range(size)
                ]
            )
            self.env.flush_all()
            partners._forget_account()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners._update_account_keys()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertTrue(all(partners.mapped("account_vat_key")))
        self.assertEqual(counts[0], counts[1])

    # Who may know

    def test_owner_is_not_named_to_strangers(self):
        second = self.env["res.company"].create({"name": "Second"})
        stranger = new_test_user(
            self.env,
            login="gc_stranger",
            groups="base.group_user,base.group_partner_manager,"
            "group_customer.group_group_customer_user",
            company_id=second.id,
            company_ids=[Command.set(second.ids)],
        )
        self.works.company_id = self.env.company
        # No common company: none of their business
        own = self._enter(
            "Harbour Works", stranger, city="Ningbo", company_id=second.id
        )
        self.assertTrue(own)
        own.sudo().unlink()
        # For all companies it is the same company
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._enter("Some Name", stranger, vat="913302000001")
        text = str(caught.exception)
        self.assertIn("another account manager", text)
        self.assertNotIn("Harbour", text)
        self.assertNotIn(self.account.name, text)

    def test_into_a_common_company(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.works.company_id = self.env.company
        other = self._create_company_partner(
            "Harbour Works", city="Ningbo", company_id=second.id
        )
        self._refused("same name and city", other.write, {"company_id": False})

    def test_without_manager_it_is_claimed(self):
        self.works.user_id = False
        self._refused(
            "Claim it from the pool", self._enter, "Harbour Works", city="Ningbo"
        )

    # Namesakes

    def test_namesake(self):
        reason = {"namesake_reason": "Another register number"}
        self._refused(
            "is said by a director",
            self._enter,
            "Harbour Works",
            city="Ningbo",
            **reason,
        )
        colleague = self.env["res.partner"].with_user(self.colleague)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            colleague.with_context(default_namesake_reason="x").create(
                {"name": "Y", "is_group_customer": True, "is_company": True}
            )
        director = self.users["director"]
        namesake = self._enter("Harbour Works", director, city="Ningbo", **reason)
        self.assertFalse(namesake.has_account_twin)
        # The number says more than a name
        self._refused("same tax ID", namesake.write, {"vat": "913302000001"})
        namesake.country_id = self.env.ref("base.de")
        self.works.flush_recordset()
        namesake.vat = "913302000001"
        self._refused("same tax ID", namesake.write, {"namesake_reason": False})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            namesake.with_user(self.colleague).namesake_reason = "x"

    # What is compared

    def test_suffixes_are_data(self):
        other = self._enter("Quay Yards Verein", city="Ningbo")
        self.assertEqual(other.account_name_key, "quayyardsverein")
        suffix = self.env["group.customer.name.suffix"].create({"name": "Verein"})
        self.env.cr.precommit.run()
        other.invalidate_recordset()
        self.assertEqual(other.account_name_key, "quayyards")
        self._refused("same name and city", self._enter, "Quay Yards", city="Ningbo")
        suffix.active = False
        self.env.cr.precommit.run()
        other.invalidate_recordset()
        self.assertEqual(other.account_name_key, "quayyardsverein")
        with self.assertRaises(UserError):
            suffix.name = "…"

    def test_keys_of_a_database_with_customers(self):
        """What the installation does: all keys in slices, duplicates stay."""
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE res_partner SET account_name_key = NULL, account_vat_key = NULL,
                      account_city_key = NULL"""
        )
        self.env.cr.execute(
            "UPDATE res_partner SET vat = '913302000001' WHERE id = %s", [self.mill.id]
        )
        self.env.invalidate_all()
        self.env["res.partner"]._fill_account_keys()
        self.assertEqual(self.works.account_name_key, "harbourworks")
        self.assertEqual(self.works.account_city_key, "ningbo")
        self.assertEqual(self.works.account_vat_key, "913302000001")
        self.assertTrue(self.mill.has_account_twin)
        self.assertEqual(self.env["res.partner"]._fill_account_keys(), 0)
        # Work on an old duplicate goes on
        self.mill.city = "Yiwu"

    def test_merging_ends_a_duplicate(self):
        double = self._enter("Nowhere", vat="CN777001")
        first = self._enter("Nowhere Ltd.")
        self.assertTrue(first.has_account_twin)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((first + double).ids, first, extra_checks=False)
        self.assertFalse(double.exists())
        self.assertFalse(first.has_account_twin)
        self.assertEqual(first.vat, "CN777001")
        self.assertEqual(first.account_vat_key, "777001")
