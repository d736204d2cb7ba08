# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Where a group customer stands with us, derived from its documents and never
    typed (MD-02, MD-06, MD-08)."""

    _inherit = "res.partner"
    _server_fields = frozenset({"customer_stage", "signing_level"})

    customer_stage = fields.Selection(
        selection=[
            ("potential", "Potential"),
            ("lead", "Lead"),
            ("new", "New"),
            ("maintained", "Maintained"),
            ("dormant", "Dormant"),
            ("lost", "Lost"),
        ],
        compute="_compute_customer_stage",
        store=True,
        copy=False,
        index="btree_not_null",
        help="Potential: no lead, quotation, order or invoice. Lead: an open lead or "
        "a quotation. New: first business not long ago. Maintained: business since. "
        "Dormant and lost: no business for long. The days are parameters.",
        groups="base.group_user",
    )
    signing_level = fields.Selection(
        selection=[("group", "Group Company"), ("unit", "Second-Level Unit")],
        compute="_compute_customer_stage",
        store=True,
        copy=False,
        help="Whether the customer ever did business with our headquarters, or with "
        "a subsidiary only (MD-08).",
        groups="base.group_user",
    )

    @api.model
    def _get_columns_created_empty(self):
        return {
            **super()._get_columns_created_empty(),
            "customer_stage": "varchar",
            "signing_level": "varchar",
        }

    # A new record has no documents; later _refresh_customer_stage rules.
    @api.depends("is_group_customer")
    def _compute_customer_stage(self):
        for partner in self:
            is_node = partner.is_group_customer
            stage = partner.customer_stage or "potential"
            partner.customer_stage = is_node and stage
            partner.signing_level = is_node and partner.signing_level

    def write(self, vals):
        if not vals.get("is_group_customer") and not vals.get("group_parent_id"):
            return super().write(vals)
        before = self.filtered("is_group_customer")
        result = super().write(vals)
        self._refresh_customer_stage((self - before).filtered("is_group_customer"))
        return result

    @api.model
    def _cron_refresh_customer_stage(self):
        self._refresh_customer_stage()

    @api.model
    def _refresh_customer_stage(self, partners=None, today=None):
        """Derive stage and signing level from leads, orders, invoices and history.

        Business of a contact counts for its commercial entity. One statement; only
        rows that change are written.

        :param partners: partners to look at, all group customers by default
        :param today: the day from which is counted, the user's today by default
        :returns: the partners that changed
        """
        if partners is None:
            scope = SQL("(is_group_customer OR customer_stage IS NOT NULL)")
        elif partners:
            scope = SQL("id IN %s", tuple(partners.commercial_partner_id.ids))
        else:
            return partners
        today = today or self.env["group.customer.ledger"]._get_today(self.env.company)
        parameter = self.env["group.customer.parameter"]
        days = {
            name: int(parameter._get_value(f"stage_{name}_days", date=today))
            for name in ("new", "dormant", "lost")
        }
        self.env.flush_all()
        changed = self.env.execute_query(
            SQL(
                """
                WITH subject AS (
                    SELECT id, COALESCE(is_group_customer, FALSE) AS is_node
                      FROM res_partner
                     WHERE %(scope)s
                ), business AS (%(business)s
                ), span AS (
                    SELECT business.partner_id,
                           MIN(business.date) AS first_date,
                           MAX(business.date) AS last_date,
                           BOOL_OR(company.parent_id IS NULL) AS with_headquarters
                      FROM business
                      JOIN res_company AS company ON company.id = business.company_id
                     WHERE business.date <= %(today)s
                  GROUP BY business.partner_id
                ), prospect AS (%(prospect)s
                ), derived AS (
                    SELECT subject.id,
                           CASE
                               WHEN NOT subject.is_node THEN NULL
                               WHEN span.partner_id IS NULL AND prospect.partner_id
                                    IS NOT NULL THEN 'lead'
                               WHEN span.partner_id IS NULL THEN 'potential'
                               WHEN %(today)s - span.first_date <= %(new)s THEN 'new'
                               WHEN %(today)s - span.last_date <= %(dormant)s
                                    THEN 'maintained'
                               WHEN %(today)s - span.last_date <= %(lost)s
                                    THEN 'dormant'
                               ELSE 'lost'
                           END AS stage,
                           CASE
                               WHEN NOT subject.is_node OR span.partner_id IS NULL
                                    THEN NULL
                               WHEN span.with_headquarters THEN 'group'
                               ELSE 'unit'
                           END AS level
                      FROM subject
                 LEFT JOIN span ON span.partner_id = subject.id
                 LEFT JOIN prospect ON prospect.partner_id = subject.id
                )
                UPDATE res_partner AS partner
                   SET customer_stage = derived.stage, signing_level = derived.level
                  FROM derived
                 WHERE partner.id = derived.id
                   AND (partner.customer_stage, partner.signing_level)
                       IS DISTINCT FROM (derived.stage, derived.level)
             RETURNING partner.id
                """,
                scope=scope,
                today=SQL("%s::date", today),
                business=self._get_stage_business_sql(),
                prospect=self._get_stage_prospect_sql(),
                **days,
            )
        )
        names = ["customer_stage", "signing_level"]
        self.invalidate_model(names, flush=False)
        changed = self.browse([id_ for (id_,) in changed])
        changed.modified(names)
        return changed

    @api.model
    def _get_stage_business_sql(self):
        """Return partner_id, company_id, date of every business of the subjects."""
        return SQL(
            """
                SELECT partner.commercial_partner_id AS partner_id, sale.company_id,
                       (sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                       AS date
                  FROM sale_order AS sale
                  JOIN res_partner AS partner ON partner.id = sale.partner_id
                 WHERE sale.state = 'sale'
                   AND partner.commercial_partner_id IN (SELECT id FROM subject)
             UNION ALL
                SELECT move.commercial_partner_id, move.company_id,
                       COALESCE(move.invoice_date, move.date)
                  FROM account_move AS move
                 WHERE move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_receipt')
                   AND move.commercial_partner_id IN (SELECT id FROM subject)
             UNION ALL
                SELECT history.commercial_partner_id, history.company_id, history.date
                  FROM group_customer_transaction AS history
                 WHERE history.kind = 'sale'
                   AND history.commercial_partner_id IN (SELECT id FROM subject)
            """,
            tz=self.env["group.customer.ledger"]._get_timezone(self.env.company),
        )

    @api.model
    def _get_stage_prospect_sql(self):
        """Return partner_id of the subjects with an open lead or a quotation."""
        return SQL(
            """
                SELECT partner.commercial_partner_id AS partner_id
                  FROM crm_lead AS lead
                  JOIN res_partner AS partner ON partner.id = lead.partner_id
                 WHERE lead.active
                   AND lead.won_status IS DISTINCT FROM 'lost'
                   AND partner.commercial_partner_id IN (SELECT id FROM subject)
                 UNION
                SELECT partner.commercial_partner_id
                  FROM sale_order AS sale
                  JOIN res_partner AS partner ON partner.id = sale.partner_id
                 WHERE sale.state IN ('draft', 'sent')
                   AND partner.commercial_partner_id IN (SELECT id FROM subject)
            """
        )
