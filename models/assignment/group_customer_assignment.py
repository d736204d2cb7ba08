# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class GroupCustomerAssignment(models.Model):
    """Who held which role on an account, from when to when, and why.

    The history only grows: a row is ended, never changed into another one. Accounts
    move through :meth:`_assign` alone; what is entered in the customer's own fields
    is followed (``res_partner_assignment``).
    """

    _name = "group.customer.assignment"
    _description = "Account Assignment"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "date_from desc, id desc"

    _server_fields = frozenset(
        {
            "assigned_by_id",
            "company_id",
            "date_from",
            "date_to",
            "partner_id",
            "reason",
            "request_id",
            "res_id",
            "res_model",
            "role_id",
            "source",
            "team_id",
            "user_id",
        }
    )

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
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Holder",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="A whole team that holds the role instead of one person.",
    )
    company_id = fields.Many2one(
        related="partner_id.company_id",
        store=True,  # for the rules of access
        index="btree_not_null",
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(
        string="Until", readonly=True, help="The last day. Empty: holds it now."
    )
    is_current = fields.Boolean(
        compute="_compute_is_current",
        search="_search_is_current",
        help="Nobody has taken the role over yet.",
    )
    source = fields.Selection(
        selection=[
            ("initial", "Before the History"),
            ("manual", "By Hand"),
            ("rule", "Rule"),
            ("territory", "Territory"),
            ("allocation", "Monthly Allocation"),
            ("handover", "Handover"),
            ("request", "Change Request"),
            ("pool", "Pool"),
            ("import", "Import"),
        ],
        required=True,
        readonly=True,
        help="What decided on this holder.",
    )
    reason = fields.Text(readonly=True)
    request_id = fields.Many2one(
        comodel_name="group.customer.approval.request",
        string="Approved In",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document",
        model_field="res_model",
        readonly=True,
        help="The document that moved the account: a handover, an allocation…",
    )
    assigned_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        ondelete="restrict",
        help="Who moved the account, or carried out what was approved.",
    )
    note = fields.Text(help="What is worth knowing about this time.")

    _current_unique = models.UniqueIndex(
        "(partner_id, role_id) WHERE date_to IS NULL",
        "Somebody else took this role on the account over at the same moment: try "
        "again.",
    )
    _holder_check = models.Constraint(
        "CHECK((user_id IS NULL) != (team_id IS NULL))",
        "A role is held by a person or by a team, one of the two.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to >= date_from)",
        "An assignment cannot end before it begins.",
    )
    _user_current_idx = models.Index("(user_id, role_id) WHERE date_to IS NULL")

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "role_id", "user_id", "team_id")
    def _compute_display_name(self):
        for row in self:
            # sudo: the name of a row shows whoever may open it
            row = row.sudo()
            holder = row.user_id.name or row.team_id.name
            row.display_name = self.env._(
                "%(account)s – %(role)s: %(holder)s",
                account=row.partner_id.name or "",
                role=row.role_id.name or "",
                holder=holder or "",
            )

    @api.depends("date_to")
    def _compute_is_current(self):
        for row in self:
            row.is_current = not row.date_to

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        return Domain("date_to", "=", False)

    # === LOOKUP === #

    @api.model
    def _get_holders(self, partner_ids, role_code):
        """Return who holds a role on accounts at present; one statement.

        :returns: dict account id → (user id or False, team id or False), for the
            accounts that have a holder
        """
        role = self.env["group.customer.assignment.role"]._get(role_code)
        # sudo: who holds an account is no secret for the server's own work
        rows = self.sudo()._read_group(
            Domain("partner_id", "in", list(partner_ids))
            & Domain("role_id", "=", role.id)
            & Domain("date_to", "=", False),
            ["partner_id", "user_id", "team_id"],
        )
        return {partner.id: (user.id, team.id) for partner, user, team in rows}
