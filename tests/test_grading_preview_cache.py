# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .preview_common import PreviewCommon
from .share_scheme_common import create_share_scheme


@tagged("post_install", "-at_install")
class TestGradingPreviewCache(PreviewCommon):
    """What is measured for the preview: how long it is kept, and who reads it."""

    # === WHAT IS KEPT === #

    def test_measured_before_today(self):
        self._measure()
        Preview = self.env["group.customer.grade.preview"]
        preview = Preview._find(self.scheme.id, self.env.company)
        preview.date = fields.Date.subtract(self.today, days=1)
        self.scheme.invalidate_recordset()
        self.assertTrue(self.scheme.preview["is_old"])
        self.assertEqual(self.scheme.preview["state"], "ready")
        Preview._gc_lines()
        self.assertFalse(self.env["group.customer.grade.preview.line"].search_count([]))
        self.scheme.invalidate_recordset()
        self.assertEqual(self.scheme.preview["state"], "unmeasured")
        self.assertTrue(self.scheme.preview["is_old"])
        self._measure()
        self.assertEqual(self.scheme.preview["state"], "ready")
        Preview._gc_lines()
        self.scheme.invalidate_recordset()
        self.assertEqual(self.scheme.preview["state"], "ready")

    def test_measuring_again_replaces(self):
        self._measure()
        self._measure()
        self.assertEqual(
            self.env["group.customer.grade.preview.line"].search_count([]), 5
        )

    def test_each_company_has_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.designer.company_ids += other
        scheme = self.scheme.with_company(other)
        self._measure(self.scheme)
        self.assertEqual(scheme.preview["state"], "unmeasured")
        self._measure(scheme)
        self.assertEqual(self._counts(scheme.preview), {"A": 0, "B": 0, "C": 5})
        self.assertEqual(self._counts(self.scheme.preview), {"A": 1, "B": 1, "C": 3})

    def test_nothing_to_measure(self):
        self.scheme.criterion_ids.unlink()
        with self.assertRaisesRegex(UserError, "no criterion yet"):
            self._measure()

    # === ACCESS === #

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_model")
    def test_designers_only(self):
        self._measure()
        for role in ("account", "manager", "director", "settlement", "employee"):
            with self.subTest(role=role):
                user = self.users[role]
                with self.assertRaises(AccessError):
                    self.scheme.with_user(user).read(["preview"])
                with self.assertRaises(AccessError):
                    self.scheme.with_user(user).action_measure_today()
                with self.assertRaises(AccessError):
                    self.scheme.criterion_ids.with_user(user).read(["preview"])
                with self.assertRaises(AccessError):
                    self.env["group.customer.grade.preview"].with_user(user).search([])

    def test_others_open_the_scheme_without_it(self):
        for role, is_designer in (("director", False), ("admin", True)):
            Scheme = self.env["group.customer.grade.scheme"]
            view = Scheme.with_user(self.users[role]).get_view(view_type="form")
            self.assertEqual('name="preview"' in view["arch"], is_designer)

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_model")
    def test_nobody_reads_the_values(self):
        self._measure()
        Line = self.env["group.customer.grade.preview.line"]
        for role in self.users:
            with self.subTest(role=role), self.assertRaises(AccessError):
                Line.with_user(self.users[role]).search_read([], ["measured"])
        Preview = self.env["group.customer.grade.preview"].with_user(self.designer)
        self.assertTrue(Preview.search([]))
        with self.assertRaises(AccessError):
            Preview.create({})

    # === SPEED === #

    def test_one_statement_for_all_counts(self):
        """Reading the cache's head, the names and the statement; no more customers,
        no more queries."""
        self.env["res.partner"].create(
            [
                {
                    "name": f"More {number}",
                    "is_company": True,
                    "category_id": [Command.link(self.category.id)],
                }
                for number in range(50)
            ]
        )
        self._measure()
        self.assertEqual(self._counts(self.scheme.preview)["C"], 53)
        self.scheme.invalidate_recordset(["preview"])
        with self.assertQueryCount(9):
            self.assertEqual(self._counts(self.scheme.preview)["C"], 53)


@tagged("post_install", "-at_install")
class TestGradingPreviewTour(HttpCase):
    def test_designing(self):
        """Of 60, 30 and 10: with 70 % two are an A, with 10 % the first alone."""
        partners = self.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("One", "Two", "Three")]
        )
        for partner, amount in zip(partners, (60, 30, 10), strict=True):
            self.env["group.customer.transaction"].create(
                {
                    "partner_id": partner.id,
                    "date": "2024-06-01",
                    "reference": f"PREVIEW-{amount}",
                    "amount": amount,
                }
            )
        scheme = create_share_scheme(self.env, "Preview Scheme", partners)
        self.start_tour(
            f"/odoo/group-customer-grade-schemes/{scheme.id}",
            "group_customer_preview_tour",
            login="admin",
        )
        self.assertEqual(scheme.grade_ids[0].share_max, 70)
