# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import file_open, file_path

from ...tools.packs import find_assumptions

# The layout of the JSON files that this version reads.
PACK_FORMAT = 5


class GroupCustomerPolicyPack(models.Model):
    """A whole regime (a trading company's ABCD table, a bank's cards…) as data.

    Shipped packs are the JSON files under ``data/packs``; the content of an imported
    one is kept in its record. Both hold sections; each section ``x`` is loaded by
    the method ``_load_x(load, items)`` of this model, so a later capability adds a
    section by adding that method, naming the section in :meth:`_get_section_names`
    and telling its shape in :meth:`_get_shapes`.
    """

    _name = "group.customer.policy.pack"
    _description = "Group Customer Policy Pack"
    _order = "sequence, code"

    name = fields.Char(required=True, translate=True, readonly=True)
    code = fields.Char(required=True, readonly=True)
    origin = fields.Selection(
        selection=[("shipped", "Shipped"), ("imported", "Imported")],
        required=True,
        default="shipped",
        readonly=True,
        help="Shipped: a file of the addon. Imported: exported from the settings of "
        "a company.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        readonly=True,
        help="The schemes and values of the pack are for this company alone; empty: "
        "for all companies.",
    )
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True, readonly=True)
    article = fields.Char(readonly=True, help="The regulations the pack comes from.")
    content = fields.Json(
        readonly=True,
        groups="group_customer.group_group_customer_admin",
        help="The file of an imported pack.",
    )
    version = fields.Integer(readonly=True)
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
    # What the file holds
    parameter_names = fields.Text(string="Parameters", compute="_compute_contents")
    assumption_count = fields.Integer(
        string="Assumptions",
        compute="_compute_contents",
        help="Texts of the pack that name a number which no source gives: adapt these "
        "first.",
    )
    assumptions = fields.Text(
        string="What the Sources Leave Open", compute="_compute_contents"
    )

    _code_company_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "Another policy pack has this code."
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
            self.env["group.customer.policy.pack.item"]
            .sudo()
            ._read_group(Domain("pack_id", "in", self.ids), ["pack_id"], ["__count"])
        )
        for pack in self:
            pack.item_count = counts.get(pack.sudo(), 0)

    @api.depends("content", "version")
    @api.depends_context("lang")
    def _compute_contents(self):
        for pack in self:
            for name, value in pack._prepare_contents(pack._get_content()).items():
                pack[name] = value

    def _prepare_contents(self, content):
        """Return the fields that tell, in the reader's language, what a file holds.

        :param dict content: the pack's file
        """
        assumptions = find_assumptions(content)
        return {
            "parameter_names": self._join_names(content, "parameters"),
            "assumption_count": len(assumptions),
            "assumptions": "\n".join(self._pick_lang(text) for text in assumptions),
        }

    @api.model
    def _join_names(self, content, section):
        return "\n".join(
            self._pick_lang(item["name"]) for item in content.get(section) or []
        )

    @api.model
    def _pick_lang(self, texts):
        """Return a text of a file in the user's language."""
        return texts.get(self.env.lang) or texts.get("en_US") or ""

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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_loaded(self):
        for pack in self:
            if pack.origin == "shipped":
                raise UserError(
                    self.env._(
                        "The policy pack “%(pack)s” is shipped with the addon and "
                        "cannot be deleted: it does nothing until it is loaded.",
                        pack=pack.display_name,
                    )
                )
            for item in pack.sudo().item_ids.sorted("key", reverse=True):
                if record := item._get_record():
                    raise UserError(
                        self.env._(
                            "The policy pack “%(pack)s” made “%(record)s”, which is "
                            "still there. Without the pack a newer file could no "
                            "longer find it: delete or archive what the pack made "
                            "and keep the pack.",
                            pack=pack.display_name,
                            record=record.display_name,
                        )
                    )

    # === ACTION METHODS === #

    def action_preview(self):
        """Open what loading the packs would change."""
        self.check_access("write")
        wizard = self.env["group.customer.policy.pack.load"].create(
            {"pack_ids": self.ids}
        )
        return wizard._get_action()

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
            counts.update(pack._load(restore=restore))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._format_counts(counts),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _format_counts(self, counts):
        message = self.env._(
            "%(created)s records created, %(updated)s updated, "
            "%(kept)s kept as your company changed them, "
            "%(unchanged)s already up to date.",
            created=counts["created"],
            updated=counts["updated"],
            kept=counts["kept"],
            unchanged=counts["unchanged"],
        )
        if counts["removed"]:
            message += " " + self.env._(
                "%(removed)s that the pack no longer holds were removed.",
                removed=counts["removed"],
            )
        return message

    # === BUSINESS METHODS === #

    @api.model
    def _get_shipped_codes(self):
        """Codes of the packs shipped with the addon, in the order of their list."""
        return [
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

    @api.model
    def _register_shipped_packs(self):
        """Make one record per shipped file; runs at installation and update."""
        for sequence, code in enumerate(self._get_shipped_codes(), 1):
            content = self._read_shipped(code)
            pack = self.search(self._get_shipped_domain(code), limit=1)
            if not pack:
                pack = self.create(
                    {
                        "code": code,
                        "sequence": sequence * 10,
                        "name": content["name"]["en_US"],
                    }
                )
            pack._write_description(content)

    def _write_description(self, content):
        """Take over what a file says about the pack."""
        self.ensure_one()
        values = {
            name: content.get(name) for name in ("name", "description", "article")
        }
        texts = {
            name: value for name, value in values.items() if isinstance(value, dict)
        }
        self.write({"article": values["article"], "version": content["version"]})
        self._write_texts(self, texts)

    @api.model
    def _get_shipped_domain(self, code):
        return Domain("code", "=", code) & Domain("origin", "=", "shipped")

    @api.model
    def _load_shipped_pack(self, code):
        """Load a shipped pack by its code; for installation and tests.

        :returns: how many records were created, updated, kept, unchanged
        :rtype: collections.Counter
        """
        pack = self.search(self._get_shipped_domain(code), limit=1)
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

    def _get_content(self):
        """Return the file of the pack, {} when the addon no longer ships it."""
        self.ensure_one()
        if self.origin == "imported":
            return self.sudo().content or {}
        if self.code not in self._get_shipped_codes():
            return {}
        return self._read_shipped(self.code)
