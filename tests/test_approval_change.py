# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .change_common import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeRequest(ChangeCommon):
    """What is asked for, who may ask, what stands once it is submitted."""

    def test_the_way_of_a_discount(self):
        """AP-03: clerk, marketing manager, chief accountant, who alone carries out."""
        change = self._change(agreed_discount=8)
        self.assertTrue(change.name.startswith("CR/"))
        self.assertEqual(change.line_ids.from_text, "5.00")
        self.assertEqual(change.line_ids.to_text, "8.00")
        self._submit(change)
        self.assertEqual(change.approval_state, "in_progress")
        self._refused("cannot decide", self._decide, change, self.accountant)
        self._refused("cannot decide", self._decide, change, self.clerk)
        self._decide(change, self.marketing)
        self._refused("cannot decide", self._decide, change, self.marketing)
        self._decide(change, self.accountant)
        self.assertEqual(change.approval_state, "approved")
        self.assertEqual(self.customer.agreed_discount, 5)
        for user in (self.marketing, self.clerk, self.users["director"]):
            self._refused("cannot", self._decide, change, user, "execute")
        self._decide(change, self.accountant, "execute")
        self.assertEqual(change.approval_state, "executed")
        self.assertEqual(self.customer.agreed_discount, 8)
        self.assertEqual(change.line_ids.from_text, "5.00")
        self.assertIn("5.00 → 8.00", change.change_text)

    def test_several_lines_are_carried_out_together(self):
        change = self._change(
            agreed_discount=0,
            settlement_method_id=self.monthly.id,
            property_payment_term_id=self.term_60.id,
        )
        self._carry_out(change)
        self.assertEqual(self.customer.agreed_discount, 0)
        self.assertEqual(self.customer.settlement_method_id, self.monthly)
        self.assertEqual(self.customer.property_payment_term_id, self.term_60)
        empty = self._change(settlement_method_id=False)
        self.assertEqual(empty.line_ids.to_text, "(empty)")
        self._carry_out(empty)
        self.assertFalse(self.customer.settlement_method_id)

    def test_pricelist_by_its_computed_field(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref(
            "product.group_product_pricelist"
        )
        pricelist = self.env["product.pricelist"].create(
            [{"name": "Ordinary", "sequence": 1}, {"name": "Special", "sequence": 900}]
        )[1]
        change = self._change(property_product_pricelist=pricelist.id)
        self._carry_out(change)
        self.assertEqual(self.customer.property_product_pricelist, pricelist)
        self.assertEqual(self.customer.specific_property_product_pricelist, pricelist)

    def test_selection_text_and_boolean(self):
        option = self._field("group_relation").selection_ids.filtered(
            lambda option: option.value == "branch"
        )
        change = self._change("partner_data", vat="DE123456788")
        change.write(
            {
                "line_ids": [
                    Command.create(
                        {
                            "field_id": self._field("group_relation").id,
                            "new_selection_id": option.id,
                        }
                    ),
                    Command.create(self._line("is_group_customer", False)),
                ]
            }
        )
        self.assertEqual(
            change.line_ids.mapped("to_text"), ["DE123456788", "Branch", "No"]
        )
        self._submit(change)
        self._decide(change, self.users["director"])
        self.assertEqual(change.approval_state, "executed")
        self.assertEqual(self.customer.vat, "DE123456788")
        self.assertEqual(self.customer.group_relation, "branch")
        self.assertFalse(self.customer.is_group_customer)

    def test_guard_names_the_field(self):
        """A line may be entered by the guarded field alone, as the form does."""
        guard = self.env["group.customer.guarded.field"].search(
            [("field_name", "=", "agreed_discount")]
        )
        change = self._change()
        change.line_ids = [Command.create({"guarded_id": guard.id, "new_number": 7})]
        self.assertEqual(change.line_ids.field_name, "agreed_discount")
        self.assertEqual(change.line_ids.guarded_id, guard)

    # What cannot be entered

    def test_field_of_another_type(self):
        for name, value in (("credit_limit", 5), ("phone", "1")):
            with self.assertRaisesRegex(ValidationError, "is not changed by"):
                self._change(**{name: value})
        change = self._change(agreed_discount=8)
        with self.assertRaisesRegex(ValidationError, "is not changed by"):
            change.type_id = self._type("credit_limit")
        with self.assertRaisesRegex(ValidationError, "no kind of change"):
            self._change("grade_run")

    @mute_logger("odoo.sql_db")
    def test_field_twice(self):
        change = self._change(agreed_discount=8)
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            change.line_ids = [Command.create(self._line("agreed_discount", 9))]
        self.assertIn("group_customer_change_request_line", str(caught.exception))

    def test_record_that_does_not_fit(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.env["account.payment.term"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        terms = self.env["account.payment.term"]
        archived = terms.create({"name": "Old", "active": False})
        gone = terms.create({"name": "Gone"})
        gone.unlink()
        for term in (foreign, archived, gone):
            with self.assertRaises(ValidationError):
                self._change(property_payment_term_id=term.id)
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "gc_portal",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        with self.assertRaises(ValidationError):
            self._change("account_manager_change", user_id=portal.id)

    def test_contact_instead_of_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Person", "parent_id": self.customer.id}
        )
        with self.assertRaisesRegex(ValidationError, "ask for a change of Customer"):
            self._change(partner=contact, agreed_discount=8)

    def test_server_fields(self):
        for name, value in (
            ("name", "CR/1"),
            ("is_outside_range", False),
            ("approval_state", "executed"),
        ):
            with self.assertRaisesRegex(UserError, "filled by the system"):
                self.Change.with_user(self.clerk).create(
                    {
                        "partner_id": self.customer.id,
                        "type_id": self._type("discount_change").id,
                        name: value,
                    }
                )
        change = self._change(agreed_discount=8)
        for name in ("value_from", "value_to"):
            with self.assertRaisesRegex(UserError, "filled by the system"):
                change.line_ids.write({name: {"value": 90}})
        forged = (
            self.env["group.customer.change.request.line"]
            .with_user(self.clerk)
            .with_context(default_value_from={"value": 90})
            .create(
                {"request_id": self._change().id, **self._line("agreed_discount", 6)}
            )
        )
        self.assertFalse(forged.value_from)

    # What cannot be submitted

    def test_incomplete(self):
        self._refused("changes nothing yet", self._submit, self._change())
        same = self._change(agreed_discount=5.00001)
        self._refused("is 5.00 already", self._submit, same)
        change = self._change(agreed_discount=8)
        change.reason = False
        self._refused("without a reason", self._submit, change, note=" ")

    def test_value_that_the_customer_refuses(self):
        """The customer's own checks speak before anybody decides."""
        change = self._change(agreed_discount=150)
        self._refused("between 0 and 100", self._submit, change)
        self.assertFalse(change.approval_state)
        self.assertEqual(self.customer.agreed_discount, 5)

    def test_customer_without_guard(self):
        plain = self.env["res.partner"].create({"name": "Plain", "is_company": True})
        change = self._change(partner=plain, agreed_discount=8)
        self._refused("no group customer", self._submit, change)
        self.customer.active = False
        change = self._change(agreed_discount=8)
        self._refused("is archived", self._submit, change)

    def test_one_running_request_per_field(self):
        first = self._change(agreed_discount=8)
        second = self._change(agreed_discount=9)
        other = self._change(settlement_method_id=self.monthly.id)
        self._submit(first)
        self._refused(first.name, self._submit, second)
        self._submit(other)
        self._decide(first, self.marketing, "reject", "No")
        self._submit(second)
        self.assertEqual(second.approval_state, "in_progress")

    def test_without_rule(self):
        self.rule_discount.action_archive()
        change = self._change(agreed_discount=8)
        with self.assertRaises(UserError):
            self._submit(change)

    # What stands once it is submitted

    def test_frozen(self):
        change = self._change(agreed_discount=8)
        line = change.line_ids
        self._submit(change)
        other = self._change(settlement_method_id=self.monthly.id)
        for method in (
            lambda: change.write({"reason": "Other"}),
            lambda: change.write({"effective_date": "2030-01-01"}),
            lambda: change.write({"partner_id": self.head.id}),
            lambda: change.write({"line_ids": [Command.clear()]}),
            lambda: line.write({"new_number": 90}),
            lambda: line.unlink(),
            lambda: other.line_ids.write({"request_id": change.id}),
            lambda: line.create(
                {
                    "request_id": change.id,
                    **self._line("settlement_method_id", self.monthly.id),
                }
            ),
        ):
            self._refused("cannot be changed", method)
        self._refused("cannot be deleted", change.unlink)

    def test_returned_and_submitted_again(self):
        change = self._change(agreed_discount=9)
        self._submit(change)
        self._decide(change, self.marketing, "return", "Too much")
        self.assertEqual(change.approval_state, "returned")
        change.line_ids.new_number = 7
        self.customer.agreed_discount = 4
        self.assertEqual(change.line_ids.from_text, "4.00")
        self._carry_out(change)
        self.assertEqual(self.customer.agreed_discount, 7)

    def test_rejected_changes_nothing(self):
        change = self._change(agreed_discount=9)
        self._submit(change)
        self._decide(change, self.marketing)
        self._decide(change, self.accountant, "reject", "No")
        self.assertEqual(change.approval_state, "rejected")
        self.assertEqual(self.customer.agreed_discount, 5)
        decision = change.sudo().approval_request_id.decision_ids[-1]
        self.assertEqual(decision.comment, "No")

    def test_copy_starts_anew(self):
        change = self._change(agreed_discount=8)
        self._carry_out(change)
        copy = change.copy()
        self.assertNotEqual(copy.name, change.name)
        self.assertFalse(copy.approval_state)
        self.assertFalse(copy.line_ids.value_from)
        self.assertEqual(copy.line_ids.to_text, "8.00")

    # Who

    def test_who_sees_and_changes(self):
        change = self._change(agreed_discount=8)
        users = self.users
        readers = {
            "account": (True, True),
            "colleague": (False, False),
            "director": (True, True),
            "marketing_manager": (True, False),
            "chief_accountant": (True, False),
            "credit_controller": (True, False),
            "settlement": (True, False),
            "archive": (False, False),
            "employee": (False, False),
            "admin": (True, True),
        }
        for role, (reads, writes) in readers.items():
            with self.subTest(role=role):
                mine = change.with_user(users[role])
                lines = change.line_ids.with_user(users[role])
                for record in (mine, lines):
                    self.assertEqual(record.has_access("read"), reads)
                    for operation in ("write", "unlink"):
                        self.assertEqual(record.has_access(operation), writes)

    def test_who_asks(self):
        for role in ("colleague", "marketing_manager", "credit_controller"):
            change = self._change(user=self.users[role], agreed_discount=8)
            self.assertTrue(change.has_access("write"))
        for role in ("settlement", "archive", "employee"):
            with self.assertRaises(AccessError):
                self._change(user=self.users[role], agreed_discount=8)

    def test_who_does_not_see_the_customer(self):
        """Nobody asks for a change of a customer who is hidden from them."""
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [("id", "!=", self.customer.id)],
            }
        )
        with self.assertRaises(AccessError):
            self._change(user=self.users["colleague"], agreed_discount=8)
        change = self._change(partner=self.head, agreed_discount=8)
        with self.assertRaises(AccessError):
            change.partner_id = self.customer

    def test_who_does_not_see_the_new_value(self):
        change = self._change(property_payment_term_id=self.term_30.id)
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get_id("account.payment.term"),
                "domain_force": [("id", "!=", self.term_60.id)],
            }
        )
        with self.assertRaises(AccessError):
            self._change(property_payment_term_id=self.term_60.id)
        with self.assertRaises(AccessError):
            change.line_ids.new_record_id = self.term_60.id

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(AccessError):
            self._change(agreed_discount=8, company_id=other.id)

    def test_new_account_manager_does_not_decide(self):
        director = self.users["director"]
        change = self._change("account_manager_change", user_id=director.id)
        second = self.users["admin"]
        self._submit(change)
        self._refused("cannot decide", self._decide, change, director)
        self._decide(change, second)
        self.assertEqual(self.customer.user_id, director)
