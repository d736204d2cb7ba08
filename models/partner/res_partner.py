# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.group_paths import path_ids

# How many names an error message lists before "…".
NAMES_IN_MESSAGE = 3


class ResPartner(models.Model):
    """The corporate tree: who belongs to which group (MD-11, MD-28, MD-29).

    The tree stands beside Odoo's ``parent_id`` ("contact of"). A partner is in a
    tree if and only if ``is_group_customer`` is set; ``group_path`` and
    ``group_root_id`` are then set, and kept by set-based SQL (``res_partner_tree``).
    """

    _name = "res.partner"
    _inherit = ["group.customer.server.field.mixin", "res.partner"]

    is_group_customer = fields.Boolean(
        string="Group Customer",
        index="btree_not_null",
        tracking=True,
        help="Managed as a group customer: alone, or as a node of a corporate tree.",
    )
    group_parent_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('is_company', '=', True), ('id', '!=', id)]",
        help="The company this one belongs to in the corporate tree. Not to be "
        'confused with "Related Company", which says whose contact somebody is.',
    )
    group_child_ids = fields.One2many(
        comodel_name="res.partner",
        inverse_name="group_parent_id",
        string="Direct Members",
    )
    group_root_id = fields.Many2one(
        comodel_name="res.partner",
        string="Group Head",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The top of the corporate tree; a lone group customer is its own head.",
    )
    group_path = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Technical: ids from the head of the group down to this node.",
    )
    group_relation = fields.Selection(
        selection=[
            ("subsidiary", "Subsidiary"),
            ("branch", "Branch"),
            ("associate", "Associate"),
            ("joint_venture", "Joint Venture"),
            ("common_control", "Under Common Control"),
            ("guarantee", "Guarantee"),
            ("other", "Other Affiliation"),
        ],
        string="Relation to Parent",
        tracking=True,
        help="How this company is affiliated with its group parent (MD-29).",
    )
    ownership_percent = fields.Float(
        string="Ownership (%)",
        digits=(5, 2),
        tracking=True,
        aggregator="avg",
        help="Share of this company that the group parent owns, in per cent.",
    )
    chief_representative_id = fields.Many2one(
        comodel_name="res.users",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
        help="The leader who stands for the whole company towards this customer, "
        "beside the account manager.",
    )
    group_ancestor_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Member Of",
        compute="_compute_group_ancestor_ids",
        search="_search_group_ancestor_ids",
        help="The companies above this one, and itself. Searching by one of them finds "
        "the whole branch with the contacts of every company in it.",
    )
    group_member_count = fields.Integer(
        string="Members",
        compute="_compute_group_member_count",
        help="Active companies in this branch of the tree, this one included, also "
        "those that the user may not open.",
    )
    group_depth = fields.Integer(
        string="Level in Group",
        compute="_compute_group_depth",
        help="0 for the head of the group, 1 for its direct members, and so on.",
    )

    _ownership_percent_check = models.Constraint(
        "CHECK(ownership_percent >= 0 AND ownership_percent <= 100)",
        "Ownership must lie between 0 and 100 per cent.",
    )
    _group_path_idx = models.Index(
        "(group_path varchar_pattern_ops) WHERE group_path IS NOT NULL"
    )

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("ownership_percent")
    def _check_ownership_percent(self):
        for partner in self:
            if not 0 <= partner.ownership_percent <= 100:
                raise ValidationError(
                    self.env._(
                        "Ownership of %(name)s is %(percent)s %%. Enter a value "
                        "between 0 and 100.",
                        name=partner.display_name,
                        percent=partner.ownership_percent,
                    )
                )

    @api.constrains("is_group_customer", "is_company", "parent_id")
    def _check_group_node(self):
        """A node is its own commercial entity, and a company if it has members."""
        nodes = self.filtered("is_group_customer")
        if not nodes:
            return
        for node in nodes:
            if node.parent_id and not node.is_company:
                raise ValidationError(
                    self.env._(
                        "%(name)s is a contact of %(company)s and cannot be a group "
                        "customer of its own. Use the company, or take "
                        "%(name)s out of the group first.",
                        name=node.display_name,
                        company=node.parent_id.display_name,
                    )
                )
        individuals = nodes.filtered(lambda node: not node.is_company)
        (individuals | individuals._get_group_children())._check_group_link()

    @api.constrains("group_parent_id")
    def _check_group_link(self):
        """Both ends of a link in the tree are companies."""
        for node in self:
            parent = node.group_parent_id
            if not parent:
                continue
            if parent.parent_id and not parent.is_company:
                raise ValidationError(
                    self.env._(
                        "%(parent)s is a contact of %(company)s and cannot be the "
                        "group parent of %(name)s. Choose the company instead.",
                        parent=parent.display_name,
                        company=parent.parent_id.display_name,
                        name=node.display_name,
                    )
                )
            if not parent.is_company:
                raise ValidationError(
                    self.env._(
                        "%(parent)s is an individual and cannot be the group parent "
                        "of %(name)s. Mark it as a company, or choose another parent.",
                        parent=parent.display_name,
                        name=node.display_name,
                    )
                )
            if not node.is_company:
                raise ValidationError(
                    self.env._(
                        "%(name)s is an individual and cannot belong to the group of "
                        "%(parent)s. Mark it as a company, or clear its group parent.",
                        name=node.display_name,
                        parent=parent.display_name,
                    )
                )

    @api.constrains("active", "group_parent_id")
    def _check_group_active(self):
        """No active node below an archived one."""
        nodes = self.filtered("is_group_customer")
        for node in nodes:
            if node.active and node.group_parent_id and not node.group_parent_id.active:
                raise ValidationError(
                    self.env._(
                        "%(name)s cannot be active below %(parent)s, which is "
                        "archived. Unarchive %(parent)s first, or choose another "
                        "group parent.",
                        name=node.display_name,
                        parent=node.group_parent_id.display_name,
                    )
                )
        archived = nodes.filtered(lambda node: not node.active)
        active_children = archived._get_group_children().filtered("active")
        if active_children:
            parent = active_children[0].group_parent_id
            raise ValidationError(
                self.env._(
                    "%(name)s cannot be archived while it has active members: "
                    "%(members)s. Archive them together with it, or give them "
                    "another group parent first.",
                    name=parent.display_name,
                    members=active_children._get_names_for_message(),
                )
            )

    # ------------------------------------------------------------------
    # Compute and search
    # ------------------------------------------------------------------

    @api.depends("group_path", "commercial_partner_id.group_path")
    def _compute_group_ancestor_ids(self):
        for partner in self:
            path = partner.commercial_partner_id.group_path
            partner.group_ancestor_ids = self.browse(path_ids(path))

    @api.model
    def _search_group_ancestor_ids(self, operator, value):
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        if operator == "in":
            without_group = (
                Domain("commercial_partner_id.group_path", "=", False)
                if False in value
                else Domain.FALSE
            )
            ids = tuple(id_ for id_ in value if id_)
            if not ids:
                return without_group
            heads = SQL("%s", ids)
        else:
            without_group = Domain.FALSE
            heads = self.with_context(active_test=False)
            heads = heads._search(value, bypass_access=operator == "any!").subselect()
        members = SQL(
            """(
                SELECT member.id
                  FROM res_partner AS head
                  JOIN res_partner AS member
                    ON member.group_path ~>=~ head.group_path
                   AND member.group_path ~<~ (head.group_path || ':')
                 WHERE head.id IN %s
            )""",
            heads,
        )
        return without_group | Domain("commercial_partner_id", "any!", members)

    @api.depends("group_path")
    def _compute_group_member_count(self):
        paths = {p._origin.id: p.group_path for p in self if p.group_path}
        counts = self._get_group_member_counts(paths) if paths else {}
        for partner in self:
            partner.group_member_count = counts.get(partner._origin.id, 0)

    @api.depends("group_path")
    def _compute_group_depth(self):
        for partner in self:
            partner.group_depth = max(len(path_ids(partner.group_path)) - 1, 0)

    @api.onchange("group_parent_id")
    def _onchange_group_parent_id(self):
        if self.group_parent_id:
            self.is_group_customer = True

    # ------------------------------------------------------------------
    # ORM
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        default_parent = self.env.context.get("default_group_parent_id")
        prepared = []
        parent_ids = set()
        for vals in vals_list:
            if vals.get("parent_id"):
                # Defaults for a new company do not hold for its contacts.
                vals = {"is_group_customer": False, "group_parent_id": False, **vals}
            parent_id = vals.get("group_parent_id", default_parent)
            if parent_id:
                parent_ids.add(parent_id)
                vals = dict(vals, is_group_customer=True)
            prepared.append(self._with_company_kind(vals))
        parents = self.browse(sorted(parent_ids))
        parents._mark_group_parents()
        rows = parents._lock_group_trees()
        partners = super().create(prepared)
        # A node created through its parent's One2many has its path already.
        nodes = partners.filtered(lambda p: p.is_group_customer and not p.group_path)
        if nodes:
            for node in nodes:
                rows[node.id] = {"parent": node.group_parent_id.id, "path": None}
            nodes._place_group_nodes(rows)
        return partners

    def write(self, vals):
        if "is_group_customer" not in vals and "group_parent_id" not in vals:
            result = super().write(vals)
            if "active" in vals and any(self.mapped("is_group_customer")):
                self.invalidate_model(["group_member_count"], flush=False)
            return result
        parent = self.browse(vals.get("group_parent_id") or ())
        if parent and vals.get("is_group_customer") is False:
            raise UserError(
                self.env._(
                    "%(name)s cannot have the group parent %(parent)s without being "
                    "a group customer. Clear the group parent too, or keep the mark.",
                    name=self[:1].display_name,
                    parent=parent.display_name,
                )
            )
        parent._mark_group_parents()
        rows = self._lock_group_trees(parent.ids)
        if parent and not all(rows[node.id]["flag"] for node in self):
            vals = dict(vals, is_group_customer=True)
        moved = self._get_moved_nodes(vals, rows)
        vals = self._with_company_kind(vals)
        if not moved:
            return super().write(vals)
        moved._check_group_exit(rows)
        kept_parents = {rows[node.id]["parent"] for node in moved} - {None, *rows}
        rows.update(self.browse()._lock_group_trees(kept_parents))
        paths = moved._resolve_group_paths(rows)
        result = super().write(vals)
        moved._update_group_paths(paths, rows)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_group_members(self):
        members = self.filtered("is_group_customer")._get_group_children() - self
        if members:
            raise UserError(
                self.env._(
                    "%(name)s cannot be deleted while it has members: %(members)s. "
                    "Give them another group parent first, or archive the company.",
                    name=members[0].group_parent_id.display_name,
                    members=members._get_names_for_message(),
                )
            )

    def unlink(self):
        nodes = self.filtered("is_group_customer")
        root_ids = set(nodes.group_root_id.ids) - set(self.ids)
        # Members before their parents: long recordsets are deleted in slices.
        ordered = nodes.sorted("group_depth", reverse=True) + (self - nodes)
        result = super(ResPartner, ordered).unlink()
        if nodes:
            self.invalidate_model(["group_member_count"], flush=False)
        if root_ids:
            self._group_roots_changed(root_ids)
        return result

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    @api.model
    def _with_company_kind(self, vals):
        """Return the values with ``is_company`` for a ``company_type``, whose inverse
        would run after the constraints of the tree."""
        if vals.get("company_type") and "is_company" not in vals:
            return dict(vals, is_company=vals["company_type"] == "company")
        return vals

    def _get_group_root(self):
        """Return the head of this partner's group: the group root of its commercial
        entity, or that entity itself when it is in no tree."""
        self.ensure_one()
        return self.commercial_partner_id.group_root_id or self.commercial_partner_id

    def _get_group_children(self):
        """Return the direct members, archived ones too and whoever may see them."""
        if not self.ids:
            return self.browse()
        # sudo: a guard of the tree counts members the user may not read
        partners = self.sudo().with_context(active_test=False)
        children = partners.search([("group_parent_id", "in", self.ids)], order="id")
        return children.with_env(self.env)

    def _get_names_for_message(self):
        """Return the first names of these records, for an error message."""
        # sudo: the user must learn what is in the way
        names = self[:NAMES_IN_MESSAGE].sudo().mapped("display_name")
        return ", ".join(names) + (", …" if len(self) > NAMES_IN_MESSAGE else "")
