# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain


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

    _server_fields = frozenset(
        {"company_id", "done_by_id", "done_on", "name", "origin", "source", "state"}
    )
    _approval_author_fields = frozenset({"create_uid"})
    _approval_locked_fields = frozenset({"line_ids", "reason"})

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
    origin = fields.Char(
        string="Where From", readonly=True, help="The rule, the map or the person."
    )
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
        string="Moves",
        compute="_compute_line_count",
        help="Lines that are included.",
    )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.included")
    def _compute_line_count(self):
        counts = dict(
            self.env["group.customer.assignment.batch.line"]._read_group(
                Domain("batch_id", "in", self._origin.ids)
                & Domain("included", "=", True),
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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for batch in self.sudo():
            if batch.state not in ("draft", "cancelled"):
                raise UserError(
                    self.env._(
                        "%(batch)s is %(state)s and cannot be deleted: it says why "
                        "accounts moved.",
                        batch=batch.name,
                        state=batch._get_state_label(),
                    )
                )

    # === ACTION METHODS === #

    def action_cancel(self):
        """Give the reassignment up, as long as nobody decides on it."""
        self.check_access("write")
        for batch in self.sudo():
            batch._check_approval_unlocked()
            if batch.state != "draft":
                raise UserError(
                    self.env._(
                        "%(batch)s is %(state)s: only a draft is cancelled. Recall "
                        "its request first, if it still runs.",
                        batch=batch.name,
                        state=batch._get_state_label(),
                    )
                )
        self.sudo()._write_server({"state": "cancelled"})
        return True

    def action_compute_again(self):
        """Compare a draft with the holders there are now: who holds the account is
        taken anew, and what has arrived already falls out."""
        self.check_access("write")
        self.line_ids._check_changeable()
        for batch in self.sudo():
            batch._compute_again()
        return True

    def action_open_accounts(self):
        """Open the accounts of the reassignment."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.res_partner_action_group_customer"
        )
        return {
            **action,
            "domain": [("id", "in", self.line_ids.partner_id.ids)],
            "context": {},
        }

    # === BUSINESS METHODS === #

    def _get_state_label(self):
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    @api.model
    def _propose(self, lines, source, origin=False, company=None, reason=False):
        """Make a draft of these moves (with all rights), for somebody to submit.

        :param list lines: dicts of ``partner_id``, ``role_id`` (id or code),
            ``to_user_id`` and ``to_team_id`` of the successor (also without ``to_``, as
            moves for ``_assign`` name them), ``explanation``, and further fields of the
            lines; who holds the role now is looked up
        :param str source: a value of the field of this name
        :param origin: what proposes, for people to read
        :param company: whose rules of approval count; default: that of the user
        :param reason: for all of the moves
        :returns: the batch, empty where no line moves anything
        """
        Line = self.env["group.customer.assignment.batch.line"].sudo()
        prepared = Line._prepare_lines(lines)
        if not prepared:
            return self.sudo().browse()
        batch = self.sudo()._create_server(
            [
                self._prepare_batch_vals(
                    {
                        "company_id": (company or self.env.company).id,
                        "source": source,
                        "origin": origin,
                        "reason": reason,
                    }
                )
            ]
        )
        Line._create_server([{**vals, "batch_id": batch.id} for vals in prepared])
        return batch

    def _compute_again(self):
        """Take the present holders of the lines anew."""
        self.ensure_one()
        present = self.line_ids._read_present(self.line_ids.partner_id.ids)
        arrived = self.line_ids.browse()
        for line in self.line_ids:
            key = line.partner_id.id, line.role_id.id
            user_id, team_id = present.get(key, (None, None))
            wanted = line.to_user_id.id or None, line.to_team_id.id or None
            if (user_id, team_id) == wanted:
                arrived += line
            elif (user_id, team_id) != (
                line.from_user_id.id or None,
                line.from_team_id.id or None,
            ):
                line._write_server({"from_user_id": user_id, "from_team_id": team_id})
        arrived.unlink()

    def _execute(self, request=None):
        """Move the accounts of the included lines, all or none (with all rights).

        A reassignment that is done stays as it is.

        :param request: the approval request that allowed it
        :returns: how many roles got another holder
        :raises UserError: when an account has another holder than the one it is moved
            away from, or a successor cannot hold it
        """
        self.ensure_one()
        batch = self.sudo()
        try:
            batch.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is working on %(batch)s at this moment: try again.",
                    batch=batch.name,
                )
            ) from error
        batch.invalidate_recordset(["state"])
        if batch.state == "done":
            return 0
        if batch.state == "cancelled":
            raise UserError(
                self.env._(
                    "%(batch)s was cancelled: make a new reassignment.",
                    batch=batch.name,
                )
            )
        lines = batch.line_ids.filtered("included")
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
        """Return the source that the history names for the moves of this batch.

        Extension point: a further source of reassignments names its own.
        """
        self.ensure_one()
        return self.source
