# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import LockError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .simulation_common import AFTER, BEFORE, SimulationCommon

MOVES = {
    "Ann": ("A", "A", "same", 0),
    "Bob": ("B", "A", "up", 220),
    "Cid": ("A", "B", "down", 120),
    "Dan": ("C", "", "lost", 0),
    "Eve": ("", "B", "new", 110),
    "Fay": ("", "", "same", 0),
    "Ivy": ("C", "C", "same", 0),
}
# (count, revenue) by (place before, place); 0 is no grade
MATRIX = {
    (1, 1): (1, 250),
    (2, 1): (1, 220),
    (1, 2): (1, 120),
    (3, 0): (1, 0),
    (0, 2): (1, 110),
    (0, 0): (1, 0),
    (3, 3): (1, 90),
}
UNTOUCHED = (
    ("group_customer_grade_award", ()),
    ("group_customer_grade_run", ()),
    ("group_customer_grade_run_line", ()),
    ("group_customer_grade_scheme", ()),
    ("group_customer_grade_scheme_version", ()),
    ("group_customer_grade", ()),
    ("group_customer_grade_criterion", ()),
    ("group_customer_grade_band", ()),
    ("group_customer_grade_segment", ()),
    ("group_customer_grade_request", ()),
    ("res_partner", ("id", "group_customer_grade_id", "write_date")),
)


