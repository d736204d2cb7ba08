# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import Command, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import frozendict, plaintext2html

from .group_customer_visit import CALENDAR_STATES

# Visits are planned by the hundred: nobody gets mails and log entries of that
QUIET = {
    "dont_notify": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "skip_contact_description": True,
    "tracking_disable": True,
}
# Fields of the visit → what follows in its event
NAME_FIELDS = frozenset({"kind_id", "name", "partner_id"})
TIME_FIELDS = frozenset({"duration", "is_all_day", "start", "stop"})
PEOPLE_FIELDS = frozenset(
    {"contact_id", "kind_id", "participant_ids", "partner_id", "user_id", "user_ids"}
)
PRIVACY_FIELDS = frozenset({"event_privacy", "kind_id"})
PUSHED_FIELDS = NAME_FIELDS | TIME_FIELDS | PEOPLE_FIELDS | PRIVACY_FIELDS | {"purpose"}
# Fields of the event → what follows in the visit
EVENT_TIME_FIELDS = frozenset(
    {"allday", "duration", "start", "start_date", "stop", "stop_date"}
)
EVENT_PEOPLE_FIELDS = frozenset({"attendee_ids", "partner_ids", "user_id"})
EVENT_FIELDS = EVENT_TIME_FIELDS | EVENT_PEOPLE_FIELDS | {"active", "name", "privacy"}


