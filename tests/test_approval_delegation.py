# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .approval_common import ApprovalCommon

MONDAY = "2024-06-03 08:00:00"


@tagged("post_install", "-at_install")
class TestApprovalDelegation(ApprovalCommon):
    """Who stands in for whom."""

    def setUp(self):
        super().setUp()
        freezer = freeze_time(MONDAY)
        freezer.start()
        self.addCleanup(freezer.stop)

    def _delegate(self, user, delegate, begin="2024-06-01", end="2024-06-30", **values):
        actor = values.pop("actor", user)
        return self.Delegation.with_user(actor).create(
            {
                "user_id": user.id,
                "delegate_id": delegate.id,
                "date_from": begin,
                "date_to": end,
                **values,
            }
        )

    # === WHO CAN ACT === #

    def test_delegate_decides_and_it_is_shown(self):
        self._rule({"users": self.ann})
        request = self._submit()
        self._delegate(self.ann, self.dan)
        self.assertEqual(self._can_act(request), {"Ann", "Dan for Ann"})
        self.assertEqual(request.waiting_text, "Ann, Dan for Ann")
        self.assertTrue(request.with_user(self.dan).can_approve)
        self._decide(request, self.dan)
        vote = request.decision_ids.filtered(lambda line: line.kind == "approve")
        self.assertEqual(vote.user_id, self.dan)
        self.assertEqual(vote.principal_id, self.ann)
        self.assertEqual(vote.path, "Ann → Dan")

    def test_absent_person_still_decides(self):
        self._rule({"users": self.ann})
        self._delegate(self.ann, self.dan)
        request = self._submit()
        self._decide(request, self.ann)
        self.assertEqual(request.decision_ids[-2].principal_id, self.ann)

    def test_chain_ends_where_somebody_is_present(self):
        self._rule({"users": self.ann})
        request = self._submit()
        self._delegate(self.ann, self.dan)
        second = self._delegate(self.dan, self.eva)
        self.assertEqual(self._can_act(request), {"Ann", "Eva for Ann"})
        self._refused("cannot decide", self._decide, request, self.dan)
        third = self._delegate(self.eva, self.fay)
        self.assertEqual(self._can_act(request), {"Ann", "Fay for Ann"})
        third.action_archive()
        second.date_to = "2024-06-02"
        self.assertEqual(self._can_act(request), {"Ann", "Dan for Ann"})
        third.action_unarchive()
        second.date_to = "2024-06-04"
        self._decide(request, self.fay)
        self.assertIn("Ann → Dan → Eva → Fay", request.decision_ids.mapped("path"))

    def test_only_its_days_types_and_company(self):
        self._rule({"users": self.ann})
        request = self._submit()
        other = self.type.copy({"code": "test_other"})
        company = self.env["res.company"].create({"name": "Other"})
        (self.ann | self.dan).company_ids += company
        for values in (
            {"begin": "2024-06-04"},
            {"begin": "2024-05-01", "end": "2024-06-02"},
            {"type_ids": [Command.set(other.ids)]},
            {"company_id": company.id},
        ):
            with self.subTest(values=values):
                delegation = self._delegate(self.ann, self.dan, **values)
                self.assertEqual(self._can_act(request), {"Ann"})
                delegation.sudo().action_archive()
        self._delegate(
            self.ann,
            self.dan,
            begin="2024-06-03",
            end="2024-06-03",
            type_ids=[Command.set(self.type.ids)],
            company_id=self.env.company.id,
        )
        self.assertEqual(self._can_act(request), {"Ann", "Dan for Ann"})

    def test_days_are_those_of_the_absent_person(self):
        """08:00 in London is 20:00 in Auckland and still Sunday in Honolulu (22:00)."""
        self._rule({"users": self.ann})
        request = self._submit()
        self._delegate(self.ann, self.dan, begin="2024-06-02", end="2024-06-02")
        for zone, expected in (
            ("Pacific/Honolulu", {"Ann", "Dan for Ann"}),
            ("Pacific/Auckland", {"Ann"}),
        ):
            with self.subTest(zone=zone):
                self.ann.tz = zone
                self.assertEqual(self._can_act(request), expected)

    def test_days_pass(self):
        self._rule({"users": self.ann})
        request = self._submit()
        delegation = self._delegate(self.ann, self.dan, begin="2024-06-04")
        self.assertEqual(delegation.state, "future")
        cron = self.env.ref(
            "group_customer.ir_cron_group_customer_approval_request_watch"
        )
        for now, state, expected in (
            ("2024-06-04 09:00:00", "current", {"Ann", "Dan for Ann"}),
            ("2024-07-01 09:00:00", "ended", {"Ann"}),
        ):
            with self.subTest(now=now), freeze_time(now, tick=True):
                with self.enter_registry_test_mode():
                    cron.method_direct_trigger()
                self.env.invalidate_all()
                self.assertEqual(self._can_act(request), expected)
                self.assertEqual(delegation.state, state)
                self.assertIn(
                    delegation, self.Delegation.search([("state", "=", state)])
                )
                self.assertNotIn(
                    delegation, self.Delegation.search([("state", "!=", state)])
                )

    def test_absent_person_is_archived(self):
        """Who left decides nothing any more, nor does anybody in his place."""
        self._rule({"users": self.ann | self.bob})
        self._delegate(self.ann, self.dan)
        request = self._submit()
        self.ann.active = False
        self.assertEqual(self._can_act(request), {"Bob"})

    def test_delegate_is_archived(self):
        self._rule({"users": self.ann})
        self._delegate(self.ann, self.dan)
        self._delegate(self.dan, self.eva)
        request = self._submit()
        self.assertEqual(self._can_act(request), {"Ann", "Eva for Ann"})
        self.eva.active = False
        self.assertEqual(self._can_act(request), {"Ann", "Dan for Ann"})

    # === BAD INPUT === #

    def test_loop(self):
        self._delegate(self.ann, self.bob)
        self._delegate(self.bob, self.cat, begin="2024-06-20", end="2024-07-20")
        self._refused(
            "Cat → Ann → Bob → Cat",
            self._delegate,
            self.cat,
            self.ann,
            begin="2024-06-25",
            end="2024-06-26",
        )
        # No day on which all three are away
        self._delegate(self.cat, self.ann, begin="2024-07-01", end="2024-07-20")
        with self.assertRaises(UserError):
            self._delegate(self.bob, self.ann)

    def test_loop_of_types_and_companies(self):
        other = self.type.copy({"code": "test_other"})
        company = self.env["res.company"].create({"name": "Other"})
        (self.ann | self.bob | self.cat).company_ids += company
        self._delegate(self.ann, self.bob, type_ids=[Command.set(self.type.ids)])
        # Different types: no loop
        self._delegate(self.bob, self.ann, type_ids=[Command.set(other.ids)])
        self._refused("closes a loop", self._delegate, self.bob, self.ann)
        self._delegate(self.bob, self.cat, company_id=company.id)
        self._delegate(self.cat, self.bob, company_id=self.env.company.id)

    def test_loop_by_editing_or_unarchiving(self):
        self._delegate(self.ann, self.bob)
        back = self._delegate(self.bob, self.ann, begin="2024-07-01", end="2024-07-02")
        self._refused("closes a loop", back.write, {"date_from": "2024-06-30"})
        back.action_archive()
        back.date_from = "2024-06-30"
        self._refused("closes a loop", back.action_unarchive)

    def test_refused_people_and_days(self):
        portal = self._user("portal")
        portal.group_ids = self.env.ref("base.group_portal")
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._user(
            "stranger", company_id=company.id, company_ids=[company.id]
        )
        gone = self._user("gone")
        gone.active = False
        for delegate, expected in (
            (self.ann, "Nobody stands in for himself"),
            (portal, "choose an active internal user"),
            (gone, "choose an active internal user"),
            (stranger, "cannot work in"),
        ):
            with self.subTest(delegate=delegate.name):
                self._refused(expected, self._delegate, self.ann, delegate)
        self._refused(
            "cannot end before it begins",
            self._delegate,
            self.ann,
            self.bob,
            begin="2024-06-30",
            end="2024-06-01",
        )

    # === WHO ENTERS THEM === #

    def test_own_ones_only(self):
        with self.assertRaises(AccessError):
            self._delegate(self.ann, self.dan, actor=self.dan)
        own = self._delegate(self.ann, self.dan)
        with self.assertRaises(AccessError):
            own.with_user(self.bob).date_to = "2024-12-31"
        with self.assertRaises(AccessError):
            own.with_user(self.dan).date_to = "2024-12-31"
        planned = self._delegate(self.ann, self.dan, begin="2024-06-10")
        with self.assertRaises(AccessError):
            planned.with_user(self.ann).user_id = self.bob
        with self.assertRaises(AccessError):
            own.with_user(self.guest).read(["user_id"])
        self.assertEqual(own.with_user(self.dan).delegate_id, self.dan)

    def test_directors_and_administrators_enter_others(self):
        for actor in (self.boss, self.root):
            with self.subTest(actor=actor.name):
                delegation = self._delegate(self.ann, self.dan, actor=actor)
                delegation.active = False
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._user(
            "stranger", company_id=company.id, company_ids=[company.id]
        )
        colleague = self._user(
            "colleague", company_id=company.id, company_ids=[company.id]
        )
        with self.assertRaises(AccessError):
            self._delegate(stranger, colleague, actor=self.boss)

    def test_what_has_begun_stays(self):
        begun = self._delegate(self.ann, self.dan)
        self._refused("has begun", begun.unlink)
        self._refused("has begun", begun.write, {"delegate_id": self.eva.id})
        planned = self._delegate(self.ann, self.dan, begin="2024-06-10")
        planned.delegate_id = self.eva
        planned.unlink()

    def test_end_now(self):
        self._rule({"users": self.ann})
        request = self._submit()
        begun = self._delegate(self.ann, self.dan)
        today = self._delegate(self.ann, self.eva, begin="2024-06-03")
        self.assertEqual(self._can_act(request), {"Ann", "Dan for Ann", "Eva for Ann"})
        with self.assertRaises(AccessError):
            begun.with_user(self.dan).action_end()
        (begun | today).action_end()
        self.assertEqual(str(begun.date_to), "2024-06-02")
        self.assertFalse(today.active)
        self.assertEqual(self._can_act(request), {"Ann"})
