# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class GroupCustomerVisitLog(models.TransientModel):
    """The contact that a follow-up asked for."""

    _inherit = "group.customer.visit.log"

    followup_ids = fields.Many2many(
        comodel_name="group.customer.followup",
        relation="group_customer_visit_log_followup_rel",
        column1="log_id",
        column2="followup_id",
        string="Follow-ups",
        help="What the contact settles.",
    )
    needs_observation = fields.Boolean(compute="_compute_needs_observation")
    observation = fields.Selection(
        selection=lambda self: self._get_observations(),
        help="What was found at the customer (VI-29).",
    )

    @api.model
    def _get_observations(self):
        result = self.env["group.customer.followup"]._fields["result"]
        return result._description_selection(self.env)

    @api.depends("followup_ids")
    def _compute_needs_observation(self):
        for log in self:
            log.needs_observation = any(log.followup_ids.mapped("needs_note"))

    def _log(self):
        self.followup_ids.check_access("write")
        self.followup_ids._check_state()
        if self.followup_ids.partner_id - self.partner_id:
            raise UserError(
                self.env._(
                    "“%(followup)s” is for another account than %(account)s: log the "
                    "contact with the account it is for.",
                    followup=self.followup_ids[0].display_name,
                    account=self.partner_id.display_name,
                )
            )
        if self.needs_observation and not self.observation:
            raise UserError(
                self.env._(
                    "%(account)s: say whether what was observed is as expected.",
                    account=self.partner_id.display_name,
                )
            )
        visit = super()._log()
        if self.followup_ids:
            visit._write_server({"origin": "followup"})
            noted = self.followup_ids.filtered("needs_note")
            noted.write({"result": self.observation, "note": self.report_text})
            self.followup_ids._settle_with(visit)
        return visit
