# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalList(ApprovalCommon):
    """“Waiting for Me”, “My Requests”, “All Requests”, deciding on many."""

    def _waiting(self, user, value=True):
        return self.Request.with_user(user).search(
            [("is_waiting_for_me", "=", value), ("type_id", "=", self.type.id)]
        )

    def test_waiting_for_me(self):
        self._rule({"users": self.ann}, {"users": self.bob})
        one, two = self._submit(), self._submit()
        self.assertEqual(self._waiting(self.ann).sudo(), two | one)
        self.assertFalse(self._waiting(self.bob))
        self.assertFalse(self._waiting(self.clerk))
        self._decide(one, self.ann)
        self.assertEqual(self._waiting(self.ann).sudo(), two)
        self.assertEqual(self._waiting(self.bob).sudo(), one)
        self.assertEqual(self._waiting(self.ann, False).sudo(), one)
        self.assertTrue(one.with_user(self.bob).is_waiting_for_me)
        self.assertFalse(one.with_user(self.ann).is_waiting_for_me)
        Mine = self.Request.with_user(self.ann)
        both = Mine.search(
            [("is_waiting_for_me", "in", [True, False]), ("type_id", "=", self.type.id)]
        )
        self.assertEqual(both.sudo(), two | one)

    def test_who_sees_what(self):
        self._rule({"users": self.ann}, {"users": self.dan})
        self.customer.user_id = self.eva
        self.eva.group_ids += self.env.ref("group_customer.group_group_customer_user")
        request = self._submit(user=self.helper, requester=self.clerk)
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self._user(
            "foreign",
            self.director_group,
            company_id=company.id,
            company_ids=[company.id],
        )
        seen = {
            user.name
            for user in (
                self.clerk
                | self.helper
                | self.ann
                | self.bob
                | self.dan
                | self.eva
                | self.guest
                | self.boss
                | self.root
                | foreign
            )
            if self.Request.with_user(user).search([("id", "=", request.id)])
        }
        self.assertEqual(seen, {"Clerk", "Helper", "Ann", "Eva", "Boss", "Root"})
        self._decide(request, self.ann)
        # Who decided sees what became of it, and who decides next
        for user in (self.ann, self.dan):
            request.with_user(user).read(["waiting_text"])
        with self.assertRaises(AccessError):
            request.with_user(self.guest).read(["name"])

    def test_age_and_clock(self):
        with freeze_time("2024-06-03 08:00:00"):
            self._rule({"deadline_duration": 1, "deadline_unit": "calendar_days"})
            request = self._submit()
            self.assertEqual(request.age_days, 0)
        with freeze_time("2024-06-05 09:00:00"):
            self.env.invalidate_all()
            self.assertEqual(request.age_days, 2)
            self.assertTrue(request.is_overdue)
            self.assertIn(request, self.Request.search([("is_overdue", "=", True)]))

    def test_decide_on_many(self):
        """Each is checked by itself; the others stay as they were, and are named."""
        self._rule({"users": self.ann | self.bob})
        fine, moved, own, failing = (
            self._submit(),
            self._submit(),
            self._submit(user=self.bob),
            self._submit(self._document(name="Broken", refuses="executed")),
        )
        requests = fine | moved | own | failing
        steps = requests.current_step_id
        self._decide(moved, self.ann)
        notice = requests.with_user(self.bob).action_approve(steps.ids)["params"]
        self.assertEqual(
            [request.state for request in (fine, moved, own, failing)],
            ["executed", "executed", "in_progress", "in_progress"],
        )
        self.assertIn("Decided: 1", notice["message"])
        self.assertEqual(notice["type"], "warning")
        for request, why in (
            (moved, "nothing to decide any more"),
            (own, "You asked for it"),
            (failing, "refuses to be executed"),
        ):
            with self.subTest(why=why):
                self.assertRegex(notice["message"], f"{request.name}: .*{why}")
        self.assertFalse(failing.decision_ids.filtered(lambda d: d.kind == "approve"))

    def test_decide_on_one(self):
        self._rule()
        request = self._submit()
        step = request.current_step_id
        mine = request.with_user(self.ann)
        other = self._submit()
        self._refused("Look at", (mine | other).action_approve, step.ids)
        # Without what was seen: the window that shows it
        action = mine.action_approve()
        self.assertEqual(action["res_model"], "group.customer.approval.decide")
        self.assertEqual(mine.action_approve(step.ids)["params"]["type"], "success")
        self._refused("nothing to decide", mine.action_approve, step.ids)
        with self.assertRaises(AccessError):
            request.with_user(self.guest).action_approve(step.ids)

    def test_engine_is_out_of_reach(self):
        """Nothing of the engine can be called from outside but the buttons."""
        own = {
            name
            for definition in type(self.Request).__mro__
            if "group_customer_approval_request" in definition.__module__
            for name, value in vars(definition).items()
            if callable(value) and not name.startswith("_")
        }
        self.assertEqual(
            own - {"create"},
            {
                "action_approve",
                "action_open_decide",
                "action_open_document",
                "action_open_execute",
                "action_open_reassign",
                "action_open_recall",
                "action_open_reject",
                "action_open_return",
                "action_retry",
            },
        )

    def test_buttons_open_windows(self):
        self._rule()
        request = self._submit().with_user(self.ann)
        for method, model in (
            ("action_open_decide", "group.customer.approval.decide"),
            ("action_open_execute", "group.customer.approval.decide"),
            ("action_open_reject", "group.customer.approval.decide"),
            ("action_open_return", "group.customer.approval.decide"),
            ("action_open_recall", "group.customer.approval.recall"),
            ("action_open_reassign", "group.customer.approval.delegate"),
        ):
            with self.subTest(method=method):
                self.assertEqual(getattr(request, method)()["res_model"], model)
                with self.assertRaises(AccessError):
                    getattr(request.with_user(self.guest), method)()

    def test_context_of_a_client_grants_nothing(self):
        self._rule()
        request = self._submit()
        values = {
            "default_state": "executed",
            "default_user_id": self.ann.id,
            "default_request_id": 0,
            "group_customer_approval": True,
            "tracking_disable": False,
        }
        mine = request.with_user(self.guest).with_context(**values)
        with self.assertRaises(AccessError):
            mine._decide("approve", request.current_step_id)
        document = self._document().with_user(self.clerk).with_context(**values)
        other = self.Request.with_user(self.clerk).with_context(**values)
        other = other._submit(document).with_env(self.env)
        self.assertEqual(other.state, "in_progress")
        self.assertEqual(other.decision_ids.user_id, self.clerk)
