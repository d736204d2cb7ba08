# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# From the widest to the narrowest; a territory is not wider than the one it lies in.
LEVELS = ("region", "city", "grid", "street", "building")


class GroupCustomerTerritory(models.Model):
    """A node of a map: who holds the accounts that its criteria describe (AM-22).

    A node matches inside its parent only; one without criteria takes what its parent
    has. An account belongs to the deepest node that matches it, and to the holder of
    the nearest node upwards that names one.
    """

    _name = "group.customer.territory"
    _description = "Territory"
    _parent_store = True
    _order = "plan_id desc, complete_name, id"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _check_company_auto = True

    plan_id = fields.Many2one(
        comodel_name="group.customer.territory.plan",
        string="Map",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index="btree_not_null"
    )
    state = fields.Selection(related="plan_id.state")
    name = fields.Char(required=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True
    )
    code = fields.Char(index="btree_not_null")
    level = fields.Selection(
        selection=[
            ("region", "Region"),
            ("city", "City"),
            ("grid", "Grid"),
            ("street", "Street"),
            ("building", "Building"),
        ],
        required=True,
        default="region",
        index=True,
    )
    parent_id = fields.Many2one(
        comodel_name="group.customer.territory",
        string="Part Of",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('plan_id', '=', plan_id), ('id', '!=', id)]",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="group.customer.territory",
        inverse_name="parent_id",
        string="Divided Into",
    )
    depth = fields.Integer(
        compute="_compute_depth",
        store=True,
        export_string_translation=False,
        help="1 for the widest territories, 2 for those within them, and so on.",
    )
    holder_id = fields.Many2one(
        comodel_name="res.users",
        string="Holder",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="The account manager of this territory. Empty: the holder of the "
        "territory it is part of.",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="The team that covers this territory.",
    )
    effective_holder_id = fields.Many2one(
        comodel_name="res.users",
        compute="_compute_effective_holder",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="The holder, or that of the nearest territory above that names one.",
    )
    effective_team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Effective Team",
        compute="_compute_effective_holder",
        store=True,
        recursive=True,
        help="The team, or that of the nearest territory above that names one.",
    )
    holder_territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        string="Holder Named By",
        compute="_compute_effective_holder",
        store=True,
        recursive=True,
        help="The territory whose holder this one has.",
    )
    match_mode = fields.Selection(
        selection=[
            ("all", "All criteria must hold"),
            ("any", "One criterion is enough"),
        ],
        required=True,
        default="all",
        help="Criteria that exclude always take accounts out, whatever is chosen here.",
    )
    criterion_ids = fields.One2many(
        comodel_name="group.customer.territory.criterion",
        inverse_name="territory_id",
        string="Criteria",
        copy=True,
    )
    criteria_summary = fields.Char(
        string="Criteria in Words", compute="_compute_criteria_summary"
    )
    note = fields.Text()
    account_count = fields.Integer(
        string="Own Accounts",
        compute="_compute_account_count",
        help="Accounts that belong to this very territory: today in a map in force, by "
        "the last preview in a draft.",
    )
    total_account_count = fields.Integer(
        string="Accounts",
        compute="_compute_account_count",
        help="The accounts of this territory and of all within it.",
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for territory in self:
            parent = territory.parent_id.complete_name
            territory.complete_name = (
                f"{parent} / {territory.name}" if parent else territory.name
            )

    @api.depends("parent_path")
    def _compute_depth(self):
        for territory in self:
            territory.depth = (territory.parent_path or "").count("/")

    @api.depends(
        "holder_id",
        "team_id",
        "parent_id.effective_holder_id",
        "parent_id.effective_team_id",
        "parent_id.holder_territory_id",
    )
    def _compute_effective_holder(self):
        for territory in self:
            parent = territory.parent_id
            own = territory.holder_id
            territory.effective_holder_id = own or parent.effective_holder_id
            territory.effective_team_id = territory.team_id or parent.effective_team_id
            territory.holder_territory_id = (
                territory._origin if own else parent.holder_territory_id
            )

    @api.depends("criterion_ids", "match_mode")
    def _compute_criteria_summary(self):
        for territory in self:
            territory.criteria_summary = False

    @api.depends("plan_id.state")
    def _compute_account_count(self):
        for territory in self:
            territory.account_count = territory.total_account_count = 0

    # === CONSTRAINT METHODS === #

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._(
                    "The territory %(territory)s cannot lie within itself: choose "
                    "another territory that it is part of.",
                    territory=self[:1].name,
                )
            )
