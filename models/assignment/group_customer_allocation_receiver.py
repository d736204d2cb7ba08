# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerAllocationReceiver(models.Model):
    """An account manager in the queue of a month: score, place, quota, what came."""

    _name = "group.customer.allocation.receiver"
    _description = "Receiver of an Allocation"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "allocation_id, sequence, id"
    _rec_name = "user_id"
    _check_company_auto = True
    _server_fields = frozenset(
        {
            "allocation_id",
            "barred_kinds",
            "company_id",
            "is_incomplete",
            "manager_id",
            "quota_count",
            "quota_detail",
            "rank_id",
            "score",
            "score_detail",
            "sequence",
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
    manager_id = fields.Many2one(
        comodel_name="group.customer.manager",
        string="Account Manager",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Receiver",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    sequence = fields.Integer(
        string="Place",
        readonly=True,
        aggregator=None,
        help="In the queue: the highest score is first.",
    )
    rank_id = fields.Many2one(
        comodel_name="group.customer.manager.rank",
        string="Staff Rank",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    score = fields.Float(readonly=True, digits=(16, 2), aggregator="avg")
    score_detail = fields.Json(
        readonly=True, help="Of each part: reached per cent, weight, points, note."
    )
    score_text = fields.Text(string="How the Score Came About", compute="_compute_text")
    is_incomplete = fields.Boolean(
        string="Figures Missing",
        readonly=True,
        help="A figure of the month before that the score counts was not entered: it "
        "counts zero. A rate of zero without a task, a meeting held or a log inspected "
        "was not entered.",
    )
    barred_kinds = fields.Json(
        readonly=True, help="Kinds for which a certificate is missing."
    )
    barred_text = fields.Char(string="None of (Certificate)", compute="_compute_text")
    quota_count = fields.Integer(
        string="Quota", readonly=True, help="Whole pieces, of all shares."
    )
    quota_detail = fields.Json(readonly=True, help="Of each share: the whole pieces.")
    quota_text = fields.Char(string="Quota by Share", compute="_compute_text")
    line_ids = fields.One2many(
        comodel_name="group.customer.allocation.line",
        inverse_name="final_receiver_id",
        readonly=True,
    )
    received_count = fields.Integer(
        string="Received", compute="_compute_received_count"
    )
    companion_count = fields.Integer(
        string="Companions", compute="_compute_received_count"
    )

    _once = models.Constraint(
        "UNIQUE(allocation_id, manager_id)", "A receiver stands in a run once."
    )

    # === COMPUTE METHODS === #

    @api.depends("user_id", "sequence")
    def _compute_display_name(self):
        for receiver in self:
            receiver.display_name = receiver.sudo().user_id.name

    @api.depends("line_ids.outcome")
    def _compute_received_count(self):
        counts = {}
        groups = self.env["group.customer.allocation.line"]._read_group(
            [("final_receiver_id", "in", self.ids)],
            ["final_receiver_id", "outcome"],
            ["__count"],
        )
        for receiver, outcome, count in groups:
            counts[receiver.id, outcome] = count
        for receiver in self:
            receiver.received_count = counts.get((receiver.id, "dealt"), 0)
            receiver.companion_count = counts.get((receiver.id, "companion"), 0)

    @api.depends("score_detail", "quota_detail", "barred_kinds")
    @api.depends_context("lang")
    def _compute_text(self):
        component = self.env["group.customer.allocation.component"]
        labels = dict(component._fields["component"]._description_selection(self.env))
        notes = self._get_note_texts()
        for receiver in self:
            receiver.score_text = "\n".join(
                self.env._(
                    "%(part)s: %(percent).2f %% of %(weight)g = %(points).2f%(note)s",
                    part=labels.get(part["part"], part["part"]),
                    percent=part["percent"],
                    weight=part["weight"],
                    points=part["points"],
                    note=f" ({notes[part['note']]})" if part.get("note") else "",
                )
                for part in receiver.score_detail or []
            )
            receiver.quota_text = ", ".join(
                f"{item['name']} {item['count']}"
                for item in receiver.quota_detail or []
            )
            receiver.barred_text = ", ".join(
                item["name"] for item in receiver.barred_kinds or []
            )

    @api.model
    def _get_note_texts(self):
        return {
            "missing": self.env._("no figure was entered"),
            "capped": self.env._("more than 100 % counts as 100 %"),
            "no_rank": self.env._("no rank"),
            "rank_without_share": self.env._("the scheme gives this rank no points"),
            "probation": self.env._("extended probation: the rank counts nothing"),
        }
