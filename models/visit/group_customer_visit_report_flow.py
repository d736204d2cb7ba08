# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .group_customer_visit import DONE_STATES

REVIEW_ACTIVITY = "group_customer.mail_activity_type_visit_review"
RETURN_ACTIVITY = "group_customer.mail_activity_type_visit_returned"
OPEN_REPORT_STATES = ("none", "draft", "returned")


class GroupCustomerVisit(models.Model):
    """The way of a report: written, submitted, reviewed or returned (VI-15, AP-09).

    Submitting the report of a visit that is not done yet makes it done, and a visit
    whose kind needs a report is done in no other way.
    """

    _inherit = "group.customer.visit"

    is_report_due = fields.Boolean(
        string="Report to Write",
        compute="_compute_is_report_due",
        search="_search_is_report_due",
        help="The visit is over or under way, needs a report, and has none submitted.",
    )
    is_report_late = fields.Boolean(
        string="Report Late",
        compute="_compute_is_report_due",
        search="_search_is_report_late",
        help="The report is due for longer than the parameter “Visit report” allows.",
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "report_state", "stop", "date", "kind_id.needs_report")
    @api.depends_context("company")
    def _compute_is_report_due(self):
        now, late = fields.Datetime.now(), self._get_late_date()
        for visit in self:
            visit.is_report_due = (
                visit.kind_id.needs_report
                and visit.report_state in OPEN_REPORT_STATES
                and (
                    visit.state in ("in_progress", "done")
                    or visit.state in ("planned", "confirmed")
                    and visit.stop <= now
                )
            )
            visit.is_report_late = visit.is_report_due and visit.date < late

    @api.model
    def _search_is_report_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:
            return Domain.TRUE
        return (
            Domain("kind_id.needs_report", "=", True)
            & Domain("report_state", "in", OPEN_REPORT_STATES)
            & (
                Domain("state", "in", ("in_progress", "done"))
                | Domain("state", "in", ("planned", "confirmed"))
                & Domain("stop", "<=", fields.Datetime.now())
            )
        )

    @api.model
    def _search_is_report_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:
            return Domain.TRUE
        return Domain("is_report_due", "=", True) & Domain(
            "date", "<", self._get_late_date()
        )

    @api.model
    def _get_late_date(self):
        """Return the first day whose reports are not late yet."""
        company = self.env.company
        days = self.env["group.customer.parameter"]._get_value("visit_report_days")
        today = self.env["group.customer.ledger"]._get_today(company)
        return today - timedelta(days=int(days))

    # === ACTIONS === #

    def action_write_report(self):
        """Put the points of the template into the report and open it."""
        self.ensure_one()
        self.check_access("write")
        self._check_report_open()
        self._prepare_reports()
        self._begin_reports()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_submit_report(self):
        """Hand reports to the superior; visits that were not done yet are done."""
        self.check_access("write")
        self._check_report_open()
        open_visits = self.filtered(lambda visit: visit.state not in DONE_STATES)
        done_visits = self - open_visits
        done_visits._check_reports_complete()
        if open_visits:
            # A visit that needs no report is done without one, not reported
            open_visits._check_reports_complete()
            open_visits._finish()
        done_visits._file_reports()
        return True

    def action_review(self, comment=None):
        """Accept reports, as a superior."""
        self._check_reviewer()
        self._decide_review("accepted", comment)
        self._review()
        self._end_activities([REVIEW_ACTIVITY])
        return True

    def action_return_report(self, comment=None):
        """Give reports back to be completed, or open the form that asks why."""
        self._check_reviewer()
        if not comment:
            return {
                **self.env["ir.actions.actions"]._for_xml_id(
                    "group_customer.group_customer_visit_review_action"
                ),
                "context": {"default_visit_ids": self.ids},
            }
        if not comment.strip():
            self._check_reason(comment)
        self._decide_review("returned", comment.strip())
        self._end_activities([REVIEW_ACTIVITY])
        for visit in self:
            visit.sudo().activity_schedule(
                RETURN_ACTIVITY,
                user_id=visit.user_id.id,
                note=comment.strip(),
            )
        return True

    # === CHECKS === #

    def _check_can_finish(self):
        result = super()._check_can_finish()
        needing = self.filtered(
            lambda visit: visit.kind_id.needs_report or visit.report_state != "none"
        )
        needing._check_reports_complete()
        return result

    def _check_reports_complete(self):
        """Refuse what lacks something that a report needs.

        What the template of a visit asks for belongs to it, whether somebody has
        opened the report or not. Calls and letters are reported without a template.

        :raises UserError: naming the visit and everything that is missing
        """
        self.filtered(lambda visit: visit.distance == "face")._prepare_reports()
        for visit in self:
            if missing := visit._get_missing_in_report():
                raise UserError(
                    self.env._(
                        "The report on “%(visit)s” is not complete. Open the visit "
                        "and enter on its page “Report”:\n%(missing)s",
                        visit=visit.display_name,
                        missing="\n".join(f"• {text}" for text in missing),
                    )
                )

    def _get_missing_in_report(self):
        """Return what a report still needs, as a list of texts."""
        self.ensure_one()
        missing = []
        if not self._has_report():
            missing.append(self.env._("the result of the visit, or an answer"))
        if self.needs_next_date and not self.next_visit_date:
            missing.append(
                self.env._("the day of the next visit: every visit leads to a next one")
            )
        missing += [
            self.env._("an answer to “%(point)s”", point=answer.name)
            for answer in self.answer_ids
            if answer.is_required and not answer._is_answered()
        ]
        return missing

    def _check_reviewer(self):
        """Refuse who may not decide about these reports.

        :raises UserError: naming the visit
        """
        self.check_access("write")
        self.lock_for_update()
        self.invalidate_recordset(["report_state", "state"])
        self._check_is_superior()
        labels = dict(self._fields["report_state"]._description_selection(self.env))
        for visit in self:
            if visit.report_state != "submitted":
                raise UserError(
                    self.env._(
                        "The report on “%(visit)s” is in the state “%(state)s”: only "
                        "submitted reports are reviewed.",
                        visit=visit.display_name,
                        state=labels[visit.report_state],
                    )
                )
            if not visit._may_review():
                raise UserError(
                    self.env._(
                        "“%(visit)s”: nobody reviews a visit that one took part in "
                        "or reported on. Ask another superior.",
                        visit=visit.display_name,
                    )
                )

    # === HOOKS === #

    def _start(self):
        result = super()._start()
        self._prepare_reports()
        return result

    def _on_done(self):
        result = super()._on_done()
        self.filtered(lambda visit: visit.report_state != "none")._file_reports()
        return result

    def _on_cancelled(self):
        result = super()._on_cancelled()
        self._end_activities([REVIEW_ACTIVITY, RETURN_ACTIVITY])
        return result

    # === BUSINESS METHODS === #

    def _file_reports(self):
        """Reports are complete and their visits done: submit them, and make what
        follows from them."""
        if not self:
            return
        self._write_server(
            {
                "report_state": "submitted",
                "report_submitted_at": fields.Datetime.now(),
                "report_submitted_by_id": self.env.uid,
                "reviewed_at": False,
                "reviewed_by_id": False,
                "review_comment": False,
            }
        )
        self._set_relation_stages()
        self._make_next_visits()
        self.next_action_ids._schedule()
        self._end_activities([RETURN_ACTIVITY])
        self._ask_for_review()

    def _decide_review(self, state, comment):
        self._write_server(
            {
                "report_state": state,
                "reviewed_at": fields.Datetime.now(),
                "reviewed_by_id": self.env.uid,
                "review_comment": comment or False,
            }
        )

    def _set_relation_stages(self):
        """The contact person gets the relation that the report tells of."""
        for visit in self:
            contact = visit.contact_id
            stage = visit.relation_stage
            if not contact or not stage or contact.relation_stage == stage:
                continue
            if not visit.relation_stage_before:
                visit._write_server({"relation_stage_before": contact.relation_stage})
            # sudo: whoever reports need not be allowed to edit contacts
            contact.sudo().relation_stage = stage

    def _ask_for_review(self):
        """Put reports before the leader of the visitor's team."""
        self._end_activities([REVIEW_ACTIVITY])
        deadlines = {
            company: self._get_review_deadline(company) for company in self.company_id
        }
        for visit in self:
            reviewer = visit._get_reviewer()
            if reviewer:
                # sudo: activities of a superior
                visit.sudo().activity_schedule(
                    REVIEW_ACTIVITY,
                    date_deadline=deadlines[visit.company_id],
                    user_id=reviewer.id,
                )

    @api.model
    def _get_review_deadline(self, company):
        days = self.env["group.customer.parameter"]._get_value(
            "visit_review_days", company
        )
        today = self.env["group.customer.ledger"]._get_today(company)
        return today + timedelta(days=int(days))

    def _end_activities(self, types):
        # sudo: activities of others
        self.sudo().activity_unlink(types)

    def _get_reviewer(self):
        """Return the leader of the visitor's team who took no part, if any.

        Extension point.
        """
        self.ensure_one()
        # sudo: teams are not read by everybody
        visit = self.sudo()
        leaders = visit.user_id.crm_team_member_ids.crm_team_id.filtered(
            lambda team: team.company_id in (visit.company_id, team.company_id.browse())
        ).user_id
        took_part = visit._get_people()
        return leaders.filtered(
            lambda user: user not in took_part
            and user.active
            and user.has_group("group_customer.group_group_customer_manager")
        )[:1]
