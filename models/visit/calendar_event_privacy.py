# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections.abc import Collection

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, Query

# A search by these says nothing about what an event is about
PLAIN_FIELDS = frozenset(
    {
        "active",
        "allday",
        "duration",
        "id",
        "show_as",
        "start",
        "start_date",
        "stop",
        "stop_date",
        "user_id",
    }
)


def are_colleagues(env, value):
    """Whether a value of a search names our own people and nobody else."""
    ids = [value] if isinstance(value, int) else value
    if not isinstance(ids, Collection) or isinstance(ids, (str, Domain)):
        return False
    if any(type(id_) is not int for id_ in ids):
        return False
    # sudo: who is a colleague is no secret
    users = env["res.users"].sudo().with_context(active_test=False)
    found = users.search(
        Domain("partner_id", "in", list(ids)) & Domain("share", "=", False)
    )
    return set(found.partner_id.ids) >= set(ids)


class CalendarEvent(models.Model):
    """Whose visit somebody may not read, of that the calendar says “Busy”.

    Odoo hides what private events say from everybody but their people. Who may read
    the visit reads its event as well; and for everybody else Odoo's searches, which
    find private events by what they hide, leave out those of visits.
    """

    _inherit = "calendar.event"

    is_visit_readable = fields.Boolean(
        compute="_compute_is_visit_readable",
        export_string_translation=False,
        help="Technical: the user may read the visit that the event belongs to.",
    )

    # === COMPUTE METHODS === #

    @api.depends("visit_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_visit_readable(self):
        # Odoo asks for names with all rights: whose eyes they are for decides
        visits = self.env["group.customer.visit"].sudo(False)
        found = visits
        if self._origin.ids and visits.has_access("read"):
            found = visits.search_fetch(
                Domain("event_id", "in", self._origin.ids), ["event_id"]
            )
        readable = set(found.sudo().event_id.ids)
        for event in self:
            event.is_visit_readable = event._origin.id in readable

    # === ORM === #

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
        """Return a domain that finds no visit by what its event hides."""
        names = {
            condition.field_expr
            for condition in domain.iter_conditions()
            if not self._is_plain(condition)
        }
        if names and names - self._get_public_fields():
            domain &= Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "NOT (%s)", model._get_hidden_sql(alias)
                )
            )
        return domain

    @api.model
    def _is_plain(self, condition):
        """Whether a condition asks only when our people are busy."""
        if isinstance(condition.value, Query):
            return True  # of the server: no client sends one
        if condition.field_expr == "partner_ids":
            return are_colleagues(self.env, condition.value)
        return condition.field_expr in PLAIN_FIELDS

    @api.model
    def _get_hidden_sql(self, alias):
        """Return the condition of SQL under which the user may not read an event.

        :param str alias: of the table of events
        """
        visits = self.env["group.customer.visit"].sudo(False)
        readable = SQL("FALSE")
        if visits.has_access("read"):
            query = visits._search(Domain.TRUE)
            readable = SQL("visit.id IN %s", query.subselect())
        return SQL(
            """
            COALESCE(%(alias)s.privacy, 'private') = 'private'
            AND %(alias)s.user_id IS DISTINCT FROM %(user)s
            AND EXISTS (SELECT FROM group_customer_visit AS visit
                         WHERE visit.event_id = %(alias)s.id
                           AND (%(readable)s) IS NOT TRUE)
            AND NOT EXISTS (SELECT FROM calendar_event_res_partner_rel AS attendee
                             WHERE attendee.calendar_event_id = %(alias)s.id
                               AND attendee.res_partner_id = %(partner)s)
            """,
            alias=SQL.identifier(alias),
            user=self.env.uid,
            readable=readable,
            partner=self.env.user.partner_id.id,
            to_flush=(
                self._fields["privacy"],
                self._fields["user_id"],
                visits._fields["event_id"],
            ),
        )

    # === WHO SEES WHAT === #

    def _check_private_event_conditions(self):
        return super()._check_private_event_conditions() and not self.is_visit_readable

    @api.model
    def _get_default_privacy_domain(self):
        domain = Domain(super()._get_default_privacy_domain())
        visits = self.env["group.customer.visit"].sudo(False)
        if not visits.has_access("read"):
            return domain
        query = visits._search(Domain("event_id", "!=", False))
        readable = query.subselect(SQL.identifier(visits._table, "event_id"))
        return domain | Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN %s", SQL.identifier(alias, "id"), readable
            )
        )

    def _filter_hidden(self):
        """Return the events of visits that say nothing but “Busy” to the user."""
        if self.env.su or not self:
            return self.browse()
        # sudo: whether there is a visit is asked for those who may not read it
        visits = self.env["group.customer.visit"].sudo()
        found = visits.search_fetch(Domain("event_id", "in", self.ids), ["event_id"])
        events = self.browse(found.event_id.ids)
        return events.filtered(lambda event: event._check_private_event_conditions())
