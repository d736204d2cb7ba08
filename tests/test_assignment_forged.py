# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .managers_common import ManagersCommon
from .pool_common import PoolCommon


@tagged("post_install", "-at_install")
class TestAccountsForged(PoolCommon):
    """What a client sends to get an account, or a say in it, past the rules."""

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
        cls.director = cls.users["director"]
        cls.env["crm.team"].create(
            {
                "name": "East",
                "user_id": cls.users["manager"].id,
                "member_ids": [(6, 0, cls.account.ids)],
            }
        )
        cls.env.flush_all()

    def _archived(self, **values):
        return (
            self.env["res.partner"]
            .with_user(self.colleague)
            .create(
                {
                    "name": "Other Works",
                    "is_company": True,
                    "is_group_customer": True,
                    "active": False,
                    **values,
                }
            )
        )

    # Duplicates

    def test_unarchived_duplicate_with_another_change(self):
        """What else changes in the same moment does not hide the tax ID, nor a name."""
        twin = self._archived(vat="913302000001")
        self._refused(
            "the same tax ID", twin.write, {"active": True, "city": "Beijing"}
        )
        twin = self._archived(name="Harbour Works", city="Ningbo")
        self._refused(
            "same name and city", twin.write, {"active": True, "vat": "CN777777"}
        )
        self.assertFalse(twin.active)

    def test_country_that_makes_it_a_duplicate(self):
        """Said to be another company of another country, it moves to this one."""
        values = {
            "name": "Other Works",
            "is_company": True,
            "is_group_customer": True,
            "vat": "913302000001",
            "country_id": self.env.ref("base.de").id,
            "namesake_reason": "The German company",
        }
        twin = self.env["res.partner"].with_user(self.director).create(values)
        self._refused("the same tax ID", twin.write, {"country_id": self.china.id})

    def test_old_duplicate_gets_its_country(self):
        twin = self._create_company_partner("Old", vat="913302000009", city="Ningbo")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET account_vat_key = %s WHERE id = %s",
            [self.works.account_vat_key, twin.id],
        )
        self.env.cr.execute(
            "UPDATE res_partner SET vat = %s WHERE id = %s", [self.works.vat, twin.id]
        )
        self.env.invalidate_all()
        self.assertTrue(twin.has_account_twin)
        twin.with_user(self.account).country_id = self.china
        self.assertTrue(twin.country_id)

    # Chief representatives approve for the account and see its requests

    def test_chief_representative_of_others(self):
        field = "chief_representative_id"
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.works.id}
        )
        stranger = self._create_company_partner("Far", user_id=self.colleague.id)
        Partner = self.env["res.partner"]
        for user, account in (
            (self.colleague, self.works),
            (self.account, self.works),
            (self.account, contact),
            (self.users["manager"], stranger),
        ):
            with self.subTest(user=user.login, account=account.name):
                self._refused(
                    "chief representative of",
                    account.with_user(user).write,
                    {field: user.id},
                    error=AccessError,
                )
                self.assertFalse(account[field])
        new = {"name": "New", "is_company": True, "is_group_customer": True}
        mine = Partner.with_user(self.account)
        self._refused(
            "chief representative of",
            mine.create,
            {**new, field: self.account.id},
            error=AccessError,
        )
        self._refused(
            "chief representative of",
            mine.with_context(default_chief_representative_id=self.account.id).create,
            new,
            error=AccessError,
        )
        self.works.with_user(self.users["manager"])[field] = self.director
        stranger.with_user(self.director)[field] = self.director
        # What stands there already is no change, and no copy takes it along
        self.works.with_user(self.account).write({field: self.director.id})
        self.assertFalse(self.works.with_user(self.account).copy()[field])

    # Whoever may not archive a user learns nothing of the accounts

    def test_accounts_of_a_user(self):
        employee = self.users["employee"]
        held = self.account.with_user(employee)
        for method, args in ((held.action_archive, ()), (held.write, ({"active": 0},))):
            with self.assertRaises(AccessError) as caught, self.env.cr.savepoint():
                method(*args)
            self.assertNotIn("Harbour", str(caught.exception))

    # What others hold is seen by managers

    def test_loads_of_a_map(self):
        plan = self.env["group.customer.territory.plan"].create({"name": "Next"})
        for user in (self.account, self.users["settlement"]):
            for name in ("preview", "load_table"):
                with self.subTest(user=user.login, field=name):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        plan.with_user(user).read([name])
        self.assertEqual(plan.with_user(self.account).account_count, 0)
        for name in ("preview", "load_table"):
            plan.with_user(self.users["manager"]).read([name])

    def _refused(self, expected, method, *args, error=UserError):
        with self.assertRaises(error) as caught, self.env.cr.savepoint():
            method(*args)
        self.assertIn(expected, str(caught.exception))
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestFiguresForged(ManagersCommon):
    """Figures that the score of an allocation counts with are never one's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.users["director"]
        cls.own = cls.env["group.customer.manager"].create(
            {"user_id": cls.director.id, "series": "management"}
        )
        cls.inspection = {
            "date": "2026-10-05",
            "inspector_kind": "department_manager",
            "result": "pass",
        }

    def test_own_month_by_default(self):
        months = self.env["group.customer.manager.month"].with_user(self.director)
        months = months.with_context(default_manager_id=self.own.id)
        with self.assertRaisesRegex(UserError, "nobody enters the own figures"):
            months.create({"month": "2026-10-01", "flexible": 100})

    def test_inspection_moved_to_oneself(self):
        inspection = self.env["group.customer.log.inspection"].create(
            {
                **self.inspection,
                "manager_id": self.profiles["account"].id,
                "inspector_id": self.users["manager"].id,
            }
        )
        with self.assertRaisesRegex(UserError, "nobody inspects the own log"):
            inspection.with_user(self.director).manager_id = self.own

    def test_inspector_by_default(self):
        inspections = self.env["group.customer.log.inspection"]
        inspections = inspections.with_user(self.users["manager"])
        inspections = inspections.with_context(default_inspector_id=self.director.id)
        with self.assertRaisesRegex(UserError, "recorded by who made it"):
            inspections.create(
                {**self.inspection, "manager_id": self.profiles["account"].id}
            )
