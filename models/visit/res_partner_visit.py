# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .group_customer_visit import DONE_STATES

# Agreed, and not over yet
COMING_STATES = ("planned", "confirmed", "in_progress")


class ResPartner(models.Model):
    """When an account was visited last, and when it will be next."""

    _inherit = "res.partner"
    _server_fields = frozenset({"last_visit_on", "next_visit_on"})

    last_visit_on = fields.Date(
        string="Last Visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The last day of a visit that has taken place, by whom and however.",
    )
    next_visit_on = fields.Date(
        string="Next Visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The next day that a visit is planned for.",
    )
    visit_ids = fields.One2many(
        comodel_name="group.customer.visit",
        inverse_name="partner_id",
        string="Visits",
        copy=False,
        groups="group_customer.group_group_customer_user",
    )
    visit_count = fields.Integer(
        string="Number of Visits",
        compute="_compute_visit_count",
        groups="group_customer.group_group_customer_user",
        help="Visits to the account, and events that it takes part in, except "
        "cancelled ones.",
    )
    visit_open_matters = fields.Json(
        compute="_compute_visit_open_matters",
        groups="group_customer.group_group_customer_user",
        export_string_translation=False,
        help="Technical: what the account still waits for, a list of objects with "
        "name, res_model and res_id.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Who goes to another customer takes along the visits attended: both are
        counted anew."""
        if vals.keys().isdisjoint({"parent_id", "is_company"}):
            return super().write(vals)
        # sudo: what is counted does not depend on who moves somebody
        lines = self.env["group.customer.visit.participant"].sudo()
        lines = lines.with_context(active_test=False).search(
            Domain("partner_id", "child_of", self.ids)
        )
        before = {line: line.account_id.id for line in lines}
        result = super().write(vals)
        moved = lines.filtered(lambda line: line.account_id.id != before[line])
        if moved:
            accounts = {before[line] for line in moved} | set(moved.account_id.ids)
            moved.visit_id._tell_counted((accounts, set()))
        return result

    # === COMPUTE METHODS === #

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_visit_count(self):
        """Two queries: visits to the account, and those that it takes part in."""
        visits = self.env["group.customer.visit"]
        standing = Domain("state", "!=", "cancelled")
        counts = dict(
            visits._read_group(
                Domain("partner_id", "in", self._origin.ids) & standing,
                ["partner_id"],
                ["__count"],
            )
        )
        guests = dict(
            self.env["group.customer.visit.participant"]._read_group(
                Domain("account_id", "in", self._origin.ids)
                & Domain("visit_id.state", "!=", "cancelled"),
                ["account_id"],
                ["visit_id:array_agg"],
            )
        )
        events = visits.browse({id_ for ids in guests.values() for id_ in ids})
        hosts = {event.id: event.partner_id.id for event in events}
        for partner in self:
            others = {
                id_
                for id_ in guests.get(partner._origin, [])
                if hosts[id_] != partner._origin.id
            }
            partner.visit_count = counts.get(partner._origin, 0) + len(others)

    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_visit_open_matters(self):
        matters = self.env["group.customer.visit"]._get_open_matters(self._origin.ids)
        for partner in self:
            partner.visit_open_matters = matters.get(partner._origin.id, [])

    # === ACTIONS === #

    def action_open_visits(self):
        """The visits of the account, the latest first."""
        self.ensure_one()
        visits = self.env["group.customer.visit"]
        return visits._get_documents_action(
            visits._get_account_domain(self.ids), {"default_partner_id": self.id}
        )

    # === BUSINESS METHODS === #

    @api.model
    def _refresh_visit_days(self, partner_ids=None):
        """Find last and next visit of accounts anew; one statement, which writes only
        what changed.

        :param partner_ids: ids of accounts; by default those whose next visit is over
        """
        if partner_ids is not None and not partner_ids:
            return
        visits = self.env["group.customer.visit"]
        visits.flush_model(["partner_id", "date", "state"])
        visits.participant_ids.flush_model(["visit_id", "account_id", "attended"])
        self.flush_model(["last_visit_on", "next_visit_on"])
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        if partner_ids is None:
            scope = SQL("partner.next_visit_on < %s", today)
        else:
            scope = SQL("partner.id = ANY(%s)", list(partner_ids))
        self.env.execute_query(
            SQL(
                """
                WITH subject AS (
                    SELECT partner.id FROM res_partner partner WHERE %(scope)s
                ), concerned AS (
                    SELECT visit.partner_id AS id, visit.date, visit.state
                      FROM group_customer_visit visit
                      JOIN subject ON subject.id = visit.partner_id
                     WHERE NOT (visit.state IN %(done)s AND %(absent)s)
                     UNION ALL
                    SELECT guest.account_id, visit.date, visit.state
                      FROM group_customer_visit_participant guest
                      JOIN subject ON subject.id = guest.account_id
                      JOIN group_customer_visit visit ON visit.id = guest.visit_id
                     WHERE guest.attended
                ), found AS (
                    SELECT subject.id,
                           MAX(date) FILTER (WHERE state IN %(done)s) AS last,
                           MIN(date) FILTER (
                               WHERE state IN %(coming)s AND date >= %(today)s
                           ) AS next
                      FROM subject
                 LEFT JOIN concerned ON concerned.id = subject.id
                  GROUP BY subject.id
                )
                UPDATE res_partner partner
                   SET last_visit_on = found.last, next_visit_on = found.next
                  FROM found
                 WHERE partner.id = found.id
                   AND (partner.last_visit_on, partner.next_visit_on)
                       IS DISTINCT FROM (found.last, found.next)
             RETURNING partner.id
                """,
                scope=scope,
                absent=visits._get_host_absent_sql(),
                done=DONE_STATES,
                coming=COMING_STATES,
                today=today,
            )
        )
        self.invalidate_model(["last_visit_on", "next_visit_on"], flush=False)

    # === TOUCHES === #

    @api.model
    def _get_touch_sql(self):
        return [*super()._get_touch_sql(), *self._get_visit_touch_sql()]

    @api.model
    def _get_visit_touch_sql(self):
        """Visits that have taken place, also those of several customers."""
        return [
            SQL(
                """
                SELECT visit.partner_id, MAX(visit.date)
                  FROM group_customer_visit AS visit
                 WHERE visit.state IN %(done)s AND NOT %(absent)s
                   AND visit.partner_id IN (SELECT id FROM subject)
              GROUP BY visit.partner_id
                """,
                absent=self.env["group.customer.visit"]._get_host_absent_sql(),
                done=DONE_STATES,
            ),
            SQL(
                """
                SELECT guest.account_id, MAX(visit.date)
                  FROM group_customer_visit_participant AS guest
                  JOIN group_customer_visit AS visit ON visit.id = guest.visit_id
                 WHERE visit.state IN %(done)s AND guest.attended
                   AND guest.account_id IN (SELECT id FROM subject)
              GROUP BY guest.account_id
                """,
                done=DONE_STATES,
            ),
        ]
