# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Command


class GroupCustomerPolicyPack(models.Model):
    """Compares what a file sets with what records have, and writes translations."""

    _inherit = "group.customer.policy.pack"

    @api.model
    def _find_value_changes(self, load, record, values, shipped):
        """Return what a file sets otherwise than the record has it.

        :param shipped: what the pack set before; None when it never did
        """
        changes = []
        for name, value in values.items():
            current = self._to_plain(record, name)
            if current == self._to_plain_value(record, name, value):
                continue
            left = shipped is not None and self._is_left(record, name, current, shipped)
            changes.append(
                {
                    "name": name,
                    "lang": "",
                    "from": current,
                    "value": [Command.set(value)] if isinstance(value, list) else value,
                    "to": self._to_plain_value(record, name, value),
                    "kept": not (load.restore or left),
                }
            )
        return changes

    @api.model
    def _is_left(self, record, name, current, shipped):
        """Whether the company left a value as it was shipped."""
        if name in shipped:
            return shipped[name] == current
        # Newer files set fields that older ones did not know.
        default = record.default_get([name]).get(name)
        return current in (False, 0, self._to_plain_value(record, name, default))

    @api.model
    def _find_text_changes(self, load, record, texts, shipped, item):
        """The same for translated texts, language by language."""
        changes = []
        languages = {code for code, _name in self.env["res.lang"].get_installed()}
        before = (item.shipped_translations or {}) if shipped is not None else {}
        for name, wanted in texts.items():
            current = record.sudo()._fields[name]._get_stored_translations(record) or {}
            english = current.get("en_US") or False
            changed = english != (wanted["en_US"] or False)
            kept = changed and not (
                load.restore
                or shipped is not None
                and self._is_left(record, name, english, shipped)
            )
            if changed:
                changes.append(
                    self._prepare_text_change(name, "en_US", english, wanted, kept)
                )
            if kept:
                continue  # the company words it its own way, in every language
            for lang in sorted(languages & set(wanted) - {"en_US"}):
                text = current.get(lang) or False
                if text == wanted[lang]:
                    continue
                left = text in (False, english, before.get(name, {}).get(lang))
                kept = not (load.restore or left)
                changes.append(
                    self._prepare_text_change(name, lang, text, wanted, kept)
                )
        return changes

    @api.model
    def _prepare_text_change(self, name, lang, text, wanted, kept):
        return {
            "name": name,
            "lang": lang,
            "from": text,
            "value": wanted[lang],
            "to": wanted[lang],
            "kept": kept,
        }

    @api.model
    def _to_source_values(self, values):
        """Values as ``create`` takes them: the English text of translations."""
        return {
            name: value["en_US"]
            if isinstance(value, dict)
            else [Command.set(value)]
            if isinstance(value, list)
            else value
            for name, value in values.items()
        }

    @api.model
    def _to_plain(self, record, name):
        """The current value of a field in the form that JSON stores."""
        record = record.with_context(lang="en_US")
        return self._to_plain_value(record, name, record[name])

    @api.model
    def _to_plain_value(self, record, name, value):
        field = record._fields[name]
        if isinstance(value, models.BaseModel):
            value = value.ids if field.type == "many2many" else value.id
        if field.type == "many2many":
            return sorted(value or [])
        if field.type == "date":
            return fields.Date.to_string(fields.Date.to_date(value)) or False
        if field.type in ("float", "monetary"):
            # As the column stores it, so that 0.1 + 0.2 is found unchanged.
            digits = field.get_digits(self.env) if field.type == "float" else None
            return round(value or 0.0, digits[1] if digits else 6)
        return value or False

    @api.model
    def _write_texts(self, record, texts, others=()):
        """Write translated texts in every installed language that a file has.

        :param others: languages whose text gives way to the English one where the
            file has none of its own
        """
        languages = {code for code, _name in self.env["res.lang"].get_installed()}
        for name, wanted in texts.items():
            translations = {
                lang: text
                for lang, text in wanted.items()
                if lang in languages | {"en_US"}
            }
            for lang in set(others) & languages - set(wanted):
                translations[lang] = False
            record.update_field_translations(name, translations)

    # === TRANSLATIONS === #

    def _load_translations(self):
        """Write the packs' own translations; for a language installed later."""
        for item in self.item_ids:
            if record := item._get_record():
                self._write_translations(record, item.shipped_translations or {})

    @api.model
    def _write_translations(self, record, values):
        """Write the other languages of translated values, where installed."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for name, value in values.items():
            current = record.with_context(lang="en_US")[name]
            if current != value["en_US"]:
                continue  # the company words it its own way
            for lang in installed & set(value) - {"en_US"}:
                translated = record.with_context(lang=lang)
                if translated[name] in (current, False, ""):
                    translated[name] = value[lang]
