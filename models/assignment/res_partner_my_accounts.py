# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount

from ..approval.group_customer_approval_request import OPEN_STATES


class ResPartner(models.Model):
    """What an account manager sees of the own accounts at a glance.

    Everything is found for all accounts of a page together: the number of statements
    does not grow with the accounts.
    """

    _inherit = "res.partner"

    assignment_current_ids = fields.One2many(
        comodel_name="group.customer.assignment",
        inverse_name="partner_id",
        string="Account Team",
        domain=[("date_to", "=", False)],
        readonly=True,
        copy=False,
        help="Who holds which role on the account at present.",
    )
    is_my_account = fields.Boolean(
        string="Mine",
        compute="_compute_is_my_account",
        search="_search_is_my_account",
        compute_sudo=True,
        groups="base.group_user",
        help="The user manages the account, or holds another role on it at present.",
    )
    account_team_text = fields.Char(
        string="Account Team Members",
        compute="_compute_account_team_text",
        compute_sudo=True,
        groups="base.group_user",
        help="Role and holder of everybody who has to do with the account.",
    )
    is_manager_leaving = fields.Boolean(
        string="Manager Leaves",
        compute="_compute_is_manager_leaving",
        search="_search_is_manager_leaving",
        compute_sudo=True,
        groups="base.group_user",
        help="The account manager has left, or leaves soon: hand the account over "
        "(AM-31).",
    )
    account_next_meeting = fields.Datetime(
        string="Next Meeting",
        compute="_compute_account_next_meeting",
        compute_sudo=True,
        groups="base.group_user",
        help="The next meeting in the calendar with the account or its people.",
    )
    account_warnings = fields.Json(
        compute="_compute_account_warnings",
        groups="base.group_user",
        export_string_translation=False,
        help="Technical: what needs attention, a list of objects with kind, level and "
        "text.",
    )

    # === COMPUTE METHODS === #

    @api.depends("assignment_ids.date_to", "assignment_ids.user_id", "user_id")
    @api.depends_context("uid")
    def _compute_is_my_account(self):
        accounts = self.with_context(active_test=False)
        mine = accounts.search(
            Domain("id", "in", self._origin.ids) & self._get_my_accounts_domain()
        )
        for partner in self:
            partner.is_my_account = partner._origin.id in mine._ids

    @api.model
    def _search_is_my_account(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._get_my_accounts_domain()
        if True not in value:
            return ~mine
        return Domain.TRUE if False in value else mine

    @api.model
    def _get_my_accounts_domain(self):
        """Return the accounts of the user, whoever may read the history."""
        held = Domain("user_id", "=", self.env.uid) & Domain("date_to", "=", False)
        return Domain("is_group_customer", "=", True) & (
            Domain("user_id", "=", self.env.uid)
            | Domain("assignment_ids", "any!", held)
        )

    @api.depends("assignment_ids.date_to", "assignment_ids.user_id")
    @api.depends_context("lang")
    def _compute_account_team_text(self):
        rows = self.env["group.customer.assignment"].search_fetch(
            Domain("partner_id", "in", self._origin.ids)
            & Domain("date_to", "=", False),
            ["partner_id", "role_id", "user_id", "team_id"],
            order="role_id, id",
        )
        texts = {}
        for row in rows:
            texts.setdefault(row.partner_id.id, []).append(
                self.env._(
                    "%(role)s: %(holder)s",
                    role=row.role_id.name,
                    holder=row.user_id.name or row.team_id.name,
                )
            )
        for partner in self:
            found = texts.get(partner._origin.id)
            partner.account_team_text = ", ".join(found) if found else False

    @api.depends("user_id.active", "is_group_customer")
    def _compute_is_manager_leaving(self):
        leavers = self._get_leavers(self.user_id)
        for partner in self:
            manager = partner.user_id
            partner.is_manager_leaving = bool(
                partner.is_group_customer
                and manager
                and (not manager.active or manager in leavers)
            )

    @api.model
    def _search_is_manager_leaving(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: whether somebody leaves is known to whoever sees the account
        left = Domain("user_id.active", "=", False)
        leaving = Domain("user_id", "in", self.sudo()._get_leavers().ids)
        domain = Domain("is_group_customer", "=", True) & (
            Domain("user_id", "!=", False) & left | leaving
        )
        if True not in value:
            return ~domain
        return Domain.TRUE if False in value else domain

    @api.model
    def _get_leavers(self, users=None):
        """Return the users who leave soon according to their profiles; two queries."""
        domain = Domain("is_leaving", "=", True)
        if users is not None:
            domain &= Domain("user_id", "in", users.ids)
        return self.env["group.customer.manager"].sudo().search(domain).user_id

    def _compute_account_next_meeting(self):
        self.env["calendar.event"].flush_model(["active", "partner_ids", "start"])
        found = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT person.commercial_partner_id, MIN(event.start)
                      FROM calendar_event AS event
                      JOIN calendar_event_res_partner_rel AS guest
                        ON guest.calendar_event_id = event.id
                      JOIN res_partner AS person ON person.id = guest.res_partner_id
                     WHERE event.active AND event.start >= %s
                       AND person.commercial_partner_id = ANY(%s)
                  GROUP BY person.commercial_partner_id
                    """,
                    fields.Datetime.now(),
                    self._origin.ids,
                )
            )
        )
        for partner in self:
            partner.account_next_meeting = found.get(partner._origin.id, False)

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_account_warnings(self):
        customers = self._origin.filtered("is_group_customer")
        warnings = customers._collect_account_warnings()
        for partner in self:
            partner.account_warnings = warnings.get(partner._origin.id, [])

    # === WARNINGS === #

    def _collect_account_warnings(self):
        """Return account id → what needs attention there, the most urgent first.

        Extension point: other capabilities add theirs, in a constant number of
        queries. Each warning is a dict of ``kind`` (technical name), ``level`` (danger,
        warning or info) and ``text``.
        """
        warnings = {}

        def add(partner, kind, level, text):
            warnings.setdefault(partner.id, []).append(
                {"kind": kind, "level": level, "text": text}
            )

        open_counts = self._count_open_requests()
        for partner in self:
            currency = partner.group_currency_id
            overdue = partner.group_total_overdue
            if currency.compare_amounts(overdue, 0) > 0:
                text = self.env._(
                    "Overdue %(amount)s",
                    amount=format_amount(self.env, overdue, currency),
                )
                add(partner, "overdue", "danger", text)
            if partner.is_manager_leaving:
                add(partner, "leaver", "danger", self.env._("To be handed over"))
            if partner.pool_state == "warned":
                text = self.env._(
                    "Back to the pool on %(date)s",
                    date=fields.Date.to_string(partner.pool_due_on),
                )
                add(partner, "pool", "danger", text)
            if count := open_counts.get(partner.id):
                text = self.env._("Open requests: %(count)s", count=count)
                add(partner, "request", "info", text)
            if partner.is_assignment_pinned:
                add(partner, "pinned", "info", self.env._("Pinned"))
        return warnings

    def _count_open_requests(self):
        """Return account id → how many requests about the account run that the user
        may see; one query."""
        found = self.env["group.customer.approval.request"]._read_group(
            Domain("partner_id", "in", self.ids) & Domain("state", "in", OPEN_STATES),
            ["partner_id"],
            ["__count"],
        )
        return {partner.id: count for partner, count in found}
