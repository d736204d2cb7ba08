# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval
from datetime import date

from odoo.tests import freeze_time, tagged

from .grading_common import GradingCommon


class PeriodCommon(GradingCommon):
    """Ann (900) holds A, Bob (300) B and Cat (50) C since 30 June 2024."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._grade_three(user_id=cls.users["manager"].id)

    @classmethod
    def _confirm(cls, as_of=date(2024, 6, 30), **values):
        run = cls._run(cls.scheme, as_of, **values)
        run.action_confirm()
        return run

    def _awards(self, **values):
        domain = [("scheme_id", "=", self.scheme.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["group.customer.grade.award"].search(domain, order="id")

    def _cron(self, name, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            cron = self.env.ref(f"group_customer.ir_cron_group_customer_grade_{name}")
            cron.method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestGradingValidity(PeriodCommon):
    """A grade's validity, its expiry and the yearly reminder (GR-01, GR-04)."""

    def _expire(self, moment):
        self._cron("scheme_expire", moment)

    # === VALIDITY === #

    def test_run_counts_from_its_day(self):
        """Month ends: six months after 31 August is the last day of February."""
        self.scheme.validity_months = 6
        self._confirm(date(2024, 8, 31))
        self.assertEqual(self._awards().mapped("valid_until"), [date(2025, 2, 28)] * 3)

    def test_without_validity_until_the_next_one(self):
        self._confirm()
        self.assertEqual(self._awards().mapped("valid_until"), [False] * 3)
        self._expire("2034-01-01 12:00:00")
        self.assertEqual(len(self._awards(is_current=True)), 3)
        self.assertFalse(self.scheme.activity_ids)

    def test_next_run_extends_a_grade_that_did_not_change(self):
        self.scheme.validity_months = 12
        self._confirm()
        self._confirm(date(2025, 3, 31))
        award = self._awards(partner_id=self.ann.id)
        self.assertEqual(
            (award.date_from, award.valid_until), (date(2024, 6, 30), date(2026, 3, 31))
        )

    def test_grade_by_hand_is_valid_as_long(self):
        self.scheme.validity_months = 3
        award = self.env["group.customer.grade.award"].create(
            {
                "partner_id": self.ann.id,
                "grade_id": self.scheme.grade_ids[0].id,
                "reason": "Founder's friend",
                "date_from": "2024-11-30",
            }
        )
        self.assertEqual(award.valid_until, date(2025, 2, 28))

    # === EXPIRY === #

    def test_expired_grades_are_listed_once(self):
        self.scheme.validity_months = 6
        self._confirm()
        self._expire("2024-12-30 12:00:00")
        self.assertFalse(self.scheme.activity_ids, "the last day still counts")
        for _twice in range(2):
            self._expire("2024-12-31 12:00:00")
            self.assertEqual(len(self.scheme.activity_ids), 1)
        self.assertEqual(self.scheme.activity_ids.user_id, self.users["manager"])
        self.assertIn("3 customers hold a grade", self.scheme.activity_ids.note)
        awards = self._awards(is_current=True)
        self.assertEqual(awards.mapped("expired_since"), [date(2024, 12, 31)] * 3)
        # The next run makes them valid again.
        self._confirm(date(2025, 1, 10))
        self.assertEqual(awards.mapped("expired_since"), [False] * 3)

    def test_expired_grades_end(self):
        self.env.company.group_customer_scheme_id = self.scheme
        self.scheme.write({"validity_months": 6, "expiry_action": "end"})
        self._confirm()
        self.assertEqual(self.ann.group_customer_grade_id.code, "A")
        for _twice in range(2):
            self._expire("2025-01-05 12:00:00")
            self.assertFalse(self._awards(is_current=True))
            self.assertEqual(len(self.scheme.activity_ids), 1)
        self.assertEqual(self._awards().mapped("date_to"), [date(2024, 12, 30)] * 3)
        self.assertFalse(self.ann.group_customer_grade_id)

    def test_listed_grades_end_when_the_scheme_says_so_later(self):
        self.scheme.validity_months = 6
        self._confirm()
        self._expire("2024-12-31 12:00:00")
        self.scheme.expiry_action = "end"
        self._expire("2025-01-01 12:00:00")
        self.assertFalse(self._awards(is_current=True))

    def test_one_statement_per_scheme(self):
        self.scheme.write({"validity_months": 6, "user_id": False})
        self._confirm()
        self.env.flush_all()
        self.env["group.customer.ledger"]._get_today(self.env.company)
        self.env["res.company"].search([]).partner_id.mapped("tz")
        with freeze_time("2025-01-01"):
            # Companies, then the statement
            with self.assertQueryCount(2):
                self.assertEqual(self.scheme._expire_grades(), (3, 0))

    def test_day_of_each_company(self):
        """30 December, 17:00 UTC: in Shanghai the last day has passed already."""
        other = self.env["res.company"].create({"name": "Shanghai"})
        other.partner_id.tz = "Asia/Shanghai"
        self.env.company.partner_id.tz = "UTC"
        self.scheme.write({"validity_months": 6, "expiry_action": "end"})
        self._confirm()
        self._transact(self.ann, 900, "2024-06-02", company_id=other.id)
        self._confirm(company_id=other.id)
        self._expire("2024-12-30 17:00:00")
        current = self._awards(is_current=True)
        self.assertEqual(current.company_id, self.env.company)
        self._expire("2024-12-31 17:00:00")
        self.assertFalse(self._awards(is_current=True))

    def test_filters(self):
        self.scheme.validity_months = 6
        self._confirm()
        view = self.env.ref("group_customer.group_customer_grade_award_view_search")
        Award = self.env["group.customer.grade.award"]
        for today, expired, expiring in (
            ("2024-11-29", 0, 0),
            ("2024-11-30", 0, 3),
            ("2024-12-30", 0, 3),
            ("2024-12-31", 3, 0),
        ):
            for name, count in (("expired", expired), ("expiring", expiring)):
                arch = Award.get_view(view.id, "search")["arch"]
                domain = arch.split(f'name="{name}"')[1].split('domain="')[1]
                domain = domain.split('"')[0].replace("&lt;", "<").replace("&gt;", ">")
                with freeze_time(today), self.subTest(today=today, filter=name):
                    self.assertEqual(
                        Award.search_count(
                            [*literal_eval(domain), ("scheme_id", "=", self.scheme.id)]
                        ),
                        count,
                    )

    # === YEARLY REMINDER === #

    def _file(self, as_of, company):
        run = self._confirm(as_of, company_id=company.id)
        run.action_file()
        return run

    def test_each_company_has_its_own_period(self):
        """A shared scheme: what one company filed is no grading of the other."""
        other = self.env["res.company"].create({"name": "Other"})
        self.scheme.regrade_months = 12
        self._file(date(2024, 1, 31), other)
        self._file(date(2024, 6, 30), self.env.company)
        for moment, reminded in (
            ("2025-01-30", []),
            ("2025-01-31", ["Other"]),
            ("2025-02-01", ["Other"]),
            ("2025-06-30", ["Other", self.env.company.name]),
            ("2026-01-31", ["Other", self.env.company.name, "Other"]),
        ):
            self._cron("scheme_remind", f"{moment} 12:00:00")
            notes = self.scheme.activity_ids.sorted("id").mapped("note")
            with self.subTest(moment=moment):
                self.assertEqual(len(notes), len(reminded))
                for note, name in zip(notes, reminded, strict=True):
                    self.assertIn(name, note)

    def test_run_of_a_part_is_no_grading(self):
        self.scheme.regrade_months = 12
        self._file(date(2024, 6, 30), self.env.company)
        part = self._draft_run(self.scheme, date(2025, 3, 31))
        part._compute_partial(self.ann)
        part.action_confirm()
        part.action_file()
        self._cron("scheme_remind", "2025-06-30 12:00:00")
        self.assertEqual(len(self.scheme.activity_ids), 1)

    def test_last_day_of_a_month_stays_the_last(self):
        self.scheme.regrade_months = 1
        self._file(date(2024, 1, 31), self.env.company)
        self.scheme.regrade_reminders = {str(self.env.company.id): "2024-02-29"}
        self.assertEqual(
            self.scheme._get_regrade_date(self.env.company), date(2024, 3, 31)
        )
