# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .managers_common import ManagersCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestReceiverInputs(ManagersCommon):
    """Monthly figures and log inspections of account managers (AM-04 to AM-06)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Month = cls.env["group.customer.manager.month"]
        cls.Inspection = cls.env["group.customer.log.inspection"]

    def _month(self, profile="account", user=None, **values):
        model = self.Month.with_user(self.users[user]) if user else self.Month
        return model.create(
            {
                "manager_id": self.profiles[profile].id,
                "month": "2026-10-14",
                **values,
            }
        )

    def _inspect(self, day, result, profile="account", user="manager", **values):
        return self.Inspection.with_user(self.users[user]).create(
            {
                "manager_id": self.profiles[profile].id,
                "date": f"2026-10-{day:02}",
                "inspector_kind": "direct_supervisor",
                "result": result,
                **values,
            }
        )

    def test_rates_follow_from_their_parts(self):
        """180 of 200 is 90 %; 7 of 8 meetings 87.5 %."""
        month = self._month(
            task_target=200, task_result=180, meetings_held=8, meetings_attended=7
        )
        self.assertEqual(month.month, date(2026, 10, 1))
        self.assertEqual((month.task_completion, month.attendance), (90, 87.5))
        month.task_result = 250
        self.assertEqual(month.task_completion, 125)
        # A rate that comes with its parts follows from those
        other = self._month(
            "colleague", task_target=200, task_result=50, task_completion=99
        )
        self.assertEqual(other.task_completion, 25)
        for rate in ("task_completion", "attendance"):
            with self.assertRaisesRegex(UserError, "follows from"):
                month[rate] = 50
        month.write({"task_completion": 125, "note": "Sales system"})

    def test_rates_entered_alone(self):
        month = self._month(
            task_completion=95, attendance=100, log_pass=80, flexible=60
        )
        self.assertEqual(
            (month.task_completion, month.attendance, month.log_pass, month.flexible),
            (95, 100, 80, 60),
        )
        month.log_pass = 85
        self.assertEqual(month.log_pass, 85)
        month.meetings_held = 4
        self.assertEqual(month.attendance, 0)
        month.meetings_attended = 3
        self.assertEqual(month.attendance, 75)

    def test_impossible_figures(self):
        with self.assertRaisesRegex(ValidationError, "9 meetings attended of 8 held"):
            self._month(meetings_held=8, meetings_attended=9)
        with self.assertRaisesRegex(ValidationError, "below zero"):
            self._month("colleague", task_target=-1)
        with self.assertRaisesRegex(ValidationError, "still to come"):
            self._month("stranger", month="2026-12-01")
        for values in ({"attendance": 101}, {"flexible": -1}, {"task_completion": -1}):
            with (
                self.subTest(values=values),
                self.assertRaises(psycopg2.errors.CheckViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self._month("leader", **values)

    @mute_logger("odoo.sql_db")
    def test_one_line_a_month(self):
        self._month()
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
        ):
            self._month(month="2026-10-31")

    def test_log_pass_rate(self):
        """3 of 4 of the month's logs passed; others do not count."""
        self._inspect(1, "pass")
        month = self._month(log_pass=10)
        self.assertEqual((month.inspection_count, month.log_pass), (1, 100))
        self._inspect(30, "pass")
        failed = self._inspect(31, "fail")
        self._inspect(31, "pass", user="director", inspector_kind="hr_supervisor")
        self._inspect(2, "fail", "colleague")
        self._inspect(1, "fail", date="2026-11-01")
        self._inspect(1, "fail", date="2026-09-30")
        self.assertEqual(
            (month.inspection_count, month.inspection_passed, month.log_pass),
            (4, 3, 75),
        )
        failed.result = "pass"
        self.assertEqual(month.log_pass, 100)
        failed.date = "2026-09-29"
        self.assertEqual((month.inspection_count, month.log_pass), (3, 100))
        self.assertFalse(failed.month_id)
        with self.assertRaisesRegex(UserError, "follows from Logs Inspected"):
            month.log_pass = 50
        # Figures of another month count the inspections of that one
        earlier = self._month(month="2026-09-10")
        self.assertEqual((earlier.inspection_count, earlier.log_pass), (2, 50))
        third = self._inspect(3, "fail")
        self.assertEqual((month.inspection_count, month.log_pass), (4, 75))
        third.with_user(self.users["manager"]).unlink()
        self.assertEqual((month.inspection_count, month.log_pass), (3, 100))

    def test_who_inspects_which_series(self):
        """Management: department manager or HR supervisor only (AM-06)."""
        self.profiles["account"].series = "management"
        for day, kind in enumerate(("direct_supervisor", "team_supervisor"), start=5):
            with self.assertRaisesRegex(
                ValidationError,
                "management series, whose logs are inspected by: Department Manager, "
                "HR Supervisor",
            ):
                self._inspect(day, "pass", inspector_kind=kind)
        self._inspect(2, "pass", inspector_kind="department_manager")
        self._inspect(3, "pass", inspector_kind="hr_supervisor")

    def test_nobody_inspects_the_own_log(self):
        for user, error in (("manager", ValidationError), ("director", UserError)):
            profile = self.profiles.get(user) or self.Manager.create(
                {"user_id": self.users[user].id}
            )
            with self.assertRaisesRegex(error, "nobody inspects the own log"):
                self.Inspection.with_user(self.users[user]).create(
                    {
                        "manager_id": profile.id,
                        "date": "2026-10-01",
                        "inspector_kind": "hr_supervisor",
                        "result": "pass",
                    }
                )
        # Nor has somebody else named for it, nor changes what was found
        own = {"manager_id": profile.id, "date": "2026-10-02"}
        with self.assertRaisesRegex(UserError, "nobody inspects the own log"):
            self.Inspection.with_user(self.users["director"]).create(
                {
                    **own,
                    "date": "2026-10-03",
                    "inspector_id": self.users["manager"].id,
                    "inspector_kind": "hr_supervisor",
                    "result": "pass",
                }
            )
        found = self.Inspection.create(
            {
                **own,
                "inspector_id": self.users["manager"].id,
                "inspector_kind": "hr_supervisor",
                "result": "fail",
            }
        ).with_user(self.users["director"])
        with self.assertRaisesRegex(UserError, "nobody inspects the own log"):
            found.result = "pass"
        with self.assertRaisesRegex(UserError, "nobody inspects the own log"):
            found.unlink()
        with self.assertRaisesRegex(UserError, "nobody inspects the own log"):
            found.manager_id = self.profiles["account"]

    def test_whoever_made_it_records_it(self):
        with self.assertRaisesRegex(UserError, "recorded by who made it"):
            self._inspect(1, "pass", inspector_id=self.users["leader"].id)
        self._inspect(1, "pass", user="director", inspector_id=self.users["leader"].id)
        with self.assertRaisesRegex(UserError, "recorded by who made it"):
            self.Inspection.with_user(self.users["manager"]).search(
                [("manager_id", "=", self.profiles["account"].id)]
            ).result = "fail"

    def test_a_log_to_come(self):
        with self.assertRaisesRegex(ValidationError, "a day to come"):
            self._inspect(1, "pass", date="2026-11-11")

    def test_own_figures(self):
        director = self.Manager.create({"user_id": self.users["director"].id})
        self.profiles["director"] = director
        with self.assertRaisesRegex(UserError, "nobody enters the own figures"):
            self._month("director", "director")
        month = self._month("director").with_user(self.users["director"])
        with self.assertRaisesRegex(UserError, "nobody enters the own figures"):
            month.flexible = 100
        with self.assertRaisesRegex(UserError, "nobody enters the own figures"):
            month.manager_id = self.profiles["account"]
        with self.assertRaisesRegex(UserError, "nobody enters the own figures"):
            month.unlink()
        other = self._month().with_user(self.users["director"])
        with self.assertRaisesRegex(UserError, "nobody enters the own figures"):
            other.manager_id = director

    def test_used_figures_stay(self):
        inspection = self._inspect(1, "pass")
        month = self._month(flexible=50)
        free = self._month("colleague")
        month._lock()
        self.assertTrue(month.is_locked)
        month._lock()
        refused = "allocation has counted with these figures"
        director = month.with_user(self.users["director"])
        with self.assertRaisesRegex(UserError, refused):
            director.flexible = 60
        with self.assertRaisesRegex(UserError, refused):
            director.unlink()
        with self.assertRaisesRegex(UserError, refused):
            inspection.result = "fail"
        with self.assertRaisesRegex(UserError, refused):
            inspection.unlink()
        with self.assertRaisesRegex(UserError, refused):
            self._inspect(2, "fail")
        with self.assertRaisesRegex(UserError, refused):
            self._inspect(1, "fail", date="2026-11-01").date = "2026-10-20"
        with self.assertRaisesRegex(UserError, "filled by the system"):
            free.with_user(self.users["director"]).is_locked = True
        with self.assertRaisesRegex(UserError, "filled by the system"):
            self._month("stranger", is_locked=True)
        self.assertEqual((month.log_pass, month.flexible), (100, 50))
        free.flexible = 5

    def test_figures_of_an_allocation(self):
        month = self._month()
        self._month("colleague", month="2026-09-01")
        managers = (
            self.profiles["account"]
            | self.profiles["colleague"]
            | self.profiles["stranger"]
        )
        figures = self.Month._get_figures(managers, date(2026, 10, 31))
        self.assertEqual(figures, {self.profiles["account"].id: month})

    def test_roles(self):
        """A manager those of the team, an account manager reads the own."""
        month = self._month(user="manager")
        inspection = self._inspect(1, "pass")
        for record in (month, inspection):
            own = record.with_user(self.users["account"])
            self.assertTrue(own.has_access("read"))
            self.assertFalse(own.has_access("write"))
            self.assertFalse(
                record.with_user(self.users["colleague"]).has_access("read")
            )
            self.assertFalse(record.with_user(self.users["leader"]).has_access("read"))
            self.assertTrue(
                record.with_user(self.users["director"]).has_access("write")
            )
        with self.assertRaises(AccessError):
            self._month("stranger", "manager")
        with self.assertRaises(AccessError):
            self._inspect(1, "pass", "stranger")
        # Nor by moving what is there
        with self.assertRaises(AccessError):
            month.with_user(self.users["manager"]).manager_id = self.profiles[
                "stranger"
            ]
        with self.assertRaises(AccessError):
            inspection.manager_id = self.profiles["stranger"]
        with self.assertRaises(AccessError):
            self._month("colleague", "account")

    def test_forms(self):
        with Form(self.Month.with_user(self.users["manager"])) as form:
            form.manager_id = self.profiles["account"]
            # The month before: what AM-04 counts with
            self.assertEqual(form.month, date(2026, 10, 1))
            form.task_target = 400
            form.task_result = 300
            self.assertEqual(form.task_completion, 75)
            form.flexible = 40
        month = form.save()
        self.assertEqual((month.task_completion, month.flexible), (75, 40))
        with Form(self.Inspection.with_user(self.users["manager"])) as form:
            form.manager_id = self.profiles["account"]
            form.inspector_kind = "direct_supervisor"
            form.result = "pass"
            self.assertEqual(form.inspector_id, self.users["manager"])

    def test_statements_do_not_grow(self):
        """Listing many lines takes as many statements as listing few."""
        managers = self.Manager.browse()
        for number in range(12):
            user = self.env["res.users"].create(
                {
                    "name": f"Receiver {number}",
                    "login": f"gc_receiver_{number}",
                    "group_ids": [
                        Command.link(
                            self.env.ref("group_customer.group_group_customer_user").id
                        )
                    ],
                }
            )
            managers += self.Manager.create({"user_id": user.id})
        months = self.Month.create(
            [{"manager_id": m.id, "month": "2026-10-01"} for m in managers]
        )
        self.env.flush_all()
        names = ["manager_id", "task_completion", "inspection_count", "currency_id"]
        counts = []
        for part in (months[:2], months):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            part.web_read({name: {} for name in names})
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
