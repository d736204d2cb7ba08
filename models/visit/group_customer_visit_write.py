# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What a visit is counted by: another value changes what is counted
COUNTED_FIELDS = frozenset(
    {
        "channel_id",
        "company_id",
        "kind_id",
        "participant_ids",
        "partner_id",
        "start",
        "user_id",
        "user_ids",
    }
)
# What was agreed, and stays so once the visit has begun
BEGUN_FIELDS = frozenset({"company_id", "is_all_day", "partner_id", "start", "user_id"})
# What says that the visit took place, when and by whom: kept once it is over
OVER_FIELDS = BEGUN_FIELDS | {"channel_id", "duration", "kind_id", "stop", "user_ids"}
# What the superior has accepted with the report
REVIEWED_FIELDS = OVER_FIELDS | {
    "content_ids",
    "initiator",
    "name",
    "opening",
    "participant_ids",
    "purpose",
    "route",
    "task",
}
LOCKED_FIELDS = {
    "in_progress": BEGUN_FIELDS,
    "done": OVER_FIELDS,
    "reviewed": REVIEWED_FIELDS,
    "missed": OVER_FIELDS,
    "cancelled": OVER_FIELDS,
}
# Who changes one of these takes over what was proposed
PROPOSED_FIELDS = ("channel_id", "kind_id", "partner_id", "start", "stop", "user_id")
TIME_FIELDS = frozenset({"duration", "is_all_day", "start", "stop"})


