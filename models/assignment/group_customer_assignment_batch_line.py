# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

# How many accounts an error message names.
NAMES_IN_MESSAGE = 5


class GroupCustomerAssignmentBatchLine(models.Model):
    """One account that is to have another holder."""

    _name = "group.customer.assignment.batch.line"
    _description = "Reassignment Line"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "batch_id, id"

    _server_fields = frozenset(
        {
            "batch_id",
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
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="batch_id.company_id", store=True)
    state = fields.Selection(related="batch_id.state")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
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
        help="When the move was proposed.",
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
    )
    to_team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Succeeding Team",
        ondelete="restrict",
    )
    proposed_user_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    proposed_team_id = fields.Many2one(
        comodel_name="crm.team", readonly=True, ondelete="restrict"
    )
    change_reason = fields.Char(
        help="Why another successor than the proposed one, or why it is left out."
    )
    explanation = fields.Text(readonly=True, help="Why this successor is proposed.")
    is_included = fields.Boolean(
        string="Included", default=True, help="Moved when the batch is carried out."
    )

    _role_once = models.Constraint(
        "UNIQUE(batch_id, partner_id, role_id)",
        "A reassignment moves a role on an account once.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _prepare_lines(self, lines):
        """Return the values of lines that move something, with the present holders."""
        Assignment = self.env["group.customer.assignment"].sudo()
        wanted = Assignment._collect_moves(lines)
        present = self._read_present({key[0] for key in wanted})
        more = {
            (int(vals["partner_id"]), role_id): vals
            for (_partner_id, role_id), vals in zip(wanted, lines, strict=False)
        }
        known = {"partner_id", "role_id", "user_id", "team_id", "reason"}
        prepared = []
        for key, move in wanted.items():
            holder = present.get(key, (None, None))
            if holder == (move["user_id"], move["team_id"]):
                continue
            vals = more.get(key, {})
            prepared.append(
                {
                    **{name: vals[name] for name in vals if name not in known},
                    "partner_id": key[0],
                    "role_id": key[1],
                    "from_user_id": holder[0],
                    "from_team_id": holder[1],
                    "to_user_id": move["user_id"],
                    "to_team_id": move["team_id"],
                    "proposed_user_id": move["user_id"],
                    "proposed_team_id": move["team_id"],
                }
            )
        return prepared

    @api.model
    def _read_present(self, partner_ids):
        """Return (account id, role id) → (user id, team id) of the present holders."""
        rows = self.env["group.customer.assignment"].sudo()
        found = rows.search_fetch(
            [("partner_id", "in", list(partner_ids)), ("date_to", "=", False)],
            ["partner_id", "role_id", "user_id", "team_id"],
        )
        return {
            (row.partner_id.id, row.role_id.id): (
                row.user_id.id or None,
                row.team_id.id or None,
            )
            for row in found
        }

    def _get_moves(self):
        """Return these lines as moves for ``_assign``."""
        return [
            {
                "partner_id": line.partner_id.id,
                "role_id": line.role_id.id,
                "user_id": line.to_user_id.id,
                "team_id": line.to_team_id.id,
                "reason": line.change_reason or line.explanation,
            }
            for line in self
        ]

    def _check_drift(self):
        """Refuse accounts whose holder is not the one they are moved away from.

        :raises UserError: naming the first of them
        """
        present = self._read_present(self.partner_id.ids)
        drifted = self.filtered(
            lambda line: present.get(
                (line.partner_id.id, line.role_id.id), (None, None)
            )
            != (line.from_user_id.id or None, line.from_team_id.id or None)
        )
        if drifted:
            names = ", ".join(
                line.partner_id.name or "" for line in drifted[:NAMES_IN_MESSAGE]
            )
            raise UserError(
                self.env._(
                    "%(batch)s cannot be carried out, for these accounts have another "
                    "holder by now: %(accounts)s. Compute the reassignment again.",
                    batch=drifted[0].batch_id.display_name,
                    accounts=names + (", …" if len(drifted) > NAMES_IN_MESSAGE else ""),
                )
            )
