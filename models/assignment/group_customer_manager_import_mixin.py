# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Date, Domain

from ...tools.resource_windows import get_month_start


class GroupCustomerManagerImportMixin(models.AbstractModel):
    """Imports of figures about account managers: who is meant is found by login, name
    or e-mail of the user."""

    _name = "group.customer.manager.import.mixin"
    _description = "Import about Account Managers"
    _inherit = ["group.customer.line.import.mixin"]

    # Fields that make a line the same as another, the manager first
    _import_key = ()
    _import_required = ()

    @api.model
    def _get_import_finders(self):
        return {"manager_id": self._import_find_managers}

    def _import_find_managers(self, cells):
        managers = self.env["group.customer.manager"].search(
            Domain("user_id.login", "in", cells)
            | Domain("user_id.name", "in", cells)
            | Domain("user_id.email", "in", cells)
        )
        found = {}
        for cell in cells:
            for name in ("login", "email", "name"):
                matches = managers.filtered(
                    lambda m, cell=cell, name=name: m.user_id[name] == cell
                )
                if matches:
                    break
            own = matches.filtered(lambda m: m.company_id == self.env.company)
            matches = own or matches
            if len(matches) == 1:
                found[cell] = matches
            elif matches:
                found[cell] = self.env._(
                    "%(count)s account managers are called '%(name)s'. Name the one "
                    "that is meant by the login.",
                    count=len(matches),
                    name=cell,
                )
            else:
                found[cell] = self.env._(
                    "No account manager has the login, e-mail or name '%(name)s'. "
                    "Enter the profile first or correct the line.",
                    name=cell,
                )
        return found

    def _import_check(self, lines):
        self._import_check_required(
            [line for line in lines if not line.errors], self._import_required
        )
        defaults = self.default_get(list(self._import_key))
        for line in lines:
            if line.errors:
                continue
            for name in self._import_key:
                if not line.vals.get(name) and defaults.get(name):
                    line.vals[name] = defaults[name]
            line.key = tuple(
                self._import_get_key(name, line.vals.get(name))
                for name in self._import_key
            )

    @api.model
    def _import_get_key(self, name, value):
        if self._fields[name].type != "date":
            return value
        date = Date.to_date(value)
        return get_month_start(date) if name == "month" else date

    def _import_find_known(self, keyed):
        # sudo: the key is unique over all records, also those the user may not see
        records = self.sudo().search(
            Domain("manager_id", "in", [line.key[0] for line in keyed])
        )
        return {
            tuple(
                record[name].id
                if self._fields[name].type == "many2one"
                else record[name]
                for name in self._import_key
            ): record
            for record in records
        }

    def _import_known_error(self, record, changed):
        return self.env._(
            "%(record)s is here already with another value of: %(fields)s. Change that "
            "record, or correct the line.",
            record=record.display_name,
            fields=", ".join(changed),
        )

    def _import_twice_error(self, first):
        return self.env._(
            "Line %(line)s says something else about the same.",
            line=first.number,
        )
