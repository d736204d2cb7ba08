# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .assignment_history_common import AssignmentHistoryCommon


@tagged("post_install", "-at_install")
class TestAssignmentBatch(AssignmentHistoryCommon):
    """Accounts that move together, after an approval, all or none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.users["director"]
        cls.boss = cls.users["manager"]
        cls.rule = cls._rule("account_reassignment", cls.director)
        cls.mine = cls._create_company_partner("Mine", user_id=cls.account.id)
        cls.free = cls._create_company_partner("Free")

    @classmethod
    def _propose(cls, *moves, source="rule", user=None, **values):
        """Propose moves: pairs of an account and a successor."""
        lines = [
            {
                "partner_id": partner.id,
                "role_id": "account_manager",
                "to_user_id": user_.id,
                "explanation": f"{partner.name} for {user_.login}",
            }
            for partner, user_ in moves
        ]
        batches = cls.Batch.with_user(user or cls.boss)
        batch = batches._propose(lines, source, origin="Test", **values)
        return batch.with_env(cls.env)

    def _submit(self, batch, user=None):
        user = user or self.boss
        self.env["group.customer.approval.request"].with_user(user)._submit(
            batch.with_user(user)
        )

    # === FLOW === #

    def test_proposed_submitted_approved_moved(self):
        batch = self._propose((self.works, self.colleague), (self.free, self.colleague))
        self.assertRegex(batch.name, r"^ASG/\d{4}/\d{5}$")
        self.assertEqual((batch.state, batch.line_count), ("draft", 2))
        self.assertEqual(batch.line_ids[0].from_user_id, self.account)
        self.assertFalse(batch.line_ids[1].from_user_id)
        self._submit(batch)
        self.assertEqual(batch.state, "submitted")
        self.assertEqual(self.works.user_id, self.account)
        self._decide(batch, self.director)
        self.assertEqual(batch.state, "done")
        self.assertEqual(batch.done_by_id, self.director)
        for partner in (self.works, self.free):
            row = self._rows(partner)[-1]
            self.assertEqual(partner.user_id, self.colleague)
            self.assertEqual((row.source, row.res_id), ("rule", batch.id))
            self.assertEqual(row.request_id, batch.approval_request_id)
            self.assertEqual(row.reason, f"{partner.name} for gc_colleague")

    def test_done_once(self):
        batch = self._propose((self.works, self.colleague))
        self._submit(batch)
        self._decide(batch, self.director)
        self._assign(self.works, self.stranger)
        self.assertEqual(batch._execute(), 0)
        self.assertEqual(self.works.user_id, self.stranger)

    def test_present_holder_falls_out(self):
        self.assertFalse(self._propose((self.works, self.account)))
        batch = self._propose((self.works, self.account), (self.free, self.account))
        self.assertEqual(batch.line_ids.partner_id, self.free)

    def test_moves_are_proposed_as_they_are_assigned(self):
        move = self._move(self.works, self.colleague)
        batch = self.Batch._propose([move], "territory")
        self.assertEqual(batch.line_ids.to_user_id, self.colleague)

    def test_rejected_and_returned_become_drafts(self):
        batch = self._propose((self.works, self.colleague))
        for kind in ("return", "reject"):
            with self.subTest(kind=kind):
                self._submit(batch)
                self._decide(batch, self.director, kind, "Not like this")
                self.assertEqual(batch.state, "draft")
        self.assertEqual(self.works.user_id, self.account)
        batch.with_user(self.boss).action_cancel()
        self.assertEqual(batch.state, "cancelled")
        self._refused("only a draft", batch._check_submission)
        self._refused("cancelled", batch._execute)

    def test_drift(self):
        """Somebody else holds an account by then: nothing at all moves."""
        batch = self._propose((self.works, self.colleague), (self.mine, self.colleague))
        self._submit(batch)
        self._assign(self.mine, self.stranger)
        message = self._refused(
            "somebody else holds", self._decide, batch, self.director
        )
        self.assertIn("Mine", message)
        self.assertNotIn("Works", message)
        self.assertEqual(self.works.user_id, self.account)
        self._decide(batch, self.director, "return", "Compute again")
        batch.with_user(self.boss).action_compute_again()
        line = batch.line_ids.filtered(lambda line: line.partner_id == self.mine)
        self.assertEqual(line.from_user_id, self.stranger)
        self._submit(batch)
        self._decide(batch, self.director)
        self.assertEqual(self.mine.user_id, self.colleague)

    def test_compute_again_drops_what_has_arrived(self):
        batch = self._propose((self.works, self.colleague), (self.mine, self.colleague))
        self._assign(self.mine, self.colleague)
        batch.with_user(self.boss).action_compute_again()
        self.assertEqual(batch.line_ids.partner_id, self.works)

    def test_lines_are_part_of_what_is_decided(self):
        """A line that changed behind the back of who decides is noticed."""
        batch = self._propose((self.works, self.colleague))
        self._submit(batch)
        batch.line_ids.sudo().write(
            {"to_user_id": self.stranger.id, "change_reason": "Secretly"}
        )
        self.assertRaises(UserError, self._decide, batch, self.director)
        self.assertEqual(self.works.user_id, self.account)

    def test_who_proposes_does_not_decide(self):
        self.rule.action_archive()
        self._rule("account_reassignment", self.director)
        batch = self._propose((self.works, self.colleague), user=self.director)
        self.assertRaises(UserError, self._submit, batch, self.director)

    def test_who_receives_does_not_decide(self):
        """AM-24; chief representatives may: leaders divide the accounts among
        themselves (AM-19)."""
        batch = self._propose((self.works, self.director))
        self.assertRaises(UserError, self._submit, batch)
        chief = self.Batch.with_user(self.boss)._propose(
            [
                {
                    "partner_id": self.works.id,
                    "role_id": "chief_representative",
                    "to_user_id": self.director.id,
                }
            ],
            "rule",
            origin="Test",
        )
        self._submit(chief)
        self._decide(chief, self.director)
        self.assertEqual(self.works.chief_representative_id, self.director)

    def test_who_is_asked_reads_it(self):
        """Whoever decides sees what is decided on, from the submission on."""
        employee = self.users["employee"]
        self.rule.action_archive()
        self._rule("account_reassignment", employee)
        batch = self._propose((self.works, self.colleague))
        for user in (employee, self.users["colleague"]):
            self.assertFalse(batch.with_user(user).has_access("read"))
        self._submit(batch)
        asked = batch.with_user(employee)
        self.assertTrue(asked.has_access("read"))
        self.assertTrue(asked.line_ids.has_access("read"))
        self.assertFalse(asked.line_ids.has_access("write"))
        self.assertIn("gc_colleague", asked.load_html)
        self.assertFalse(asked.line_ids.problem)
        self._decide(batch, employee)
        self.assertEqual(self.works.user_id, self.colleague)
        self.assertTrue(asked.has_access("read"))

    def test_other_managers_do_not_see_drafts(self):
        other = new_test_user(
            self.env,
            login="gc_other_manager",
            groups="base.group_user,group_customer.group_group_customer_manager",
        )
        batch = self._propose((self.works, self.colleague))
        self.assertFalse(batch.with_user(other).has_access("read"))
        self.assertTrue(batch.with_user(self.director).has_access("read"))
        for method in ("action_cancel", "action_compute_again", "action_open_accounts"):
            with self.subTest(method=method):
                self.assertRaises(AccessError, getattr(batch.with_user(other), method))

    # === LINES === #

    def test_another_successor_needs_a_reason(self):
        batch = self._propose((self.works, self.colleague))
        line = batch.line_ids.with_user(self.boss)
        self._refused("say why", line.write, {"to_user_id": self.stranger.id})
        self._refused("say why", line.write, {"included": False})
        line.write({"to_user_id": self.stranger.id, "change_reason": "Knows them"})
        self._submit(batch)
        self._refused(
            "cannot be changed", line.write, {"to_user_id": self.colleague.id}
        )
        self._refused("cannot be changed", line.unlink)
        self._decide(batch, self.director)
        self.assertEqual(self.works.user_id, self.stranger)
        self.assertEqual(self._rows(self.works)[-1].reason, "Knows them")

    def test_lines_left_out_stay(self):
        batch = self._propose((self.works, self.colleague), (self.free, self.colleague))
        batch.line_ids[0].write({"included": False, "change_reason": "Next month"})
        self.assertEqual(batch.line_count, 1)
        self._submit(batch)
        self._decide(batch, self.director)
        self.assertEqual(self.works.user_id, self.account)
        self.assertEqual(self.free.user_id, self.colleague)

    def test_nothing_to_move(self):
        batch = self._propose((self.works, self.colleague))
        batch.line_ids.write({"included": False, "change_reason": "No"})
        self._refused("moves nothing", self._submit, batch)

    def test_forged_values(self):
        batch = self._propose((self.works, self.colleague)).with_user(self.boss)
        for record, values in (
            (batch, {"state": "done"}),
            (batch, {"source": "manual"}),
            (batch.line_ids, {"from_user_id": self.stranger.id}),
            (batch.line_ids, {"proposed_user_id": self.stranger.id}),
            (batch.line_ids, {"partner_id": self.mine.id}),
        ):
            with self.subTest(values=values):
                self._refused("filled by the system", record.write, values)
        self.assertRaises(UserError, self.Batch.create, {"state": "approved"})

    def test_done_is_not_deleted(self):
        batch = self._propose((self.works, self.colleague))
        self._submit(batch)
        self.assertRaises(UserError, batch.unlink)
        self._decide(batch, self.director)
        self.assertRaises(UserError, batch.unlink)
        self.assertRaises(UserError, batch.with_user(self.boss).action_cancel)

    # === PROBLEMS === #

    def test_problems_are_shown_and_refused(self):
        ours = self._create_company_partner("Ours", company_id=self.env.company.id)
        pinned = self._create_company_partner("Pin", is_assignment_pinned=True)
        batch = self._propose(
            (ours, self.outsider), (pinned, self.colleague), (self.free, self.account)
        )
        problems = {line.partner_id.name: line.problem for line in batch.line_ids}
        self.assertIn("no access to the company", problems["Ours"])
        self.assertIn("pinned", problems["Pin"])
        self.assertFalse(problems["Free"])
        self.assertEqual(batch.problem_count, 2)
        message = self._refused("2 lines", self._submit, batch)
        self.assertIn("Ours", message)

    def test_people_move_pinned_accounts(self):
        pinned = self._create_company_partner("Pin", is_assignment_pinned=True)
        batch = self._propose(
            (pinned, self.colleague), source="manual", reason="Agreed"
        )
        self.assertFalse(batch.problem_count)
        self._submit(batch)
        self._decide(batch, self.director)
        self.assertEqual(pinned.user_id, self.colleague)

    def test_by_hand_needs_a_reason(self):
        batch = self._propose((self.works, self.colleague), source="manual")
        self._refused("needs a reason", self._submit, batch)

    def test_capacity_is_a_warning(self):
        """Over capacity or away: shown, and still for people to decide."""
        self.env["group.customer.manager"].search(
            [("user_id", "=", self.colleague.id)]
        ).unlink()
        self.env["group.customer.manager"].create(
            {
                "user_id": self.colleague.id,
                "has_capacity_limit": True,
                "capacity_total": 1,
            }
        )
        batch = self._propose((self.works, self.colleague), (self.mine, self.colleague))
        self.assertIn("2 accounts", batch.line_ids[0].problem)
        self.assertFalse(batch.line_ids[0].has_problem)
        self.assertFalse(batch.problem_count)

    # === LOAD === #

    def test_load_before_and_after(self):
        """account has Works and Mine; Works goes to colleague, who has nothing, and
        Free to account: account 2 − 1 + 1 = 2, colleague 0 + 1 = 1."""
        batch = self._propose((self.works, self.colleague), (self.free, self.account))
        expected = [
            ("gc_account", 2, 1, 1, 2),
            ("gc_colleague", 0, 0, 1, 1),
        ]

        def read():
            batch.invalidate_recordset()
            users = self.env["res.users"]
            return [
                (
                    users.browse(row["user_id"]).login,
                    row["before"],
                    row["lost"],
                    row["won"],
                    row["after"],
                )
                for row in batch.load_table
            ]

        self.assertEqual(read(), expected)
        self.assertIn("gc_colleague", batch.load_html)
        self._submit(batch)
        self._decide(batch, self.director)
        # Afterwards it still says what it was
        self.assertEqual(read(), expected)

    # === MANY === #

    def test_thousands(self):
        """2,000 lines are moved in a number of statements that does not grow."""
        counts = []
        for number in (200, 2000):
            partners = self.env["res.partner"].create(
                [
                    {
                        "name": f"Many {number} {index}",
                        "is_company": True,
                        "is_group_customer": True,
                        "user_id": self.account.id,
                    }
                    for index in range(number)
                ]
            )
            batch = self._propose(*((partner, self.colleague) for partner in partners))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(batch._execute(), number)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # Two slices of accounts instead of one, and Odoo reads lines by the thousand
        self.assertLess(counts[1] - counts[0], 40)
