# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Date, Domain

KEY_FIELDS = ("company_id", "commercial_partner_id", "kind", "reference")


class GroupCustomerTransaction(models.Model):
    _name = "group.customer.transaction"
    _inherit = ["group.customer.transaction", "group.customer.line.import.mixin"]
    _import_compared_fields = (
        "amount",
        "currency_id",
        "date",
        "margin",
        "date_due",
        "collected_on",
        "product_category_id",
    )

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Customer History"),
                "template": "/group_customer/static/xls/"
                "group_customer_transaction_template.csv",
            }
        ]

    # Reading

    @api.model
    def _get_import_finders(self):
        return {
            **super()._get_import_finders(),
            "product_category_id": self._import_find_categories,
        }

    def _import_find_categories(self, cells):
        """Product category per cell: its whole name with those above it, else its own
        name; an error text where there is none or more than one."""
        categories = self.env["product.category"].search(
            Domain("complete_name", "in", cells) | Domain("name", "in", cells)
        )
        found = {}
        for cell in cells:
            matches = categories.filtered(lambda c, cell=cell: c.complete_name == cell)
            matches = matches or categories.filtered(
                lambda c, cell=cell: c.name == cell
            )
            if len(matches) == 1:
                found[cell] = matches
            elif matches:
                found[cell] = self.env._(
                    "%(count)s product categories are called '%(name)s'. Name the one "
                    "that is meant with those above it: %(names)s.",
                    count=len(matches),
                    name=cell,
                    names=", ".join(
                        f"'{name}'" for name in matches.mapped("complete_name")
                    ),
                )
            else:
                found[cell] = self.env._(
                    "There is no product category '%(name)s'. Create it first, correct "
                    "the line, or leave the cell empty.",
                    name=cell,
                )
        return found

    # Checking

    def _import_check(self, lines):
        today = Date.context_today(self)
        defaults = self.default_get(["company_id", "currency_id", "kind"])
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in ("partner_id", "date", "amount", "reference")
        }
        partners = self.env["res.partner"].browse(
            {ln.vals["partner_id"] for ln in lines if ln.vals.get("partner_id")}
        )
        entities = {p.id: p.commercial_partner_id.id for p in partners}
        for line in lines:
            for name, value in defaults.items():
                if not line.vals.get(name):
                    line.vals[name] = value
            if line.errors:
                continue
            amount = line.vals.get("amount")
            for name, label in labels.items():
                value = line.vals.get(name)
                if value is None or value is False or value == "":
                    line.errors.append(self.env._("%(field)s is missing.", field=label))
            if amount is not None and amount is not False and amount <= 0:
                line.errors.append(
                    self.env._(
                        "The amount is %(amount)s, but must be above zero: a refund "
                        "is a line of kind Refund with a positive amount.",
                        amount=amount,
                    )
                )
            for name in ("date", "collected_on"):
                value = Date.to_date(line.vals.get(name) or None)
                if value and value > today:
                    line.errors.append(
                        self.env._(
                            "%(date)s is still to come: history ends today.",
                            date=value,
                        )
                    )
            if not line.errors:
                line.key = (
                    line.vals["company_id"],
                    entities[line.vals["partner_id"]],
                    line.vals["kind"],
                    line.vals["reference"],
                )

    def _import_find_known(self, keyed):
        # sudo: the key is unique over all records, also those the user may not see
        return {
            tuple(
                value.id if isinstance(value, models.BaseModel) else value
                for value in (record[name] for name in KEY_FIELDS)
            ): record
            for record in self.sudo().search(
                Domain("reference", "in", [line.key[3] for line in keyed])
                & Domain("commercial_partner_id", "in", [line.key[1] for line in keyed])
            )
        }

    def _import_twice_error(self, first):
        return self.env._(
            "Line %(line)s has the same company, kind, reference and customer. Add up "
            "the amounts of one document in one line.",
            line=first.number,
        )

    def _import_known_error(self, record, changed):
        if not record.with_env(self.env).has_access("read"):
            # What is booked for the account of somebody else is not told.
            return self.env._(
                "This document was imported before with other values, for a customer "
                "whose history you may not read. Ask its account manager."
            )
        return self.env._(
            "%(transaction)s was imported before with another value of: %(fields)s. "
            "Change that record, or correct the line.",
            transaction=record.display_name,
            fields=", ".join(changed),
        )
