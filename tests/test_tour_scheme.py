# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ApprovalRulesMixin

SALES = {
    "Tour Alpha": (40_000, 20_000),
    "Tour Beta": (30_000,),
    "Tour Gamma": (8_000,),
    "Tour Delta": (2_000,),
}


@tagged("post_install", "-at_install")
class TestSchemeTour(ApprovalRulesMixin, HttpCase):
    """A scheme is designed, simulated, run, explained and filed, by three people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        for login, group in (
            ("gc_designer", "admin"),
            ("gc_manager", "director"),
            ("gc_settlement", "settlement_manager"),
        ):
            new_test_user(
                cls.env,
                login,
                groups="base.group_user,base.group_partner_manager,"
                f"group_customer.group_group_customer_{group}",
            )
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "is_group_customer": True}
                for name in SALES
            ]
        )
        # A new scheme grades these alone, so that the counts are worked out by hand.
        cls.env["ir.default"].set(
            "group.customer.grade.scheme",
            "population_domain",
            repr([("id", "in", cls.partners.ids)]),
        )
        cls.env["group.customer.metric"].create(
            {"name": "Tour Revenue", "code": "tour_revenue", "measure": "revenue"}
        )
        today = fields.Date.context_today(cls.env.user)
        cls.env["group.customer.transaction"].create(
            [
                {
                    "partner_id": partner.id,
                    "reference": f"{partner.name} {age}",
                    "date": fields.Date.subtract(today, months=3 * age),
                    "amount": amount,
                }
                for partner in cls.partners
                for age, amount in enumerate(SALES[partner.name], 1)
            ]
        )

    def test_design_simulate_grade_file(self):
        """From an empty scheme to a filed run, and a drafted change of it (GR-01)."""
        self.start_tour(
            "/odoo", "group_customer_scheme_design_tour", login="gc_designer"
        )
        scheme = self.env["group.customer.grade.scheme"].search(
            [("code", "=", "tour_designed")]
        )
        # What was tried on the screen was not saved.
        self.assertEqual(scheme.grade_ids.mapped("score_min"), [80, 50, 0])
        simulation = self.env["group.customer.grade.simulation"].search(
            [("scheme_id", "=", scheme.id)]
        )
        # 60,000 is 100 points, 30,000 is 60, 8,000 and 2,000 are 20 points.
        grades = {
            "Tour Alpha": "A",
            "Tour Beta": "B",
            "Tour Gamma": "C",
            "Tour Delta": "C",
        }
        self.assertEqual(self._get_grades(simulation), grades)
        self.assertEqual(set(simulation.line_ids.mapped("change")), {"new"})
        self.assertEqual(simulation.revenue_moved, 100_000)
        self.assertFalse(scheme.run_ids, "A simulation grades nobody.")

        self.start_tour("/odoo", "group_customer_scheme_grade_tour", login="gc_manager")
        run = scheme.run_ids
        self.assertEqual(run.state, "confirmed")
        self.assertEqual(self._get_grades(run), grades)
        self.assertEqual(
            {line.partner_id.name: line.score for line in run.line_ids},
            {
                "Tour Alpha": 100,
                "Tour Beta": 60,
                "Tour Gamma": 20,
                "Tour Delta": 20,
            },
        )
        awards = self.env["group.customer.grade.award"].search(
            [("scheme_id", "=", scheme.id), ("is_current", "=", True)]
        )
        self.assertEqual(
            {award.partner_id.name: award.grade_id.code for award in awards}, grades
        )
        self.assertEqual(run.prepared_by_id.login, "gc_manager")

        self.start_tour(
            "/odoo", "group_customer_scheme_file_tour", login="gc_settlement"
        )
        self.assertEqual(run.state, "filed")
        self.assertEqual(run.rechecked_by_id.login, "gc_settlement")

        self.start_tour(
            "/odoo", "group_customer_scheme_draft_tour", login="gc_designer"
        )
        draft = scheme.draft_ids
        self.assertEqual(draft.grade_ids.mapped("score_min"), [60, 50, 0])
        simulation = self.env["group.customer.grade.simulation"].search(
            [("scheme_id", "=", draft.id)]
        )
        self.assertEqual(self._get_grades(simulation), {**grades, "Tour Beta": "A"})
        self.assertEqual(simulation.moved_count, 1)
        self.assertEqual(simulation.revenue_moved, 30_000)
        # Neither the scheme nor the grades have changed.
        self.assertEqual(scheme.grade_ids.mapped("score_min"), [80, 50, 0])
        self.assertEqual(
            {award.partner_id.name: award.grade_id.code for award in awards}, grades
        )

    def _get_grades(self, graded):
        return {line.partner_id.name: line.grade_id.code for line in graded.line_ids}
