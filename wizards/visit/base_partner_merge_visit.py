# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Visits of merged accounts are those of the one that stays."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        partners = src_partners | dst_partner
        visits = self.env["group.customer.visit"].sudo()
        days = visits.search(visits._get_account_domain(partners.ids)).mapped("date")
        self._merge_participants(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # Odoo moves references by plain UPDATEs
        visits.invalidate_model(["partner_id", "contact_id", "participant_ids"])
        account = dst_partner.commercial_partner_id
        if days and account:
            visits._on_changed(set(account.ids), set(days))
        return result

    @api.model
    def _merge_participants(self, src_partners, dst_partner):
        """Who took part in a visit beside the one who stays did so once: there if one
        of them was, with what all of them said."""
        lines = self.env["group.customer.visit.participant"].sudo()
        lines.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH line AS (
                    SELECT id, attended, opinion,
                           FIRST_VALUE(id) OVER (
                               PARTITION BY visit_id
                               ORDER BY partner_id != %(kept)s, id
                           ) AS kept_id
                      FROM group_customer_visit_participant
                     WHERE partner_id = ANY(%(partners)s)
                ), merged AS (
                    SELECT kept_id, BOOL_OR(attended) AS attended,
                           STRING_AGG(NULLIF(opinion, ''), E'\n' ORDER BY id) AS opinion
                      FROM line GROUP BY kept_id HAVING COUNT(*) > 1
                ), told AS (
                    UPDATE group_customer_visit_participant AS participant
                       SET attended = merged.attended, opinion = merged.opinion
                      FROM merged WHERE participant.id = merged.kept_id
                )
                DELETE FROM group_customer_visit_participant AS participant
                 USING line
                 WHERE participant.id = line.id AND line.id != line.kept_id
                """,
                kept=dst_partner.id,
                partners=(src_partners | dst_partner).ids,
            )
        )
        lines.invalidate_model()
