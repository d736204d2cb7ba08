# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import SerializationFailure

from odoo import api, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_partner_tree import PartnerTreeCommon


@tagged("post_install", "-at_install")
class TestPartnerMerge(PartnerTreeCommon):
    """Odoo's own merge wizard keeps every tree right (MD-28: one customer dealing
    with several subsidiaries is one record)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_company_partner("Other Head")
        cls.branch = cls._create_company_partner("Other Branch", cls.other)
        # As in life: every customer has figures when it is merged.
        cls.env["group.customer.snapshot"]._rebuild()

    def _merge(self, partners, destination):
        sources = partners - destination
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge(partners.ids, destination)
        self.assertFalse(sources.exists())
        self.assertTreesRight()

    def test_figures_of_merged_customers(self):
        for partner, amount in ((self.north, 100), (self.south, 20)):
            self.env["group.customer.transaction"].create(
                {
                    "partner_id": partner.id,
                    "amount": amount,
                    "date": fields.Date.today(),
                    "reference": f"F{amount}",
                }
            )
        snapshots = self.env["group.customer.snapshot"]
        snapshots._rebuild()
        self._merge(self.south + self.north, self.south)
        self.assertEqual(self.south.group_snapshot_state, "stale")
        snapshots._rebuild()
        self.assertEqual(self.south.group_own_revenue, 120)
        self.assertEqual(self.head.group_total_revenue, 120)

    def test_sibling_into_sibling(self):
        self._merge(self.north + self.south, self.south)
        self.assertPath(self.head, self.south)
        self.assertPath(self.head, self.south, self.mill)

    def test_parent_into_child(self):
        """The destination takes the place of the topmost merged node."""
        self._merge(self.head + self.north, self.north)
        self.assertPath(self.north)
        self.assertFalse(self.north.group_parent_id)
        self.assertPath(self.north, self.south)
        self.assertPath(self.north, self.mill)

    def test_middle_into_its_child(self):
        self._merge(self.north + self.mill, self.mill)
        self.assertPath(self.head, self.mill)

    def test_head_into_grandchild(self):
        """The node between source and destination ends below the destination."""
        self._merge(self.head + self.mill, self.mill)
        self.assertPath(self.mill)
        self.assertPath(self.mill, self.north)
        self.assertPath(self.mill, self.south)

    def test_child_into_parent(self):
        self._merge(self.north + self.head, self.head)
        self.assertPath(self.head)
        self.assertPath(self.head, self.mill)
        self.assertPath(self.head, self.south)

    def test_chain_of_three(self):
        self._merge(self.head + self.north + self.mill, self.mill)
        self.assertPath(self.mill)
        self.assertPath(self.mill, self.south)

    def test_member_of_one_tree_into_another(self):
        self._merge(self.north + self.branch, self.branch)
        self.assertPath(self.other, self.branch)
        self.assertPath(self.other, self.branch, self.mill)
        self.assertPath(self.head, self.south)

    def test_member_into_other_head(self):
        """A head that turns out to be a member elsewhere goes there with its tree."""
        self._merge(self.north + self.other, self.other)
        self.assertPath(self.head, self.other)
        self.assertPath(self.head, self.other, self.branch)
        self.assertPath(self.head, self.other, self.mill)

    def test_plain_into_group_customer(self):
        plain = self.env["res.partner"].create({"name": "Plain", "is_company": True})
        self._merge(plain + self.north, self.north)
        self.assertPath(self.head, self.north, self.mill)

    def test_group_customer_into_plain(self):
        plain = self.env["res.partner"].create({"name": "Plain", "is_company": True})
        self.north.write({"group_relation": "subsidiary", "ownership_percent": 60})
        self._merge(plain + self.north, plain)
        self.assertPath(self.head, plain)
        self.assertPath(self.head, plain, self.mill)
        self.assertEqual(plain.group_relation, "subsidiary")
        self.assertEqual(plain.ownership_percent, 60)

    def test_plain_into_plain(self):
        one, two = self.env["res.partner"].create([{"name": "P1"}, {"name": "P2"}])
        self._merge(one + two, two)
        self.assertNoTree(two)

    def test_group_customer_would_become_contact(self):
        person = self.env["res.partner"].create(
            {"name": "Person", "is_group_customer": True}
        )
        contact = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.north.id}
        )
        for destination in person + contact:
            with (
                self.subTest(destination=destination.name),
                self.assertRefused(UserError, "Person is a group customer and would"),
            ):
                self._merge(person + contact, destination)

    def test_merge_as_user(self):
        """The wizard works for those who may merge, with their own rights."""
        self.tree.email = "same@example.com"
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard = wizard.with_user(self.users["director"])
        destination = self.south.with_user(self.users["director"])
        wizard._merge((self.north + self.south).ids, destination)
        self.assertPath(self.head, self.south, self.mill)


@tagged("post_install", "-at_install")
class TestPartnerTreeConcurrency(PartnerTreeCommon):
    """Simultaneous changes of one tree: the second fails and is repeated by Odoo."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            partners = env["res.partner"].create(
                [
                    {"name": name, "is_company": True, "is_group_customer": True}
                    for name in ("Concurrent A", "Concurrent B")
                ]
            )
            self.committed_ids = partners.ids
        self.addCleanup(self._remove_committed)

    def _remove_committed(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            partners = env["res.partner"].with_context(active_test=False)
            # Test data of a second transaction: what the tests add hangs below.
            domain = [("group_ancestor_ids", "in", self.committed_ids)]
            partners.search(domain).unlink()

    def _run_both(self, first, second):
        """Both transactions see the tree as it is now; the first commits first."""
        with self.registry.cursor() as cr_1, self.registry.cursor() as cr_2:
            envs = [
                api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
                for cr in (cr_1, cr_2)
            ]
            pairs = [env["res.partner"].browse(self.committed_ids) for env in envs]
            for pair in pairs:
                pair.read(["name"])
            first(*pairs[0])
            cr_1.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(SerializationFailure),
            ):
                second(*pairs[1])
                envs[1].flush_all()
            cr_2.rollback()

    def test_two_moves_that_form_a_cycle(self):
        def below_b(one, two):
            one.group_parent_id = two

        def below_a(one, two):
            two.group_parent_id = one

        self._run_both(below_b, below_a)

    def test_new_member_while_branch_moves(self):
        def move(one, two):
            one.group_parent_id = two

        def add_member(one, two):
            one.create({"name": "New", "is_company": True, "group_parent_id": one.id})

        self._run_both(move, add_member)
        with self.assertRaises(AssertionError):
            # Other trees do not get in each other's way.
            self._run_both(lambda one, two: None, add_member)

    def test_move_while_member_is_added(self):
        def add_member(one, two):
            one.create({"name": "New", "is_company": True, "group_parent_id": one.id})

        def move(one, two):
            one.group_parent_id = two

        self._run_both(add_member, move)
