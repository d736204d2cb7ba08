# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from .group_customer_followup import OPEN_STATES
from .group_customer_followup_owner import ACTIVITY_TYPE


class MailActivity(models.Model):
    """Whoever ticks off the activity of a follow-up has been in touch with the
    customer: the contact is kept, with the same rights and checks as by hand."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        followups = self._get_open_followups()
        followups._check_may_tick_off(feedback)
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        followups._tick_off(feedback)
        return result

    def _get_open_followups(self):
        """Return the follow-ups that these activities ask for, as far as they are not
        settled yet."""
        followups = self.env["group.customer.followup"]
        about = self.filtered(lambda activity: activity.res_model == followups._name)
        if not about:
            return followups
        kind = self.env.ref(ACTIVITY_TYPE)
        about = about.filtered(lambda activity: activity.activity_type_id == kind)
        # sudo: an activity may be given to somebody who may not see what it is about
        found = followups.browse(set(about.mapped("res_id"))).sudo().exists()
        found = found.filtered(lambda followup: followup.state in OPEN_STATES)
        return found.with_env(self.env)
