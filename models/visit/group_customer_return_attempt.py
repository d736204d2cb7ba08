# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerReturnAttempt(models.Model):
    """One attempt to reach a customer; the time is that of the server and stays.

    Attempts are neither changed nor deleted: the give-up time counts from the first.
    """

    _name = "group.customer.return.attempt"
    _description = "Return-visit Attempt"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "attempted_on desc, id desc"
    _rec_name = "result"
    _server_fields = frozenset({"attempted_on", "company_id", "user_id"})

    return_visit_id = fields.Many2one(
        comodel_name="group.customer.return.visit",
        required=True,
        index=True,
        ondelete="cascade",
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="return_visit_id.company_id", store=True, index=True, precompute=True
    )
    attempted_on = fields.Datetime(
        string="Attempted",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    channel_id = fields.Many2one(
        comodel_name="group.customer.visit.channel",
        required=True,
        ondelete="restrict",
        default=lambda self: self._get_default_channel(),
    )
    result = fields.Selection(
        selection=[
            ("reached", "Reached"),
            ("no_answer", "No Answer"),
            ("busy", "Busy"),
            ("switched_off", "Switched Off"),
            ("wrong_number", "Wrong Number"),
        ],
        required=True,
        default="no_answer",
    )
    note = fields.Char()

    @api.model
    def _get_default_channel(self):
        return self.env["group.customer.return.plan"]._get_default_channel()

    @api.model_create_multi
    def create(self, vals_list):
        visits = self.env["group.customer.return.visit"].browse(
            {vals.get("return_visit_id") for vals in vals_list} - {None, False}
        )
        visits._check_attempt()
        attempts = super().create(vals_list)
        attempts._take_effect()
        return attempts

    def _take_effect(self):
        """Bring the return visits where the attempts lead them."""
        for attempt in self:
            attempt.return_visit_id._take_attempt(attempt)
