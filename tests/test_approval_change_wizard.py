# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .change_common import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeWizard(ChangeCommon):
    """One field, one customer or many: a request each."""

    def _wizard(self, partners=None, user=None, field="agreed_discount", **context):
        partners = partners or self.customer
        action = (
            partners.with_user(user or self.clerk)
            .with_context(group_customer_change_field=field)
            .action_request_change()
        )
        wizards = self.env[action["res_model"]].with_user(user or self.clerk)
        return wizards.with_context(**action["context"], **context)

    def _requests(self, action):
        if action.get("res_id"):
            return self.Change.browse(action["res_id"])
        return self.Change.search(action["domain"])

    def test_from_the_form_of_a_customer(self):
        with Form(self._wizard()) as form:
            self.assertEqual(form.type_id, self._type("discount_change"))
            self.assertEqual(form.guarded_id.field_name, "agreed_discount")
            self.assertEqual(form.from_text, "5.00")
            form.new_number = 8
            form.reason = "More business"
            form.effective_date = "2030-01-01"
        change = self._requests(form.record.action_submit())
        self.assertEqual(change.partner_id, self.customer)
        self.assertEqual(change.approval_state, "in_progress")
        self.assertEqual(str(change.effective_date), "2030-01-01")
        self.assertEqual(change.line_ids.to_text, "8.00")
        self.assertEqual(change.create_uid, self.clerk)
        request = change.sudo().approval_request_id
        self.assertEqual(request.note, "More business")
        self.assertEqual(request.requester_id, self.clerk)

    def test_draft(self):
        with Form(self._wizard()) as form:
            form.new_number = 8
            form.reason = "Later"
        change = self._requests(form.record.action_create())
        self.assertFalse(change.approval_state)
        # The wizard to submit starts from the reason that was given.
        context = change.with_user(self.clerk).action_submit_approval()["context"]
        with Form(
            self.env["group.customer.approval.submit"]
            .with_user(self.clerk)
            .with_context(**context)
        ) as submit:
            self.assertEqual(submit.note, "Later")
            self.assertFalse(submit.problem)
        submit.record.action_submit()
        self.assertEqual(change.approval_state, "in_progress")

    def test_another_field_empties_the_value(self):
        with Form(self._wizard()) as form:
            form.new_number = 8
            form.reason = "x"
            guard = self.env["group.customer.guarded.field"].search(
                [("field_name", "=", "settlement_method_id")]
            )
            form.guarded_id = guard
            self.assertEqual(form.ttype, "many2one")
            self.assertEqual(form.relation, "group.customer.settlement.method")
            self.assertEqual(form.new_number, 0)
            form.new_record_id = self.monthly.id
        change = self._requests(form.record.action_create())
        self.assertEqual(change.line_ids.to_text, self.monthly.name)

    def test_fields_are_found_by_their_label(self):
        guards = self.env["group.customer.guarded.field"].with_user(self.clerk)
        found = guards.name_search("agreed disc")
        self.assertEqual([name for _id, name in found], ["Agreed Discount (%)"])
        self.assertTrue(guards.name_search("agreed_discount"))
        self.assertFalse(guards.name_search("no such field"))

    def test_value_begins_with_the_present_one(self):
        """Nobody asks for a discount of 0 by pressing a button too early."""
        with Form(self._wizard()) as form:
            self.assertEqual(form.new_number, 5)
            form.reason = "x"
        self._refused("5.00 already", form.record.action_submit)
        with Form(self._wizard(field="property_payment_term_id")) as form:
            self.assertEqual(form.new_record_id, self.term_30.id)
            form.reason = "x"

    def test_alias_of_a_guarded_field(self):
        wizard = self._wizard(field="specific_property_product_pricelist")
        values = wizard.default_get(["partner_ids", "type_id"])
        self.assertEqual(values["type_id"], self._type("discount_change").id)
        field = self.env["ir.model.fields"].sudo().browse(values["field_id"])
        self.assertEqual(field.name, "property_product_pricelist")

    def test_in_bulk(self):
        """One request per customer; one that fails does not hold up the others."""
        customers = self.head + self.north + self.south
        contact = self.env["res.partner"].create(
            {"name": "Person", "parent_id": self.south.id}
        )
        self.south.agreed_discount = 8  # has it already
        with Form(self._wizard(self.head + self.north + contact)) as form:
            self.assertEqual(form.partner_count, 3)
            self.assertFalse(form.from_text)
            form.new_number = 8
            form.reason = "All of the group"
        action = form.record.action_submit()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("1 of 3", action["params"]["title"])
        self.assertIn("South Works", action["params"]["message"])
        changes = self._requests(action["params"]["next"])
        self.assertEqual(changes.partner_id, customers)
        states = {change.partner_id: change.approval_state for change in changes}
        self.assertEqual(states[self.head], "in_progress")
        self.assertEqual(states[self.north], "in_progress")
        self.assertFalse(states[self.south])

    def test_single_one_that_fails_leaves_nothing(self):
        with Form(self._wizard()) as form:
            form.new_number = 5
            form.reason = "x"
        before = self.Change.search_count([])
        self._refused("5.00 already", form.record.action_submit)
        self.assertEqual(self.Change.search_count([]), before)

    def test_nothing_chosen(self):
        wizard = self._wizard().create({"type_id": self._type("discount_change").id})
        wizard.partner_ids = False
        self._refused("Choose the customers", wizard.action_create)
        wizard.partner_ids = self.customer
        wizard.field_id = False
        self._refused("Choose the field", wizard.action_create)

    def test_who_may_not(self):
        for role in ("employee", "archive", "settlement"):
            user = self.users[role]
            with self.assertRaises(AccessError):
                self.customer.with_user(user).action_request_change()
            with self.assertRaises(AccessError):
                self.env["group.customer.change.request.new"].with_user(user).create(
                    {"type_id": self._type("discount_change").id}
                )

    def test_hidden_customer(self):
        """A customer that the user may not see cannot be slipped in."""
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [("id", "!=", self.head.id)],
            }
        )
        wizard = self._wizard().create(
            {
                "type_id": self._type("discount_change").id,
                "field_id": self._field("agreed_discount").id,
                "partner_ids": [(6, 0, self.head.ids)],
                "new_number": 8,
            }
        )
        with self.assertRaises(UserError):
            wizard.action_create()

    def test_attachments_go_along(self):
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.clerk)
            .create({"name": "letter.txt", "raw": b"Dear"})
        )
        with Form(self._wizard()) as form:
            form.new_number = 8
            form.reason = "x"
            form.attachment_ids.add(attachment)
        change = self._requests(form.record.action_submit())
        request = change.sudo().approval_request_id
        self.assertEqual(request.attachment_ids.mapped("name"), ["letter.txt"])

    def test_button_of_the_customer(self):
        self._change(agreed_discount=8)
        partner = self.customer.with_user(self.clerk)
        self.assertEqual(partner.change_request_count, 1)
        action = partner.action_open_change_requests()
        self.assertEqual(len(self.Change.search(action["domain"])), 1)
        employee = self.customer.with_user(self.users["employee"])
        self.assertEqual(employee.change_request_count, 0)

    def test_form_of_a_request(self):
        """The lines of the form, as a user enters them."""
        guards = self.env["group.customer.guarded.field"]
        with Form(self.Change.with_user(self.clerk)) as form:
            form.partner_id = self.customer
            form.type_id = self._type("discount_change")
            form.reason = "More business"
            with form.line_ids.new() as line:
                line.guarded_id = guards.search(
                    [("field_name", "=", "agreed_discount")]
                )
                line.new_number = 8
            with form.line_ids.new() as line:
                line.guarded_id = guards.search(
                    [("field_name", "=", "settlement_method_id")]
                )
                line.new_record_id = self.monthly.id
        change = form.record
        self.assertEqual(change.line_ids.mapped("to_text"), ["8.00", self.monthly.name])
        self._submit(change)
        self.assertEqual(change.approval_state, "in_progress")
