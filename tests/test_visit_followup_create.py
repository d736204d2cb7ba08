# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .visit_followup_common import FollowupCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")
class TestVisitFollowupCreate(FollowupCommon):
    """Which follow-ups are made, for which day, and whose they are (VI-03)."""

    def test_four_times_after_a_delivery_and_never_twice(self):
        rule = self._rule((1, "week"), (1, "month"), (1, "quarter"), (1, "year"))
        order = self._order("2026-01-31 03:00:00", self.person)
        other = self.env["res.partner"].create({"name": "No group customer"})
        self._order("2026-01-31 03:00:00", other)
        made = self._make(rule)
        self.assertEqual(
            self._due(rule), ["2026-02-07", "2026-02-28", "2026-04-30", "2027-01-31"]
        )
        self.assertEqual(made.partner_id, self.head)
        self.assertEqual(made.contact_id, self.person)
        self.assertEqual(made.user_id, self.manager)
        self.assertEqual(set(made.mapped("source_reference")), {order.name})
        self.assertEqual(made[0]._get_document(), order)
        self.assertEqual(made.mapped("is_overdue"), [True, True, False, False])
        self.assertEqual(self.Followup._create_slice(rule), 0)
        self.assertEqual(self._make(rule), made)

    def test_the_last_day_of_february_in_a_leap_year(self):
        rule = self._rule((1, "month"), (1, "year"))
        with freeze_time("2028-01-31 04:00:00"):
            self._order("2028-01-31 03:00:00")
            self._make(rule)
        self.assertEqual(self._due(rule), ["2028-02-29", "2029-01-31"])

    def test_the_day_is_that_of_the_company(self):
        rule = self._rule((1, "week"))
        self._order("2026-02-09 15:59:00")
        self._order("2026-02-09 16:00:00")  # midnight in Shanghai
        self._make(rule)
        self.assertEqual(self._due(rule), ["2026-02-16", "2026-02-17"])

    def test_only_what_is_due_in_the_time_of_the_rule(self):
        """Today is the 2nd of March; a week before the day of the follow-up."""
        rule = self._rule(horizon_days=5, catch_up_days=3)
        days = {
            "2026-02-19": False,  # due 4 days ago
            "2026-02-20": True,  # due 3 days ago
            "2026-02-28": True,  # due in 5 days
            "2026-03-01": False,  # due in 6 days
        }
        for day in days:
            self._order(f"{day} 03:00:00")
        found = {str(row.base_date) for row in self._make(rule)}
        self.assertEqual(found, {day for day, is_made in days.items() if is_made})
        rule.catch_up_days = 10
        rule.start_on = "2026-02-26"
        self.assertEqual(len(self._make(rule)), 3, "the rule began before that day")

    def test_a_rule_holds_for_deliveries_of_its_time(self):
        rule = self._rule(date_from="2026-02-10", date_to="2026-02-20")
        for day in ("09", "10", "20", "21"):
            self._order(f"2026-02-{day} 03:00:00")
        self._make(rule)
        self.assertEqual(self._due(rule), ["2026-02-17", "2026-02-27"])

    def test_products_grades_and_archived_lines(self):
        category = self.env["product.category"].create({"name": "Machines"})
        below = category.create({"name": "Lathes", "parent_id": category.id})
        lathe = self.product.create(
            {"name": "Lathe", "type": "service", "categ_id": below.id}
        )
        rule = self._rule((1, "week"), (2, "week"), category_id=category.id)
        rule.offset_ids[1].active = False
        wanted = self._order("2026-02-27 03:00:00", product=lathe)
        self._order("2026-02-27 03:00:00")
        self.assertEqual(self._make(rule).mapped("res_id"), wanted.ids)
        grade = self.env["group.customer.grade"].search([], limit=1)
        rule.grade_ids = grade
        self._order("2026-02-26 03:00:00", product=lathe)
        self.assertEqual(len(self._make(rule)), 1, "the account has no grade")

    def test_a_company_with_a_rule_of_its_own(self):
        rule = self._rule()
        own = self._rule((2, "week"), company_id=self.env.company.id)
        self._order("2026-02-27 03:00:00")
        self.assertFalse(self._make(rule))
        self.assertEqual(len(self._make(own)), 1)
        own.active = False
        self.assertEqual(len(self._make(rule)), 1)

    def test_deliveries_without_inventory_are_orders(self):
        rule = self._rule(delivery_basis="auto")
        has_stock = "stock.picking" in self.env
        self.assertEqual(
            rule._get_delivery_basis(), "stock.picking" if has_stock else "sale.order"
        )
        if not has_stock:
            self._order("2026-02-27 03:00:00")
            self.assertEqual(len(self._make(rule)), 1)
            rule = self._rule(code="none", delivery_basis="picking")
            self.assertFalse(self._make(rule))

    def test_owner_by_role_else_fallback_else_account_manager(self):
        Assignment = self.env["group.customer.assignment"]
        roles = self.env["group.customer.assignment.role"]
        rule = self._rule(
            role_id=roles._get("technical_support").id,
            fallback_role_id=roles._get("backup").id,
        )
        people = {
            self.head: self.manager,  # nobody holds the roles
            self.north: self.users["colleague"],  # the role
            self.south: self.users["manager"],  # the other role
            self.mill: self.users["manager"],  # the role, but absent that day
        }
        moves = [
            (self.north, "technical_support", self.users["colleague"]),
            (self.south, "backup", self.users["manager"]),
            (self.mill, "technical_support", self.users["colleague"]),
            (self.mill, "backup", self.users["manager"]),
        ]
        Assignment._assign(
            [
                {"partner_id": account.id, "role_id": role, "user_id": user.id}
                for account, role, user in moves
            ],
            "manual",
        )
        profile = self.env["group.customer.manager"].create(
            {"user_id": self.users["colleague"].id}
        )
        self.env["group.customer.manager.absence"].create(
            {
                "manager_id": profile.id,
                "date_from": "2026-03-05",
                "date_to": "2026-03-06",
                "reason": "Leave",
            }
        )
        for account in people:
            day = "26" if account == self.mill else "23"
            self._order(f"2026-02-{day} 03:00:00", account)
        found = {row.partner_id: row.user_id for row in self._make(rule)}
        self.assertEqual(found, people)

    def test_statements_do_not_grow_with_the_orders(self):
        """One statement per time of a rule, whatever there is to make."""
        rule = self._rule((1, "week"), (1, "month"))
        self._make(rule)
        self.env.flush_all()
        counts = []
        for number in (1, 10):
            for _order in range(number):
                self._order("2026-02-27 03:00:00")
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.assertEqual(self.Followup._create_slice(rule), number * 2)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_slices_end_and_leave_nothing(self):
        rule = self._rule((1, "week"), (1, "month"))
        for _order in range(3):
            self._order("2026-02-27 03:00:00")
        made = [self.Followup._create_slice(rule, 4) for _slice in range(3)]
        self.assertEqual(made, [4, 2, 0])

    def test_bad_rules_say_what_to_do(self):
        for values, text in (
            (
                {"offset_ids": [Command.create({"number": -1})]},
                "before what it follows",
            ),
            ({"notice_days": 9, "horizon_days": 8}, "fewer days of notice"),
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError) as e:
                self._rule(**values)
            self.assertIn(text, str(e.exception))
        rule = self._rule()
        self._order("2026-02-27 03:00:00")
        self._make(rule)
        for record in (rule, rule.offset_ids):
            with self.subTest(record=record), self.assertRaises(UserError) as e:
                record.unlink()
            self.assertIn("archive the", str(e.exception))
