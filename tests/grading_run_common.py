# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from .grading_common import GradingCommon


class GradingRunCommon(GradingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._grade_three({"null_policy": "ungraded"})
        cls.us_company.group_customer_scheme_id = cls.scheme
        cls.grades = {grade.code: grade for grade in cls.scheme.grade_ids}

    def _awards(self, partner):
        return self.env["group.customer.grade.award"].search(
            [("partner_id", "=", partner.id)], order="date_from, id"
        )

    def _history(self, partner):
        return [
            (award.grade_id.code, str(award.date_from), str(award.date_to or ""))
            for award in self._awards(partner)
        ]
