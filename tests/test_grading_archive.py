# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .grading_common import GradingCommon


@tagged("post_install", "-at_install")
class TestGradingArchive(CronMixinCase, GradingCommon):
    """What is required in an archive depends on the grade (GR-09).

    Items: phone 2 and needs 1 for everybody, city 1 for grade A of the first scheme,
    street 4 for B of the first scheme and for X of the second.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Item = cls.env["group.customer.archive.item"]
        Item.search([]).active = False
        cls.scheme = cls._showing_scheme("revenue")
        cls.a = cls.scheme.grade_ids
        cls.a.score_min = 50
        cls.b = cls.a.copy(
            {
                "code": "B",
                "sequence": 20,
                "score_min": 0,
                "scheme_id": cls.scheme.id,
            }
        )
        cls.other_scheme = cls._scheme("weighted", [("X", {"score_min": 0})], [])
        cls.x = cls.other_scheme.grade_ids
        field = cls.env["ir.model.fields"]._get
        cls.phone, cls.needs, cls.city, cls.street = Item.create(
            [
                {
                    "name": name,
                    "field_id": field("res.partner", field_name).id,
                    "weight": weight,
                    "is_common": not grades,
                    "grade_ids": [Command.set(grades)],
                }
                for name, field_name, weight, grades in (
                    ("Phone", "phone", 2, []),
                    ("Needs", "customer_needs", 1, []),
                    ("City", "city", 1, cls.a.ids),
                    ("Street", "street", 4, (cls.b + cls.x).ids),
                )
            ]
        )
        cls.alpha, cls.beta = cls._customers("Alpha", "Beta")
        (cls.alpha + cls.beta).phone = "1"

    def _award(self, partners, grade, **values):
        return self.env["group.customer.grade.award"].create(
            [
                {"partner_id": p.id, "grade_id": grade.id, "reason": "Test", **values}
                for p in partners
            ]
        )

    def _rated(self):
        """Patch the rating so that it records whom it rates."""
        rated = []
        original = type(self.env["res.partner"])._get_archive_results

        def _get_archive_results(partners):
            rated.extend(partners.ids)
            return original(partners)

        return rated, patch.object(
            type(self.env["res.partner"]), "_get_archive_results", _get_archive_results
        )

    # === COMPLETENESS === #

    def test_items_of_a_grade_count_for_its_holders_only(self):
        self.assertEqual(self.alpha.archive_completeness, 66.7)  # 2 of 2 + 1
        self._award(self.alpha, self.a)
        self.assertEqual(self.alpha.archive_completeness, 50)  # 2 of 2 + 1 + 1
        self.assertEqual(self.beta.archive_completeness, 66.7)
        self.alpha.city = "Beijing"
        self.assertEqual(self.alpha.archive_completeness, 75)
        self.assertEqual(self.alpha.archive_missing, "Needs")

    def test_grades_of_all_schemes_count_together(self):
        self._award(self.alpha, self.a)
        self._award(self.alpha, self.x)
        self.assertEqual(self.alpha.archive_completeness, 25)  # 2 of 2 + 1 + 1 + 4
        self.assertEqual(self.alpha.archive_missing, "Needs\nCity\nStreet")
        # An item that two grades ask for counts once
        self._award(self.alpha, self.b)
        self.assertEqual(self.alpha.archive_completeness, 28.6)  # 2 of 2 + 1 + 4

    def test_grades_of_all_companies_count_together(self):
        """A customer has one archive, whichever company looks at it."""
        company = self.env["res.company"].create({"name": "Second"})
        self._award(self.alpha, self.a)
        self._award(self.alpha, self.x, company_id=company.id)
        for seen in (self.env.company, company):
            with self.subTest(company=seen.name):
                partner = self.alpha.with_company(seen)
                self.assertEqual(partner.archive_completeness, 25)

    def test_completeness_follows_the_grade(self):
        self._award(self.alpha, self.a)
        self._award(self.alpha, self.b)
        self.assertEqual(self.alpha.archive_completeness, 28.6)  # 2 of 2 + 1 + 4
        self.scheme.active = False
        self.assertEqual(self.alpha.archive_completeness, 66.7)

    def test_completeness_follows_the_grades_and_items(self):
        self._award(self.alpha, self.a)
        self.a.archive_item_ids = self.city + self.street
        self.assertEqual(self.alpha.archive_completeness, 25)
        self.a.archive_item_ids = False
        # Nobody asks for the city any more, unless it counts for everybody
        self.assertEqual(self.alpha.archive_completeness, 66.7)
        self.city.is_common = True
        self.assertEqual(self.alpha.archive_completeness, 50)
        self.assertEqual(self.beta.archive_completeness, 50)
        self.city.is_common = False
        self.city.grade_ids = self.b
        self.assertEqual(self.alpha.archive_completeness, 66.7)
        self.street.grade_ids = self.a
        self.assertEqual(self.alpha.archive_completeness, 28.6)

    def test_common_item_of_a_grade_counts_once_for_everybody(self):
        """A grade that names what everybody needs takes it from nobody."""
        self.a.archive_item_ids = self.phone
        self._award(self.alpha, self.a)
        self.assertEqual(self.alpha.archive_completeness, 66.7)  # 2 of 2 + 1
        self.assertEqual(self.beta.archive_completeness, 66.7)

    def test_deleted_grade_asks_for_nothing(self):
        self.x.unlink()
        self.street.grade_ids -= self.b
        self.assertFalse(self.street.grade_ids)
        self.assertEqual(self.beta.archive_completeness, 66.7)

    def test_run_and_expiry_rate_anew(self):
        """A run that awards and the end of a grade re-rate whom they concern."""
        self.scheme.write({"validity_months": 1, "expiry_action": "end"})
        self._transact(self.alpha, 100)
        run = self._run(self.scheme)
        run.action_confirm()
        self.assertEqual(self.alpha.group_customer_award_ids.grade_id, self.a)
        self.assertEqual(self.alpha.archive_completeness, 50)
        self.assertEqual(self.beta.archive_completeness, 66.7)
        cron = self.env.ref("group_customer.ir_cron_group_customer_grade_scheme_expire")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertTrue(self.alpha.group_customer_award_ids.date_to)
        self.assertEqual(self.alpha.archive_completeness, 66.7)

    def test_merged_customer_is_rated_by_its_grades(self):
        self._award(self.beta, self.a)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.alpha + self.beta).ids, self.alpha
        )
        self.assertEqual(self.alpha.archive_completeness, 50)

    def test_stored_figure_can_be_searched(self):
        self._award(self.alpha, self.a)
        found = self.env["res.partner"].search(
            [("archive_completeness", "<=", 50), ("category_id", "=", self.category.id)]
        )
        self.assertEqual(found, self.alpha)

    # === WHO IS RATED === #

    def test_only_changed_sets_are_rated(self):
        partners = self._customers(*(f"C{number}" for number in range(6)))
        self._award(partners[:3], self.a)
        self.env.flush_all()
        rated, recording = self._rated()
        with recording:
            self._award(partners[2:4], self.b)
            self.env.flush_all()
        self.assertEqual(set(rated), set(partners[2:4].ids))
        rated.clear()
        with recording:
            # The same items again, though another grade
            self.x.copy({"code": "Y", "scheme_id": self.other_scheme.id})
            self._award(partners[3], self.x)
            self.env.flush_all()
        self.assertFalse(rated)

    def test_many_are_left_to_the_cron(self):
        partners = self._customers(*(f"C{number}" for number in range(5)))
        self._award(partners, self.a)
        self.env.flush_all()
        cron = self.env.ref("group_customer.ir_cron_res_partner_rate_archive")
        self.env.cr.execute(
            "UPDATE group_customer_archive_item SET weight = 3 WHERE id = %s",
            [self.city.id],
        )
        self.city.invalidate_recordset()
        with self.capture_triggers(cron.id) as captured:
            partners._rate_changed_archives(partners.ids, slice_size=2)
            self.env.flush_all()
        self.assertEqual(len(captured.records), 1)
        self.assertEqual(set(partners.mapped("archive_completeness")), {0})
        partners[0].city = "Beijing"  # rated by hand in between: 3 of 6
        self.assertEqual(partners[0].archive_completeness, 50)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET archive_completeness = 99 WHERE id IN %s",
            [tuple(partners.ids)],
        )
        self.env.invalidate_all()
        cron.code = "model._cron_rate_archives(slice_size=2)"
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        # The first was rated by these items already
        self.assertEqual(partners.mapped("archive_completeness"), [99, 0, 0, 0, 0])
        self.assertFalse(self.env["res.partner"]._find_archives_to_rate())

    def test_cron_mends_what_was_missed(self):
        """Rated by other items than now, whatever the reason: found and mended."""
        self._award(self.alpha, self.a)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE group_customer_grade_award SET date_to = CURRENT_DATE"
        )
        self.env.invalidate_all()
        Partner = self.env["res.partner"]
        self.assertEqual(Partner._find_archives_to_rate(), self.alpha.ids)
        cron = self.env.ref("group_customer.ir_cron_res_partner_rate_archive")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.alpha.archive_completeness, 66.7)
        self.assertFalse(Partner._find_archives_to_rate())

    def test_queries_do_not_grow_with_the_customers(self):
        counts = []
        for size in (5, 50):
            partners = self._customers(*(f"{size}.{n}" for n in range(size)))
            self._award(partners, self.a)
            self.env.flush_all()
            self.env.invalidate_all()
            partners._mark_archive_completeness()
            before = self.env.cr.sql_log_count
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    # === WHAT IS MISSING === #

    def test_missing_items_name_field_and_grade(self):
        decision_maker = self.env["group.customer.archive.item"].create(
            {
                "name": "Decision Maker",
                "domain": "[('child_ids.contact_role_ids.code', '=', 'x')]",
                "grade_ids": [Command.set((self.a + self.x).ids)],
            }
        )
        self._award(self.alpha, self.a)
        self._award(self.alpha, self.x)
        items = self.alpha.archive_missing_items
        self.assertEqual(
            [(item["name"], item["field"]) for item in items],
            [
                ("Needs", "customer_needs"),
                ("City", "city"),
                ("Street", "street"),
                ("Decision Maker", "child_ids"),
            ],
        )
        grades = {
            item["id"]: {grade["id"] for grade in item["grades"]} for item in items
        }
        self.assertEqual(grades[self.needs.id], set())
        self.assertEqual(grades[self.city.id], set(self.a.ids))
        self.assertEqual(grades[decision_maker.id], set((self.a + self.x).ids))
        self.assertEqual(self.beta.archive_missing_items[0]["name"], "Needs")
        self.assertFalse(self._customers("C").is_company and self.north.parent_id)

    def test_missing_items_tell_no_grade_to_who_may_not_read_it(self):
        self._award(self.alpha, self.a)
        self.alpha.user_id = self.users["account"]
        expected = {"account": True, "colleague": False, "archive": False}
        for role, sees_grade in expected.items():
            with self.subTest(role=role):
                partner = self.alpha.with_user(self.users[role])
                items = partner.archive_missing_items
                self.assertEqual([item["name"] for item in items], ["Needs", "City"])
                self.assertEqual(bool(items[1]["grades"]), sees_grade)
        portal = new_test_user(self.env, "gc_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.alpha.with_user(portal).read(["archive_missing_items"])

    def test_missing_items_in_batch(self):
        counts = []
        for size in (3, 30):
            partners = self._customers(*(f"{size}.{n}" for n in range(size)))
            self._award(partners, self.a)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.mapped("archive_missing_items")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    # === RIGHTS === #

    def test_who_says_what_a_grade_asks_for(self):
        archive_admin = self.city.with_user(self.users["archive"])
        archive_admin.grade_ids = self.b
        self.assertEqual(self.city.grade_ids, self.b)
        names = archive_admin.with_context(group_customer_show_scheme=True)
        self.assertIn(self.scheme.name, names.grade_ids.display_name)
        self.b.with_user(self.users["admin"]).archive_item_ids = self.city + self.phone
        for role in ("account", "manager", "director", "settlement", "employee"):
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self.city.with_user(self.users[role]).grade_ids = self.a
                with self.assertRaises(AccessError):
                    self.a.with_user(self.users[role]).archive_item_ids = self.phone
                sees = role not in ("settlement", "employee")
                grade = self.a.with_user(self.users[role])
                if role != "employee":
                    self.assertEqual("archive_item_ids" in grade.fields_get(), sees)
