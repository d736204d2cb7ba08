# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerPoolPolicy(models.Model):
    """When an account goes back to the pool, and who may take it from there.

    One policy per company and grade, dated: of those that have begun the latest holds.
    For an account the policies of its company go before those of all companies, and
    among them the one of its grade before the one without.
    """

    _name = "group.customer.pool.policy"
    _description = "Pool Policy"
    _order = "company_id, grade_id, date_from desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Empty: holds for every company without a policy of its own.",
    )
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="Empty: holds for the grades without a policy of their own, and for "
        "customers without grade.",
    )
    date_from = fields.Date(
        string="In Force From",
        required=True,
        default=fields.Date.context_today,
    )
    untouched_days = fields.Integer(
        required=True,
        help="After this many days without contact the account goes back to the pool. "
        "0: it never does.",
    )
    warning_days = fields.Integer(
        required=True,
        help="The account manager is warned this many days before, and has at least "
        "this many days from the warning on.",
    )
    claim_limit = fields.Integer(
        string="Claims per Month",
        required=True,
        help="How many of these accounts one account manager may claim in a calendar "
        "month. 0: none is claimed, a manager assigns them.",
    )
    held_limit = fields.Integer(
        string="Claimed Accounts Held",
        required=True,
        help="How many claimed accounts one account manager may hold at a time. 0: as "
        "many as the capacity allows.",
    )
    active = fields.Boolean(default=True)
    code = fields.Char(copy=False, help="What a policy pack calls it.")
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation that the numbers come from.")
    requirement = fields.Char()

    _one_per_day = models.UniqueIndex(
        "(COALESCE(company_id, 0), COALESCE(grade_id, 0), date_from) WHERE active",
        "There is a policy for this company and grade from this day on: change that "
        "one, or choose another day.",
    )
    _not_negative = models.Constraint(
        "CHECK(untouched_days >= 0 AND warning_days >= 0 AND claim_limit >= 0 "
        "AND held_limit >= 0)",
        "Days and limits of a pool policy are not negative: enter 0 or more.",
    )
    _warning_before = models.Constraint(
        "CHECK(untouched_days = 0 OR warning_days < untouched_days)",
        "The warning comes before the account is lost: enter fewer days for the "
        "warning than for the account.",
    )
