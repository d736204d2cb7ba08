# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerTerritoryPreviewLine(models.Model):
    """Where one account goes when a map is activated, and who would hold it.

    Lines are written by the one statement that previews or activates a map.
    """

    _name = "group.customer.territory.preview.line"
    _description = "Territory Preview"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "plan_id desc, id"
    _rec_name = "partner_id"
    _log_access = False
    _server_fields = frozenset(
        {
            "plan_id",
            "company_id",
            "partner_id",
            "territory_id",
            "other_territory_id",
            "from_territory_id",
            "from_user_id",
            "from_team_id",
            "to_user_id",
            "to_team_id",
            "outcome",
        }
    )

    plan_id = fields.Many2one(
        comodel_name="group.customer.territory.plan",
        string="Map",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    other_territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        string="Overlaps With",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        help="Another territory of the same depth that matches the account as well.",
    )
    from_territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        string="Territory Before",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    from_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Manager Before",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    from_team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Team Before",
        ondelete="set null",
        readonly=True,
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Manager After",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    to_team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Team After",
        ondelete="set null",
        readonly=True,
    )
    outcome = fields.Selection(
        selection=[
            ("move", "Moves"),
            ("same", "Stays"),
            ("pinned", "Pinned: Left Alone"),
            ("no_holder", "Territory without Holder"),
            ("unmatched", "In No Territory"),
            ("overlap", "In Two Territories"),
        ],
        readonly=True,
        index=True,
    )


class GroupCustomerTerritoryPlan(models.Model):
    """The preview of a map: who would move, loads before and after."""

    _inherit = "group.customer.territory.plan"

    preview_line_ids = fields.One2many(
        comodel_name="group.customer.territory.preview.line",
        inverse_name="plan_id",
        string="Accounts",
        readonly=True,
    )
    previewed_on = fields.Datetime(readonly=True, copy=False)
    previewed_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="set null", readonly=True, copy=False
    )
    is_preview_stale = fields.Boolean(
        string="Changed Since the Preview", readonly=True, copy=False
    )
    preview = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Totals of all accounts, also those that the reader may not open.",
    )

    def action_preview(self):
        """Compute who would move if these maps were in force; nothing else changes."""
        self.check_access("write")
        return True