@tagged("post_install", "-at_install")
class TestGradingSimulation(SimulationCommon):
    """Simulations: who would move where, and how much revenue (GR-01, GR-04)."""

    def _tables(self):
        self.env.flush_all()
        tables = {}
        for table, columns in UNTOUCHED:
            tables[table] = self.env.execute_query(
                SQL(
                    "SELECT %s FROM %s ORDER BY id",
                    SQL(", ").join(map(SQL.identifier, columns)) or SQL("*"),
                    SQL.identifier(table),
                )
            )
        return tables

    # === RESULT === #

    def test_past_day_beside_another_day(self):
        simulation = self._simulation(compare_with="scheme", base_as_of=BEFORE)
        self.assertEqual(self._moves(simulation), MOVES)
        self.assertEqual(self._matrix(simulation), MATRIX)
        self.assertEqual(simulation.line_count, 7)
        self.assertEqual(simulation.moved_count, 4)
        self.assertEqual(simulation.revenue_moved, 450)
        line = simulation.line_ids.filtered(lambda line: line.partner_id == self.cid)
        self.assertEqual((line.base_score, line.score), (90, 50))
        self.assertEqual((line.base_value, line.value), (300, 120))
        self.assertEqual((line.base_revenue, line.revenue), (300, 120))

    def test_counts_and_revenue_side_by_side(self):
        simulation = self._simulation(compare_with="scheme", base_as_of=BEFORE)
        comparison = simulation.grade_comparison
        self.assertEqual(
            [
                (
                    row["code"],
                    row["base_count"],
                    row["base_revenue"],
                    row["simulated_count"],
                    row["simulated_revenue"],
                )
                for row in comparison["rows"]
            ],
            # 2023: Ann 250 and Cid 300; Bob 150; Dan 50 and Ivy 90; Eve and Fay.
            # 2024: Ann 250 and Bob 220; Cid 120 and Eve 110; Ivy 90; Dan and Fay.
            [
                ("A", 2, 550, 2, 470),
                ("B", 1, 150, 2, 230),
                ("C", 2, 140, 1, 90),
                ("–", 2, 0, 2, 0),
            ],
        )
        self.assertIn("2023", comparison["base_period"])
        self.assertIn("2024", comparison["period"])

    def test_beside_an_earlier_run(self):
        run = self._run(self.scheme, BEFORE)
        simulation = self._simulation(compare_with="run", base_run_id=run.id)
        self.assertEqual(self._moves(simulation), MOVES)
        self.assertEqual(self._matrix(simulation), MATRIX)
        self.assertEqual(simulation.grade_comparison["base_title"], run.display_name)
        line = simulation.line_ids.filtered(lambda line: line.partner_id == self.cid)
        self.assertEqual((line.base_score, line.base_value), (90, 300))

    def test_beside_the_grades_in_force(self):
        self._run(self.scheme, BEFORE).action_confirm()
        with freeze_time("2024-07-15"):
            simulation = self._simulation()
        self.assertEqual(self._moves(simulation), MOVES)
        self.assertEqual(simulation.result["base_as_of"], "2024-07-15")

    def test_grade_given_by_hand_counts_before(self):
        self.fay._award_group_customer_grade(self.scheme.grade_ids[2], "A promise")
        moves = self._moves(self._simulation())
        self.assertEqual(moves["Fay"], ("C", "", "lost", 0))
        self.assertEqual(moves["Ann"], ("", "A", "new", 250))

    def test_customer_out_of_the_population_is_lost_with_its_revenue(self):
        run = self._run(self.scheme, BEFORE)
        self.cid.category_id = False
        simulation = self._simulation(compare_with="run", base_run_id=run.id)
        self.assertEqual(self._moves(simulation)["Cid"], ("A", "", "lost", 120))
        self.assertEqual(self._matrix(simulation)[(1, 0)], (1, 120))

    def test_grades_of_another_scheme_match_by_code_then_place(self):
        other = self._scheme(
            "cumulative_share",
            [("B", {"share_max": 50}), ("Z", {"share_max": 100})],
            [{"metric": "revenue", "role": "rank", "window_value": 1}],
        )
        # 790 in the year to 2024: Ann 250 has 0 before her, Bob 250 of 790 = 31.6 %,
        # Cid 470 of 790 = 59.5 %: so B for Ann and Bob, Z for all others.
        # B is the second grade of the simulated scheme, Z is matched by its place, 2.
        simulation = self._simulation(
            compare_with="scheme", base_scheme_id=other.id, base_as_of=AFTER
        )
        self.assertEqual(
            self._moves(simulation),
            {
                "Ann": ("B", "A", "up", 250),
                "Bob": ("B", "A", "up", 220),
                "Cid": ("Z", "B", "same", 0),
                "Dan": ("Z", "", "lost", 0),
                "Eve": ("Z", "B", "same", 0),
                "Fay": ("Z", "", "lost", 0),
                "Ivy": ("Z", "C", "down", 90),
            },
        )
        # Shares have no scores to compare with.
        self.assertEqual(simulation.result["histogram"]["base_bins"], [])

    def test_revenue_of_a_scheme_without_it_covers_the_months_of_the_parameter(self):
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 0})],
            [{"metric": "rating", "weight": 100, "bands": [(None, None, 100)]}],
        )
        self._transact(self.ann, 7, "2023-06-30")
        simulation = self._simulation(scheme_id=scheme.id)
        # 12 months up to 2024-06-30 begin on 2023-07-01.
        self.assertEqual(simulation.result["revenue_from"], "2023-07-01")
        self.assertEqual(self._moves(simulation)["Ann"], ("", "A", "new", 250))

    def test_group_counts_with_its_head(self):
        self.bob.group_parent_id = self.ann
        self.ann.is_group_customer = True
        self.scheme.node_level = "root"
        simulation = self._simulation(compare_with="scheme", base_as_of=BEFORE)
        moves = self._moves(simulation)
        self.assertNotIn("Bob", moves)
        line = simulation.line_ids.filtered(lambda line: line.partner_id == self.ann)
        self.assertEqual((line.base_revenue, line.revenue), (400, 470))

    # === HISTOGRAM === #

    def test_histogram_bars_and_cuts(self):
        simulation = self._simulation(compare_with="scheme", base_as_of=BEFORE)
        histogram = simulation.score_histogram
        # Scores from 10 to 90: bars of 5 from 10 on; 50 is the 8th, 90 the 16th.
        self.assertEqual(
            (histogram["start"], histogram["width"], histogram["count"]), (10, 5, 17)
        )
        self.assertEqual(histogram["bins"], [[0, 3, 1], [8, 2, 2], [16, 1, 2]])
        self.assertEqual(histogram["base_bins"], [[0, 2], [8, 1], [16, 2]])
        # The last grade takes what is left, so it has no cut.
        self.assertEqual(
            histogram["cuts"], [{"place": 1, "score": 80}, {"place": 2, "score": 40}]
        )

    def test_scheme_without_scores_has_no_histogram(self):
        scheme = self._scheme(
            "cumulative_share",
            [("A", {"share_max": 100})],
            [{"metric": "revenue", "role": "rank"}],
        )
        self.assertFalse(self._simulation(scheme_id=scheme.id).score_histogram)

    # === WHY === #

    def test_line_says_why_on_both_sides(self):
        simulation = self._simulation(compare_with="scheme", base_as_of=BEFORE)
        line = simulation.line_ids.filtered(lambda line: line.partner_id == self.cid)
        self.assertIn("120.00", line.explanation)
        self.assertIn("300.00", line.base_explanation)
        dan = simulation.line_ids.filtered(lambda line: line.partner_id == self.dan)
        self.assertIn("no data", dan.explanation)

    def test_line_says_why_the_grade_in_force(self):
        run = self._run(self.scheme, BEFORE)
        run.action_confirm()
        for values in ({}, {"compare_with": "run", "base_run_id": run.id}):
            with self.subTest(values=values):
                line = self._simulation(**values).line_ids.filtered(
                    lambda line: line.partner_id == self.cid
                )
                self.assertIn("300.00", line.base_explanation)
        eve = self._simulation().line_ids.filtered(
            lambda line: line.partner_id == self.eve
        )
        self.assertFalse(eve.base_explanation)

    # === NOTHING CHANGES === #

    def test_nothing_else_changes(self):
        self._run(self.scheme, BEFORE).action_confirm()
        before = self._tables()
        for values in (
            {},
            {"compare_with": "scheme", "base_as_of": BEFORE},
            {"compare_with": "run", "base_run_id": self.scheme.run_ids.id},
        ):
            self._simulation(**values)
        self.assertEqual(self._tables(), before)

    def test_same_again_and_new_question_forgets_the_answer(self):
        simulation = self._simulation(compare_with="scheme", base_as_of=BEFORE)
        simulation.action_simulate()
        self.assertEqual(self._moves(simulation), MOVES)
        self.assertEqual(len(simulation.line_ids), 7)
        simulation.as_of = BEFORE
        self.assertEqual(simulation.state, "draft")
        self.assertFalse(simulation.line_ids)
        self.assertFalse(simulation.result)
        self.assertFalse(simulation.migration_matrix)

    def test_contact_is_deleted_with_its_lines(self):
        simulation = self._simulation()
        self.fay.unlink()
        self.assertEqual(len(simulation.line_ids), 6)

    def test_statements_do_not_grow_with_customers(self):
        self._simulation()
        simulation = self.env["group.customer.grade.simulation"].create(
            {"scheme_id": self.scheme.id, "as_of": AFTER}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.subTest("seven customers"):
            start = self.env.cr.sql_log_count
            simulation.action_simulate()
            self.env.flush_all()
            few = self.env.cr.sql_log_count - start
        for partner in self._customers(*(f"More {number}" for number in range(30))):
            self._transact(partner, 100)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(few):
            simulation.action_simulate()
            self.env.flush_all()
        self.assertEqual(simulation.line_count, 37)

    # === BAD INPUT === #

    def test_question_must_be_whole(self):
        with self.assertRaisesRegex(UserError, "choose one"):
            self._simulation(compare_with="run")
        draft_run = self._draft_run(self.scheme)
        with self.assertRaisesRegex(UserError, "choose one"):
            self._simulation(compare_with="run", base_run_id=draft_run.id)
        incomplete = self.scheme.copy()
        incomplete.criterion_ids.unlink()
        with self.assertRaisesRegex(UserError, "Score"):
            self._simulation(scheme_id=incomplete.id)
        with self.assertRaisesRegex(UserError, "Score"):
            self._simulation(compare_with="scheme", base_scheme_id=incomplete.id)
        empty = self.scheme.copy({"population_domain": "[('name', '=', 'Nobody')]"})
        with self.assertRaisesRegex(UserError, "finds no customer"):
            self._simulation(scheme_id=empty.id)
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self._simulation(as_of="2999-01-01")

    def test_somebody_else_computes(self):
        simulation = self._simulation()
        with (
            patch.object(
                type(simulation), "lock_for_update", side_effect=LockError("taken")
            ),
            self.assertRaisesRegex(UserError, "Somebody else"),
        ):
            simulation.action_simulate()

    # === HOUSEKEEPING === #

    def test_old_simulations_are_vacuumed(self):
        simulation = self._simulation()
        young = self._simulation()
        old = fields.Datetime.now() - timedelta(days=91)
        simulation._write({"create_date": old})
        self.env.flush_all()
        self.env.invalidate_all()
        self.env["group.customer.grade.simulation"]._gc_simulations()
        self.assertFalse(simulation.exists())
        self.assertTrue(young.exists())
        self.assertEqual(
            date.today() - timedelta(days=90),
            self.env["group.customer.grade.simulation"]._get_oldest_kept().date(),
        )
