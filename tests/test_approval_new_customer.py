# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, tagged

from .change_common import DUTY, ChangeCommon


@tagged("post_install", "-at_install")
class TestNewCustomer(ChangeCommon):
    """Entered by the clerk, approved, then sold to; refused: back to the clerk."""

    def _enter(self, user=None, **values):
        """Create a customer as the clerk, complete unless told otherwise."""
        country = self.env.ref("base.cn")
        return (
            self.env["res.partner"]
            .with_user(user or self.clerk)
            .create(
                {
                    "name": "New Customer",
                    "is_company": True,
                    "is_group_customer": True,
                    "street": "1 Long Road",
                    "city": "Ningbo",
                    "country_id": country.id,
                    "property_payment_term_id": self.term_30.id,
                    **values,
                }
            )
        )

    def _submit_customer(self, partner, user=None):
        user = user or self.clerk
        action = partner.with_user(user).action_submit_new_customer()
        change = self.Change.browse(action["context"]["default_res_id"])
        self._submit(change, user)
        return change.with_user(user)

    # Who comes as a draft

    def test_state_of_who_enters(self):
        for role, state in (
            ("account", "draft"),
            ("manager", "draft"),
            ("director", "draft"),
            ("admin", False),
        ):
            partner = self._enter(self.users[role], name=f"Customer of {role}")
            self.assertEqual(partner.group_approval_state, state, role)
        self.assertFalse(self._create_company_partner("By code").group_approval_state)

    def test_contact_that_becomes_a_group_customer(self):
        partner = self._enter(is_group_customer=False)
        self.assertFalse(partner.group_approval_state)
        partner.is_group_customer = True
        self.assertEqual(partner.group_approval_state, "draft")

    def test_without_rule_nothing_is_approved(self):
        self.rule_new.action_archive()
        self.assertFalse(self._enter().group_approval_state)

    def test_mark_given_back(self):
        """It comes with the values, which are approved with the new customer; an
        administrator gives it back at once."""
        self._guard_new_customers()
        partner = self._unmarked()
        for role, state in (
            ("account", "draft"),
            ("manager", "draft"),
            ("director", "draft"),
            ("admin", False),
        ):
            with self.subTest(role), self.env.cr.savepoint() as savepoint:
                partner.with_user(self.users[role]).is_group_customer = True
                self.assertEqual(partner.group_approval_state, state)
                self.assertEqual(partner.agreed_discount, 8)
                savepoint.rollback()
        partner.with_user(self.clerk).is_group_customer = True
        self.assertIn("not approved", partner._get_blocking_approval())
        change = self._submit_customer(partner)
        summary = dict(change.sudo().approval_request_id.summary)
        self.assertEqual(summary["Agreed Discount (%)"], "8.00")
        self._decide(change, self.marketing)
        self.assertEqual(partner.group_approval_state, "approved")
        self.assertEqual(partner.agreed_discount, 8)

    def test_mark_given_back_without_rule(self):
        """Nobody approves the values: an administrator says that they stand, others
        come without and request them."""
        self._guard_new_customers()
        partner = self._unmarked()
        self.rule_new.action_archive()
        for role in ("account", "manager", "director"):
            user = self.users[role]
            with self.subTest(role), self.env.cr.savepoint() as savepoint:
                own = partner.with_user(user)
                mark = {"is_group_customer": True}
                message = "Agreed Discount .* an administrator of Group Customers"
                for method, args in ((own.write, ()), (own.web_save, ({},))):
                    # Not a request, which would be for no group customer
                    with (
                        self.assertRaisesRegex(UserError, message) as caught,
                        self.env.cr.savepoint(),
                    ):
                        method(mark, *args)
                    self.assertNotIsInstance(caught.exception, RedirectWarning)
                own.write({**mark, "agreed_discount": 0})
                self.assertTrue(partner.is_group_customer)
                self.assertFalse(partner.group_approval_state)
                savepoint.rollback()
        partner.with_user(self.users["admin"]).is_group_customer = True
        self.assertEqual(partner.agreed_discount, 8)
        self.assertFalse(partner._get_blocking_approval())
        self._refused("request", partner.with_user(self.clerk).write, {"vat": "1"})

    def _guard_new_customers(self):
        """As in the general regime: terms are not entered with a customer, the mark is
        an administrator's."""
        Guard = self.env["group.customer.guarded.field"]
        guards = Guard.search([("field_name", "=", "is_group_customer")])
        guards.group_ids = self.env.ref(DUTY + "admin")
        guards.free_when_empty = True
        Guard.search([("field_name", "=", "agreed_discount")]).on_create = True

    def _unmarked(self):
        """Return an approved customer whose mark an administrator took away."""
        partner = self._enter(agreed_discount=8)
        self._decide(self._submit_customer(partner), self.marketing)
        partner.with_user(self.users["admin"]).is_group_customer = False
        self.assertFalse(partner.group_approval_state)
        return partner

    def test_copy_is_a_new_customer(self):
        approved = self._approved()
        copy = approved.with_user(self.clerk).copy()
        self.assertEqual(copy.group_approval_state, "draft")

    def test_state_is_not_entered(self):
        for method in (
            lambda: self._enter(group_approval_state="approved"),
            lambda: self._enter().write({"group_approval_state": "approved"}),
        ):
            with self.assertRaisesRegex(UserError, "cannot be entered"):
                method()
        partners = self.env["res.partner"].with_user(self.clerk)
        partner = partners.with_context(default_group_approval_state="approved").create(
            {"name": "Sly", "is_company": True, "is_group_customer": True}
        )
        self.assertEqual(partner.group_approval_state, "draft")

    # The way to approval

    def test_approved(self):
        partner = self._enter(agreed_discount=8)
        self.assertTrue(partner.can_submit_new_customer)
        self.assertIn("not approved", partner._get_blocking_approval())
        change = self._submit_customer(partner)
        self.assertEqual(partner.group_approval_state, "pending")
        self.assertIn("Gc_marketing_manager".lower(), partner.group_approval_text)
        summary = dict(change.sudo().approval_request_id.summary)
        self.assertEqual(summary["Agreed Discount (%)"], "8.00")
        self.assertIn("1 Long Road", summary["Address"])
        self.assertEqual(summary["Customer Payment Terms"], self.term_30.display_name)
        self._decide(change, self.marketing)
        self.assertEqual(change.approval_state, "executed")
        self.assertEqual(partner.group_approval_state, "approved")
        self.assertFalse(partner._get_blocking_approval())
        self.assertEqual(partner.agreed_discount, 8)

    def test_outside_the_range_takes_the_accountant_too(self):
        """MD-03: routed to a further approval."""
        self.env["group.customer.term.range"].create(
            {"name": "Permitted", "discount_max": 10}
        )
        partner = self._enter(agreed_discount=12)
        change = self._submit_customer(partner)
        self.assertTrue(change.is_outside_range)
        self._decide(change, self.marketing)
        self.assertEqual(partner.group_approval_state, "pending")
        self._decide(change, self.accountant)
        self.assertEqual(partner.group_approval_state, "approved")

    def test_approver_changes_the_discount(self):
        partner = self._enter(agreed_discount=8)
        change = self._submit_customer(partner)
        line = change.line_ids.filtered(lambda ln: ln.field_name == "agreed_discount")
        self._decide(change, self.marketing, changes={str(line.id): 6})
        self.assertEqual(partner.group_approval_state, "approved")
        self.assertEqual(partner.agreed_discount, 6)

    def test_refused_goes_back_to_the_clerk(self):
        """AP-04: with the reason, to be corrected and submitted again."""
        partner = self._enter(agreed_discount=8)
        change = self._submit_customer(partner)
        self._decide(change, self.marketing, "reject", "Unknown company")
        self.assertEqual(partner.group_approval_state, "rejected")
        self.assertIn("Unknown company", partner.group_approval_text)
        task = partner.activity_ids
        self.assertEqual(task.user_id, self.clerk)
        self.assertIn("Rejected", task.summary)
        partner.agreed_discount = 3
        again = self._submit_customer(partner)
        self.assertNotEqual(again, change)
        self.assertFalse(partner.activity_ids)
        self._decide(again, self.marketing)
        self.assertEqual(partner.group_approval_state, "approved")
        self.assertEqual(partner.agreed_discount, 3)

    def test_returned_is_submitted_again_in_the_same_request(self):
        partner = self._enter()
        change = self._submit_customer(partner)
        self._decide(change, self.marketing, "return", "Which settlement?")
        self.assertEqual(partner.group_approval_state, "draft")
        self.assertIn("Which settlement?", partner.group_approval_text)
        partner.settlement_method_id = self.monthly
        again = self._submit_customer(partner)
        self.assertEqual(again, change)
        line = change.line_ids.filtered(
            lambda ln: ln.field_name == "settlement_method_id"
        )
        self.assertEqual(line.to_text, self.monthly.name)
        self.assertEqual(change.sudo().approval_request_id.round, 2)

    def test_recalled(self):
        partner = self._enter()
        change = self._submit_customer(partner)
        change.sudo().approval_request_id.with_user(self.clerk)._recall()
        self.assertEqual(partner.group_approval_state, "draft")
        self._submit_customer(partner)
        self.assertEqual(partner.group_approval_state, "pending")

    # What is refused

    def test_incomplete(self):
        """MD-01: address and payment terms are mandatory."""
        for name, label in (
            ("street", "Street"),
            ("city", "City"),
            ("country_id", "Country"),
            ("property_payment_term_id", "Customer Payment Terms"),
        ):
            partner = self._enter(**{"name": f"Without {label}", name: False})
            self.assertIn(label, partner.group_approval_text)
            self._refused(label, self._submit_customer, partner)
            self.assertEqual(partner.group_approval_state, "draft")

    def test_submitted_twice(self):
        partner = self._enter()
        change = self._submit_customer(partner)
        self._refused("Waiting for Approval", partner.action_submit_new_customer)
        second = self.Change.with_user(self.clerk).create(
            {"type_id": self._type("new_customer").id, "partner_id": partner.id}
        )
        self._refused("Waiting for Approval", self._submit, second)
        self._decide(change, self.marketing)
        self._refused("“Approved”", partner.action_submit_new_customer)
        self._refused("“Approved”", self._submit, second)

    def test_customer_that_needs_no_approval(self):
        self._refused(
            "needs no approval",
            self.customer.with_user(self.clerk).action_submit_new_customer,
        )

    def test_other_request_for_a_new_customer(self):
        partner = self._enter()
        change = self._change(partner=partner, agreed_discount=8)
        self._refused("not approved yet", self._submit, change)

    def test_terms_in_the_request_are_those_of_the_customer(self):
        """Nobody has other terms approved than the customer shows."""
        partner = self._enter(agreed_discount=8)
        action = partner.action_submit_new_customer()
        change = self.Change.browse(action["context"]["default_res_id"])
        line = change.line_ids.filtered(lambda ln: ln.field_name == "agreed_discount")
        line.with_user(self.clerk).new_number = 90
        self._submit(change)
        self.assertEqual(line.to_text, "8.00")

    def test_changed_while_it_waits(self):
        """Terms are locked; another address makes the request void."""
        partner = self._enter()
        change = self._submit_customer(partner)
        for user in (self.clerk, self.users["admin"]):
            self._refused(
                "being approved",
                partner.with_user(user).write,
                {"agreed_discount": 9},
            )
        partner.street = "2 Short Road"
        with self.assertRaises(UserError):
            self._decide(change, self.marketing)
        self._decide(change, self.marketing, "return", "Which address?")
        self._submit_customer(partner)
        self._decide(change, self.marketing)
        self.assertEqual(partner.group_approval_state, "approved")

    def test_draft_is_free_approved_is_guarded(self):
        partner = self._approved()
        clerks = partner.with_user(self.clerk)
        self._refused("approved request", clerks.write, {"agreed_discount": 9})
        clerks.write({"street": "Free to the clerk (MD-04)", "phone": "1"})

    # Who

    def test_who_submits(self):
        partner = self._enter()
        for role in ("settlement", "archive", "employee"):
            user = self.users[role]
            self.assertFalse(partner.with_user(user).can_submit_new_customer)
            with self.assertRaises(AccessError):
                partner.with_user(user).action_submit_new_customer()
        change = self._submit_customer(partner, self.users["colleague"])
        self._refused("cannot decide", self._decide, change, self.users["colleague"])

    def test_state_for_who_does_not_see_the_request(self):
        partner = self._enter()
        self._submit_customer(partner)
        employee = partner.with_user(self.users["employee"])
        self.assertTrue(employee.group_approval_text)
        self.assertEqual(employee.group_approval_state, "pending")

    def test_order_waits_for_the_approval(self):
        """MD-01, AP-04: no sales order before."""
        product = self.env["product.product"].create({"name": "P", "list_price": 10})
        partner = self._enter()
        order = (
            self.env["sale.order"]
            .with_user(self.clerk)
            .create(
                {
                    "partner_id": partner.id,
                    "order_line": [(0, 0, {"product_id": product.id})],
                }
            )
        )
        self._refused("not approved", order.action_confirm)
        change = self._submit_customer(partner)
        self._refused("not approved", order.action_confirm)
        self._decide(change, self.marketing)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_form(self):
        """The form says what is missing, and takes the first values."""
        with Form(self.env["res.partner"].with_user(self.clerk)) as form:
            form.name = "By form"
            form.company_type = "company"
            form.is_group_customer = True
        partner = form.record
        self.assertEqual(partner.group_approval_state, "draft")
        self.assertIn("Street", partner.group_approval_text)

    def test_queries_of_a_page(self):
        partners = self.env["res.partner"]
        for number in range(40):
            partners += self._enter(name=f"One of many {number}")
        for partner in partners[:20]:
            self._submit_customer(partner)
        counts = []
        for page in (partners[15:25], partners[:2] + partners[-8:], partners):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page.with_user(self.clerk).mapped("group_approval_text")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[0] + 2)

    def _approved(self):
        partner = self._enter()
        change = self._submit_customer(partner)
        self._decide(change, self.marketing)
        self.assertEqual(partner.group_approval_state, "approved")
        return partner
