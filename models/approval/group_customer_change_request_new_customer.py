# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib
import json

from odoo import models
from odoo.exceptions import UserError

from .res_partner_approval import OPEN_STATES

# The terms of a new customer that are approved with it (MD-01, MD-03)
NEW_CUSTOMER_FIELDS = (
    "property_payment_term_id",
    "agreed_discount",
    "settlement_method_id",
)
# What who decides looks at besides; a change while it waits is a change of the request
IDENTITY_FIELDS = ("name", "vat", "street", "street2", "city", "zip", "country_id")
BACK_TO_CLERK = "group_customer.mail_activity_type_new_customer"
# What becomes of the customer when its request ends without approval
STATE_BY_OUTCOME = {
    "returned": "draft",
    "recalled": "draft",
    "expired": "draft",
    "rejected": "rejected",
}


class GroupCustomerChangeRequest(models.Model):
    """The request with which a new customer is approved, with the terms it has.

    Its lines are the customer's own values: an approver who may change values changes
    them here, and carrying out writes what was changed.
    """

    _inherit = "group.customer.change.request"

    def _is_new_customer(self):
        self.ensure_one()
        return self.type_id.code == "new_customer"

    def _get_field_names(self):
        self.ensure_one()
        if self._is_new_customer():
            return set(NEW_CUSTOMER_FIELDS)
        return super()._get_field_names()

    def _take_new_customer_values(self):
        """Bring the lines in line with the customer, who is still being entered."""
        self.ensure_one()
        # sudo: ``ir.model.fields`` is not readable by users
        fields_get = self.env["ir.model.fields"].sudo()._get
        partner = self._get_target()
        for name in NEW_CUSTOMER_FIELDS:
            field = fields_get("res.partner", name)
            line = self.line_ids.filtered(
                lambda line, name=name: line.field_name == name
            )
            if not line:
                line = line.create({"request_id": self.id, "field_id": field.id})
            value = line._read_value(partner)
            if not line._is_same_value(value, line.value_to):
                line.write(line._get_input_vals(value["value"]))

    # === APPROVAL === #

    def _get_approval_summary(self):
        summary = super()._get_approval_summary()
        if not self._is_new_customer():
            return summary
        partner = self._get_target()
        address = partner._display_address(without_company=True)
        lines = [line.strip() for line in address.splitlines() if line.strip()]
        facts = [
            (self.env._("Address"), ", ".join(lines)),
            (self.env._("Tax ID"), partner.vat),
            (self.env._("Account Manager"), partner.user_id.name),
            (self.env._("Group Parent"), partner.group_parent_id.name),
        ]
        return summary[:1] + [fact for fact in facts if fact[1]] + summary[1:]

    def _get_approval_digest(self):
        """The lines count with their values, a new customer with its identity."""
        self.ensure_one()
        content = [
            super()._get_approval_digest(),
            sorted((line.field_name, line.value_to) for line in self.line_ids),
        ]
        if self._is_new_customer():
            partner = self._get_target()
            content.append(
                [str(partner[name] or "") for name in IDENTITY_FIELDS],
            )
        text = json.dumps(content, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def _check_complete(self):
        self.ensure_one()
        partner = self._get_target()
        if not self._is_new_customer():
            if partner.group_approval_state in (*OPEN_STATES, "pending"):
                raise UserError(
                    self.env._(
                        "%(customer)s is a new customer that is not approved yet: "
                        "enter the terms on the customer and submit it.",
                        customer=partner.display_name,
                    )
                )
            return super()._check_complete()
        if partner.group_approval_state not in OPEN_STATES:
            raise partner._get_not_new_error()
        if missing := partner._get_new_customer_missing():
            raise UserError(
                self.env._(
                    "%(customer)s is not complete: enter %(fields)s first.",
                    customer=partner.display_name,
                    fields=", ".join(
                        partner._fields[name]._description_string(self.env)
                        for name in missing
                    ),
                )
            )
        self._take_new_customer_values()
        self.line_ids._check_lines()

    def _on_approval_submitted(self, request):
        res = super()._on_approval_submitted(request)
        if self._is_new_customer():
            self._set_customer_state("pending")
            self._get_target().activity_unlink([BACK_TO_CLERK])
        return res

    def _on_approval_executed(self, request):
        res = super()._on_approval_executed(request)
        if self._is_new_customer():
            self._set_customer_state("approved")
        return res

    def _on_approval_ended(self, request, outcome):
        res = super()._on_approval_ended(request, outcome)
        if self._is_new_customer():
            self._set_customer_state(STATE_BY_OUTCOME[outcome])
            if outcome != "recalled":
                self._hand_back(request, outcome)
        return res

    def _set_customer_state(self, state):
        self.ensure_one()
        self._get_target()._write_server({"group_approval_state": state})

    def _hand_back(self, request, outcome):
        """Tell the clerk what to do with the customer (AP-04)."""
        clerk = request.requester_id
        if not clerk.active:
            return
        partner = self._get_target().with_context(lang=clerk.lang)
        labels = dict(request._fields["state"]._description_selection(partner.env))
        partner.activity_schedule(
            BACK_TO_CLERK,
            summary=partner.env._(
                "New customer: %(outcome)s. Correct it and submit it again.",
                outcome=labels[outcome],
            ),
            user_id=clerk.id,
        )
