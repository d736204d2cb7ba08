# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GroupCustomerTerritoryPlan(models.Model):
    """A map of territories: drafted, previewed, switched on in one step (AM-22).

    Only a draft can be changed, so that nobody moves accounts by an edit of the map in
    force: it is copied, previewed and activated. A map without company is shared: it
    holds for the accounts of every company that has no map of its own, and for the
    accounts without company.
    """

    _name = "group.customer.territory.plan"
    _description = "Territory Plan"
    _inherit = ["group.customer.server.field.mixin", "mail.thread"]
    _order = "state desc, date_from desc, id desc"
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

    # === BUSINESS METHODS === #

    def _check_draft(self):
        """Only a map in planning is changed.

        :raises UserError: naming the map and the way forward
        """
        for plan in self:
            if plan.state != "planning":
                raise UserError(
                    self.env._(
                        "The map “%(plan)s” is in force or was: its territories stay "
                        "as they are. Copy it to a draft, change that one, look at "
                        "its preview and activate it.",
                        plan=plan.display_name,
                    )
                )
