# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo.tests import new_test_user

from .visit_common import VisitCommon


class VisitReportCommon(VisitCommon):
    """Visits under way, and reports on them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["marketing"] = new_test_user(
            cls.env,
            login="gc_marketing",
            groups="base.group_user,"
            "group_customer.group_group_customer_marketing_manager",
        )

    @classmethod
    def _create_started(cls, days=-1, **values):
        """A visit that was begun; one of yesterday by default."""
        visit = cls._create_visit(days, **values)
        visit.action_start()
        return visit

    @classmethod
    def _create_reported(cls, days=-1, **values):
        """A visit whose report is submitted."""
        visit = cls._create_started(days, **values)
        visit.write({"report_text": "All is well", "next_visit_date": cls._day(14)})
        visit.action_submit_report()
        return visit

    @classmethod
    def _day(cls, days):
        return cls.today + timedelta(days=days)

    def _get_activities(self, record, xmlid):
        kind = self.env.ref(f"group_customer.mail_activity_type_visit_{xmlid}")
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                    ("activity_type_id", "=", kind.id),
                ]
            )
        )
