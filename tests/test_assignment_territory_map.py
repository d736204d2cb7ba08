# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .territory_common import TerritoryCommon


@tagged("post_install", "-at_install")
class TestTerritoryMap(TerritoryCommon):
    """Drawing a map: what is refused, copied and shown."""

    def _refused(self, *texts):
        test = self

        class Refused:
            def __enter__(self):
                self.caught = test.assertRaises(UserError)
                self.error = self.caught.__enter__()
                self.savepoint = test.env.cr.savepoint()
                self.savepoint.__enter__()

            def __exit__(self, *error):
                self.savepoint.__exit__(*error)
                result = self.caught.__exit__(*error)
                for text in texts:
                    test.assertIn(text, str(self.error.exception))
                return result

        return Refused()

    def test_a_loop_is_refused(self):
        plan = self._map()
        east = self._territory(plan, "East")
        city = self._territory(plan, "City", parent=east)
        with self._refused("East"):
            east.parent_id = city

    def test_levels_go_down(self):
        plan = self._map()
        grid = self._territory(plan, "Grid Seven", level="grid")
        with self._refused("Town", "Grid Seven", "Region"):
            self._territory(plan, "Town", parent=grid)
        street = self._territory(plan, "Road", parent=grid, level="street")
        self._territory(plan, "Lane", parent=street, level="street")
        with self._refused("Road", "Grid Seven"):
            grid.level = "building"

    def test_the_parent_is_on_the_same_map(self):
        one, other = self._map("One Map"), self._map("Other Map")
        east = self._territory(one, "East")
        with self._refused("East", "Other Map"):
            self._territory(other, "West", parent=east)
        with self._refused("East"):
            east.plan_id = other

    def test_holders_can_hold(self):
        company = self.env["res.company"].create({"name": "Territory Company"})
        plan = self._map(company_id=company.id)
        with self._refused("Ann", "East", "Territory Company"):
            self._territory(plan, "East", holder_id=self.ann.id)
        self.ann.company_ids += company
        self._territory(plan, "East", holder_id=self.ann.id)
        shared = self._map("Shared")
        self.bob.active = False
        with self._refused("Bob", "West"):
            self._territory(shared, "West", holder_id=self.bob.id)

    def test_criteria_ask_for_something(self):
        plan = self._map()
        for kind, value, text in (
            ("city", " ， ,", "City"),  # noqa: RUF001 commas alone
            ("zip", (False, "2019"), "Postcode"),
            ("zip", ("3000", "2019"), "Postcode"),
            ("size", (0, 0), "Employees"),
            ("size", (500, 100), "Employees"),
            ("size", (-1, 100), "Employees"),
            ("industry", self.env["res.partner.industry"], "Industry"),
        ):
            with self.subTest(kind=kind, value=value), self._refused("East", text):
                self._territory(plan, "East", self._criterion(kind, value))

    def test_what_is_in_force_stays_as_it_is(self):
        plan = self._map("Now")
        east = self._territory(plan, "East", self._criterion("city", "Wuhan"))
        plan.action_activate()
        criterion = east.criterion_ids
        for change in (
            lambda: east.write({"holder_id": self.ann.id}),
            lambda: east.write({"criterion_ids": [Command.clear()]}),
            lambda: east.unlink(),
            lambda: criterion.write({"text": "Dalian"}),
            lambda: criterion.unlink(),
            lambda: criterion.copy({"territory_id": east.id}),
            lambda: self._territory(plan, "West"),
            lambda: plan.write({"territory_ids": [Command.clear()]}),
            lambda: plan.write({"company_id": self.env.company.id}),
            lambda: plan.action_preview(),
        ):
            with self._refused("Now"):
                change()
        with self._refused("Now"):
            plan.unlink()
        plan.write({"name": "Still Now", "note": "Why"})

    def test_what_is_derived_is_never_entered(self):
        """Neither on the map, nor on its territories, nor on the account."""
        director = self.users["director"]
        plan = self._map().with_user(director)
        east = self._territory(plan, "East")
        account = self._account("forged")
        for record, vals in (
            (plan, {"state": "active"}),
            (plan, {"date_from": "2020-01-01"}),
            (plan, {"preview": {}}),
            (plan, {"batch_id": 1}),
            (east, {"effective_holder_id": self.ann.id}),
            (east, {"complete_name": "West"}),
            (east, {"company_id": self.env.company.id}),
            (east, {"depth": 7}),
            (account.with_user(director), {"territory_id": east.id}),
        ):
            with self.subTest(vals=vals), self._refused():
                record.write(vals)
        with self._refused():
            self.Plan.with_user(director).create({"name": "X", "state": "active"})
        forged = self.Plan.with_user(director).with_context(default_state="active")
        self.assertEqual(forged.create({"name": "X"}).state, "planning")
        with self._refused():
            self._account("forged too", territory_id=east.id)

    def test_a_copy_is_a_draft_with_the_whole_tree(self):
        plan = self._map("First")
        east = self._territory(
            plan,
            "East",
            self._criterion("city", "Wuhan"),
            self._criterion("industry", self.steel, excluded=True),
            holder_id=self.ann.id,
        )
        self._territory(
            plan, "Inner", parent=east, level="city", match_mode="any", code="I1"
        )
        plan.action_activate()
        action = plan.with_user(self.users["manager"]).action_copy_to_draft()
        new = self.Plan.browse(action["res_id"])
        self.assertEqual(
            (new.state, new.name, new.based_on_id), ("planning", "First (copy)", plan)
        )
        self.assertEqual(
            new.territory_ids.mapped("complete_name"), ["East", "East / Inner"]
        )
        copied, inner = new.territory_ids
        self.assertEqual(copied.criteria_summary, east.criteria_summary)
        self.assertEqual(inner.effective_holder_id, self.ann)
        self.assertEqual((inner.code, inner.match_mode), ("I1", "any"))
        self.assertFalse(new.territory_ids & plan.territory_ids)
        new.unlink()
        self.assertTrue(plan.territory_ids)

    def test_a_copy_leaves_out_holders_who_have_gone(self):
        plan = self._map()
        self._territory(plan, "East", holder_id=self.bob.id)
        self.bob.active = False
        self.assertFalse(plan.copy().territory_ids.holder_id)

    def test_words(self):
        plan = self._map()
        china = self._territory(plan, "China", self._criterion("country", self.china))
        self.assertEqual(china.criteria_summary, "Country: China")
        east = self._territory(
            plan,
            "East",
            self._criterion("city", "Wuhan, Dalian"),
            self._criterion("size", (500, 0)),
            self._criterion("zip", ("2000", "2019"), excluded=True),
            parent=china,
        )
        self.assertEqual(
            east.criteria_summary,
            "City: Wuhan, Dalian; and Number of Employees: 500 and more – "
            "without Postcode: 2000–2019",
        )
        rest = self._territory(plan, "Rest", parent=china)
        self.assertEqual(rest.criteria_summary, "All of China")

    def test_who_draws_and_who_reads(self):
        manager, user = self.users["manager"], self.users["account"]
        plan = self.Plan.with_user(manager).create({"name": "Manager's"})
        self._territory(plan, "East", self._criterion("city", "Wuhan"))
        plan.action_preview()
        plan.with_user(user).read(["name", "state"])
        with self.assertRaises(AccessError):
            plan.with_user(user).name = "Mine"
        with self.assertRaises(AccessError):
            plan.with_user(user).action_preview()
        with self.assertRaises(AccessError):
            plan.with_user(user).action_copy_to_draft()
        for action in (plan.action_activate, plan.action_end):
            with self.assertRaises(AccessError):
                action()
        with self.assertRaises(AccessError):
            plan.with_user(self.users["employee"]).read(["name"])
        with self.assertRaises(AccessError):
            self.Line.with_user(user).search([])
        with self.assertRaises(UserError):
            plan.preview_line_ids.with_user(self.users["director"]).write(
                {"outcome": "same"}
            )
        with self.assertRaises(AccessError):
            plan.preview_line_ids.with_user(self.users["director"]).unlink()

    def test_managers_preview_the_accounts_of_their_team(self):
        plan = self._map()
        self._territory(plan, "All", holder_id=self.cat.id)
        mine = self._account("mine", user_id=self.ann.id)
        foreign = self._account("foreign", user_id=self.bob.id)
        manager = self.users["manager"]
        self.env["crm.team"].create(
            {
                "name": "Territory Team",
                "user_id": manager.id,
                "member_ids": [Command.set((self.ann + manager).ids)],
            }
        )
        plan.action_preview()
        seen = self.Line.with_user(manager).search([("plan_id", "=", plan.id)])
        self.assertIn(mine, seen.partner_id)
        self.assertNotIn(foreign, seen.partner_id)
        director = self.users["director"]
        seen = self.Line.with_user(director).search([("plan_id", "=", plan.id)])
        self.assertIn(foreign, seen.partner_id)

    def test_the_form_adds_a_territory(self):
        plan = self._map()
        with Form(self.Territory.with_context(default_plan_id=plan.id)) as form:
            form.name = "East"
            with form.criterion_ids.new() as criterion:
                criterion.kind = "city"
                criterion.text = "Wuhan"
        self.assertEqual(plan.territory_ids.criteria_summary, "City: Wuhan")

    def test_deleting_a_part_keeps_what_has_parts(self):
        plan = self._map()
        east = self._territory(plan, "East")
        city = self._territory(plan, "City", parent=east)
        (east + city).unlink()
        self.assertFalse(plan.territory_ids)
        with self.assertRaises(ValidationError):
            self._territory(plan, "Bad", holder_id=self.env.ref("base.public_user").id)
