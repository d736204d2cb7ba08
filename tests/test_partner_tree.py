# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import GroupCustomerCommon


class PartnerTreeCommon(GroupCustomerCommon):
    """Helpers that state what a tree looks like."""

    @contextmanager
    def assertRefused(self, exception, message):
        """Like assertRaisesRegex, but with Odoo's rollback and cleared cache."""
        with self.assertRaises(exception) as caught:
            yield
        self.assertRegex(str(caught.exception), message)

    def assertPath(self, *nodes):
        """The last node lies at the end of this chain, below the first."""
        self.assertEqual(nodes[-1].group_path, "".join(f"{n.id}/" for n in nodes))
        self.assertEqual(nodes[-1].group_root_id, nodes[0])
        self.assertTrue(nodes[-1].is_group_customer)

    def assertNoTree(self, partner):
        self.assertFalse(partner.is_group_customer)
        self.assertFalse(partner.group_path)
        self.assertFalse(partner.group_root_id)

    def assertTreesRight(self):
        """Rebuilding from the parents finds nothing to correct."""
        self.assertEqual(self.env["res.partner"]._rebuild_group_paths(), 0)


@tagged("post_install", "-at_install")
class TestPartnerTree(PartnerTreeCommon):
    # ------------------------------------------------------------------
    # Keeping path and root
    # ------------------------------------------------------------------

    def test_paths_after_create(self):
        """MD-29: every node knows its head and its place."""
        self.assertPath(self.head)
        self.assertPath(self.head, self.north)
        self.assertPath(self.head, self.south)
        self.assertPath(self.head, self.north, self.mill)
        self.assertTreesRight()

    def test_plain_contact_is_in_no_tree(self):
        """MD-11: a partner that is no group customer has neither path nor root."""
        plain = self.env["res.partner"].create({"name": "Plain", "is_company": True})
        self.assertNoTree(plain)
        self.assertEqual(plain._get_group_root(), plain)
        self.assertEqual(plain.group_member_count, 0)

    def test_parent_marks_both_sides(self):
        """A group parent makes both companies group customers."""
        top, below = self.env["res.partner"].create(
            [{"name": n, "is_company": True} for n in ("Top", "Below")]
        )
        below.group_parent_id = top
        self.assertPath(top)
        self.assertPath(top, below)

    def test_parent_marks_both_sides_on_create(self):
        top = self.env["res.partner"].create({"name": "Top", "is_company": True})
        below = self.env["res.partner"].create(
            {"name": "Below", "is_company": True, "group_parent_id": top.id}
        )
        self.assertPath(top, below)
        by_default = (
            self.env["res.partner"]
            .with_context(default_group_parent_id=top.id)
            .create({"name": "By default", "is_company": True})
        )
        self.assertPath(top, by_default)

    def test_nested_create(self):
        """Members created through the parent's One2many get their paths."""
        top = self.env["res.partner"].create(
            {
                "name": "Top",
                "is_company": True,
                "group_child_ids": [
                    Command.create(
                        {
                            "name": "Middle",
                            "is_company": True,
                            "group_child_ids": [
                                Command.create({"name": "Low", "is_company": True})
                            ],
                        }
                    )
                ],
            }
        )
        middle = top.group_child_ids
        self.assertPath(top, middle)
        self.assertPath(top, middle, middle.group_child_ids)
        self.assertTreesRight()

    def test_move_takes_branch_along(self):
        self.north.group_parent_id = self.south
        self.assertPath(self.head, self.south, self.north)
        self.assertPath(self.head, self.south, self.north, self.mill)
        self.assertTreesRight()

    def test_detach_makes_own_head(self):
        self.north.group_parent_id = False
        self.assertPath(self.north)
        self.assertPath(self.north, self.mill)
        self.assertTreesRight()

    def test_move_head_into_other_tree(self):
        other = self._create_company_partner("Other Head")
        self.head.group_parent_id = other
        self.assertPath(other, self.head, self.north, self.mill)
        self.assertTreesRight()

    def test_move_many_at_once(self):
        """A node and its own descendant moved by one write hang side by side."""
        other = self._create_company_partner("Other Head")
        (self.north + self.mill + self.south).write({"group_parent_id": other.id})
        self.assertPath(other, self.north)
        self.assertPath(other, self.mill)
        self.assertPath(other, self.south)
        self.assertTreesRight()

    def test_members_edited_from_parent(self):
        """Linking and unlinking members works from both ends."""
        other = self._create_company_partner("Other Head")
        other.group_child_ids = [Command.link(self.north.id)]
        self.assertPath(other, self.north, self.mill)
        other.group_child_ids = [Command.unlink(self.north.id)]
        self.assertPath(self.north, self.mill)
        self.assertTreesRight()

    def test_ids_that_share_digits(self):
        """Node 12 moves, node 123 stays: the prefix ends at the slash."""
        nodes = self.env["res.partner"].create(
            [
                {"name": f"N{i}", "is_company": True, "is_group_customer": True}
                for i in range(30)
            ]
        )
        nodes[0].group_parent_id = self.head
        self.assertTreesRight()

    def test_same_values_change_nothing(self):
        with self.assertQueryCount(1):  # the read that finds nothing to do
            self.head._lock_group_trees()
        path = self.mill.group_path
        self.mill.write({"group_parent_id": self.north.id, "is_group_customer": True})
        self.assertEqual(self.mill.group_path, path)

    def test_contact_changes_touch_no_tree(self):
        """What happens on a contact belongs to its company: no path of its own."""
        contact = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.mill.id}
        )
        self.assertNoTree(contact)
        self.assertEqual(contact._get_group_root(), self.head)
        contact.parent_id = self.south
        self.assertNoTree(contact)
        self.assertTreesRight()

    def test_unlink_leaf(self):
        self.mill.unlink()
        self.assertEqual(self.head.group_member_count, 3)
        self.assertTreesRight()

    def test_copy_stays_in_group(self):
        copy = self.north.copy()
        self.assertPath(self.head, copy)
        self.assertFalse(copy.group_child_ids)

    def test_rebuild_mends(self):
        """The slow way repairs paths that something outside Odoo spoiled."""
        self.env.cr.execute(
            "UPDATE res_partner SET group_path = 'x/', group_root_id = NULL "
            "WHERE id IN %s",
            [tuple((self.north + self.mill).ids)],
        )
        self.assertEqual(self.env["res.partner"]._rebuild_group_paths(), 2)
        self.assertPath(self.head, self.north, self.mill)

    # ------------------------------------------------------------------
    # What is refused
    # ------------------------------------------------------------------

    def test_self_parent(self):
        with self.assertRefused(ValidationError, "Head Holding cannot be its own"):
            self.head.group_parent_id = self.head

    def test_cycle(self):
        with self.assertRefused(
            ValidationError, "Head Holding cannot belong to North Mill"
        ):
            self.head.group_parent_id = self.mill

    def test_cycle_in_mixed_batch(self):
        other = self._create_company_partner("Other Head")
        with self.assertRefused(
            ValidationError, "North Works cannot belong to North Mill"
        ):
            (other + self.north).write({"group_parent_id": self.mill.id})
        self.assertPath(other)

    def test_contact_as_parent(self):
        contact = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.south.id}
        )
        with self.assertRefused(ValidationError, "is a contact of South Works"):
            self.mill.group_parent_id = contact
        self.assertNoTree(contact)
        with self.assertRefused(ValidationError, "Choose the company instead"):
            self._create_company_partner("New", contact)

    def test_individual_as_parent(self):
        person = self.env["res.partner"].create({"name": "Person"})
        with self.assertRefused(ValidationError, "Person is an individual"):
            self.mill.group_parent_id = person

    def test_individual_as_member(self):
        person = self.env["res.partner"].create({"name": "Person"})
        with self.assertRefused(ValidationError, "Person is an individual"):
            person.group_parent_id = self.head

    def test_individual_alone_is_allowed(self):
        person = self.env["res.partner"].create(
            {"name": "Person", "is_group_customer": True}
        )
        self.assertPath(person)

    def test_contact_as_group_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.south.id}
        )
        with self.assertRefused(ValidationError, "Clerk is a contact of South"):
            contact.is_group_customer = True

    def test_node_turned_into_individual(self):
        with self.assertRefused(ValidationError, "North Mill is an individual"):
            self.mill.is_company = False
        with self.assertRefused(ValidationError, "Head Holding is an individual"):
            self.head.is_company = False

    def test_lone_person_turned_into_contact(self):
        person = self.env["res.partner"].create(
            {"name": "Person", "is_group_customer": True}
        )
        with self.assertRefused(ValidationError, "Person is a contact of Head"):
            person.parent_id = self.head

    def test_parent_of_another_company(self):
        """A customer that belongs to one of our companies keeps its tree there."""
        other = self.env["res.company"].create({"name": "Other company"})
        stranger = self._create_company_partner("Stranger", company_id=other.id)
        self.south.company_id = self.env.company
        with self.assertRefused(UserError, "Stranger"):
            self.south.group_parent_id = stranger

    def test_ownership_range(self):
        for percent in (-1, 100.5):
            with (
                self.subTest(percent=percent),
                self.assertRefused(ValidationError, "between 0 and 100"),
            ):
                self.north.ownership_percent = percent
        self.north.ownership_percent = 100
        self.south.ownership_percent = 0
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env.cr.execute(
                "UPDATE res_partner SET ownership_percent = 101 WHERE id = %s",
                [self.north.id],
            )

    def test_mark_cannot_be_cleared_inside_a_tree(self):
        with self.assertRefused(UserError, "North Mill belongs to the group of"):
            self.mill.is_group_customer = False
        with self.assertRefused(UserError, "Head Holding heads a group: North"):
            self.head.is_group_customer = False
        with self.assertRefused(UserError, "without being a group customer"):
            self.mill.write(
                {"is_group_customer": False, "group_parent_id": self.head.id}
            )

    def test_mark_cleared_on_lone_node(self):
        self.mill.write({"group_parent_id": False, "is_group_customer": False})
        self.assertNoTree(self.mill)
        self.mill.is_group_customer = True
        self.assertPath(self.mill)

    def test_archive(self):
        """Archived nodes stay in the tree; nothing active hangs below them."""
        with self.assertRefused(ValidationError, "active members: North Mill"):
            self.north.action_archive()
        (self.north + self.mill).action_archive()
        self.assertPath(self.head, self.north, self.mill)
        with self.assertRefused(ValidationError, "Unarchive North Works first"):
            self.mill.action_unarchive()
        with self.assertRefused(ValidationError, "Unarchive North Works first"):
            self.south.group_parent_id = self.north
        self.assertEqual(self.head.group_member_count, 2)
        (self.north + self.mill).action_unarchive()
        self.assertEqual(self.head.group_member_count, 4)

    def test_delete_with_members(self):
        with self.assertRefused(UserError, "North Works cannot be deleted while"):
            self.north.unlink()
        self.tree.unlink()
        self.assertFalse(self.tree.exists())

    def test_path_cannot_be_written(self):
        """Path and root are derived: a client cannot type them, on any road."""
        user = self.users["admin"]
        for values in (
            {"group_path": "1/"},
            {"group_root_id": self.south.id},
            {"group_path": False},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.north.with_user(user).write(values)
        with self.assertRaises(ValidationError):
            self._create_company_partner("New", group_path="1/")
        # Sending back what is stored is no change.
        self.north.write({"group_path": self.north.group_path})
        self.assertPath(self.head, self.north)

    # ------------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------------

    def _create_branch(self, size):
        top = self._create_company_partner(f"Top {size}")
        self.env["res.partner"].create(
            [
                {"name": f"M{i}", "is_company": True, "group_parent_id": top.id}
                for i in range(size - 1)
            ]
        )
        return top

    def _count_move_queries(self, node, parent):
        """Statements of a move, and of writing any other field of the same node."""
        # What Odoo reads before any write is in the cache then.
        node.ref = "warm"
        parent.read()
        counts = []
        for values in ({"group_parent_id": parent.id}, {"ref": "x"}):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            node.write(values)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        return counts

    def test_move_of_1000_nodes_is_three_statements(self):
        """Design section 6: lock and read, Odoo's UPDATE, the paths."""
        small, large = self._create_branch(2), self._create_branch(1000)
        small_move, small_plain = self._count_move_queries(small, self.south)
        large_move, large_plain = self._count_move_queries(large, self.south)
        self.assertEqual([small_plain, large_plain], [1, 1])
        self.assertEqual([small_move, large_move], [3, 3])
        self.assertEqual(len(large.group_child_ids), 999)
        self.assertPath(self.head, self.south, large, large.group_child_ids[500])
        self.assertEqual(large.group_member_count, 1000)
        self.assertTreesRight()

    def test_batch_create_is_one_update(self):
        """A batch of nodes costs as many queries more as a single node."""
        counts = []
        # The first fills the caches; Odoo itself writes at most 100 rows at once
        for size in (1, 1, 90):
            self.env.flush_all()
            self.head.read(["group_path", "is_company", "parent_id", "active"])
            before = self.env.cr.sql_log_count
            self.env["res.partner"].create(
                [
                    {
                        "name": f"N{i}",
                        "is_company": True,
                        "group_parent_id": self.head.id,
                    }
                    for i in range(size)
                ]
            )
            plain_before = self.env.cr.sql_log_count
            counts.append(plain_before - before)
            self.env["res.partner"].create(
                [{"name": f"P{i}", "is_company": True} for i in range(size)]
            )
            counts[-1] -= self.env.cr.sql_log_count - plain_before
        self.assertLessEqual(counts[2], counts[1])

    def test_plain_contacts_cost_what_they_cost_in_odoo(self):
        """Design section 2: contacts outside every tree behave as in plain Odoo."""
        counts = []
        for size in (2, 30):
            plain = self.env["res.partner"].create(
                [{"name": f"P{i}", "is_company": True} for i in range(size)]
            )
            contacts = self.env["res.partner"].create(
                [{"name": "Clerk", "parent_id": partner.id} for partner in plain]
            )
            self.env.flush_all()
            (plain + contacts).write({"comment": "warm"})
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            contacts.write({"function": "Buyer"})
            self.env.flush_all()
            contacts.write({"active": False})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertFalse(any((plain + contacts).mapped("group_path")))
        self.assertEqual(counts[0], counts[1])

    def test_member_count_in_one_query(self):
        nodes = self.tree.with_context(prefetch_fields=False)
        nodes.mapped("group_path")
        with self.assertQueryCount(1):
            counts = nodes.mapped("group_member_count")
        self.assertEqual(counts, [4, 2, 1, 1])

    # ------------------------------------------------------------------
    # Search and form
    # ------------------------------------------------------------------

    def test_search_by_ancestor(self):
        """A filter on a parent finds the whole branch, with the contacts."""
        partner = self.env["res.partner"]
        contact = partner.create({"name": "Clerk", "parent_id": self.mill.id})
        stranger = self._create_company_partner("Stranger")
        plain = partner.create({"name": "Plain", "is_company": True})
        scope = [("id", "in", (self.tree + contact + stranger + plain).ids)]
        branch = self.north + self.mill + contact
        for condition, expected in (
            (("group_ancestor_ids", "in", self.north.ids), branch),
            (("group_ancestor_ids", "=", self.north.id), branch),
            (("group_ancestor_ids", "ilike", "north w"), branch),
            (("group_ancestor_ids.name", "=", "North Works"), branch),
            (("group_ancestor_ids", "=", False), plain),
            (("group_ancestor_ids", "!=", False), self.tree + contact + stranger),
            (
                ("group_ancestor_ids", "not in", self.head.ids),
                stranger + plain,
            ),
            (("group_ancestor_ids", "in", [False, self.mill.id]), plain + self.mill),
            (("group_root_id", "=", self.head.id), self.tree),
        ):
            with self.subTest(condition=condition):
                found = partner.search([*scope, condition])
                if condition[1] == "in" and False in condition[2]:
                    expected = expected + contact
                self.assertEqual(found, found & expected)
                self.assertEqual(len(found), len(expected))

    def test_ancestors(self):
        contact = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.mill.id}
        )
        chain = self.head + self.north + self.mill
        self.assertEqual(self.mill.group_ancestor_ids, chain)
        self.assertEqual(contact.group_ancestor_ids, chain)
        self.assertEqual(self.mill.group_depth, 2)
        self.assertEqual(self.head.group_depth, 0)

    def test_form_marks_group_customer(self):
        partner = self.env["res.partner"].with_user(self.users["account"])
        with Form(partner) as form:
            form.name = "From form"
            form.company_type = "company"
            form.group_parent_id = self.head
            self.assertTrue(form.is_group_customer)
        self.assertPath(self.head, form.record)
