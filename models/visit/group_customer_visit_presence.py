# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...tools.geo import distance, is_place


class GroupCustomerVisit(models.Model):
    """How a check-in and a check-out come about.

    The phone may send them late, and more than once: what it sent counts once, for the
    moment on its clock, within what the geofence allows.
    """

    _inherit = "group.customer.visit"

    def _record_presence(self, step, values):
        """Store that the user came (``checkin``) or left (``checkout``).

        :returns: see :meth:`_get_presence`
        :raises UserError: saying what is missing, or why it is refused
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: who goes there may say so, whoever else may change the visit
        visit = self.sudo()
        visit._check_own_presence(self.env.user)
        values = self._read_presence(values)
        visit._lock_presence()
        if values["token"] and visit[f"{step}_token"] == values["token"]:
            return {**visit._get_presence(), "is_repeated": True}
        visit._check_token(step, values["token"])
        fence = self.env["group.customer.visit.geofence"]._get_for(visit)[visit.id]
        moment = visit._get_presence_moment(fence, values)
        if step == "checkin":
            visit._check_can_check_in(moment)
        else:
            visit._check_can_check_out(moment)
        visit._write_presence(step, fence, moment, values)
        if step == "checkin":
            if visit.state != "in_progress":
                visit._start()
            visit._write_server({"started_at": moment})
        elif visit.state == "in_progress" and not visit.kind_id.needs_report:
            visit._finish()
        return {**visit._get_presence(), "is_repeated": False}

    def _lock_presence(self):
        """Wait for another call about the same visit, and see what it did."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM group_customer_visit WHERE id IN %s FOR UPDATE",
                tuple(self.ids),
            )
        )
        self.invalidate_recordset()

    def _write_presence(self, step, fence, moment, values):
        result, metres = self._judge_position(fence, values)
        self._check_presence(step, fence, result, metres, values)
        is_kept = bool(fence and result != "no_position")
        now = self._get_now()
        presence = {
            "at": moment,
            "received_at": now,
            "user_id": self.env.uid,
            "latitude": values["latitude"] if is_kept else 0,
            "longitude": values["longitude"] if is_kept else 0,
            "accuracy": round(values["accuracy"]) if fence else 0,
            "distance": round(metres),
            "result": result,
            "reason": values["reason"],
            "image": values["image"],
            "token": values["token"],
        }
        erase_at = self.position_erase_at
        if is_kept:
            kept_until = moment + timedelta(days=fence.keeps_position_days)
            erase_at = min(erase_at or kept_until, kept_until)
        self._write_server(
            {
                **{f"{step}_{name}": value for name, value in presence.items()},
                "position_erase_at": erase_at,
            }
        )

    # === TOOLING === #

    def _get_place(self):
        """Return the partner whose address is visited: that of the contact person
        where it is one of its own, else that of the account."""
        self.ensure_one()
        contact = self.contact_id
        is_own = contact and contact.type != "contact"
        return contact if is_own else self.partner_id

    def _judge_position(self, fence, values):
        """Return the result of a position and its metres from the customer.

        :returns: pair of a key of ``RESULTS``, or False without geofence, and a number
        """
        if not fence:
            return False, 0
        accuracy = values["accuracy"]
        is_vague = fence.accuracy_limit and accuracy > fence.accuracy_limit
        if values["latitude"] is None or is_vague:
            return "no_position", 0
        place = self._get_place()
        where = (place.partner_latitude, place.partner_longitude)
        if not is_place(*where):
            return "no_address", 0
        metres = distance((values["latitude"], values["longitude"]), where)
        is_near = not fence.radius or metres <= fence.radius + accuracy
        return ("ok" if is_near else "outside"), metres

    def _get_presence(self):
        """Return what is stored of check-in and check-out, for the phone.

        :returns: dict of ``id``, ``state``, ``checkin`` and ``checkout``; each of these
            False, or a dict of ``at`` (UTC), ``user_id``, ``result``, ``distance``
            (metres), ``accuracy`` (metres), ``reason``, ``has_position``, ``has_photo``
        """
        self.ensure_one()
        return {
            "id": self.id,
            "state": self.state,
            "minutes": self.visit_minutes,
            "position_erase_at": fields.Datetime.to_string(self.position_erase_at),
            **{step: self._get_step(step) for step in ("checkin", "checkout")},
        }

    def _get_step(self, step):
        if not self[f"{step}_at"]:
            return False
        return {
            "at": fields.Datetime.to_string(self[f"{step}_at"]),
            "received_at": fields.Datetime.to_string(self[f"{step}_received_at"]),
            "user_id": self[f"{step}_user_id"].id,
            "result": self[f"{step}_result"],
            "distance": self[f"{step}_distance"],
            "accuracy": self[f"{step}_accuracy"],
            "reason": self[f"{step}_reason"],
            "has_position": bool(self[f"{step}_latitude"] or self[f"{step}_longitude"]),
        }
