# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .allocation_common import MONTH, AllocationCommon


@tagged("post_install", "-at_install")
class TestAllocationCompute(AllocationCommon):
    """What a run proposes: nothing lost, nobody gets what is not for him, always the
    same."""

    def _snapshot(self, run):
        return [
            (
                line.resource_id.id,
                line.outcome,
                line.left_reason,
                line.user_id.id,
                line.turn,
                line.position,
                line.lead_line_id.resource_id.id,
            )
            for line in run.line_ids
        ]

    def test_computed_twice_it_is_the_same(self):
        self._enter_figures("Wang", 100, 100, 100, 100)
        self._create_pool(maturity=3, renewal=7, old=11, other=2)
        run = self._computed()
        first = self._snapshot(run)
        line = run.line_ids.filtered(lambda line: line.outcome == "dealt")[0]
        others = run.receiver_ids - line.final_receiver_id
        line.with_user(self.director).write(
            {"final_receiver_id": others[0].id, "change_reason": "Knows them"}
        )
        self.assertNotEqual(self._snapshot(run), first)
        run.with_user(self.director).action_compute()
        self.assertEqual(self._snapshot(run), first)
        self.assertEqual(len(run.receiver_ids), 3)
        self.assertEqual(len(run.quota_ids), 4)
        self.assertAddsUp(run)

    def test_shares_are_read_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        share = self.scheme.share_ids.sorted()[0]
        share.code = "due"
        share.with_context(lang="zh_CN").name = "满期"
        self._create_pool(maturity=1)
        quota = self._computed().quota_ids.sorted("sequence")[0]
        self.assertEqual(quota.with_context(lang="zh_CN").display_name, "满期")
        self.assertEqual(quota.with_context(lang="en_US").display_name, share.name)
        share.code = "other"
        self.assertEqual(
            quota.with_context(lang="zh_CN").display_name, quota.name, "as it was then"
        )

    def test_what_is_short_by_every_way(self):
        """20 customers: targets 2, 6, 10, 2; the stock is 0, 2, 16, 2. Carried over, 6
        old ones stay; otherwise they stand in for 2 maturities and 4 renewals."""
        self._create_pool(renewal=2, old=16, other=2)
        for mode, dealt, left in (
            ("carry_over", [0, 2, 10, 2], [0, 0, 6, 0]),
            ("order", [0, 2, 16, 2], [0, 0, 0, 0]),
            ("proportional", [0, 2, 16, 2], [0, 0, 0, 0]),
        ):
            with self.subTest(mode=mode):
                self.scheme.spill_mode = mode
                run = self._computed()
                self.assertEqual(run.quota_ids.mapped("target_count"), [2, 6, 10, 2])
                self.assertEqual(run.quota_ids.mapped("missing_count"), [2, 4, 0, 0])
                self.assertEqual(run.quota_ids.mapped("dealt_count"), dealt)
                self.assertEqual(run.quota_ids.mapped("left_count"), left)
                self.assertAddsUp(run)
                text = run.quota_ids[2].spill_text
                expected = "" if mode == "carry_over" else "2 for Maturity, 4 for"
                self.assertIn(expected, text)
                self.assertEqual(bool(text), bool(expected))
                run.with_user(self.director).action_cancel()

    def test_the_least_important_ones_stay(self):
        self._create_pool(old=8)
        run = self._computed()
        # Half of 8 pieces
        self.assertEqual(
            {name for name, who in self._get_dealt(run).items() if who == "(quota)"},
            {f"old {number}" for number in range(5, 9)},
        )

    def test_a_limit_per_head(self):
        self._create_pool(maturity=2, renewal=6, old=10, other=2)
        self.scheme.write({"per_head_limit": 4, "spill_mode": "order"})
        run = self._computed()
        # 3 heads of 4: 12 of 20; 1.2, 3.6, 6, 1.2
        self.assertEqual(run.quota_ids.mapped("dealt_count"), [1, 4, 6, 1])
        self.assertEqual(self._get_counts(run), [4, 4, 4])
        self.assertEqual(run.left_count, 8)
        # The total, and so the quota per head of the regulation, is of everything
        self.assertEqual(run.piece_count, 20)

    def test_last_months_missing_pieces_are_made_up(self):
        """March lacks 2 of 4 renewals, so in April 2 more than the share are dealt,
        as maturities leave room."""
        self._create_pool(maturity=1, renewal=1, old=5)
        # 7: 0.7, 2.1, 3.5, 0.7 are 1, 2, 3, 1
        run = self._computed()
        self.assertEqual(run.quota_ids.mapped("target_count"), [1, 2, 3, 1])
        self.assertEqual(run.quota_ids.mapped("missing_count"), [0, 1, 0, 1])
        self._carry_out(run)
        # April: 10 renewals and the 2 old ones: 1.2, 3.6, 6, 1.2 are 1, 4, 6, 1
        for number in range(10):
            self._create_resource(f"April {number}", "renewal", 10, date="2024-04-09")
        run = self._computed(month=fields.Date.add(MONTH, months=1))
        self.assertEqual(run.quota_ids.mapped("target_count"), [1, 4, 6, 1])
        self.assertEqual(run.quota_ids.mapped("carried_count"), [0, 1, 0, 0])
        self.assertEqual(run.quota_ids.mapped("dealt_count"), [0, 5, 2, 0])
        self.assertAddsUp(run)

    def test_what_is_not_made_up_stays_owed(self):
        """March lacks 6 renewals, April 2 more, and there is none before May."""
        self._create_pool(old=10, other=10)
        run = self._computed()
        self.assertEqual(run.quota_ids.mapped("owed_count"), [2, 6, 0, 0])
        self._carry_out(run)
        # 8 others are left: 0.8, 2.4, 4, 0.8 are 1, 2, 4, 1
        april = self._computed(month=fields.Date.add(MONTH, months=1))
        self.assertEqual(april.quota_ids.mapped("owed_count"), [3, 8, 4, 0])
        for number in range(12):
            self._create_resource(f"May {number}", "renewal", 10, date="2024-05-09")
        # April is given up: March's are owed still. 20: 2, 6, 10, 2
        april.with_user(self.director).action_cancel()
        run = self._computed(month=fields.Date.add(MONTH, months=2))
        self.assertEqual(run.quota_ids.mapped("carried_count"), [0, 6, 0, 0])
        self.assertEqual(run.quota_ids.mapped("dealt_count"), [0, 12, 0, 2])
        self.assertEqual(run.quota_ids.mapped("owed_count"), [4, 0, 10, 0])

    def test_by_score(self):
        """10 old customers of 20 (the other share is empty): scores 60, 30 and 10."""
        self.scheme.write({"distribution_mode": "by_score", "spill_mode": "order"})
        self.scheme.rank_share_ids.percent = 0
        weights = {"rank": 0, "task": 100, "attendance": 0, "log": 0, "flexible": 0}
        self.scheme.write(
            {
                "component_ids": [
                    Command.update(part.id, {"weight": weights[part.component]})
                    for part in self.scheme.component_ids
                ]
            }
        )
        for name, task in (("Li", 30), ("Zhang", 60), ("Wang", 10)):
            self._enter_figures(name, task)
        self._create_pool(old=10)
        run = self._computed()
        self.assertEqual(
            run.receiver_ids.user_id.mapped("name"), ["Zhang", "Li", "Wang"]
        )
        self.assertEqual(self._get_counts(run), [6, 3, 1])

    def test_ties_go_by_rank_then_by_seniority(self):
        self.receivers["Zhang"].joined_on = "2020-01-01"
        self.receivers["Wang"].joined_on = "2019-01-01"
        self.scheme.rank_share_ids.percent = 50
        run = self._computed()
        self.assertEqual(
            run.receiver_ids.user_id.mapped("name"), ["Li", "Wang", "Zhang"]
        )
        self.assertEqual(set(run.receiver_ids.mapped("score")), {20})
        self.assertEqual(run.incomplete_count, 3)

    def test_the_rank_counts_zero_from_the_second_month(self):
        """Extended probation from 31 January: March is the third month."""
        points = {}
        for day, zero_from in (
            ("2024-03-01", 2),
            ("2024-02-29", 2),
            ("2024-01-31", 2),
            ("2024-01-31", 4),
            ("2024-01-31", 0),
            ("2024-06-01", 2),
        ):
            self.receivers["Li"].extended_probation_from = day
            self.scheme.rank_zero_from_month = zero_from
            run = self._computed()
            by_name = {r.user_id.name: r.score for r in run.receiver_ids}
            points[day, zero_from] = by_name["Li"]
            run.with_user(self.director).action_cancel()
        self.assertEqual(
            points,
            {
                ("2024-03-01", 2): 40,
                ("2024-02-29", 2): 0,
                ("2024-01-31", 2): 0,
                ("2024-01-31", 4): 40,
                ("2024-01-31", 0): 40,
                ("2024-06-01", 2): 40,
            },
        )

    # === WHO AND WHAT TAKES NO PART === #

    def test_without_a_certificate_none_of_the_kind(self):
        """Zhang's ran out; a customer with a maturity and an old resource goes to
        nobody without it either."""
        kind = self.env["group.customer.certificate.type"].create(
            {"name": "Funds", "code": "test_funds"}
        )
        self.kinds["maturity"].certificate_type_ids = kind
        for name, end in (("Li", False), ("Zhang", "2024-02-28")):
            self.env["group.customer.certificate"].create(
                {
                    "manager_id": self.receivers[name].id,
                    "type_id": kind.id,
                    "date_from": "2020-01-01",
                    "date_to": end,
                }
            )
        pool = self._create_pool(maturity=3, old=3)
        both = pool["maturity"][0].partner_id
        self._create_resource("with a maturity", "old", 999999, both)
        self.scheme.spill_mode = "order"
        run = self._computed()
        self.assertAddsUp(run)
        dealt = self._get_dealt(run)
        for name in ("maturity 1", "maturity 2", "maturity 3", "with a maturity"):
            self.assertEqual(dealt[name], "Li")
        # 3 pieces more than anybody: the old ones go to the others first
        self.assertEqual(Counter(dealt.values()), {"Li": 5, "Zhang": 1, "Wang": 1})
        barred = {r.user_id.name: r.barred_text for r in run.receiver_ids}
        self.assertEqual(barred, {"Li": "", "Zhang": "Maturity", "Wang": "Maturity"})

    def test_nobody_certified_it_stays(self):
        self.kinds["old"].certificate_type_ids = self.env[
            "group.customer.certificate.type"
        ].create({"name": "Funds", "code": "test_funds"})
        self._create_pool(renewal=4, old=4)
        self.scheme.spill_mode = "order"
        run = self._computed()
        self.assertEqual(run.piece_count, 4)
        self.assertEqual((run.dealt_count, run.left_count), (4, 4))
        left = run.line_ids.filtered(lambda line: line.outcome == "left")
        self.assertEqual(set(left.mapped("left_reason")), {"certificate"})
        self.assertAddsUp(run)

    def test_pinned_managed_and_foreign_customers_stay(self):
        pool = self._create_pool(old=5)["old"]
        pool[0].partner_id.is_assignment_pinned = True
        pool[1].partner_id.user_id = self.users["account"]
        pool[2].partner_id.is_group_customer = False
        self.scheme.spill_mode = "order"
        run = self._computed()
        dealt = self._get_dealt(run)
        self.assertEqual(
            [dealt[f"old {number}"] for number in (1, 2, 3)],
            ["(pinned)", "(managed)", "(customer)"],
        )
        self.assertEqual(run.piece_count, 2)
        run.with_user(self.director).action_cancel()
        # Where the scheme says so, managed customers are shared out anew
        self.scheme.include_managed = True
        run = self._computed()
        self.assertEqual(run.piece_count, 3)
        self.assertNotIn("(managed)", self._get_dealt(run).values())

    def test_who_is_away_leaves_or_joins_later_takes_no_part(self):
        self.receivers["Li"].leaving_on = "2024-03-31"
        self.env["group.customer.manager.absence"].create(
            {
                "manager_id": self.receivers["Zhang"].id,
                "date_from": "2024-02-20",
                "date_to": "2024-03-31",
                "reason": "Ill",
            }
        )
        late = self._create_receiver("Zhao", joined_on="2024-04-01")
        short = self._create_receiver("Qian")
        self.env["group.customer.manager.absence"].create(
            {
                "manager_id": short.id,
                "date_from": "2024-03-02",
                "date_to": "2024-03-31",
                "reason": "On holiday",
            }
        )
        run = self._computed()
        self.assertEqual(run.receiver_ids.manager_id, self.receivers["Wang"] | short)
        self.assertNotIn(late, run.receiver_ids.manager_id)
        for text in ("Li: leaves on", "Zhang: absent through", "Zhao: joins on"):
            self.assertIn(text, run.left_out)

    def test_what_came_due_and_was_not_given_stays(self):
        self._create_resource("January", "maturity", 5, date="2024-01-09")
        self._create_resource("February", "renewal", 5, date="2024-02-09")
        run = self._computed()
        self.assertEqual(set(self._get_dealt(run)), {"January", "February"})
        run.with_user(self.director).action_cancel()
        self.scheme.kind_ids.include_overdue = False
        run = self._computed()
        self.assertFalse(run.line_ids)

    # === BAD INPUT === #

    def test_headcount_zero(self):
        for receiver in self.receivers.values():
            receiver.is_receiver = False
        run = self.Run.with_user(self.director).create({"month": MONTH})
        self._refused("the headcount is zero", run.action_compute)
        self.assertEqual(run.state, "draft")

    def test_no_scheme_in_force(self):
        self.scheme.date_from = "2024-03-02"
        run = self.Run.with_user(self.director).create({"month": MONTH})
        self._refused("no allocation scheme in force on 2024-03-01", run.action_compute)

    def test_a_scheme_of_the_company_comes_first_and_the_latest_counts(self):
        later = self._create_scheme(date_from="2024-03-01", name="Later")
        self._create_scheme(date_from="2024-03-02", name="Too late")
        run = self._computed()
        self.assertEqual(run.scheme_id, later)
        run.with_user(self.director).action_cancel()
        own = self._create_scheme(
            date_from="2010-01-01", name="Own", company_id=self.company.id
        )
        self.assertEqual(self._computed().scheme_id, own)

    def test_shares_that_are_not_100_are_refused(self):
        share = self.scheme.share_ids[0]
        for change in (
            lambda: share.write({"percent": 11}),
            lambda: share.unlink(),
            lambda: self.scheme.write({"share_ids": [Command.clear()]}),
            lambda: self.scheme.component_ids[0].write({"weight": 41}),
            lambda: self._create_scheme(
                shares=(("all", 99, ("old",)),), date_from="2001-01-01"
            ),
        ):
            with self.assertRaisesRegex(ValidationError, "must be 100"):
                with self.env.cr.savepoint():
                    change()
            self.env.invalidate_all()
        # Two at once that agree are fine, and an archived one may be unfinished
        self.scheme.write(
            {
                "share_ids": [
                    Command.update(share.id, {"percent": 20}),
                    Command.update(self.scheme.share_ids[2].id, {"percent": 40}),
                ]
            }
        )
        self.scheme.active = False
        share.percent = 30
        with self.assertRaisesRegex(ValidationError, "110 % in all"):
            self.scheme.active = True

    def test_a_run_keeps_what_it_was_computed_from(self):
        self._create_pool(old=4)
        run = self._computed()
        self.scheme.write({"per_head_limit": 1, "spill_mode": "order"})
        self.assertEqual(run.scheme_definition["spill_mode"], "carry_over")
        self.assertEqual(run.scheme_definition["shares"][2]["percent"], 50)

    def test_a_second_run_of_the_month_opens_the_first(self):
        run = self._computed()
        wizard = self.env["group.customer.allocation.new"].with_user(self.director)
        action = wizard.create({"month": "2024-03-17"}).action_open()
        self.assertEqual(action["res_id"], run.id)
        self._refused(
            "has an allocation of this month already",
            self.Run.with_user(self.director).create,
            {"month": "2024-03-31"},
        )
        run.with_user(self.director).action_cancel()
        action = wizard.create({"month": "2024-03-17"}).action_open()
        self.assertNotEqual(action["res_id"], run.id)

    @mute_logger("odoo.sql_db")
    def test_the_totals_cannot_be_made_to_disagree(self):
        self._create_pool(old=4)
        run = self._computed()
        with self.assertRaisesRegex(Exception, "nothing_lost"), self.env.cr.savepoint():
            run._write_server({"dealt_count": 99})
            run.flush_recordset()

    def test_the_number_of_statements_does_not_grow_with_the_pool(self):
        """Reading, ordering and dealing; writing the lines is one row each."""
        self._create_pool(renewal=10, old=10)
        run = self.Run.with_user(self.director).create({"month": MONTH})
        run.action_compute()
        self.env.flush_all()

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run.action_compute()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = count()
        for number in range(60):
            self._create_resource(f"more {number}", "old", number)
        self.env.flush_all()
        self.assertLessEqual(count(), few + 3)
        self.assertEqual(run.pool_count, 80)
