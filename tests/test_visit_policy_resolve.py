# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .visit_policy_common import VisitPolicyCommon


@tagged("post_install", "-at_install")
class TestVisitPolicyResolve(VisitPolicyCommon):
    def _resolve(self, day=None, partners=None, company=None):
        """Return account → policies among the tree."""
        pairs = self.Policy._resolve(
            company or self.company,
            day or self.today,
            (partners or self.tree).ids,
        )
        found = {}
        for partner_id, policy_id in pairs:
            partner = self.env["res.partner"].browse(partner_id)
            found.setdefault(partner, self.Policy)
            found[partner] |= self.Policy.browse(policy_id)
        return found

    def test_most_specific_wins(self):
        """Grade before territory before stage before filter before everybody."""
        everybody = self._make_policy("all")
        self.assertEqual(
            self._resolve(), dict.fromkeys(self.tree, everybody), "no condition"
        )
        filtered = self._make_policy("filter", domain="[('name', 'like', 'North')]")
        self.assertEqual(self._resolve()[self.north], filtered)
        self.assertEqual(self._resolve()[self.south], everybody)
        stage = self._make_policy("stage", stage=self.north.customer_stage)
        self.assertEqual(self._resolve()[self.north], stage)
        graded = self._make_policy("graded", grade_id=self.grades["A"].id)
        self._award(self.north, "A")
        self.assertEqual(self._resolve()[self.north], graded)
        self.assertEqual(self._resolve()[self.mill], stage)

    def test_territory_and_those_below(self):
        plan = self.env["group.customer.territory.plan"].create({"name": "Map"})
        territory = self.env["group.customer.territory"]
        east = territory.create({"name": "East", "plan_id": plan.id, "code": "E"})
        city = territory.create(
            {"name": "City", "plan_id": plan.id, "parent_id": east.id, "level": "city"}
        )
        self.north._write_server({"territory_id": city.id})
        self.south._write_server({"territory_id": east.id})
        everybody = self._make_policy("all")
        wide = self._make_policy("wide", territory_id=east.id)
        self.assertEqual(self._resolve()[self.north], wide)
        self.assertEqual(self._resolve()[self.south], wide)
        self.assertEqual(self._resolve()[self.mill], everybody)
        deep = self._make_policy("deep", territory_id=city.id)
        self.assertEqual(self._resolve()[self.north], deep)
        self.assertEqual(self._resolve()[self.south], wide)
        # A new map calls the region by the same code
        again = self.env["group.customer.territory.plan"].create({"name": "New map"})
        new = territory.create({"name": "East 2", "plan_id": again.id, "code": "E"})
        self.mill._write_server({"territory_id": new.id})
        self.assertEqual(self._resolve()[self.mill], wide)

    def test_own_company_goes_first_and_one_policy_per_kind(self):
        shared = self._make_policy("shared", grade_id=self.grades["A"].id)
        self._award(self.north, "A")
        own = self._make_policy("own", company_id=self.company.id)
        executive = self.env.ref("group_customer.group_customer_visit_kind_executive")
        other = self._make_policy("other_kind", kind_id=executive.id)
        self.assertEqual(self._resolve()[self.north], own | other)
        own.active = False
        self.assertEqual(self._resolve()[self.north], shared | other)
        self.assertEqual(self._resolve()[self.south], other)

    def test_dates_and_later_policy(self):
        old = self._make_policy("old", date_to="2026-05-14")
        self.assertFalse(self._resolve())
        self.assertEqual(self._resolve("2026-05-14")[self.head], old)
        first = self._make_policy("first", date_from="2026-01-01")
        later = self._make_policy("later", date_from="2026-06-01")
        self.assertEqual(self._resolve()[self.head], first)
        self.assertEqual(self._resolve("2026-06-01")[self.head], later)

    def test_grade_of_the_day_and_of_the_group(self):
        policy = self._make_policy("graded", grade_id=self.grades["A"].id)
        self._award(self.head, "A", "2026-05-10")
        self.assertEqual(set(self._resolve()), {self.head})
        self.assertFalse(self._resolve("2026-05-09"), "not yet")
        self.grades["A"].scheme_id.sudo()._write_server({"node_level": "root"})
        self._award(self.mill, "B")
        self.env.flush_all()
        found = self._resolve()
        self.assertEqual(set(found), {self.head, self.north, self.south})
        self.assertEqual(found[self.north], policy)

    def test_population(self):
        """Active group customers, each with its company alone."""
        self._make_policy("all")
        other = self.env["res.company"].create({"name": "Other"})
        outsider = self._create_company_partner("Outsider", company_id=other.id)
        self.south.active = False
        everybody = self.tree | outsider
        self.assertEqual(
            set(self._resolve(partners=everybody)), set(self.tree - self.south)
        )
        self.assertEqual(
            set(self._resolve(partners=everybody, company=other)), {outsider}
        )

    def test_queries_do_not_grow(self):
        self._make_policy("all", domain="[('name', '!=', 'x')]")
        self._make_policy("graded", grade_id=self.grades["A"].id)
        more = self.env["res.partner"].create(
            [
                {"name": f"Many {n}", "is_company": True, "is_group_customer": True}
                for n in range(30)
            ]
        )
        self.Policy._resolve(self.company, self.today, self.tree.ids)
        counts = []
        for partners in (self.north, more):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.Policy._resolve(self.company, self.today, partners.ids)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    # === WHAT A POLICY MAY SAY === #

    @mute_logger("odoo.sql_db")
    def test_numbers_that_make_no_sense(self):
        for values in (
            {"minimum": 5, "target": 4},
            {"minimum": -1},
            {"gap_min_days": 10, "gap_max_days": 5},
            {"hour_from": 17, "hour_to": 9},
            {"date_to": "2019-12-31"},
            {"duration": 25},
            {"role_id": False},
            {"visitor_mode": "group"},
            dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 0),
        ):
            with self.subTest(values=values), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    self._make_policy("wrong", **values)

    @mute_logger("odoo.sql_db", "odoo.http")
    def test_minimum_above_target_is_told_on_the_form(self):
        policy = self._make_policy("right")
        message = self.Policy._sql_error_to_message
        try:
            with self.env.cr.savepoint():
                policy.minimum = 9
                policy.flush_recordset()
        except IntegrityError as error:
            self.assertIn("lower the minimum or raise the target", message(error))
        else:
            self.fail("accepted")

    def test_filter_that_is_none(self):
        for domain in ("[('no_such_field', '=', 1)]", "import os", "[(1, 2)]"):
            with (
                self.subTest(domain=domain),
                self.assertRaisesRegex(ValidationError, "further filter"),
                self.env.cr.savepoint(),
            ):
                self._make_policy("wrong", domain=domain)

    def test_copy_and_hours(self):
        policy = self._make_policy(
            "right", agenda_ids=[Command.create({"name": "Needs"})], saturday=True
        )
        copy = policy.copy()
        self.assertEqual((copy.code, copy.name), ("right_copy", "Right (copy)"))
        self.assertEqual(copy.agenda_ids.mapped("name"), ["Needs"])
        self.assertEqual(policy._get_weekdays(), {0, 1, 2, 3, 4, 5})

    def test_who_may_change_policies(self):
        policy = self._make_policy("right")
        for role in ("account", "manager", "director"):
            mine = policy.with_user(self.users[role])
            self.assertEqual(mine.name, "Right")
            with self.subTest(role=role), self.assertRaises(AccessError):
                mine.write({"minimum": 0})
        with Form(policy.with_user(self.users["admin"])) as form:
            form.minimum = 1
        self.assertEqual(policy.minimum, 1)
        with self.assertRaises(AccessError):
            policy.with_user(self.users["employee"]).read(["name"])

    # === VISITING HOURS === #

    def test_windows_by_account(self):
        windows = self.env["group.customer.visit.window"]
        mine = windows.with_user(self.users["account"])
        mine.create(
            [
                {
                    "partner_id": self.north.id,
                    "weekday": weekday,
                    "hour_from": begin,
                    "hour_to": end,
                }
                for weekday, begin, end in (("3", 14, 16.5), ("0", 9, 11))
            ]
        )
        self.assertEqual(
            windows._get_windows((self.north | self.south).ids),
            {self.north.id: [(0, 9, 11), (3, 14, 16.5)]},
        )
        with self.assertRaises(AccessError):
            mine.create({"partner_id": self.mill.id, "weekday": "1"})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            mine.create({"partner_id": self.north.id, "hour_from": 12, "hour_to": 9})
