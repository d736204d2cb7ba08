# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import csv
from collections import defaultdict

from odoo.tests import tagged
from odoo.tools import file_open

from .role_matrix_common import ROLES, SCOPES, RoleMatrixCommon

MATRIX = "group_customer/tests/role_matrix.csv"
# Models of Odoo whose records follow the roles of group customers too.
FOREIGN_MODELS = {"res.partner"}


@tagged("post_install", "-at_install")
class TestSecurityMatrix(RoleMatrixCommon):
    """Role × model × operation × whose record it is, as the file says.

    ``role_matrix.csv``: one line per model and roles (blanks between them; ``*``: all
    that no other line of the model names), then what they may do with an own record,
    one of a colleague in the team, one of somebody else in the company and one of
    another company: create, read, update, delete, or - for nothing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matrix = cls._read_matrix()

    @classmethod
    def _read_matrix(cls):
        """:returns: model → role → scope → letters"""
        lines = defaultdict(list)
        with file_open(MATRIX) as file:
            for line in csv.DictReader(file):
                lines[line["model"]].append(line)
        matrix = {}
        for name, rows in lines.items():
            named = [role for row in rows for role in row["roles"].split()]
            doubled = {role for role in named if named.count(role) > 1}
            if doubled:
                raise ValueError(f"{name}: twice in the matrix: {doubled}")
            matrix[name] = {
                role: {scope: row[scope] for scope in SCOPES}
                for row in sorted(rows, key=lambda row: row["roles"] != "*")
                for role in (ROLES if row["roles"] == "*" else row["roles"].split())
            }
        return matrix

    def test_every_model_and_role_is_in_the_matrix(self):
        """A new model, or a new duty, cannot be forgotten."""
        expected = FOREIGN_MODELS | {
            name
            for name, model in self.env.registry.items()
            if name.startswith("group.customer.")
            and not model._abstract
            # What other tests add to the registry
            and not name.startswith("group.customer.test.")
        }
        self.assertEqual(expected, set(self.matrix))
        for name, roles in self.matrix.items():
            with self.subTest(model=name):
                self.assertEqual(set(ROLES), set(roles))
        # Packs bring more duties (duty_…): they open no model by themselves
        groups = self.env["ir.model.data"].search(
            [("module", "=", "group_customer"), ("model", "=", "res.groups")]
        )
        duties = groups.filtered(lambda data: not data.name.startswith("duty_"))
        self.assertEqual(
            {f"group_customer.{name}" for name in duties.mapped("name")},
            {groups.split(",")[-1] for groups in ROLES.values()}
            - {"base.group_portal", "base.group_user"},
        )

    def test_roles(self):
        records = {
            (name, scope): self._get_record(name, scope)
            for name in self.matrix
            for scope in SCOPES
        }
        for role, user in self.roles.items():
            self._become_owner(user)
            for name, expected in self.matrix.items():
                found = {
                    scope: self._get_letters(role, records[name, scope])
                    for scope in SCOPES
                }
                with self.subTest(role=role, model=name):
                    self.assertEqual(found, expected[role])

    def test_packs_duties_open_no_model(self):
        """Duties that a pack brings give a place in a step, nothing else."""
        data = self.env["ir.model.data"].search(
            [
                ("module", "=", "group_customer"),
                ("model", "=", "res.groups"),
                ("name", "=like", "duty_%"),
            ]
        )
        groups = self.env["res.groups"].browse(data.mapped("res_id"))
        self.assertEqual(
            groups.mapped("implied_ids") - self.env.ref("base.group_user"),
            groups.browse(),
        )
        self.assertFalse(groups.model_access)
        self.assertFalse(groups.rule_groups)
