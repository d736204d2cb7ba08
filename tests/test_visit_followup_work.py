# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .visit_followup_common import FollowupCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")
class TestVisitFollowupWork(FollowupCommon):
    """What people do about follow-ups, and who may not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule()
        cls.rule.kind_id = cls.kinds["care"]
        cls._order("2026-02-28 03:00:00")  # due on Saturday, the 7th
        cls.followup = cls._make(cls.rule)
        cls.mine = cls.followup.with_user(cls.manager)

    def test_number_to_call(self):
        """That of the person, else that of the account."""
        self.head.phone = "+86 21 5550 1000"
        self.assertEqual(self.mine.phone, "+86 21 5550 1000")
        self.followup.sudo()._write_server({"contact_id": self.person.id})
        self.assertEqual(self.mine.phone, "+86 21 5550 1000")
        self.person.phone = "+86 139 0000 0001"
        self.assertEqual(self.mine.phone, "+86 139 0000 0001")

    def test_plan_in_the_first_working_time(self):
        """Saturday and Sunday are no working days: Monday at eight in Shanghai."""
        calendar = self.env["resource.calendar"].create(
            {"name": "Usual", "tz": "Asia/Shanghai"}
        )
        self.env.company.resource_calendar_id = calendar
        first = min(calendar.attendance_ids.mapped("hour_from"))
        action = self.mine.action_plan()
        visit = self.mine.visit_id
        self.assertEqual((action["res_id"], visit.state), (visit.id, "planned"))
        self.assertEqual(str(visit.start), f"2026-03-09 0{int(first) - 8}:00:00")
        self.assertEqual(visit.user_id, self.manager)
        self.assertEqual(visit.origin, "followup")
        self.assertEqual(visit.channel_id, self.channels["phone"])
        self.assertEqual(self.mine.state, "planned")
        with self.assertRaises(UserError):
            self.mine.action_plan()

    def test_greetings_are_done_many_at_once(self):
        self._order("2026-02-27 03:00:00")
        followups = self._make(self.rule).with_user(self.manager)
        followups.action_done()
        self.assertEqual(followups.mapped("state"), ["done", "done"])
        self.assertEqual(len(followups.visit_id), 2)
        self.assertEqual(set(followups.visit_id.mapped("state")), {"done"})

    def test_a_contact_that_is_reported_on(self):
        self.rule.needs_note = True
        context = self.mine.action_done()["context"]
        log = self.env["group.customer.visit.log"].with_user(self.manager)
        log = log.with_context(**context).create({"report_text": "All is well"})
        with self.assertRaisesRegex(UserError, "as expected"):
            log.action_log()
        log.observation = "attention"
        log.action_log()
        self.assertEqual(self.mine.state, "done")
        self.assertEqual(self.mine.result, "attention")
        self.assertEqual(self.mine.note, "All is well")
        self.assertEqual(self.mine.visit_id.channel_id, self.channels["phone"])
        self.assertEqual(self.mine.visit_id.kind_id, self.kinds["care"])

    def test_several_with_something_to_report(self):
        self.rule.needs_note = True
        self._order("2026-02-27 03:00:00")
        with self.assertRaisesRegex(UserError, "log the contact"):
            self._make(self.rule).with_user(self.manager).action_done()

    def test_skipped_with_a_reason_that_is_kept(self):
        wizard = self.env["group.customer.followup.skip"].with_user(self.manager)
        wizard = wizard.with_context(**self.mine.action_skip()["context"])
        with self.assertRaisesRegex(UserError, "Say why"):
            self.mine._skip("  ")
        wizard.create({"reason": "Asked not to be called"}).action_skip()
        self.assertEqual(self.mine.state, "skipped")
        self.assertEqual(self.mine.skip_reason, "Asked not to be called")
        self.assertEqual(self.mine.skip_kind, "by_hand")
        self.Followup._refresh()
        self.assertEqual(self.mine.state, "skipped", "nobody opens it again")
        with self.assertRaisesRegex(UserError, "already"):
            self.mine.action_skip()
        with self.assertRaisesRegex(UserError, "was skipped"):
            self.mine.note = "Too late"

    def test_nobody_forges_one(self):
        for values in ({"state": "done"}, {"due_on": "2030-01-01"}, {"res_id": 1}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.mine.write(values)
        with self.assertRaises(AccessError):
            self.Followup.with_user(self.users["director"]).create({})
        with self.assertRaises(AccessError):
            self.mine.unlink()
        with self.assertRaises(AccessError):
            self.followup.with_user(self.users["colleague"]).action_plan()

    def test_managers_give_them_to_others(self):
        with self.assertRaisesRegex(AccessError, "by managers"):
            self.mine.user_id = self.users["colleague"]
        self.Followup._remind()
        self.rule.notice_days = 5
        self.Followup._remind()
        boss = self.followup.with_user(self.users["director"])
        boss.user_id = self.users["colleague"]
        self.assertEqual(
            self.followup._get_activities().user_id, self.users["colleague"]
        )
        self.followup.with_user(self.users["colleague"]).note = "My turn"
        stranger = new_test_user(self.env, "gc_portal", "base.group_portal")
        with self.assertRaisesRegex(UserError, "active internal"):
            boss.user_id = stranger
        boss.action_done()
        with self.assertRaisesRegex(UserError, "is over"):
            boss.user_id = self.manager

    def test_they_go_along_with_the_account(self):
        """What a manager gave to somebody else stays there."""
        given = self._order("2026-02-27 03:00:00")
        followups = self._make(self.rule)
        kept = followups.filtered(lambda row: row.res_id == given.id)
        kept.user_id = self.users["manager"]
        self.rule.notice_days = 9
        self.Followup._remind()
        move = {"partner_id": self.head.id, "role_id": "account_manager"}
        self.env["group.customer.assignment"]._assign(
            [{**move, "user_id": self.users["colleague"].id}], "manual"
        )
        self.assertEqual(self.followup.user_id, self.users["colleague"])
        self.assertEqual(
            self.followup._get_activities().user_id, self.users["colleague"]
        )
        self.assertEqual(kept.user_id, self.users["manager"])
        self.head.user_id = False  # by hand, in the form
        self.assertFalse(self.followup.user_id)
        self.assertFalse(self.followup._get_activities())
        self.head.user_id = self.manager
        self.assertEqual(self.followup.user_id, self.manager)
        self.Followup._remind()
        self.assertEqual(self.followup._get_activities().user_id, self.manager)

    def test_due_of_a_day_and_overdue(self):
        Followup = self.Followup.with_user(self.manager)
        for day, found in (("2026-03-06", 0), ("2026-03-07", 1), ("2026-03-08", 1)):
            with self.subTest(day=day):
                self.assertEqual(len(Followup._get_due(self.manager, day)), found)
        mine = [("id", "=", self.followup.id)]
        for now, found in (("2026-03-07 15:59:00", 0), ("2026-03-07 16:00:00", 1)):
            with self.subTest(now=now), freeze_time(now):
                self.followup.invalidate_recordset()
                self.assertEqual(self.followup.is_overdue, bool(found))
                for value in (True, False):
                    count = Followup.search_count([*mine, ("is_overdue", "=", value)])
                    self.assertEqual(count, found if value else 1 - found)
        self.assertEqual(self.head.with_user(self.manager).followup_count, 1)

    def test_on_site_goes_into_the_plan_once(self):
        """One visit for what is due of an account, by the channel of the rule, however
        often the plan is made; planned, it is that of the follow-up."""
        self.rule.channel_id = self.channels["visit"]
        self.north.user_id = self.manager
        for day in ("30", "31"):
            self._order(f"2026-03-{day} 03:00:00", self.north)
        followup = self._make(self.rule).filtered(
            lambda row: row.partner_id == self.north
        )[0]
        Plan = self.env["group.customer.visit.plan"]
        for _time in range(2):
            Plan._generate(self.env.company, date(2026, 4, 1), self.manager)
            visit = self.env["group.customer.visit"].search(
                [
                    ("partner_id", "=", self.north.id),
                    ("kind_id", "=", self.rule.kind_id.id),
                ]
            )
            self.assertEqual(len(visit), 1)
        self.assertEqual(visit.channel_id, self.channels["visit"])
        self.assertEqual(visit.plan_reference, f"{followup._name},{followup.id}")
        self.assertEqual(followup.state, "open", "a proposal is no plan yet")
        visit._plan()
        self.assertEqual((followup.state, followup.visit_id), ("planned", visit))
