# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

SUPERVISOR_GROUP = "group_customer.group_group_customer_director"
# What a delegation says; changing it changes who can act.
CONTENT_FIELDS = {
    "active",
    "company_id",
    "date_from",
    "date_to",
    "delegate_id",
    "type_ids",
    "user_id",
}


class GroupCustomerApprovalDelegation(models.Model):
    """Who decides in whose place, from one day to another.

    Everybody enters the own ones; directors those of the people of their companies.
    """

    _name = "group.customer.approval.delegation"
    _description = "Group Customer Approval Delegation"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Absent",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="cascade",
        index=True,
        tracking=True,
        help="Who is away and still may decide.",
    )
    delegate_id = fields.Many2one(
        comodel_name="res.users",
        string="Stands in",
        required=True,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        ondelete="cascade",
        index=True,
        tracking=True,
        help="Who may decide meanwhile. Who asked for something does not decide on it, "
        "in nobody's place.",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(
        string="To",
        required=True,
        tracking=True,
        help="The last day. Days are those of the absent person's time zone.",
    )
    type_ids = fields.Many2many(
        comodel_name="group.customer.approval.type",
        relation="group_customer_approval_delegation_type_rel",
        string="Document Types",
        help="Empty: all of them.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: every company."
    )
    reason = fields.Char()
    active = fields.Boolean(default=True, tracking=True)
    state = fields.Selection(
        selection=[
            ("future", "Planned"),
            ("current", "In Force"),
            ("ended", "Ended"),
        ],
        string="Status",
        compute="_compute_state",
        search="_search_state",
    )

    # === COMPUTE METHODS === #

    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        for delegation in self:
            names = (delegation.user_id.name, delegation.delegate_id.name)
            delegation.display_name = " → ".join(filter(None, names))

    @api.depends("date_from", "date_to", "user_id.tz")
    def _compute_state(self):
        for delegation in self:
            delegation.state = delegation._get_state()

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Days begin where the absent person is: looked at one by one around today
        found = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        found = found.filtered(lambda delegation: delegation.state in value)
        return Domain("id", "in", found.ids)

    # === CONSTRAINTS === #

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for delegation in self:
            if delegation.date_to < delegation.date_from:
                raise ValidationError(
                    self.env._(
                        "The delegation %(delegation)s cannot end before it begins: "
                        "change one of the two days.",
                        delegation=delegation.display_name,
                    )
                )

    @api.constrains("user_id", "delegate_id", "company_id")
    def _check_people(self):
        resolver = self.env["group.customer.approval.resolver"]
        for delegation in self:
            delegate = delegation.delegate_id.sudo()
            names = {
                "delegate": delegate.name,
                "user": delegation.user_id.name,
                "company": delegation.company_id.name,
            }
            if delegate == delegation.user_id:
                raise ValidationError(
                    self.env._(
                        "Nobody stands in for himself: choose another person than "
                        "%(user)s.",
                        **names,
                    )
                )
            if not resolver._filter_able(delegate):
                raise ValidationError(
                    self.env._(
                        "%(delegate)s cannot stand in for %(user)s: choose an active "
                        "internal user.",
                        **names,
                    )
                )
            companies = delegation.company_id or delegation.user_id.sudo().company_ids
            if not companies & delegate.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(delegate)s cannot work in %(companies)s, so he cannot stand "
                        "in for %(user)s there: choose somebody who can.",
                        companies=", ".join(companies.mapped("name")),
                        **names,
                    )
                )

    @api.constrains(
        "user_id",
        "delegate_id",
        "date_from",
        "date_to",
        "type_ids",
        "company_id",
        "active",
    )
    def _check_loop(self):
        for delegation in self.filtered("active"):
            if delegation.delegate_id == delegation.user_id:
                continue  # refused with a clearer message
            if loop := delegation._find_loop():
                raise ValidationError(
                    self.env._(
                        "This delegation closes a loop, so that nobody would be "
                        "present: %(chain)s. Change its days, or who stands in.",
                        chain=" → ".join(user.sudo().name for user in loop),
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_owner()
        delegations._check_not_for_oneself()
        delegations._refresh_requests(delegations.user_id)
        return delegations

    def write(self, vals):
        content = CONTENT_FIELDS & set(vals)
        if content:
            self._check_owner()
            if {"user_id", "delegate_id"} & content:
                self._check_not_begun()
        users = self.user_id
        before = self._find_connected_users(users | self.delegate_id)
        res = super().write(vals)
        if content:
            self._check_owner()
            self._check_not_for_oneself()
            self._refresh_requests(self.user_id | users, before)
        return res

    def unlink(self):
        self._check_owner()
        before = self._find_connected_users(self.user_id | self.delegate_id)
        res = super().unlink()
        self._refresh_requests(self.env["res.users"], before)
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for delegation in self:
            if delegation._get_state() != "future":
                raise UserError(
                    self.env._(
                        "The delegation %(delegation)s has begun, so it stays as it "
                        "was: end it by its last day, or archive it.",
                        delegation=delegation.display_name,
                    )
                )

    # === ACTION METHODS === #

    def action_end(self):
        """End the delegation before its last day: nobody stands in any more."""
        self._check_owner()
        for delegation in self:
            yesterday = fields.Date.subtract(delegation._get_today(), days=1)
            if delegation._get_state() == "current" and (
                delegation.date_from <= yesterday
            ):
                delegation.date_to = yesterday
            else:
                delegation.active = False
        return True

    # === BUSINESS METHODS === #

    def _check_owner(self):
        """Refuse other people's delegations to all but the directors of a company."""
        if self.env.su:
            return
        user = self.env.user
        is_supervisor = user.has_group(SUPERVISOR_GROUP)
        for delegation in self.sudo():
            absent = delegation.user_id
            if absent == user:
                continue
            if is_supervisor and absent.company_ids & user.company_ids:
                continue
            raise AccessError(
                self.env._(
                    "Only %(user)s or a director of the company enters who stands in "
                    "for %(user)s: enter your own delegations.",
                    user=absent.name,
                )
            )

    def _check_not_for_oneself(self):
        """Refuse that a director makes himself the one who decides for somebody else;
        he may still end what the absent person entered."""
        if self.env.su:
            return
        user = self.env.user
        for delegation in self.sudo().filtered("active"):
            if (
                delegation.delegate_id == user
                and delegation.user_id != user
                and delegation._get_state() != "ended"
            ):
                raise UserError(
                    self.env._(
                        "Nobody makes himself the one who decides for %(user)s: "
                        "%(user)s or another director enters who stands in.",
                        user=delegation.user_id.name,
                    )
                )

    def _check_not_begun(self):
        for delegation in self:
            if delegation._get_state() != "future":
                raise UserError(
                    self.env._(
                        "The delegation %(delegation)s has begun: end it and enter a "
                        "new one for other people.",
                        delegation=delegation.display_name,
                    )
                )

    @api.model
    def _refresh_requests(self, users, others=None):
        """Find anew who can act, where these people or who is linked with them can."""
        people = self._find_connected_users(users)
        if others:
            people |= others
        self.env["group.customer.approval.request"]._refresh_affected(
            users=people, by_rows=True
        )
