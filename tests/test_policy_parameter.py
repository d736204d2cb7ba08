# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GroupCustomerCommon


@tagged("post_install", "-at_install")
class TestPolicyParameter(GroupCustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_other = cls.env["res.company"].create({"name": "Other Company"})
        cls.parameter = cls.env["group.customer.parameter"].create(
            {
                "name": "Days of grace",
                "code": "grace_days",
                "unit": "days",
                "value_ids": [
                    Command.create({"date_from": "2024-01-01", "value": 10}),
                    Command.create({"date_from": "2025-01-01", "value": 20}),
                    Command.create(
                        {
                            "date_from": "2025-07-01",
                            "value": 5,
                            "company_id": cls.company_other.id,
                        }
                    ),
                ],
            }
        )

    def _value(self, date, company=None):
        return self.env["group.customer.parameter"]._get_value(
            "grace_days", company=company, date=Date.to_date(date)
        )

    def test_value_in_force(self):
        """The latest value that has begun holds, from its first day on."""
        for date, expected in (
            ("2024-01-01", 10),
            ("2024-12-31", 10),
            ("2025-01-01", 20),
            ("2026-06-30", 20),
        ):
            with self.subTest(date=date):
                self.assertEqual(self._value(date), expected)

    def test_company_value_goes_first(self):
        """A company's own value wins once begun, and for that company only."""
        self.assertEqual(self._value("2025-06-30", self.company_other), 20)
        self.assertEqual(self._value("2025-07-01", self.company_other), 5)
        self.assertEqual(self._value("2025-07-01", self.env.company), 20)

    def test_no_value_in_force(self):
        with self.assertRaisesRegex(UserError, "Days of grace.*no value in force"):
            self._value("2023-12-31")

    def test_unknown_parameter(self):
        with self.assertRaisesRegex(UserError, "no_such_number"):
            self.env["group.customer.parameter"]._get_value("no_such_number")

    def test_one_value_per_day(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.parameter.value_ids.create(
                {
                    "parameter_id": self.parameter.id,
                    "date_from": "2024-01-01",
                    "value": 11,
                }
            )

    def test_only_the_administrator_changes_numbers(self):
        for role, allowed in (
            ("employee", False),
            ("account", False),
            ("manager", False),
            ("director", False),
            ("settlement", False),
            ("admin", True),
        ):
            with self.subTest(role=role):
                value = self.parameter.value_ids.filtered(lambda v: not v.company_id)
                value = value[:1].with_user(self.users[role])
                self.assertEqual(value.has_access("write"), allowed)
                self.assertTrue(value.has_access("read"))
        with self.assertRaises(AccessError):
            self.parameter.with_user(self.users["director"]).value_ids[0].value = 3

    def test_current_value_on_the_form(self):
        self.assertTrue(self.parameter.has_current_value)
        self.assertEqual(self.parameter.current_value, 20)
        self.parameter.value_ids.unlink()
        self.assertFalse(self.parameter.has_current_value)
