# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class GroupCustomerTerritoryPlan(models.Model):
    """A map of territories: drafted, previewed, switched on in one step (AM-22).

    Only a draft can be changed, so that nobody moves accounts by an edit of the map in
    force: it is copied, previewed and activated. A map without company is shared: it
    holds for the accounts of every company that has no map of its own, and for the
    accounts without company.
    """

    _name = "group.customer.territory.plan"
    _description = "Territory Map"
    _inherit = ["group.customer.server.field.mixin", "mail.thread"]
    # What is drafted or in force comes first, for it has no last day
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _server_fields = frozenset(
        {
            "state",
            "date_from",
            "date_to",
            "based_on_id",
            "activated_by_id",
            "previewed_on",
            "previewed_by_id",
            "is_preview_stale",
            "preview",
            "preview_line_ids",
        }
    )

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="The company whose accounts this map divides. Empty: shared by all "
        "companies without a map of their own, and for accounts without company.",
    )
    state = fields.Selection(
        selection=[
            ("planning", "Planning"),
            ("active", "In Force"),
            ("archived", "Archived"),
        ],
        required=True,
        readonly=True,
        default="planning",
        index=True,
        tracking=True,
    )
    date_from = fields.Date(
        string="In Force From", readonly=True, copy=False, tracking=True
    )
    date_to = fields.Date(
        string="In Force To",
        readonly=True,
        copy=False,
        help="The last day on which this map was in force.",
    )
    activated_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="set null", readonly=True, copy=False
    )
    based_on_id = fields.Many2one(
        comodel_name="group.customer.territory.plan",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="The map that this one was copied from.",
    )
    note = fields.Text()
    territory_ids = fields.One2many(
        comodel_name="group.customer.territory",
        inverse_name="plan_id",
        string="Territories",
    )
    territory_count = fields.Integer(
        string="Number of Territories", compute="_compute_territory_count"
    )

    _active_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE state = 'active'",
        "Another map of this company is in force already: open it, or try again.",
    )

    # === COMPUTE METHODS === #

    @api.depends("territory_ids")
    def _compute_territory_count(self):
        counts = dict(
            self.env["group.customer.territory"]._read_group(
                Domain("plan_id", "in", self.ids), ["plan_id"], ["__count"]
            )
        )
        for plan in self:
            plan.territory_count = counts.get(plan._origin, 0)

    # === CRUD METHODS === #

    def write(self, vals):
        if "company_id" in vals:
            changed = self.filtered(
                lambda plan: plan.company_id.id != vals["company_id"]
            )
            changed._check_draft()
            changed._drop_preview()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        for plan in self:
            if plan.state != "planning":
                raise UserError(
                    self.env._(
                        "The map “%(plan)s” is in force or was, and its accounts were "
                        "moved by it: it is kept. Only drafts are deleted.",
                        plan=plan.display_name,
                    )
                )

    def copy(self, default=None):
        """Copy maps with all their territories; the copies are drafts."""
        copies = super().copy(default)
        for plan, new in zip(self, copies, strict=True):
            new._write_server({"based_on_id": plan.id})
            plan._copy_territories(new)
        return copies

    def copy_data(self, default=None):
        names = default or {}
        return [
            vals
            if "name" in names
            else {**vals, "name": self.env._("%(name)s (copy)", name=plan.name)}
            for plan, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _copy_territories(self, new):
        """Copy the tree, one depth after the other.

        Holders who cannot hold a territory any more are left out, so that a map can be
        copied after somebody has left; activation and preview show what lacks one.
        """
        self.ensure_one()
        copies = {}
        territories = self.territory_ids.sorted("id")
        for depth in sorted(set(territories.mapped("depth"))):
            level = territories.filtered(lambda node, d=depth: node.depth == d)
            values = []
            for territory, vals in zip(level, level.copy_data(), strict=True):
                vals["plan_id"] = new.id
                vals["parent_id"] = copies.get(territory.parent_id.id, False)
                # sudo: whether a user is archived, whoever copies
                holder = territory.sudo().holder_id
                company = new.company_id
                if not holder.active or (company and company not in holder.company_ids):
                    vals["holder_id"] = False
                values.append(vals)
            created = self.env["group.customer.territory"].create(values)
            copies.update(zip(level.ids, created.ids, strict=True))

    # === BUSINESS METHODS === #

    def _check_draft(self):
        """Only a map in planning is changed.

        The row is locked against an activation at the same moment: otherwise a change
        could slip in that nobody has previewed.

        :raises UserError: naming the map and the way forward
        """
        if not self.ids:
            return
        self.flush_recordset(["state"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id, state FROM group_customer_territory_plan
                    WHERE id IN %s ORDER BY id FOR SHARE""",
                tuple(self.ids),
            )
        )
        for plan_id, state in rows:
            if state != "planning":
                raise UserError(
                    self.env._(
                        "The map “%(plan)s” is in force or was: its territories stay "
                        "as they are. Copy it to a draft, change that one, look at "
                        "its preview and activate it.",
                        plan=self.browse(plan_id).display_name,
                    )
                )

    def _drop_preview(self):
        """Say that the maps were changed since they were previewed."""
        stale = self.filtered(
            lambda plan: plan.previewed_on and not plan.is_preview_stale
        )
        if stale:
            # sudo: a derived mark, whoever changed the map
            stale.sudo()._write_server({"is_preview_stale": True})

    # === ACTION METHODS === #

    def action_copy_to_draft(self):
        """Copy the map to a new draft and open that one."""
        self.ensure_one()
        return self.copy()._get_form_action()

    def _get_form_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _open_territories(self, view_modes):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_territory_action"
        )
        action["display_name"] = action["name"] = self.display_name
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {"default_plan_id": self.id}
        action["views"] = sorted(
            action["views"], key=lambda view: view[1] not in view_modes
        )
        return action

    def action_view_territories(self):
        """Open the territories of this map as a tree, as a list…"""
        return self._open_territories(("hierarchy",))
