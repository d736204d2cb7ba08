# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import format_list

OUTCOMES = ("created", "updated", "removed", "kept", "unchanged")
# Bands and values have no name of their own: how many there are says enough.
COUNTED_KINDS = ("band", "value")


class GroupCustomerPolicyPackLoad(models.TransientModel):
    """Says what loading packs would change, before they are loaded."""

    _name = "group.customer.policy.pack.load"
    _description = "Group Customer Policy Pack Preview"

    pack_ids = fields.Many2many(
        comodel_name="group.customer.policy.pack",
        relation="group_customer_pack_load_pack_rel",
        column1="load_id",
        string="Packs",
        required=True,
        readonly=True,
    )
    changes = fields.Json(readonly=True)
    created_count = fields.Integer(string="Created", compute="_compute_counts")
    updated_count = fields.Integer(string="Updated", compute="_compute_counts")
    removed_count = fields.Integer(string="Removed", compute="_compute_counts")
    kept_count = fields.Integer(string="Kept", compute="_compute_counts")
    unchanged_count = fields.Integer(string="Unchanged", compute="_compute_counts")
    is_pending = fields.Boolean(compute="_compute_is_pending")
    summary = fields.Html(compute="_compute_summary", sanitize=False)

    @api.depends("changes")
    def _compute_counts(self):
        for wizard in self:
            entries = [
                entry for pack in wizard.changes or [] for entry in pack["changes"]
            ]
            for outcome in OUTCOMES:
                wizard[f"{outcome}_count"] = sum(
                    entry["outcome"] == outcome for entry in entries
                )

    @api.depends("changes", "pack_ids.version_loaded")
    def _compute_is_pending(self):
        """Whether there is something to load, be it only the note that it is."""
        for wizard in self:
            wizard.is_pending = (
                wizard.created_count
                or wizard.updated_count
                or wizard.removed_count
                or any(pack.state != "loaded" for pack in wizard.pack_ids)
            )

    @api.depends("changes")
    @api.depends_context("lang")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = self.env["ir.qweb"]._render(
                "group_customer.policy_pack_changes",
                {
                    "packs": [
                        wizard._prepare_pack(pack) for pack in wizard.changes or []
                    ]
                },
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        # What would change is found out here, whatever a client claims.
        wizards = super().create([{**vals, "changes": []} for vals in vals_list])
        for wizard in wizards:
            wizard.pack_ids.check_access("write")
            loads = wizard.pack_ids._preview()
            wizard.changes = [
                {
                    "name": pack.display_name,
                    "changes": loads[pack.id].changes,
                    "notes": loads[pack.id].notes,
                }
                for pack in wizard.pack_ids
            ]
        return wizards

    # === ACTION METHODS === #

    def action_load(self):
        """Load the packs, keeping what the company changed."""
        return self._action_load(self.pack_ids.action_load())

    def action_load_and_restore(self):
        """Load the packs and put every shipped value back."""
        return self._action_load(self.pack_ids.action_restore())

    def _action_load(self, action):
        action["params"]["next"] = {"type": "ir.actions.client", "tag": "soft_reload"}
        return action

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load Policy Pack"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # === SUMMARY === #

    def _prepare_pack(self, pack):
        """Return the changes of a pack by outcome, as texts for the template."""
        labels = {
            "created": (self.env._("New"), "text-bg-success"),
            "updated": (self.env._("Changed"), "text-bg-warning"),
            "removed": (self.env._("Removed"), "text-bg-danger"),
            "kept": (self.env._("Kept as your company changed it"), "text-bg-info"),
            "unchanged": (self.env._("Already up to date"), "text-bg-secondary"),
        }
        groups = []
        for outcome in OUTCOMES:
            entries = [e for e in pack["changes"] if e["outcome"] == outcome]
            if not entries:
                continue
            label, color = labels[outcome]
            detailed = outcome in ("updated", "kept", "removed")
            groups.append(
                {
                    "outcome": outcome,
                    "label": label,
                    "color": color,
                    "count": len(entries),
                    "entries": entries if detailed else [],
                    "tops": [] if detailed else self._gather(entries),
                    "is_open": outcome != "unchanged",
                }
            )
        kinds = self.env["group.customer.policy.pack"]._get_kind_labels()
        for group in groups:
            for entry in group["entries"]:
                entry["label"] = kinds.get(entry["kind"], entry["kind"])
        return {
            "name": pack["name"],
            "title": len(self.changes) > 1,
            "groups": groups,
            "notes": pack["notes"],
        }

    def _gather(self, entries):
        """Return entries by the record at their top: its kinds with their names."""
        kinds = self.env["group.customer.policy.pack"]._get_kind_labels()
        tops = {}
        for entry in entries:
            top_key = entry["key"].split("/")[0]
            top = tops.setdefault(
                top_key,
                {
                    "label": kinds.get(top_key.split(":")[0], ""),
                    "name": entry["path"][0],
                    "below": {},
                },
            )
            if len(entry["path"]) > 1:
                top["below"].setdefault(entry["kind"], []).append(entry["path"][-1])
        for top in tops.values():
            top["below"] = [
                {
                    "label": kinds.get(kind, kind),
                    "count": len(names),
                    "names": ""
                    if kind in COUNTED_KINDS
                    else format_list(self.env, names),
                }
                for kind, names in top["below"].items()
            ]
        return list(tops.values())
