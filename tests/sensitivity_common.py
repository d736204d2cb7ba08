# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from .grading_common import AS_OF, GradingCommon

SCORES = [
    ("A", {"score_min": 80}),
    ("B", {"score_min": 60}),
    ("C", {"score_min": 0}),
]
HALVES = [(None, 100, 40), (100, 500, 70), (500, None, 100)]


class SensitivityCommon(GradingCommon):
    """Customers to be graded, graded again, and asked what would change it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = ("Ann", "Bob", "Cat", "Dan", "Eve", "Fay", "Nil")
        cls.customers = cls._customers(*cls.names)

    def _sell(self, customer, amount, day="2024-06-01"):
        if amount:
            kind = "refund" if amount < 0 else "sale"
            self._transact(customer, abs(amount), day, kind=kind)

    def _compute(self, scheme):
        """Grade anew; the run before is dropped."""
        self.env["group.customer.grade.run"].search(
            [("scheme_id", "=", scheme.id), ("state", "=", "computed")]
        ).action_reset()
        return self._run(scheme)

    def _find(self, scheme, customer):
        line = self._line(self._compute(scheme), customer)
        return line, line._get_sensitivity()

    def _force_compute(self, scheme):
        """Compute a run though the random scheme may have problems."""
        run = self._draft_run(scheme)
        definition = scheme._get_definition(self.env.company, AS_OF)
        self.env["group.customer.grade.engine"]._insert_lines(run, definition)
        self.env.cr.execute(
            "UPDATE group_customer_grade_run SET scheme_definition = %s, "
            "state = 'computed' WHERE id = %s",
            [json.dumps(definition), run.id],
        )
        self.env.invalidate_all()
        return run
