# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.geo import is_place
from .group_customer_visit import CALENDAR_STATES, DONE_STATES, OPEN_STATES
from .group_customer_visit_time import ALL_DAY_START

# Accounts offered for a visit that nobody planned
OFFERED = 20


class GroupCustomerVisit(models.Model):
    """The agenda on the phone: the visits of a day with what one needs on the way.

    Everything is read for all visits together: the number of statements does not grow
    with them.
    """

    _inherit = "group.customer.visit"

    # === FOR THE PHONE === #

    @api.model
    @api.readonly
    def get_agenda(self, day=None):
        """Return what the user has to do on a day.

        :param str day: ISO date, today where the company is by default
        :returns: ``day``, ``today``, ``is_today``, ``company``, ``visits`` (see
            ``_get_agenda_cards``) and ``followups``
        :rtype: dict
        """
        self._check_agenda_user()
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        try:
            date = fields.Date.to_date(day) or today
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("“%(day)s” is no day: choose another one.", day=day)
            ) from error
        # sudo: who goes there sees where and what for
        visits = self.sudo().search(
            self._get_agenda_domain(date, date == today), order="start, id"
        )
        return {
            "day": fields.Date.to_string(date),
            "today": fields.Date.to_string(today),
            "is_today": date == today,
            "user_id": self.env.uid,
            "company": self.env.company.name,
            "visits": visits._get_agenda_cards(self.env.user),
            "followups": self._get_agenda_followups(date, date == today),
        }

    @api.model
    @api.readonly
    def get_visit_now_accounts(self, search=""):
        """Return accounts that the user may visit now: the own ones, the longest not
        visited first; for managers every one that they find.

        :param str search: part of the name
        :returns: list of dicts with ``id``, ``name``, ``city`` and ``last_visit_on``
        """
        self._check_agenda_user()
        partners = self.env["res.partner"]
        domain = Domain("is_group_customer", "=", True)
        is_manager = self.env.user.has_group(
            "group_customer.group_group_customer_manager"
        )
        if not (is_manager and search):
            domain &= partners._get_my_accounts_domain()
        if search:
            domain &= Domain("display_name", "ilike", search)
        found = partners.search_fetch(
            domain,
            ["name", "city", "last_visit_on"],
            limit=OFFERED,
            order="last_visit_on ASC NULLS FIRST, name, id",
        )
        return [
            {
                "id": partner.id,
                "name": partner.name,
                "city": partner.city or "",
                "last_visit_on": fields.Date.to_string(partner.last_visit_on),
            }
            for partner in found
        ]

    @api.model
    def action_visit_now(self, partner_id):
        """Enter a visit of the user that begins now and that nobody planned.

        :param int partner_id: a group customer that the user may visit
        :returns: id of the visit
        """
        self._check_agenda_user()
        kind = self._get_default_kind()
        channel = kind.default_channel_id
        if not channel.is_on_site:
            channel = channel.search(Domain("is_on_site", "=", True), limit=1)
        visit = self.create(
            {
                "partner_id": partner_id,
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "kind_id": kind.id,
                "channel_id": (channel or kind.default_channel_id).id,
                "start": self._get_now(),
            }
        )
        visit._plan()
        return visit.id

    def action_move_to_today(self):
        """Move a visit of another day to now: somebody is there, or about to go."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("draft", *CALENDAR_STATES):
            raise UserError(
                self.env._(
                    "“%(visit)s” has begun or is over and stays where it is. Enter "
                    "another visit.",
                    visit=self.display_name,
                )
            )
        start, stop = self._get_now().replace(second=0), None
        if self.is_all_day:
            today = self._get_local(start, self._get_zone(self.company_id)).date()
            start = datetime.combine(today, ALL_DAY_START)
            stop = start + (self.stop - self.start)
        self._reschedule(start, stop)

    # === WHAT IS SHOWN === #

    @api.model
    def _check_agenda_user(self):
        """Refuse who never visits anybody.

        :raises AccessError: for users without any level
        """
        if not self.has_access("read"):
            raise AccessError(
                self.env._(
                    "The agenda of visits is for users of Group Customers. Ask an "
                    "administrator for the level “User: Own Accounts”."
                )
            )

    @api.model
    def _get_agenda_domain(self, day, is_today):
        """Return the visits of the user that touch a day, with those that are not
        over yet if it is today."""
        begins = self._get_moment(day, 0, self.env.company)
        ends = self._get_moment(day + timedelta(days=1), 0, self.env.company)
        midnight = datetime.combine(day, time.min)
        # What lasts all day is kept by its days, without a zone
        on_day = (
            Domain("date", "=", day)
            | Domain("is_all_day", "=", False)
            & Domain("start", "<", ends)
            & Domain("stop", ">", begins)
            | Domain("is_all_day", "=", True)
            & Domain("start", "<", midnight + timedelta(days=1))
            & Domain("stop", ">", midnight)
        )
        if is_today:
            on_day |= Domain("state", "=", "in_progress")
        return (
            (
                Domain("user_id", "=", self.env.uid)
                | Domain("user_ids", "=", self.env.uid)
            )
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("state", "!=", "cancelled")
            & on_day
        )

    def _get_agenda_cards(self, user):
        """Return what the phone shows of each of these visits (as superuser).

        :param user: ``res.users`` whose agenda it is
        """
        fences = self.env["group.customer.visit.geofence"]._get_for(self)
        # What is open is shown as far as the user may read it
        matters = self.with_user(user).browse()._get_open_matters(self.partner_id.ids)
        return [
            {
                **visit._get_presence(),
                **visit._get_agenda_facts(user),
                "fence": visit._get_agenda_fence(fences[visit.id]),
                "matters": matters.get(visit.partner_id.id, []),
            }
            for visit in self
        ]

    def _get_agenda_facts(self, user):
        account, person, place = self.partner_id, self.contact_id, self._get_place()
        phone = person.phone or account.phone
        address = self._get_address_line(place)
        return {
            "name": self.name or "",
            "display_name": self.display_name,
            "partner_id": account.id,
            "partner": account.name,
            "grade": account.group_customer_grade_id.code or "",
            "contact": person.name or "",
            "phone": phone or "",
            "phone_link": self._get_phone_link(phone),
            "address": address,
            "map_link": self._get_map_link(place, address),
            "kind": self.kind_id.name,
            "channel": self.channel_id.name,
            "is_on_site": self.channel_id.is_on_site,
            "needs_report": self.kind_id.needs_report,
            "is_mine": self.user_id == user,
            "visitor": self.user_id.name,
            "date": fields.Date.to_string(self.date),
            "start": fields.Datetime.to_string(self.start),
            "stop": fields.Datetime.to_string(self.stop),
            "is_all_day": self.is_all_day,
            "is_open": self.state in OPEN_STATES,
            "is_done": self.state in DONE_STATES,
            "state_label": dict(self._fields["state"]._description_selection(self.env))[
                self.state
            ],
            "purpose": self.purpose or "",
            "task": self.task or "",
            "route": self.route or "",
            "opening": self.opening or "",
            "agenda": self.policy_id.agenda_ids.mapped("name"),
            "last_visit_on": fields.Date.to_string(account.last_visit_on),
        }

    def _get_agenda_fence(self, fence):
        """Return what the phone has to know to ask for the right things without
        network, False where no geofence is in force."""
        if not fence:
            return False
        place = self._get_place()
        where = (place.partner_latitude, place.partner_longitude)
        return {
            "place": list(where) if is_place(*where) else False,
            "radius": fence.radius,
            "accuracy_limit": fence.accuracy_limit,
            "mode": fence.mode,
            "photo_required": fence.photo_required,
            "keeps_position_days": fence.keeps_position_days,
        }

    @api.model
    def _get_agenda_followups(self, day, is_today):
        """Return the follow-ups of the user for a day: today all that are due, on
        other days those due then.

        :returns: list of dicts with ``id``, ``name``, ``partner``, ``due_on``,
            ``is_overdue`` and ``phone_link``
        """
        Followup = self.env["group.customer.followup"]
        if not Followup.has_access("read"):
            return []
        # sudo: whom to call, for who has to call
        followups = Followup._get_due(self.env.user, day).sudo()
        if not is_today:
            followups = followups.filtered(lambda followup: followup.due_on == day)
        return [
            {
                "id": followup.id,
                "name": followup.display_name,
                "partner": followup.partner_id.name,
                "due_on": fields.Date.to_string(followup.due_on),
                "is_overdue": followup.is_overdue,
                "phone_link": self._get_phone_link(
                    followup.contact_id.phone or followup.partner_id.phone
                ),
            }
            for followup in followups
        ]
