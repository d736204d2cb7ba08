# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from .group_customer_return_plan import TOPICS
from .group_customer_return_visit import ASSESSORS, ISSUES, KINDS, STATES


class GroupCustomerReturnReport(models.Model):
    """Return visits in figures: reached and abandoned, satisfaction, findings, faults.

    What nobody answered is left out of an average instead of counting as zero.
    """

    _name = "group.customer.return.report"
    _description = "Return-visit Analysis"
    _auto = False
    _order = "month desc, id desc"
    _rec_name = "return_visit_id"
    _depends = {
        "group.customer.return.visit": [
            "plan_id",
            "company_id",
            "month",
            "partner_id",
            "grade_id",
            "kind",
            "issue_kind",
            "topic_kind",
            "source_id",
            "handler_id",
            "officer_id",
            "state",
            "is_sampled",
            "first_attempt_on",
            "reached_on",
            "satisfaction",
            "finding_count",
        ],
        "group.customer.return.attempt": ["return_visit_id"],
        "group.customer.return.fault": ["return_visit_id"],
    }

    return_visit_id = fields.Many2one(
        comodel_name="group.customer.return.visit", readonly=True
    )
    plan_id = fields.Many2one(comodel_name="group.customer.return.plan", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    month = fields.Date(readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Account", readonly=True
    )
    grade_id = fields.Many2one(comodel_name="group.customer.grade", readonly=True)
    kind = fields.Selection(KINDS, string="Issue or Topic", readonly=True)
    issue_kind = fields.Selection(ISSUES, string="Issue", readonly=True)
    topic_kind = fields.Selection(TOPICS, string="Topic", readonly=True)
    source_id = fields.Many2one(
        comodel_name="group.customer.return.source", readonly=True
    )
    handler_id = fields.Many2one(comodel_name="res.users", readonly=True)
    officer_id = fields.Many2one(comodel_name="res.users", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    is_sampled = fields.Boolean(string="Drawn at Random", readonly=True)
    line_count = fields.Integer(string="Return Visits", readonly=True)
    reached_count = fields.Integer(string="Reached", readonly=True)
    abandoned_count = fields.Integer(string="Abandoned", readonly=True)
    closed_count = fields.Integer(string="Recorded", readonly=True)
    attempt_count = fields.Integer(string="Attempts", readonly=True)
    finding_count = fields.Integer(string="Findings", readonly=True)
    fault_count = fields.Integer(string="Faults", readonly=True, groups=ASSESSORS)
    satisfaction = fields.Float(
        string="Satisfaction (Average)", aggregator="avg", readonly=True
    )
    hours_to_reach = fields.Float(
        string="Hours until Reached (Average)",
        aggregator="avg",
        readonly=True,
        help="From the first attempt to the one that succeeded.",
    )

    @property
    def _table_query(self):
        return """
            SELECT line.id, line.id AS return_visit_id, line.plan_id, line.company_id,
                   line.month, line.partner_id, line.grade_id, line.kind,
                   line.issue_kind, line.topic_kind, line.source_id, line.handler_id,
                   line.officer_id, line.state, line.is_sampled, 1 AS line_count,
                   (line.reached_on IS NOT NULL)::int AS reached_count,
                   (line.state = 'abandoned')::int AS abandoned_count,
                   (line.state = 'closed')::int AS closed_count,
                   line.finding_count,
                   line.satisfaction::int::float AS satisfaction,
                   EXTRACT(EPOCH FROM line.reached_on - line.first_attempt_on)
                       / 3600.0 AS hours_to_reach,
                   (SELECT COUNT(*) FROM group_customer_return_attempt AS attempt
                     WHERE attempt.return_visit_id = line.id) AS attempt_count,
                   (SELECT COUNT(*) FROM group_customer_return_fault AS fault
                     WHERE fault.return_visit_id = line.id) AS fault_count
              FROM group_customer_return_visit AS line"""
