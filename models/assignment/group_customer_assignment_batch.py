# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class GroupCustomerAssignmentBatch(models.Model):
    """A reassignment: accounts that are to get other holders, together.

    Proposed by a rule, a map of territories or a person, approved, and carried out in
    one transaction or not at all.
    """

    _name = "group.customer.assignment.batch"
    _description = "Reassignment"
    _inherit = [
        "group.customer.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _mail_post_access = "read"

    _server_fields = frozenset({"done_by_id", "done_on", "name", "source", "state"})
    _approval_author_fields = frozenset({"create_uid"})
    _approval_locked_fields = frozenset({"company_id", "line_ids", "origin", "reason"})

    name = fields.Char(
        string="Reference",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    source = fields.Selection(
        selection=[
            ("manual", "By Hand"),
            ("rule", "Rule"),
            ("territory", "Territory"),
        ],
        required=True,
        readonly=True,
        default="manual",
        help="What proposed the moves.",
    )
    origin = fields.Char(readonly=True, help="The rule, the map or the person.")
    reason = fields.Text()
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    line_ids = fields.One2many(
        comodel_name="group.customer.assignment.batch.line",
        inverse_name="batch_id",
        copy=False,
    )
    done_on = fields.Datetime(readonly=True, copy=False)
    done_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    line_count = fields.Integer(
        string="Accounts",
        compute="_compute_line_count",
        help="Moves that are included.",
    )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.is_included")
    def _compute_line_count(self):
        counts = dict(
            self.env["group.customer.assignment.batch.line"]._read_group(
                [("batch_id", "in", self._origin.ids), ("is_included", "=", True)],
                ["batch_id"],
                ["__count"],
            )
        )
        for batch in self:
            batch.line_count = counts.get(batch._origin, 0)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        prepared = []
        for vals in vals_list:
            self._check_server_fields(vals)
            prepared.append(self._prepare_batch_vals(vals))
        return self._create_server(prepared)

    @api.model
    def _prepare_batch_vals(self, vals):
        company = vals.get("company_id") or self.env.company.id
        # sudo: the number comes whoever may read sequences
        sequence = self.env["ir.sequence"].sudo().with_company(company)
        return {**vals, "name": sequence.next_by_code(self._name) or "/"}

    # === BUSINESS METHODS === #

    @api.model
    def _propose(self, lines, source, origin=False, company=None, reason=False):
        """Make a draft of these moves (with all rights), for somebody to submit.

        :param list lines: dicts of ``partner_id``, ``role_id`` (id or code),
            ``user_id`` and ``team_id`` of the successor, ``explanation``, and further
            fields of the lines; who holds the role now is looked up
        :param str source: a value of the field of this name
        :param origin: what proposes, for people to read
        :param company: whose rules of approval count
        :returns: the batch, empty where no line moves anything
        """
        Line = self.env["group.customer.assignment.batch.line"].sudo()
        prepared = Line._prepare_lines(lines)
        if not prepared:
            return self.sudo().browse()
        batch = self.sudo()._create_server(
            self._prepare_batch_vals(
                {
                    "company_id": (company or self.env.company).id,
                    "source": source,
                    "origin": origin,
                    "reason": reason,
                }
            )
        )
        Line._create_server([{**vals, "batch_id": batch.id} for vals in prepared])
        return batch

    def _execute(self, request=None):
        """Move the accounts of the included lines, all or none (with all rights).

        A batch that is done stays as it is.

        :raises UserError: when an account has another holder than the one it is moved
            away from, or a successor cannot hold it
        """
        self.ensure_one()
        batch = self.sudo()
        self.env.execute_query(
            SQL("SELECT id FROM %s WHERE id = %s FOR UPDATE", SQL(self._table), self.id)
        )
        batch.invalidate_recordset(["state"])
        if batch.state == "done":
            return 0
        if batch.state == "cancelled":
            raise UserError(
                self.env._(
                    "%(batch)s was cancelled: make a new reassignment.",
                    batch=batch.display_name,
                )
            )
        lines = batch.line_ids.filtered("is_included")
        lines._check_drift()
        moved = self.env["group.customer.assignment"]._assign(
            lines._get_moves(),
            batch._get_assignment_source(),
            reason=batch.reason or batch.origin,
            document=batch,
            request=request,
        )
        batch._write_server(
            {
                "state": "done",
                "done_on": fields.Datetime.now(),
                "done_by_id": self.env.uid,
            }
        )
        return moved

    def _get_assignment_source(self):
        """Return the source that the history names for the moves of this batch."""
        return self.source
