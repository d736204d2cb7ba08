# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arrays import as_array

# Column → its type, of what each proposal says for itself
COLUMNS = {
    "partner_id": "int",
    "kind_id": "int",
    "channel_id": "int",
    "policy_id": "int",
    "plan_reference": "varchar",
    "plan_ordinal": "int",
    "user_id": "int",
    "plan_id": "int",
    "start": "timestamp",
    "stop": "timestamp",
    "duration": "float8",
    "date": "date",
}
# What generating again may change of an untouched proposal
UPDATED = ("channel_id", "user_id", "start", "stop", "duration", "date")


class GroupCustomerVisitPlan(models.Model):
    """Writes proposals: what is new is inserted, what has another time is updated, what
    is no longer needed goes. One statement each, for thousands of visits."""

    _inherit = "group.customer.visit.plan"

    def _write_visits(self, company, placed):
        """Make the proposals of these plans what was placed.

        :param placed: list of (plan, list of :class:`tools.visit_plan.Placed`)
        """
        present, kept = self._read_proposals()
        rows = self._get_rows(company, placed, present, kept)
        inserted, changed, wanted = [], [], set()
        for row in rows:
            key = self._get_row_key(row)
            wanted.add(key)
            if key not in present:
                inserted.append(row)
            elif present[key][1:] != tuple(row[name] for name in UPDATED):
                changed.append(row)
        gone = [present[key] for key in present if key not in wanted]
        visits = self.env["group.customer.visit"].sudo()
        removed = visits.browse(row[0] for row in gone)
        if removed:
            removed.unlink()
        made = visits.browse(self._insert_visits(company, inserted) if inserted else ())
        self._update_visits(changed)
        if inserted or changed:
            visits.invalidate_model()
            self.invalidate_recordset()
        if made:
            self._on_visits_made(made)
        self._tell_moved(changed, present)

    def _tell_moved(self, rows, present):
        """Tell who counts visits about proposals that have another time."""
        if rows:
            place = 1 + UPDATED.index("date")
            dates = {row["date"] for row in rows}
            dates |= {present[self._get_row_key(row)][place] for row in rows}
            accounts = {row["partner_id"] for row in rows}
            self.env["group.customer.visit"].sudo()._on_changed(accounts, dates)

    def _on_visits_made(self, visits):
        """Proposals were inserted: of all that is counted of visits, only the quotas
        look at drafts.

        Extension point: ``plan_reference`` of a visit says which record of
        :meth:`_get_demand_sql` it is for.
        """
        others = self.env.execute_query(
            SQL(
                """SELECT id, partner_id, date FROM group_customer_visit
                    WHERE id = ANY(%s::int[]) AND policy_id IS NULL""",
                as_array(visits._ids),
            )
        )
        asked = set(visits._ids).difference(row[0] for row in others)
        self.env["group.customer.visit.attainment"].sudo()._add_proposals(asked)
        # A visit that no policy asked for counts where its kind does
        if others:
            visits._on_changed({row[1] for row in others}, {row[2] for row in others})

    def _remove_proposals(self):
        """Delete the proposals of these plans that nobody has touched."""
        rows = self.env.execute_query(
            SQL(
                "SELECT v.id FROM group_customer_visit v WHERE %s",
                self._get_proposal_sql(SQL("v")),
            )
        )
        # sudo: they were made by the system
        visits = self.env["group.customer.visit"].sudo()
        visits.browse(row[0] for row in rows).unlink()

    # === WHAT THERE IS === #

    @api.model
    def _get_row_key(self, row):
        return (
            row["plan_id"],
            row["partner_id"],
            row["kind_id"],
            row["policy_id"] or 0,
            row["plan_reference"] or "",
            row["plan_ordinal"],
        )

    def _read_proposals(self):
        """Return what these plans have: ``(proposals, kept)``.

        :returns: the untouched proposals, key → (id, values of ``UPDATED``…), and the
            numbers that are taken, key without number → set
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT v.id, %(proposal)s, v.plan_id, v.partner_id, v.kind_id,
                          COALESCE(v.policy_id, 0), COALESCE(v.plan_reference, ''),
                          v.plan_ordinal, %(updated)s
                     FROM group_customer_visit v
                    WHERE v.plan_id = ANY(%(plans)s) AND v.plan_ordinal > 0
                 ORDER BY v.id""",
                proposal=self._get_proposal_sql(SQL("v")),
                updated=SQL(", ").join(SQL.identifier("v", name) for name in UPDATED),
                plans=self.ids,
            )
        )
        present, kept = {}, defaultdict(set)
        for id_, is_proposal, *values in rows:
            key = tuple(values[:6])
            if is_proposal:
                present[key] = (id_, *values[6:])
            else:
                kept[key[:5]].add(key[5])
        return present, kept

    def _get_rows(self, company, placed, present, kept):
        """Return the values of all proposals.

        Those of one account have their numbers by date; numbers of visits that stay
        are left out.
        """
        channels = self._get_channels(
            {
                (visit.key[1], visit.key[2])
                for _plan, visits in placed
                for visit in visits
            }
        )
        moments = _Moments(self.env["group.customer.visit"]._get_zone(company))
        rows = []
        for plan, visits in placed:
            plan_id, user_id = plan.id, plan.user_id.id
            last = defaultdict(int)
            for visit in visits:
                partner_id, kind_id, policy_id, reference = visit.key
                stem = (plan_id, *visit.key)
                last[stem] += 1
                while last[stem] in kept.get(stem, ()):
                    last[stem] += 1
                rows.append(
                    {
                        "partner_id": partner_id,
                        "kind_id": kind_id,
                        "channel_id": channels[kind_id, policy_id],
                        "policy_id": policy_id or None,
                        "plan_reference": reference or None,
                        "plan_ordinal": last[stem],
                        "user_id": user_id,
                        "plan_id": plan_id,
                        "start": moments.get(visit.date, visit.start),
                        "stop": moments.get(visit.date, visit.stop),
                        "duration": round((visit.stop - visit.start) / 60, 2),
                        "date": visit.date,
                    }
                )
        return rows

    @api.model
    def _get_channels(self, pairs):
        """Return (kind, policy) → the channel of its proposals: that of the kind, where
        it counts for the policy, else the first one that does."""
        kinds = self.env["group.customer.visit.kind"].sudo()
        policies = self.env["group.customer.visit.policy"].sudo()
        every = self.env["group.customer.visit.channel"].sudo().search(Domain.TRUE)
        face = every.filtered(lambda channel: channel.distance == "face")
        channels = {}
        for kind_id, policy_id in pairs:
            usual = kinds.browse(kind_id).default_channel_id
            counted = policies.browse(policy_id or []).channel_ids.sorted("sequence")
            counted = counted or (face if policy_id else every)
            chosen = usual if usual in counted else (counted or usual or every)[:1]
            channels[kind_id, policy_id] = chosen.id
        return channels

    # === WRITING === #

    @api.model
    def _get_constants(self, company):
        """Return what all proposals have in common, column → value: what the visit
        starts with, whatever fields other rooms add."""
        Visit = self.env["group.customer.visit"].sudo()
        names = [
            name
            for name, field in Visit._fields.items()
            if field.store
            and field.column_type
            and name not in COLUMNS
            and name != "id"
            and (field.default or field.required)
            and not field.compute
        ]
        constants = self.env(su=True, context={})[Visit._name].default_get(names)
        constants = {
            name: Visit._fields[name].convert_to_column_insert(value, Visit)
            for name, value in constants.items()
            if name in names
        }
        for name, field in Visit._fields.items():
            if field.type == "boolean" and field.store and field.column_type:
                constants.setdefault(name, False)
        now = self.env.cr.now()
        constants.update(
            company_id=company.id,
            state="draft",
            origin="plan",
            initiator="enterprise",
            create_uid=self.env.uid,
            write_uid=self.env.uid,
            create_date=now,
            write_date=now,
        )
        return constants

    def _insert_visits(self, company, rows):
        """Insert proposals and who makes them; what another worker has inserted
        meanwhile stays as it is.

        :returns: ids
        """
        constants = self._get_constants(company)
        found = self.env.execute_query(
            SQL(
                """WITH made AS (
                       INSERT INTO group_customer_visit (%(names)s, %(constant_names)s)
                       SELECT %(values)s, %(constants)s
                         FROM UNNEST(%(arrays)s) AS n(%(names)s)
                           ON CONFLICT DO NOTHING
                    RETURNING id, user_id
                   ), linked AS (
                       INSERT INTO group_customer_visit_user_rel (visit_id, user_id)
                       SELECT id, user_id FROM made
                   )
                   SELECT id FROM made""",
                names=SQL(", ").join(map(SQL.identifier, COLUMNS)),
                constant_names=SQL(", ").join(map(SQL.identifier, constants)),
                values=SQL(", ").join(SQL.identifier("n", name) for name in COLUMNS),
                constants=SQL(", ").join(
                    SQL("%s", value) for value in constants.values()
                ),
                arrays=self._as_arrays(rows, COLUMNS),
            )
        )
        return [row[0] for row in found]

    def _update_visits(self, rows):
        """Give untouched proposals another time."""
        if not rows:
            return
        keys = [name for name in COLUMNS if name not in UPDATED]
        self.env.cr.execute(
            SQL(
                """UPDATE group_customer_visit v
                      SET %(assignments)s, write_uid = %(uid)s, write_date = %(now)s
                     FROM UNNEST(%(arrays)s) AS n(%(names)s)
                    WHERE %(match)s AND %(proposal)s""",
                assignments=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), SQL.identifier("n", name))
                    for name in UPDATED
                ),
                uid=self.env.uid,
                now=self.env.cr.now(),
                arrays=self._as_arrays(rows, COLUMNS),
                names=SQL(", ").join(map(SQL.identifier, COLUMNS)),
                match=SQL(" AND ").join(
                    SQL(
                        "%s IS NOT DISTINCT FROM %s",
                        SQL.identifier("v", name),
                        SQL.identifier("n", name),
                    )
                    for name in keys
                ),
                proposal=self._get_proposal_sql(SQL("v")),
            )
        )

    @api.model
    def _as_arrays(self, rows, columns):
        return SQL(", ").join(
            SQL(f"%s::{kind}[]", as_array(row[name] for row in rows))
            for name, kind in columns.items()
        )


class _Moments:
    """Minutes of a day where the company is → moments (UTC, naive)."""

    def __init__(self, zone):
        self.zone = zone
        self.midnights = {}

    def get(self, day, minutes):
        if day not in self.midnights:
            begin, end = (self._convert(day, hours * 60) for hours in (0, 23))
            # A day on which the clock changes is asked hour by hour
            is_usual = end - begin == timedelta(hours=23)
            self.midnights[day] = begin if is_usual else None
        begin = self.midnights[day]
        if begin is None:
            return self._convert(day, minutes)
        return begin + timedelta(minutes=minutes)

    def _convert(self, day, minutes):
        wall = datetime.combine(day, time.min) + timedelta(minutes=minutes)
        return self.zone.localize(wall).astimezone(pytz.utc).replace(tzinfo=None)
