# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .returns_common import ReturnsCommon

REFUSED = UserError  # Refusals of rights are of this kind, too


@tagged("post_install", "-at_install")
class TestVisitRightsReturns(ReturnsCommon):
    """Records of return visits, and leads handed to the officers, on every way
    round."""

    def _reach(self, visit, officer):
        visit.with_user(officer).action_reached()
        return visit.with_user(officer)

    def test_findings_stay_with_their_record(self):
        plan = self._make_plan(self.officer | self.second)
        own, other = (
            self._make_topic(plan, officer, source_reference=officer.login)
            for officer in (self.officer, self.second)
        )
        self._confirm(plan)
        self._reach(own, self.officer)
        finding = (
            self.env["group.customer.return.finding"]
            .with_user(self.officer)
            .create(
                {
                    "return_visit_id": own.id,
                    "name": "Late",
                    "user_id": self.account.id,
                }
            )
        )
        with self.assertRaises(REFUSED):
            finding.return_visit_id = other.id

    def test_findings_of_a_record_stay_in_it(self):
        """What was found stays as it was recorded; who does it by when may change."""
        plan = self._make_plan()
        closed, other = (
            self._make_topic(plan, source_reference=name) for name in ("S-1", "S-2")
        )
        self._confirm(plan)
        self._reach(closed, self.officer)
        other = self._reach(other, self.officer)
        findings = self.env["group.customer.return.finding"].with_user(self.officer)
        finding, moved = findings.create(
            [
                {
                    "return_visit_id": visit.id,
                    "name": "Late",
                    "user_id": self.account.id,
                }
                for visit in (closed, other)
            ]
        )
        closed = closed.with_user(self.officer)
        closed.write({"content": "Fine", "satisfaction": "4"})
        closed.action_close()
        for line, values in (
            (finding, {"return_visit_id": other.id}),
            (moved, {"return_visit_id": closed.id}),
            (finding, {"name": "Punctual"}),
            (finding, {"solution": "None"}),
        ):
            with self.assertRaises(UserError):
                line.write(values)
        finding.write({"user_id": self.colleague.id, "date_deadline": "2026-03-20"})
        self.assertEqual(finding.activity_id.sudo().user_id, self.colleague)

    def test_assessment_of_colleagues_is_not_seen(self):
        """Officers read the own assessment, on no way round that of others."""
        visit = self._make_topic(self._make_plan(self.officer | self.second))
        fault = (
            self.env["group.customer.return.fault"]
            .with_user(self.marketing)
            .create(
                {"return_visit_id": visit.id, "kind": "incomplete", "note": "Empty"}
            )
        )
        self.env.flush_all()
        for user in (self.second, self.account):
            record = visit.with_user(user)
            report = self.env["group.customer.return.report"].with_user(user)
            with self.assertRaises(AccessError):
                record.read(["is_incomplete"])
            with self.assertRaises(AccessError):
                record.search([("is_incomplete", "=", True)])
            with self.assertRaises(AccessError):
                report.formatted_read_group([], ["officer_id"], ["fault_count:sum"])
        self.assertTrue(visit.with_user(self.marketing).is_incomplete)
        self.assertEqual(fault.with_user(self.officer).note, "Empty")

    def test_statements_of_others_are_not_rewritten(self):
        """What is entered in an assessment is its author's word."""
        visit = self._make_topic(self._make_plan())
        fault = (
            self.env["group.customer.return.fault"]
            .with_user(self.marketing)
            .create(
                {"return_visit_id": visit.id, "kind": "incomplete", "note": "Empty"}
            )
        )
        theirs = fault.with_user(self.users["director"])
        with self.assertRaises(UserError):
            theirs.note = "Nothing of note"
        with self.assertRaises(UserError):
            theirs.user_id = self.second
        fault.note = "Without the score"

    def test_assessment_of_a_record_is_not_entered(self):
        visit = self._make_topic(self._make_plan()).with_user(self.officer)
        for name in ("is_missed", "is_incomplete", "is_wrong"):
            with self.assertRaises(UserError):
                visit.write({name: True})
        with self.assertRaises(UserError):
            visit.write({"month": "2030-01-01"})

    def test_closed_plan_takes_nothing_in(self):
        closed = self._make_plan(month="2026-04-01")
        closed._write_server({"state": "closed"})
        visit = self._make_topic(self._make_plan()).with_user(self.officer)
        with self.assertRaises(UserError):
            visit.plan_id = closed.id

    def test_leads_of_others_are_not_looked_into(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Pipeline Secret",
                "phone": "13800000000",
                "partner_name": "Hidden",
                "user_id": self.colleague.id,
            }
        )
        reader = new_test_user(
            self.env,
            "gc_rights_reader",
            "sales_team.group_sale_salesman,group_customer.group_group_customer_user",
        )
        reports = self.env["group.customer.return.lead"].with_user(reader)
        with self.assertRaises(AccessError) as refusal:
            reports.create({"lead_id": lead.id, "reason": "Curious"})
        self.assertNotIn("Secret", str(refusal.exception))
        draft = reports.new({"lead_id": lead.id})
        for name in ("lead_name", "phone", "email", "partner_name", "contact_name"):
            self.assertFalse(draft[name], name)
        # Who works on it reports it, and the officer sees what is handed over
        report = (
            self.env["group.customer.return.lead"]
            .with_user(self.colleague)
            .create({"lead_id": lead.id, "reason": "Called twice"})
        )
        seen = report.with_user(self.officer)
        self.assertEqual((seen.lead_name, seen.phone), (lead.name, lead.phone))
        with self.assertRaises(UserError):
            seen.user_id = self.officer.id
