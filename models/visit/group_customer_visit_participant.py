# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

# What says whose visit it was
COUNTED_FIELDS = frozenset({"attended", "partner_id", "visit_id"})


class GroupCustomerVisitParticipant(models.Model):
    """Who of a customer takes part in a visit, a symposium, a briefing…

    Several customers may: the visit then counts for every account that somebody
    attended for (VI-05, VI-21), and what each one said is kept (VI-24).
    """

    _name = "group.customer.visit.participant"
    _description = "Visit Participant"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "visit_id, id"
    _rec_name = "partner_id"
    _check_company_auto = True
    _server_fields = frozenset({"account_id", "company_id"})

    visit_id = fields.Many2one(
        comodel_name="group.customer.visit",
        required=True,
        index=True,
        ondelete="cascade",
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Participant",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    account_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Account",
        store=True,
        index=True,
        precompute=True,
    )
    attended = fields.Boolean(
        default=True,
        copy=False,
        help="Untick who did not come. The account counts as visited when anybody of "
        "it was there.",
    )
    opinion = fields.Text(
        string="Opinions and Suggestions",
        copy=False,
        help="What the participant said (VI-24).",
    )

    _partner_unique = models.UniqueIndex(
        "(visit_id, partner_id)", "Somebody takes part in the same visit twice."
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.visit_id._follow_participants()
        lines.visit_id._check_report_open()
        return lines

    def write(self, vals):
        if "visit_id" in vals:
            self._check_stays(vals["visit_id"])
        # Who came and what was said is part of the report
        self.visit_id._check_report_open()
        if not COUNTED_FIELDS.intersection(vals):
            return super().write(vals)
        counted = self.visit_id._get_counted()
        result = super().write(vals)
        self.visit_id._follow_participants(counted)
        return result

    def unlink(self):
        visits = self.visit_id
        visits._check_report_open()
        counted = visits._get_counted()
        result = super().unlink()
        visits._follow_participants(counted)
        return result

    # === CHECKS === #

    def _check_stays(self, visit_id):
        """Whoever takes part in another visit is entered there, with its rights."""
        for line in self:
            if line.visit_id.id != visit_id:
                raise UserError(
                    self.env._(
                        "%(participant)s stays with the visit “%(visit)s”: delete the "
                        "line and enter it on the other one.",
                        participant=line.partner_id.display_name,
                        visit=line.visit_id.display_name,
                    )
                )
