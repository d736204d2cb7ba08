# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import Command, models
from odoo.exceptions import AccessError, RedirectWarning, UserError

from .group_customer_followup import OPEN_STATES


class GroupCustomerFollowup(models.Model):
    """Ticking off the activity of a follow-up is saying that it was done just now."""

    _inherit = "group.customer.followup"

    def _check_may_tick_off(self, feedback):
        """Refuse what cannot be settled by a line of feedback.

        :param str feedback: what was entered with the activity
        :raises AccessError: for who may not work on the follow-up
        :raises UserError: when something is to be reported and nothing was said, or
            an observation is asked for; in the web client with the way to the form
        """
        for followup in self - self._filtered_access("write"):
            raise AccessError(
                self.env._(
                    "“%(followup)s” is for its owner, the account manager or a manager "
                    "to settle: ask one of them to log the contact.",
                    # sudo: the activity says as much
                    followup=followup.sudo().display_name,
                )
            )
        said = (feedback or "").strip()
        for followup in self._filter_reported():
            if not said or followup.needs_note:
                followup._ask_for_report()

    def _ask_for_report(self):
        """Ask for the contact to be logged.

        :raises UserError: always
        :raises RedirectWarning: the same, with the form, in the web client
        """
        self.ensure_one()
        message = self.env._(
            "“%(followup)s” has something to report: log the contact, and the activity "
            "is done.",
            followup=self.display_name,
        )
        if not self.env["sale.order"]._is_web_client():
            raise UserError(message)
        error = RedirectWarning(
            message, self._get_log_action(), self.env._("Log the Contact")
        )
        # Being asked for more is no failure of the server
        error.loglevel = logging.INFO
        raise error

    def _tick_off(self, feedback):
        """Settle follow-ups with the feedback of their activities."""
        said = (feedback or "").strip()
        reported = self._filter_reported()
        (self - reported)._record_contacts(said)
        for followup in reported:
            if followup.state not in OPEN_STATES:
                continue  # settled by the contact before
            log = self.env["group.customer.visit.log"]
            values = followup._prepare_log() | {
                "followup_ids": [Command.set(followup.ids)],
                "report_text": said,
            }
            log.create(values)._log()
