# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

DIRECTOR_GROUP = "group_customer.group_group_customer_director"


class GroupCustomerGradeRequest(models.Model):
    """The states of a request: who may reach which, and what belongs to it."""

    _inherit = "group.customer.grade.request"

    def _get_next_states_by_state(self):
        """Return the states to which the user may bring this request, by state.

        Extension point: a module that lets others decide extends this table; the
        buttons, the guard in :meth:`write` and its message follow.
        """
        self.ensure_one()
        next_states = {
            "draft": {"submitted", "cancelled"},
            "submitted": {"draft", "cancelled"},
            "approved": set(),
            "rejected": {"draft"},
            "cancelled": set(),
        }
        if self.env.user.has_group(DIRECTOR_GROUP):
            if not self._is_party(self.env.user):
                next_states["submitted"] |= {"approved", "rejected"}
            next_states["approved"].add("cancelled")
        return next_states

    def _is_party(self, user):
        """Whether ``user`` asked for the grade: then somebody else decides."""
        self.ensure_one()
        return user in (
            self.requester_id | self.submitted_by_id | self.sudo().create_uid
        )

    def _enter_state(self, state):
        """Do what belongs to reaching a state, and return the values to write.

        :raises UserError: when the table does not allow it, or somebody else is
            deciding on the request at this moment
        """
        self.ensure_one()
        self._check_transition(state)
        return {"state": state, **getattr(self, f"_enter_{state}")()}

    def _enter_as_server(self, state, values=None):
        """Bring the request to a state that somebody else than the user decided on.

        Who may is not asked, what must hold is.

        :param values: what differs from what the user at work would sign
        """
        self.ensure_one()
        self._lock(state)
        entered = getattr(self, f"_enter_{state}")()
        self._write_server({"state": state, **entered, **(values or {})})
        self._after_state(state)

    def _lock(self, state):
        """Keep others from deciding at the same time."""
        try:
            self.lock_for_update(allow_referencing=True)
            if state in ("approved", "cancelled"):
                # Awards are written, as runs of the scheme and other requests do.
                self.sudo().scheme_id.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is deciding on “%(request)s”, or a grade run of its "
                    "scheme is being confirmed: wait a little and look again.",
                    request=", ".join(self.mapped("name")),
                )
            ) from error
        # What was read before the lock may be what the other one has changed.
        self.invalidate_recordset()

    def _check_transition(self, state):
        if state in self._get_next_states_by_state()[self.state]:
            return
        names = {
            "request": self.display_name,
            "current": self._get_state_label(self.state),
            "target": dict(self._fields["state"]._description_selection(self.env)).get(
                state, state
            ),
        }
        if state in ("approved", "rejected") and self.state == "submitted":
            if not self.env.user.has_group(DIRECTOR_GROUP):
                raise UserError(
                    self.env._("Only directors decide on “%(request)s”.", **names)
                )
            raise UserError(
                self.env._(
                    "You asked for “%(request)s” or entered it: another director has "
                    "to decide on it.",
                    **names,
                )
            )
        raise UserError(
            self.env._(
                "“%(request)s” is %(current)s and cannot become %(target)s by you.",
                **names,
            )
        )

    # === STATES === #

    def _enter_draft(self):
        return {
            "submitted_by_id": False,
            "decided_by_id": False,
            "decided_on": False,
        }

    def _enter_submitted(self):
        self._check_complete()
        return {
            "submitted_by_id": self.env.uid,
            "requested_on": fields.Datetime.now(),
            "decided_by_id": False,
            "decided_on": False,
            "decision_note": False,
        }

    def _enter_approved(self):
        """Set the dates of the grade; it begins today at the earliest."""
        self._check_complete()
        date_from = max(self.date_from, self._get_today(self.company_id))
        values = self._prepare_decision()
        values["date_from"] = date_from
        if not self.valid_until:
            values["valid_until"] = self.scheme_id._get_valid_until(date_from)
        return values

    def _enter_rejected(self):
        self._check_note()
        return self._prepare_decision()

    def _enter_cancelled(self):
        if self.state != "approved":
            return {}
        self._check_note()
        return self._prepare_decision()

    def _after_state(self, state):
        """Do what needs the request in its new state."""
        self.ensure_one()
        if state == "submitted":
            self._schedule_decision()
        else:
            self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        if state == "approved":
            self._supersede_others()
            self._award_due()
        elif state == "cancelled":
            self._end_awards()

    def _prepare_decision(self):
        return {"decided_by_id": self.env.uid, "decided_on": fields.Datetime.now()}

    # === AWARDS === #

    @api.model
    def _get_today(self, company):
        return self.env["group.customer.ledger"]._get_today(company)

    def _supersede_others(self):
        """End earlier requests of the customer that this one replaces."""
        others = self.sudo().search(
            self._get_same_customer_domain() & Domain("state", "=", "approved")
        )
        last_day = fields.Date.subtract(self.date_from, days=1)
        for other in others:
            if other.valid_until and other.valid_until <= last_day:
                continue
            values = {"valid_until": last_day}
            if other.date_from > last_day:
                values = {"state": "cancelled"}
            other._write_server(values)
            other._limit_awards(last_day)
            other._message_log(
                body=self.env._(
                    "Replaced by the request %(request)s.", request=self.display_name
                )
            )

    def _limit_awards(self, last_day):
        """Have the grades given by these requests end with them, also when the one
        that replaces them never begins."""
        awards = self.sudo().award_ids.filtered("is_current")
        if not awards:
            return
        awards.flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE group_customer_grade_award
                      SET valid_until = GREATEST(date_from, %s)
                    WHERE id IN %s""",
                last_day,
                tuple(awards.ids),
            )
        )
        awards.invalidate_recordset(["valid_until"])

    def _award_due(self):
        """Give the grades of the approved requests that have begun, once each."""
        due = self.filtered(
            lambda request: request.is_in_force and not request.sudo().award_ids
        )
        self.env["group.customer.grade.award"]._give(
            [request._prepare_award() for request in due]
        )

    def _prepare_award(self):
        # A run may have given a grade since the first day of the request.
        current = self.env["group.customer.grade.award"].sudo()
        current = current.search(
            Domain("scheme_id", "=", self.scheme_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("partner_id", "=", self.partner_id.id)
            & Domain("date_to", "=", False)
        )
        return {
            "partner_id": self.partner_id.id,
            "scheme_id": self.scheme_id.id,
            "grade_id": self.grade_id.id,
            "company_id": self.company_id.id,
            "date_from": max(self.date_from, current.date_from or self.date_from),
            "valid_until": self.valid_until,
            "origin": "request",
            "request_id": self.id,
            "reason": self.reason,
            "user_id": self.decided_by_id.id,
        }

    @api.model
    def _start_due(self):
        """Give the grades of approved requests whose first day has come."""
        # The day after tomorrow of one place is the day of no other one.
        horizon = fields.Date.add(fields.Date.today(), days=2)
        waiting = self.search(
            Domain("state", "=", "approved")
            & Domain("award_ids", "=", False)
            & Domain("date_from", "<", horizon)
        )
        for request in waiting:
            try:
                with self.env.cr.savepoint():
                    request._award_due()
            except UserError as error:
                request._message_log(body=str(error))

    def _end_awards(self):
        awards = self.sudo().award_ids.filtered("is_current")
        awards._end(fields.Date.subtract(self._get_today(self.company_id), days=1))

    # === ACTIVITIES === #

    def _schedule_decision(self):
        """Put the request on the list of who is responsible for the scheme."""
        self.ensure_one()
        user = self.scheme_id.user_id
        if not user.active or self._is_party(user):
            return
        if not self.with_user(user).has_access("read"):
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=self.env._("A grade request waits for a director's decision"),
            note=self.env._(
                "%(requester)s asks for the grade “%(grade)s” for %(partner)s.",
                requester=self.requester_id.display_name,
                grade=self.grade_id.display_name,
                partner=self.partner_id.display_name,
            ),
        )
