# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .visit_report_common import VisitReportCommon


@tagged("post_install", "-at_install")
class TestVisitReportTemplate(VisitReportCommon):
    """What a report asks for (VI-16), and what counts as an answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Template = cls.env["group.customer.visit.template"]
        cls.technical = cls._get_kind("technical")

    @classmethod
    def _create_template(cls, days=-100, lines=(), **values):
        return cls.Template.create(
            {
                "name": "Template",
                "kind_id": cls.technical.id,
                "date_from": cls._day(days),
                "line_ids": [
                    Command.create({"name": name, **line}) for name, line in lines
                ],
                **values,
            }
        )

    def test_a_cold_visit_goes_through_its_stages(self):
        visit = self._create_started(kind_id=self._get_kind("cold").id)
        stages = visit.answer_ids.filtered(lambda point: point.line_type == "stage")
        self.assertEqual(
            stages.mapped("name"),
            [
                "Opening",
                "Questioning",
                "Listening",
                "Handling Objections",
                "Closing",
                "Thanks and Farewell",
            ],
        )
        visit.next_visit_date = self._day(7)
        for stage in stages:
            stage.value = "Went well"
        self.assertEqual(visit.report_state, "draft")
        stages[2].value = " "
        with self.assertRaisesRegex(UserError, "an answer to “Listening”"):
            visit.action_submit_report()
        # Without objections there is nothing to say about them
        stages[2].value, stages[3].value = "Went well", False
        visit.action_submit_report()
        self.assertEqual(visit.state, "done")
        with self.assertRaisesRegex(UserError, "submitted"):
            stages[0].value = "Afterwards"

    def test_required_points_hold_for_reports_nobody_opened(self):
        visit = self._create_planned(-1, kind_id=self._get_kind("cold").id)
        visit.write({"report_text": "Short", "next_visit_date": self._day(7)})
        self.assertFalse(visit.answer_ids)
        with self.assertRaisesRegex(UserError, "an answer to “Opening”"):
            visit.action_done()

    def test_which_template_is_in_force(self):
        general = self._create_template(kind_id=False)
        old = self._create_template(days=-90, date_to=self._day(-11))
        new = self._create_template(days=-10)
        own = self._create_template(days=-5, company_id=self.company.id)
        self._create_template(days=5)
        visits = [
            self._create_visit(days, kind_id=self.technical.id)
            for days in (-95, -90, -11, -10, -5)
        ]
        visits.append(self._create_visit(0, kind_id=self._get_kind("executive").id))
        expected = [general, old, old, new, own, general]
        with self.assertQueryCount(1):
            found = self.Template._get_for_visits(self.Visit.union(*visits).sudo())
        self.assertEqual([found[visit.sudo()] for visit in visits], expected)

    def test_one_template_begins_on_a_day(self):
        self._create_template()
        for error, values in (
            (UniqueViolation, {}),
            (CheckViolation, {"days": -5, "date_to": self._day(-6)}),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
                self.env.cr.savepoint(),
            ):
                self._create_template(**values)

    def test_a_choice_needs_choices(self):
        with self.assertRaisesRegex(ValidationError, "at least two"):
            self._create_template(
                lines=[("Which", {"answer_type": "choice", "choices": "One"})]
            )

    def test_what_is_an_answer(self):
        cases = {
            "text": (["Anything"], []),
            "number": (["3", "-2.5", "1,200"], ["three"]),
            "yes_no": (["yes", "no"], ["maybe"]),
            "choice": (["Red", "Green"], ["Blue"]),
            "rating": (["1", "5"], ["0", "6", "4.5"]),
        }
        self._create_template(
            lines=[
                (kind, {"answer_type": kind, "choices": " Red \n\nGreen"})
                for kind in cases
            ]
        )
        visit = self._create_started(kind_id=self.technical.id)
        for answer in visit.answer_ids:
            good, bad = cases[answer.answer_type]
            for value in good:
                answer.value = value
            for value in bad:
                with (
                    self.subTest(kind=answer.answer_type, value=value),
                    self.assertRaisesRegex(ValidationError, "is no answer"),
                    self.env.cr.savepoint(),
                ):
                    answer.value = value
        points = {answer.name: answer for answer in visit.answer_ids}
        self.assertEqual(points["number"].number, 1200)
        self.assertEqual(points["rating"].number, 5)
        self.assertEqual(points["rating"]._get_text(), "5/5")
        self.assertEqual(points["yes_no"].number, 0)
        self.assertEqual(points["yes_no"]._get_text(), "No")

    def test_a_report_keeps_what_it_asked(self):
        template = self._create_template(lines=[("First", {}), ("Second", {})])
        visit = self._create_started(kind_id=self.technical.id)
        template.line_ids[0].name = "Other"
        template.line_ids[1].unlink()
        visit._prepare_reports()
        self.assertEqual(visit.answer_ids.mapped("name"), ["First", "Second"])
        with self.assertRaisesRegex(UserError, "filled by the system"):
            visit.answer_ids[0].write({"name": "What I would like to be asked"})

    def test_reports_are_prepared_in_bulk(self):
        """As many queries for five visits as for one."""
        self._create_template(lines=[("First", {})])
        visits = self.Visit.union(
            *[
                self._create_visit(-day, kind_id=self.technical.id)
                for day in range(1, 7)
            ]
        )
        self.env.flush_all()
        counts = []
        for some in (visits[:1], visits[1:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._prepare_reports()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(visits.answer_ids), 6)
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_the_list_of_reports_costs_the_same_for_more(self):
        visits = self.Visit.union(
            *[self._create_started(-day) for day in (1,)],
            *[self._create_done(-day) for day in range(2, 9)],
        )
        fields = ["display_name", "report_state", "is_report_due", "is_report_late"]
        counts = []
        visits.read(fields)  # what is cached for every record
        for some in (visits[:2], visits):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.read(fields)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(visits[-1].date, self.today - timedelta(days=1))
