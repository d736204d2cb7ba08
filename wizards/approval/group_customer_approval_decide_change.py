# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

NUMBER_KINDS = ("float", "integer", "monetary")


class GroupCustomerApprovalDecideChange(models.TransientModel):
    """A proposed value that the approver may change."""

    _name = "group.customer.approval.decide.change"
    _description = "Proposed Value"

    wizard_id = fields.Many2one(
        comodel_name="group.customer.approval.decide",
        required=True,
        ondelete="cascade",
        index=True,
    )
    key = fields.Char(required=True, readonly=True, export_string_translation=False)
    label = fields.Char(string="What", readonly=True)
    kind = fields.Selection(
        selection=[
            ("float", "Number"),
            ("integer", "Whole Number"),
            ("monetary", "Amount"),
            ("char", "Text"),
            ("date", "Day"),
        ],
        required=True,
        readonly=True,
    )
    proposed = fields.Json(readonly=True, export_string_translation=False)
    value_number = fields.Float(string="New Number", digits=(16, 2))
    value_text = fields.Char(string="New Text")
    value_date = fields.Date(string="New Day")

    @api.model
    def _prepare_change(self, item):
        """Return the values of a line.

        :param item: an element of ``document._get_approval_changeable()``
        """
        value, kind = item["value"], item["kind"]
        values = {"key": item["key"], "label": item["label"], "kind": kind}
        if kind in NUMBER_KINDS:
            return {**values, "proposed": value or 0, "value_number": value or 0}
        if kind == "date":
            text = fields.Date.to_string(fields.Date.to_date(value)) or False
            return {**values, "proposed": text, "value_date": text}
        return {**values, "proposed": value or "", "value_text": value or ""}

    def _get_value(self):
        self.ensure_one()
        if self.kind == "integer":
            return int(self.value_number)
        if self.kind in NUMBER_KINDS:
            return self.value_number
        if self.kind == "date":
            return fields.Date.to_string(self.value_date) or False
        return self.value_text or ""

    def _get_changes(self):
        """Return the values that differ from the proposed ones, by key."""
        return {
            change.key: change._get_value()
            for change in self
            # An empty value is none to Json
            if (change._get_value() or False) != (change.proposed or False)
        }
