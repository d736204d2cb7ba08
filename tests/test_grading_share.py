# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
import re
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL

from .grading_common import AS_OF
from .measuring_common import QUESTIONS, SEEDS, MeasuringCommon

READS_MOVES = re.compile(r"(?:FROM|JOIN)\s+account_move\s")


@tagged("post_install", "-at_install")
class TestGradingShare(MeasuringCommon):
    """Several schemes at once read the books once, and find the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The same sources, other questions, both levels, other customers
        cls.schemes = [
            cls._questions_scheme(node_level="entity"),
            cls._questions_scheme(
                [(measure, months and 7) for measure, months in QUESTIONS],
                node_level="root",
            ),
            cls._questions_scheme(
                [(measure, 2 * months) for measure, months in reversed(QUESTIONS)],
                node_level="entity",
                population_domain=f"[('id', 'in', {cls.lone.ids})]",
            ),
        ]

    def _reads(self, function):
        """Return how often the statements of ``function`` read the invoices."""
        count = 0
        execute = Cursor.execute

        def counted(cursor, query, *args, **kwargs):
            nonlocal count
            code = query.code if isinstance(query, SQL) else str(query)
            count += len(READS_MOVES.findall(code))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", counted):
            function()
        return count

    def _together(self, definitions):
        engine = self.env["group.customer.grade.engine"]
        with engine._share_measurements(definitions):
            return [self._measured(definition) for definition in definitions]

    def test_one_pass_and_the_same_result(self):
        definitions = [self._definition(scheme) for scheme in self.schemes]
        for seed in SEEDS:
            self._make_history(random.Random(seed))
            alone = [self._measured(definition) for definition in definitions]
            self.assertEqual(self._together(definitions), alone)
        reads = [
            self._reads(lambda d=definition: self._measured(d))
            for definition in definitions
        ]
        self.assertGreater(reads[0], 0)
        self.assertEqual(len(set(reads)), 1, "the schemes have the same sources")
        self.assertEqual(self._reads(lambda: self._together(definitions)), reads[0])

    def test_runs_together_equal_runs_alone(self):
        self._make_history(random.Random(5))
        reads = self._reads(lambda: self._run(self.schemes[0]).action_reset())
        alone = [self._run(scheme) for scheme in self.schemes]
        expected = [self._details(run) for run in alone]
        alone = self.env["group.customer.grade.run"].browse(run.id for run in alone)
        alone.action_reset()
        self.assertEqual(self._reads(alone._compute_together), reads)
        self.assertEqual(alone.mapped("state"), ["computed"] * 3)
        self.assertEqual([self._details(run) for run in alone], expected)

    def _details(self, run):
        return {line.partner_id.name: line.detail for line in run.line_ids}

    def test_other_days_are_not_mixed_up(self):
        self._make_history(random.Random(7))
        scheme = self.schemes[0]
        definitions = [
            scheme._get_definition(self.us_company, AS_OF - timedelta(days=days))
            for days in (0, 90, 400)
        ]
        alone = [self._measured(definition) for definition in definitions]
        self.assertEqual(self._together(definitions), alone)
        self.assertNotEqual(alone[0], alone[2])

    def test_question_that_was_not_shared_is_answered(self):
        self._make_history(random.Random(7))
        definitions = [self._definition(scheme) for scheme in self.schemes]
        expected = self._measured(definitions[1])
        engine = self.env["group.customer.grade.engine"]
        with engine._share_measurements(definitions[:1]):
            self.assertEqual(self._measured(definitions[1]), expected)

    def test_nothing_is_left_behind(self):
        definitions = [self._definition(scheme) for scheme in self.schemes]
        engine = self.env["group.customer.grade.engine"]
        self._together(definitions)
        self.assertEqual(self._tables(), 0)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            with engine._share_measurements(definitions):
                self.assertGreater(self._tables(), 0)
                raise UserError("Stop")  # pylint: disable=translation-required
        self.assertEqual(self._tables(), 0)
        history = self._make_history(random.Random(7))
        before = self._measured(definitions[0])
        history.filtered(lambda row: row.kind == "sale").unlink()
        self.assertNotEqual(self._measured(definitions[0]), before)

    def _tables(self):
        [[count]] = self.env.execute_query(
            SQL(
                """SELECT COUNT(*) FROM pg_class
                    WHERE relname LIKE 'group_customer_totals_%%'"""
            )
        )
        return count

    def test_metrics_over_any_field_and_filters_are_shared(self):
        """Tables that are no ledger are read once as well."""
        lead = self.env["crm.lead"]
        for number, customer in enumerate(self.customers):
            for revenue in (number, 10 * number):
                lead.create(
                    {
                        "name": "Opportunity",
                        "partner_id": customer.id,
                        "expected_revenue": revenue,
                    }
                )
        field = self.env["ir.model.fields"]
        metrics = self.env["group.customer.metric"].create(
            [
                {
                    "name": aggregation,
                    "code": aggregation,
                    "measure": "field",
                    "model_id": self.env["ir.model"]._get("crm.lead").id,
                    "partner_field_id": field._get("crm.lead", "partner_id").id,
                    "value_field_id": field._get("crm.lead", "expected_revenue").id,
                    "aggregation": aggregation,
                }
                for aggregation in ("sum", "avg", "last", "count")
            ]
            + [
                {
                    "name": "Filter",
                    "code": "filter",
                    "measure": "domain",
                    "partner_domain": "[('name', 'ilike', 'a')]",
                }
            ]
        )
        definitions = [
            self._definition(
                self._questions_scheme(
                    [(metric, 0) for metric in metrics], node_level=level
                )
            )
            for level in ("entity", "root")
        ]
        alone = [self._measured(definition) for definition in definitions]
        self.assertEqual(self._together(definitions), alone)
        self.assertEqual(alone[1][self.head.id], [66, Decimal("8.25"), 30, 8, 1])
