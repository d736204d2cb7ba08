# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .allocation_common import BEFORE, AllocationCommon


@tagged("post_install", "-at_install")
class TestAllocationFigures(AllocationCommon):
    """What a run says of resources and figures that are not as one expects."""

    def test_given_kind_that_is_over_counts_as_old(self):
        """A maturity of last December that was never dealt is old from January on, and
        its line says why (AM-09)."""
        over = self._create_resource("Late", "maturity", 9, date="2023-12-20")
        self._create_resource("Due", "maturity", 5)
        run = self._computed()
        lines = {line.resource_id.name: line for line in run.line_ids}
        late, due = lines["Late"], lines["Due"]
        self.assertEqual(late.kind_id, self.kinds["old"])
        self.assertEqual(late.quota_id.code, "old")
        self.assertEqual(late.given_kind_id, self.kinds["maturity"])
        self.assertIn("Given as Maturity, whose days are over", late.explanation)
        self.assertEqual(over.kind_id, self.kinds["maturity"])
        self.assertEqual(due.kind_id, self.kinds["maturity"])
        self.assertFalse(due.given_kind_id)
        self.assertNotIn("Given as", due.explanation)
        self.assertAddsUp(run)

    def _get_missing(self, run):
        """Return receiver → parts of the score for which no figure was entered."""
        return {
            receiver.user_id.name: [
                part["part"]
                for part in receiver.score_detail
                if part["note"] == "missing"
            ]
            for receiver in run.receiver_ids.filtered("is_incomplete")
        }

    def test_a_single_figure_that_is_missing(self):
        """Nothing held is no figure; nobody there of three meetings is a zero."""
        self._enter_figures("Li", task=90, log=95)
        self._enter_figures("Zhang", task=90, log=95).write(
            {"meetings_held": 3, "meetings_attended": 0}
        )
        run = self._computed()
        self.assertEqual(
            self._get_missing(run),
            {"Li": ["attendance"], "Wang": ["task", "attendance", "log", "flexible"]},
        )
        self.assertEqual(run.incomplete_count, 2)
        # What the scheme does not score is not missing
        run.with_user(self.director).action_cancel()
        self._create_scheme(weights={"rank": 60, "task": 40}, date_from="2010-01-01")
        self.assertEqual(self._get_missing(self._computed()), {"Wang": ["task"]})

    def test_flexible_points_that_no_value_came_for(self):
        """Zero from the form is given; a file without the column gives nothing."""
        self._enter_figures("Li", task=90, attendance=90, log=95)
        self.env["group.customer.manager.month"].create(
            {
                "manager_id": self.receivers["Zhang"].id,
                "month": BEFORE,
                "task_completion": 90,
                "attendance": 90,
                "log_pass": 90,
            }
        )
        missing = self._get_missing(self._computed())
        self.assertNotIn("Li", missing)
        self.assertEqual(missing["Zhang"], ["flexible"])
