# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_partner_tree import PartnerTreeCommon


@tagged("post_install", "-at_install")
class TestPartnerProfile(PartnerTreeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env.ref("base.cn")
        cls.beijing = cls.env.ref("base.state_cn_BJ")
        cls.hebei = cls.env.ref("base.state_cn_HE")
        home = cls.env.company.partner_id
        home.write({"country_id": cls.china.id, "state_id": cls.beijing.id})

    # ------------------------------------------------------------------
    # Market scope
    # ------------------------------------------------------------------

    def test_market_scope_follows_address(self):
        """MD-07: inside Beijing, outside Beijing, overseas."""
        for values, expected in (
            ({"country_id": self.china.id, "state_id": self.beijing.id}, "local"),
            ({"country_id": self.china.id, "state_id": self.hebei.id}, "domestic"),
            ({"country_id": self.env.ref("base.de").id, "state_id": False}, "overseas"),
            ({"country_id": self.china.id, "state_id": False}, False),
            ({"country_id": False, "state_id": False}, False),
        ):
            with self.subTest(expected=expected):
                self.north.write(values)
                self.assertEqual(self.north.market_scope, expected)

    def test_market_scope_by_city(self):
        """Without states the city decides."""
        self.env.company.partner_id.write({"state_id": False, "city": "Peking"})
        self.north.write({"country_id": self.china.id, "city": "PEKING "})
        self.assertEqual(self.north.market_scope, "local")
        self.north.city = "Tianjin"
        self.assertEqual(self.north.market_scope, "domestic")

    def test_market_scope_set_by_hand(self):
        self.north.market_scope = "overseas"
        self.env.flush_all()
        self.north.ref = "other change"
        self.assertEqual(self.north.market_scope, "overseas")

    def test_market_scope_of_plain_contact(self):
        plain = self.env["res.partner"].create(
            {"name": "Plain", "country_id": self.china.id}
        )
        self.assertFalse(plain.market_scope)

    # ------------------------------------------------------------------
    # Size and people
    # ------------------------------------------------------------------

    def test_registered_capital_currency(self):
        """MD-27: the capital is in our currency unless said otherwise."""
        self.north.registered_capital = 5_000_000
        currency = self.env.company.currency_id
        self.assertEqual(self.north.registered_capital_currency_id, currency)
        euro = self.env.ref("base.EUR")
        self.north.registered_capital_currency_id = euro
        self.north.registered_capital = 6_000_000
        self.assertEqual(self.north.registered_capital_currency_id, euro)

    def test_expansion_modes_coexist(self):
        """MD-30: four modes are shipped, several may hold for one group."""
        modes = self.env["group.customer.expansion.mode"].search([])
        self.assertLessEqual(
            {"horizontal", "vertical", "related", "unrelated"},
            set(modes.mapped("code")),
        )
        self.head.expansion_mode_ids = modes[:2]
        self.assertEqual(len(self.head.expansion_mode_ids), 2)

    def test_contact_defaults_stay_with_the_company(self):
        """A contact added from the screen of group customers is no group customer."""
        partner = self.north.with_context(
            default_is_group_customer=True, default_group_parent_id=self.head.id
        )
        partner.write({"child_ids": [Command.create({"name": "Clerk"})]})
        contact = self.north.child_ids
        self.assertNoTree(contact)
        self.assertFalse(contact.group_parent_id)

    def test_decision_notes_are_not_for_everybody(self):
        """MD-31, MD-39: notes on what moves a person are confidential."""
        contact = self.env["res.partner"].create(
            {"name": "Boss", "parent_id": self.north.id, "decision_driver": "honour"}
        )
        own = contact.with_user(self.users["account"])
        self.assertEqual(own.decision_driver, "honour")
        employee = contact.with_user(self.users["employee"])
        for name in ("decision_driver", "decision_notes", "important_date_ids"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                employee.read([name])


@tagged("post_install", "-at_install")
class TestPartnerArchive(PartnerTreeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Three items of our own: a field, a field and a condition; 2 + 1 + 1 = 4.
        cls.env["group.customer.archive.item"].search([]).active = False
        field = cls.env["ir.model.fields"]._get
        cls.items = cls.env["group.customer.archive.item"].create(
            [
                {
                    "name": "Needs",
                    "field_id": field("res.partner", "customer_needs").id,
                    "weight": 2,
                },
                {"name": "Phone", "field_id": field("res.partner", "phone").id},
                {
                    "name": "Decision maker",
                    "domain": "[('child_ids.contact_role_ids.code', '=', "
                    "'decision_maker')]",
                },
            ]
        )
        cls.decision_maker = cls.env.ref(
            "group_customer.group_customer_contact_role_decision_maker"
        )

    def _parameter(self, months):
        parameter = self.env["group.customer.parameter"].search(
            [("code", "=", "archive_verify_months")]
        )
        parameter.value_ids.unlink()
        parameter.value_ids = [
            Command.create({"date_from": "2000-01-01", "value": months})
        ]

    # ------------------------------------------------------------------
    # Completeness
    # ------------------------------------------------------------------

    def test_completeness_follows_fields(self):
        """MD-13 to MD-15: weight of what is there against all weights."""
        self.assertEqual(self.north.archive_completeness, 0)
        self.north.customer_needs = "Everything"
        self.assertEqual(self.north.archive_completeness, 50)
        self.north.phone = "1"
        self.assertEqual(self.north.archive_completeness, 75)
        self.assertEqual(self.north.archive_missing, "Decision maker")
        self.north.write({"customer_needs": False, "phone": False})
        self.assertEqual(self.north.archive_completeness, 0)
        self.assertEqual(self.north.archive_missing, "Needs\nPhone\nDecision maker")

    def test_completeness_at_creation(self):
        partner = self._create_company_partner("New", phone="1", customer_needs="x")
        self.assertEqual(partner.archive_completeness, 75)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT archive_completeness FROM res_partner WHERE id = %s", [partner.id]
        )
        self.assertEqual(self.env.cr.fetchone(), (75,))

    def test_completeness_follows_contacts(self):
        contact = self.env["res.partner"].create(
            {"name": "Boss", "parent_id": self.north.id}
        )
        self.assertEqual(self.north.archive_completeness, 0)
        contact.contact_role_ids = self.decision_maker
        self.assertEqual(self.north.archive_completeness, 25)
        contact.parent_id = self.south
        self.assertEqual(self.north.archive_completeness, 0)
        self.assertEqual(self.south.archive_completeness, 25)
        contact.unlink()
        self.assertEqual(self.south.archive_completeness, 0)

    def test_completeness_follows_important_dates(self):
        self.items[2].domain = "[('child_ids.important_date_ids', '!=', False)]"
        contact = self.env["res.partner"].create(
            {"name": "Boss", "parent_id": self.north.id}
        )
        important = self.env["group.customer.important.date"].create(
            {"partner_id": contact.id, "kind": "birthday", "date": "1980-05-01"}
        )
        self.assertEqual(self.north.archive_completeness, 25)
        important.unlink()
        self.assertEqual(self.north.archive_completeness, 0)

    def test_completeness_follows_items(self):
        """An administrator changes the items, every archive is rated anew."""
        self.north.customer_needs = "Everything"
        self.assertEqual(self.north.archive_completeness, 50)
        items = self.items.with_user(self.users["archive"])
        items[0].weight = 6
        self.assertEqual(self.north.archive_completeness, 75)
        items[1:].unlink()
        self.assertEqual(self.north.archive_completeness, 100)

    def test_completeness_is_searchable_and_derived(self):
        self.north.customer_needs = "Everything"
        found = self.env["res.partner"].search(
            [("archive_completeness", ">=", 50), ("id", "in", self.tree.ids)]
        )
        self.assertEqual(found, self.north)
        with self.assertRefused(ValidationError, "Archive Completeness is derived"):
            self.north.with_user(self.users["admin"]).write(
                {"archive_completeness": 100}
            )

    def test_completeness_in_batch(self):
        """Rating many archives takes as many queries as rating a few."""
        counts = []
        for size in (5, 50):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"N{i}", "is_company": True, "is_group_customer": True}
                    for i in range(size)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            partners._mark_archive_completeness()
            before = self.env.cr.sql_log_count
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_item_needs_field_or_condition(self):
        item = self.env["group.customer.archive.item"]
        field = self.items[0].field_id
        for values in (
            {"name": "Neither"},
            {"name": "Both", "field_id": field.id, "domain": "[('id', '=', 1)]"},
        ):
            with (
                self.subTest(name=values["name"]),
                self.assertRefused(ValidationError, values["name"]),
            ):
                item.create(values)
        with self.assertRefused(ValidationError, "Broken cannot be used"):
            item.create({"name": "Broken", "domain": "[('no_such_field', '=', 1)]"})
        with self.assertRefused(ValidationError, "Broken cannot be used"):
            item.create({"name": "Broken", "domain": "not a domain"})

    # ------------------------------------------------------------------
    # Verification
    # ------------------------------------------------------------------

    @freeze_time("2026-03-31")
    def test_verification(self):
        """MD-16: who verifies, and when it is due again."""
        self._parameter(6)
        clerk = self.users["account"]
        self.north.with_user(self.users["archive"]).sudo().archive_user_id = clerk
        self.north.with_user(clerk).action_verify_archive()
        self.assertEqual(self.north.archive_verified_on, date(2026, 3, 31))
        self.assertEqual(self.north.archive_next_verification, date(2026, 9, 30))
        self.assertTrue(self.north.with_user(clerk).can_verify_archive)

    def test_verification_by_others_is_refused(self):
        self.north.archive_user_id = self.users["account"]
        for role in ("colleague", "manager", "director", "settlement", "employee"):
            partner = self.north.with_user(self.users[role])
            with (
                self.subTest(role=role),
                self.assertRefused(
                    AccessError, "North Works is verified by gc_account"
                ),
            ):
                self.assertFalse(partner.can_verify_archive)
                partner.action_verify_archive()
        with self.assertRefused(AccessError, "verified by nobody yet"):
            self.south.with_user(self.users["director"]).action_verify_archive()

    def test_verification_cannot_be_written(self):
        """The guard stands in write and create, not in the button."""
        partner = self.north.with_user(self.users["director"])
        with self.assertRefused(AccessError, "North Works is verified by"):
            partner.write({"archive_verified_on": "2026-01-01"})
        with self.assertRefused(AccessError, "Only an archive administrator creates"):
            partner.create({"name": "New", "archive_verified_on": "2026-01-01"})
        # Sending back what is stored changes nothing.
        partner.write({"archive_verified_on": False})

    def test_who_names_the_responsible(self):
        user = self.users["account"]
        with self.assertRefused(AccessError, "The archive responsible of North Works"):
            self.north.with_user(user).archive_user_id = user
        with self.assertRefused(AccessError, "The archive responsible of New"):
            self.env["res.partner"].with_user(user).create(
                {"name": "New", "archive_user_id": user.id}
            )
        for role in ("manager", "director", "archive"):
            self.north.with_user(self.users[role]).archive_user_id = user
            self.assertEqual(self.north.archive_user_id, user)
            self.north.archive_user_id = False

    def test_archive_administrator_verifies_any(self):
        self._parameter(12)
        self.north.with_user(self.users["archive"]).action_verify_archive()
        self.assertTrue(self.north.archive_verified_on)

    def test_merged_archive_was_verified_by_nobody(self):
        self._parameter(12)
        self.north.archive_user_id = self.users["account"]
        (self.north + self.south).action_verify_archive()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        destination = self.south.with_user(self.users["director"])
        self.tree.email = "same@example.com"
        wizard.with_user(self.users["director"])._merge(
            (self.north + self.south).ids, destination
        )
        self.assertEqual(self.south.archive_user_id, self.users["account"])
        self.assertFalse(self.south.archive_verified_on)


@tagged("post_install", "-at_install")
class TestPartnerImportantDate(PartnerTreeCommon):
    def _create_date(self, day, **values):
        return self.env["group.customer.important.date"].create(
            {"partner_id": self.north.id, "kind": "birthday", "date": day, **values}
        )

    @freeze_time("2026-03-10")
    def test_next_occurrence(self):
        """MD-36: the next time a greeting is due."""
        for day, is_yearly, expected in (
            ("1980-03-10", True, date(2026, 3, 10)),
            ("1980-03-09", True, date(2027, 3, 9)),
            ("1980-12-31", True, date(2026, 12, 31)),
            ("1980-02-29", True, date(2027, 2, 28)),
            ("2026-05-01", True, date(2026, 5, 1)),
            ("2026-05-01", False, date(2026, 5, 1)),
            ("2026-03-09", False, False),
        ):
            with self.subTest(day=day, is_yearly=is_yearly):
                important = self._create_date(day, is_yearly=is_yearly)
                self.assertEqual(important.next_occurrence, expected)

    def test_cron_moves_dates_on(self):
        with freeze_time("2026-03-10"):
            days = ("1980-03-10", "1980-04-01", "1980-02-29")
            yearly = [self._create_date(day) for day in days]
            once = self._create_date("2026-03-12", is_yearly=False)
            self.env.flush_all()
        changed = self.env["group.customer.important.date"]._update_next_occurrence
        self.assertEqual(changed(date(2026, 3, 11)), 1)
        self.assertEqual(changed(date(2028, 2, 1)), 4)
        self.assertEqual(
            [important.next_occurrence for important in yearly],
            [date(2028, 3, 10), date(2028, 4, 1), date(2028, 2, 29)],
        )
        self.assertFalse(once.next_occurrence)

    def test_cron_runs(self):
        cron = self.env.ref("group_customer.ir_cron_important_date_next")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_who_sees_dates(self):
        """Personal dates follow the level of authority, and no employee sees any."""
        self.north.user_id = self.users["account"]
        contact = self.env["res.partner"].create(
            {"name": "Boss", "parent_id": self.north.id}
        )
        important = self._create_date("1980-03-10", partner_id=contact.id)
        model = self.env["group.customer.important.date"]
        domain = [("id", "=", important.id)]
        for role, visible in (
            ("account", True),
            ("colleague", False),
            ("manager", False),
            ("director", True),
            ("archive", True),
            ("admin", True),
        ):
            with self.subTest(role=role):
                found = model.with_user(self.users[role]).search(domain)
                self.assertEqual(bool(found), visible)
        for role in ("employee", "settlement"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                model.with_user(self.users[role]).search(domain)
        self.head.user_id = self.users["colleague"]
        self.assertTrue(model.with_user(self.users["colleague"]).search(domain))

    def test_display_name(self):
        important = self._create_date("1980-03-10")
        self.assertEqual(important.display_name, "North Works: Birthday")
        important.name = "Spring Festival"
        self.assertEqual(important.display_name, "North Works: Spring Festival")
