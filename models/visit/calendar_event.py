# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Domain

from .group_customer_visit_calendar import EVENT_FIELDS


class CalendarEvent(models.Model):
    """The event of a visit moves, cancels and staffs the visit."""

    _inherit = "calendar.event"

    visit_ids = fields.One2many(
        comodel_name="group.customer.visit",
        inverse_name="event_id",
        string="Customer Visit",
        copy=False,
        readonly=True,
        groups="group_customer.group_group_customer_user",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        # Odoo takes some of the values out of the dictionary
        names = EVENT_FIELDS.intersection(vals)
        visits = self._get_visits() if names or vals.get("recurrency") else None
        if not visits:
            return super().write(vals)
        visits._check_event_change(vals)
        events = self._get_writable(visits, vals)
        if "active" in vals and not vals["active"]:
            visits._write_server({"event_id": False})
            result = super(CalendarEvent, events).write(vals)
            visits._leave_calendar()
            return result
        result = super(CalendarEvent, events).write(vals)
        visits._pull_events(names)
        return result

    def unlink(self):
        visits = self._get_visits()
        if not visits:
            return super().unlink()
        visits._check_event_change({})
        events = self._get_writable(visits, {})
        visits._write_server({"event_id": False})
        result = super(CalendarEvent, events).unlink()
        visits._leave_calendar()
        return result

    # === ACTIONS === #

    def action_open_visit(self):
        self.ensure_one()
        visit = self._get_visits()
        visit.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": visit._name,
            "res_id": visit.id,
            "views": [(False, "form")],
        }

    # === TOOLING === #

    def _get_writable(self, visits, vals):
        """Return these events as they are written: Odoo keeps private events from all
        but their people, but who may change the visit may change its event.

        :param visits: theirs, which the user may change
        """
        # sudo: for what belongs to a visit, and only if all of them are of visits. With
        # all rights commands would reach attendees of other events.
        known = (EVENT_FIELDS | {"description", "recurrence_update"}) - {"attendee_ids"}
        is_known = known.issuperset(vals) and len(visits) == len(self)
        return self.sudo() if is_known else self

    def _get_visits(self):
        """Return the visits of these events, with the rights of the user."""
        # sudo: who may not read a visit cannot move its event unnoticed either
        visits = self.env["group.customer.visit"]
        found = visits.sudo().search(Domain("event_id", "in", self.ids))
        return visits.browse(found.ids)
