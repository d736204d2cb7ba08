# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from unittest import skipIf

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.misc import find_in_path

from .common import ApprovalRulesMixin
from .share_scheme_common import create_share_scheme

REPORTS = (
    "group_customer.report_customer_classification",
    "group_customer.report_customer_grade_table",
)


def has_wkhtmltopdf():
    try:
        return bool(find_in_path("wkhtmltopdf"))
    except OSError:
        return False


@tagged("post_install", "-at_install")
class TestGradingTour(ApprovalRulesMixin, HttpCase):
    """From the file of the old system to a graded, explained, printed list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        cls.manager = new_test_user(
            cls.env,
            "gc_tour",
            groups="base.group_user,base.group_partner_manager,"
            "group_customer.group_group_customer_director",
        )
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "is_group_customer": True}
                for name in ("Tour Alpha Works", "Tour Beta Trading", "Tour Gamma Shop")
            ]
        )
        cls.scheme = create_share_scheme(cls.env, "Tour Scheme", cls.partners)

    def test_import_grade_explain_print(self):
        """Import, grading, explanation and both forms in one go."""
        self.start_tour("/odoo", "group_customer_grading_tour", login="gc_tour")
        run = self.env["group.customer.grade.run"].search(
            [("scheme_id", "=", self.scheme.id)]
        )
        self.assertEqual(run.state, "confirmed")
        self.assertEqual(run.reviewed_by_id, self.manager)
        # 80,000 of 100,000 is more than 70 %; then 95,000 is more than 90 %.
        self.assertEqual(
            {line.partner_id.name: line.grade_id.code for line in run.line_ids},
            {
                "Tour Alpha Works": "A",
                "Tour Beta Trading": "B",
                "Tour Gamma Shop": "C",
            },
        )

    def test_drag_in_the_corporate_tree(self):
        """Dragging re-parents with the checks of every other way (MD-29)."""
        alpha, beta, _gamma = self.partners
        self.start_tour(
            "/odoo/corporate-trees", "group_customer_tree_tour", login="gc_tour"
        )
        self.assertEqual(beta.group_parent_id, alpha)
        self.assertEqual(beta.group_path, f"{alpha.id}/{beta.id}/")
        self.assertFalse(alpha.group_parent_id)

    def test_web_client_in_developer_mode(self):
        """Odoo checks what addons register in this mode only."""
        self.browser_js(
            "/odoo?debug=1",
            "console.log('test successful')",
            "Boolean(document.querySelector('.o_main_navbar'))",
            login="gc_tour",
        )

    @skipIf(not has_wkhtmltopdf(), "needs wkhtmltopdf")
    def test_forms_are_pdf_files(self):
        """Both forms come out of the printer's door as PDF (GR-03)."""
        self.env["group.customer.transaction"].create(
            {
                "partner_id": self.partners[0].id,
                "date": "2020-03-01",
                "reference": "TOUR-PDF",
                "amount": 100,
            }
        )
        run = self.env["group.customer.grade.run"].create({"scheme_id": self.scheme.id})
        run.action_compute()
        self.authenticate("gc_tour", "gc_tour")
        context = json.dumps({"force_report_rendering": True})
        for report in REPORTS:
            with self.subTest(report=report):
                response = self.url_open(
                    f"/report/pdf/{report}/{run.id}?context={context}", timeout=60
                )
                self.assertEqual(response.status_code, 200)
                self.assertEqual(response.headers["Content-Type"], "application/pdf")
                self.assertTrue(response.content.startswith(b"%PDF"))
