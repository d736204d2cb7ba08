# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .group_customer_assignment_move import AUTOMATIC_SOURCES, NAMES_IN_MESSAGE

# Names of a successor in a move, and in a line
NEW_HOLDER = {"team_id": "to_team_id", "user_id": "to_user_id"}


class GroupCustomerAssignmentBatchLine(models.Model):
    """One account that is to have another holder.

    Who proposes makes the lines; people choose another successor or leave a line out,
    and say why.
    """

    _name = "group.customer.assignment.batch.line"
    _description = "Reassignment Line"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "batch_id, id"

    _server_fields = frozenset(
        {
            "batch_id",
            "company_id",
            "explanation",
            "from_team_id",
            "from_user_id",
            "partner_id",
            "proposed_team_id",
            "proposed_user_id",
            "role_id",
        }
    )

    batch_id = fields.Many2one(
        comodel_name="group.customer.assignment.batch",
        string="Reassignment",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="batch_id.company_id",
        store=True,  # for the rules of access
    )
    state = fields.Selection(related="batch_id.state")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    role_id = fields.Many2one(
        comodel_name="group.customer.assignment.role",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    from_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Present Holder",
        readonly=True,
        ondelete="restrict",
        help="Held the role when the move was proposed; who holds it by then is "
        "compared before anything moves.",
    )
    from_team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Present Team",
        readonly=True,
        ondelete="restrict",
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Successor",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Empty, and no team: nobody holds the role from then on.",
    )
    to_team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Succeeding Team",
        ondelete="restrict",
    )
    proposed_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Proposed Successor",
        readonly=True,
        ondelete="restrict",
    )
    proposed_team_id = fields.Many2one(
        comodel_name="crm.team", readonly=True, ondelete="restrict"
    )
    explanation = fields.Text(readonly=True, help="Why this successor is proposed.")
    included = fields.Boolean(
        default=True, help="Moved when the reassignment is carried out."
    )
    change_reason = fields.Char(
        help="Why another successor than the proposed one, or why it is left out."
    )
    problem = fields.Text(
        compute="_compute_problem",
        help="Why the account cannot be moved like this, or what to think of.",
    )
    has_problem = fields.Boolean(compute="_compute_problem")

    _role_once = models.Constraint(
        "UNIQUE(batch_id, partner_id, role_id)",
        "A reassignment moves a role on an account once.",
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "role_id", "to_user_id", "to_team_id")
    def _compute_display_name(self):
        for line in self:
            # sudo: the name of a line shows whoever may open it
            line = line.sudo()
            successor = line.to_user_id.name or line.to_team_id.name
            line.display_name = self.env._(
                "%(account)s – %(role)s: %(holder)s",
                account=line.partner_id.name or "",
                role=line.role_id.name or "",
                holder=successor or self.env._("nobody"),
            )

    @api.depends("to_user_id", "to_team_id", "included", "partner_id", "role_id")
    def _compute_problem(self):
        open_lines = self.filtered(lambda line: line.state in ("draft", "submitted"))
        problems = open_lines._find_line_problems()
        warnings = open_lines._find_line_warnings()
        for line in self:
            texts = [*problems.get(line.id, ()), *warnings.get(line.id, ())]
            line.has_problem = line.id in problems
            line.problem = "\n".join(texts) or False

    # === CONSTRAINT METHODS === #

    @api.constrains("to_user_id", "to_team_id", "included", "change_reason")
    def _check_change_reason(self):
        for line in self:
            changed = (
                not line.included
                or line.to_user_id != line.proposed_user_id
                or line.to_team_id != line.proposed_team_id
            )
            if changed and not (line.change_reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(account)s: say why the proposed successor does not get the "
                        "account (Change Reason).",
                        account=line.sudo().partner_id.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(
                self.env._(
                    "Lines of a reassignment are made by who proposes it: choose the "
                    "accounts in their list and press “Assign”."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_changeable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if not self.env.su:
            self._check_changeable()

    def _check_changeable(self):
        """Refuse changes of what others decide on.

        :raises UserError: naming the reassignment
        """
        batches = self.sudo().batch_id
        batches._check_approval_unlocked()
        for batch in batches:
            if batch.state != "draft":
                raise UserError(
                    self.env._(
                        "%(batch)s is %(state)s, so its lines stay as they are: only "
                        "a draft is changed.",
                        batch=batch.name,
                        state=batch._get_state_label(),
                    )
                )

    # === PROPOSING === #

    @api.model
    def _prepare_lines(self, lines):
        """Return the values of the lines that move something, with the holders there
        are now; two queries.

        :param list lines: see ``group.customer.assignment.batch._propose``
        """
        Assignment = self.env["group.customer.assignment"].sudo()
        # A move for ``_assign`` names the successor without “to”
        lines = [
            {NEW_HOLDER.get(name, name): value for name, value in vals.items()}
            for vals in lines
        ]
        moves = [
            {
                "partner_id": vals["partner_id"],
                "role_id": vals["role_id"],
                "user_id": vals.get("to_user_id"),
                "team_id": vals.get("to_team_id"),
            }
            for vals in lines
        ]
        wanted = Assignment._collect_moves(moves)
        Role = self.env["group.customer.assignment.role"]
        present = self._read_present({partner_id for partner_id, _role in wanted})
        prepared = {}
        for vals in lines:
            role = vals["role_id"]
            role_id = Role._get(role).id if isinstance(role, str) else int(role)
            key = int(vals["partner_id"]), role_id
            move = wanted[key]
            holder = present.get(key, (None, None))
            if key in prepared or holder == (move["user_id"], move["team_id"]):
                continue
            prepared[key] = {
                **vals,
                "role_id": role_id,
                "from_user_id": holder[0],
                "from_team_id": holder[1],
                "proposed_user_id": move["user_id"],
                "proposed_team_id": move["team_id"],
            }
        return list(prepared.values())

    @api.model
    def _read_present(self, partner_ids):
        """Return (account id, role id) → (user id, team id) of the present holders;
        None stands for none. One query."""
        rows = self.env["group.customer.assignment"].sudo()
        found = rows._read_group(
            Domain("partner_id", "in", list(partner_ids))
            & Domain("date_to", "=", False),
            ["partner_id", "role_id", "user_id", "team_id"],
        )
        return {
            (partner.id, role.id): (user.id or None, team.id or None)
            for partner, role, user, team in found
        }

    # === JUDGING === #

    def _find_line_problems(self):
        """Return line id → texts: why included lines cannot be carried out.

        Extension point; in a constant number of queries.
        """
        lines = self.sudo().filtered("included")
        problems = {}
        for line in lines:
            pinned = line.partner_id.is_assignment_pinned
            if pinned and line.batch_id._get_assignment_source() in AUTOMATIC_SOURCES:
                problems[line.id] = [self.env._("The account is pinned.")]
            elif not line.partner_id.is_group_customer:
                problems[line.id] = [self.env._("It is no group customer any more.")]
        Assignment = self.env["group.customer.assignment"].sudo()
        changes = [line._get_change() for line in lines]
        for change, text in Assignment._find_move_problems(changes):
            problems.setdefault(change["line_id"], []).append(text)
        for line in lines._filter_drifted():
            problems.setdefault(line.id, []).append(
                self.env._("Somebody else holds it by now: compute again.")
            )
        return problems

    def _find_line_warnings(self):
        """Return line id → texts: what to think of before these lines are submitted.

        Extension point; in a constant number of queries.
        """
        full = self.sudo().batch_id._find_over_capacity()
        return {
            line.id: [full[line.batch_id.id, line.to_user_id.id]]
            for line in self.sudo()
            if line.included and (line.batch_id.id, line.to_user_id.id) in full
        }

    def _get_change(self):
        """Return the line in the form that ``_find_move_problems`` looks at."""
        self.ensure_one()
        return {
            "line_id": self.id,
            "partner_id": self.partner_id.id,
            "role_id": self.role_id.id,
            "user_id": self.to_user_id.id or None,
            "team_id": self.to_team_id.id or None,
            "company_id": self.partner_id.company_id.id or None,
        }

    def _get_moves(self):
        """Return these lines as moves for ``_assign``."""
        return [
            {
                **line._get_change(),
                "reason": line.change_reason or line.explanation or None,
            }
            for line in self
        ]

    def _filter_drifted(self):
        """Return the lines whose role has another holder than the one it is moved away
        from."""
        lines = self.sudo()
        present = self._read_present(lines.partner_id.ids)
        return lines.filtered(
            lambda line: (
                present.get((line.partner_id.id, line.role_id.id), (None, None))
                != (line.from_user_id.id or None, line.from_team_id.id or None)
            )
        )

    def _check_drift(self):
        """Refuse accounts whose holder is not the one they are moved away from.

        :raises UserError: naming the first of them
        """
        drifted = self._filter_drifted()
        if drifted:
            names = drifted.partner_id[:NAMES_IN_MESSAGE].mapped("name")
            more = ", …" if len(drifted.partner_id) > NAMES_IN_MESSAGE else ""
            raise UserError(
                self.env._(
                    "%(batch)s cannot be carried out, for somebody else holds these "
                    "accounts by now: %(accounts)s. Have it returned, compute it "
                    "again and submit it anew.",
                    batch=drifted[0].batch_id.name,
                    accounts=", ".join(names) + more,
                )
            )
