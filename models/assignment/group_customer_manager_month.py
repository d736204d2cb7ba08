# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

COMPONENTS = ("task_completion", "attendance", "log_pass", "flexible")


class GroupCustomerManagerMonth(models.Model):
    """What the score of a receiver is computed from, per account manager and month
    (AM-04): task completion, attendance, log inspections, flexible points."""

    _name = "group.customer.manager.month"
    _description = "Monthly Figures of an Account Manager"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "month desc, manager_id, id"
    _server_fields = frozenset(
        {"company_id", "inspection_count", "inspection_passed", "is_locked"}
    )

    manager_id = fields.Many2one(
        comodel_name="group.customer.manager",
        string="Account Manager",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="manager_id.company_id", store=True, index=True
    )
    month = fields.Date(
        required=True, index=True, help="Any day of the month; stored is the first."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    task_target = fields.Monetary(
        string="Task", help="Regular premium that was to be brought in the month."
    )
    task_result = fields.Monetary(
        string="Achieved", help="Regular premium as the sales system counts it."
    )
    task_completion = fields.Float(
        string="Task Completion (%)",
        digits=(7, 2),
        compute="_compute_task_completion",
        store=True,
        readonly=False,
        aggregator="avg",
        help="Achieved of the task, unless it is entered; may exceed 100.",
    )
    meetings_held = fields.Integer()
    meetings_attended = fields.Integer()
    attendance = fields.Float(
        string="Attendance (%)",
        digits=(5, 2),
        compute="_compute_attendance",
        store=True,
        readonly=False,
        aggregator="avg",
        help="Meetings attended of those held, unless it is entered.",
    )
    inspection_count = fields.Integer(
        string="Log Inspections",
        compute="_compute_log_pass",
        store=True,
    )
    inspection_passed = fields.Integer(
        string="Logs Passed",
        compute="_compute_log_pass",
        store=True,
    )
    log_pass = fields.Float(
        string="Log Pass Rate (%)",
        digits=(5, 2),
        compute="_compute_log_pass",
        store=True,
        readonly=False,
        aggregator="avg",
        help="Logs that passed of those inspected in the month. Where inspections are "
        "recorded they count; without any, it may be entered.",
    )
    flexible = fields.Float(
        string="Flexible Points (%)",
        digits=(5, 2),
        aggregator="avg",
        help="What the department gives by its own judgement, of 100.",
    )
    note = fields.Text(string="Where from", help="Where the figures were taken from.")
    is_locked = fields.Boolean(
        string="Used",
        readonly=True,
        copy=False,
        help="An allocation has counted with these figures: they stay what they were.",
    )

    _month_unique = models.UniqueIndex(
        "(manager_id, month)",
        "This account manager already has figures for this month: change those.",
    )
    _month_check = models.Constraint(
        "CHECK(EXTRACT(DAY FROM month) = 1)", "A month is stored as its first day."
    )
    _percent_check = models.Constraint(
        "CHECK(task_completion >= 0 AND attendance BETWEEN 0 AND 100 "
        "AND log_pass BETWEEN 0 AND 100 AND flexible BETWEEN 0 AND 100)",
        "Attendance, log pass rate and flexible points are percentages from 0 to 100; "
        "task completion is not negative.",
    )

    def _compute_task_completion(self):
        for month in self:
            month.task_completion = month.task_completion

    def _compute_attendance(self):
        for month in self:
            month.attendance = month.attendance

    def _compute_log_pass(self):
        for month in self:
            month.inspection_count = 0
            month.inspection_passed = 0
            month.log_pass = month.log_pass

    # === BUSINESS METHODS === #

    def _get_figures(self, managers, month):
        """The figures that the score of a month's allocation counts with.

        :param managers: records of ``group.customer.manager``
        :param month: any day of the month whose figures count (the month before the
            allocation, AM-04)
        :returns: dict manager id → record; managers without figures are left out
        """
        return {}

    def _lock(self):
        """Keep figures as they are from now on, with the inspections of their month."""
