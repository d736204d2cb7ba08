# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import Mock, patch

from psycopg2.errors import CheckViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .terms_common import TermsCommon

CHECK = "odoo.addons.group_customer.models.approval.sale_order_terms_check"


@tagged("post_install", "-at_install")
class TestPriceAgreement(TermsCommon):
    """Price agreements: asked for, approved, in force, ended; what they permit."""

    def _draft(self, user=None, **values):
        return (
            self.env["group.customer.price.agreement"]
            .with_user(user or self.account)
            .create(
                {
                    "partner_id": self.north.id,
                    "discount": 30,
                    "date_to": "2100-01-01",
                    "reason": "Large volume",
                    **values,
                }
            )
        )

    def _blocks(self, discount, product=None, partner=None):
        line = {"discount": discount, "product_id": (product or self.product).id}
        order = self._order([line], partner)
        return bool(order._find_terms_problems())

    # === WHAT IT PERMITS === #

    def test_draft_permits_nothing(self):
        self._rule("price_agreement")
        agreement = self._draft()
        self.assertTrue(self._blocks(30))
        request = self._submit(agreement)
        self.assertTrue(self._blocks(30))
        self._decide(request, "reject")
        self.assertTrue(self._blocks(30))
        self.assertFalse(agreement.is_in_force)

    def test_approved_for_its_lines(self):
        agreement = self._agree(30, product_id=self.product.id)
        self.assertEqual(agreement.approval_state, "executed")
        self.assertTrue(agreement.is_in_force)
        self.assertFalse(self._blocks(30))
        self.assertTrue(self._blocks(30.01))
        self.assertTrue(self._blocks(30, self.service))
        self.assertTrue(self._blocks(30, partner=self.south))
        order = self._order([{"discount": 30}])
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_category_with_those_below(self):
        self._agree(30, category_id=self.machines.id)
        self.assertFalse(self._blocks(30))
        self.assertTrue(self._blocks(30, self.service))

    def test_all_products(self):
        self._agree(30)
        self.assertFalse(self._blocks(30, self.service))

    def test_branch_of_the_tree(self):
        agreement = self._agree(30)
        self.assertTrue(self._blocks(30, partner=self.mill))
        agreement.action_end()
        self._agree(30, include_members=True)
        self.assertFalse(self._blocks(30, partner=self.mill))
        self.assertTrue(self._blocks(30, partner=self.head))
        self.assertTrue(self._blocks(30, partner=self.south))

    def test_days(self):
        today = fields.Date.today()
        later = self._agree(30, date_from=fields.Date.add(today, days=3))
        self.assertTrue(self._blocks(30))
        self.assertFalse(later.is_in_force)
        agreement = self._agree(30)
        self.assertFalse(self._blocks(30))
        found = agreement.search([("is_in_force", "=", True)])
        self.assertIn(agreement, found)
        self.assertNotIn(later, found)
        self.assertIn(later, agreement.search([("is_in_force", "=", False)]))

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.account.company_ids += other
        self.director.company_ids += other
        self._agree(30, company_id=other.id)
        self.assertTrue(self._blocks(30))

    def test_ended(self):
        agreement = self._agree(30)
        order = self._order([{"discount": 30, "product_uom_qty": 2}])
        order.action_confirm()
        self.assertTrue(agreement.can_end)
        agreement.action_end()
        self.assertEqual(agreement.ended_on, fields.Date.today())
        self.assertTrue(self._blocks(30))
        self.assertFalse(agreement.is_in_force)
        # The confirmed order keeps its price, but sells no more of it
        order.order_line.product_uom_qty = 1
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.order_line.product_uom_qty = 2
        with self.assertRaises(UserError):
            agreement.action_end()

    # === ITS WAY === #

    def test_numbers(self):
        agreement = self._draft()
        self.assertRegex(agreement.name, r"^PA/\d{4}/\d{4}$")
        self.assertIn("North Works", agreement.display_name)

    def test_what_was_asked_for_is_frozen(self):
        self._rule("price_agreement")
        agreement = self._draft()
        agreement.discount = 25
        self._submit(agreement)
        for vals in (
            {"discount": 60},
            {"date_to": "2200-01-01"},
            {"partner_id": self.south.id},
            {"product_id": self.product.id},
            {"include_members": True},
        ):
            with (
                self.subTest(vals),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                agreement.write(vals)

    def test_forged_values(self):
        for vals in (
            {"name": "PA/1"},
            {"ended_on": "2024-01-01"},
            {"approval_state": "executed"},
        ):
            with (
                self.subTest(vals),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                self._draft(**vals)
            agreement = self._draft()
            with (
                self.subTest(vals),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                agreement.write(vals)
        context = {f"default_{name}": "executed" for name in ("approval_state", "name")}
        agreement = self._draft().with_context(**context)
        self.assertNotIn("approval_state", agreement.default_get(["approval_state"]))

    def test_four_eyes(self):
        self._rule("price_agreement", self.account + self.director)
        agreement = self._draft(self.users["admin"])
        request = self._submit(agreement)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._decide(request, user=self.account)
        self._decide(request)
        self.assertEqual(agreement.approval_state, "executed")

    def test_author_does_not_decide(self):
        self._rule("price_agreement", self.director + self.users["admin"])
        agreement = self._draft(self.director)
        request = self._submit(agreement)
        with self.assertRaises(UserError):
            self._decide(request, user=self.director)

    def test_incomplete(self):
        self._rule("price_agreement")
        with self.assertRaisesRegex(UserError, "no discount"):
            self._submit(self._draft(discount=0))
        past = self._draft(date_from="2020-01-01", date_to="2020-02-01")
        with self.assertRaisesRegex(UserError, "past"):
            self._submit(past)

    def test_without_a_rule(self):
        with self.assertRaises(UserError):
            self._submit(self._draft())

    def test_summary_and_change_by_the_approver(self):
        rule = self._rule("price_agreement")
        rule.step_ids.may_change_value = True
        agreement = self._draft(category_id=self.machines.id)
        request = self._submit(agreement)
        text = " ".join(f"{label}: {value}" for label, value in request.summary)
        for part in ("North Works", "Machines", "30", "Large volume"):
            self.assertIn(part, text)
        self.director_request = request.with_user(self.director)
        self.director_request._decide(
            "approve", request.current_step_id, changes={"discount": 20}
        )
        self.assertEqual(agreement.discount, 20)
        self.assertEqual(agreement.approval_state, "executed")
        self.assertFalse(self._blocks(20))
        self.assertTrue(self._blocks(21))

    @mute_logger("odoo.sql_db")
    def test_bad_input(self):
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.north.id}
        )
        for error, vals in (
            (ValidationError, {"partner_id": contact.id}),
            (
                ValidationError,
                {"product_id": self.product.id, "category_id": self.machines.id},
            ),
            (CheckViolation, {"discount": 101}),
            (CheckViolation, {"date_from": "2100-02-01"}),
        ):
            with self.subTest(vals), self.assertRaises(error), self.env.cr.savepoint():
                self._draft(**vals)

    # === ROLES === #

    def test_roles(self):
        agreement = self._draft()
        other = self.users["colleague"]
        self.north.user_id = self.account
        expected = {
            "account": (True, True),
            "colleague": (False, False),
            "manager": (False, False),
            "director": (True, True),
            "settlement": (True, False),
            "archive": (False, False),
            "employee": (False, False),
        }
        for role, (reads, writes) in expected.items():
            with self.subTest(role):
                record = agreement.with_user(self.users[role])
                self.assertEqual(record.has_access("read"), reads)
                self.assertEqual(record.has_access("write"), writes)
        with self.assertRaises(AccessError):
            agreement.with_user(other).action_end()
        with self.assertRaises(AccessError):
            self._draft(self.seller)

    def test_team_manager(self):
        self.env["crm.team"].create(
            {
                "name": "North team",
                "user_id": self.users["manager"].id,
                "member_ids": [Command.set(self.account.ids)],
            }
        )
        record = self._draft().with_user(self.users["manager"])
        self.assertTrue(record.has_access("write"))

    # === FROM THE ORDER === #

    def test_asked_for_by_the_order(self):
        order = self._order([{"discount": 33.333}, {"product_id": self.service.id}])
        action = order.action_request_price_agreements()
        agreement = order.price_agreement_ids
        self.assertEqual(action["res_model"], agreement._name)
        self.assertEqual(agreement.product_id, self.product)
        self.assertEqual(agreement.discount, 33.33)
        self.assertEqual(agreement.partner_id, self.north)
        order.action_request_price_agreements()
        self.assertEqual(order.price_agreement_count, 1)
        self._rule("price_agreement")
        self._decide(self._submit(agreement))
        order.invalidate_recordset()
        self.assertFalse(order.terms_problems)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_nothing_to_ask_for(self):
        with self.assertRaisesRegex(UserError, "permitted"):
            self._order().action_request_price_agreements()

    def test_who_may_not_ask(self):
        order = self._order([{"discount": 30}], user=self.seller)
        with self.assertRaises(AccessError):
            order.action_request_price_agreements()

    def _web(self, path="/web/dataset/call_button/sale.order/action_confirm"):
        return patch(f"{CHECK}.request", Mock(httprequest=Mock(path=path)))

    def test_way_forward_in_the_web_client(self):
        order = self._order([{"discount": 12}, {"discount": 30}])
        with self._web(), self.assertRaises(RedirectWarning) as caught:
            order.action_confirm()
        message, action, label, _context = caught.exception.args
        self.assertIn(order.name, message)
        self.assertEqual(label, "Ask for a Price Agreement")
        self.assertEqual(action["res_model"], "group.customer.price.agreement")
        self.assertEqual(action["context"]["default_discount"], 30)
        self.assertEqual(action["context"]["default_product_id"], self.product.id)
        # An administrator has nothing to read in the log
        self.assertEqual(caught.exception.loglevel, 20)

    def test_other_clients_get_an_ordinary_error(self):
        order = self._order([{"discount": 30}])
        for path in ("/json/2/sale.order/action_confirm", "/xmlrpc/2/object"):
            with self._web(path), self.assertRaises(UserError):
                order.action_confirm()
        order = self._order([{"discount": 30}], user=self.seller)
        with self._web(), self.assertRaises(UserError):
            order.action_confirm()