class GroupCustomerVisit(models.Model):
    """What holds whenever a visit is entered or changed, on whichever route."""

    _inherit = "group.customer.visit"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_documents(vals)
        visits = super().create([self._complete_values(vals) for vals in vals_list])
        visits._include_visitor()
        visits._changed()
        return visits

    def write(self, vals):
        self._check_documents(vals)
        vals = self._complete_account(vals)
        names = frozenset(vals)
        self._check_unlocked(vals)
        if not names & (COUNTED_FIELDS | TIME_FIELDS):
            result = super().write(vals)
            self._push_events(names)
            return result
        visits = self.sudo()
        counted = self._get_counted()
        days = {visit.id: visit.date for visit in visits}
        visitors = {visit.id: visit.user_id for visit in visits}
        proposed = self._get_proposed()
        result = super().write(vals)
        if "partner_id" in vals:
            # Another account has to be one that the user may enter visits of
            self.check_access("create")
        if names & TIME_FIELDS:
            self._align_all_day()
        if names & {"user_id", "user_ids"}:
            # Who is named together with another visitor stays
            self._include_visitor({} if "user_ids" in names else visitors)
        self._mark_changed(proposed)
        self._push_events(names)
        moved = {
            visit: days[visit.id] for visit in self if visit.date != days[visit.id]
        }
        if moved:
            self.browse([visit.id for visit in moved])._on_rescheduled(moved)
        if names & COUNTED_FIELDS:
            self._tell_counted(counted)
        return result

    def unlink(self):
        counted = self._get_counted()
        result = super().unlink()
        self._on_changed(*counted)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for visit in self:
            if visit.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(visit)s” is more than a draft and is kept: cancel it "
                        "instead, and say why.",
                        visit=visit.display_name,
                    )
                )

    def copy_data(self, default=None):
        # The colleagues of the old visit are asked anew
        return [
            {name: value for name, value in vals.items() if name != "user_ids"}
            for vals in super().copy_data(default)
        ]

    @api.model
    def _check_documents(self, vals):
        """Refuse documents that the user may not read: the visit counts for them.

        :raises AccessError: as reading them does
        """
        for name in ("opportunity_id", "order_id"):
            if vals.get(name):
                document = self.env[self._fields[name].comodel_name].browse(vals[name])
                document.check_access("read")

    # === VALUES === #

    @api.model
    def _complete_values(self, vals):
        """Return the values of a new visit, with the end that its kind asks for."""
        vals = self._complete_account(vals)
        start = fields.Datetime.to_datetime(vals.get("start"))
        start = start or self._get_default_start()
        stop = fields.Datetime.to_datetime(vals.get("stop"))
        if not stop:
            kind = self.env["group.customer.visit.kind"].browse(vals.get("kind_id"))
            kind = kind or self._get_default_kind()
            hours = vals.get("duration") or kind.default_duration or 1
            stop = fields.Datetime.add(start, minutes=round(hours * 60))
        if vals.get("is_all_day"):
            company = self.env["res.company"].browse(vals.get("company_id"))
            start, stop = self._get_all_day(start, stop, company)
        vals = {name: value for name, value in vals.items() if name != "duration"}
        return dict(vals, start=start, stop=stop)

    @api.model
    def _complete_account(self, vals):
        """Return values in which the account is the company: who enters one of its
        people means the company, and that person."""
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        account = partner.sudo().commercial_partner_id
        if not partner or account == partner:
            return vals
        contact_id = vals.get("contact_id") or partner.id
        return dict(vals, partner_id=account.id, contact_id=contact_id)

    def _align_all_day(self):
        """Let visits that last all day begin and end as the calendar wants it."""
        for visit in self:
            if not visit.is_all_day:
                continue
            start, stop = self._get_all_day(visit.start, visit.stop, visit.company_id)
            if (start, stop) != (visit.start, visit.stop):
                visit._write_server({"start": start, "stop": stop})

    def _include_visitor(self, visitors=None):
        """Keep the visitor among our people.

        :param dict visitors: visit id → who it was before and gave way to another
        """
        for visit in self:
            before = (visitors or {}).get(visit.id, visit.user_id)
            commands = []
            if before != visit.user_id and before in visit.user_ids:
                commands.append(Command.unlink(before.id))
            if visit.user_id not in visit.user_ids:
                commands.append(Command.link(visit.user_id.id))
            if commands:
                visit._write_server({"user_ids": commands})

    def _get_proposed(self):
        """Return visit id → what was proposed, of visits that nobody entered."""
        return {
            visit.id: [visit[name] for name in PROPOSED_FIELDS]
            for visit in self.sudo()
            if visit.origin != "manual" and not visit.is_changed
        }

    def _mark_changed(self, proposed):
        """Note what somebody took over, see :meth:`_get_proposed`."""
        changed = self.sudo().filtered(
            lambda visit: (
                visit.id in proposed
                and proposed[visit.id] != [visit[name] for name in PROPOSED_FIELDS]
            )
        )
        if changed:
            changed._write_server({"is_changed": True})

    def _check_unlocked(self, vals):
        """Refuse to rewrite what has been.

        :raises UserError: naming the visit and the fields
        """
        for visit in self:
            locked = LOCKED_FIELDS.get(visit.state, frozenset()).intersection(vals)
            locked = [name for name in sorted(locked) if visit._is_other(name, vals)]
            if locked:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "“%(visit)s” is in the state “%(state)s”: %(fields)s cannot be "
                        "changed any more. Enter another visit instead.",
                        visit=visit.display_name,
                        state=labels[visit.state],
                        fields=", ".join(
                            self._fields[name]._description_string(self.env)
                            for name in locked
                        ),
                    )
                )

    def _is_other(self, name, vals):
        """Whether a value is another one than the visit has."""
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return True
        value = field.convert_to_cache(vals[name], self, validate=False)
        return field.convert_to_record(value, self) != self[name]

    # === COUNTING === #

    def _get_counted(self):
        """Return the ids of the accounts and the days that these visits count for."""
        visits = self.sudo()
        accounts = visits.partner_id | visits.participant_ids.account_id
        return set(accounts.ids), set(visits.mapped("date"))

    def _changed(self):
        """Tell :meth:`_on_changed` about these visits."""
        if self:
            self._on_changed(*self._get_counted())

    def _tell_counted(self, before):
        """Tell :meth:`_on_changed` about these visits, and what they were before."""
        after = self._get_counted()
        self._on_changed(before[0] | after[0], before[1] | after[1])

    def _follow_participants(self, counted=(frozenset(), frozenset())):
        """Let counts and events follow who takes part.

        :param counted: accounts and days before, see :meth:`_get_counted`
        """
        self._check_unlocked({"participant_ids": []})
        self._tell_counted(counted)
        self._push_events(frozenset({"participant_ids"}))

    @api.model
    def _get_account_domain(self, partner_ids):
        """Return the visits of accounts, those of several customers among them."""
        return Domain("partner_id", "in", partner_ids) | Domain(
            "participant_ids.account_id", "in", partner_ids
        )
