# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

READERS = (
    "group_customer.group_group_customer_user,"
    "group_customer.group_group_customer_marketing_manager"
)
# The most urgent first
QUOTA_STATES = ("overdue", "due", "on_track", "met")


class ResPartner(models.Model):
    """What the visit policies ask of an account, and how far it is.

    What a page of accounts shows is found for all of them together.
    """

    _inherit = "res.partner"

    visit_window_ids = fields.One2many(
        comodel_name="group.customer.visit.window",
        inverse_name="partner_id",
        string="Visiting Hours",
        groups="group_customer.group_group_customer_user",
    )
    visit_attainment_ids = fields.One2many(
        comodel_name="group.customer.visit.attainment",
        inverse_name="partner_id",
        string="Visit Quotas",
        readonly=True,
        copy=False,
        groups=READERS,
    )
    visit_quota_state = fields.Selection(
        selection=[
            ("overdue", "Visit Overdue"),
            ("due", "Visit Due"),
            ("on_track", "On Track"),
            ("met", "Met"),
        ],
        string="Visit Quota",
        compute="_compute_visit_quota_state",
        search="_search_visit_quota_state",
        groups=READERS,
        help="The most urgent of the quotas of the running periods. Empty: the account "
        "has none.",
    )
    visit_quota_text = fields.Text(
        string="Visit Policies",
        compute="_compute_visit_quota_text",
        groups=READERS,
        help="Which policy holds for the account today, by kind of visit.",
    )

    # === COMPUTE METHODS === #

    @api.depends("visit_attainment_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_visit_quota_state(self):
        rows = self.env["group.customer.visit.attainment"]
        found = {}
        for partner, state in rows._read_group(
            Domain("partner_id", "in", self._origin.ids) & rows._get_running_domain(),
            ["partner_id", "state"],
        ):
            found.setdefault(partner.id, set()).add(state)
        for partner in self:
            states = found.get(partner._origin.id, ())
            partner.visit_quota_state = next(
                (state for state in QUOTA_STATES if state in states), False
            )

    @api.model
    def _search_visit_quota_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = self.env["group.customer.visit.attainment"]
        running = rows._get_running_domain()

        def having(states):
            domain = running & Domain("state", "in", states)
            return Domain("id", "in", rows._search(domain).subselect("partner_id"))

        domains = []
        for state in value:
            if not state:
                domains.append(~having(QUOTA_STATES))
            elif state in QUOTA_STATES:
                place = QUOTA_STATES.index(state)
                domain = having([state])
                if place:
                    domain &= ~having(QUOTA_STATES[:place])
                domains.append(domain)
        return Domain.OR(domains)

    @api.depends("is_group_customer", "group_customer_grade_id", "territory_id")
    @api.depends_context("lang", "company")
    def _compute_visit_quota_text(self):
        policies = self.env["group.customer.visit.policy"].sudo()
        found = {}
        customers = self._origin.filtered("is_group_customer")
        # The company of an account that no company has is that of its manager
        for company in customers._get_quota_companies():
            today = self.env["group.customer.ledger"]._get_today(company)
            for partner_id, policy_id in policies._resolve(
                company, today, customers.ids
            ):
                found.setdefault(partner_id, policies.browse())
                found[partner_id] |= policies.browse(policy_id)
        for partner in self:
            held = found.get(partner._origin.id, policies.browse())
            partner.visit_quota_text = "\n".join(
                policy._get_quota_text()
                for policy in held.sorted(lambda policy: policy.kind_id.sequence)
            )

    def _get_quota_companies(self):
        """Return the companies whose policies hold for these accounts."""
        # sudo: only which company an account belongs to
        accounts = self.sudo()
        companies = accounts.company_id | accounts.user_id.company_id
        if any(not (a.company_id or a.user_id.company_id) for a in accounts):
            companies |= companies.search(
                Domain("active", "=", True) & Domain("parent_id", "=", False),
                order="id",
                limit=1,
            )
        return companies

    # === ACTION METHODS === #

    def action_open_attainment(self):
        """Open the quotas of the account, those of the running periods first."""
        self.ensure_one()
        quotas = self.env["group.customer.visit.attainment"]
        return quotas._prepare_list_action([("partner_id", "=", self.id)])

    # === WARNINGS === #

    def _collect_account_warnings(self):
        warnings = super()._collect_account_warnings()
        rows = self.env["group.customer.visit.attainment"]
        # sudo: that a visit is due is known to whoever looks after the account
        found = rows.sudo()._read_group(
            Domain("partner_id", "in", self.ids)
            & Domain("state", "in", ["due", "overdue"])
            & Domain("date_from", "<=", "today"),
            ["partner_id"],
            ["due_on:min", "state:array_agg_distinct"],
        )
        for partner, due_on, states in found:
            is_overdue = "overdue" in states
            date = format_date(self.env, due_on)
            warnings.setdefault(partner.id, []).append(
                {
                    "kind": "visit",
                    "level": "danger" if is_overdue else "warning",
                    "text": self.env._("Visit overdue since %(date)s", date=date)
                    if is_overdue
                    else self.env._("Visit due by %(date)s", date=date),
                }
            )
        return warnings
