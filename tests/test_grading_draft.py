# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.tests import tagged

from .simulation_common import AFTER, SimulationCommon


@tagged("post_install", "-at_install")
class TestGradingDraft(SimulationCommon):
    """A change of a scheme is drafted, simulated, then put into force (GR-15)."""

    def _draft(self, scheme=None):
        scheme = scheme or self.scheme
        return scheme.browse(scheme.action_draft_change()["res_id"])

    def _move_bound(self, scheme, number, value):
        """Move the bound between two bands of the only criterion."""
        criterion = scheme.criterion_ids
        lower, upper = criterion.band_ids[number], criterion.band_ids[number + 1]
        criterion.band_ids = [
            Command.update(lower.id, {"value_to": value}),
            Command.update(upper.id, {"value_from": value}),
        ]

    # === DRAFTS === #

    def test_draft_is_a_whole_copy(self):
        draft = self._draft()
        self.assertEqual(draft.draft_of_id, self.scheme)
        self.assertEqual(draft.name, f"{self.scheme.name} (draft)")
        self.assertEqual(draft.code, f"{self.scheme.code}_draft")
        self.assertEqual(draft.grade_ids.mapped("code"), ["A", "B", "C"])
        self.assertEqual(draft.criterion_ids.draft_of_id, self.scheme.criterion_ids)
        self.assertEqual(draft.criterion_ids.band_ids.mapped("points"), [10, 50, 90])
        self.assertEqual(self.scheme.draft_count, 1)
        draft.action_archive()
        self.assertEqual(self._draft().code, f"{self.scheme.code}_draft2")
        self.assertEqual(self.scheme.copy().code, f"{self.scheme.code}_copy")
        self.assertEqual(self.scheme.copy().code, f"{self.scheme.code}_copy2")

    def test_copy_of_a_scheme_keeps_its_segments(self):
        scheme = self._scheme(
            "quantiles",
            [("A", {}), ("B", {})],
            [{"metric": "revenue", "role": "quantile", "quantile_count": 2}],
        )
        best = scheme.grade_ids[0]
        best.segment_ids = [
            Command.create(
                {
                    "criterion_id": scheme.criterion_ids.id,
                    "score_from": 2,
                    "score_to": 2,
                }
            )
        ]
        draft = self._draft(scheme)
        segment = draft.grade_ids.segment_ids
        self.assertEqual(segment.grade_id, draft.grade_ids[0])
        self.assertEqual(segment.criterion_id, draft.criterion_ids)
        draft.criterion_ids.quantile_count = 3
        segment.write({"score_from": 3, "score_to": 3})
        kept = best.segment_ids
        draft.action_put_into_force()
        self.assertEqual(best.segment_ids, kept)
        self.assertEqual((kept.score_from, kept.score_to), (3, 3))
        self.assertEqual(kept.criterion_id, scheme.criterion_ids)

    def test_draft_grades_nobody(self):
        draft = self._draft()
        with self.assertRaisesRegex(UserError, "grades nobody"):
            self._draft_run(draft)
        run = self._draft_run(self.scheme)
        with self.assertRaisesRegex(UserError, "grades nobody"):
            run.scheme_id = draft
        with self.assertRaisesRegex(UserError, "grades nobody"):
            self.ann._award_group_customer_grade(draft.grade_ids[0], "Because")
        with self.assertRaisesRegex(UserError, "grades nobody"):
            self.env.company.group_customer_scheme_id = draft
        with self.assertRaisesRegex(UserError, "grades nobody"):
            draft.action_draft_change()

    def test_links_between_drafts_hold(self):
        draft = self._draft()
        other = self._make_scheme()
        with self.assertRaisesRegex(ValidationError, "is a draft itself"):
            other.draft_of_id = draft
        with self.assertRaisesRegex(ValidationError, "is a draft itself"):
            other.draft_of_id = other
        graded = self._make_scheme()
        self._draft_run(graded)
        with self.assertRaisesRegex(ValidationError, "has grade runs"):
            graded.draft_of_id = self.scheme
        with self.assertRaisesRegex(ValidationError, "choose that company"):
            draft.company_id = self.env.company

    def test_draft_is_not_reminded(self):
        self.scheme.user_id = self.users["director"]
        self.scheme.regrade_months = 1
        draft = self._draft()
        (self.scheme + draft)._write({"create_date": "2020-01-01"})
        self.env.invalidate_all()
        self.env["group.customer.grade.scheme"]._cron_remind_regrade()
        self.assertTrue(self.scheme.activity_ids)
        self.assertFalse(draft.activity_ids)

    # === SIMULATION === #

    def test_draft_beside_its_scheme(self):
        draft = self._draft()
        # 50 points from 150 on, not from 100 on: Cid and Eve have 10 and get a C.
        self._move_bound(draft, 0, 150)
        draft.grade_ids[1].score_min = 45
        simulation = self._simulation(scheme_id=draft.id, compare_with="scheme")
        self.assertEqual(simulation.base_scheme_id, self.scheme)
        self.assertEqual(simulation.base_as_of, AFTER)
        self.assertEqual(
            self._moves(simulation),
            {
                "Ann": ("A", "A", "same", 0),
                "Bob": ("A", "A", "same", 0),
                "Cid": ("B", "C", "down", 120),
                "Dan": ("", "", "same", 0),
                "Eve": ("B", "C", "down", 110),
                "Fay": ("", "", "same", 0),
                "Ivy": ("C", "C", "same", 0),
            },
        )
        self.assertEqual(simulation.revenue_moved, 230)
        self.assertEqual(
            simulation.score_histogram["cuts"],
            [{"place": 1, "score": 80}, {"place": 2, "score": 45}],
        )
        # The grades are those that customers hold, not their copies.
        self.assertEqual(simulation.line_ids.grade_id.scheme_id, self.scheme)

    def test_draft_beside_the_grades_in_force(self):
        self._run(self.scheme).action_confirm()
        draft = self._draft()
        self._move_bound(draft, 1, 260)
        # 99 points from 300 on make the new grade S, which nobody has in force.
        draft.criterion_ids.band_ids = [
            Command.update(
                draft.criterion_ids.band_ids[2].id,
                {"value_to": 300, "no_upper": False},
            ),
            Command.create(
                {"value_from": 300, "no_upper": True, "points": 99, "name": "Super"}
            ),
        ]
        self.env["group.customer.grade"].create(
            {
                "scheme_id": draft.id,
                "code": "S",
                "name": "S",
                "sequence": -1,
                "score_min": 95,
            }
        )
        moves = self._moves(self._simulation(scheme_id=draft.id))
        self.assertEqual(moves["Ann"], ("A", "B", "down", 250))
        self.assertEqual(moves["Cid"], ("B", "B", "same", 0))

    def test_button_simulates_at_once(self):
        draft = self._draft()
        for scheme, compared in ((draft, "scheme"), (self.scheme, "current")):
            action = scheme.action_simulate()
            simulation = self.env[action["res_model"]].browse(action["res_id"])
            self.assertEqual(simulation.state, "computed")
            self.assertEqual(simulation.compare_with, compared)
            self.assertEqual(simulation.base_scheme_id, self.scheme)

    # === INTO FORCE === #

    def test_put_into_force_in_place(self):
        self._run(self.scheme).action_confirm()
        grades = self.scheme.grade_ids
        criterion = self.scheme.criterion_ids
        band = criterion.band_ids[0]
        award = self.env["group.customer.grade.award"].search(
            [("partner_id", "=", self.cid.id), ("scheme_id", "=", self.scheme.id)]
        )
        draft = self._draft()
        # B is asked for from now on: 100 and more make an A, less a C.
        draft.grade_ids[1].write(
            {"is_request_only": True, "name": "Better", "color": 4}
        )
        draft.criterion_ids.window_value = 2
        draft.criterion_ids.band_ids[2].unlink()
        draft.criterion_ids.band_ids[1].write({"no_upper": True, "points": 85})
        self.env["group.customer.grade.criterion"].create(
            {
                "scheme_id": draft.id,
                "name": "Bad payer",
                "role": "cap",
                "metric_id": self.rating.id,
                "operator": "<=",
                "threshold": 10,
                "null_policy": "skip",
                "grade_id": draft.grade_ids[2].id,
            }
        )
        draft.regrade_months = 6
        name, code = self.scheme.name, self.scheme.code
        draft.with_user(self.users["admin"]).action_put_into_force()
        self.assertEqual((self.scheme.name, self.scheme.code), (name, code))
        self.assertEqual(self.scheme.regrade_months, 6)
        self.assertEqual(self.scheme.grade_ids, grades)
        self.assertTrue(grades[1].is_request_only)
        self.assertEqual((grades[1].name, grades[1].color), ("Better", 4))
        self.assertEqual(award.grade_id, grades[1])
        self.assertFalse(award.date_to)
        self.assertEqual(len(self.scheme.criterion_ids), 2)
        self.assertIn(criterion, self.scheme.criterion_ids)
        self.assertEqual(criterion.window_value, 2)
        self.assertEqual(criterion.band_ids.mapped("points"), [10, 85])
        self.assertEqual(criterion.band_ids[0], band)
        cap = self.scheme.criterion_ids - criterion
        self.assertEqual((cap.role, cap.grade_id), ("cap", grades[2]))
        self.assertFalse(draft.active)
        self.assertFalse(self.scheme.problems)
        # By the new rules, over two years: Ivy has 90 + 90 = 180.
        run = self._run(self.scheme)
        self.assertEqual(self._letters(run)["Ann"], "A")
        self.assertEqual(self._letters(run)["Ivy"], "A")
        self.assertEqual(self._letters(run)["Dan"], "C")

    def test_same_draft_changes_nothing(self):
        before = self.scheme._get_definition(self.env.company, AFTER)
        self._draft().action_put_into_force()
        self.env.invalidate_all()
        after = self.scheme._get_definition(self.env.company, AFTER)
        self.assertEqual(after, before)

    def test_translations_come_along(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        draft = self._draft()
        draft.grade_ids[0].with_context(lang="zh_CN").name = "甲"
        draft.criterion_ids.with_context(lang="zh_CN").name = "收入"
        draft.with_context(lang="zh_CN").description = "草案"
        draft.action_put_into_force()
        zh = self.scheme.with_context(lang="zh_CN")
        self.assertEqual(zh.grade_ids[0].name, "甲")
        self.assertEqual(self.scheme.grade_ids[0].name, "Grade A")
        self.assertEqual(zh.criterion_ids.name, "收入")
        self.assertEqual(zh.description, "草案")

    def test_grade_added_and_grade_never_used_removed(self):
        draft = self._draft()
        draft.grade_ids[1].unlink()
        draft.grade_ids[0].write({"score_min": 50})
        self.env["group.customer.grade"].create(
            {
                "scheme_id": draft.id,
                "code": "S",
                "name": "Super",
                "sequence": -1,
                "score_min": 85,
            }
        )
        draft.action_put_into_force()
        self.assertEqual(self.scheme.grade_ids.mapped("code"), ["S", "A", "C"])
        self.assertEqual(draft.grade_ids.mapped("code"), ["S", "A", "C"])

    def test_held_grade_is_not_dropped(self):
        self._run(self.scheme).action_confirm()
        draft = self._draft()
        draft.grade_ids[1].unlink()
        with self.assertRaisesRegex(UserError, "“B”, which 2 customers hold"):
            draft.action_put_into_force()
        self.assertEqual(self.scheme.grade_ids.mapped("code"), ["A", "B", "C"])
        self.assertTrue(draft.active)

    def test_grade_of_the_past_is_not_dropped(self):
        self._run(self.scheme, "2023-06-30").action_confirm()
        self.ivy._award_group_customer_grade(self.scheme.grade_ids[0], "Promoted")
        self.dan._award_group_customer_grade(self.scheme.grade_ids[0], "Promoted")
        draft = self._draft()
        draft.grade_ids[1].score_min = 0
        draft.grade_ids[2].unlink()
        with self.assertRaisesRegex(UserError, "Grade C"):
            draft.action_put_into_force()

    def test_incomplete_draft_is_refused(self):
        draft = self._draft()
        draft.criterion_ids.band_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "leave a gap"):
            draft.action_put_into_force()
        self.assertEqual(len(self.scheme.criterion_ids.band_ids), 3)

    def test_only_administrators_and_only_drafts(self):
        draft = self._draft()
        for role in ("account", "manager", "director", "settlement"):
            with self.subTest(role=role):
                user = self.users[role]
                with self.assertRaises(AccessError):
                    draft.with_user(user).action_put_into_force()
                with self.assertRaises(AccessError):
                    self.scheme.with_user(user).action_draft_change()
        with self.assertRaisesRegex(UserError, "no open draft"):
            self.scheme.action_put_into_force()
        draft.action_put_into_force()
        # A second click
        with self.assertRaisesRegex(UserError, "no open draft"):
            draft.action_put_into_force()

    def test_somebody_else_changes_the_scheme(self):
        draft = self._draft()
        with (
            patch.object(
                type(draft), "lock_for_update", side_effect=LockError("taken")
            ),
            self.assertRaisesRegex(UserError, "Somebody else"),
        ):
            draft.action_put_into_force()

    def test_pack_is_loaded_again_after_a_draft(self):
        pack = self.env["group.customer.policy.pack"].search([("code", "=", "general")])
        scheme = self.env["group.customer.grade.scheme"].search(
            [("code", "=", "abcd_resource")]
        )
        draft = self._draft(scheme)
        changed = draft.criterion_ids.band_ids[0]
        changed.points += 1
        draft.action_put_into_force()
        before = scheme._get_definition(self.env.company, AFTER)
        pack._load()
        self.env.invalidate_all()
        self.assertEqual(scheme._get_definition(self.env.company, AFTER), before)
