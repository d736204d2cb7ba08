# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# So many open opportunities and orders of an account are named, the rest is counted
NAMED_MATTERS = 5


class GroupCustomerVisit(models.Model):
    """What the visitor has to know of the account."""

    _inherit = "group.customer.visit"

    open_matters = fields.Json(
        compute="_compute_open_matters",
        export_string_translation=False,
        help="Technical: open opportunities, orders and issues of the account, a list "
        "of objects with name, res_model and res_id.",
    )
    account_last_visit_on = fields.Date(
        related="partner_id.last_visit_on", string="Last Visit of the Account"
    )
    account_next_visit_on = fields.Date(
        related="partner_id.next_visit_on", string="Next Visit of the Account"
    )

    invited_count = fields.Integer(
        string="Invited",
        compute="_compute_participant_counts",
        help="People of the customers who are asked to take part.",
    )
    came_count = fields.Integer(
        string="Came",
        compute="_compute_participant_counts",
        help="Those who took part, once the event is over.",
    )

    # === COMPUTE METHODS === #

    @api.depends("participant_ids.attended", "state")
    def _compute_participant_counts(self):
        for visit in self:
            is_over = visit.state in ("done", "reviewed")
            visit.invited_count = len(visit.participant_ids)
            visit.came_count = is_over and len(
                visit.participant_ids.filtered("attended")
            )

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_open_matters(self):
        matters = self._get_open_matters(self.partner_id._origin.ids)
        for visit in self:
            visit.open_matters = matters.get(visit.partner_id._origin.id, [])

    # === BUSINESS METHODS === #

    @api.model
    def _on_changed(self, partner_ids, dates):
        """Last and next visit of the accounts follow."""
        result = super()._on_changed(partner_ids, dates)
        self.env["res.partner"]._refresh_visit_days(partner_ids)
        return result

    @api.model
    def _get_open_matters(self, partner_ids):
        """Return account id → what is open there and the user may read: opportunities,
        orders not delivered or invoiced, issues. A constant number of queries.

        Each is a dict of ``name``, ``kind`` (opportunity, order, issue), ``res_model``
        and ``res_id``.
        """
        matters = {}
        for kind, model, domain in self._get_open_documents():
            if not self.env[model].has_access("read"):
                continue
            documents = self.env[model].search_fetch(
                Domain("partner_id.commercial_partner_id", "in", list(partner_ids))
                & domain,
                ["display_name", "partner_id"],
                order="id desc",
            )
            counts = {}
            for document in documents:
                account_id = document.sudo().partner_id.commercial_partner_id.id
                counts[account_id] = counts.get(account_id, 0) + 1
                if counts[account_id] <= NAMED_MATTERS:
                    matters.setdefault(account_id, []).append(
                        {
                            "kind": kind,
                            "name": document.display_name,
                            "res_model": model,
                            "res_id": document.id,
                        }
                    )
        for account_id, issues in self._get_open_issues(partner_ids).items():
            matters.setdefault(account_id, []).extend(
                {"kind": "issue", **issue} for issue in issues
            )
        return matters

    @api.model
    def _get_open_documents(self):
        """Return the documents that are open as (kind, model, domain)."""
        return [
            (
                "opportunity",
                "crm.lead",
                Domain("type", "=", "opportunity")
                & Domain("won_status", "=", "pending"),
            ),
            (
                "order",
                "sale.order",
                Domain("state", "in", ("draft", "sent"))
                | Domain("state", "=", "sale")
                & Domain("invoice_status", "in", ("to invoice", "no")),
            ),
        ]

    # === TOOLING === #

    @api.model
    def _get_documents_action(self, domain, context):
        """Return the action that lists visits and enters further ones with defaults."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "group_customer.group_customer_visit_action"
        )
        # The list first: the calendar would open on a month without any of them
        views = sorted(action["views"], key=lambda view: view[1] != "list")
        return dict(
            action,
            domain=list(domain),
            context=context,
            views=views,
            view_mode=",".join(mode for _view, mode in views),
        )

    # === HELPERS === #

    @api.model
    def _get_host_absent_sql(self):
        """Return SQL that holds for a row ``visit`` where people of the account visited
        are named and none of them came.

        Such a visit took place, with others, but not at this account.
        """
        return SQL(
            """
            EXISTS (
                SELECT FROM group_customer_visit_participant AS host
                 WHERE host.visit_id = visit.id
                   AND host.account_id = visit.partner_id
                HAVING NOT BOOL_OR(COALESCE(host.attended, FALSE)))
            """
        )
