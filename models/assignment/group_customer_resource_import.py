# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Date, Domain

REQUIRED = ("name", "partner_id", "date", "amount")


class GroupCustomerResource(models.Model):
    """Import of customer resources: good lines are taken, bad ones reported."""

    _name = "group.customer.resource"
    _inherit = ["group.customer.resource", "group.customer.line.import.mixin"]
    _import_compared_fields = (
        "partner_id",
        "amount",
        "currency_id",
        "date",
        "insured_on",
        "premium",
    )

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Customer Resources"),
                "template": "/group_customer/static/xls/"
                "group_customer_resource_template.csv",
            }
        ]

    # Reading

    @api.model
    def _get_import_finders(self):
        return {
            **super()._get_import_finders(),
            "kind_id": self._import_find_kinds,
            "original_unit_id": self._import_find_units,
        }

    def _import_find_kinds(self, cells):
        kinds = self.env["group.customer.resource.kind"].search([("active", "=", True)])
        return self._import_find_coded(
            kinds,
            cells,
            lambda cell: self.env._(
                "There is no kind of customer resource '%(name)s'. Use one of: "
                "%(names)s. Or leave the cell empty: the kind follows premium and "
                "date.",
                name=cell,
                names=", ".join(kinds.mapped("code")),
            ),
        )

    def _import_find_units(self, cells):
        units = self.env["group.customer.resource.unit"].search([("active", "=", True)])
        return self._import_find_coded(
            units,
            cells,
            lambda cell: self.env._(
                "There is no original unit '%(name)s'. Create it first, or leave the "
                "cell empty.",
                name=cell,
            ),
        )

    @api.model
    def _import_find_coded(self, records, cells, get_error):
        """Record per cell: by its code, else by its name in a language in use."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        found = {}
        for cell in cells:
            matches = records.filtered(lambda record, cell=cell: record.code == cell)
            for lang in languages:
                matches = matches or records.with_context(lang=lang).filtered(
                    lambda record, cell=cell: record.name == cell
                )
            one = len(matches) == 1
            found[cell] = matches.with_env(self.env) if one else get_error(cell)
        return found

    # Checking

    def _import_check(self, lines):
        self._import_check_required([ln for ln in lines if not ln.errors], REQUIRED)
        defaults = self.default_get(["company_id", "currency_id", "premium"])
        today = Date.context_today(self)
        customers = self.env["res.partner"].browse(
            {line.vals["partner_id"] for line in lines if line.vals.get("partner_id")}
        )
        # sudo: the check goes by what the customer is, not by who asks
        strangers = customers.sudo().filtered(
            lambda p: not p.commercial_partner_id.is_group_customer
        )
        for line in lines:
            if line.errors:
                continue
            for name, value in defaults.items():
                if not line.vals.get(name):
                    line.vals[name] = value
            if line.vals["partner_id"] in strangers.ids:
                line.errors.append(
                    self.env._(
                        "%(partner)s is not a group customer. Mark it as one first.",
                        partner=customers.browse(line.vals["partner_id"]).display_name,
                    )
                )
            paid_on = Date.to_date(line.vals.get("last_payment_on") or None)
            if paid_on and paid_on > today:
                line.errors.append(
                    self.env._(
                        "The last payment on %(date)s is still to come.", date=paid_on
                    )
                )
            for name in ("address_completeness", "phone_completeness"):
                if not 0 <= (line.vals.get(name) or 0) <= 100:
                    line.errors.append(
                        self.env._(
                            "%(field)s is %(value)s, but must be a percentage from 0 "
                            "to 100.",
                            field=self._fields[name]._description_string(self.env),
                            value=line.vals[name],
                        )
                    )
            if line.vals["amount"] < 0:
                line.errors.append(self.env._("The amount is negative."))
            if not line.errors:
                line.key = (line.vals["company_id"], line.vals["name"].strip())
                line.vals["name"] = line.key[1]

    def _import_find_known(self, keyed):
        # sudo: the key is unique over all records, also those the user may not see
        return {
            (record.company_id.id, record.name): record
            for record in self.sudo().search(
                Domain("name", "in", [line.key[1] for line in keyed])
            )
        }

    def _import_twice_error(self, first):
        return self.env._(
            "Line %(line)s has the same company and reference. Give each contract its "
            "own number.",
            line=first.number,
        )

    def _import_known_error(self, record, changed):
        if not record.with_env(self.env).has_access("read"):
            return self.env._(
                "This company has a resource with this reference that you may not "
                "read. Correct the reference or ask an administrator."
            )
        return self.env._(
            "%(resource)s is here already with another value of: %(fields)s. Change "
            "that record, or correct the line.",
            resource=record.display_name,
            fields=", ".join(changed),
        )

    # Writing

    @api.model
    def _import_create_records(self, vals_list):
        for vals in vals_list:
            self._check_server_fields(vals)
        return self._create_server(
            [{**self._mark_given(vals), "source": "import"} for vals in vals_list]
        )
