# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.tests import freeze_time, tagged

from .resources_common import ResourcesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestResourcePool(ResourcesCommon):
    """What the run of a month may deal, and what happens when it did."""

    def _pool(self, month, numbers=None):
        """:returns: dict reference → code of the kind"""
        found = self.Resource._find_pool(
            self.company, month, self.numbers if numbers is None else numbers
        )
        kinds = self.env["group.customer.resource.kind"]
        return {
            self.Resource.browse(resource_id).name: kinds.browse(kind_id).code
            for resource_id, kind_id in found.items()
        }

    def test_kind_of_the_month(self):
        """One contract is another kind as the months go by, whatever was suggested."""
        self._resource("R1", date="2026-12-10")
        for month, code in (
            (date(2026, 1, 31), "not_yet_matured"),
            (date(2026, 10, 1), "not_yet_matured"),
            # Matures within 15 days after November
            (date(2026, 11, 1), "maturity"),
            (date(2026, 12, 1), "maturity"),
            (date(2027, 1, 1), "old"),
        ):
            with self.subTest(month=month):
                self.assertEqual(self._pool(month), {"R1": code})
        # More than twelve months ahead
        self.assertEqual(self._pool(date(2025, 12, 1)), {})

    def test_given_kind_only_in_its_window(self):
        self._resource("R1", kind_id=self.kinds["maturity"].id)
        self.assertEqual(self._pool(date(2026, 12, 1)), {"R1": "maturity"})
        self.assertEqual(self._pool(date(2026, 10, 1)), {})
        # Over: what was due before the year is old (AM-09)
        self.assertEqual(self._pool(date(2027, 1, 1)), {"R1": "old"})
        # Whatever its premium says
        self._resource("R2", premium="none", kind_id=self.kinds["renewal"].id)
        self.assertEqual(
            self._pool(date(2026, 12, 1)), {"R1": "maturity", "R2": "renewal"}
        )

    def test_given_kind_that_is_over_becomes_old(self):
        """From next January on, where the scheme has that kind; renewals never do."""
        self._resource("M", date="2026-12-20", kind_id=self.kinds["maturity"].id)
        self._resource("N", date="2026-12-20", kind_id=self.kinds["not_yet_matured"].id)
        self._resource("R", date="2026-12-20", kind_id=self.kinds["renewal"].id)
        for month in (date(2027, 1, 1), date(2028, 7, 1)):
            self.assertEqual(self._pool(month), {"M": "old", "N": "old"})
        without = {
            kind_id: numbers
            for kind_id, numbers in self.numbers.items()
            if kind_id != self.kinds["old"].id
        }
        self.assertEqual(self._pool(date(2027, 1, 1), without), {})

    def test_numbers_of_the_scheme_decide(self):
        """Without the kind in the scheme nothing of it; the days are those given."""
        self._resource("R1", date="2026-12-20")
        maturity = self.kinds["maturity"].id
        self.assertEqual(self._pool(date(2026, 12, 1), {}), {})
        for days, found in ((19, {}), (20, {"R1": "maturity"})):
            numbers = {maturity: {"lead_days": days, "horizon_months": 12}}
            self.assertEqual(self._pool(date(2026, 11, 1), numbers), found)

    def test_states_and_companies(self):
        """Available and returned ones of the company."""
        resources = self.Resource.browse()
        for number in range(4):
            resources += self._resource(f"R{number}")
        other = self.env["res.company"].create({"name": "Other"})
        self._resource("Elsewhere", company_id=other.id)
        self.head.user_id = self.users["account"]
        user_id = self.users["account"].id
        (resources[1] + resources[2])._mark_allocated(
            {resources[1].id: user_id, resources[2].id: user_id}, "2026-11-10"
        )
        resources[2].action_return()
        resources[3]._close("Done")
        self.assertEqual(
            self._pool(date(2026, 12, 1)), {"R0": "maturity", "R2": "maturity"}
        )

    def test_what_nobody_holds_comes_back(self):
        """An account that lost its manager takes its resources back to the pool."""
        resource = self._resource("R1")
        self.head.user_id = self.users["account"]
        resource._mark_allocated({resource.id: self.users["account"].id}, "2026-11-10")
        self.assertEqual(self._pool(date(2026, 12, 1)), {})
        self.head.user_id = self.users["colleague"]
        self.assertEqual(resource.user_id, self.users["colleague"])
        self.assertEqual(resource.allocated_user_id, self.users["account"])
        self.head.user_id = False
        self.assertEqual(self._pool(date(2026, 12, 1)), {"R1": "maturity"})
        self.assertEqual(resource.state, "returned")

    def test_circulations(self):
        """A resource counts each time; its customer once for all in one allocation."""
        first = self._resource("R1", circulation_before=2)
        second = self._resource("R2")
        third = self._resource("R3", self.south)
        user_id = self.users["account"].id
        self.tree.user_id = user_id
        everything = first + second + third
        holders = dict.fromkeys(everything.ids, user_id)
        done = self.Resource._mark_allocated(holders, "2026-11-10")
        self.assertEqual(done, everything)
        self.assertEqual(everything.mapped("circulation_count"), [1, 1, 1])
        self.assertEqual(everything.mapped("state"), ["allocated"] * 3)
        self.assertEqual(everything.allocated_user_id.id, user_id)
        self.assertEqual(everything.user_id.id, user_id)
        self.assertEqual(set(everything.mapped("allocated_on")), {date(2026, 11, 10)})
        self.assertEqual(self.head.resource_circulation_count, 1)
        self.assertEqual(self.south.resource_circulation_count, 1)
        self.assertEqual(self.north.resource_circulation_count, 0)
        # Counted before Odoo, and in it
        self.assertEqual(everything.mapped("circulation_total"), [3, 1, 1])

    def test_a_second_time_changes_nothing(self):
        resource = self._resource("R1")
        self.head.user_id = self.users["account"]
        holders = {resource.id: self.users["account"].id}
        self.assertEqual(self.Resource._mark_allocated(holders, "2026-11-10"), resource)
        self.assertFalse(self.Resource._mark_allocated(holders, "2026-11-11"))
        self.assertEqual(resource.circulation_count, 1)
        self.assertEqual(self.head.resource_circulation_count, 1)
        self.assertEqual(resource.allocated_on, date(2026, 11, 10))
        resource.action_return()
        holders = {resource.id: self.users["colleague"].id}
        self.assertEqual(self.Resource._mark_allocated(holders, "2026-12-10"), resource)
        self.assertEqual(resource.circulation_count, 2)
        self.assertEqual(self.head.resource_circulation_count, 2)

    def test_statements_do_not_grow_with_the_resources(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"C{n}", "is_company": True, "is_group_customer": True}
                for n in range(60)
            ]
        )
        partners.user_id = self.users["account"]
        resources = self.Resource.browse()
        for number, partner in enumerate(partners):
            resources += self._resource(f"R{number}", partner, amount=number + 1)
        self.env.flush_all()
        counts = []
        for part in (resources[:5], resources[5:]):
            self.env.invalidate_all()
            holders = dict.fromkeys(part.ids, self.users["account"].id)
            before = self.cr.sql_log_count
            self.Resource._find_pool(self.company, date(2026, 12, 1), self.numbers)
            part._rank(self.kinds["maturity"], {"amount": 1, "address": 1})
            self.Resource._mark_allocated(holders, "2026-11-10")
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
