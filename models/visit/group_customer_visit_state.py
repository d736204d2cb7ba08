# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

MANAGER_GROUP = "group_customer.group_group_customer_manager"
DIRECTOR_GROUP = "group_customer.group_group_customer_director"
# State → states it may change to
TRANSITIONS = {
    "draft": {"planned", "in_progress", "done", "cancelled"},
    "planned": {"confirmed", "in_progress", "done", "missed", "cancelled"},
    "confirmed": {"in_progress", "done", "missed", "cancelled"},
    "in_progress": {"done", "cancelled"},
    "done": {"reviewed"},
    "reviewed": set(),
    "missed": {"planned"},
    "cancelled": set(),
}


class GroupCustomerVisit(models.Model):
    """The states of a visit and who may change them.

    The public methods are what buttons call: they need the right to write the visit.
    The internal ones (``_plan``, ``_start``…) do the work for other rooms; the hooks
    (``_check_can_…``, ``_on_…``) are where those add theirs.
    """

    _inherit = "group.customer.visit"

    # === ACTIONS === #

    def action_plan(self):
        """Put drafts into the calendar."""
        self.check_access("write")
        self._plan()

    def action_confirm(self):
        """The customer has agreed to the visit."""
        self.check_access("write")
        self._confirm()

    def action_start(self):
        self.check_access("write")
        self._start()

    def action_done(self):
        self.check_access("write")
        self._finish()

    def action_miss(self, reason=None):
        """Nobody went: say why, or open the form that asks for it."""
        return self._end_with("miss", reason)

    def action_cancel(self, reason=None):
        """Nobody will go: say why, or open the form that asks for it."""
        return self._end_with("cancel", reason)

    def action_recover(self, reason=None):
        """A superior takes back that visits were missed, and says why."""
        return self._end_with("recover", reason)

    def action_open_event(self):
        """Open the calendar event; Odoo asks whether the user may read it."""
        self.ensure_one()
        return self._get_form_action(self.event_id)

    def action_open_previous_visit(self):
        self.ensure_one()
        return self._get_form_action(self.previous_visit_id)

    def _get_form_action(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _end_with(self, operation, reason):
        self.check_access("write")
        if not reason:
            return self._get_reason_action(operation)
        getattr(self, f"_{operation}")(reason)
        return None

    def _get_reason_action(self, operation):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "group_customer.group_customer_visit_cancel_action"
        )
        action["name"] = self.env["group.customer.visit.cancel"]._get_title(operation)
        action["context"] = {
            "default_visit_ids": self.ids,
            "default_operation": operation,
        }
        return action

    # === BUSINESS METHODS === #

    def _plan(self):
        self._check_transition("planned")
        self._check_can_plan()
        self._write_server({"state": "planned"})
        self._make_events()
        self._changed()

    def _confirm(self):
        self._check_transition("confirmed")
        self._write_server({"state": "confirmed"})
        self._changed()

    def _start(self):
        """Somebody is at the customer's, or on the phone with it."""
        self._check_transition("in_progress")
        self._check_can_start()
        self._write_server({"state": "in_progress", "started_at": self._get_now()})
        self._changed()

    def _finish(self):
        """The visit has taken place."""
        self._check_transition("done")
        self._check_can_finish()
        self._write_server({"state": "done", "done_at": self._get_now()})
        self._changed()
        self._on_done()

    def _review(self):
        """The superior has accepted the report."""
        self._check_transition("reviewed")
        self._write_server({"state": "reviewed"})
        self._changed()

    def _miss(self, reason):
        self._check_transition("missed")
        self._check_reason(reason)
        self._check_not_in_future()
        self._write_server({"state": "missed", "missed_reason": reason})
        self._drop_events()
        self._changed()

    def _cancel(self, reason):
        self._check_transition("cancelled")
        self._check_reason(reason)
        self._write_server({"state": "cancelled", "cancel_reason": reason})
        self._drop_events()
        self._changed()
        self._on_cancelled()

    def _recover(self, reason):
        """Missed visits wait for their report again."""
        self._check_transition("planned")
        self._check_reason(reason)
        self._check_is_superior()
        for visit in self:
            if self.env.user in visit._get_people() and not self.env.su:
                visit._refuse_own_decision()
            visit.message_post(
                body=self.env._("Not missed after all: %(reason)s", reason=reason)
            )
        self._write_server(
            {
                "state": "planned",
                "missed_reason": False,
                "recovered_at": self._get_now(),
            }
        )
        self._make_events()
        self._changed()

    def _reschedule(self, start, stop=None):
        """Move visits; each keeps how long it takes unless an end is given.

        :param datetime start: UTC, naive
        :param datetime stop: UTC, naive
        """
        for visit in self:
            end = stop or start + (visit.stop - visit.start)
            visit.write({"start": start, "stop": end})

    # === CHECKS === #

    def _check_transition(self, state):
        """Refuse what is not the next step.

        :raises UserError: naming the visit, its state and what was wanted
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for visit in self:
            if state not in TRANSITIONS[visit.state]:
                raise UserError(
                    self.env._(
                        "“%(visit)s” is in the state “%(state)s” and cannot become "
                        "“%(wanted)s”. Reload the page to see what can be done with "
                        "it.",
                        visit=visit.display_name,
                        state=labels[visit.state],
                        wanted=labels[state],
                    )
                )

    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "%(visits)s: enter the reason.",
                    visits=", ".join(self.mapped("display_name")),
                )
            )

    def _check_not_in_future(self):
        """Refuse what says that a visit of a later day has been.

        :raises UserError: naming the visit and its day
        """
        ledger = self.env["group.customer.ledger"]
        today = {
            company: ledger._get_today(company) for company in self.sudo().company_id
        }
        for visit in self:
            if visit.date > today[visit.sudo().company_id]:
                raise UserError(
                    self.env._(
                        "“%(visit)s” is planned for %(date)s, which is still to come: "
                        "move it to the day on which it took place first.",
                        visit=visit.display_name,
                        date=format_date(self.env, visit.date),
                    )
                )

    def _check_nothing_open(self):
        """One person is on one visit at a time.

        :raises UserError: naming the other visit
        """
        # sudo: the other visit may be one that the user cannot read
        others = self.sudo().search(
            Domain("user_id", "in", self.user_id.ids) & self._get_busy_domain()
        )
        open_visits = defaultdict(self.browse)
        for visit in others | self.sudo():
            open_visits[visit.user_id] |= visit
        for visitor, visits in open_visits.items():
            if len(visits) > 1:
                other = visits.filtered(lambda visit: visit.state == "in_progress")
                raise UserError(
                    self.env._(
                        "%(visitor)s is still on the visit “%(visit)s”: finish or "
                        "cancel that one before another begins.",
                        visitor=visitor.display_name,
                        visit=(other or visits)[:1].display_name,
                    )
                )

    def _check_is_superior(self):
        """What is decided about a visitor's work is decided by somebody above.

        :raises UserError: for who is no manager of the visitor, and for own visits
        """
        if not self.env.su:
            for visit in self - self._filter_led():
                visit._refuse_own_decision()

    def _filter_led(self):
        """Return the visits of people whose superior the user is: for a manager those
        of the own teams without the directors among them, for a director all others.
        """
        user = self.env.user
        others = self.filtered(lambda visit: visit.user_id != user)
        if not others or not user.has_group(MANAGER_GROUP):
            return self.browse()
        led = self.env["group.customer.visit.plan"]._get_plannable_users()
        if led is None:
            return others
        return others.filtered(
            lambda visit: (
                visit.user_id in led and not visit.user_id.has_group(DIRECTOR_GROUP)
            )
        )

    def _refuse_own_decision(self):
        raise UserError(
            self.env._(
                "“%(visit)s”: this is decided by a manager of the visitor, and nobody "
                "decides about own visits. Ask the manager.",
                visit=self.display_name,
            )
        )

    # === HOOKS === #

    def _check_can_plan(self):
        """Extension point: refuse to put a visit into the calendar."""

    def _check_can_start(self):
        """Refuse to begin a visit. Extension point."""
        self._check_not_in_future()
        self._check_nothing_open()

    def _check_can_finish(self):
        """Refuse to call a visit done. Extension point: report, check-in."""
        self._check_not_in_future()

    def _get_people(self):
        """Return who of ours had a part in a visit, and decides nothing about it.

        Extension point: who checked in, who reported.
        """
        # sudo: who took part counts, not who may read it
        visits = self.sudo()
        return (visits.user_id | visits.user_ids).sudo(False)

    @api.model
    def _get_busy_domain(self):
        """Return the visits that somebody is on now. Extension point: who has left."""
        return Domain("state", "=", "in_progress")

    def _on_done(self):
        """Extension point: visits have taken place."""

    def _on_cancelled(self):
        """Extension point: visits will not take place."""

    def _on_rescheduled(self, old_dates):
        """Extension point: visits were moved.

        :param dict old_dates: visit → its day before
        """

    @api.model
    def _on_changed(self, partner_ids, dates):
        """What is counted of visits has changed.

        Extension point: attainment. Who inserts visits by SQL calls this once.

        :param set partner_ids: ids of accounts
        :param set dates: days of the visits, before and after
        """

    # === TOOLING === #

    @api.model
    def _get_now(self):
        return fields.Datetime.now()

    @api.model
    def _get_open_issues(self, partner_ids):
        """Return what accounts still wait for: account id → list of dicts with name,
        res_model and res_id.

        Extension point: service requests and complaints.
        """
        return {}
