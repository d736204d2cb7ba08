# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from unittest import skipIf

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_tour import has_wkhtmltopdf

LEVEL = "group_customer.group_group_customer_"


@tagged("post_install", "-at_install")
class TestVisitReportTour(HttpCase):
    """The report of a visit on the screen: written, returned, completed, accepted; then
    annex 3 is printed (VI-15, VI-16, VI-04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visitor, cls.superior = (
            new_test_user(
                cls.env,
                f"gc_report_{login}",
                groups=f"base.group_user,base.group_partner_manager,{LEVEL}{level}",
                name=name,
            )
            for login, level, name in (
                ("visitor", "user", "Report Visitor"),
                ("superior", "manager", "Report Superior"),
            )
        )
        cls.env["crm.team"].create(
            {
                "name": "Report Team",
                "user_id": cls.superior.id,
                "member_ids": [Command.set(cls.visitor.ids)],
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Report Works",
                "is_company": True,
                "is_group_customer": True,
                "user_id": cls.visitor.id,
            }
        )
        Visit = cls.env["group.customer.visit"].with_user(cls.visitor)
        cls.today = cls.env["group.customer.ledger"]._get_today(cls.env.company)
        cls.visit = Visit.create(
            {
                "partner_id": cls.customer.id,
                "kind_id": cls.env.ref(
                    "group_customer.group_customer_visit_kind_routine"
                ).id,
                "start": Visit._get_moment(cls.today, 0.5, cls.env.company),
            }
        )
        cls.visit.action_plan()
        cls.visit.action_start()

    # Odoo logs each refusal that a user meets; these tours meet one.
    @mute_logger("odoo.http")
    def _tour(self, name, login):
        self.start_tour(
            f"/odoo/visits/{self.visit.id}",
            f"group_customer_visit_report_{name}_tour",
            login=f"gc_report_{login}",
        )

    def test_write_review_and_print(self):
        self._tour("write", "visitor")
        self.assertEqual(self.visit.report_state, "submitted")
        self.assertEqual(self.visit.state, "done")
        self.assertIn("4", self.visit.answer_ids.mapped("value"))
        self._tour("return", "superior")
        self.assertEqual(self.visit.report_state, "returned")
        self._tour("complete", "visitor")
        self.assertEqual(self.visit.competitor_seen, "Nordwerk")
        self._tour("accept", "superior")
        self.assertEqual(self.visit.state, "reviewed")
        self.assertEqual(self.visit.reviewed_by_id, self.superior)
        self.assertEqual(len(self.visit.next_visit_ids), 1)

    @skipIf(not has_wkhtmltopdf(), "needs wkhtmltopdf")
    def test_annex_3_is_a_pdf_file(self):
        wizard = (
            self.env["group.customer.visit.form.print"]
            .with_user(self.visitor)
            .create({"partner_ids": self.customer.ids})
        )
        self.authenticate("gc_report_visitor", "gc_report_visitor")
        context = json.dumps({"force_report_rendering": True})
        response = self.url_open(
            "/report/pdf/group_customer.report_maintenance_form/"
            f"{wizard.id}?context={context}",
            timeout=60,
        )
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.content.startswith(b"%PDF"))
