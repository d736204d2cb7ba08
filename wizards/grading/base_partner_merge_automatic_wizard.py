# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Keep one current grade per scheme: the destination's goes before."""
        merged = src_partners | dst_partner
        self._check_strategic_figures(merged)
        Award = self.env["group.customer.grade.award"].sudo()
        Award.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE group_customer_grade_award a
                      SET date_to = GREATEST(a.date_from, %(today)s::date)
                     FROM (SELECT id, ROW_NUMBER() OVER (
                                      PARTITION BY scheme_id, company_id
                                      ORDER BY partner_id <> %(kept)s,
                                               date_from DESC, id DESC) AS place
                             FROM group_customer_grade_award
                            WHERE partner_id IN %(merged)s AND date_to IS NULL
                          ) held
                    WHERE held.id = a.id AND held.place > 1""",
                today=fields.Date.context_today(self),
                kept=dst_partner.id,
                merged=tuple(merged.ids),
            )
        )
        Award.invalidate_model()
        res = super()._update_foreign_keys(src_partners, dst_partner)
        # The awards have moved; else Odoo would copy the grade shown on a source.
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET group_customer_grade_id = NULL WHERE id IN %s",
                tuple(src_partners.ids),
            )
        )
        src_partners.invalidate_recordset(["group_customer_grade_id"], flush=False)
        self._end_second_requests(dst_partner)
        companies = Award.search([("partner_id", "=", dst_partner.id)]).company_id
        companies._sync_group_customer_grades(dst_partner)
        return res

    @api.model
    def _check_strategic_figures(self, partners):
        """Refuse to choose between two figures; Odoo would drop those of a source."""
        groups = (
            self.env["group.customer.strategic.line"]
            .sudo()
            ._read_group(
                [("partner_id", "in", partners.ids)],
                ["company_id", "period", "date_from:day"],
                ["id:recordset"],
                having=[("__count", ">", 1)],
            )
        )
        for _company, _period, _day, lines in groups:
            raise UserError(
                self.env._(
                    "“%(first)s” and “%(second)s” are strategic figures of the same "
                    "period: put them together in one of them and delete the other "
                    "before you merge the contacts.",
                    first=lines[0].display_name,
                    second=lines[1].display_name,
                )
            )

    @api.model
    def _end_second_requests(self, partner):
        """Of two requests in force in a scheme, the one with today's grade stays."""
        Request = self.env["group.customer.grade.request"].sudo()
        Request.invalidate_model()
        approved = Request.search(
            [("partner_id", "=", partner.id), ("state", "=", "approved")]
        )
        groups = approved.grouped(
            lambda request: (request.scheme_id, request.company_id)
        )
        for requests in groups.values():
            kept = requests.sorted(
                lambda request: (
                    any(award.is_current for award in request.award_ids),
                    request.is_in_force,
                    request.id,
                )
            )[-1]
            (requests.filtered("is_in_force") - kept)._write_server(
                {"state": "cancelled"}
            )
