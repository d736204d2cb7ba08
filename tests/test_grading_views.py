# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import GroupCustomerCommon

# Which sections of the app each role sees; a section is named by its menu.
HOME = "group_customer_menu_my_accounts"
ASSIGNMENT = "group_customer_menu_assignment"
CUSTOMERS = "group_customer_menu_customers"
VISITS = "group_customer_menu_visit"
RETURN_VISITS = "group_customer_menu_return"
GRADING = "group_customer_menu_grading"
APPROVALS = "group_customer_menu_approvals"
REPORTING = "group_customer_menu_reporting"
DATA = "group_customer_menu_data"
CONFIGURATION = "group_customer_menu_configuration"
OWN = {
    HOME,
    CUSTOMERS,
    VISITS,
    RETURN_VISITS,
    ASSIGNMENT,
    GRADING,
    APPROVALS,
    REPORTING,
}
SECTIONS_BY_ROLE = {
    "account": OWN,
    "colleague": OWN,
    "manager": OWN | {DATA},
    "director": OWN | {DATA},
    "settlement": {GRADING, APPROVALS, REPORTING},
    "archive": {CUSTOMERS, APPROVALS, CONFIGURATION},
    "admin": OWN | {DATA, CONFIGURATION},
    # Anybody can be asked to decide
    "employee": {APPROVALS},
}


@tagged("post_install", "-at_install")
class TestGradingViews(GroupCustomerCommon):
    """Every screen of the app opens for everybody who may see it."""

    @classmethod
    def _get_own_records(cls, model):
        """Records of ``model`` that this module's data files made."""
        data = (
            cls.env["ir.model.data"]
            .sudo()
            .search([("module", "=", "group_customer"), ("model", "=", model)])
        )
        return cls.env[model].sudo().browse(data.mapped("res_id")).exists()

    def _get_readers(self, model):
        return [
            (role, user)
            for role, user in self.users.items()
            if self.env[model].with_user(user).has_access("read")
        ]

    def _get_names(self, menus):
        return {xml_id.split(".")[1] for xml_id in menus.get_external_id().values()}

    def test_every_view_loads_for_every_reader(self):
        """Every view loads for every role."""
        views = self._get_own_records("ir.ui.view").filtered("model")
        self.assertTrue(views)
        for view in views:
            while view.inherit_id:
                view = view.inherit_id
            for role, user in self._get_readers(view.model):
                if view.group_ids and not (view.group_ids & user.all_group_ids):
                    continue
                with self.subTest(view=view.xml_id, role=role):
                    result = (
                        self.env[view.model]
                        .with_user(user)
                        .get_views([(view.id, view.type)])
                    )
                    self.assertTrue(result["views"][view.type]["arch"])

    def test_every_model_with_an_action_has_a_list(self):
        """No action falls back to a screen that Odoo generates."""
        types_by_model = defaultdict(set)
        for view in self._get_own_records("ir.ui.view").filtered("model"):
            types_by_model[view.model].add(view.type)
        for action in self._get_own_records("ir.actions.act_window"):
            if action.res_model.startswith("group.customer."):
                # Wizards have their form alone
                is_wizard = self.env[action.res_model].is_transient()
                is_wizard = is_wizard or action.target == "new"
                view_type = "form" if is_wizard else "list"
                with self.subTest(model=action.res_model):
                    self.assertIn(view_type, types_by_model[action.res_model])

    def test_every_action_opens(self):
        """Each window action loads its views and its first page of records."""
        for action in self._get_own_records("ir.actions.act_window"):
            for role, user in self._get_readers(action.res_model):
                if action.group_ids and not (action.group_ids & user.all_group_ids):
                    continue
                with self.subTest(action=action.xml_id, role=role):
                    self._open_action(action, user)

    def _open_action(self, action, user):
        context = {"active_id": self.head.id, "active_ids": self.head.ids}
        evaluation = {**context, "uid": user.id, "context": context}
        Model = (
            self.env[action.res_model]
            .with_user(user)
            .with_context(**safe_eval(action.context or "{}", evaluation))
        )
        Model.get_views([*action.views, (action.search_view_id.id, "search")])
        domain = Domain(safe_eval(action.domain or "[]", evaluation))
        Model.web_search_read(domain, {"display_name": {}}, limit=80)

    def test_menus_by_role(self):
        """Each role sees the sections of its work, and nobody an empty section."""
        root = self.env.ref("group_customer.group_customer_menu_root")
        for role, user in self.users.items():
            with self.subTest(role=role):
                Menu = self.env["ir.ui.menu"].with_user(user)
                visible = Menu.browse(Menu._visible_menu_ids())
                sections = visible.filtered(lambda menu: menu.parent_id == root)
                self.assertEqual(
                    {
                        xml_id.split(".")[1]
                        for xml_id in sections.get_external_id().values()
                    },
                    SECTIONS_BY_ROLE[role],
                )
                self.assertEqual(bool(SECTIONS_BY_ROLE[role]), root in visible)

    def test_menus_of_configuration(self):
        """Archive administrators configure the archives, and nothing else."""
        Menu = self.env["ir.ui.menu"].with_user(self.users["archive"])
        section = self.env.ref("group_customer.group_customer_menu_configuration")
        visible = Menu.browse(Menu._visible_menu_ids())
        entries = visible.filtered(lambda menu: menu.parent_id == section)
        self.assertEqual(
            self._get_names(entries),
            {
                "group_customer_contact_role_menu",
                "group_customer_archive_item_menu",
                "group_customer_expansion_mode_menu",
            },
        )

    def test_menu_actions_open_for_those_who_see_them(self):
        """A visible menu never leads to an access error."""
        root = self.env.ref("group_customer.group_customer_menu_root")
        for role, user in self.users.items():
            Menu = self.env["ir.ui.menu"].with_user(user)
            for menu in Menu.browse(Menu._visible_menu_ids()):
                action = menu.sudo().action
                if (
                    f"{root.id}/" not in (menu.sudo().parent_path or "")
                    or not action
                    or action._name != "ir.actions.act_window"
                    or action.res_model == "res.config.settings"
                ):
                    continue
                with self.subTest(menu=menu.complete_name, role=role):
                    self._open_action(action, user)
