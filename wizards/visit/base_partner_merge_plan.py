# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

# Above every number that planning gives
MERGED = 1_000_000


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Visits of one plan keep apart when their accounts become one.

    Odoo deletes what breaks a unique index at a merge: the visits of the accounts that
    go get numbers of their own beforehand.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        visits = self.env["group.customer.visit"]
        visits.flush_model(["partner_id", "plan_id", "plan_ordinal"])
        self.env.cr.execute(
            SQL(
                """UPDATE group_customer_visit
                      SET plan_ordinal = %s + id
                    WHERE plan_id IS NOT NULL AND plan_ordinal > 0
                      AND partner_id = ANY(%s)""",
                MERGED,
                src_partners.ids,
            )
        )
        visits.invalidate_model(["plan_ordinal"])
        return super()._update_foreign_keys(src_partners, dst_partner)
