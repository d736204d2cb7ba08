# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerAllocationQuota(models.Model):
    """What one share of a month had, should hand out and handed out (AM-02, AM-03)."""

    _name = "group.customer.allocation.quota"
    _description = "Quota of an Allocation"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "allocation_id, sequence, id"
    _server_fields = frozenset(
        {
            "allocation_id",
            "carried_count",
            "code",
            "companion_count",
            "company_id",
            "dealt_count",
            "kind_names",
            "left_count",
            "missing_count",
            "name",
            "owed_count",
            "percent",
            "piece_count",
            "planned_count",
            "pool_count",
            "sequence",
            "spills",
            "target_count",
        }
    )

    allocation_id = fields.Many2one(
        comodel_name="group.customer.allocation",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="allocation_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(string="Share", required=True, readonly=True)
    kind_names = fields.Char(string="Kinds", readonly=True)
    percent = fields.Float(
        string="Share (%)", readonly=True, digits=(16, 4), aggregator="sum"
    )
    pool_count = fields.Integer(
        string="Resource Pool", readonly=True, help="All resources of these kinds."
    )
    piece_count = fields.Integer(
        string="Customers",
        readonly=True,
        help="Customers that count here: this is their first kind of resource.",
    )
    target_count = fields.Integer(
        string="Target",
        readonly=True,
        help="Share of the total, in whole pieces: rounding by largest remainder.",
    )
    missing_count = fields.Integer(
        string="Shortfall", readonly=True, help="What the stock lacks for the target."
    )
    carried_count = fields.Integer(
        string="Made Up",
        readonly=True,
        help="Of what was missing in the months before and is handed out now.",
    )
    owed_count = fields.Integer(
        string="Carried Over",
        readonly=True,
        help="What is still missing after this month and is made up when there is "
        "stock and room for it.",
    )
    planned_count = fields.Integer(
        string="To Deal",
        readonly=True,
        help="After shortages were settled: what is handed out by the scheme.",
    )
    dealt_count = fields.Integer(
        string="Dealt",
        readonly=True,
        help="Handed out; it differs from the plan only by changes with a reason.",
    )
    companion_count = fields.Integer(string="Companions", readonly=True)
    left_count = fields.Integer(string="Left", readonly=True)
    per_head = fields.Float(
        compute="_compute_per_head",
        digits=(16, 2),
        help="Total ÷ headcount × share: the quota of each receiver (AM-03).",
    )
    spills = fields.Json(
        readonly=True, help="Which share gave how many for one that lacked some."
    )
    spill_text = fields.Char(string="Given to Others", compute="_compute_spill_text")

    _nothing_lost = models.Constraint(
        "CHECK(pool_count = dealt_count + companion_count + left_count)",
        "A quota does not add up: dealt, companions and left must be the pool. "
        "Compute the allocation again.",
    )

    @api.depends(
        "name",
        "code",
        "allocation_id.scheme_id.share_ids.code",
        "allocation_id.scheme_id.share_ids.name",
    )
    @api.depends_context("lang")
    def _compute_display_name(self):
        """The name in the reader's language, where the scheme still has the share; what
        it was called when the month was computed is kept in any case."""
        shares = {
            (share.scheme_id, share._get_code()): share.name
            for share in self.allocation_id.scheme_id.share_ids
        }
        for quota in self:
            key = (quota.allocation_id.scheme_id, quota.code)
            quota.display_name = shares.get(key) or quota.name

    @api.depends("percent", "allocation_id.piece_count", "allocation_id.headcount")
    def _compute_per_head(self):
        for quota in self:
            quota.per_head = quota.allocation_id.per_head * quota.percent / 100

    @api.depends("spills")
    def _compute_spill_text(self):
        for quota in self:
            quota.spill_text = ", ".join(
                self.env._(
                    "%(count)s for %(share)s", count=spill["count"], share=spill["name"]
                )
                for spill in quota.spills or []
            )
