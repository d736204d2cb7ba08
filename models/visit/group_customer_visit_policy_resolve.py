# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# Fields of the account that decide which policy holds
ACCOUNT_FIELDS = (
    "active",
    "commercial_partner_id",
    "company_id",
    "customer_stage",
    "group_root_id",
    "is_group_customer",
    "territory_id",
    "user_id",
)


class GroupCustomerVisitPolicy(models.Model):
    """Which policy holds for which account.

    Of the policies of one kind of visit that match an account on a day these go
    before the others, in this order:

    1. those of the company before those of all companies;
    2. those for a grade;
    3. those for a territory, the deeper one first;
    4. those for a stage;
    5. those with a further filter;
    6. those in force since the later day, then those made later.

    A member of a group without a grade of its own has that of the group, in schemes
    that grade whole groups. An account of no company belongs to the company of its
    account manager; one without account manager, to the main company.
    """

    _inherit = "group.customer.visit.policy"

    # === CONSTRAINT METHODS === #

    @api.constrains("domain")
    def _check_domain(self):
        for policy in self:
            try:
                domain = policy._get_domain()
                self.env["res.partner"].sudo().search(domain, limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The further filter of the visit policy “%(policy)s” is not "
                        "valid (%(error)s): choose the conditions anew.",
                        policy=policy.display_name,
                        error=error,
                    )
                ) from error

    def _get_domain(self):
        """Return the further filter of one policy.

        :raises ValueError, SyntaxError: what is no filter
        """
        self.ensure_one()
        return Domain(literal_eval(self.domain or "[]"))

    # === LOOKUP === #

    @api.model
    def _get_in_force(self, company, date):
        """Return the policies of a company in force on a day, with all rights."""
        return self.sudo().search(
            Domain("active", "=", True)
            & Domain("company_id", "in", [company.id, False])
            & Domain("date_from", "<=", date)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )

    @api.model
    def _resolve(self, company, date, partner_ids=None):
        """Return the policies that hold for the accounts of a company on a day; a few
        statements, whatever the number of accounts.

        :param company: ``res.company``
        :param date: the day that matters
        :param partner_ids: only these accounts, all of the company by default
        :returns: list of (account id, policy id), one per account and kind of visit,
            policies with a target of zero among them
        """
        self.env.flush_all()
        sql = self._get_resolve_sql(company, date, partner_ids)
        return self.env.execute_query(sql)

    @api.model
    def _get_resolve_sql(self, company, date, partner_ids=None):
        """Return SQL with the columns partner_id and policy_id, see :meth:`_resolve`;
        what waits to be written has to be flushed."""
        policies = self._get_in_force(company, date)
        if not policies:
            return SQL(
                "SELECT NULL::int AS partner_id, NULL::int AS policy_id WHERE FALSE"
            )
        conditions = [policy._get_filter_sql(company) for policy in policies]
        return SQL(
            """
            WITH account AS (%(accounts)s
            ), rule (
                policy_id, kind_id, is_shared, grade_id, territory_ids, depth, stage,
                has_domain, date_from
            ) AS (
                VALUES %(rules)s
            ), held AS (%(held)s
            )
            SELECT DISTINCT ON (account.id, rule.kind_id)
                   account.id AS partner_id, rule.policy_id
              FROM account
         LEFT JOIN held ON held.partner_id = account.id
              JOIN rule
                ON (rule.grade_id IS NULL OR rule.grade_id = ANY(held.grade_ids))
               AND (rule.territory_ids IS NULL
                    OR account.territory_id = ANY(rule.territory_ids))
               AND (rule.stage IS NULL OR rule.stage = account.customer_stage)
               AND %(filters)s
          ORDER BY account.id, rule.kind_id, rule.is_shared, rule.grade_id IS NULL,
                   rule.territory_ids IS NULL, rule.depth DESC, rule.stage IS NULL,
                   NOT rule.has_domain, rule.date_from DESC, rule.policy_id DESC
            """,
            accounts=self._get_accounts_sql(company, partner_ids),
            rules=SQL(", ").join(policy._get_rule_sql() for policy in policies),
            held=self._get_held_sql(company, date, policies.grade_id),
            filters=SQL(" AND ").join(filter(None, conditions)) or SQL("TRUE"),
        )

    @api.model
    def _get_accounts_sql(self, company, partner_ids=None):
        """Return SQL of the active group customers that belong to a company."""
        scope = SQL("TRUE")
        if partner_ids is not None:
            scope = SQL("partner.id = ANY(%s)", list(partner_ids))
        return SQL(
            """
            SELECT partner.id, partner.group_root_id, partner.territory_id,
                   partner.customer_stage
              FROM res_partner AS partner
         LEFT JOIN res_users AS holder ON holder.id = partner.user_id
             WHERE partner.active AND partner.is_group_customer
               AND partner.commercial_partner_id = partner.id
               AND COALESCE(partner.company_id, holder.company_id, (
                       SELECT MIN(main.id) FROM res_company AS main
                        WHERE main.active AND main.parent_id IS NULL
                   )) = %s
               AND %s
            """,
            company.id,
            scope,
        )

    @api.model
    def _get_held_sql(self, company, date, grades):
        """Return SQL of the grades that accounts hold on a day, of those asked for."""
        in_force = SQL(
            "award.company_id = %(company)s AND award.date_from <= %(date)s::date "
            "AND (award.date_to IS NULL OR award.date_to >= %(date)s::date)",
            company=company.id,
            date=date,
        )
        return SQL(
            """
            SELECT own.partner_id, ARRAY_AGG(own.grade_id) AS grade_ids
              FROM (
                SELECT account.id AS partner_id, award.grade_id
                  FROM account
                  JOIN group_customer_grade_award AS award
                    ON award.partner_id = account.id
                 WHERE %(in_force)s AND award.grade_id = ANY(%(grades)s)
             UNION ALL
                SELECT account.id, award.grade_id
                  FROM account
                  JOIN group_customer_grade_award AS award
                    ON award.partner_id = account.group_root_id
                  JOIN group_customer_grade_scheme AS scheme
                    ON scheme.id = award.scheme_id AND scheme.node_level = 'root'
                 WHERE account.group_root_id != account.id
                   AND %(in_force)s AND award.grade_id = ANY(%(grades)s)
                   AND NOT EXISTS (
                           SELECT FROM group_customer_grade_award AS award
                            WHERE award.partner_id = account.id
                              AND award.scheme_id = scheme.id AND %(in_force)s)
                   ) AS own
          GROUP BY own.partner_id
            """,
            in_force=in_force,
            grades=grades.ids,
        )

    def _get_rule_sql(self):
        """Return one policy as a row of values."""
        self.ensure_one()
        return SQL(
            "(%s, %s, %s, %s::int, %s::int[], %s, %s::varchar, %s, %s::date)",
            self.id,
            self.kind_id.id,
            not self.company_id,
            self.grade_id.id or None,
            self._get_territory_ids(),
            self.territory_id.depth or 0,
            self.stage or None,
            bool(self._get_domain()),
            self.date_from,
        )

    def _get_territory_ids(self):
        """Return the territory of the policy and those below it, None without one.

        A new map has its own territories: those of the same code count too.
        """
        if not self.territory_id:
            return None
        territories = self.territory_id
        if code := territories.code:
            territories |= territories.search(
                Domain("code", "=", code)
                & Domain("company_id", "=", territories.company_id.id)
            )
        return territories.search(Domain("id", "child_of", territories.ids)).ids

    def _get_filter_sql(self, company):
        """Return the condition that the further filter of one policy is, if any."""
        domain = self._get_domain()
        if domain.is_true():
            return None
        # sudo: the policy holds for whoever may not read it
        partners = self.env["res.partner"].sudo().with_company(company)
        query = partners.with_context(active_test=False)._search(domain)
        return SQL(
            "(rule.policy_id != %s OR account.id IN %s)", self.id, query.subselect()
        )
