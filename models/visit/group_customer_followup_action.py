# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models
from odoo.exceptions import UserError

from .group_customer_followup import OPEN_STATES

# How far ahead a working day is looked for
SEARCHED_DAYS = 30


class GroupCustomerFollowup(models.Model):
    """What people do about a follow-up: plan a visit, do it, skip it."""

    _inherit = "group.customer.followup"

    # === ACTION METHODS === #

    def action_plan(self):
        """Plan a visit for each; opens it, or the list of them."""
        self.check_access("write")
        return self._open_visits(self._plan_visits())

    def action_done(self):
        """It was done just now: the contact is kept as a visit that settles it.

        Of greetings nothing is reported, so many are done at once; the others are
        logged one by one.

        :raises UserError: for several of which something is to be reported
        """
        self.check_access("write")
        self._check_state()
        reported = self._filter_reported()
        if not reported:
            return self._record_contacts()
        if len(self) > 1:
            raise UserError(
                self.env._(
                    "“%(followup)s” has something to report: open it and log the "
                    "contact there.",
                    followup=reported[0].display_name,
                )
            )
        return self._get_log_action()

    def _get_log_action(self):
        """Return the form that logs the contact with the customer."""
        self.ensure_one()
        action = self.env["group.customer.visit.log"]._get_action(self.partner_id)
        defaults = {
            f"default_{name}": value for name, value in self._prepare_log().items()
        }
        action["context"] = {**action["context"], **defaults}
        return action

    def _prepare_log(self):
        """Return the values of a logged contact that settles the follow-up."""
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "contact_id": self._get_person().id,
            "company_id": self.company_id.id,
            "kind_id": self.kind_id.id,
            "channel_id": self.channel_id.id,
            "followup_ids": self.ids,
        }

    def action_skip(self):
        """Ask why, then skip; see :meth:`_skip`."""
        self.check_access("write")
        self._check_state()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Skip Follow-ups"),
            "res_model": "group.customer.followup.skip",
            "view_mode": "form",
            "target": "new",
            "context": {"default_followup_ids": self.ids},
        }

    def action_open_source(self):
        """Open what it follows."""
        self.ensure_one()
        self.check_access("read")
        document = self._get_document()
        if not document:
            raise UserError(
                self.env._(
                    "What “%(followup)s” follows was deleted.",
                    followup=self.display_name,
                )
            )
        document.check_access("read")
        return document.get_formview_action()

    def action_open_visit(self):
        self.ensure_one()
        return self._open_visits(self.visit_id)

    # === BUSINESS METHODS === #

    def _skip(self, reason):
        """Settle follow-ups without a visit, for a reason that is kept.

        :raises UserError: without a reason, or when one of them is over
        """
        self.check_access("write")
        self._check_state()
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why “%(followup)s” is skipped.",
                    followup=self[:1].display_name,
                )
            )
        self._write_server(
            {
                "state": "skipped",
                "skip_kind": "by_hand",
                "skip_reason": reason,
                "done_by_id": self.env.uid,
                "visit_id": False,
            }
        )
        # sudo: the activities belong to the system
        self.sudo()._drop_activities()

    def _plan_visits(self):
        """Plan a visit for each of these follow-ups: in the first working time of the
        day on which it is due, or of the next working day.

        :returns: the visits
        """
        self._check_state(("open",))
        visits = self._create_visits([followup._get_start() for followup in self])
        visits._plan()
        return visits

    def _filter_reported(self):
        """Return those of which something is to be reported."""
        return self.filtered(
            lambda followup: followup.kind_id.needs_report or followup.needs_note
        )

    def _record_contacts(self, report=False):
        """Keep a contact of just now for each of these follow-ups.

        :param str report: what was said
        """
        now = fields.Datetime.now()
        visits = self._create_visits([now for _followup in self], self.env.user)
        if report:
            visits.report_text = report
        visits._finish()

    def _settle_with(self, visit):
        """Settle what a visit was made for, whatever its kind and day."""
        self._write_server({"visit_id": visit.id, "state": "planned"})
        # sudo: what is done follows from the visit
        self.sudo()._refresh_visits(self.partner_id.ids)

    def _create_visits(self, starts, user=None):
        """Create a visit for each of these follow-ups, at these moments (UTC).

        :param user: who visits; the owner of each by default
        """
        visits = self.env["group.customer.visit"].create(
            [
                followup._prepare_visit(start, user or followup.user_id)
                for followup, start in zip(self, starts, strict=True)
            ]
        )
        visits._write_server({"origin": "followup"})
        for followup, visit in zip(self, visits, strict=True):
            if followup.res_model == "sale.order":
                # Also an order that its owner may not read
                visit._write_server({"order_id": followup.res_id})
            followup._write_server({"visit_id": visit.id, "state": "planned"})
        return visits

    def _prepare_visit(self, start, user):
        self.ensure_one()
        hours = self.kind_id.default_duration
        return {
            "partner_id": self.partner_id.id,
            "contact_id": self._get_person().id,
            "user_id": (user or self.env.user).id,
            "company_id": self.company_id.id,
            "kind_id": self.kind_id.id,
            "channel_id": self.channel_id.id,
            "start": start,
            "stop": start + timedelta(minutes=round(hours * 60)),
            "purpose": self._get_purpose(),
        }

    def _get_person(self):
        """Return the contact person, where it is one."""
        self.ensure_one()
        person = self.contact_id
        return person.browse() if person.is_company else person

    def _get_purpose(self):
        self.ensure_one()
        # sudo: what it is shows to whoever may open it
        parts = [self.sudo().display_name, self.source_reference, self.note]
        return "\n".join(part for part in parts if part)

    def _get_start(self):
        """Return the first working time (UTC) from the day on which it is due."""
        self.ensure_one()
        company = self.company_id
        ledger = self.env["group.customer.ledger"]
        zone = pytz.timezone(ledger._get_timezone(company))
        day = max(self.due_on, ledger._get_today(company))
        begin = zone.localize(datetime.combine(day, time.min))
        # sudo: working hours are no secret for planning
        calendar = company.sudo().resource_calendar_id
        intervals = (
            calendar
            and calendar._work_intervals_batch(
                begin, begin + timedelta(days=SEARCHED_DAYS), tz=zone
            )[False]
        )
        start = next((start for start, _stop, _meta in intervals or ()), None)
        # Without working hours any time of the day is as good: its middle
        start = start or begin + timedelta(hours=12)
        return start.astimezone(pytz.utc).replace(tzinfo=None)

    def _get_document(self):
        """Return what it follows, or nothing."""
        self.ensure_one()
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    # === CHECKS === #

    def _check_state(self, states=OPEN_STATES):
        """Refuse what is over.

        :raises UserError: naming the first follow-up and its state
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for followup in self:
            if followup.state not in states:
                raise UserError(
                    self.env._(
                        "“%(followup)s” is in the state “%(state)s” already: reload "
                        "the page to see what can be done with it.",
                        followup=followup.display_name,
                        state=labels[followup.state],
                    )
                )

    # === TOOLING === #

    def _open_visits(self, visits):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Visits for Follow-ups"),
            "res_model": "group.customer.visit",
        }
        if len(visits) == 1:
            return {
                **action,
                "view_mode": "form",
                "views": [(False, "form")],
                "res_id": visits.id,
            }
        return {
            **action,
            "view_mode": "list,form",
            "domain": [("id", "in", visits.ids)],
        }
