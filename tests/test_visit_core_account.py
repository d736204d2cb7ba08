# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .visit_common import VisitCommon


@tagged("post_install", "-at_install")
class TestVisitCoreAccount(VisitCommon):
    """What is seen of visits at the account, and goes along with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.routine.needs_report = False

    def _day(self, days):
        return self.today + timedelta(days=days)

    # === LAST AND NEXT VISIT === #

    def test_last_and_next_visit(self):
        self._create_done(-5)
        self._create_done(-9)
        self._create_visit(1)
        planned = self._create_planned(7)
        self.assertEqual(self.works.last_visit_on, self._day(-5))
        self.assertEqual(self.works.next_visit_on, self._day(7))
        planned._reschedule(self._get_moment(3))
        self.assertEqual(self.works.next_visit_on, self._day(3))
        planned.action_cancel("x")
        self.assertFalse(self.works.next_visit_on)

    def test_who_attended_was_visited(self):
        event = self._create_done(
            -2,
            kind_id=self._get_kind("symposium").id,
            participant_ids=[
                Command.create({"partner_id": self.bakery.id}),
                Command.create({"partner_id": self.free.id, "attended": False}),
            ],
        )
        self.assertEqual(self.bakery.last_visit_on, self._day(-2))
        self.assertFalse(self.free.last_visit_on)
        self.assertEqual((event.invited_count, event.came_count), (2, 1))
        event.participant_ids[1].attended = True
        self.assertEqual(self.free.last_visit_on, self._day(-2))
        event.participant_ids[0].unlink()
        self.assertFalse(self.bakery.last_visit_on)

    def test_a_host_that_stayed_away_was_not_visited(self):
        host = self.env["res.partner"].create(
            {"name": "Host", "parent_id": self.works.id}
        )
        guests = [{"partner_id": host.id}, {"partner_id": self.bakery.id}]
        event = self._create_done(-2, participant_ids=[*map(Command.create, guests)])
        accounts = self.works | self.bakery
        self.assertEqual(self.works.last_visit_on, self._day(-2))
        event.participant_ids[0].attended = False
        self.assertFalse(self.works.last_visit_on)
        self.assertEqual(self.bakery.last_visit_on, self._day(-2))
        accounts._refresh_touches(accounts)
        self.assertEqual(accounts.mapped("last_touched_on"), [False, self._day(-2)])

    def test_who_goes_to_another_customer_takes_the_visits_along(self):
        guest = self.env["res.partner"].create(
            {"name": "Guest", "parent_id": self.bakery.id}
        )
        self._create_done(
            -2, participant_ids=[Command.create({"partner_id": guest.id})]
        )
        self.assertEqual(self.bakery.last_visit_on, self._day(-2))
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM group_customer_snapshot_queue")
        guest.parent_id = self.free
        self.assertFalse(self.bakery.last_visit_on)
        self.assertEqual(self.free.last_visit_on, self._day(-2))
        self.env.cr.execute("SELECT partner_id FROM group_customer_snapshot_queue")
        queued = {partner_id for (partner_id,) in self.env.cr.fetchall()}
        self.assertLessEqual({self.bakery.id, self.free.id}, queued)

    def test_nobody_came_yet(self):
        guest = {"partner_id": self.bakery.id}
        event = self._create_planned(3, participant_ids=[Command.create(guest)])
        self.assertEqual((event.invited_count, event.came_count), (1, 0))

    def test_another_account(self):
        visit = self._create_planned(2)
        visit.partner_id = self.free
        self.assertFalse(self.works.next_visit_on)
        self.assertEqual(self.free.next_visit_on, self._day(2))

    def test_the_next_visit_passes(self):
        """By the night after, it is no more to come."""
        self._create_planned(2)
        self.env.cr.execute(
            "UPDATE group_customer_visit SET date = date - 3; "
            "UPDATE res_partner SET next_visit_on = next_visit_on - 3 "
            "WHERE next_visit_on IS NOT NULL"
        )
        self.env.invalidate_all()
        self.env["res.partner"]._refresh_visit_days()
        self.assertFalse(self.works.next_visit_on)

    def test_one_statement_for_all(self):
        self._create_done(-5)
        self.env.flush_all()
        accounts = (self.works | self.bakery | self.free).ids
        with self.assertQueryCount(1):
            self.env["res.partner"]._refresh_visit_days(accounts)

    def test_days_are_not_entered(self):
        with self.assertRaisesRegex(ValidationError, "cannot be entered"):
            self.works.with_user(self.account).last_visit_on = self.today

    def test_done_visit_is_a_touch(self):
        guest = {"partner_id": self.bakery.id}
        self._create_done(-4, participant_ids=[Command.create(guest)])
        self._create_planned(-2, partner_id=self.free.id)
        accounts = self.works | self.bakery | self.free
        accounts._refresh_touches(accounts)
        self.assertEqual(
            accounts.mapped("last_touched_on"), [self._day(-4), self._day(-4), False]
        )

    # === SCREENS === #

    def test_number_of_visits(self):
        self._create_done(-5)
        self._create_planned(3)._cancel("x")
        self._create_visit(
            1,
            partner_id=self.free.id,
            participant_ids=[Command.create({"partner_id": self.buyer.id})],
        )
        self.assertEqual(self.works.with_user(self.account).visit_count, 2)
        action = self.works.with_user(self.account).action_open_visits()
        found = self.Visit.with_user(self.account).search(action["domain"])
        self.assertEqual(len(found), 3)

    def test_pages_take_a_constant_number_of_queries(self):
        accounts = self.works | self.bakery | self.free

        def count(partners):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners = partners.with_user(self.director)
            partners.mapped("visit_count")
            partners.mapped("visit_open_matters")
            return self.env.cr.sql_log_count - before

        for partner in accounts:
            self._create_visit(1, user=self.director, partner_id=partner.id)
            self.env["crm.lead"].create(
                {"name": "Deal", "type": "opportunity", "partner_id": partner.id}
            )
        self.env.flush_all()
        count(accounts)
        self.assertEqual(count(accounts), count(self.works))

    def test_open_matters(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": self.buyer.id,
                "user_id": self.account.id,
            }
        )
        self.env["crm.lead"].create(
            {"name": "Lost", "type": "opportunity", "partner_id": self.works.id}
        ).action_set_lost()
        visit = self._create_visit(opportunity_id=lead.id)
        matters = [{"kind": "opportunity", "name": "Deal"}]
        found = [
            {"kind": matter["kind"], "name": matter["name"]}
            for matter in visit.open_matters
        ]
        self.assertEqual(found, matters)
        self.assertEqual(lead.with_user(self.account).visit_count, 1)

    def test_lists_take_a_constant_number_of_queries(self):
        for hour in range(8, 20):
            self._create_visit(1, hour, contact_id=self.buyer.id)
        self.env.flush_all()
        arch = self.Visit.with_user(self.account).get_view(view_type="list")
        names = sorted(arch["models"]["group.customer.visit"])
        specification = {name: {} for name in names}

        def count(limit):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Visit.with_user(self.account).web_search_read(
                [], specification, limit=limit
            )
            return self.env.cr.sql_log_count - before

        count(12)
        self.assertEqual(count(12), count(2))

    def test_merged_opportunities_keep_their_visits(self):
        values = {"type": "opportunity", "partner_id": self.works.id}
        leads = self.env["crm.lead"].create(
            [{"name": name, **values} for name in ("First", "Second")]
        )
        visits = self._create_visit(opportunity_id=leads[0].id)
        visits |= self._create_done(-1, opportunity_id=leads[1].id)
        merged = leads.merge_opportunity()
        self.assertEqual(visits.opportunity_id, merged)

    def test_forms_open(self):
        visit = self._create_planned(2)
        with Form(visit) as form:
            form.purpose = "Tea"
        with Form(self.Visit.with_user(self.account)) as form:
            form.partner_id = self.works
            form.kind_id = self._get_kind("executive")
        self.assertEqual(form.record.duration, 2)
        Form(self.works.with_user(self.account))

    # === MERGE, HANDOVER === #

    def test_merging_keeps_visits(self):
        double = self._create_company_partner("Works Ltd", user_id=self.account.id)
        visit = self._create_done(-3, partner_id=double.id)
        self._create_done(-8)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.works | double).ids, self.works)
        self.assertEqual(visit.partner_id, self.works)
        self.assertEqual(self.works.last_visit_on, self._day(-3))
        self.assertEqual(len(self.works.visit_ids), 2)
