# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

LEFT_REASONS = [
    ("pinned", "Customer is pinned"),
    ("managed", "Customer has an account manager"),
    ("customer", "No active group customer of the company"),
    ("certificate", "No receiver is certified for it"),
    ("quota", "Beyond the part of its share"),
    ("hand", "Taken out by hand"),
]


class GroupCustomerAllocationLine(models.Model):
    """One resource of a month's pool, and what becomes of it.

    Every resource of the pool has one line: it is dealt, goes with another resource of
    the same customer, or is left, with the reason.
    """

    _name = "group.customer.allocation.line"
    _description = "Resource in an Allocation"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "allocation_id, sequence, id"
    _rec_name = "resource_id"
    _check_company_auto = True
    # What a client may enter: final_receiver_id and change_reason
    _server_fields = frozenset(
        {
            "allocation_id",
            "amount",
            "circulation_count",
            "company_id",
            "currency_id",
            "date",
            "from_user_id",
            "given_kind_id",
            "is_changed",
            "is_done",
            "kind_id",
            "lead_line_id",
            "left_reason",
            "outcome",
            "partner_id",
            "points",
            "points_detail",
            "position",
            "quota_id",
            "receiver_id",
            "resource_id",
            "sequence",
            "turn",
            "user_id",
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
    state = fields.Selection(
        related="allocation_id.state", string="State of the Allocation"
    )
    sequence = fields.Integer(readonly=True, aggregator=None)
    # What
    resource_id = fields.Many2one(
        comodel_name="group.customer.resource",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    kind_id = fields.Many2one(
        comodel_name="group.customer.resource.kind",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    given_kind_id = fields.Many2one(
        comodel_name="group.customer.resource.kind",
        string="Kind Given",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The kind that was given to the resource and is over, so that it counts "
        "as another one.",
    )
    quota_id = fields.Many2one(
        comodel_name="group.customer.allocation.quota",
        string="Share",
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    amount = fields.Monetary(readonly=True)
    date = fields.Date(string="Due", readonly=True)
    circulation_count = fields.Integer(
        string="Circulated before",
        readonly=True,
        aggregator=None,
        help="How many times the resource had been allocated when it was computed.",
    )
    from_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Manager Then",
        readonly=True,
        ondelete="restrict",
        help="Who managed the customer when it was computed.",
    )
    # How important
    position = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Among all resources of the kind: 1 is the most important one.",
    )
    points = fields.Float(readonly=True, digits=(16, 4), aggregator="avg")
    points_detail = fields.Json(readonly=True)
    # What becomes of it
    outcome = fields.Selection(
        selection=[
            ("dealt", "Dealt"),
            ("companion", "Companion"),
            ("left", "Left"),
        ],
        required=True,
        readonly=True,
        default="left",
        index=True,
    )
    left_reason = fields.Selection(selection=LEFT_REASONS, readonly=True)
    lead_line_id = fields.Many2one(
        comodel_name="group.customer.allocation.line",
        string="Goes with",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="The first resource of the same customer, which counts.",
    )
    turn = fields.Integer(
        string="Round", readonly=True, aggregator=None, help="Of the dealing."
    )
    receiver_id = fields.Many2one(
        comodel_name="group.customer.allocation.receiver",
        string="Proposed Receiver",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    final_receiver_id = fields.Many2one(
        comodel_name="group.customer.allocation.receiver",
        string="Receiver",
        ondelete="cascade",
        index="btree_not_null",
        domain="[('allocation_id', '=', allocation_id)]",
    )
    user_id = fields.Many2one(
        related="final_receiver_id.user_id",
        string="Receiving User",
        store=True,
        index="btree_not_null",
    )
    change_reason = fields.Char(
        help="Why somebody else receives it than was proposed, or nobody."
    )
    is_changed = fields.Boolean(string="Changed by Hand", readonly=True)
    is_done = fields.Boolean(
        string="Carried out",
        readonly=True,
        help="The customer was assigned and the circulation counted.",
    )
    explanation = fields.Text(compute="_compute_explanation")

    _resource_once = models.Constraint(
        "UNIQUE(allocation_id, resource_id)",
        "A resource stands in an allocation once.",
    )
    _outcome_check = models.Constraint(
        "CHECK((outcome = 'left') = (final_receiver_id IS NULL) "
        "AND (outcome = 'left') = (left_reason IS NOT NULL) "
        "AND (outcome != 'companion' OR lead_line_id IS NOT NULL))",
        "A resource is dealt, goes with another one, or is left with a reason.",
    )
