# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .terms_common import TermsCommon


@tagged("post_install", "-at_install")
class TestProposal(TermsCommon):
    """Proposals: what each kind has to bring along, and who sees them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Type = cls.env["group.customer.approval.type"]

    def _proposal(self, code, user=None, **values):
        return (
            self.env["group.customer.proposal"]
            .with_user(user or self.account)
            .create(
                {
                    "name": "Private network",
                    "type_id": self.Type._get(code).id,
                    "partner_id": self.north.id,
                    **values,
                }
            )
        )

    def _assert_missing(self, proposal, *labels):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._submit(proposal)
        for label in labels:
            self.assertIn(label, str(caught.exception))

    def test_project_needs_revenue_and_profit(self):
        self._rule("project")
        proposal = self._proposal("project")
        self._assert_missing(proposal, "Expected Revenue", "Expected Cost")
        proposal.revenue = 1000
        self._assert_missing(proposal, "Expected Cost")
        proposal.cost = 750
        self.assertEqual((proposal.profit, proposal.margin), (250, 25))
        proposal.responsible_id = False
        self._assert_missing(proposal, "Responsible")
        proposal.responsible_id = self.account
        request = self._submit(proposal)
        self.assertEqual(request.amount, 1000)
        text = " ".join(f"{label}: {value}" for label, value in request.summary)
        for part in ("Private network", "North Works", "Expected Profit", "250"):
            self.assertIn(part, text)
        self._decide(request)
        self.assertEqual(proposal.approval_state, "executed")

    def test_campaign_needs_an_evaluation(self):
        self._rule("campaign")
        proposal = self._proposal("campaign", discount=10, benefit_evaluation="  ")
        self._assert_missing(proposal, "Benefit Evaluation", "Resources Checked")
        proposal.write(
            {
                "benefit_evaluation": "200 new lines",
                "resources_checked": True,
                "date_from": "2030-01-01",
            }
        )
        self._submit(proposal)
        self.assertEqual(proposal.approval_state, "in_progress")

    def test_solution_template_enters_the_library(self):
        self._rule("solution_template")
        proposal = self._proposal("solution_template", description="<p><br></p>")
        self._assert_missing(proposal, "Description")
        proposal.description = "<p>How it is built</p>"
        library = [
            ("type_id.code", "=", "solution_template"),
            ("approval_state", "=", "executed"),
        ]
        request = self._submit(proposal)
        self.assertNotIn(proposal, proposal.search(library))
        self._decide(request)
        self.assertIn(proposal, proposal.search(library))

    def test_construction_department_sets_the_day(self):
        rule = self._rule("resource_gap")
        rule.step_ids.may_change_value = True
        proposal = self._proposal(
            "resource_gap", description="<p>No fibre</p>", date_go_live="2030-01-01"
        )
        request = self._submit(proposal)
        step = request.current_step_id
        with self.assertRaises(UserError), self.env.cr.savepoint():
            request.with_user(self.director)._decide(
                "approve", step, changes={"revenue": 5}
            )
        request.with_user(self.director)._decide(
            "approve", step, changes={"date_go_live": "2030-03-01"}
        )
        self.assertEqual(str(proposal.date_go_live), "2030-03-01")
        self.assertEqual(proposal.approval_state, "executed")

    # === SERVICE INDICATORS (AP-18) === #

    def _parameter(self, value=4, kind="highest"):
        return self.env["group.customer.parameter"].create(
            {
                "name": "Hours to repair",
                "code": "test_repair",
                "unit": "count",
                "standard_kind": kind,
                "value_ids": [
                    Command.create({"date_from": "2020-01-01", "value": value})
                ],
            }
        )

    def test_never_below_the_standard(self):
        self._rule("service_indicator")
        parameter = self._parameter()
        for kind, worse, equal, better in (
            ("highest", 5, 4, 3),
            ("lowest", 3, 4, 5),
        ):
            with self.subTest(kind):
                parameter.standard_kind = kind
                proposal = self._proposal(
                    "service_indicator",
                    parameter_id=parameter.id,
                    proposed_value=worse,
                )
                self.assertTrue(proposal.is_below_standard)
                self.assertEqual(proposal.standard_value, 4)
                with (
                    self.assertRaisesRegex(UserError, "never laxer"),
                    self.env.cr.savepoint(),
                ):
                    self._submit(proposal)
                proposal.proposed_value = equal
                self.assertFalse(proposal.is_below_standard)
                proposal.proposed_value = better
                self._decide(self._submit(proposal))
                self.assertEqual(proposal.approval_state, "executed")

    def test_standard_raised_meanwhile(self):
        self._rule("service_indicator")
        parameter = self._parameter()
        proposal = self._proposal(
            "service_indicator",
            parameter_id=parameter.id,
            proposed_value=3,
        )
        request = self._submit(proposal)
        parameter.value_ids.value = 2
        proposal.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "never laxer"), self.env.cr.savepoint():
            self._decide(request)
        self.assertEqual(request.state, "in_progress")
        parameter.value_ids.value = 3
        proposal.invalidate_recordset()
        self._decide(request)
        # A later standard does not rewrite what was approved
        parameter.value_ids.value = 1
        proposal.invalidate_recordset()
        self.assertEqual(proposal.standard_value, 3)
        self.assertFalse(proposal.is_below_standard)

    def test_indicator_without_standard(self):
        self._rule("service_indicator")
        parameter = self._parameter(kind=False)
        proposal = self._proposal(
            "service_indicator", parameter_id=parameter.id, proposed_value=1
        )
        with self.assertRaisesRegex(UserError, "no service indicator"):
            self._submit(proposal)
        parameter.standard_kind = "lowest"
        parameter.value_ids.unlink()
        with self.assertRaisesRegex(UserError, "no service indicator"):
            self._submit(proposal)

    # === GUARDS === #

    def test_frozen_while_others_decide(self):
        self._rule("project")
        proposal = self._proposal("project", revenue=10, cost=5)
        request = self._submit(proposal)
        for vals in (
            {"revenue": 20},
            {"cost": 1},
            {"name": "Other"},
            {"type_id": self.Type._get("campaign").id},
            {"responsible_id": self.director.id},
        ):
            with (
                self.subTest(vals),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                proposal.write(vals)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            proposal.unlink()
        self._decide(request, "return")
        proposal.revenue = 20
        self._submit(proposal)
        self.assertEqual(proposal.approval_state, "in_progress")

    def test_responsible_does_not_decide(self):
        self._rule("project", self.director + self.users["admin"])
        proposal = self._proposal(
            "project", revenue=10, cost=5, responsible_id=self.director.id
        )
        request = self._submit(proposal)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._decide(request)
        self._decide(request, user=self.users["admin"])

    def test_forged_values(self):
        for vals in (
            {"reference": "P1"},
            {"standard_agreed": 1},
            {"approval_state": "executed"},
        ):
            with (
                self.subTest(vals),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                self._proposal("project", **vals)

    def test_kind_of_another_document(self):
        with self.assertRaises(ValidationError):
            self._proposal("price_agreement")

    def test_form(self):
        form = Form(self.env["group.customer.proposal"].with_user(self.account))
        form.name = "From the form"
        form.type_id = self.Type._get("campaign")
        proposal = form.save()
        self.assertRegex(proposal.reference, r"^PRO/\d{4}/\d{4}$")
        self.assertTrue(proposal.requires_benefit)

    def test_roles(self):
        proposal = self._proposal("project")
        for role, reads, writes in (
            ("account", True, True),
            ("colleague", False, False),
            ("manager", False, False),
            ("director", True, True),
            ("settlement", True, False),
            ("archive", False, False),
            ("employee", False, False),
        ):
            with self.subTest(role):
                record = proposal.with_user(self.users[role])
                self.assertEqual(record.has_access("read"), reads)
                self.assertEqual(record.has_access("write"), writes)
        responsible = self.users["colleague"]
        proposal.responsible_id = responsible
        self.assertTrue(proposal.with_user(responsible).has_access("write"))
        with self.assertRaises(AccessError):
            self._proposal("project", self.seller)


@tagged("post_install", "-at_install")
class TestOrderReview(TermsCommon):
    """Custom orders are reviewed before they are confirmed (AP-11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule("order_review")
        cls.custom = cls._product("Custom press", is_custom_made=True)

    def _custom_order(self, **values):
        return self._order(
            is_custom_order=True, custom_requirements="Painted blue", **values
        )

    def _review(self, order):
        action = order.action_open_order_review()
        self.assertEqual(action["res_model"], "group.customer.proposal")
        return (
            self.env["group.customer.proposal"]
            .with_user(self.account)
            .with_context(**action["context"])
            .create({})
        )

    def test_stock_order_is_confirmed_directly(self):
        order = self._order()
        self.assertFalse(order.needs_order_review)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_custom_order_waits_for_its_review(self):
        order = self._custom_order()
        with self.assertRaisesRegex(UserError, "order review"), self.env.cr.savepoint():
            order.action_confirm()
        review = self._review(order)
        self.assertEqual(review.sale_order_id, order)
        self.assertEqual(review.partner_id, self.north)
        self.assertEqual(order.order_review_count, 1)
        request = self._submit(review)
        with self.assertRaisesRegex(UserError, "not decided"), self.env.cr.savepoint():
            order.action_confirm()
        self._decide(request)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_custom_made_product(self):
        order = self._order([{"product_id": self.custom.id}])
        self.assertTrue(order.needs_order_review)
        with self.assertRaisesRegex(UserError, "order review"):
            order.action_confirm()

    def test_changed_after_the_review(self):
        order = self._custom_order()
        review = self._review(order)
        self._decide(self._submit(review))
        for vals in (
            {"custom_requirements": "Painted red"},
            {"order_line": [Command.create({"product_id": self.service.id})]},
            {"order_line": [Command.update(order.order_line.id, {"name": "Other"})]},
        ):
            with self.subTest(vals), self.env.cr.savepoint() as savepoint:
                order.write(vals)
                with self.assertRaisesRegex(UserError, "reviewed again"):
                    order.action_confirm()
                savepoint.rollback()
                order.invalidate_recordset()
        order.action_confirm()
        # A confirmed custom order is what was reviewed
        with (
            self.assertRaisesRegex(UserError, "reviewed again"),
            self.env.cr.savepoint(),
        ):
            order.order_line.product_uom_qty = 5
        order.order_line.discount = 5

    def test_changed_under_review(self):
        order = self._custom_order()
        request = self._submit(self._review(order))
        order.custom_requirements = "Painted red"
        with self.assertRaisesRegex(UserError, "changed since"):
            self._decide(request)

    def test_mark_taken_off_after_a_refusal(self):
        order = self._custom_order()
        self._decide(self._submit(self._review(order)), "reject")
        order.is_custom_order = False
        with self.assertRaisesRegex(UserError, "order review"):
            order.action_confirm()

    def test_forged_review(self):
        order = self._custom_order()
        self._rule("project")
        # Another kind of proposal on the order is no review of it
        other = self.env["group.customer.proposal"].create(
            {
                "name": "Project",
                "type_id": self.env["group.customer.approval.type"]._get("project").id,
                "sale_order_id": order.id,
                "revenue": 1,
                "cost": 1,
            }
        )
        self._decide(self._submit(other, self.users["admin"]))
        self.assertEqual(other.approval_state, "executed")
        with self.assertRaisesRegex(UserError, "order review"):
            order.action_confirm()

    def test_other_customers(self):
        plain = self.env["res.partner"].create({"name": "Plain"})
        order = self._custom_order(partner=plain)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_open_review(self):
        order = self._custom_order()
        review = self._review(order)
        self.assertEqual(order.action_open_order_review()["res_id"], review.id)
        with self.assertRaises(AccessError):
            order.with_user(self.users["employee"]).action_open_order_review()
