# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .test_partner_tree import PartnerTreeCommon

ACTIONS = (
    "res_partner_action_group_customer",
    "res_partner_action_corporate_tree",
    "group_customer_important_date_action",
    "group_customer_archive_item_action",
    "group_customer_contact_role_action",
    "group_customer_expansion_mode_action",
)


@tagged("post_install", "-at_install")
class TestPartnerViews(PartnerTreeCommon):
    def _get_views(self, action, user):
        """Load an action's views as the web client does; skip what is not opened."""
        model = self.env[action.res_model].with_user(user)
        views = [
            (view_id, "list" if mode == "tree" else mode)
            for view_id, mode in action.views
        ]
        views.append((action.search_view_id.id, "search"))
        return model, model.get_views(views, {"toolbar": True, "load_filters": True})

    def _get_specification(self, fields):
        return {
            name: {"fields": {"display_name": {}}} if "relation" in field else {}
            for name, field in fields.items()
        }

    def test_views_load_for_every_role(self):
        for name in ACTIONS:
            action = self.env.ref(f"group_customer.{name}")
            for role, user in self.users.items():
                model = self.env[action.res_model].with_user(user)
                if not model.has_access("read"):
                    continue
                with self.subTest(action=name, role=role):
                    model, result = self._get_views(action, user)
                    fields = result["models"][action.res_model]["fields"]
                    for mode in ("list", "kanban", "hierarchy", "calendar"):
                        if mode not in result["views"]:
                            continue
                        names = self._get_arch_fields(result["views"][mode]["arch"])
                        specification = self._get_specification(
                            {name: fields[name] for name in names}
                        )
                        model.web_search_read([], specification, limit=5)

    def test_who_opens_what(self):
        """Configuration is for its duty; dates are not for settlement or employees."""
        for model, readers in (
            (
                "group.customer.important.date",
                {"account", "colleague", "manager", "director", "archive", "admin"},
            ),
            (
                "group.customer.archive.item",
                {"account", "colleague", "manager", "director", "archive", "admin"},
            ),
            ("group.customer.contact.role", set(self.users)),
            ("group.customer.expansion.mode", set(self.users)),
        ):
            found = {
                role
                for role, user in self.users.items()
                if self.env[model].with_user(user).has_access("read")
            }
            with self.subTest(model=model):
                self.assertEqual(found, readers)

    def test_who_configures_what(self):
        for model, writers in (
            ("group.customer.archive.item", {"archive", "admin"}),
            ("group.customer.contact.role", {"admin"}),
            ("group.customer.expansion.mode", {"admin"}),
        ):
            for role, user in self.users.items():
                for operation in ("write", "create", "unlink"):
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(
                            self.env[model].with_user(user).has_access(operation),
                            role in writers,
                        )

    def test_form_opens_for_every_role(self):
        """The partner form works with the rights of each role, plain employees too."""
        view = self.env.ref("base.view_partner_form")
        contact = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.north.id}
        )
        for role, user in self.users.items():
            for partner in self.north + contact:
                with self.subTest(role=role, partner=partner.name):
                    form = Form(partner.with_user(user), view=view)
                    self.assertEqual(form.name, partner.name)
                    self.assertEqual(
                        "group_parent_id" in form._view["fields"], role != "employee"
                    )

    def test_form_of_account_manager(self):
        """MD-13, MD-16, MD-25, MD-31: the page is filled in and saved by a user."""
        self.north.user_id = self.users["account"]
        partner = self.north.with_user(self.users["account"])
        with Form(partner) as form:
            form.group_relation = "subsidiary"
            form.ownership_percent = 60
            form.customer_type = "enterprise"
            form.registered_capital = 1000
            form.grid_name = "East 1"
            form.customer_needs = "Everything"
            with form.important_date_ids.new() as line:
                line.kind = "founding"
                line.date = "1999-05-01"
            with form.child_ids.new() as child:
                child.name = "Boss"
                child.decision_driver = "honour"
        self.assertEqual(partner.ownership_percent, 60)
        self.assertEqual(partner.important_date_ids.kind, "founding")
        self.assertEqual(partner.child_ids.decision_driver, "honour")
        self.assertPath(self.head, self.north)
        self.assertNoTree(partner.child_ids)

    def test_new_customer_from_action(self):
        """The context of the menu makes group customers, and its form saves."""
        action = self.env.ref("group_customer.res_partner_action_group_customer")
        context = {"default_is_group_customer": True, "default_is_company": True}
        self.assertIn("default_is_group_customer", action.context)
        partner = self.env["res.partner"].with_user(self.users["account"])
        with Form(partner.with_context(**context)) as form:
            form.name = "From menu"
            with form.child_ids.new() as child:
                child.name = "Clerk of it"
        self.assertPath(form.record)
        self.assertNoTree(form.record.child_ids)

    # ------------------------------------------------------------------
    # Hierarchy
    # ------------------------------------------------------------------

    def test_members_action(self):
        """The button of a member opens the tree of its whole group."""
        action = self.mill.with_user(self.users["account"]).action_view_group_members()
        self.assertEqual(action["domain"], [("group_root_id", "=", self.head.id)])
        self.assertNotIn("hierarchy_res_id", action["context"])
        self.assertEqual(action["views"][0][1], "hierarchy")
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(found, self.tree & found)
        self.assertEqual(len(found), 4)
        with self.assertRaises(AccessError):
            portal = self.env.ref("base.public_user")
            self.mill.with_user(portal).action_view_group_members()

    def test_hierarchy_read(self):
        rows = (
            self.env["res.partner"]
            .with_user(self.users["account"])
            .hierarchy_read(
                [("id", "=", self.north.id)],
                {"name": {}, "group_member_count": {}, "group_child_ids": {}},
                "group_parent_id",
                "group_child_ids",
            )
        )
        self.assertEqual(
            {row["id"] for row in rows},
            {self.head.id, self.north.id, self.mill.id} | {self.south.id},
        )
        counts = {row["id"]: row["group_member_count"] for row in rows}
        self.assertEqual(counts[self.head.id], 4)

    def test_drag_has_the_same_checks(self):
        """Dragging a card is a write of the parent, with the user's own rights."""
        partner = self.head.with_user(self.users["manager"])
        with self.assertRefused(ValidationError, "lies below it"):
            partner.write({"group_parent_id": self.mill.id})
        # The general regime: account managers ask for another place in the group.
        south = self.south.with_user(self.users["account"])
        with self.assertRefused(UserError, "approved request"):
            south.write({"group_parent_id": self.mill.id})
        self.south.with_user(self.users["manager"]).write(
            {"group_parent_id": self.mill.id}
        )
        self.assertPath(self.head, self.north, self.mill, self.south)
        with self.assertRaises(UserError):
            self.south.with_user(self.users["employee"]).write(
                {"group_parent_id": self.head.id}
            )

    # ------------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------------

    def test_pages_cost_the_same_for_20_and_80(self):
        """Design section 6: queries of a page do not grow with its records."""
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Page {i}",
                    "is_company": True,
                    "group_parent_id": (self.head if i % 2 else self.mill).id,
                    "user_id": self.users["account"].id,
                    "customer_needs": "x",
                }
                for i in range(80)
            ]
        )
        self.env.flush_all()
        action = self.env.ref("group_customer.res_partner_action_group_customer")
        user = self.users["account"]
        for mode in ("list", "kanban", "hierarchy"):
            view_id = next(id_ for id_, name in action.views if name == mode)
            model = self.env["res.partner"].with_user(user)
            views = model.get_views([(view_id, mode)])
            names = views["models"]["res.partner"]["fields"]
            arch_fields = self._get_arch_fields(views["views"][mode]["arch"])
            specification = self._get_specification(
                {name: names[name] for name in arch_fields}
            )
            counts = []
            for limit in (20, 20, 80):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                result = model.web_search_read(
                    [("id", "in", partners.ids)], specification, limit=limit
                )
                counts.append(self.env.cr.sql_log_count - before)
                self.assertEqual(len(result["records"]), limit)
            with self.subTest(mode=mode):
                # The first call warms the caches of the process.
                self.assertEqual(counts[1], counts[2])

    def _get_arch_fields(self, arch):
        """Return the fields of a view itself, without those of its sub-views."""
        return {
            node.get("name")
            for node in etree.fromstring(arch).iter("field")
            if not any(True for parent in node.iterancestors("field"))
        }

    def test_team_of_an_organisation_level(self):
        """Each level has its own group customer department (MD-10)."""
        teams = self.env["crm.team"].create(
            [
                {"name": "Headquarters", "group_customer_level": "group"},
                {"name": "Suzhou", "group_customer_level": "city"},
            ]
        )
        views = teams.get_views([(False, "form"), (False, "list"), (False, "search")])
        for kind in ("form", "list", "search"):
            self.assertIn("group_customer_level", views["views"][kind]["arch"])
        by_level = dict(
            teams._read_group(
                [("id", "in", teams.ids)], ["group_customer_level"], ["__count"]
            )
        )
        self.assertEqual(by_level, {"group": 1, "city": 1})
