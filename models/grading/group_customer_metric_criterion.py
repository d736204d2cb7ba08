# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain


class GroupCustomerGradeScheme(models.Model):
    _inherit = "group.customer.grade.scheme"

    @api.depends(
        "clv_retention",
        "clv_discount",
        "criterion_ids.window_value",
        "criterion_ids.metric_id.measure",
        "criterion_ids.metric_id.product_category_id",
        "criterion_ids.metric_id.partner_domain",
    )
    def _compute_problems(self):
        return super()._compute_problems()

    def _find_problems(self):
        problems = super()._find_problems()
        problems += self.criterion_ids._find_measure_problems()
        return list(dict.fromkeys(problems))


class GroupCustomerGradeCriterion(models.Model):
    """What a criterion asks of its metric besides the measure and the window."""

    _inherit = "group.customer.grade.criterion"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        criteria.metric_id._check_author_rights()
        return criteria

    def write(self, vals):
        res = super().write(vals)
        if "metric_id" in vals:
            self.metric_id._check_author_rights()
        return res

    # === BUSINESS METHODS === #

    def _get_measure_options(self):
        """Return what the question depends on besides measure and window.

        Plain JSON values, frozen with the run: the categories of a category measure,
        the names of model and fields of a stored number, the parameters of a formula.

        :rtype: dict
        """
        self.ensure_one()
        method = getattr(self, f"_get_{self.measure}_options", None)
        return method() if method else {}

    def _get_category_revenue_options(self):
        category = self.metric_id.product_category_id
        # sudo: all those below count, whoever computes
        below = self.env["product.category"].sudo()
        if category:
            below = below.search(Domain("id", "child_of", category.id))
        return {"category_ids": sorted(below.ids)}

    def _get_category_count_options(self):
        return self._get_category_revenue_options()

    def _get_clv_options(self):
        scheme = self.scheme_id
        return {
            "retention": scheme.clv_retention,
            "discount": scheme.clv_discount,
            "margin_rate": scheme.clv_margin_rate,
        }

    def _get_field_options(self):
        return self.metric_id._get_number_options()

    def _get_domain_options(self):
        return {"domain": self.metric_id.partner_domain or "[]"}

    def _find_measure_problems(self):
        """Return what keeps the criteria from measuring, each with its mend.

        :rtype: list(str)
        """
        problems = self.metric_id._find_problems()
        for criterion in self:
            if criterion.measure == "revenue_growth" and not criterion.window_value:
                problems.append(
                    self.env._(
                        "“%(criterion)s” compares a period with the one before, but "
                        "looks back over all time: say how far it looks back.",
                        criterion=criterion.name,
                    )
                )
            if criterion.measure == "clv":
                problems += criterion._find_clv_problems()
        return problems

    def _find_clv_problems(self):
        self.ensure_one()
        scheme = self.scheme_id
        if not scheme.clv_retention:
            return [
                self.env._(
                    "“%(criterion)s” needs to know how many customers stay: set the "
                    "yearly retention of the scheme.",
                    criterion=self.name,
                )
            ]
        if scheme.clv_retention >= 100 + scheme.clv_discount:
            return [
                self.env._(
                    "“%(criterion)s” has no end: with a retention of %(retention)s %% "
                    "and a discount rate of %(discount)s %% lifetime value is "
                    "infinite. Lower the retention or raise the rate.",
                    criterion=self.name,
                    retention=f"{scheme.clv_retention:g}",
                    discount=f"{scheme.clv_discount:g}",
                )
            ]
        return []
