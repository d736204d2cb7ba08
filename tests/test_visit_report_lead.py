# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .visit_report_common import VisitReportCommon


@tagged("post_install", "-at_install")
class TestVisitReportLead(VisitReportCommon):
    """How persistently opportunities are followed up (VI-18)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._create_lead()

    @classmethod
    def _create_lead(cls, partner=None, contacts=0, user=None):
        user = user or cls.account
        lead = (
            cls.env["crm.lead"]
            .with_user(user)
            .create(
                {
                    "name": "Presses",
                    "type": "opportunity",
                    "partner_id": (partner or cls.works).id,
                    "user_id": user.id,
                }
            )
        )
        for day in range(contacts):
            cls._contact(lead, -day - 1)
        return lead

    @classmethod
    def _contact(cls, lead, days):
        return cls._create_done(days, opportunity_id=lead.id)

    def _lose(self, leads, **values):
        wizard = (
            self.env["crm.lead.lost"]
            .with_user(self.account)
            .create({"lead_ids": leads.ids, **values})
        )
        wizard.action_lost_reason_apply()
        return wizard

    def test_the_first_contact_is_no_follow_up(self):
        expected = [
            (0, 0, "none"),
            (1, 0, "0"),
            (2, 1, "1"),
            (3, 2, "2"),
            (4, 3, "3"),
            (5, 4, "4"),
        ]
        for day, values in enumerate(expected):
            if day:
                self._contact(self.lead, -day)
            self.assertEqual(
                (
                    self.lead.customer_contact_count,
                    self.lead.customer_followup_count,
                    self.lead.customer_followup_step,
                ),
                values,
            )
        self._create_planned(2, opportunity_id=self.lead.id)
        self.assertEqual(self.lead.customer_contact_count, 5, "not made yet")
        for day in range(7, 14):
            self._contact(self.lead, -day)
        self.assertEqual(self.lead.customer_followup_count, 11)
        self.assertEqual(self.lead.customer_followup_step, "4")
        self._contact(self.lead, -20)
        self.assertEqual(self.lead.customer_followup_step, "12")

    def test_giving_up_early_needs_a_reason(self):
        """The fourth follow-up is the fifth contact: four contacts are too few."""
        lead = self._create_lead(contacts=4)
        wizard = self.env["crm.lead.lost"].create({"lead_ids": lead.ids})
        self.assertEqual(wizard.early_count, 1)
        self.assertIn("3", wizard.early_text)
        with self.assertRaisesRegex(UserError, "Presses.*follow-up 4"):
            self._lose(lead)
        self.assertEqual(lead.won_status, "pending")
        self._lose(lead, early_reason="They built their own plant")
        self.assertEqual(lead.won_status, "lost")
        self.assertEqual(lead.lost_early_reason, "They built their own plant")
        lead.action_unarchive()
        self.assertFalse(lead.lost_early_reason, "it was not given up")
        self._contact(lead, -9)
        self.assertFalse(lead._filter_given_up_early())
        self._lose(lead)
        self.assertFalse(lead.lost_early_reason)

    def test_the_reason_is_asked_for_on_every_way(self):
        """Also without the form: by an import, a call."""
        lead = self.lead
        for lose in (
            lambda: lead.action_set_lost(),
            lambda: lead.write({"active": False, "probability": 0}),
        ):
            with (
                self.assertRaisesRegex(UserError, "Presses.*follow-up 4"),
                self.env.cr.savepoint(),
            ):
                lose()
        self.assertEqual(lead.won_status, "pending")
        lead.sudo().action_set_lost()
        self.assertEqual(lead.won_status, "lost", "the system need not explain")

    def test_the_number_is_a_parameter(self):
        lead = self._create_lead(contacts=2)
        parameter = self.env["group.customer.parameter"].search(
            [("code", "=", "followup_minimum")]
        )
        parameter.value_ids = [
            fields.Command.create({"date_from": self._day(-1), "value": 1})
        ]
        self.assertFalse(lead._filter_given_up_early())

    def test_others_are_lost_as_before(self):
        """Contacts that are no group customers behave as in plain Odoo."""
        other = self.env["res.partner"].create({"name": "Shop", "is_company": True})
        lead = self._create_lead(partner=other)
        self._lose(lead)
        self.assertEqual(lead.won_status, "lost")

    def test_several_at_once(self):
        leads = self.lead + self._create_lead(contacts=5) + self._create_lead()
        wizard = self.env["crm.lead.lost"].create({"lead_ids": leads.ids})
        self.assertEqual(wizard.early_count, 2)
        self._lose(leads, early_reason="Both stopped")
        self.assertEqual(
            leads.mapped("lost_early_reason"), ["Both stopped", False, "Both stopped"]
        )

    def test_statistics_beside_the_source(self):
        self.env["crm.lead"].search([]).write({"type": "lead"})
        won = self._create_lead(contacts=1) + self._create_lead(contacts=5)
        won += self._create_lead(contacts=6) + self._create_lead(contacts=2)
        won.action_set_won()
        self._lose(self._create_lead(contacts=2), early_reason="Gone")
        self._create_lead(contacts=3)
        statistic = (
            self.env["group.customer.followup.statistic"]
            .with_user(self.account)
            .create({})
        )
        rows = {
            line.step: (
                line.won_count,
                line.won_share,
                line.reference_share,
                line.lost_count,
                line.lost_share,
            )
            for line in statistic.line_ids
        }
        self.assertEqual(
            rows,
            {
                "none": (0, 0, 0, 0, 0),
                "0": (1, 25, 2, 0, 0),
                "1": (1, 25, 3, 1, 100),
                "2": (0, 0, 5, 0, 0),
                "3": (0, 0, 10, 0, 0),
                "4": (2, 50, 80, 0, 0),
                "12": (0, 0, 0, 0, 0),
            },
        )
        found = self.env["crm.lead"].with_context(active_test=False)
        domain = statistic.action_view_leads()["domain"]
        self.assertEqual(found.search_count(domain), 5)
        statistic.user_id = self.colleague
        self.assertFalse(sum(statistic.line_ids.mapped("won_count")))

    def test_statistics_count_the_days_of_who_asks(self):
        """Closed on the 2nd of March in Shanghai, from its midnight to the next."""
        self.env["crm.lead"].search([]).write({"type": "lead"})
        moments = (
            "2026-03-01 15:59:59",
            "2026-03-01 16:00:00",
            "2026-03-02 15:59:59",
            "2026-03-02 16:00:00",
        )
        for contacts, moment in enumerate(moments):
            lead = self._create_lead(contacts=contacts)
            lead.action_set_won()
            lead.date_closed = moment
        self.account.tz = "Asia/Shanghai"
        statistic = (
            self.env["group.customer.followup.statistic"]
            .with_user(self.account)
            .with_context(tz="Asia/Shanghai")
            .create({"date_from": "2026-03-02", "date_to": "2026-03-02"})
        )
        won = {line.step: line.won_count for line in statistic.line_ids}
        self.assertEqual(
            won, {"none": 0, "0": 1, "1": 1, "2": 0, "3": 0, "4": 0, "12": 0}
        )
        self.assertEqual({line.won_share for line in statistic.line_ids}, {0, 50})

    def test_a_contact_counts_for_its_opportunity_alone(self):
        """Entered for the wrong one it is moved; of merged ones all count."""
        other = self._create_lead(contacts=2)
        visit = self._contact(self.lead, -3)
        self.assertEqual(self.lead.customer_contact_count, 1)
        visit.opportunity_id = other
        self.assertEqual(self.lead.customer_contact_count, 0)
        self.assertEqual(self.lead.customer_followup_step, "none")
        self.assertEqual(other.customer_followup_count, 2)
        self._contact(self.lead, -4)
        merged = (self.lead + other).merge_opportunity()
        self.assertEqual(merged.customer_contact_count, 4)
        self.assertEqual(merged.customer_followup_step, "3")