class GroupCustomerVisit(models.Model):
    """Visit and calendar event say the same, whichever of them is changed.

    Each side writes what differs on the other one, and nothing where nothing does:
    that ends the exchange, no marker has to be handed along. The event is written with
    all rights, because whose visit it is decides; from the event to the visit the
    rights of the user count.
    """

    _inherit = "group.customer.visit"

    # === FROM THE VISIT TO THE CALENDAR === #

    def _make_events(self):
        """Give planned visits the events they have none of yet."""
        visits = self.sudo().filtered(
            lambda visit: visit.state in CALENDAR_STATES and not visit.event_id
        )
        if not visits:
            return
        # Nothing of the screen that the visit was planned from gets into the event
        context = {
            name: value
            for name, value in self.env.context.items()
            if name in ("allowed_company_ids", "lang", "tz", "uid")
        }
        # pylint: disable=context-overridden
        visits = visits.with_context(context)
        events = visits.env["calendar.event"].with_context(**QUIET)
        events = events.create([visit._prepare_event() for visit in visits])
        for visit, event in zip(visits, events, strict=True):
            visit._write_server({"event_id": event.id})
        visits.filtered("kind_id.invites_customer")._invite_customers()

    def _prepare_event(self):
        """Return the values of the event of a visit."""
        self.ensure_one()
        people = self._get_event_people()
        visitor = self.user_id.partner_id
        return {
            "name": self._get_event_name(),
            "description": self._get_event_description(),
            "location": self._get_event_location(),
            "privacy": self._get_event_privacy(),
            "user_id": self.user_id.id,
            "partner_ids": [Command.set(people.ids)],
            "attendee_ids": [
                Command.create(
                    {
                        "partner_id": person.id,
                        "state": "accepted" if person == visitor else "needsAction",
                    }
                )
                for person in people
            ],
            "res_model_id": False,
            "res_id": False,
            **self._prepare_event_times(),
        }

    def _prepare_event_times(self):
        values = {"allday": self.is_all_day, "start": self.start, "stop": self.stop}
        if self.is_all_day:
            values.update(start_date=self.start.date(), stop_date=self.stop.date())
        return values

    def _get_event_name(self):
        return self.name or f"{self.kind_id.name} · {self.partner_id.name}"

    def _get_event_description(self):
        # What we are after is nothing for customers who are invited
        if not self.purpose or self.kind_id.invites_customer:
            return False
        return plaintext2html(self.purpose)

    def _get_event_location(self):
        if not self.channel_id.is_on_site:
            return False
        partner = self.contact_id if self.contact_id.street else self.partner_id
        return partner.contact_address_inline or False

    def _get_event_people(self):
        """Return who takes part in the event: ours, and whom the kind invites."""
        return self.user_ids.partner_id | self.user_id.partner_id | self._get_invited()

    def _get_invited(self):
        if not self.kind_id.invites_customer:
            return self.env["res.partner"]
        return self.contact_id | self.participant_ids.partner_id

    def _invite_customers(self):
        for visit in self:
            if visit.start > self._get_now():
                attendees = visit.event_id.attendee_ids
                invited = visit._get_invited()
                attendees.filtered(
                    lambda attendee, invited=invited: attendee.partner_id in invited
                )._send_invitation_emails()

    def _push_events(self, names):
        """Let the events follow what was written on their visits.

        :param names: fields of the visit that were written
        """
        if not names & PUSHED_FIELDS:
            return
        # Who takes over many visits is written into all of their events at once: the
        # calendar needs dozens of statements each time
        changes = defaultdict(self.env["group.customer.visit"].sudo().browse)
        visits = self.sudo().filtered("event_id")
        # What Odoo hides from the user it hides in the cache
        visits.event_id.invalidate_recordset()
        for visit in visits:
            values = visit._get_event_changes(names)
            if values:
                invites = visit.kind_id.invites_customer
                changes[invites, frozendict(values)] |= visit
        for (invites, values), visits in changes.items():
            # Customers who were invited hear of another time
            quiet = {} if invites else QUIET
            values = dict(values)
            if commands := values.get("partner_ids"):
                values["partner_ids"] = list(commands)
            visits.event_id.with_context(**quiet).write(values)

    def _get_event_changes(self, names):
        """Return what differs in the event of a visit, as values to write."""
        event = self.event_id
        values = {}
        if names & NAME_FIELDS and event.name != self._get_event_name():
            values["name"] = self._get_event_name()
        if "purpose" in names:
            values["description"] = self._get_event_description()
        if names & PRIVACY_FIELDS and event.privacy != self._get_event_privacy():
            values["privacy"] = self._get_event_privacy()
        if names & TIME_FIELDS and not self._is_at_same_time(event):
            values.update(self._prepare_event_times())
        if names & PEOPLE_FIELDS:
            if event.user_id != self.user_id:
                values["user_id"] = self.user_id.id
            wanted = self._get_event_people()
            # Whom somebody invited in the calendar alone stays invited
            gone = (self._get_colleagues(event).partner_id - wanted).ids
            commands = [Command.unlink(id_) for id_ in sorted(gone)]
            commands += [
                Command.link(id_) for id_ in sorted((wanted - event.partner_ids).ids)
            ]
            if commands:
                values["partner_ids"] = tuple(commands)
        return values

    def _drop_events(self):
        """Take the events of visits out of the calendar."""
        visits = self.sudo().filtered("event_id")
        if not visits:
            return
        for visit in visits.filtered("kind_id.invites_customer"):
            visit._tell_invited_off()
        events = visits.event_id
        visits._write_server({"event_id": False})
        events.with_context(dont_notify=True).unlink()

    def _tell_invited_off(self):
        """Customers who were invited hear that nobody comes."""
        template = self.env.ref(
            "calendar.calendar_template_delete_event", raise_if_not_found=False
        )
        event = self.event_id
        invited = self._get_invited() & event.partner_ids
        if not template or not invited or self.start <= self._get_now():
            return
        # Sent from the visit: what is sent from an event is deleted with it
        subject, body = (
            template._render_field(name, event.ids, compute_lang=True)[event.id]
            for name in ("subject", "body_html")
        )
        self.message_notify(
            partner_ids=invited.ids,
            subject=subject,
            body=body,
            email_layout_xmlid="mail.mail_notification_light",
        )

    # === FROM THE CALENDAR TO THE VISIT === #

    def _check_event_change(self, vals):
        """Refuse what the event of a visit cannot become.

        :raises UserError: when it is to repeat
        :raises AccessError: when the user may not change the visit
        """
        for visit in self:
            name = visit.sudo().display_name
            if not visit.has_access("read"):
                raise AccessError(
                    self.env._(
                        "This calendar event is a customer visit of %(visitor)s: only "
                        "who may change the visit can change it. Ask %(visitor)s.",
                        visitor=visit.sudo().user_id.display_name,
                    )
                )
            if not visit.has_access("write"):
                raise AccessError(
                    self.env._(
                        "This calendar event is the visit “%(visit)s” of %(visitor)s: "
                        "only who may change the visit can change it. Ask "
                        "%(visitor)s.",
                        visit=name,
                        visitor=visit.sudo().user_id.display_name,
                    )
                )
            if vals.get("recurrency"):
                raise UserError(
                    self.env._(
                        "“%(visit)s” is a customer visit and does not repeat in the "
                        "calendar: the visit policy says how often an account is "
                        "visited, and the visit plan proposes when. Enter further "
                        "visits there.",
                        visit=name,
                    )
                )

    def _pull_events(self, names):
        """Let visits follow what was written on their events.

        :param names: fields of the event that were written
        """
        for visit in self:
            values = visit._get_visit_changes(names)
            if values:
                visit.write(values)
        if "privacy" in names:
            self._push_events(PRIVACY_FIELDS)

    def _get_visit_changes(self, names):
        """Return what differs in a visit from its event, as values to write."""
        event = self.sudo().event_id
        values = {}
        if names & EVENT_TIME_FIELDS and not self._is_at_same_time(event):
            values = {
                "start": event.start,
                "stop": event.stop,
                "is_all_day": event.allday,
            }
        if "name" in names and event.name != self._get_event_name():
            values["name"] = event.name
        if names & EVENT_PEOPLE_FIELDS:
            values.update(self._get_people_changes(event))
        if "privacy" in names:
            # Odoo's “default” is that of the organizer; that of a visit is its kind's
            is_usual = event.privacy in (False, self.kind_id.event_privacy)
            privacy = False if is_usual else event.privacy
            if privacy != self.event_privacy:
                values["event_privacy"] = privacy
        return values

    def _get_people_changes(self, event):
        visitor = self.user_id
        organizer = event.user_id
        if organizer and organizer.active and not organizer.share:
            visitor = organizer
        ours = self._get_colleagues(event)
        if visitor == self.user_id and visitor not in ours:
            raise UserError(
                self.env._(
                    "%(visitor)s is the visitor of “%(visit)s” and cannot be taken off "
                    "its calendar event: choose another visitor on the visit first.",
                    visitor=visitor.display_name,
                    visit=self.sudo().display_name,
                )
            )
        values = {}
        if visitor != self.user_id:
            values["user_id"] = visitor.id
        if values or ours | visitor != self.sudo().user_ids:
            values["user_ids"] = [Command.set((ours | visitor).ids)]
        return values

    def _leave_calendar(self):
        """The events of visits were taken out of the calendar: so are the visits."""
        gone = self.filtered(lambda visit: visit.state in CALENDAR_STATES)
        if gone:
            reason = self.env._(
                "Taken out of the calendar by %(user)s", user=self.env.user.name
            )
            gone._cancel(reason)

    # === TOOLING === #

    def _is_at_same_time(self, event):
        return (self.start, self.stop, bool(self.is_all_day)) == (
            event.start,
            event.stop,
            bool(event.allday),
        )

    def _get_colleagues(self, event):
        """Return the colleagues who take part in an event."""
        users = event.sudo().partner_ids.user_ids
        return users.filtered(lambda user: user.active and not user.share)
