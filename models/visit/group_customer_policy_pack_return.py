# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ...tools.packs import PackShape, add_sections

SECTION = "return_policies"
POLICY_FIELDS = (
    "code",
    "name",
    "date_from",
    "minimum_sample",
    "give_up_hours",
    "plan_due_days",
    "warning_days",
    "prepare_days",
    "lookback_months",
    "by_grade",
    "by_handler",
    "wording",
    "description",
    "article",
    "requirement",
)


class GroupCustomerPolicyPack(models.Model):
    """Section ``return_policies``: how many documents are asked about again each
    month, and when a customer is given up."""

    _inherit = "group.customer.policy.pack"

    return_policy_names = fields.Text(
        string="Return-visit Policies", compute="_compute_contents"
    )

    # === SHAPE === #

    @api.model
    def _get_section_names(self):
        return [*super()._get_section_names(), SECTION]

    @api.model
    def _get_shapes(self):
        return add_sections(
            super()._get_shapes(),
            {
                SECTION: PackShape(
                    "group.customer.return.policy",
                    POLICY_FIELDS,
                    (
                        "code",
                        "name",
                        "date_from",
                        "minimum_sample",
                        "give_up_hours",
                        "plan_due_days",
                        "lookback_months",
                    ),
                ),
            },
        )

    @api.model
    def _get_kind_labels(self):
        return {
            **super()._get_kind_labels(),
            "return_policy": self.env._("Return-visit policy"),
        }

    def _prepare_contents(self, content):
        return {
            **super()._prepare_contents(content),
            "return_policy_names": self._join_names(content, SECTION),
        }

    # === REFERENCES === #

    @api.model
    def _find_reference_problems(self, content):
        return [
            *super()._find_reference_problems(content),
            *self._find_double_codes(SECTION, content.get(SECTION) or []),
        ]

    # === LOADING === #

    def _load_return_policies(self, load, items):
        for key, item, policy in self._enter_items(
            load,
            SECTION,
            "return_policy",
            items,
            lambda name, code: self.env._(
                "There is a return-visit policy “%(policy)s” with the code %(code)s "
                "that this pack did not make. It is left alone: give it another code, "
                "then load the pack again.",
                policy=name,
                code=code,
            ),
        ):
            self._load_record(
                load, key, policy, self._prepare_company_vals(SECTION, item)
            )

    # === EXPORT === #

    @api.model
    def _export_return_policies(self, policies):
        """Return the section of these return-visit policies, if there are any."""
        policies = policies.sorted("id")
        items = [
            {**self._export_values(SECTION, policy), "code": code}
            for policy, code in zip(
                policies, self._get_own_codes(policies, "return"), strict=True
            )
        ]
        return {SECTION: items} if items else {}
