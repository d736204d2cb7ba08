# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .allocation_common import AllocationCommon


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
