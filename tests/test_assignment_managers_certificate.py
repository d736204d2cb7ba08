# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .managers_common import ManagersCommon


class CertificateCommon(ManagersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Certificate = cls.env["group.customer.certificate"]
        cls.Certificate.search([]).unlink()
        cls.agency, cls.wealth = cls.env["group.customer.certificate.type"].create(
            [
                {
                    "name": name,
                    "code": f"test_{name}",
                    "validity_months": 24,
                    "warning_days": 30,
                }
                for name in ("agency", "wealth")
            ]
        )

    @classmethod
    def _certify(cls, name, kind, start, end, **values):
        """``start`` and ``end`` in days from today; no end: it does not expire."""
        return cls.Certificate.create(
            {
                "manager_id": cls.profiles[name].id,
                "type_id": kind.id,
                "date_from": fields.Date.add(cls.today, days=start),
                "date_to": end is not None and fields.Date.add(cls.today, days=end),
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestCertificate(CertificateCommon):
    """Whether somebody is certified on a day (OT-05)."""

    def test_state_follows_the_day(self):
        for start, end, state, is_valid in (
            (1, 100, "not_yet", False),
            (0, 100, "valid", True),
            (-10, None, "valid", True),
            (-10, 31, "valid", True),
            (-10, 30, "expiring", True),
            (-10, 0, "expiring", True),
            (-10, -1, "expired", False),
        ):
            certificate = self._certify("account", self.agency, start, end)
            with self.subTest(start=start, end=end):
                self.assertEqual(
                    (certificate.state, certificate.is_valid), (state, is_valid)
                )
                for name in ("not_yet", "valid", "expiring", "expired"):
                    found = self.Certificate.search([("state", "=", name)])
                    self.assertEqual(certificate in found, name == state)
                    others = self.Certificate.search([("state", "!=", name)])
                    self.assertEqual(certificate in others, name != state)
                found = self.Certificate.search([("is_valid", "=", True)])
                self.assertEqual(certificate in found, is_valid)
            certificate.unlink()

    def test_end_is_proposed_by_the_kind(self):
        certificate = self.Certificate.create(
            {
                "manager_id": self.profile.id,
                "type_id": self.agency.id,
                "date_from": "2025-03-15",
            }
        )
        self.assertEqual(str(certificate.date_to), "2027-03-14")
        certificate.date_to = "2027-06-30"
        self.assertEqual(str(certificate.date_to), "2027-06-30")
        self.agency.validity_months = 0
        certificate.date_from = "2025-03-16"
        self.assertFalse(certificate.date_to)

    def test_who_is_certified_on_a_day(self):
        self._certify("account", self.agency, -100, 10)
        self._certify("account", self.wealth, -100, -1)
        self._certify("colleague", self.agency, -100, None)
        self._certify("colleague", self.wealth, 5, 50)
        # Two in a row: valid without a gap
        self._certify("stranger", self.agency, -100, -1)
        self._certify("stranger", self.agency, 0, 50)
        managers = self.Manager.browse(
            [self.profiles[name].id for name in ("account", "colleague", "stranger")]
        )

        def certified(types, days=0):
            date = fields.Date.add(self.today, days=days)
            ids = managers._get_certified(types, date)
            return {name for name, one in self.profiles.items() if one.id in ids}

        both = self.agency + self.wealth
        everybody = {"account", "colleague", "stranger"}
        self.assertEqual(certified(self.agency), everybody)
        self.assertEqual(certified(self.agency, 11), {"colleague", "stranger"})
        self.assertEqual(certified(self.agency, 51), {"colleague"})
        # Of several kinds each one is needed
        self.assertEqual(certified(both), set())
        self.assertEqual(certified(both, -1), {"account"})
        self.assertEqual(certified(both, 5), {"colleague"})
        # Where none is needed everybody may
        self.assertEqual(certified(self.agency.browse()), everybody)
        with self.assertQueryCount(1):
            managers._get_certified(both, self.today)

    def test_days_in_order(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._certify("account", self.agency, 0, -1)


@tagged("post_install", "-at_install")
class TestCertificateWarning(CertificateCommon):
    """The holder and the leader hear of the end in time, and once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("group_customer.ir_cron_group_customer_certificate_warn")
        cls.kind = cls.env.ref("group_customer.mail_activity_type_certificate")

    def _run(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _warned(self, certificate):
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", "group.customer.certificate"),
                ("res_id", "=", certificate.id),
                ("activity_type_id", "=", self.kind.id),
            ]
        )
        return activities.user_id

    def test_holder_and_leader_are_told_once(self):
        ending = self._certify("account", self.agency, -100, 20)
        early = self._certify("account", self.wealth, -100, 31)
        self._run()
        self._run()
        people = self.users["account"] + self.users["manager"]
        self.assertEqual(self._warned(ending), people)
        self.assertEqual(len(ending.activity_ids), 2)
        self.assertEqual(
            set(ending.activity_ids.mapped("date_deadline")), {ending.date_to}
        )
        self.assertEqual(ending.warned_on, self.today)
        self.assertFalse(self._warned(early))
        self.assertFalse(early.warned_on)

    def test_expired_ones_are_told_too(self):
        expired = self._certify("account", self.agency, -100, -5)
        self._run()
        self.assertTrue(self._warned(expired))

    def test_another_end_settles_the_warning(self):
        ending = self._certify("account", self.agency, -100, 20)
        self._run()
        self._as("manager", ending).date_to = fields.Date.add(self.today, days=400)
        self.assertFalse(self._warned(ending))
        self.assertFalse(ending.warned_on)
        self._run()
        self.assertFalse(self._warned(ending))

    def test_a_newer_certificate_settles_the_warning(self):
        ending = self._certify("account", self.agency, -100, 20)
        other = self._certify("account", self.wealth, -100, 20)
        self._run()
        self._as("manager", self.Certificate).create(
            {
                "manager_id": self.profile.id,
                "type_id": self.agency.id,
                "date_from": self.today,
                "date_to": fields.Date.add(self.today, days=400),
            }
        )
        self.assertFalse(self._warned(ending))
        self.assertTrue(self._warned(other))

    def test_replaced_certificates_and_leavers_are_passed_over(self):
        replaced = self._certify("account", self.agency, -100, 20)
        self._certify("account", self.agency, 10, 400)
        self.profiles["colleague"].active = False
        former = self._certify("colleague", self.agency, -100, 20)
        self._run()
        self.assertFalse(self._warned(replaced))
        self.assertFalse(self._warned(former))

    def test_slices_leave_nobody_out(self):
        certificates = [
            self._certify(name, kind, -100, 20)
            for name in ("account", "colleague", "stranger")
            for kind in (self.agency, self.wealth)
        ]
        self.cron.code = "model._cron_warn_expiring(batch_size=2)"
        self._run()
        for certificate in certificates:
            self.assertTrue(certificate.warned_on)

    def test_nobody_forges_the_warning(self):
        ending = self._certify("account", self.agency, -100, 20)
        with self.assertRaisesRegex(UserError, "cannot be entered"):
            self._as("manager", ending).warned_on = self.today
        with self.assertRaises(AccessError):
            self._as("account", ending).date_to = False
