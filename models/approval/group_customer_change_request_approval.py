# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .group_customer_approval_mixin import LOCKED_STATES

# What an approver may change where the step allows it, and how it is entered
KIND_BY_TYPE = {
    "float": "float",
    "monetary": "float",
    "integer": "integer",
    "char": "char",
    "text": "char",
    "date": "date",
}


class GroupCustomerChangeRequest(models.Model):
    """What the engine asks a change request, and what it is told."""

    _inherit = "group.customer.change.request"

    # === WHAT IS ASKED FOR === #

    def _get_field_names(self):
        """Return the names of the fields that this kind of change opens."""
        self.ensure_one()
        return self.env["res.partner"]._get_changeable_fields(self.type_id)

    def _get_approval_amount(self):
        self.ensure_one()
        values = self._get_proposed_values()
        if "credit_limit" not in values:
            return super()._get_approval_amount()
        return values["credit_limit"], self.company_id.currency_id

    def _get_approval_parties(self):
        """Nobody decides on getting a customer."""
        self.ensure_one()
        values = self._get_proposed_values()
        users = self.env["res.users"].browse(values.get("user_id") or ())
        return super()._get_approval_parties() | users

    def _get_approval_summary(self):
        self.ensure_one()
        frozen = self.approval_state in LOCKED_STATES
        summary = super()._get_approval_summary()
        for line in self.line_ids:
            before = line.value_from if frozen and line.value_from else None
            before = before or line._read_value(self._get_target())
            text = line.to_text
            if not line._is_same_value(before, line.value_to):
                text = f"{line._format_value(before)} → {line.to_text}"
            summary.append((line.field_label, text))
        if self.effective_date:
            label = self.env._("Effective Date")
            summary.append((label, format_date(self.env, self.effective_date)))
        if problems := self._find_range_problems():
            label = self.env._("Outside the Permitted Range")
            summary.append((label, "\n".join(problems)))
        if self.reason:
            summary.append((self.env._("Reason"), self.reason))
        return summary

    # === ACTION METHODS === #

    def action_submit_approval(self):
        action = super().action_submit_approval()
        # The reason is written once, in the request.
        action["context"]["default_note"] = self.reason
        action["context"]["default_attachment_ids"] = self.attachment_ids.ids
        return action

    # === BEFORE === #

    def _check_approval_submission(self):
        res = super()._check_approval_submission()
        for change in self:
            change._check_customer()
            change._check_complete()
            change._check_no_other()
            # The ranges may have changed since the lines were entered.
            self.env.add_to_compute(self._fields["is_outside_range"], change)
        return res

    def _check_customer(self):
        """Only what is guarded needs a request."""
        self.ensure_one()
        partner = self._get_target()
        if not partner.active:
            raise UserError(
                self.env._(
                    "%(customer)s is archived: unarchive it first.",
                    customer=partner.display_name,
                )
            )
        if not partner._is_under_guard():
            raise UserError(
                self.env._(
                    "%(customer)s is no group customer, so its terms are not guarded: "
                    "change them on the customer itself.",
                    customer=partner.display_name,
                )
            )

    def _check_complete(self):
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "%(request)s changes nothing yet: add a line with the field and "
                    "its new value.",
                    request=self.display_name,
                )
            )
        self.line_ids._check_lines()
        partner = self._get_target()
        for line in self.line_ids:
            if line._is_same_value(line._read_value(partner), line.value_to):
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(customer)s is %(value)s already: enter "
                        "another value, or remove the line.",
                        field=line.field_label,
                        customer=partner.display_name,
                        value=line.to_text,
                    )
                )

    def _check_no_other(self):
        """One running request per customer, company and field."""
        self.ensure_one()
        other = self.env["group.customer.change.request.line"].search(
            Domain("request_id", "!=", self.id)
            & Domain("request_id.partner_id", "=", self.partner_id.id)
            & Domain("request_id.company_id", "=", self.company_id.id)
            & Domain("request_id.approval_state", "in", ("in_progress", "approved"))
            & Domain("field_id", "in", self.line_ids.field_id.ids),
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "%(other)s already asks for another “%(field)s” of %(customer)s: "
                    "wait for the decision, or have it recalled first.",
                    other=other.request_id.name,
                    field=other.field_label,
                    customer=self.partner_id.display_name,
                )
            )

    # === VALUES THAT AN APPROVER MAY CHANGE === #

    def _get_approval_changeable(self):
        self.ensure_one()
        return [
            {
                "key": str(line.id),
                "label": line.field_label,
                "value": line.value_to["value"],
                "kind": KIND_BY_TYPE[line.ttype],
            }
            for line in self.line_ids
            if line.ttype in KIND_BY_TYPE and line.value_to
        ]

    def _apply_approval_changes(self, changes):
        """Take the approver's values, as long as they do not call for more approval
        than the request has: that is for a corrected request."""
        self.ensure_one()
        lines = {str(line.id): line for line in self.line_ids}
        if not changes or set(changes) - set(lines):
            return super()._apply_approval_changes(changes)
        was_outside = self.is_outside_range
        texts = []
        for key, value in changes.items():
            line = lines[key]
            before = line.to_text
            line.write(line._get_input_vals(value))
            texts.append(f"{line.field_label}: {before} → {line.to_text}")
        if self.is_outside_range and not was_outside:
            raise UserError(
                self.env._(
                    "With these values %(request)s would leave the permitted range, "
                    "which others may have to approve. Return it for correction "
                    "instead.\n%(problems)s",
                    request=self.display_name,
                    problems=self.range_problems,
                )
            )
        self._rehearse()
        return "\n".join(texts)

    # === WHAT HAPPENS === #

    def _on_approval_submitted(self, request):
        res = super()._on_approval_submitted(request)
        partner = self._get_target()
        for line in self.line_ids:
            line._write_server({"value_from": line._read_value(partner)})
        self._rehearse()
        return res

    def _on_approval_executed(self, request):
        res = super()._on_approval_executed(request)
        self._apply()
        return res
