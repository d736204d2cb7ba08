# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# Fields that a criterion compares with names: kind → column of the account.
TEXT_COLUMNS = {
    "city": "city",
    "grid": "grid_name",
    "street": "grid_street",
    "building": "grid_building",
}
# Fields that a criterion compares with records: kind → column of the account.
LINK_COLUMNS = {
    "country": "country_id",
    "state": "state_id",
    "industry": "industry_id",
}
# What the territory of an account depends on.
MATCHED_FIELDS = frozenset(
    {
        "active",
        "company_id",
        "is_group_customer",
        "zip",
        "workforce_size",
        *TEXT_COLUMNS.values(),
        *LINK_COLUMNS.values(),
    }
)
# How many overlaps an error message names.
OVERLAPS_IN_MESSAGE = 3


class GroupCustomerTerritoryPlan(models.Model):
    """Which account belongs to which territory of which map."""

    _inherit = "group.customer.territory.plan"

    # === MAPS IN FORCE === #

    @api.model
    @tools.ormcache(cache="default")
    def _get_active_plans(self):
        """Return the maps in force: company id (False: shared) → plan id."""
        # sudo: which map counts does not depend on who asks
        plans = self.sudo().search(Domain("state", "=", "active"))
        return {plan.company_id.id: plan.id for plan in plans}

    @api.model
    def _get_plan_of_companies(self, plans=None):
        """Return the map that counts for the accounts of each company.

        The map of the company, else of the company it is a branch of, else the shared
        one. Accounts without company are in the shared map alone.

        :param dict plans: company id (False: shared) → plan id, by default in force
        :returns: company id (False: accounts without company) → plan id; companies
            without a map are left out
        """
        plans = self._get_active_plans() if plans is None else plans
        shared = plans.get(False)
        found = {False: shared} if shared else {}
        # sudo, all companies: accounts of every company are divided
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        for company in companies.search(Domain.TRUE):
            line = reversed(company.parent_ids or company)
            own = next((plans[one.id] for one in line if one.id in plans), shared)
            if own:
                found[company.id] = own
        return found

    def _get_covered_companies(self):
        """Return the ids of the companies whose accounts this map divides when it is
        in force; False stands for accounts without company."""
        self.ensure_one()
        plans = {**self._get_active_plans(), self.company_id.id: self.id}
        covered = self._get_plan_of_companies(plans)
        return [company for company, plan in covered.items() if plan == self.id]

    # === MATCHING === #

    def _match(self, partners=None):
        """Return the rows of :meth:`_get_match_sql` as a dict: partner id →
        (territory id, other id or None, holder id or None, team id or None)."""
        self.ensure_one()
        rows = self.env.execute_query(self._get_match_sql(partners))
        return {row[0]: tuple(row[1:]) for row in rows}

    def _check_overlap(self, partners=None):
        """Refuse to go on while two territories claim the same account.

        :raises UserError: naming both territories and an account, for the first pairs
        """
        for plan in self:
            rows = plan.env.execute_query(
                SQL(
                    """SELECT m.territory_id, m.other_id, MIN(m.partner_id), COUNT(*)
                         FROM (%s) m WHERE m.other_id IS NOT NULL
                     GROUP BY m.territory_id, m.other_id
                     ORDER BY COUNT(*) DESC, m.territory_id, m.other_id""",
                    plan._get_match_sql(partners),
                )
            )
            if rows:
                raise plan._get_overlap_error(rows)

    def _get_overlap_error(self, rows):
        """:param rows: (territory id, other id, an account id, number of accounts)"""
        # sudo: whoever draws the map has to learn what is in the way
        territories = self.env["group.customer.territory"].sudo()
        partners = self.env["res.partner"].sudo()
        pairs = "\n".join(
            self.env._(
                "- %(territory)s and %(other)s: %(account)s (accounts: %(count)s)",
                territory=territories.browse(territory_id).complete_name,
                other=territories.browse(other_id).complete_name,
                account=partners.browse(partner_id).display_name,
                count=count,
            )
            for territory_id, other_id, partner_id, count in rows[:OVERLAPS_IN_MESSAGE]
        )
        return UserError(
            self.env._(
                "Territories of the map “%(plan)s” overlap, so that these accounts "
                "would belong to two holders:\n%(pairs)s\nNarrow the criteria of one "
                "of the two, or put one within the other.",
                plan=self.display_name,
                pairs=pairs,
            )
        )

    # === COMPILING === #

    @api.model
    @tools.ormcache("plan_id", cache="default")
    def _get_compiled(self, plan_id):
        """Return :meth:`_compile_map` of a map in force, which never changes."""
        return self.browse(plan_id)._compile_map()

    def _compile_map(self):
        """Return what the statement needs to know of this map.

        :returns: territories (id, parent id or 0, depth, number of criteria that have
            to hold), and what the criteria ask for (territory, parent, criterion,
            excludes, kind, value or None, first and last value of a range or None)
        """
        self.ensure_one()
        # sudo: the map is applied as a whole, whoever asks
        territories = self.env["group.customer.territory"].sudo()
        territories = territories.search(Domain("plan_id", "=", self.id), order="id")
        nodes, keys = [], []
        for territory in territories:
            parent_id = territory.parent_id.id or 0
            criteria = territory.criterion_ids
            asked = criteria.filtered(lambda criterion: not criterion.is_excluded)
            needed = len(asked) if territory.match_mode == "all" else min(len(asked), 1)
            nodes.append((territory.id, parent_id, territory.depth, needed))
            for criterion in criteria:
                head = (
                    territory.id,
                    parent_id,
                    criterion.id,
                    criterion.is_excluded,
                    criterion.kind,
                )
                keys += [(*head, value, None) for value in criterion._get_values()]
                if bounds := criterion._get_bounds():
                    keys.append((*head, None, bounds))
        return tuple(nodes), tuple(keys)
