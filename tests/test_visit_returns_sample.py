# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..tools.sampling import draw
from .returns_common import OFFICER, SEED, ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturnsSample(ReturnsCommon):
    """The sample of a month: random, reproducible, stratified, never the handler's
    own check (VI-10, VI-14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = (
            cls._make_orders(cls.north, 6, cls.account)
            | cls._make_orders(cls.south, 3, cls.colleague)
            | cls._make_orders(cls.mill, 3, cls.account)
        )

    def _keys(self, plan):
        return {f"{line.res_model},{line.res_id}" for line in plan.line_ids}

    def _draw_slowly(self, plan, total):
        """The same sample by the tool, from what the orders say."""
        documents = [
            (f"sale.order,{order.id}", order.user_id.id) for order in self.orders
        ]
        return set(draw(documents, plan.seed, total))

    def test_drawn_as_by_hand(self):
        plan = self._make_plan(sample_size=8)
        plan.with_user(self.officer).action_draw()
        self.assertEqual(self._keys(plan), self._draw_slowly(plan, 8))
        # 9 orders of account, 3 of colleague: 6 and 2
        self.assertEqual(
            Counter(line.handler_id.login for line in plan.line_ids),
            {"gc_account": 6, "gc_colleague": 2},
        )
        strata = {
            stratum.handler_id: (stratum.population_count, stratum.drawn_count)
            for stratum in plan.stratum_ids
        }
        self.assertEqual(strata, {self.account: (9, 6), self.colleague: (3, 2)})
        self.assertEqual((plan.population_count, plan.excluded_count), (12, 0))
        self.assertFalse(plan.is_below_minimum)
        line = plan.line_ids[0]
        order = self.env["sale.order"].browse(line.res_id)
        self.assertEqual(line.source_reference, order.name)
        self.assertEqual(line.partner_id, order.partner_id)
        self.assertEqual(line.source_date, date(2026, 2, 10))
        self.assertEqual((line.kind, line.topic_kind), ("topic", "satisfaction"))
        self.assertEqual(line.source_id.code, "sale_order")
        self.assertTrue(line.is_sampled)
        self.assertIn(SEED, plan.message_ids[0].body)

    def test_again_adds_nothing_and_topping_up_goes_on(self):
        plan = self._make_plan(sample_size=4)
        plan.action_draw()
        first = self._keys(plan)
        plan.action_draw()
        self.assertEqual(self._keys(plan), first)
        plan.sample_size = 8
        plan.action_draw()
        self.assertTrue(first < self._keys(plan))
        self.assertEqual(self._keys(plan), self._draw_slowly(plan, 8))
        # One abandoned: one more
        plan.line_ids[0]._write_server({"state": "abandoned"})
        plan.action_top_up()
        self.assertEqual(plan.sampled_count, 9)
        # Everything: no more than there is
        plan.sample_size = 50
        plan.action_draw()
        self.assertEqual(plan.sampled_count, 12)

    def test_only_documents_of_the_month_and_of_group_customers(self):
        self._make_orders(self.south, 2, self.account, date(2026, 1, 31))
        self._make_orders(self.south, 2, self.account, date(2026, 3, 1))
        stranger = self.env["res.partner"].create({"name": "No Group Customer"})
        self._make_orders(stranger, 2, self.account)
        draft = self.env["sale.order"].create({"partner_id": self.south.id})
        plan = self._make_plan(sample_size=99)
        plan.action_draw()
        self.assertEqual(set(plan.line_ids.mapped("res_id")), set(self.orders.ids))
        self.assertNotIn(draft.id, plan.line_ids.mapped("res_id"))

    def test_days_are_those_of_the_company(self):
        """Midnight between February and March in Shanghai is 16:00 UTC."""
        self.env.company.partner_id.tz = "Asia/Shanghai"
        plan = self._make_plan()
        start, end = plan._get_moments()
        self.assertEqual(str(start), "2026-01-31 16:00:00")
        self.assertEqual(str(end), "2026-02-28 16:00:00")

    def test_no_document_is_drawn_for_two_plans(self):
        plan = self._make_plan(sample_size=8)
        plan.action_draw()
        other = self._make_plan(
            month=date(2026, 4, 1),
            sample_size=99,
            date_from=date(2026, 2, 1),
            date_to=date(2026, 3, 31),
        )
        other.action_draw()
        self.assertEqual(other.sampled_count, 4)
        self.assertFalse(self._keys(plan) & self._keys(other))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            line = plan.line_ids[0]
            self.Visit._create_server(
                [
                    {
                        "plan_id": plan.id,
                        "partner_id": line.partner_id.id,
                        "topic_kind": "speed",
                        "res_model": line.res_model,
                        "res_id": line.res_id,
                    }
                ]
            )

    def test_never_the_officers_own(self):
        self.account.group_ids += self.env.ref(OFFICER)
        plan = self._make_plan(officers=self.account, sample_size=99)
        plan.action_draw()
        self.assertEqual(plan.excluded_count, 9)
        self.assertEqual(plan.line_ids.handler_id, self.colleague)
        self.assertEqual(plan.line_ids.officer_id, self.account)

    def test_spread_over_the_officers(self):
        self.account.group_ids += self.env.ref(OFFICER)
        officers = self.officer | self.account
        plan = self._make_plan(officers=officers, sample_size=12)
        plan.action_draw()
        self.assertEqual(plan.excluded_count, 0)
        loads = Counter(line.officer_id.login for line in plan.line_ids)
        # The account manager may have the three orders of the colleague alone
        self.assertEqual(loads["gc_account"], 3)
        for line in plan.line_ids:
            self.assertNotEqual(line.officer_id, line.handler_id)

    def test_strata_by_grade(self):
        self.policy.write({"by_grade": True, "by_handler": False})
        scheme = self.env["group.customer.grade.scheme"].create(
            {"name": "Returns", "code": "returns", "mode": "request"}
        )
        grade = self.env["group.customer.grade"].create(
            {"name": "A", "code": "A", "scheme_id": scheme.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner
                      SET group_customer_grade_id = jsonb_build_object(%s, %s::int)
                    WHERE id = %s""",
                str(self.env.company.id),
                grade.id,
                self.north.id,
            )
        )
        self.env.invalidate_all()
        plan = self._make_plan(sample_size=4)
        plan.action_draw()
        # 6 of grade A, 6 without
        self.assertEqual(
            Counter(line.grade_id.name for line in plan.line_ids), {"A": 2, False: 2}
        )
        self.assertEqual(
            {
                stratum.grade_id.name: stratum.population_count
                for stratum in plan.stratum_ids
            },
            {"A": 6, False: 6},
        )

    def test_issues_of_other_sources(self):
        """What service requests plug in: an open issue is an issue return visit."""

        def get_sources(plan):
            return {
                "res.partner": SQL(
                    """SELECT p.id AS res_id, p.id AS partner_id,
                              NULL::int AS contact_id, NULL::int AS handler_id,
                              'REQ' AS name, CURRENT_DATE AS date,
                              'overdue_unprocessed' AS issue_kind
                         FROM res_partner p WHERE p.id = %s""",
                    self.head.id,
                )
            }

        plan = self._make_plan(sample_size=1)
        with patch.object(type(plan), "_get_sources", get_sources):
            plan.action_draw()
        line = plan.line_ids
        self.assertEqual(
            (line.kind, line.issue_kind, line.topic_kind),
            ("issue", "overdue_unprocessed", False),
        )
        self.assertEqual((line.res_model, line.partner_id), ("res.partner", self.head))

    def test_two_at_once(self):
        """Whoever comes second is told so, and adds nothing."""
        plan = self._make_plan()
        with (
            patch.object(type(plan), "lock_for_update", side_effect=LockError("busy")),
            self.assertRaisesRegex(UserError, "drawn by somebody else"),
        ):
            plan.action_draw()
        self.assertFalse(plan.line_ids)

    def test_refused(self):
        plan = self._make_plan()
        with self.assertRaisesRegex(UserError, "no officers"):
            plan.officer_ids = False
            plan.action_draw()
        plan.officer_ids = self.officer
        for user in (self.account, self.users["manager"], self.marketing):
            with self.assertRaises(AccessError):
                plan.with_user(user).action_draw()
        plan.action_draw()
        with self.assertRaisesRegex(UserError, "settled"):
            plan.date_from = date(2026, 1, 1)
        for values in ({"seed": "mine"}, {"population_count": 0}):
            with self.assertRaisesRegex(UserError, "filled by the system"):
                plan.with_user(self.officer).write(values)
        with self.assertRaisesRegex(UserError, "filled by the system"):
            self.Visit.with_user(self.officer).create(
                {
                    "plan_id": plan.id,
                    "partner_id": self.mill.id,
                    "topic_kind": "speed",
                    "is_sampled": True,
                }
            )

    def test_statements_do_not_grow(self):
        """Four times the orders: the same number of statements."""
        counts = []
        for month, number in ((date(2026, 7, 1), 5), (date(2026, 9, 1), 20)):
            self._make_orders(self.north, number, self.account, month.replace(day=9))
            plan = self._make_plan(
                month=month,
                sample_size=4,
                date_from=month,
                date_to=month.replace(day=28),
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            plan.action_draw()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(plan.population_count, number)
        self.assertLessEqual(counts[1], counts[0] + 2)
