# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPolicyPackTour(HttpCase):
    def test_preview_load_export_import(self):
        """A shipped pack is previewed and loaded, its scheme exported, another's
        pack imported."""
        new_test_user(
            self.env,
            "gc_packs",
            groups="group_customer.group_group_customer_admin",
        )
        self.start_tour(
            "/odoo/group-customer-policy-packs",
            "group_customer_pack_tour",
            login="gc_packs",
        )
        scheme = self.env["group.customer.grade.scheme"].search(
            [("code", "=", "tour_scheme")]
        )
        self.assertEqual(scheme.grade_ids.mapped("code"), ["M", "N"])
        export = self.env["group.customer.policy.pack.export"].search([], limit=1)
        self.assertEqual(export.scheme_ids.code, "hotel")
        self.assertTrue(export.file)
