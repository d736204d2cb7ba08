# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime, timedelta
from random import Random

from odoo import Command
from odoo.tests import tagged

from ..models.visit.group_customer_visit import DONE_STATES, STATES
from .visit_policy_common import VisitPolicyCommon

PLANNED_STATES = ("planned", "confirmed", "in_progress")


@tagged("post_install", "-at_install")
class TestVisitFaultsAttainment(VisitPolicyCommon):
    """What one statement counts for all, counted one by one.

    Visits at random: of several customers, by several channels and people, some of
    them at the last minute of a month, in all states and in two companies.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kinds = cls.env["group.customer.visit.kind"].search([], limit=3)
        leaders = cls.env.ref("group_customer.group_group_customer_director")
        cls._make_policy(
            "monthly", kind_id=cls.kinds[0].id, carries_shortfall=True, gap_max_days=20
        )
        cls._make_policy(
            "quarterly",
            kind_id=cls.kinds[1].id,
            period="quarter",
            carries_shortfall=True,
            channel_ids=[Command.set(cls.channels["phone"].ids)],
        )
        cls._make_policy(
            "yearly",
            kind_id=cls.kinds[2].id,
            period="year",
            counted_group_id=leaders.id,
            channel_ids=[
                Command.set((cls.channels["phone"] | cls.channels["visit"]).ids)
            ],
        )
        cls.leaders = leaders.all_user_ids
        cls.other = cls.env["res.company"].create({"name": "Other"})
        cls.partners = cls.north | cls.south | cls.mill

    def _make_visits(self, random, count):
        users = [self.users[name] for name in ("account", "colleague", "director")]
        for user in users:
            user.company_ids += self.other
        busy = set()
        vals_list, states = [], []
        for _number in range(count):
            partner = random.choice(self.partners)
            # Half past three in UTC is over midnight in Shanghai
            day = date(2025, 11, 1) + timedelta(days=random.randrange(240))
            hour = random.choice([2, 15, 16, 23])
            user = random.choice(users)
            state = random.choice([state for state, _label in STATES])
            if state == "in_progress" and user in busy:
                state = "planned"
            busy |= {user} if state == "in_progress" else set()
            states.append(state)
            guests = random.sample(list(self.partners), random.randrange(3))
            start = datetime(day.year, day.month, day.day, hour, 30)
            vals_list.append(
                {
                    "partner_id": partner.id,
                    "user_id": user.id,
                    "user_ids": [
                        Command.set({user.id, random.choice(users).id}),
                    ],
                    "kind_id": random.choice(self.kinds).id,
                    "channel_id": self.channels[
                        random.choice(["visit", "phone", "email"])
                    ].id,
                    "company_id": (
                        self.other if random.random() < 0.1 else self.company
                    ).id,
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "participant_ids": [
                        Command.create(
                            {
                                "partner_id": guest.id,
                                "attended": random.random() < 0.6,
                            }
                        )
                        for guest in guests
                    ],
                }
            )
        visits = self.env["group.customer.visit"]._create_server(vals_list)
        for visit, state in zip(visits, states, strict=True):
            visit._write_server({"state": state})
        return visits

    def _get_accounts(self, visit):
        """Return for which accounts a visit counts."""
        attended = {}
        for guest in visit.participant_ids:
            attended[guest.account_id] = (
                attended.get(guest.account_id, False) or guest.attended
            )
        is_done = visit.state in DONE_STATES
        accounts = {
            account for account, came in attended.items() if came or not is_done
        }
        if attended.get(visit.partner_id, True) or not is_done:
            accounts.add(visit.partner_id)
        return accounts

    def _counts(self, visit, row):
        policy = row.policy_id
        is_counted = (
            visit.channel_id in policy.channel_ids
            if policy.channel_ids
            else visit.channel_id.distance == "face"
        )
        return (
            is_counted
            and visit.kind_id == row.kind_id
            and visit.company_id == row.company_id
            and row.partner_id in self._get_accounts(visit)
            and (
                not policy.counted_group_id
                or (visit.user_ids | visit.user_id) & self.leaders
            )
        )

    def _count_slowly(self, rows, visits):
        """Return row → figures, one by one in the order of the periods."""
        figures, ends = {}, {}
        for row in rows.sorted("date_from"):
            counted = [visit for visit in visits if self._counts(visit, row)]
            inside = [v for v in counted if row.date_from <= v.date <= row.date_to]
            done = sum(v.state in DONE_STATES for v in inside)
            planned = sum(v.state in PLANNED_STATES for v in inside)
            proposed = sum(v.state == "draft" for v in inside)
            last = max(
                (
                    v.date
                    for v in counted
                    if v.state in DONE_STATES and v.date <= row.date_to
                ),
                default=False,
            )
            key = row.partner_id, row.kind_id
            carried = 0
            before = ends.get((*key, row.date_from - timedelta(days=1)))
            if before and row.policy_id.carries_shortfall:
                hoped = before["done"]
                if before["date_to"] >= self.today:
                    hoped += before["planned"] + before["proposed"]
                lack = max(before["required"] - hoped, 0)
                carried = min(lack, before["minimum"])
            required = row.minimum + carried
            figures[row] = {
                "carried": carried,
                "required": required,
                "done": done,
                "planned": planned,
                "proposed": proposed,
                "missed": sum(v.state == "missed" for v in inside),
                "remaining": max(required - done, 0),
                "unplanned": max(required - done - planned - proposed, 0),
                "percent": round(100 * done / max(row.target, required, 1), 6),
                "last_done_on": last,
                "due_on": self._get_due_on(row, required, done, last),
            }
            figures[row]["state"] = self._get_state(row, figures[row])
            ends[(*key, row.date_to)] = {
                **figures[row],
                "minimum": row.minimum,
                "date_to": row.date_to,
            }
        return figures

    def _get_due_on(self, row, required, done, last):
        if done >= required:
            return False
        gap = row.policy_id.gap_max_days
        if last and gap:
            return min(last + timedelta(days=gap), row.date_to)
        return row.date_to

    def _get_state(self, row, figures):
        if not figures["remaining"]:
            return "met"
        if row.date_to < self.today:
            return "missed"
        notice = self.env["group.customer.parameter"]._get_value(
            "visit_due_notice_days", self.company, self.today
        )
        if figures["due_on"] < self.today:
            return "overdue"
        if figures["due_on"] <= self.today + timedelta(days=int(notice)):
            return "due"
        return "on_track"

    def _assert_as_slowly(self, visits):
        rows = self.Attainment.search([("partner_id", "in", self.partners.ids)])
        rows.invalidate_recordset()
        for row, figures in self._count_slowly(rows, visits).items():
            found = {name: row[name] for name in figures}
            found["percent"] = round(found["percent"], 6)
            self.assertEqual(found, figures, (row.display_name, row.period))
        return rows

    def test_as_counted_one_by_one(self):
        random = Random(5)
        visits = self._make_visits(random, 150)
        # Not in the order of time: what comes before is counted after
        for month in (1, 6, 4, 2, 5, 3):
            self.Attainment._open(self.company, date(2026, month, 1), self.partners.ids)
        rows = self._assert_as_slowly(visits)
        self.assertEqual(len(rows), 3 * (6 + 2 + 1))
        self.assertGreater(len(set(rows.mapped("state"))), 2)
        # Moved, cancelled, another account: what was there is counted anew
        moved = visits.filtered(lambda visit: visit.state in ("draft", "planned"))
        for visit in moved[:12]:
            visit._reschedule(visit.start + timedelta(days=random.randrange(-40, 40)))
        for visit in moved[12:18]:
            visit.partner_id = random.choice(self.partners)
        moved[18:24]._cancel("Not needed")
        moved[24:30].participant_ids.unlink()
        self._assert_as_slowly(visits)
        # The night after, the slices of the cron
        self.Attainment.search([])._write_server({"refreshed_on": "2026-01-01"})
        while ids := self.Attainment._claim_stale(self.company, self.today, 4):
            self.Attainment._count(ids)
        self._assert_as_slowly(visits)
