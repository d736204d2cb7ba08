# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .simulation_common import BEFORE, SimulationCommon

MODELS = ("group.customer.grade.simulation", "group.customer.grade.backtest")


@tagged("post_install", "-at_install")
class TestGradingSimulationAccess(SimulationCommon):
    """Levels of authority (AP-01) on simulations and back-tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stranger = cls.users["director"]
        cls.customers.user_id = stranger
        cls.ann.user_id = cls.users["account"]
        cls.bob.user_id = cls.users["colleague"]
        cls.cid.user_id = False
        cls.env["crm.team"].create(
            {
                "name": "Team of the manager",
                "user_id": cls.users["manager"].id,
                "member_ids": [Command.link(cls.users["colleague"].id)],
            }
        )
        cls.simulation = cls._simulation(compare_with="scheme", base_as_of=BEFORE)
        cls.backtest = cls.env["group.customer.grade.backtest"].create(
            {"scheme_id": cls.scheme.id, "date_to": BEFORE, "quarter_count": 1}
        )
        cls.backtest._begin()
        cls.backtest._compute_now()

    def test_role_by_operation(self):
        for model in MODELS:
            for role, granted in (
                ("account", "r"),
                ("manager", "rwcu"),
                ("director", "rwcu"),
                ("settlement", "r"),
                ("admin", "rwcu"),
                ("archive", ""),
                ("employee", ""),
            ):
                for suffix in ("", ".line"):
                    records = self.env[model + suffix].with_user(self.users[role])
                    wanted = granted if not suffix else granted[:1]
                    found = "".join(
                        key
                        for key, operation in (
                            ("r", "read"),
                            ("w", "write"),
                            ("c", "create"),
                            ("u", "unlink"),
                        )
                        if records.has_access(operation)
                    )
                    with self.subTest(model=records._name, role=role):
                        self.assertEqual(found, wanted)

    def _visible(self, record):
        field = record._fields["line_ids"]
        lines = record.env[field.comodel_name].search(
            [(field.inverse_name, "=", record.id)]
        )
        return lines.sudo().partner_id.mapped("name")

    def test_lines_by_level_and_whole_totals(self):
        everybody = set(self.customers.mapped("name"))
        for record, total in ((self.simulation, "matrix"), (self.backtest, "counts")):
            for role, visible in (
                ("account", {"Ann"}),
                ("colleague", {"Bob"}),
                ("manager", {"Bob", "Cid"}),
                ("director", everybody),
                ("settlement", everybody),
                ("admin", everybody),
            ):
                seen = record.with_user(self.users[role])
                with self.subTest(model=record._name, role=role):
                    self.assertEqual(set(self._visible(seen)), visible)
                    if total == "matrix":
                        cells = seen.migration_matrix["cells"]
                        self.assertEqual(sum(cell["count"] for cell in cells), 7)
                    else:
                        self.assertEqual(sum(map(sum, seen.chart["counts"])), 7)

    def test_account_manager_does_not_simulate(self):
        account = self.users["account"]
        for call in (
            lambda: self.simulation.with_user(account).action_simulate(),
            lambda: self.scheme.with_user(account).action_simulate(),
            lambda: self.backtest.with_user(account).action_start(),
            lambda: self.backtest.with_user(account).action_stop(),
            lambda: self.ann.with_user(account).action_backtest_grade(),
            lambda: self.simulation.with_user(account).write({"note": "Mine"}),
            lambda: self.simulation.with_user(account).unlink(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_manager_simulates_and_asks_for_nothing_more(self):
        manager = self.users["manager"]
        action = self.scheme.with_user(manager).action_simulate()
        simulation = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(simulation.line_count, 7)
        self.assertEqual(simulation.computed_by_id, manager)
        simulation.with_user(manager).unlink()

    def test_results_are_not_entered(self):
        manager = self.users["manager"]
        for record, forgeries in (
            (
                self.simulation,
                {"result": {}, "definition": {}, "state": "draft", "computed_by_id": 1},
            ),
            (
                self.backtest,
                {"state": "draft", "done_count": 1, "definitions": [], "error": "x"},
            ),
        ):
            Model = self.env[record._name].with_user(manager)
            for name, value in forgeries.items():
                with self.subTest(model=record._name, field=name):
                    with self.assertRaisesRegex(UserError, "filled by the system"):
                        record.with_user(manager).write({name: value})
                    with self.assertRaisesRegex(UserError, "filled by the system"):
                        Model.create({"scheme_id": self.scheme.id, name: value})
            # A default_… key in the context is a value from a client too.
            created = Model.with_context(
                default_state="computed", default_result={"matrix": []}
            ).create({"scheme_id": self.scheme.id})
            self.assertEqual(created.state, "draft")
            line = record.line_ids[:1].with_user(self.users["admin"])
            for operation in (
                lambda line=line: line.write({"place": 1}),
                lambda line=line: line.unlink(),
                lambda line=line: line.create({"partner_id": self.ann.id}),
            ):
                with self.assertRaises(UserError):
                    operation()
            # Not even with all rights: the computation alone writes them.
            for operation in (
                lambda line=line: line.sudo().write({"place": 1}),
                lambda line=line: line.sudo().unlink(),
                lambda line=line: line.sudo().create({"partner_id": self.ann.id}),
            ):
                with self.assertRaisesRegex(UserError, "compute it again"):
                    operation()

    def test_other_companies_stay_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        for model in MODELS:
            record = self.env[model].create(
                {"scheme_id": self.scheme.id, "company_id": other.id}
            )
            director = record.with_user(self.users["director"])
            with self.subTest(model=model):
                self.assertFalse(director.search([("id", "=", record.id)]))
                with self.assertRaises(AccessError):
                    director.read(["display_name"])
                mine = self.env[model].create({"scheme_id": self.scheme.id})
                with self.assertRaises(AccessError):
                    mine.with_user(self.users["director"]).company_id = other
