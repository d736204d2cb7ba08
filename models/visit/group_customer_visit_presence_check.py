# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime


class GroupCustomerVisit(models.Model):
    """What refuses a check-in or a check-out, and what a geofence asks for."""

    _inherit = "group.customer.visit"

    def _check_own_presence(self, user):
        """Nobody is somewhere for somebody else.

        :raises UserError: naming the visit and its people
        """
        people = self.user_id | self.user_ids
        if user not in people:
            raise UserError(
                self.env._(
                    "“%(visit)s” is a visit of %(people)s: nobody else can check in "
                    "or out there.",
                    visit=self.display_name,
                    people=", ".join(people.mapped("name")),
                )
            )

    def _check_token(self, step, token):
        """One check-in belongs to one visit.

        :raises UserError: naming the other visit
        """
        other = token and self.search(Domain(f"{step}_token", "=", token), limit=1)
        if other:
            raise UserError(
                self.env._(
                    "This has already been sent for “%(visit)s”: check in or out "
                    "again.",
                    visit=other.display_name,
                )
            )

    def _get_presence_moment(self, fence, values):
        """Return the moment that counts: that of the phone where it can be right, and
        the present one where no geofence says how far a phone is trusted.

        :raises UserError: for a moment to come, and for one too long ago
        """
        now = self._get_now()
        moment = values["at"]
        if not fence or not moment:
            return now
        if moment > now + timedelta(minutes=fence.future_minutes):
            raise UserError(
                self.env._(
                    "“%(visit)s”: the phone says %(moment)s, which is still to come. "
                    "Set its clock, then check in or out again.",
                    visit=self.display_name,
                    moment=format_datetime(self.env, moment),
                )
            )
        if moment < now - timedelta(hours=fence.late_hours):
            raise UserError(
                self.env._(
                    "“%(visit)s”: what happened at %(moment)s arrives more than "
                    "%(hours)g hours late and is no longer accepted. Write it into "
                    "the report of the visit.",
                    visit=self.display_name,
                    moment=format_datetime(self.env, moment),
                    hours=fence.late_hours,
                )
            )
        return min(moment, now)

    def _check_can_check_in(self, moment):
        """Refuse a second check-in, one on another day, and one while the user is
        elsewhere.

        :raises UserError: saying what to do
        """
        if self.checkin_at:
            raise UserError(
                self.env._(
                    "%(user)s checked in to “%(visit)s” at %(moment)s already. Reload "
                    "the page to see it.",
                    user=self.checkin_user_id.name,
                    visit=self.display_name,
                    moment=format_datetime(self.env, self.checkin_at),
                )
            )
        zone = self._get_zone(self.company_id)
        day = self._get_local(moment, zone).date()
        last = self._get_local(self.stop - timedelta(seconds=1), zone).date()
        if self.is_all_day:
            last = self.day_to
        if self.state != "in_progress" and not self.date <= day <= last:
            raise UserError(
                self.env._(
                    "“%(visit)s” is planned for %(planned)s, not for %(day)s: move it "
                    "to the day on which it takes place, then check in.",
                    visit=self.display_name,
                    planned=format_date(self.env, self.date),
                    day=format_date(self.env, day),
                )
            )
        other = self.search(
            Domain("checkin_user_id", "=", self.env.uid)
            & Domain("checkout_at", "=", False)
            & Domain("state", "=", "in_progress")
            & Domain("id", "!=", self.id),
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "You are still checked in to “%(visit)s”: check out there before "
                    "you check in to “%(wanted)s”.",
                    visit=other.display_name,
                    wanted=self.display_name,
                )
            )

    def _check_can_check_out(self, moment):
        """Refuse to leave where nobody came, or before.

        :raises UserError: saying what to do
        """
        if not self.checkin_at:
            raise UserError(
                self.env._(
                    "Nobody has checked in to “%(visit)s”: check in before you check "
                    "out.",
                    visit=self.display_name,
                )
            )
        if self.checkout_at:
            raise UserError(
                self.env._(
                    "%(user)s checked out of “%(visit)s” at %(moment)s already. Reload "
                    "the page to see it.",
                    user=self.checkout_user_id.name,
                    visit=self.display_name,
                    moment=format_datetime(self.env, self.checkout_at),
                )
            )
        if self.checkin_user_id.id != self.env.uid:
            raise UserError(
                self.env._(
                    "%(user)s checked in to “%(visit)s” and checks out there, nobody "
                    "else.",
                    user=self.checkin_user_id.name,
                    visit=self.display_name,
                )
            )
        if self.state not in ("in_progress", "done", "reviewed"):
            self._check_transition("done")
        if moment < self.checkin_at:
            raise UserError(
                self.env._(
                    "“%(visit)s”: the check-out at %(left)s is before the check-in at "
                    "%(came)s. Check the clock of the phone, then check out again.",
                    visit=self.display_name,
                    left=format_datetime(self.env, moment),
                    came=format_datetime(self.env, self.checkin_at),
                )
            )

    def _check_presence(self, step, fence, result, metres, values):
        """Ask for what the geofence wants.

        Who is out of the radius is let go all the same: only coming is refused.

        :raises UserError: saying what is missing, or how far away the user is
        """
        if not fence:
            return
        if result == "outside" and fence.mode == "refuse" and step == "checkin":
            raise UserError(
                self.env._(
                    "“%(visit)s”: you are %(metres)s m away from the customer, more "
                    "than the %(radius)s m that are allowed. Check in when you are "
                    "there.",
                    visit=self.display_name,
                    metres=round(metres),
                    radius=fence.radius,
                )
            )
        if step == "checkin" and fence.photo_required and not values["image"]:
            raise UserError(
                self.env._(
                    "“%(visit)s”: take a photo to check in.", visit=self.display_name
                )
            )
        if values["reason"] or not fence._needs_reason(result):
            return
        if result == "outside":
            raise UserError(
                self.env._(
                    "“%(visit)s”: you are %(metres)s m away from the customer. Enter "
                    "the reason.",
                    visit=self.display_name,
                    metres=round(metres),
                )
            )
        if result == "no_address":
            raise UserError(
                self.env._(
                    "“%(visit)s”: it is not known where the customer is, so the "
                    "distance cannot be told. Enter the reason.",
                    visit=self.display_name,
                )
            )
        raise UserError(
            self.env._(
                "“%(visit)s”: the phone gave no position, or one that is too vague. "
                "Enter the reason.",
                visit=self.display_name,
            )
        )

    def _get_people(self):
        # Who was there took part, also after being taken off the visit
        visits = self.sudo()
        return super()._get_people() | (
            visits.checkin_user_id | visits.checkout_user_id
        ).sudo(False)

    @api.model
    def _get_busy_domain(self):
        # Who has left the customer and owes the report may go to the next one
        return super()._get_busy_domain() & Domain("checkout_at", "=", False)

    def _check_can_finish(self):
        result = super()._check_can_finish()
        on_site = self.filtered("is_on_site").filtered(
            lambda visit: not visit.checkin_at
        )
        fences = self.env["group.customer.visit.geofence"]._get_for(on_site.sudo())
        for visit in on_site:
            if fences[visit.id].is_required:
                raise UserError(
                    self.env._(
                        "“%(visit)s” took place at the customer's but nobody checked "
                        "in: check in there, or choose the channel by which the "
                        "contact took place.",
                        visit=visit.display_name,
                    )
                )
        return result
