# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import float_repr

from ...tools.packs import shorten_pair

# Of longer texts the preview shows the part that differs.
SHOWN_LENGTH = 160


class GroupCustomerPolicyPack(models.Model):
    """Says in the reader's words what a load changes."""

    _inherit = "group.customer.policy.pack"

    @api.model
    def _get_kind_labels(self):
        """Return what the items of a pack are called, by the kind in their keys."""
        return {
            "parameter": self.env._("Parameter"),
            "value": self.env._("Value"),
        }

    @api.model
    def _describe(self, record, changes):
        """Return changes of fields as texts."""
        described = []
        for change in changes:
            before, after = shorten_pair(
                self._format_value(record, change["name"], change["from"]),
                self._format_value(record, change["name"], change["to"]),
                SHOWN_LENGTH,
            )
            described.append(
                {
                    "label": self._get_field_label(record, change),
                    "from": before,
                    "to": after,
                    "kept": change["kept"],
                }
            )
        return described

    @api.model
    def _get_field_label(self, record, change):
        label = record._fields[change["name"]]._description_string(self.env)
        if change["lang"] in ("", "en_US"):
            return label
        language = self.env["res.lang"]._get_data(code=change["lang"]).name
        return f"{label} ({language})"

    @api.model
    def _format_value(self, record, name, value):
        """Return a plain value as a text to show."""
        field = record._fields[name]
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type in ("float", "monetary"):
            text = float_repr(value, 6)
            return text.rstrip("0").rstrip(".")
        if field.type == "integer":
            return str(value or 0)
        if not value:
            return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type in ("many2one", "many2many"):
            # sudo: only names, of records that the reader's pack refers to
            ids = value if isinstance(value, list) else [value]
            records = self.env[field.comodel_name].sudo().browse(ids).exists()
            return ", ".join(records.mapped("display_name"))
        return str(value)
