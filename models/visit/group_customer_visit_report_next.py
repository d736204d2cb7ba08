# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta

from odoo import Command, models

from .group_customer_visit_time import ALL_DAY_START, ALL_DAY_STOP

# What may still be moved with the report that asked for it
MOVABLE_STATES = ("draft", "planned")


class GroupCustomerVisit(models.Model):
    """Every visit leads to the next one (VI-16)."""

    _inherit = "group.customer.visit"

    def action_open_next_visit(self):
        """Open the visit that the report of this one has led to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.next_visit_ids[:1].id,
            "views": [(False, "form")],
        }

    def _make_next_visits(self):
        """Make the draft visits that reports ask for, once for each report.

        A report that was returned and submitted again moves its next visit along,
        unless somebody has touched that already.
        """
        vals_list = []
        for visit in self.filtered("next_visit_date"):
            # sudo: the next visit may have been handed to somebody else
            following = visit.sudo().next_visit_ids.filtered(
                lambda following: following.state != "cancelled"
            )[:1]
            if not following:
                vals_list.append(visit._prepare_next_visit_vals())
            elif visit._is_next_to_move(following):
                following._reschedule(visit._get_next_start())
                # The report moved it, nobody else has
                following._write_server({"is_changed": False})
        # sudo: the origin and the visit before are filled by the server; the right to
        # write this visit was checked
        following = self.sudo()._create_server(vals_list)
        if following:
            following._changed()
        return following

    def _is_next_to_move(self, following):
        return (
            following.date != self.next_visit_date
            and following.state in MOVABLE_STATES
            and not following.is_changed
        )

    def _get_next_start(self):
        """Return the moment of the next visit: the hour of this one, as it is where
        the company is."""
        self.ensure_one()
        if self.is_all_day:
            return datetime.combine(self.next_visit_date, ALL_DAY_START)
        local = self._get_local(self.start, self._get_zone(self.company_id))
        return self._get_moment(
            self.next_visit_date, local.hour + local.minute / 60, self.company_id
        )

    def _prepare_next_visit_vals(self):
        self.ensure_one()
        start = self._get_next_start()
        kind = self.next_kind_id or self.kind_id
        stop = start + timedelta(minutes=round(kind.default_duration * 60))
        if self.is_all_day:
            stop = datetime.combine(self.next_visit_date, ALL_DAY_STOP)
        return {
            "partner_id": self.partner_id.id,
            "contact_id": self.contact_id.id,
            "user_id": self.user_id.id,
            "user_ids": [Command.set((self.user_id | self.user_ids).ids)],
            "company_id": self.company_id.id,
            "kind_id": kind.id,
            "channel_id": self.channel_id.id,
            "opportunity_id": self.opportunity_id.id,
            "start": start,
            "stop": stop,
            "is_all_day": self.is_all_day,
            "state": "draft",
            "origin": "next",
            "previous_visit_id": self.id,
        }
