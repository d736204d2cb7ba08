# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .managers_common import ManagersCommon


@tagged("post_install", "-at_install")
class TestManagerProfile(ManagersCommon):
    """What a profile may say, and who may say it."""

    def test_one_profile_per_user_and_company(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.Manager.create({"user_id": self.users["account"].id})
        self.profile.active = False
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.Manager.create({"user_id": self.users["account"].id})

    def test_who_can_be_an_account_manager(self):
        portal = new_test_user(
            self.env, login="gc_managers_portal", groups="base.group_portal"
        )
        with self.assertRaisesRegex(ValidationError, "no internal user"):
            self.Manager.create({"user_id": portal.id})
        other = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaisesRegex(ValidationError, "no access to Elsewhere"):
            self.Manager.create(
                {"user_id": self.users["second"].id, "company_id": other.id}
            )

    def test_rank_belongs_to_the_series(self):
        ranks = self.env["group.customer.manager.rank"].search([])
        sales, management = (
            ranks.filtered(lambda rank, series=series: rank.series == series)[:1]
            for series in ("sales", "management")
        )
        self.profile.rank_id = sales
        with self.assertRaisesRegex(ValidationError, "other\\s+series"):
            self.profile.rank_id = management
        self.profile.write({"rank_id": management.id, "series": "management"})
        self.assertEqual(self.profile.rank_id, management)

    def test_numbers_and_dates_that_cannot_be(self):
        for values in (
            {"capacity_total": -1},
            {
                "joined_on": self.today,
                "leaving_on": fields.Date.subtract(self.today, days=1),
            },
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.profile.write(values)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self._set_capacity(self.profile, "A", -1)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.profile.absence_ids = [
                    Command.create(
                        {
                            "date_from": self.today,
                            "date_to": fields.Date.subtract(self.today, days=1),
                            "reason": "Holiday",
                        }
                    )
                ]

    def test_team_follows_the_membership_and_nothing_else(self):
        self.assertEqual(self.profile.team_id, self.north_team)
        with self.assertRaisesRegex(UserError, "cannot be entered"):
            self.profile.team_id = self.south_team
        with self.assertRaisesRegex(UserError, "cannot be entered"):
            self.Manager.create(
                {
                    "user_id": self.users["second"].id,
                    "team_id": self.south_team.id,
                }
            )
        # A user belongs to one team: joining the other one leaves this one
        self.south_team.member_ids += self.users["account"]
        self.assertEqual(self.profile.team_id, self.south_team)
        self.south_team.active = False
        self.assertFalse(self.profile.team_id)

    def test_absent_today_and_by_search(self):
        Absence = self.env["group.customer.manager.absence"]
        for start, end, absent in (
            (-5, -1, False),
            (1, 5, False),
            (-5, 0, True),
            (0, 0, True),
            (-1, None, True),
            (1, None, False),
        ):
            absence = Absence.create(
                {
                    "manager_id": self.profile.id,
                    "date_from": fields.Date.add(self.today, days=start),
                    "date_to": end is not None
                    and fields.Date.add(self.today, days=end),
                    "reason": "Holiday",
                }
            )
            with self.subTest(start=start, end=end):
                self.profile.invalidate_recordset(["is_absent"])
                self.assertEqual(self.profile.is_absent, absent)
                found = self.Manager.search([("is_absent", "=", True)])
                self.assertEqual(self.profile in found, absent)
                others = self.Manager.search([("is_absent", "=", False)])
                self.assertEqual(self.profile in others, not absent)
            absence.unlink()

    def test_leaving_begins_before_the_last_day(self):
        parameter = self.env["group.customer.parameter"].search(
            [("code", "=", "manager_leaving_notice_days")]
        )
        parameter.value_ids.value = 7
        for days, leaving in ((8, False), (7, True), (0, True), (-20, True)):
            self.profile.leaving_on = fields.Date.add(self.today, days=days)
            with self.subTest(days=days):
                self.assertEqual(self.profile.is_leaving, leaving)
                found = self.Manager.search([("is_leaving", "=", True)])
                self.assertEqual(self.profile in found, leaving)

    # ------------------------------------------------------------------
    # Roles
    # ------------------------------------------------------------------

    def test_nobody_below_a_director_changes_an_own_profile(self):
        for name in ("account", "manager"):
            profile = self._as(name, self.profiles[name])
            with self.subTest(role=name):
                self.assertTrue(profile.account_count >= 0)
                with self.assertRaises(AccessError):
                    profile.write({"has_capacity_limit": True})
                for model, values in (
                    (
                        "group.customer.manager.capacity",
                        {"grade_id": self.grades["A"].id, "maximum": 99},
                    ),
                    ("group.customer.manager.absence", {"reason": "Beach"}),
                    (
                        "group.customer.certificate",
                        {"type_id": self._certificate_type().id},
                    ),
                ):
                    with self.assertRaises(AccessError):
                        profile.env[model].create({"manager_id": profile.id, **values})
        director = self.Manager.create({"user_id": self.users["director"].id})
        self._as("director", director).capacity_total = 3

    def test_a_manager_keeps_the_profiles_of_the_own_team(self):
        self._as("manager", self.profile).write({"has_capacity_limit": True})
        self._as("manager", self.env["group.customer.manager.capacity"]).create(
            {
                "manager_id": self.profile.id,
                "grade_id": self.grades["A"].id,
                "maximum": 2,
            }
        )
        with self.assertRaises(AccessError):
            self._as("manager", self.profiles["stranger"]).capacity_total = 1
        with self.assertRaises(AccessError):
            self._as("manager", self.Manager).create(
                {"user_id": self.users["second"].id}
            )
        self.assertEqual(
            self._as("leader", self.Manager)
            .create({"user_id": self.users["second"].id})
            .team_id,
            self.south_team,
        )
        # Nor is a profile, or what belongs to it, handed to somebody else
        for name in ("second", "manager"):
            with self.subTest(user=name), self.assertRaisesRegex(UserError, "stay"):
                self._as("manager", self.profile).user_id = self.users[name]
        certificate = self._as("manager", self.env["group.customer.certificate"])
        certificate = certificate.create(
            {"manager_id": self.profile.id, "type_id": self._certificate_type().id}
        )
        with self.assertRaisesRegex(UserError, "stays with its account manager"):
            certificate.manager_id = self.profiles["manager"]
        certificate.manager_id = self.profile
        with self.assertRaises(AccessError):
            self._as("manager", self.profile).unlink()

    def test_others_see_nothing(self):
        self.assertFalse(
            self._as("account", self.Manager).search(
                [("user_id", "!=", self.users["account"].id)]
            )
        )
        for name in ("employee", "settlement", "archive"):
            with self.subTest(role=name), self.assertRaises(AccessError):
                self._as(name, self.profile).read(["capacity_total"])

    def _certificate_type(self):
        return self.env.ref("group_customer.group_customer_certificate_type_agency")
