# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import freeze_time, tagged

from .visit_followup_common import FollowupCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")
class TestVisitFollowupMerge(FollowupCommon):
    """Accounts and people that become one are followed up once."""

    def _merge(self, *partners):
        """Merge into the first."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        ids = [partner.id for partner in partners]
        wizard._merge(ids, partners[0])

    def _date(self, partner, date="1980-03-20", **values):
        return self.env["group.customer.important.date"].create(
            {"partner_id": partner.id, "date": date, **values}
        )

    def _greeting(self, **values):
        values = {
            "trigger": "important_date",
            "catch_up_days": 0,
            "horizon_days": 90,
            **values,
        }
        return self._rule((0, "day"), kind_id=self.kinds["care"].id, **values)

    def _states(self, rule):
        rows = self._of(rule).sorted("due_on")
        return [(str(row.due_on), row.state, row.skip_kind) for row in rows]

    def test_one_greeting_for_a_date_of_both(self):
        """Only what both have is one: the same kind on the same day of the year."""
        rule = self._greeting()
        kept = self._date(self.north, kind="founding")
        double = self._date(self.south, "2001-03-20", kind="founding", note="Flowers")
        other = self._date(self.south, "2001-04-20", kind="founding")
        self.assertEqual(len(self._make(rule)), 3)
        self._merge(self.north, self.south)
        self.assertFalse(double.exists())
        self.assertEqual(kept.note, "Flowers")
        self.assertEqual(other.partner_id, self.north)
        self.assertEqual(
            sorted(self._states(rule), key=str),
            [
                ("2026-03-20", "open", False),
                ("2026-03-20", "skipped", "merged"),
                ("2026-04-20", "open", False),
            ],
        )
        self.assertEqual(self._of(rule).partner_id, self.north)
        # Neither tonight nor later anything comes back
        self.Followup._refresh()
        self.assertEqual(len(self._make(rule)), 3)
        self.assertEqual(len(self._of(rule).filtered(lambda f: f.state == "open")), 2)
        with freeze_time("2027-03-01 04:00:00"):  # one greeting a year, each
            made = self._make(rule).filtered(lambda row: row.due_on.year == 2027)
            self.assertEqual(len(made), 2)

    def test_what_was_done_for_one_was_done(self):
        rule = self._greeting()
        first, second = self._date(self.north), self._date(self.south)
        followups = self._make(rule)
        done = followups.filtered(lambda row: row.res_id == second.id)
        done._write_server({"state": "done"})
        self.assertEqual(len(followups), 2)
        self._merge(self.north, self.south)
        self.assertEqual(done.state, "done")
        self.assertEqual((followups - done).skip_kind, "merged")
        self.assertEqual(done._get_document(), first)
        self.assertEqual(self._make(rule), followups)

    def test_a_person_entered_twice(self):
        rule = self._greeting()
        rule.makes_activity = True
        rule.notice_days = 30
        twin = self.person.copy({"parent_id": self.head.id})
        other = self.person.copy({"parent_id": self.head.id})
        for person in (self.person, twin, other):
            self._date(person)
        followups = self._make(rule)
        self.Followup._remind()
        self.assertEqual(len(followups._get_activities()), 3)
        self._merge(self.person, twin)
        still = followups.filtered(lambda row: row.state == "open")
        self.assertEqual(still.contact_id, self.person + other)
        self.assertEqual(len(followups._get_activities()), 2)

    def test_festivals_are_kept_once(self):
        rule = self._rule(
            (0, "day"),
            trigger="calendar",
            kind_id=self.kinds["care"].id,
            catch_up_days=0,
            horizon_days=90,
            date_ids=[
                Command.create(
                    {"name": "Qingming", "date": "2026-04-05", "is_yearly": True}
                )
            ],
        )
        followups = self._make(rule).filtered(
            lambda row: row.partner_id in self.north + self.south
        )
        self.assertEqual(len(followups), 2)
        rest = self._of(rule) - followups
        followups[0]._skip("They do not keep it")
        self._merge(self.north, self.south)
        self.assertEqual(followups.mapped("skip_kind"), ["by_hand", False])
        self.assertEqual(followups[1].state, "open")
        self.assertEqual(self._make(rule), followups + rest, "nothing is made again")

    def test_who_was_followed_alone_goes_on_as_one(self):
        """The account that stays had none: it is not greeted again."""
        rule = self._rule(
            (0, "day"),
            trigger="calendar",
            kind_id=self.kinds["care"].id,
            catch_up_days=0,
            horizon_days=90,
            date_ids=[Command.create({"name": "Qingming", "date": "2026-04-05"})],
        )
        followup = self._make(rule).filtered(lambda row: row.partner_id == self.south)
        count = len(self._of(rule))
        other = self.env["res.partner"].create({"name": "Old", "is_company": True})
        other.is_group_customer = True
        self._merge(other, self.south)
        self.assertEqual(followup.partner_id, other)
        self.assertEqual(followup.res_id, other.id)
        self.assertEqual(len(self._make(rule)), count)

    def test_new_since_the_first_business_of_all(self):
        """One was new in January, the other in February: six months from January."""
        rule = self._rule(
            (1, "month"), (2, "month"), trigger="new_customer", catch_up_days=40
        )
        self._order("2026-02-20 03:00:00", self.north)
        self._order("2026-01-25 03:00:00", self.south)
        self.assertEqual(len(self._make(rule)), 4)
        self._merge(self.north, self.south)
        self.assertEqual(
            [state for state in self._states(rule) if state[1] == "open"],
            [("2026-02-25", "open", False), ("2026-03-25", "open", False)],
        )
        self.assertEqual(len(self._make(rule)), 4)

    def test_no_new_customer_any_more(self):
        """Merged into an old customer, nobody is tracked as new."""
        rule = self._rule((1, "month"), trigger="new_customer", catch_up_days=40)
        self._order("2026-02-20 03:00:00", self.south)
        self._order("2020-02-20 03:00:00", self.north)
        followup = self._make(rule)
        self._merge(self.north, self.south)
        self.assertEqual((followup.state, followup.skip_kind), ("skipped", "known"))
        self.Followup._refresh()
        self.assertEqual(self._make(rule), followup)
        self.assertEqual(followup.state, "skipped")

    def test_deliveries_are_followed_each(self):
        """Two orders are two occasions; one contact settles both, as ever."""
        rule = self._rule()
        for partner in (self.north, self.south):
            self._order("2026-02-24 03:00:00", partner)
        followups = self._make(rule)
        self._merge(self.north, self.south)
        self.assertEqual(followups.mapped("state"), ["open", "open"])
        visit = self._visit("2026-03-02 02:00:00", self.north)
        visit._write_server({"state": "done"})
        visit._changed()
        self.assertEqual(followups.mapped("state"), ["done", "done"])
