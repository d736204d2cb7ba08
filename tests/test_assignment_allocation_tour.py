# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .allocation_common import AllocationCommon

DIRECTOR = "base.group_user,group_customer.group_group_customer_director"


@tagged("post_install", "-at_install")
class TestAllocationTour(AllocationCommon, HttpCase):
    """A director runs the allocation of the coming month, another one approves it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = new_test_user(
            cls.env, "gc_tour_director", name="Tour Director", groups=DIRECTOR
        )
        today = fields.Date.context_today(cls.env.user)
        cls.month = fields.Date.add(today.replace(day=1), months=1)
        cls.Run.search([]).filtered(
            lambda run: run.month == cls.month and run.company_id == cls.company
        )._write_server({"state": "cancelled"})
        for name, receiver in cls.receivers.items():
            receiver.user_id.name = f"Tour {name}"
        cls._enter_figures("Li", 100, 100, 100, 100, month=today.replace(day=1))
        # Nothing but these: a demo database has resources of its own
        cls.Resource.search([])._write_server({"state": "closed"})
        for number in range(1, 10):
            old = number <= 6
            cls.Resource.create(
                {
                    "name": f"Tour {'Old' if old else 'Due'} {number}",
                    "partner_id": cls._create_customer(f"Tour {number}").id,
                    "premium": "single" if old else "regular",
                    "date": fields.Date.subtract(cls.month, years=2)
                    if old
                    else fields.Date.add(cls.month, days=number),
                    "amount": 1000 * (100 - number),
                }
            )

    def test_a_month_is_allocated(self):
        self.start_tour(
            "/odoo", "group_customer_allocation_tour", login="gc_tour_director"
        )
        run = self.Run._find_month(self.company.id, self.month)
        self.assertEqual(run.state, "submitted")
        self.assertEqual(run.quota_ids.mapped("target_count"), [1, 3, 4, 1])
        first = run.line_ids.filtered(
            lambda line: line.resource_id.name == "Tour Old 1"
        )
        self.assertEqual(first.change_reason, "Knows the owner")
        self.assertFalse(first.partner_id.user_id)
        self.start_tour(
            "/odoo",
            "group_customer_allocation_approve_tour",
            login="gc_allocation_chief",
        )
        self.env.invalidate_all()
        self.assertEqual(run.state, "done")
        self.assertEqual(first.partner_id.user_id, self.receivers["Wang"].user_id)
        self.assertEqual(first.resource_id.circulation_count, 1)
        self.assertAddsUp(run)
