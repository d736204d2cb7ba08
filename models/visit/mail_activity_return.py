# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain


class MailActivity(models.Model):
    """A finding of a return visit is done when its to-do is."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        findings = self.env["group.customer.return.finding"].sudo()
        about = self.filtered(
            lambda activity: activity.res_model == "group.customer.return.visit"
        )
        if about:
            findings = findings.search(Domain("activity_id", "in", about.ids))
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        findings._finish(feedback or None)
        return result
