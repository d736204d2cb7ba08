# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from itertools import repeat

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .calendar_event_privacy import are_colleagues

# What says who of the customer takes part, and what opens the invitation
SECRET_FIELDS = frozenset(
    {"access_token", "common_name", "email", "partner_id", "phone"}
)


class CalendarAttendee(models.Model):
    """Who may not read a visit reads no invitation to it either.

    Odoo lets every colleague read all attendees: who of the customer takes part, and
    the token with which anybody opens the invitation.
    """

    _inherit = "calendar.attendee"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        attendees._check_visit()
        return attendees

    def write(self, vals):
        # Everybody answers the own invitation
        answers = vals.keys() <= {"state"}
        # sudo: whose invitation it is may be hidden
        own = self.sudo().filtered(
            lambda line: answers and line.partner_id == self.env.user.partner_id
        )
        (self - own.sudo(self.env.su))._check_visit()
        result = super().write(vals)
        if "event_id" in vals:
            self._check_visit()
        return result

    def unlink(self):
        self._check_visit()
        return super().unlink()

    def _check_visit(self):
        """Who takes part in a visit is changed by who may change the visit."""
        if not self.env.su:
            # sudo: the attendees of a hidden event as well
            events = self.sudo().event_id.sudo(False)
            events._get_visits()._check_event_change({})

    # === ORM === #

    def _fetch_query(self, query, fields):
        secret = [field for field in fields if field.name in SECRET_FIELDS]
        if self.env.su or not secret:
            return super()._fetch_query(query, fields)
        attendees = super()._fetch_query(query, [*fields, self._fields["event_id"]])
        hidden = attendees.event_id._filter_hidden()
        attendees_hidden = attendees.filtered(lambda line: line.event_id in hidden)
        for field in secret:
            value = field.convert_to_cache(False, attendees_hidden)
            self.env.cache.update(attendees_hidden, field, repeat(value))
        return attendees

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        if not (self.env.su or bypass_access):
            domain = self._leave_out_hidden(Domain(domain))
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    @api.model
    def _leave_out_hidden(self, domain):
        """Return a domain that finds nobody by what is hidden."""
        for condition in domain.iter_conditions():
            root = condition.field_expr.partition(".")[0]
            is_plain = root in ("event_id", "id", "state") or (
                condition.field_expr == "partner_id"
                and are_colleagues(self.env, condition.value)
            )
            if not is_plain:
                return domain & Domain.custom(to_sql=self._get_shown_sql)
        return domain

    @staticmethod
    def _get_shown_sql(model, alias, query):
        return SQL(
            """NOT EXISTS (SELECT FROM calendar_event AS event
                            WHERE event.id = %s AND %s)""",
            SQL.identifier(alias, "event_id", to_flush=model._fields["event_id"]),
            model.env["calendar.event"]._get_hidden_sql("event"),
        )
