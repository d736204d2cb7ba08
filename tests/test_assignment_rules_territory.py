# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .assignment_rules_common import AssignmentRulesCommon


@tagged("post_install", "-at_install")
class TestAssignmentRulesTerritory(AssignmentRulesCommon):
    """Region first: the holders of the map in force."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["group.customer.territory.plan"].create({"name": "Map"})
        cls.west = cls._territory("West", cls.bob)

    @classmethod
    def _territory(cls, name, holder, city="Rulesburg"):
        return cls.env["group.customer.territory"].create(
            {
                "plan_id": cls.plan.id,
                "name": name,
                "holder_id": holder.id if holder else False,
                "criterion_ids": [Command.create({"kind": "city", "text": city})],
            }
        )

    def _activate(self):
        self.plan._write_server({"state": "active"})
        self.env.registry.clear_cache()

    def test_holder_of_the_territory(self):
        self._activate()
        rule = self._rule("territory_holder")
        inside = self._accounts("Inside", city="Rulesburg")
        outside = self._accounts("Outside", city="Elsewhere")
        self.assertEqual(inside.territory_id, self.west)
        self.assertEqual(
            self._found(inside + outside, rule),
            {"Inside": ("move", "Bob"), "Outside": ("left", "")},
        )
        self.assertEqual(
            rule._propose(inside)[0]["explanation"],
            "“Rule territory_holder”: holder of the territory “West”; 0 of 10 "
            "accounts before.",
        )

    def test_a_territory_without_holder(self):
        self._territory("East", None, "Emptyville")
        self._activate()
        rule = self._rule("territory_holder")
        [line] = rule._propose(self._accounts("P1", city="Emptyville"))
        self.assertEqual(
            line["explanation"],
            "“Rule territory_holder” found nobody: the territory “East” has no holder.",
        )

    def test_moving_to_another_territory_asks_the_rules(self):
        self._activate()
        self._rule("territory_holder", on_new=False, on_regrade=False, on_move=True)
        partner = self._accounts("P1", city="Elsewhere")
        self.env.cr.execute("DELETE FROM group_customer_assignment_queue")
        partner.city = "Rulesburg"
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT partner_id, kind FROM group_customer_assignment_queue"
        )
        self.assertEqual(self.env.cr.fetchall(), [(partner.id, "move")])

    def test_overlapping_territories_are_refused_by_name(self):
        self._territory("Twin", self.cat)
        self._activate()
        self._rule("territory_holder", is_automatic=True)
        partner = self._accounts("Between", city="Rulesburg")
        run = self.Run.with_user(self.director).create({})
        for name in ("action_preview", "action_apply"):
            with self.subTest(name=name), self.assertRaises(UserError) as caught:
                getattr(run, name)()
            for word in ("West", "Twin", "Between"):
                self.assertIn(word, str(caught.exception))
        self.assertFalse(partner.user_id)
        # The server goes on: the account lies in no territory.
        while self.Queue._apply_slice()[0]:
            pass
        self.env.invalidate_all()
        self.assertFalse(partner.user_id)
