# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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
    _inherit = ["group.customer.server.field.mixin"]
    _parent_store = True
    _order = "plan_id desc, complete_name, id"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _check_company_auto = True
    # Derived from the map and the tree
    _server_fields = frozenset(
        {
            "company_id",
            "complete_name",
            "depth",
            "effective_holder_id",
            "effective_team_id",
            "holder_territory_id",
            "parent_path",
            "state",
        }
    )

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
        string="Territory",
        compute="_compute_complete_name",
        store=True,
        recursive=True,
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
        recursive=True,
        export_string_translation=False,
        help="1 for the widest territories, 2 for those within them, and so on.",
    )
    holder_id = fields.Many2one(
        comodel_name="res.users",
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
        help="The team that covers this territory. Accounts get the holder, never the "
        "team, as account manager.",
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
        string="Conditions",
        copy=True,
    )
    note = fields.Text()
    # === COMPUTE METHODS === #

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for territory in self:
            parent = territory.parent_id.complete_name
            territory.complete_name = (
                f"{parent} / {territory.name}" if parent else territory.name
            )

    @api.depends("parent_id.depth")
    def _compute_depth(self):
        for territory in self:
            territory.depth = territory.parent_id.depth + 1

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

    # === CONSTRAINT METHODS === #

    @api.constrains("parent_id", "plan_id", "level")
    def _check_parent(self):
        for territory in self + self.child_ids:
            parent = territory.parent_id
            if not parent:
                continue
            if parent.plan_id != territory.plan_id:
                raise ValidationError(
                    self.env._(
                        "The territory %(territory)s is on the map “%(plan)s” and "
                        "cannot be part of %(parent)s, which is on the map "
                        "“%(other)s”: choose a territory of its own map.",
                        territory=territory.name,
                        plan=territory.plan_id.display_name,
                        parent=parent.complete_name,
                        other=parent.plan_id.display_name,
                    )
                )
            if LEVELS.index(territory.level) < LEVELS.index(parent.level):
                labels = dict(self._fields["level"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "The territory %(territory)s (%(level)s) cannot be part of "
                        "%(parent)s (%(parent_level)s), which is of a narrower level: "
                        "change one of the levels, or choose another parent.",
                        territory=territory.name,
                        level=labels[territory.level],
                        parent=parent.complete_name,
                        parent_level=labels[parent.level],
                    )
                )

    @api.constrains("holder_id", "plan_id")
    def _check_holder(self):
        self._check_holders()

    def _check_holders(self):
        """Refuse holders who cannot hold the accounts of their territory.

        :raises ValidationError: naming the territory and the holder
        """
        for territory in self:
            # sudo: what a user may do is asked about, not what the reader may see
            holder = territory.sudo().holder_id
            if holder and (not holder.active or holder.share):
                raise ValidationError(
                    self.env._(
                        "%(holder)s cannot hold the territory %(territory)s, being "
                        "archived or no internal user: choose another holder.",
                        holder=holder.name,
                        territory=territory.complete_name,
                    )
                )
            company = territory.company_id
            if holder and company and company not in holder.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(holder)s cannot hold the territory %(territory)s, having no "
                        "access to the company %(company)s: choose another holder, or "
                        "give the access to this one.",
                        holder=holder.name,
                        territory=territory.complete_name,
                        company=company.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        territories = super().create(vals_list)
        territories.plan_id._check_draft()
        territories.plan_id._drop_preview()
        return territories

    def write(self, vals):
        self.plan_id._check_draft()
        if "plan_id" in vals and any(
            territory.plan_id.id != vals["plan_id"] for territory in self
        ):
            raise UserError(
                self.env._(
                    "The territory %(territory)s stays on its map: create it on the "
                    "other one, or copy the whole map.",
                    territory=self[:1].complete_name,
                )
            )
        if vals.get("parent_id"):
            self._check_no_loop(self.browse(vals["parent_id"]))
        result = super().write(vals)
        self.plan_id._drop_preview()
        return result

    def _check_no_loop(self, parent):
        """Refuse to put territories within themselves; Odoo's own message names none.

        :raises ValidationError: naming the territory and what lies within it
        """
        above = {int(id_) for id_ in (parent.parent_path or "").split("/")[:-1]}
        for territory in self:
            if territory.id in above:
                raise ValidationError(
                    self.env._(
                        "The territory %(territory)s cannot be part of %(parent)s, "
                        "which is itself or lies within it: choose another one, or "
                        "none.",
                        territory=territory.name,
                        parent=parent.complete_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self.plan_id._check_draft()
        self.plan_id._drop_preview()
