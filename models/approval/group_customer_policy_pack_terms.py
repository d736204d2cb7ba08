# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.packs import make_key


class GroupCustomerPolicyPack(models.Model):
    """Loads guarded fields and permitted terms."""

    _inherit = "group.customer.policy.pack"

    @api.model
    def _get_section_names(self):
        return [*super()._get_section_names(), "guarded_fields", "term_ranges"]

    # === GUARDED FIELDS === #

    def _load_guarded_fields(self, load, items):
        Guard = self.env["group.customer.guarded.field"]
        types = self.env["group.customer.approval.type"]
        for item in items:
            key = make_key(("guard", item["field"]))
            load.enter(key, Guard._name)
            field = self.env["ir.model.fields"]._get("res.partner", item["field"])
            if not field:
                load.notes.append(
                    self.env._(
                        "Customers have no field “%(field)s” here, so it is not "
                        "guarded: load the pack again once the app with the field is "
                        "installed.",
                        field=item["field"],
                    )
                )
                continue
            guard = Guard.search(Domain("field_id", "=", field.id), limit=1)
            if self._is_shared(load, key, guard):
                continue
            values = {
                "field_id": field.id,
                "type_id": types._get(item["type"]).id,
                **self._prepare_item_vals("guarded_fields", item),
            }
            if "groups" in item:
                names = item["groups"] or []
                values["group_ids"] = [self._find_group(name).id for name in names]
            self._load_record(load, key, guard, values)

    # === PERMITTED TERMS === #

    def _load_term_ranges(self, load, items):
        made_items = self._enter_items(
            load,
            "term_ranges",
            "range",
            items,
            lambda name, code: self.env._(
                "There are permitted terms “%(range)s” with the code %(code)s that "
                "this pack did not make. They are left alone: give them another code, "
                "then load the pack again.",
                range=name,
                code=code,
            ),
        )
        for sequence, (key, item, term_range) in enumerate(made_items, 1):
            self._load_record(
                load,
                key,
                term_range,
                {
                    "sequence": sequence * 10,
                    **self._prepare_company_vals("term_ranges", item),
                    **self._find_range_records(load, item),
                },
            )

    def _find_range_records(self, load, item):
        """Return the values of a range that name records of this database.

        :raises UserError: when one is not here: a range that says less than it should
            would permit too much
        """
        values = {}
        if scheme_code := item.get("scheme"):
            domain = Domain("scheme_id.code", "=", scheme_code)
            domain &= Domain("code", "=", item.get("grade"))
            domain &= Domain("scheme_id.company_id", "in", [self.company_id.id, False])
            grade = self._find_named(
                "group.customer.grade", domain, f"{scheme_code} / {item.get('grade')}"
            )
            values.update(scheme_id=grade.scheme_id.id, grade_id=grade.id)
        if name := item.get("category"):
            values["category_id"] = self._find_named(
                "product.category", Domain("complete_name", "=", name), name
            ).id
        for key, model, field in (
            ("payment_terms", "account.payment.term", "name"),
            ("settlement_methods", "group.customer.settlement.method", "code"),
        ):
            if key in item:
                values[f"{key[:-1]}_ids"] = [
                    self._find_named(model, Domain(field, "=", name), name).id
                    for name in item[key] or []
                ]
        return values

    def _find_named(self, model, domain, name):
        """Return the one record of a name.

        :raises UserError: when there is none
        """
        # sudo: looks a name up
        records = self.env[model].sudo().with_context(lang="en_US")
        if record := records.search(domain, limit=1):
            return record
        raise UserError(
            self.env._(
                "there is no %(model)s “%(name)s” here; create it, or remove it from "
                "the file.",
                model=records._description,
                name=name,
            )
        )
