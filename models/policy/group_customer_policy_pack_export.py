# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from odoo import api, models

from ...tools.packs import find_id_conditions
from .group_customer_policy_pack import PACK_FORMAT


class GroupCustomerPolicyPack(models.Model):
    """Writes settings of a company as a file that another database can load."""

    _inherit = "group.customer.policy.pack"

    @api.model
    def _export_content(self, head, parameters, company):
        """Return the content of a file; later sections add theirs.

        :param dict head: code, version, name, description and article of the pack
        :param parameters: ``group.customer.parameter`` to take along
        :param company: ``res.company`` whose values of the parameters are taken
        """
        return {
            **head,
            "format": PACK_FORMAT,
            "addon": self._get_addon_version(),
            "parameters": [
                self._export_parameter(parameter, company) for parameter in parameters
            ],
        }

    @api.model
    def _export_parameter(self, parameter, company):
        """A company's values are those of all companies until its own begin."""
        values = parameter.value_ids.sorted("date_from")
        own = values.filtered(lambda value: value.company_id == company)
        shared = values.filtered(lambda value: not value.company_id)
        if own:
            shared = shared.filtered(lambda value: value.date_from < own[0].date_from)
        return {
            **self._export_values("parameters", parameter),
            "values": [
                self._export_values("parameter_values", value) for value in shared + own
            ],
        }

    @api.model
    def _export_values(self, shape_name, record):
        """Return all fields of a record that a file may hold.

        Empty ones too: a value that was emptied is emptied where the file is loaded.
        """
        shape = self._get_shapes()[shape_name]
        return {name: self._export_value(record, name) for name in shape.fields}

    @api.model
    def _export_value(self, record, name):
        field = record._fields[name]
        if field.type in ("char", "text") and field.translate:
            return self._export_texts(record, name)
        value = self._to_plain(record, name)
        if field.type == "boolean":
            return value
        if field.type == "integer":
            return value or 0
        if field.type in ("float", "monetary"):
            return int(value) if value == int(value) else value
        return value or None

    @api.model
    def _export_texts(self, record, name):
        """Return a text in English and every installed language."""
        languages = {code for code, _name in self.env["res.lang"].get_installed()}
        # sudo: the record itself was read with the rights of the user
        texts = record.sudo()._fields[name]._get_stored_translations(record.sudo())
        if not texts or not texts.get("en_US"):
            return None
        return {
            lang: text
            for lang, text in sorted(texts.items())
            if text and lang in languages | {"en_US"}
        }

    # === WARNINGS === #

    @api.model
    def _find_export_notes(self, content):
        """Return what to know before a file is loaded in another database."""
        return self._find_foreign_notes(content)

    @api.model
    def _find_foreign_notes(self, content):
        """Return what in a file means something in the database it came from only."""
        return []

    @api.model
    def _find_filter_notes(self, place, text, model="res.partner"):
        """Return the conditions of a filter that name records by their numbers.

        :param str place: what has the filter
        :param str text: the filter as it is written
        :param str model: what it filters
        """
        try:
            conditions = find_id_conditions(literal_eval(text or "[]"))
        except (ValueError, SyntaxError):
            return []  # the record refuses it with its own words
        notes = []
        for path, numbers in conditions:
            if not (comodel := self._get_relation(model, path)):
                continue
            records = self.env[comodel].search([("id", "in", numbers)])
            notes.append(
                self.env._(
                    "The filter of “%(place)s” names records by their numbers in one "
                    "database: %(field)s %(numbers)s (here: %(names)s). Choose them "
                    "again after loading, or filter by something else.",
                    place=place,
                    field=path,
                    numbers=numbers,
                    names=", ".join(records.mapped("display_name"))
                    or self.env._("nothing"),
                )
            )
        return notes

    @api.model
    def _get_relation(self, model, path):
        """The model of the records that a field path of a model leads to."""
        for name in path.split("."):
            if name == "id":
                break
            field = self.env[model]._fields.get(name) if model in self.env else None
            model = field.comodel_name if field is not None else None
        return model
