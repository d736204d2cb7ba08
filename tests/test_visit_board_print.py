# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from .visit_board_common import VisitBoardCommon

REPORT = "group_customer.report_customer_visit_plan"


@tagged("post_install", "-at_install")
class TestVisitBoardPrint(VisitBoardCommon):
    """The printed plan, the ways from a plan to its parts, and Team Today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()
        cls.plan.week_ids = [
            Command.create({"date_from": "2026-03-16", "focus": "New drives"})
        ]
        cls.visits = cls._visit(cls.mill, "2026-03-17 02:00:00")
        cls.visits |= cls._visit(cls.north, "2026-03-26 06:30:00")
        cls.visits._write_server({"plan_id": cls.plan.id})
        cls.env.flush_all()

    def test_weeks_stand_over_their_visits(self):
        report = self.env[f"report.{REPORT}"].with_user(self.account)
        form = report._get_report_values(self.plan.ids)["forms"][self.plan.id]
        [page] = form["pages"]
        self.assertEqual(
            [(row["kind"], row.get("account") or row["focus"]) for row in page],
            [
                ("week", "New drives"),
                ("visit", "North Mill"),
                ("week", ""),
                ("visit", "North Works"),
            ],
        )
        # Hours where the company is
        self.assertEqual(page[1]["time"][:5], "10:00")
        self.assertEqual(form["month"], "March 2026")

    def test_who_may_read_the_plan_prints_it(self):
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_qweb_html(REPORT, self.plan.ids)
        )
        self.assertIn("New drives", html.decode())
        with self.assertRaises(AccessError):
            self.env[f"report.{REPORT}"].with_user(self.colleague)._get_report_values(
                self.plan.ids
            )

    def test_from_the_plan_to_the_board_and_the_visits(self):
        plan = self.plan.with_user(self.account)
        self.assertEqual(
            plan.action_open_board()["context"],
            {"board_month": "2026-03-01", "board_user_id": self.account.id},
        )
        found = self.env["group.customer.visit"].search(
            plan.action_open_visits()["domain"]
        )
        self.assertEqual(found, self.visits.sorted("start", reverse=True))
        self.assertEqual(
            plan.action_open_left()["domain"], [("plan_id", "=", self.plan.id)]
        )
        with self.assertRaises(AccessError):
            self.plan.with_user(self.colleague).action_open_board()

    def test_team_today_has_the_day_and_what_is_still_under_way(self):
        today = self._visit(self.mill, "2026-03-10 03:00:00")
        longer = self._visit(self.north, "2026-03-09 03:00:00")
        longer._write_server({"state": "in_progress"})
        arch = self.env.ref(
            "group_customer.group_customer_visit_view_search_team_today"
        ).arch
        [node] = etree.fromstring(arch).xpath("//filter[@name='today']")
        domain = Domain(literal_eval(node.get("domain")))
        found = (
            self.env["group.customer.visit"]
            .with_user(self.manager)
            .search(domain & Domain("partner_id", "in", self.tree.ids))
        )
        self.assertEqual(set(found), set(today | longer))
