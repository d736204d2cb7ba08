# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .territory_common import TerritoryCommon


@tagged("post_install", "-at_install")
class TestTerritoryActivate(TerritoryCommon):
    """The preview says what the activation does; the activation does all or nothing.

    Accounts of a company of their own, so that what is counted is known::

        account   city    manager  pinned   map says
        moves     Wuhan   bob               East (ann)      moves
        stays     Wuhan   ann               East (ann)      stays
        fresh     Wuhan   nobody            East (ann)      moves
        pinned    Wuhan   bob      yes      East (ann)      is left alone
        orphan    Dalian  cat               North (nobody)  stays with cat
        outside   Xiamen  cat               nothing         stays with cat
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Territory Company"})
        cls.director = cls.users["director"]
        people = cls.ann + cls.bob + cls.cat + cls.director + cls.users["manager"]
        people.company_ids += cls.company
        cls.accounts = {
            name: cls._account(
                name,
                city=city,
                user_id=user and user.id,
                company_id=cls.company.id,
                is_assignment_pinned=name == "pinned",
            )
            for name, city, user in (
                ("moves", "Wuhan", cls.bob),
                ("stays", "Wuhan", cls.ann),
                ("fresh", "Wuhan", False),
                ("pinned", "Wuhan", cls.bob),
                ("orphan", "Dalian", cls.cat),
                ("outside", "Xiamen", cls.cat),
            )
        }
        cls.plan = cls._map("Next", company_id=cls.company.id)
        cls.east = cls._territory(
            cls.plan, "East", cls._criterion("city", "Wuhan"), holder_id=cls.ann.id
        )
        cls.north = cls._territory(cls.plan, "North", cls._criterion("city", "Dalian"))

    def setUp(self):
        super().setUp()
        self.env.flush_all()

    def _get_managers(self):
        self.env.invalidate_all()
        return {name: account.user_id for name, account in self.accounts.items()}

    def _activate(self, plan=None):
        return (plan or self.plan).with_user(self.director).action_activate()

    # === PREVIEW === #

    def test_the_preview_tells_what_would_happen(self):
        before = self._get_managers()
        self.plan.with_user(self.users["manager"]).action_preview()
        lines = {line.partner_id: line for line in self.plan.preview_line_ids}
        self.assertEqual(
            {name: lines[account].outcome for name, account in self.accounts.items()},
            {
                "moves": "move",
                "stays": "same",
                "fresh": "move",
                "pinned": "pinned",
                "orphan": "no_holder",
                "outside": "unmatched",
            },
        )
        self.assertEqual(
            {
                name: lines[account].to_user_id
                for name, account in self.accounts.items()
            },
            {
                "moves": self.ann,
                "stays": self.ann,
                "fresh": self.ann,
                "pinned": self.bob,
                "orphan": self.cat,
                "outside": self.cat,
            },
        )
        self.assertEqual(len(lines), 6)
        self.assertEqual(
            (self.plan.account_count, self.plan.move_count, self.plan.pinned_count),
            (6, 2, 1),
        )
        self.assertEqual((self.plan.no_holder_count, self.plan.unmatched_count), (1, 1))
        # Nothing else happened
        self.assertEqual(self._get_managers(), before)
        self.assertEqual(self.plan.state, "planning")
        self.assertFalse(self.accounts["moves"].territory_id)
        self.assertEqual((self.east.account_count, self.north.account_count), (4, 1))

    def test_loads_before_and_after(self):
        """Ann 1 → 3, Bob 2 → 1, Cat 2 → 2, nobody 1 → 0."""
        self.plan.action_preview()
        rows = {row["name"]: row for row in self.plan.load_table}
        figures = {
            name: (row["before"], row["lost"], row["won"], row["after"])
            for name, row in rows.items()
        }
        self.assertEqual(
            figures,
            {
                "Ann": (1, 0, 2, 3),
                "Bob": (2, 1, 0, 1),
                "Cat": (2, 0, 0, 2),
                "Nobody": (1, 1, 0, 0),
            },
        )
        self.assertEqual(sum(row["before"] for row in rows.values()), 6)
        self.assertEqual(sum(row["after"] for row in rows.values()), 6)

    def test_the_load_names_the_capacity(self):
        self.env["group.customer.manager"].create(
            {
                "user_id": self.ann.id,
                "company_id": self.company.id,
                "has_capacity_limit": True,
                "capacity_total": 2,
            }
        )
        self.plan.action_preview()
        rows = {row["name"]: row["maximum"] for row in self.plan.load_table}
        self.assertEqual((rows["Ann"], rows["Bob"]), (2, None))

    def test_a_changed_map_says_that_its_preview_is_old(self):
        self.plan.action_preview()
        self.assertFalse(self.plan.is_preview_stale)
        self.east.criterion_ids.text = "Wuhan, Xiamen"
        self.assertTrue(self.plan.is_preview_stale)
        self.plan.action_preview()
        self.assertFalse(self.plan.is_preview_stale)
        self.assertEqual(self.plan.unmatched_count, 0)
        self.north.holder_id = self.bob
        self.assertTrue(self.plan.is_preview_stale)

    def test_the_preview_explains_itself(self):
        inner = self._territory(
            self.plan, "Inner", self._criterion("city", "Wuhan"), parent=self.east
        )
        self.plan.action_preview()
        line = self.plan.preview_line_ids.filtered(
            lambda line: line.partner_id == self.accounts["moves"]
        )
        self.assertEqual(line.territory_id, inner)
        self.assertEqual(
            line.explanation,
            "Map “Next”, East / Inner\nEast: City: Wuhan\nInner: City: Wuhan\n"
            "Holder: Ann, named by East.",
        )

    # === ACTIVATION === #

    def test_moves_become_one_reassignment(self):
        before = self._get_managers()
        action = self._activate()
        self.assertEqual(self.plan.state, "active")
        self.assertEqual(self.plan.date_from, fields.Date.context_today(self.plan))
        self.assertEqual(self.plan.activated_by_id, self.director)
        batch = self.plan.batch_id
        self.assertEqual(action["res_id"], batch.id)
        self.assertEqual((batch.source, batch.state), ("territory", "draft"))
        self.assertEqual(batch.company_id, self.company)
        lines = {line.partner_id: line for line in batch.line_ids}
        self.assertEqual(set(lines), {self.accounts["moves"], self.accounts["fresh"]})
        line = lines[self.accounts["moves"]]
        self.assertEqual((line.from_user_id, line.to_user_id), (self.bob, self.ann))
        self.assertIn("City: Wuhan", line.explanation)
        # Nobody changes hands before it is approved
        self.assertEqual(self._get_managers(), before)
        territories = {
            name: account.territory_id.name for name, account in self.accounts.items()
        }
        self.assertEqual(
            territories,
            {
                "moves": "East",
                "stays": "East",
                "fresh": "East",
                "pinned": "East",
                "orphan": "North",
                "outside": False,
            },
        )
        batch._execute()
        self.assertEqual(self.accounts["moves"].user_id, self.ann)
        row = self.accounts["moves"].assignment_ids.filtered("is_current")
        self.assertEqual(row.source, "territory")

    def test_rules_are_not_asked_about_what_the_map_moves(self):
        """Otherwise an account would be proposed twice."""
        Partner = type(self.env["res.partner"])
        with patch.object(Partner, "_territories_changed") as hook:
            self._activate()
            self.assertFalse(hook.called)
            self.accounts["stays"].city = "Dalian"
            hook.assert_called_once_with([self.accounts["stays"].id])
            hook.reset_mock()
            self.plan.with_user(self.director).action_end()
            [[changed]] = [call.args for call in hook.call_args_list]
        self.assertEqual(
            set(changed),
            {
                account.id
                for name, account in self.accounts.items()
                if name != "outside"
            },
        )

    def test_automatic_moves_happen_at_once(self):
        Plan = type(self.plan)
        with patch.object(Plan, "_is_automatic_move", lambda plan: True):
            self._activate()
        self.assertFalse(self.plan.batch_id)
        self.assertEqual(self.plan.moved_count, 2)
        managers = self._get_managers()
        self.assertEqual(
            managers,
            {
                "moves": self.ann,
                "stays": self.ann,
                "fresh": self.ann,
                "pinned": self.bob,
                "orphan": self.cat,
                "outside": self.cat,
            },
        )
        row = self.accounts["moves"].assignment_ids.filtered("is_current")
        self.assertEqual((row.source, row.res_model), ("territory", self.plan._name))
        self.assertEqual(row.res_id, self.plan.id)
        self.assertIn("City: Wuhan", row.reason)

    def test_the_map_before_is_archived(self):
        self._activate()
        new = self.Plan.browse(self.plan.action_copy_to_draft()["res_id"])
        new.territory_ids.filtered(lambda one: one.name == "East").name = "New East"
        self._activate(new)
        self.assertEqual((self.plan.state, new.state), ("archived", "active"))
        # Put into force and replaced on one day: it was in force that day
        self.assertEqual(self.plan.date_to, self.plan.date_from)
        self.assertEqual(self.accounts["moves"].territory_id.name, "New East")
        self.assertEqual(self.accounts["moves"].territory_id.plan_id, new)
        with self.assertRaises(UserError):
            self._activate(self.plan)
        with self.assertRaises(UserError):
            self._activate(new)

    def test_a_map_ends_the_day_before_the_next(self):
        self._activate()
        today = fields.Date.context_today(self.plan)
        self.plan._write_server({"date_from": fields.Date.subtract(today, days=30)})
        self._activate(self.plan.copy())
        self.assertEqual(self.plan.date_to, fields.Date.subtract(today, days=1))

    def test_overlaps_are_refused_and_name_both_and_an_account(self):
        other = self._territory(
            self.plan, "Steel", self._criterion("industry", self.steel)
        )
        self._activate_old_map()
        self.accounts["moves"].industry_id = self.steel
        self.plan.action_preview()
        self.assertEqual(self.plan.overlap_count, 1)
        line = self.plan.preview_line_ids.filtered(
            lambda line: line.outcome == "overlap"
        )
        self.assertEqual(line.territory_id + line.other_territory_id, self.east + other)
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._activate()
        for text in ("East", "Steel", "Territory Account moves", "Next"):
            self.assertIn(text, str(caught.exception))
        # Nothing happened, the map before is in force
        self.assertEqual((self.plan.state, self.old.state), ("planning", "active"))
        self.assertEqual(self.accounts["moves"].territory_id.plan_id, self.old)
        # One within the other is no overlap
        other.parent_id = self.east
        self._activate()
        self.assertEqual(self.accounts["moves"].territory_id, other)

    def _activate_old_map(self):
        self.old = self._map("Old", company_id=self.company.id)
        self._territory(self.old, "Everything")
        self._activate(self.old)

    def test_who_has_gone_cannot_hold(self):
        self.bob.active = False
        self.north.holder_id = self.cat
        self.cat.company_ids -= self.company
        self.cat.company_ids += self.env.company
        with self.assertRaises(UserError) as caught:
            self._activate()
        self.assertIn("Cat", str(caught.exception))
        self.assertIn("North", str(caught.exception))
        self.assertIn("Territory Company", str(caught.exception))

    def test_an_empty_map_is_refused(self):
        empty = self._map("Empty", company_id=self.company.id)
        with self.assertRaises(UserError) as caught:
            self._activate(empty)
        self.assertIn("Empty", str(caught.exception))

    def test_only_directors_switch_maps(self):
        for role in ("account", "manager"):
            with self.assertRaises(AccessError):
                self.plan.with_user(self.users[role]).action_activate()
        self._activate()
        with self.assertRaises(AccessError):
            self.plan.with_user(self.users["manager"]).action_end()
        self.plan.with_user(self.director).action_end()
        self.assertEqual(self.plan.state, "archived")
        self.assertFalse(self.accounts["moves"].territory_id)
        self.assertEqual(self.accounts["moves"].user_id, self.bob)

    def test_a_shared_map_takes_access_to_every_company_it_divides(self):
        shared = self._map("Shared")
        self._territory(shared, "All")
        self.director.company_ids -= self.company
        with self.assertRaises(AccessError) as caught:
            self._activate(shared)
        self.assertIn("Territory Company", str(caught.exception))
        self.director.company_ids += self.company
        companies = self.env["res.company"].search([])
        self.director.company_ids += companies
        self._activate(shared)
        self.assertEqual(self.accounts["moves"].territory_id.plan_id, shared)
        # A map of the company goes before
        self._activate()
        self.assertEqual(shared.state, "active")
        self.assertEqual(self.accounts["moves"].territory_id, self.east)
        free = self._account("free", city="Wuhan")
        self.assertEqual(free.territory_id.plan_id, shared)
        # And when it ends, the shared one counts again
        self.plan.with_user(self.director).action_end()
        self.assertEqual(self.accounts["moves"].territory_id.plan_id, shared)

    def test_branches_follow_the_map_of_their_company(self):
        branch = self.env["res.company"].create(
            {"name": "Territory Branch", "parent_id": self.company.id}
        )
        self.director.company_ids += branch
        account = self._account("branch", city="Wuhan", company_id=branch.id)
        self._activate()
        self.assertEqual(account.territory_id, self.east)

    def test_the_form_shows_the_map(self):
        self.plan.action_preview()
        with Form(self.plan.with_user(self.director)) as form:
            form.note = "Next quarter"
            with form.territory_ids.new() as territory:
                territory.name = "South"
        self.assertEqual(self.plan.territory_count, 3)
        self.assertTrue(self.plan.is_preview_stale)

    def test_two_maps_in_force_are_impossible(self):
        """Also behind the back of the methods."""
        self._activate()
        other = self._map("Other", company_id=self.company.id)
        with self.assertRaises(UniqueViolation) as caught, self.env.cr.savepoint():
            with mute_logger("odoo.sql_db"):
                other._write_server({"state": "active"})
                other.flush_recordset()
        self.assertIn("active_unique", str(caught.exception))

    def test_the_graph_and_the_lists_open(self):
        self.plan.action_preview()
        director = self.plan.with_user(self.director)
        for action in (
            director.action_view_preview(),
            director.action_view_loads(),
            director.action_view_territories(),
            self.east.with_user(self.director).action_view_accounts(),
        ):
            model = self.env[action["res_model"]].with_user(self.director)
            self.assertTrue(model.search_count(action["domain"]))
        self._activate()
        action = self.east.with_user(self.director).action_view_accounts()
        self.assertEqual(self.env["res.partner"].search_count(action["domain"]), 4)
        self.assertEqual(action["res_model"], "res.partner")
