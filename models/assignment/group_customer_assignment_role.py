# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain


class GroupCustomerAssignmentRole(models.Model):
    """What somebody is for an account: account manager, chief representative…

    Roles are data. Behind some of them stands a field of the customer that says who it
    is now; the others are kept in the history alone.
    """

    _name = "group.customer.assignment.role"
    _description = "Role on the Account"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    # A field that follows a role is code: choosing one takes more than data
    _server_fields = frozenset({"partner_field"})

    code = fields.Char(
        required=True,
        copy=False,
        help="Names the role in rules, packs and interfaces.",
    )
    name = fields.Char(string="Role", required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    partner_field = fields.Selection(
        selection=[
            ("user_id", "Salesperson"),
            ("chief_representative_id", "Chief Representative"),
            ("archive_user_id", "Archive Administrator"),
        ],
        string="Field of the Customer",
        readonly=True,
        help="The field of the customer that follows the holder of the role, and the "
        "other way round. Empty: the history alone says who holds it.",
    )
    allows_team = fields.Boolean(
        string="Teams Too",
        help="A whole team may hold the role instead of one person.",
    )
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation the role comes from.")
    requirement = fields.Char()
    assignment_count = fields.Integer(
        string="Accounts",
        compute="_compute_assignment_count",
        help="Accounts that somebody holds the role for at present.",
    )

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another role has this code: choose another code."
    )

    # === COMPUTE METHODS === #

    def _compute_assignment_count(self):
        counts = dict(
            self.env["group.customer.assignment"]._read_group(
                Domain("role_id", "in", self.ids) & Domain("date_to", "=", False),
                ["role_id"],
                ["__count"],
            )
        )
        for role in self:
            role.assignment_count = counts.get(role._origin, 0)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        roles = super().create(vals_list)
        self.env.registry.clear_cache()
        return roles

    def write(self, vals):
        if "code" in vals:
            self._check_code_kept(vals["code"])
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        for role in self:
            if role.partner_field:
                raise UserError(
                    self.env._(
                        "The role “%(role)s” belongs to a field of the customer and "
                        "cannot be deleted: archive it instead.",
                        role=role.display_name,
                    )
                )
        # sudo: also accounts that the user may not see hold on to the role
        rows = self.env["group.customer.assignment"].sudo()
        if row := rows.search(Domain("role_id", "in", self.ids), limit=1):
            raise UserError(
                self.env._(
                    "The role “%(role)s” was held by somebody, and its history is "
                    "kept: archive the role instead.",
                    role=row.role_id.display_name,
                )
            )

    def _check_code_kept(self, code):
        for role in self:
            if role.partner_field and role.code != code:
                raise UserError(
                    self.env._(
                        "The code of the role “%(role)s” is used by the app and stays "
                        "“%(code)s”: change its name instead.",
                        role=role.display_name,
                        code=role.code,
                    )
                )

    # === LOOKUP === #

    @api.model
    def _get(self, code):
        """Return the role of a code, also an archived one (with all rights).

        :raises UserError: when there is none
        """
        role_id = self._get_ids().get(code)
        if not role_id:
            raise UserError(
                self.env._(
                    "There is no role with the code %(code)s: update the app, or ask "
                    "an administrator to create the role.",
                    code=code,
                )
            )
        return self.sudo().browse(role_id)

    @api.model
    @tools.ormcache(cache="default")
    def _get_ids(self):
        """Return code → id of every role."""
        roles = self.sudo().with_context(active_test=False)
        return {role.code: role.id for role in roles.search(Domain.TRUE)}

    @api.model
    @tools.ormcache(cache="default")
    def _get_fields(self):
        """Return role id → name of the customer's field, for roles that have one."""
        roles = self.sudo().with_context(active_test=False)
        found = roles.search(Domain("partner_field", "!=", False))
        return {role.id: role.partner_field for role in found}
