# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import BaseCase, tagged

from odoo.addons.group_customer.tools.group_paths import (
    GroupCycleError,
    path_ids,
    resolve_paths,
)


@tagged("post_install", "-at_install")
class TestPartnerPaths(BaseCase):
    """Path arithmetic without a database."""

    def test_path_ids(self):
        self.assertEqual(path_ids("12/345/6/"), [12, 345, 6])
        self.assertEqual(path_ids(""), [])
        self.assertEqual(path_ids(None), [])
        self.assertEqual(path_ids(False), [])

    def test_roots_and_members(self):
        self.assertEqual(
            resolve_paths({1: None, 2: 9}, {9: "7/9/"}), {1: "1/", 2: "7/9/2/"}
        )

    def test_chain_inside_one_change(self):
        self.assertEqual(
            resolve_paths({3: 2, 2: 1, 1: None}, {}),
            {3: "1/2/3/", 2: "1/2/", 1: "1/"},
        )

    def test_parent_below_a_moving_node(self):
        """4 hangs below 3, which moves from 1 to 8 in the same change."""
        self.assertEqual(
            resolve_paths({5: 4, 3: 8}, {4: "1/3/4/", 8: "8/"}),
            {5: "8/3/4/5/", 3: "8/3/"},
        )

    def test_cycles(self):
        for parents, paths in (
            ({1: 1}, {}),
            ({1: 2, 2: 1}, {}),
            ({1: 3}, {3: "1/2/3/"}),
            ({1: 6, 4: 3}, {3: "1/2/3/", 6: "4/5/6/"}),
        ):
            with self.subTest(parents=parents), self.assertRaises(GroupCycleError):
                resolve_paths(parents, paths)
