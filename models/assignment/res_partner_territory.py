# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL

from .group_customer_territory_match import MATCHED_FIELDS

# How many accounts are matched while the user waits; more are left to the cron.
SMALL = 200
# Changes that may make a contact an account of a map, or take it off.
SCOPE_FIELDS = frozenset({"active", "company_id", "is_group_customer"})


class ResPartner(models.Model):
    """The territory of an account, kept up to date."""

    _inherit = "res.partner"
    _server_fields = frozenset({"territory_id"})

    territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        groups="group_customer.group_group_customer_user",
        help="The deepest territory of the map in force that matches this account. "
        "Empty: none does, or two do.",
    )
    territory_explanation = fields.Text(
        string="Why This Territory",
        compute="_compute_territory_explanation",
        groups="group_customer.group_group_customer_user",
    )

    # === COMPUTE METHODS === #

    @api.depends("territory_id", "is_group_customer")
    @api.depends_context("lang")
    def _compute_territory_explanation(self):
        overlaps = self._find_territory_overlaps()
        plans = self.env["group.customer.territory.plan"]._get_active_plans()
        for partner in self:
            territory = partner.territory_id
            if not partner.is_group_customer or not plans:
                partner.territory_explanation = False
            elif territory:
                partner.territory_explanation = "\n".join(
                    (territory._get_match_text(), territory._get_holder_text())
                )
            elif partner._origin.id in overlaps:
                one, other = overlaps[partner._origin.id]
                partner.territory_explanation = self.env._(
                    "Two territories match, so that the account belongs to neither: "
                    "%(territory)s and %(other)s. A new map has to separate them.",
                    territory=one.complete_name,
                    other=other.complete_name,
                )
            else:
                partner.territory_explanation = self.env._(
                    "No territory of the map in force matches this account."
                )

    def _find_territory_overlaps(self):
        """Return account id → the two territories that match, of those in overlap."""
        # sudo: the names on a map are known to whoever sees the account
        territories = self.env["group.customer.territory"].sudo()
        open_ones = self.filtered(
            lambda partner: partner.is_group_customer and not partner.territory_id
        )._origin
        found = {}
        if not open_ones:
            return found
        Plan = self.env["group.customer.territory.plan"].sudo()
        for plan in Plan.browse(Plan._get_active_plans().values()):
            for partner_id, row in plan._match(open_ones).items():
                if row[1]:
                    found[partner_id] = territories.browse(row[:2])
        return found

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.filtered("is_group_customer")._refresh_territories()
        return partners

    def write(self, vals):
        result = super().write(vals)
        Plan = self.env["group.customer.territory.plan"]
        if not MATCHED_FIELDS.isdisjoint(vals) and Plan._get_active_plans():
            accounts = self
            if SCOPE_FIELDS.isdisjoint(vals):
                accounts = self.filtered("is_group_customer")
            accounts._refresh_territories()
        return result

    # === BUSINESS METHODS === #

    def _refresh_territories(self):
        """Find the territories of these accounts in the maps in force: now for some,
        by the cron for many."""
        plans = self.env["group.customer.territory.plan"]._get_active_plans()
        if not self or not plans:
            return
        if len(self) > SMALL:
            self._queue_territories(self.ids)
        elif changed := self._write_territories():
            self._territories_changed(changed)

    def _write_territories(self):
        """Write the territories of these accounts; one statement for any number.

        :returns: the ids of the accounts that changed
        """
        self.flush_model(["territory_id"])
        # sudo: the map applies to the account, whoever changes it
        Plan = self.env["group.customer.territory.plan"].sudo()
        accounts = self.sudo()
        found = [
            SQL("(%s)", plan._get_match_sql(accounts))
            for plan in Plan.browse(Plan._get_active_plans().values())
        ] or [SQL("SELECT NULL::int, NULL::int, NULL::int, NULL::int, NULL::int")]
        rows = self.env.execute_query(
            SQL(
                """
                WITH found (partner_id, territory_id, other_id, holder_id, team_id) AS (
                    %(found)s
                ), today AS (
                    SELECT p.id,
                           CASE WHEN found.other_id IS NULL
                           THEN found.territory_id END AS territory_id
                      FROM unnest(%(ids)s::int[]) AS p (id)
                 LEFT JOIN found ON found.partner_id = p.id
                )
                UPDATE res_partner AS account
                   SET territory_id = today.territory_id
                  FROM today
                 WHERE account.id = today.id
                   AND account.territory_id IS DISTINCT FROM today.territory_id
             RETURNING account.id
                """,
                found=SQL(" UNION ALL ").join(found),
                ids=list(self.ids),
            )
        )
        changed = [row[0] for row in rows]
        if changed:
            self.invalidate_model(["territory_id"], flush=False)
            self.browse(changed).modified(["territory_id"])
        return changed

    @api.model
    def _queue_territories(self, partner_ids=None):
        """Have the cron find the territories of these accounts; all when left out."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO group_customer_territory_queue (partner_id) "
                "SELECT unnest(%s::int[])",
                [None] if partner_ids is None else list(partner_ids),
            )
        )
        self.env["group.customer.territory.queue"]._queue_changed()

    @api.model
    def _territories_changed(self, partner_ids):
        """Hook: these accounts have another territory, or none, than before.

        Not called when a map is activated, which moves accounts itself.
        """
