# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL


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

    name = fields.Char(required=True, translate=True)
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
        default=0,
        help="After this many days without contact the account goes back to the pool. "
        "0: it never does.",
    )
    warning_days = fields.Integer(
        required=True,
        default=0,
        help="The account manager is warned this many days before, and has at least "
        "this many days from the warning on.",
    )
    claim_limit = fields.Integer(
        string="Claims per Month",
        required=True,
        default=0,
        help="How many of these accounts one account manager may claim in a calendar "
        "month. 0: none is claimed, a manager assigns them.",
    )
    held_limit = fields.Integer(
        string="Claimed Accounts Held",
        required=True,
        default=0,
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

    # === LOOKUP === #

    @api.model
    def _get_policy_sql(self, today, company):
        """Return SQL to be joined to ``res_partner AS account``: the policy of each
        account as ``rule``, and its company as ``place``.

        An account of all companies goes by the company of its account manager, else
        by the one that asks.

        :param today: the day that matters
        :param company: ``res.company`` that asks
        """
        return SQL(
            """
                   LEFT JOIN res_users AS holder ON holder.id = account.user_id
          CROSS JOIN LATERAL (
                         SELECT COALESCE(
                                    account.company_id, holder.company_id, %(company)s
                                ) AS company_id
                     ) AS place
                JOIN LATERAL (
                         SELECT policy.*
                           FROM group_customer_pool_policy AS policy
                          WHERE policy.active
                            AND policy.date_from <= %(today)s::date
                            AND (policy.company_id IS NULL
                                 OR policy.company_id = place.company_id)
                            AND (policy.grade_id IS NULL
                                 OR policy.grade_id
                                    = (account.group_customer_grade_id
                                       ->> place.company_id::text)::int)
                       ORDER BY policy.company_id IS NULL,
                                policy.grade_id IS NULL,
                                policy.date_from DESC, policy.id DESC
                          LIMIT 1
                     ) AS rule ON TRUE
            """,
            today=today,
            company=company.id,
        )

    @api.model
    def _get_for(self, partners, company, date=None):
        """Return the policy of each of these accounts: id of the account → policy, for
        those that have one; one statement.

        :param company: ``res.company`` that asks
        :param date: the day that matters, today by default
        """
        if not partners:
            return {}
        self.flush_model()
        partners.flush_model(["company_id", "group_customer_grade_id", "user_id"])
        # sudo: the policy holds for whoever may not read it
        policies = self.sudo()
        return {
            partner_id: policies.browse(policy_id)
            for partner_id, policy_id in self.env.execute_query(
                SQL(
                    """SELECT account.id, rule.id
                         FROM res_partner AS account %s
                        WHERE account.id IN %s""",
                    self._get_policy_sql(
                        date or self.env["group.customer.ledger"]._get_today(company),
                        company,
                    ),
                    tuple(partners.ids),
                )
            )
        }

    @api.model
    def _get_start(self):
        """Return the day from which policies have held here at all: days before it are
        held against nobody. None without a policy."""
        self.flush_model()
        [[day]] = self.env.execute_query(
            SQL(
                """SELECT MIN(GREATEST(date_from, (create_date AT TIME ZONE 'UTC'
                                                   AT TIME ZONE %s)::date))
                     FROM group_customer_pool_policy""",
                self.env["group.customer.ledger"]._get_timezone(self.env.company),
            )
        )
        return day
