# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from odoo.addons.base_import.models.base_import import ImportValidationError


class BaseImport(models.TransientModel):
    """Lets one bad cell spoil its line, not the file, where the model reports lines."""

    _inherit = "base_import.import"

    def _group_customer_reports_lines(self):
        model = self.env.get(self.res_model)
        return getattr(model, "_reports_import_lines", False)

    def execute_import(self, fields, columns, options, dryrun=False):
        wizard = self
        if self._group_customer_reports_lines():
            first = 1 + bool(options.get("has_headers")) + (options.get("skip") or 0)
            wizard = self.with_context(
                group_customer_import_first_line=first,
                group_customer_import_test=dryrun,
            )
        return super(BaseImport, wizard).execute_import(
            fields, columns, options, dryrun=dryrun
        )

    def _read_file(self, options):
        length, rows = super()._read_file(options)
        if rows and self._group_customer_reports_lines():
            # A line cut short must not stop the file: its missing cells are empty.
            width = len(rows[0])
            rows = [[*row, *[""] * (width - len(row))] for row in rows]
        return length, rows

    def _parse_date_from_data(self, data, index, name, field_type, options):
        parse = super()._parse_date_from_data
        if not self._group_customer_reports_lines():
            return parse(data, index, name, field_type, options)
        return self._group_customer_parse_lines(
            data, index, lambda line: parse([line], index, name, field_type, options)
        )

    def _parse_float_from_data(self, data, index, name, options):
        parse = super()._parse_float_from_data
        if not self._group_customer_reports_lines():
            return parse(data, index, name, options)
        return self._group_customer_parse_lines(
            data, index, lambda line: parse([line], index, name, options)
        )

    def _group_customer_parse_lines(self, data, index, parse):
        """Parse cell ``index`` of every line; one that cannot be read stays as it is,
        and ``load`` reports it with the number of its line."""
        for line in data:
            cell = line[index]
            try:
                parse(line)
            except ImportValidationError:
                line[index] = cell
