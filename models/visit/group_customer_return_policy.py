# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date


class GroupCustomerReturnPolicy(models.Model):
    """The numbers of return visits: how many a month, when to give up, when the plan
    is due (VI-09 to VI-11).

    Dated, per company: of those that have begun the latest holds, one of the company
    before one of all companies. A plan keeps the numbers of its month.
    """

    _name = "group.customer.return.policy"
    _description = "Return-visit Policy"
    _order = "company_id, date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False, help="What a policy pack calls it.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Empty: holds for every company without a policy of its own.",
    )
    date_from = fields.Date(
        string="In Force From", required=True, default=fields.Date.context_today
    )
    minimum_sample = fields.Integer(
        string="Smallest Sample",
        required=True,
        help="Documents that are sampled each month, at least (VI-10).",
    )
    give_up_hours = fields.Float(
        string="Give-up Time",
        required=True,
        help="Hours from the first attempt after which a customer who could not be "
        "reached is given up (VI-11). It is no deadline for an answer.",
    )
    plan_due_days = fields.Integer(
        string="Plan Due Before the Month",
        required=True,
        help="Days before the month begins on which its plan is due; 1: the last day "
        "of the month before.",
    )
    warning_days = fields.Integer(
        string="Warn Before",
        required=True,
        default=0,
        help="Days before the plan is due, and before the month ends with too small a "
        "sample, on which the officers are warned.",
    )
    prepare_days = fields.Integer(
        string="Prepare Before the Month",
        required=True,
        default=0,
        help="Days before the month begins on which its plan is prepared as a draft. "
        "0: plans are made by hand.",
    )
    lookback_months = fields.Integer(
        string="Months to Sample From",
        required=True,
        help="The sample is drawn from the documents of so many months before the "
        "month of the plan.",
    )
    by_grade = fields.Boolean(
        string="Stratify by Grade",
        default=True,
        help="Each grade has its share of the sample.",
    )
    by_handler = fields.Boolean(
        string="Stratify by Handler",
        default=True,
        help="Each person who handled something has his share of the sample.",
    )
    wording = fields.Text(
        string="Standard Wording",
        translate=True,
        help="How the officers introduce themselves and end the talk (VI-12).",
    )
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation that the numbers come from.")
    requirement = fields.Char()

    _one_per_day = models.UniqueIndex(
        "(COALESCE(company_id, 0), date_from) WHERE active",
        "There is a return-visit policy of this company from this day on: change that "
        "one, or choose another day.",
    )
    _numbers = models.Constraint(
        "CHECK(minimum_sample >= 0 AND give_up_hours >= 0 AND warning_days >= 0 "
        "AND prepare_days >= 0 AND lookback_months >= 1)",
        "The numbers of a return-visit policy are not negative, and the sample is "
        "drawn from one month at least: correct them.",
    )
    # A month has 28 days at least: the plan is due in the month before its own
    _due_in_month = models.Constraint(
        "CHECK(plan_due_days BETWEEN 1 AND 27)",
        "The plan is due in the month before its own: enter 1 day at least, 27 at "
        "most.",
    )

    # === LOOKUP === #

    @api.model
    def _find(self, company, day):
        """Return the policy in force for a company on a day, maybe none."""
        # sudo: the policy holds for whoever may not read it
        policies = self.sudo().search(
            Domain("company_id", "in", [False, company.id])
            & Domain("date_from", "<=", day)
        )
        own = policies.filtered("company_id")
        return (own or policies)[:1]

    @api.model
    def _get(self, company, day):
        """Return the policy in force.

        :raises UserError: when there is none
        """
        policy = self._find(company, day)
        if not policy:
            raise UserError(
                self.env._(
                    "%(company)s has no return-visit policy in force on %(date)s: add "
                    "one under Configuration > Return-visit Policies, or load the "
                    "policy pack “General” again.",
                    company=company.sudo().display_name,
                    date=format_date(self.env, day),
                )
            )
        return policy
