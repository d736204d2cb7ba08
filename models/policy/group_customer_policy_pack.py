# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import file_open, file_path

# The layout of the JSON files that this version reads.
PACK_FORMAT = 2


class GroupCustomerPolicyPack(models.Model):
    """A whole regime (a trading company's ABCD table, a bank's cards…) as data.

    The JSON files under ``data/packs`` hold sections; each section ``x`` is
    loaded by the method ``_load_x(items)`` of this model, so a later capability
    adds a section by adding a method and naming it in
    :meth:`_get_section_names`.

    Loading is idempotent. Each record made by a pack is remembered with the
    values it was shipped with: a second load, or a newer file, updates what the
    company left as shipped and keeps what it changed, unless it asks for the
    shipped values back.
    """

    _name = "group.customer.policy.pack"
    _description = "Group Customer Policy Pack"
    _order = "sequence, code"

    name = fields.Char(required=True, translate=True, readonly=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True, readonly=True)
    article = fields.Char(readonly=True, help="The regulations the pack comes from.")
    version = fields.Integer(string="Shipped Version", readonly=True)
    version_loaded = fields.Integer(string="Loaded Version", readonly=True)
    loaded_on = fields.Datetime(readonly=True)
    loaded_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    state = fields.Selection(
        selection=[
            ("available", "Available"),
            ("outdated", "Update available"),
            ("loaded", "Loaded"),
        ],
        compute="_compute_state",
    )
    item_ids = fields.One2many(
        comodel_name="group.customer.policy.pack.item",
        inverse_name="pack_id",
        string="Loaded Records",
        readonly=True,
    )
    item_count = fields.Integer(string="Records", compute="_compute_item_count")

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another policy pack has this code."
    )

    # === COMPUTE METHODS === #

    @api.depends("version", "version_loaded")
    def _compute_state(self):
        for pack in self:
            if not pack.version_loaded:
                pack.state = "available"
            elif pack.version_loaded < pack.version:
                pack.state = "outdated"
            else:
                pack.state = "loaded"

    @api.depends("item_ids")
    def _compute_item_count(self):
        counts = dict(
            self.env["group.customer.policy.pack.item"]._read_group(
                Domain("pack_id", "in", self.ids), ["pack_id"], ["__count"]
            )
        )
        for pack in self:
            pack.item_count = counts.get(pack, 0)

    # === CRUD METHODS === #

    def write(self, vals):
        # The list's place is the user's; the rest says what was shipped and loaded.
        if not self.env.su and set(vals) - {"sequence"}:
            raise AccessError(
                self.env._(
                    "A policy pack is as it was shipped: load it, then change the "
                    "records that it made."
                )
            )
        return super().write(vals)

    # === ACTION METHODS === #

    def action_load(self):
        """Load the packs, keeping what the company changed."""
        return self._action_load(restore=False)

    def action_restore(self):
        """Load the packs and put every shipped value back."""
        return self._action_load(restore=True)

    def _action_load(self, restore):
        self.check_access("write")
        counts = Counter()
        for pack in self:
            counts.update(pack.sudo()._load(restore=restore))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(created)s records created, %(updated)s updated, "
                    "%(kept)s kept as your company changed them, "
                    "%(unchanged)s already up to date.",
                    created=counts["created"],
                    updated=counts["updated"],
                    kept=counts["kept"],
                    unchanged=counts["unchanged"],
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_shipped_codes(self):
        """Codes of the packs shipped with the addon, in the order of their list."""
        codes = [
            "general",
            "sales_share",
            "real_estate",
            "rfm",
            "insurance",
            "bank_vip",
            "cooperation",
            "telecom",
            "value_need_behaviour",
            "importance",
            "hotel",
        ]
        return [code for code in codes if self._is_shipped(code)]

    @api.model
    def _is_shipped(self, code):
        try:
            file_path(f"group_customer/data/packs/{code}.json")
        except FileNotFoundError:
            return False
        return True

    @api.model
    def _get_section_names(self):
        """Sections of a pack file, in the order in which they are loaded."""
        return ["parameters"]

    @api.model
    def _register_shipped_packs(self):
        """Make one record per shipped file; runs at installation and update."""
        for sequence, code in enumerate(self._get_shipped_codes(), 1):
            content = self._read_shipped(code)
            values = {
                key: content[key]
                for key in ("name", "description", "article", "version")
            }
            pack = self.search(Domain("code", "=", code), limit=1)
            if not pack:
                pack = self.create(
                    {
                        "code": code,
                        "sequence": sequence * 10,
                        **self._to_source_values(values),
                    }
                )
            else:
                pack.write(self._to_source_values(values))
            self._write_translations(pack, values)

    @api.model
    def _load_shipped_pack(self, code):
        """Load a shipped pack by its code; for installation and tests.

        :returns: how many records were created, updated, kept, unchanged
        :rtype: collections.Counter
        """
        pack = self.search(Domain("code", "=", code), limit=1)
        if not pack:
            raise UserError(
                self.env._(
                    "There is no policy pack “%(code)s”. Shipped are: %(codes)s.",
                    code=code,
                    codes=", ".join(self._get_shipped_codes()),
                )
            )
        return pack._load()

    @api.model
    def _read_shipped(self, code):
        path = file_path(f"group_customer/data/packs/{code}.json")
        with file_open(path) as pack_file:
            return json.load(pack_file)

    def _load(self, restore=False):
        """Load one pack from its file.

        :param bool restore: also overwrite what the company changed
        :rtype: collections.Counter
        :raises UserError: when the file needs a newer addon
        """
        self.ensure_one()
        content = self._read_shipped(self.code)
        if content.get("format", PACK_FORMAT) > PACK_FORMAT:
            raise UserError(
                self.env._(
                    "The policy pack “%(pack)s” was written for a newer version of "
                    "Group Customers: update the addon, then load it again.",
                    pack=self.display_name,
                )
            )
        loader = self.with_context(group_customer_pack_restore=restore)
        counts = Counter()
        for section in self._get_section_names():
            counts.update(getattr(loader, f"_load_{section}")(content.get(section, [])))
        self.write(
            {
                "version": content["version"],
                "version_loaded": content["version"],
                "loaded_on": fields.Datetime.now(),
                "loaded_by_id": self.env.uid,
            }
        )
        return counts

    def _load_record(self, key, record, values):
        """Create or update the record of one item.

        :param str key: names the item for ever inside its pack, for example
            ``scheme:abcd_resource/grade:A``
        :param record: the existing record with the item's natural key, or an
            empty recordset of its model
        :param dict values: field values; a translated field is given as a dict
            of language codes to texts
        :returns: the record, and ``created``, ``updated``, ``kept`` or ``unchanged``
        :rtype: tuple
        """
        self.ensure_one()
        Item = self.env["group.customer.policy.pack.item"]
        item = Item.search(
            Domain("pack_id", "=", self.id) & Domain("key", "=", key), limit=1
        )
        if not record and item:
            # Without a natural key (the bands of a criterion) the item is the key.
            record = self.env[item.model].browse(item.res_id).exists() or record
        source_values = self._to_source_values(values)
        if not record:
            record = record.create(source_values)
            outcome = "created"
        else:
            shipped = item.shipped_values or {}
            restore = self.env.context.get("group_customer_pack_restore")
            to_write, kept = {}, False
            for name, value in source_values.items():
                current = self._to_plain(record, name)
                if current == self._to_plain_value(record, name, value):
                    continue
                if restore or not item or shipped.get(name) == current:
                    to_write[name] = value
                else:
                    kept = True
            if to_write:
                record.write(to_write)
            outcome = "updated" if to_write else "kept" if kept else "unchanged"
        self._write_translations(record, values)
        item_values = {
            "model": record._name,
            "res_id": record.id,
            "shipped_values": {
                name: self._to_plain_value(record, name, value)
                for name, value in source_values.items()
            },
            "shipped_translations": {
                name: value for name, value in values.items() if isinstance(value, dict)
            },
        }
        if not item:
            Item.create({"pack_id": self.id, "key": key, **item_values})
        elif any(item[name] != value for name, value in item_values.items()):
            item.write(item_values)
        return record, outcome

    def _load_translations(self):
        """Write the packs' own translations; for a language installed later."""
        for item in self.item_ids:
            record = self.env[item.model].browse(item.res_id).exists()
            if record:
                self._write_translations(record, item.shipped_translations or {})

    @api.model
    def _to_source_values(self, values):
        """Values as ``create`` takes them: the English text of translations."""
        return {
            name: value["en_US"] if isinstance(value, dict) else value
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
            return value.id or False
        if field.type == "date":
            return fields.Date.to_string(fields.Date.to_date(value)) or False
        if field.type in ("float", "monetary"):
            # As the column stores it, so that 0.1 + 0.2 is found unchanged.
            digits = field.get_digits(self.env) if field.type == "float" else None
            return round(value or 0.0, digits[1] if digits else 6)
        return value or False

    @api.model
    def _write_translations(self, record, values):
        """Write the other languages of translated values, where installed."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for name, value in values.items():
            if not isinstance(value, dict):
                continue
            current = record.with_context(lang="en_US")[name]
            if current != value["en_US"]:
                continue  # the company words it its own way
            for lang in installed & set(value) - {"en_US"}:
                translated = record.with_context(lang=lang)
                if translated[name] in (current, False, ""):
                    translated[name] = value[lang]

    # === SECTIONS === #

    def _load_parameters(self, items):
        counts = Counter()
        Parameter = self.env["group.customer.parameter"]
        Value = self.env["group.customer.parameter.value"]
        for item in items:
            values = {key: value for key, value in item.items() if key != "values"}
            parameter, outcome = self._load_record(
                f"parameter:{item['code']}",
                Parameter.search(Domain("code", "=", item["code"]), limit=1),
                values,
            )
            counts[outcome] += 1
            for line in item["values"]:
                existing = Value.search(
                    Domain("parameter_id", "=", parameter.id)
                    & Domain("company_id", "=", False)
                    & Domain("date_from", "=", line["date_from"]),
                    limit=1,
                )
                _value, outcome = self._load_record(
                    f"parameter:{item['code']}/value:{line['date_from']}",
                    existing,
                    {"parameter_id": parameter.id, **line},
                )
                counts[outcome] += 1
        return counts


class GroupCustomerPolicyPackItem(models.Model):
    """A record that a pack made, with the values it was shipped with."""

    _name = "group.customer.policy.pack.item"
    _description = "Group Customer Policy Pack Item"
    _order = "pack_id, id"

    pack_id = fields.Many2one(
        comodel_name="group.customer.policy.pack",
        required=True,
        ondelete="cascade",
        index=True,
    )
    key = fields.Char(required=True)
    model = fields.Char(required=True)
    res_id = fields.Many2oneReference(
        model_field="model", string="Record", required=True
    )
    shipped_values = fields.Json()
    shipped_translations = fields.Json()

    _key_unique = models.Constraint(
        "UNIQUE(pack_id, key)", "A policy pack names each of its records once."
    )
