# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import closing

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain

from ...tools.packs import PackLoad, make_key


class GroupCustomerPolicyPack(models.Model):
    """Loads packs, or tells what loading them would change.

    Loading is idempotent and whole: what fails in the middle leaves nothing. Each
    record made by a pack is remembered with the values it was shipped with: a second
    load, or a newer file, updates what the company left as shipped and keeps what it
    changed, unless it asks for the shipped values back.

    The records are written with the rights of the user who loads, so a file can set
    nothing that its reader could not set by hand; only the memory of the pack is
    kept with all rights.
    """

    _inherit = "group.customer.policy.pack"

    # === LOADING === #

    def _load(self, restore=False):
        """Load one pack, whole or not at all.

        :param bool restore: also overwrite what the company changed
        :rtype: collections.Counter
        :raises UserError: naming the pack, the item and what to do
        """
        self.ensure_one()
        load = self._run_load(PackLoad(restore))
        self.sudo().write(
            {
                "version_loaded": self.version,
                "loaded_on": fields.Datetime.now(),
                "loaded_by_id": self.env.uid,
            }
        )
        return load.counts()

    @api.model
    def _add_missing_parameters(self):
        """Bring the parameters that a newer addon reads to a database that loaded the
        general pack earlier; runs at every update. Nothing that is there is touched.
        """
        pack = self.search(self._get_shipped_domain("general"), limit=1)
        if not pack.version_loaded:
            return
        items = pack._get_content()["parameters"]
        known = self.env["group.customer.parameter"].search(
            Domain("code", "in", [item["code"] for item in items])
        )
        codes = set(known.mapped("code"))
        load = PackLoad(False)
        load.items = {item.key: item for item in pack.sudo().item_ids}
        load.enter("parameters")
        pack._load_parameters(
            load, [item for item in items if item["code"] not in codes]
        )

    def _preview(self, restore=False):
        """Return what loading the packs, one after the other, would do.

        They are really loaded, and all of it is taken back: what is told is what
        happens.

        :returns: pack id → :class:`PackLoad`
        """
        # No messages or mails about what does not last.
        packs = self.with_context(tracking_disable=True)
        loads = {}
        with closing(self.env.cr.savepoint()):
            for pack in packs:
                loads[pack.id] = pack._run_load(PackLoad(restore))
        for load in loads.values():
            load.records = {}
        return loads

    def _run_load(self, load):
        """Load the sections inside a savepoint."""
        self.ensure_one()
        try:
            self.sudo().lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "The policy pack “%(pack)s” is being loaded by somebody else: "
                    "wait a moment, then try again.",
                    pack=self.display_name,
                )
            ) from error
        content = self._get_content()
        self._check_content(content)
        if self.origin == "shipped" and self.version != content["version"]:
            self.sudo()._write_description(content)
        if self.origin == "imported":
            load.notes += self._find_foreign_notes(content)
        load.items = {item.key: item for item in self.sudo().item_ids}
        loader = self.with_context(active_test=False)
        try:
            with self.env.cr.savepoint():
                for section in self._get_section_names():
                    if items := content.get(section):
                        load.enter(section)
                        getattr(loader, f"_load_{section}")(load, items)
        except (UserError, ValueError) as error:
            raise self._prepare_load_error(load, error.args[0]) from error
        except (psycopg2.IntegrityError, psycopg2.DataError) as error:
            model = self.env[load.model or self._name]
            message = model._sql_error_to_message(error)
            raise self._prepare_load_error(load, message) from error
        return load

    def _prepare_load_error(self, load, message):
        return UserError(
            self.env._(
                "The policy pack “%(pack)s” was not loaded; nothing was changed. At "
                "%(place)s: %(message)s",
                pack=self.display_name,
                place=load.place,
                message=message,
            )
        )

    # === RECORDS === #

    def _load_record(self, load, key, record, values):
        """Create or update the record of one item.

        :param PackLoad load: takes note of what was done
        :param str key: names the item for ever inside its pack, for example
            ``scheme:abcd_resource/grade:A``
        :param record: the existing record with the item's natural key, or an
            empty recordset of its model
        :param dict values: field values; a translated field is given as a dict
            of language codes to texts, many records as a list of ids
        :returns: the record
        """
        load.enter(key, record._name)
        item = load.items.get(key, self.env["group.customer.policy.pack.item"])
        if made := self._get_made(load, key, record._name):
            record = made
        texts = {
            name: value for name, value in values.items() if isinstance(value, dict)
        }
        plain = {name: value for name, value in values.items() if name not in texts}
        if not record:
            record = record.create(self._to_source_values(values))
            # The language of the user is not that of the file.
            self._write_texts(record, texts, {self.env.lang})
            load.add(key, record, record.display_name, "created")
            self._remember(load, key, record, plain, texts)
            return record
        shipped = item.shipped_values or {} if made else None
        changes = [
            *self._find_value_changes(load, record, plain, shipped),
            *self._find_text_changes(load, record, texts, shipped, item),
        ]
        written = [change for change in changes if not change["kept"]]
        if vals := {c["name"]: c["value"] for c in written if not c["lang"]}:
            record.write(vals)
        for name in texts:
            translations = {
                change["lang"]: change["value"]
                for change in written
                if change["name"] == name and change["lang"]
            }
            if translations:
                record.update_field_translations(name, translations)
        outcome = "updated" if written else "kept" if changes else "unchanged"
        load.add(
            key, record, record.display_name, outcome, self._describe(record, changes)
        )
        if made or load.restore:
            self._remember(load, key, record, plain, texts)
        return record

    def _get_made(self, load, key, model):
        """The record that this pack made for a key, if it is still there."""
        item = load.items.get(key, self.env["group.customer.policy.pack.item"])
        # As the user who loads, not with the rights of the pack's memory.
        record = item._get_record(model)
        return self.env[model].browse(record.id)

    def _enter_items(self, load, section, kind, items, get_refusal):
        """Go through a section whose codes are those of the company, item by item.

        :param str section: its shape names the model of the records
        :param str kind: what an item is called in keys
        :param get_refusal: function of a name and a code: what to tell who loads
            when somebody else made the record with the code
        :returns: iterator of key, item and the record that this pack made, else none
        :raises UserError: what ``get_refusal`` tells
        """
        model = self._get_shapes()[section].model
        for item in items:
            key = make_key((kind, item["code"]))
            load.enter(key, model)
            record = self._get_made(load, key, model)
            if not record:
                domain = Domain("code", "=", item["code"])
                domain &= Domain("company_id", "=", self.company_id.id)
                if foreign := record.search(domain, limit=1):
                    raise UserError(get_refusal(foreign.display_name, item["code"]))
            yield key, item, record

    def _remember(self, load, key, record, plain, texts):
        """Keep what was shipped, to know later what the company changed."""
        values = {
            **plain,
            **{name: text["en_US"] for name, text in texts.items()},
        }
        item_values = {
            "model": record._name,
            "res_id": record.id,
            "shipped_values": {
                name: self._to_plain_value(record, name, value)
                for name, value in values.items()
            },
            "shipped_translations": texts,
        }
        item = load.items.get(key)
        if not item:
            load.items[key] = self.item_ids.sudo().create(
                {"pack_id": self.id, "key": key, **item_values}
            )
        elif any(item[name] != value for name, value in item_values.items()):
            item.write(item_values)

    def _drop_missing(self, load, prefix):
        """Remove what an older file brought below an item and this one no longer has.

        What the company changed stays, unless it asks for the shipped values.
        """
        stale = [
            key
            for key in load.items
            if key.startswith(f"{prefix}/") and key not in load.records
        ]
        for key in sorted(stale, key=lambda key: (-key.count("/"), key)):
            item = load.items[key]
            record = self._get_made(load, key, item.model)
            if not record:
                load.items.pop(key).unlink()
                continue
            below = any(other.startswith(f"{key}/") for other in load.items)
            if load.restore or not (below or self._is_changed(record, item)):
                self._drop_record(load, key, record)
            else:
                load.add(key, record, record.display_name, "kept")

    def _drop_record(self, load, key, record):
        """Remove a record, or say why it has to stay."""
        load.enter(key, record._name)
        name = record.display_name
        try:
            with self.env.cr.savepoint():
                record.unlink()
        except UserError as error:
            # Customers hold the grade, or have been judged by it.
            load.notes.append(error.args[0])
            load.add(key, record, name, "kept")
        else:
            load.add(key, record, name, "removed")
            load.items.pop(key).unlink()

    @api.model
    def _is_changed(self, record, item):
        return any(
            self._to_plain(record, name) != value
            for name, value in (item.shipped_values or {}).items()
            if name in record._fields
        )

    # === SECTIONS === #

    def _load_parameters(self, load, items):
        Parameter = self.env["group.customer.parameter"]
        Value = self.env["group.customer.parameter.value"]
        names = self._get_shapes()["parameters"].fields
        for item in items:
            key = make_key(("parameter", item["code"]))
            parameter = self._load_record(
                load,
                key,
                Parameter.search(Domain("code", "=", item["code"]), limit=1),
                {name: item[name] for name in names if name in item},
            )
            for line in item["values"]:
                existing = Value.search(
                    Domain("parameter_id", "=", parameter.id)
                    & Domain("company_id", "=", self.company_id.id)
                    & Domain("date_from", "=", line["date_from"]),
                    limit=1,
                )
                self._load_record(
                    load,
                    f"{key}/{make_key(('value', line['date_from']))}",
                    existing,
                    {
                        "parameter_id": parameter.id,
                        "company_id": self.company_id.id,
                        **line,
                    },
                )
            self._drop_missing(load, key)
