# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .grading_common import GradingCommon

# Model → role → the operations it may do
READERS = {"account", "manager", "director", "settlement", "admin"}
CONFIGURATION = (
    "group.customer.metric",
    "group.customer.metric.option",
    "group.customer.grade.scheme",
    "group.customer.grade",
    "group.customer.grade.criterion",
    "group.customer.grade.band",
    "group.customer.grade.segment",
    "group.customer.grade.route",
)
RIGHTS = {
    **{
        model: {**dict.fromkeys(READERS, "r"), "admin": "rwcu"}
        for model in CONFIGURATION
    },
    "group.customer.grade.run": {
        "account": "r",
        "manager": "rwcu",
        "director": "rwcu",
        "settlement": "rw",
        "admin": "rwcu",
    },
    "group.customer.grade.run.line": dict.fromkeys(READERS, "r"),
    "group.customer.grade.scheme.version": dict.fromkeys(READERS, "r"),
    "group.customer.grade.award": {
        "account": "r",
        "manager": "rc",
        "director": "rc",
        "settlement": "r",
        "admin": "rc",
    },
    "group.customer.grade.request": {
        **dict.fromkeys(READERS, "rwcu"),
        "settlement": "r",
    },
    "group.customer.grade.table": dict.fromkeys(READERS, "r"),
    "group.customer.strategic.line": {
        **dict.fromkeys(READERS, "rwcu"),
        "account": "r",
        "settlement": "r",
    },
    "group.customer.grade.input": {
        "account": "rwc",
        "manager": "rwcu",
        "director": "rwcu",
        "settlement": "r",
        "admin": "rwcu",
    },
}
# Archive items name grades of a scheme.
for model in ("group.customer.grade.scheme", "group.customer.grade"):
    RIGHTS[model]["archive"] = "r"
# Anybody may be asked to decide, and then reads that one document.
for model in ("group.customer.grade.run", "group.customer.grade.request"):
    RIGHTS[model].update(archive="r", employee="r")
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestGradingAccess(GradingCommon):
    """Levels of authority (AP-01) on schemes, runs, lines, awards and inputs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("own", "group", "team", "foreign", "free")
        cls.own, cls.group, cls.team, cls.foreign, cls.free = cls._customers(*names)
        cls.customers = cls.own + cls.group + cls.team + cls.foreign + cls.free
        stranger = cls.users["director"]
        cls.own.user_id = cls.users["account"]
        cls.head.user_id = cls.users["account"]
        cls.group.group_parent_id = cls.head
        cls.group.user_id = stranger
        cls.team.user_id = cls.users["colleague"]
        cls.foreign.user_id = stranger
        cls.env["crm.team"].create(
            {
                "name": "Team of the manager",
                "user_id": cls.users["manager"].id,
                "member_ids": [Command.link(cls.users["colleague"].id)],
            }
        )
        for partner in cls.customers:
            cls._transact(partner, 10)
            cls._rate(partner, 10)
        cls.scheme = cls._scheme(
            "cumulative_share",
            [("A", {"share_max": 100})],
            [{"metric": "revenue", "role": "rank"}],
        )
        cls.grading = cls._run(cls.scheme)
        cls.grading.action_confirm()

    def test_role_by_model_by_operation(self):
        for model, rights in RIGHTS.items():
            for role, user in self.users.items():
                if role == "colleague":
                    continue
                records = self.env[model].with_user(user)
                granted = "".join(
                    key
                    for key, operation in OPERATIONS.items()
                    if records.has_access(operation)
                )
                with self.subTest(model=model, role=role):
                    self.assertEqual(granted, rights.get(role, ""))

    def _visible(self, model, role):
        records = (
            self.env[model]
            .with_user(self.users[role])
            .search([("partner_id", "in", self.customers.ids)])
        )
        return set(records.sudo().partner_id.mapped("name"))

    def test_lines_awards_and_inputs_by_level(self):
        everything = {"own", "group", "team", "foreign", "free"}
        for model in (
            "group.customer.grade.run.line",
            "group.customer.grade.award",
            "group.customer.grade.input",
        ):
            for role, visible in (
                ("account", {"own", "group"}),
                ("colleague", {"team"}),
                ("manager", {"team", "free"}),
                ("director", everything),
                ("settlement", everything),
                ("admin", everything),
            ):
                with self.subTest(model=model, role=role):
                    self.assertEqual(self._visible(model, role), visible)

    def test_run_grades_the_whole_company_whoever_computes(self):
        """A share of the total means nothing on one team's accounts."""
        run = self._draft_run(self.scheme).with_user(self.users["manager"])
        run.action_compute()
        self.assertEqual(run.line_count, 5)
        self.assertEqual(len(run.line_ids), 2)

    def test_employee_sees_no_grade(self):
        employee = self.users["employee"]
        with self.assertRaises(AccessError):
            self.own.with_user(employee).read(["group_customer_grade_id"])
        with self.assertRaises(AccessError):
            self.grading.with_user(employee).action_confirm()
        with self.assertRaises(AccessError):
            self.scheme.with_user(employee).action_check()

    def test_account_manager_neither_computes_nor_awards(self):
        account = self.users["account"]
        with self.assertRaises(AccessError):
            self._draft_run(self.scheme).with_user(account).action_compute()
        with self.assertRaises(AccessError):
            self.own.with_user(account)._award_group_customer_grade(
                self.scheme.grade_ids, "Because"
            )

    def test_account_manager_enters_inputs_of_own_accounts(self):
        Input = self.env["group.customer.grade.input"].with_user(self.users["account"])
        values = {
            "metric_id": self.rating.id,
            "option_id": self.rating.option_ids[0].id,
            "date": "2024-02-01",
        }
        entered = Input.create({"partner_id": self.own.id, **values})
        self.assertEqual(entered.user_id, self.users["account"])
        with self.assertRaises(AccessError):
            Input.create({"partner_id": self.foreign.id, **values})

    def test_whoever_changes_an_input_signs_it(self):
        entered = self._rate(self.own, 10)
        entered.with_user(self.users["account"]).write({"note": "Seen the papers"})
        self.assertEqual(entered.user_id, self.users["account"])
        forged = entered.with_user(self.users["account"])
        forged.write({"user_id": self.users["director"].id})
        self.assertEqual(entered.user_id, self.users["account"])

    def test_other_companies_stay_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        scheme = self._scheme(
            "cumulative_share",
            [("A", {"share_max": 100})],
            [{"metric": "revenue", "role": "rank"}],
            company_id=other.id,
        )
        run = self._run(scheme, company_id=other.id)
        for records in (scheme, scheme.grade_ids, scheme.criterion_ids, run):
            with self.subTest(model=records._name):
                director = records.with_user(self.users["director"])
                self.assertFalse(director.search([("id", "in", records.ids)]))
                with self.assertRaises(AccessError):
                    director.read(["display_name"])
        lines = self.env["group.customer.grade.run.line"]
        self.assertFalse(
            lines.with_user(self.users["director"]).search([("run_id", "=", run.id)])
        )
