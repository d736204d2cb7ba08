# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.assignment import res_partner_territory
from .territory_common import TerritoryCommon


@tagged("post_install", "-at_install")
class TestTerritoryAccounts(TerritoryCommon):
    """Accounts find their territory when they are created, moved, graded…"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = cls.env["res.company"].search([])
        cls.env.user.company_ids += companies
        cls.users["director"].company_ids += companies
        cls.plan = cls._map("In Force")
        cls.wuhan = cls._territory(
            cls.plan, "Wuhan", cls._criterion("city", "Wuhan"), holder_id=cls.ann.id
        )
        cls.dalian = cls._territory(
            cls.plan, "Dalian", cls._criterion("city", "Dalian"), holder_id=cls.bob.id
        )
        cls.plan.with_user(cls.users["director"]).action_activate()
        cls.cron = cls.env.ref("group_customer.ir_cron_group_customer_territory_match")

    def _queued(self):
        rows = self.env.execute_query(
            SQL("SELECT partner_id FROM group_customer_territory_queue")
        )
        return [row[0] for row in rows]

    def test_a_new_account_is_in_its_territory_at_once(self):
        user = self.users["account"]
        account = (
            self.env["res.partner"]
            .with_user(user)
            .create(
                {
                    "name": "Territory Newcomer",
                    "is_company": True,
                    "is_group_customer": True,
                    "city": "wuhan",
                }
            )
        )
        self.assertEqual(account.territory_id, self.wuhan)
        self.assertEqual(
            account.territory_explanation, "Wuhan: City: Wuhan\nHolder: Ann."
        )

    def test_an_account_that_moves_changes_its_territory(self):
        account = self._account("mover", city="Wuhan")
        account.with_user(self.users["account"]).city = "Dalian"
        self.assertEqual(account.territory_id, self.dalian)
        account.city = "Nowhere"
        self.assertFalse(account.territory_id)
        self.assertIn("No territory", account.territory_explanation)
        account.city = "Dalian"
        account.active = False
        self.assertFalse(account.territory_id)
        account.active = True
        self.assertEqual(account.territory_id, self.dalian)
        account.is_group_customer = False
        self.assertFalse(account.territory_id)
        self.assertFalse(account.territory_explanation)

    def test_plain_contacts_have_none_and_cost_nothing(self):
        contact = self.env["res.partner"].create({"name": "Plain", "city": "Wuhan"})
        self.assertFalse(contact.territory_id)
        contact.is_company = True
        self.env.flush_all()
        before = self.cr.sql_log_count
        contact.city = "Dalian"
        self.env.flush_all()
        with_map = self.cr.sql_log_count - before
        self.plan.with_user(self.users["director"]).action_end()
        self.env.flush_all()
        before = self.cr.sql_log_count
        contact.city = "Wuhan"
        self.env.flush_all()
        self.assertLessEqual(with_map, self.cr.sql_log_count - before)

    def test_overlaps_that_come_later_are_named(self):
        """The map did not overlap when it was activated; now it does."""
        new = self.plan.copy()
        self._territory(new, "Steel", self._criterion("industry", self.steel))
        new.with_user(self.users["director"]).action_activate()
        account = self._account("later", city="Wuhan", industry_id=self.steel.id)
        self.assertFalse(account.territory_id)
        self.assertIn("Steel", account.territory_explanation)
        self.assertIn("Wuhan", account.territory_explanation)
        with self.assertRaises(UserError) as caught:
            new._check_overlap()
        for text in ("Steel", "Wuhan", "Territory Account later"):
            self.assertIn(text, str(caught.exception))
        new._check_overlap(self._account("single", city="Wuhan"))

    def test_a_grade_that_changes_changes_the_territory(self):
        scheme = self.env["group.customer.grade.scheme"].create(
            {"name": "Territory", "code": "territory_test", "mode": "rules"}
        )
        best, rest = self.env["group.customer.grade"].create(
            [
                {"scheme_id": scheme.id, "code": code, "name": code, "sequence": place}
                for place, code in enumerate(("X", "Y"))
            ]
        )
        new = self.plan.copy()
        parent = new.territory_ids.filtered(lambda one: one.name == "Wuhan")
        key = self._territory(new, "Key", self._criterion("grade", best), parent=parent)
        new.with_user(self.users["director"]).action_activate()
        account = self._account("graded", city="Wuhan")
        self.assertEqual(account.territory_id, parent)
        account._award_group_customer_grade(best, "Test")
        self.assertEqual(account.territory_id, key)
        account._award_group_customer_grade(rest, "Test")
        self.assertEqual(account.territory_id, parent)

    def test_many_accounts_are_left_to_the_cron(self):
        accounts = self.env["res.partner"].union(
            *(self._account(f"many {number}", city="Wuhan") for number in range(4))
        )
        with patch.object(res_partner_territory, "SMALL", 3):
            accounts.write({"city": "Dalian"})
        self.assertEqual(accounts.territory_id, self.wuhan)
        self.assertLessEqual(set(accounts.ids), set(self._queued()))
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(accounts.territory_id, self.dalian)
        self.assertFalse(self._queued())

    def test_the_nightly_look_finds_what_no_method_saw(self):
        account = self._account("hidden", city="Wuhan")
        gone = self._account("gone", city="Wuhan")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_partner SET city = 'Dalian' WHERE id = %s", [account.id]
        )
        self.cr.execute(
            "UPDATE res_partner SET is_group_customer = FALSE WHERE id = %s", [gone.id]
        )
        self.env.invalidate_all()
        nightly = self.env.ref(
            "group_customer.ir_cron_group_customer_territory_match_all"
        )
        with self.enter_registry_test_mode():
            nightly.method_direct_trigger()
            self.cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(account.territory_id, self.dalian)
        self.assertFalse(gone.territory_id)
        self.assertFalse(self._queued())

    def test_small_slices_do_the_same(self):
        accounts = self.env["res.partner"].union(
            *(self._account(f"slice {number}", city="Wuhan") for number in range(5))
        )
        self.cr.execute("DELETE FROM group_customer_territory_queue")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_partner SET territory_id = NULL WHERE id = ANY(%s)",
            [accounts.ids],
        )
        self.env.invalidate_all()
        self.env["res.partner"]._queue_territories(accounts.ids)
        Queue = self.env["group.customer.territory.queue"]
        done = []
        while count := Queue._match_slice(2):
            done.append(count)
        self.assertEqual(done, [2, 2, 1])
        self.assertEqual(accounts.territory_id, self.wuhan)

    def test_lists_and_filters(self):
        account = self._account("listed", city="Wuhan")
        lost = self._account("lost")
        partners = self.env["res.partner"].with_user(self.users["account"])
        found = partners.search([("territory_id", "child_of", self.wuhan.id)])
        self.assertIn(account, found)
        self.assertNotIn(lost, found)
        self.assertIn(lost, partners.search([("territory_id", "=", False)]))
        self.assertEqual(self.wuhan.total_account_count, self.wuhan.account_count)

    def test_explanations_take_a_fixed_number_of_statements(self):
        accounts = self.env["res.partner"].union(
            *(self._account(f"page {number}") for number in range(12))
        )

        def count(some):
            self.env.invalidate_all()
            some.mapped("territory_id.complete_name")
            before = self.cr.sql_log_count
            some.mapped("territory_explanation")
            return self.cr.sql_log_count - before

        self.assertEqual(count(accounts[:2]), count(accounts))
