# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import LockError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .simulation_common import SimulationCommon

BUILD = "odoo.addons.group_customer.models.grading.group_customer_grade_backtest_build"
QUARTERS = [date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31), date(2024, 3, 31)]


@tagged("post_install", "-at_install")
class TestGradingBacktest(SimulationCommon):
    """Back-tests: the grades of past quarters, by hand.

    The scheme looks at the revenue of one year up to the end of each quarter::

               2023-06-30  2023-09-30  2023-12-31  2024-03-31
        Ann    250 A       250 A       250 A       250 A (of March 2024)
        Bob    150 B       150 B       150 B       220 A
        Cid    300 A       300 A       300 A       none
        Dan    50 C        50 C        50 C        none
        Eve    none        none        none        none
        Fay    none        none        none        none
        Ivy    90 C        90 C        90 C        none
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref(
            "group_customer.ir_cron_group_customer_grade_backtest_compute"
        )

    def _backtest(self, **values):
        return self.env["group.customer.grade.backtest"].create(
            {
                "scheme_id": self.scheme.id,
                "date_to": "2024-05-15",
                "quarter_count": 4,
                **values,
            }
        )

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _grades(self, backtest):
        """Return the letters by customer, in the order of the quarters."""
        grades = {}
        for line in backtest.line_ids.sorted("as_of"):
            grades.setdefault(line.partner_id.name, "")
            grades[line.partner_id.name] += line.grade_id.code or "-"
        return grades

    # === QUARTERS === #

    def test_last_quarter_ended_on_or_before_the_day(self):
        for day, count, days in (
            ("2024-05-15", 4, QUARTERS),
            ("2024-03-31", 1, [date(2024, 3, 31)]),
            ("2024-03-30", 1, [date(2023, 12, 31)]),
            ("2024-01-01", 2, [date(2023, 9, 30), date(2023, 12, 31)]),
        ):
            with self.subTest(day=day):
                backtest = self._backtest(date_to=day, quarter_count=count)
                self.assertEqual(backtest._get_days(), days)
                self.assertEqual(backtest.date_from, days[0])

    # === ONE CUSTOMER === #

    def test_one_customer_at_once(self):
        backtest = self._backtest(partner_id=self.bob.id)
        backtest.action_start()
        self.assertEqual(backtest.state, "done")
        self.assertEqual(backtest.progress, 100)
        self.assertEqual(self._grades(backtest), {"Bob": "BBBA"})
        self.assertEqual(backtest.line_ids.sorted("as_of").mapped("as_of"), QUARTERS)
        self.assertEqual(
            backtest.line_ids.sorted("as_of").mapped("score"), [50, 50, 50, 90]
        )
        self.assertEqual(
            backtest.line_ids.sorted("as_of").mapped("value"), [150, 150, 150, 220]
        )
        self.assertEqual(backtest.chart["places"], [2, 2, 2, 1])
        self.assertEqual(backtest.chart["scores"], [50, 50, 50, 90])
        self.assertEqual(
            backtest.chart["labels"], ["2023 Q2", "2023 Q3", "2023 Q4", "2024 Q1"]
        )

    def test_one_customer_in_large_books_goes_on_in_the_background(self):
        backtest = self._backtest(partner_id=self.bob.id)
        with patch(f"{BUILD}.PATIENCE", 0):
            backtest.action_start()
        self.assertEqual((backtest.state, backtest.done_count), ("running", 1))
        self._run_cron()
        self.assertEqual(self._grades(backtest), {"Bob": "BBBA"})

    def test_one_customer_among_all_others(self):
        """A share is a share of the business with everybody (GR-16)."""
        scheme = self._scheme(
            "cumulative_share",
            [("A", {"share_max": 50}), ("B", {"share_max": 100})],
            [{"metric": "revenue", "role": "rank", "window_value": 1}],
        )
        # 2023: Cid 300, Ann 250, Bob 150, Ivy 90, Dan 50 of 840: before Bob 65 %.
        # 2024-03-31: Ann 250, Bob 220 of 470: before Bob 53 %.
        backtest = self._backtest(scheme_id=scheme.id, partner_id=self.bob.id)
        backtest.action_start()
        self.assertEqual(self._grades(backtest), {"Bob": "BBBB"})
        backtest = self._backtest(scheme_id=scheme.id, partner_id=self.ann.id)
        backtest.action_start()
        # Before Ann 300 of 840 are 36 %, then nobody.
        self.assertEqual(self._grades(backtest), {"Ann": "AAAA"})

    def test_contact_stands_for_its_company_and_member_for_its_head(self):
        contact = self.env["res.partner"].create(
            {"name": "Somebody", "parent_id": self.bob.id}
        )
        backtest = self._backtest(partner_id=contact.id)
        backtest.action_start()
        self.assertEqual(self._grades(backtest), {"Bob": "BBBA"})
        self.bob.group_parent_id = self.ann
        self.scheme.node_level = "root"
        backtest.action_start()
        self.assertEqual(self._grades(backtest), {"Ann": "AAAA"})

    def test_customer_that_the_scheme_does_not_grade(self):
        backtest = self._backtest(partner_id=self.mill.id)
        with self.assertRaisesRegex(UserError, "does not grade"):
            backtest.action_start()

    def test_customer_without_data_has_no_grade(self):
        backtest = self._backtest(partner_id=self.fay.id)
        backtest.action_start()
        self.assertEqual(self._grades(backtest), {"Fay": "----"})
        self.assertEqual(backtest.chart["places"], [None] * 4)

    def test_button_of_the_customer(self):
        self.env.company.group_customer_scheme_id = self.scheme
        action = self.bob.with_user(self.users["manager"]).action_backtest_grade()
        backtest = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(backtest.state, "done")
        self.assertEqual(backtest.partner_id, self.bob)
        self.env.company.group_customer_scheme_id = False
        with self.assertRaisesRegex(UserError, "no primary grading"):
            self.bob.action_backtest_grade()

    # === ALL CUSTOMERS === #

    def test_all_customers_in_the_background(self):
        backtest = self._backtest()
        backtest.action_start()
        self.assertEqual((backtest.state, backtest.done_count), ("queued", 0))
        self.assertFalse(backtest.line_ids)
        self._run_cron()
        self.assertEqual((backtest.state, backtest.done_count), ("done", 4))
        self.assertEqual(
            self._grades(backtest),
            {
                "Ann": "AAAA",
                "Bob": "BBBA",
                "Cid": "AAA-",
                "Dan": "CCC-",
                "Eve": "----",
                "Fay": "----",
                "Ivy": "CCC-",
            },
        )
        # A, B, C and none by quarter
        self.assertEqual(
            backtest.chart["counts"],
            [[2, 2, 2, 2], [1, 1, 1, 0], [2, 2, 2, 0], [2, 2, 2, 5]],
        )

    def test_interrupted_backtest_goes_on(self):
        backtest = self._backtest()
        backtest.action_start()
        claim = type(backtest)._claim
        claimed = []

        def claim_once(backtests):
            # The worker ends after one quarter.
            found = backtests[:0] if claimed else claim(backtests)
            claimed.append(found)
            return found

        with patch.object(type(backtest), "_claim", claim_once):
            self._run_cron()
        self.assertEqual((backtest.state, backtest.done_count), ("running", 1))
        self.assertEqual(backtest.progress, 25)
        self.assertEqual(len(backtest.line_ids), 7)
        self.assertEqual(backtest.chart["labels"], ["2023 Q2"])
        # The scheme of the beginning holds, whatever happens to it meanwhile.
        self.scheme.grade_ids[1].score_min = 60
        self._run_cron()
        self.assertEqual(backtest.state, "done")
        self.assertEqual(len(backtest.line_ids), 28)
        self.assertEqual(self._grades(backtest)["Bob"], "BBBA")
        # Once more finds nothing to do.
        self._run_cron()
        self.assertEqual(len(backtest.line_ids), 28)

    def test_broken_quarter_says_why_and_holds_up_nobody(self):
        broken, sound = self._backtest(), self._backtest()
        (broken + sound).action_start()
        Backtest = type(broken)
        compute = Backtest._lines_sql

        def fail(backtest, definition):
            if backtest == broken and definition["as_of"] == "2023-09-30":
                raise ValueError("The books are closed")
            return compute(backtest, definition)

        with (
            patch.object(Backtest, "_lines_sql", fail),
            mute_logger(BUILD),
        ):
            self._run_cron()
        self.assertEqual((broken.state, broken.done_count), ("failed", 1))
        self.assertIn("The books are closed", broken.error)
        self.assertIn("09/30/2023", broken.error)
        self.assertEqual(sound.state, "done")
        broken.action_start()
        self.assertFalse(broken.error)
        self._run_cron()
        self.assertEqual(self._grades(broken), self._grades(sound))

    def test_statement_that_fails_leaves_the_books_usable(self):
        broken = self._backtest()
        broken.action_start()
        definitions = [dict(one, currency_id=0) for one in broken.definitions]
        definitions[0]["grades"] = [dict(definitions[0]["grades"][0], id="x")]
        broken._write_server({"definitions": definitions})
        with mute_logger(BUILD, "odoo.sql_db"):
            self._run_cron()
        self.assertEqual(broken.state, "failed")
        self.assertTrue(broken.error)

    def test_claimed_backtest_is_left_to_its_worker(self):
        backtest = self._backtest()
        backtest.action_start()
        with patch.object(
            type(backtest), "try_lock_for_update", lambda self, **_kwargs: self[:0]
        ):
            self._run_cron()
        self.assertEqual(backtest.state, "queued")

    def test_double_click(self):
        backtest = self._backtest()
        backtest.action_start()
        with self.assertRaisesRegex(UserError, "is at work"):
            backtest.action_start()
        with self.assertRaisesRegex(UserError, "is at work"):
            backtest.quarter_count = 8
        with (
            patch.object(
                type(backtest), "lock_for_update", side_effect=LockError("taken")
            ),
            self.assertRaisesRegex(UserError, "at this moment"),
        ):
            backtest.action_start()
        backtest.action_stop()
        self.assertEqual((backtest.state, backtest.done_count), ("draft", 0))
        self._run_cron()
        self.assertFalse(backtest.line_ids)

    def test_new_question_forgets_the_answer(self):
        backtest = self._backtest(partner_id=self.bob.id)
        backtest.action_start()
        backtest.quarter_count = 2
        self.assertEqual((backtest.state, backtest.done_count), ("draft", 0))
        self.assertFalse(backtest.line_ids)
        self.assertFalse(backtest.chart)

    def test_draft_is_back_tested_too(self):
        draft = self.scheme.browse(self.scheme.action_draft_change()["res_id"])
        # 50 points from 160 on, not from 100 on
        criterion = draft.criterion_ids
        criterion.band_ids = [
            Command.update(criterion.band_ids[0].id, {"value_to": 160}),
            Command.update(criterion.band_ids[1].id, {"value_from": 160}),
        ]
        backtest = self._backtest(scheme_id=draft.id, partner_id=self.bob.id)
        backtest.action_start()
        self.assertEqual(self._grades(backtest), {"Bob": "CCCA"})

    def test_nothing_else_changes(self):
        self._run(self.scheme, "2023-06-30").action_confirm()
        counts = self.env["group.customer.grade.award"].search_count([])
        backtest = self._backtest()
        backtest.action_start()
        self._run_cron()
        self.assertEqual(
            self.env["group.customer.grade.award"].search_count([]), counts
        )
        self.assertEqual(len(self.scheme.run_ids), 1)

    def test_bad_input(self):
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self._backtest(date_to="2999-01-01")
        incomplete = self.scheme.copy()
        incomplete.criterion_ids.unlink()
        with self.assertRaisesRegex(UserError, "Score"):
            self._backtest(scheme_id=incomplete.id).action_start()

    def test_old_backtests_are_vacuumed_but_not_at_work(self):
        done, waiting = self._backtest(partner_id=self.bob.id), self._backtest()
        (done + waiting).action_start()
        old = fields.Datetime.now() - timedelta(days=91)
        (done + waiting)._write({"create_date": old})
        self.env.flush_all()
        self.env.invalidate_all()
        self.env["group.customer.grade.backtest"]._gc_backtests()
        self.assertFalse(done.exists())
        self.assertTrue(waiting.exists())

    def test_statements_per_quarter_do_not_grow_with_customers(self):
        backtest = self._backtest()
        backtest._begin()
        backtest._compute_next_quarter()
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        backtest._compute_next_quarter()
        self.env.flush_all()
        few = self.env.cr.sql_log_count - start
        for partner in self._customers(*(f"More {number}" for number in range(30))):
            self._transact(partner, 100)
        self.env.flush_all()
        with self.assertQueryCount(few):
            backtest._compute_next_quarter()
            self.env.flush_all()
        self.assertEqual(len(backtest.line_ids), 7 + 7 + 37)
