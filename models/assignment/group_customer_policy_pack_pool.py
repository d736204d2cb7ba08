# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ...tools.packs import PackShape, add_sections

POLICY_FIELDS = (
    "code",
    "name",
    "date_from",
    "untouched_days",
    "warning_days",
    "claim_limit",
    "held_limit",
    "description",
    "article",
    "requirement",
)


class GroupCustomerPolicyPack(models.Model):
    """Section ``pool_policies``: after how many days accounts go back to the pool, and
    how many one may claim."""

    _inherit = "group.customer.policy.pack"

    pool_policy_names = fields.Text(string="Pool Policies", compute="_compute_contents")

    # === SHAPE === #

    @api.model
    def _get_section_names(self):
        return [*super()._get_section_names(), "pool_policies"]

    @api.model
    def _get_shapes(self):
        return add_sections(
            super()._get_shapes(),
            {
                "pool_policies": PackShape(
                    "group.customer.pool.policy",
                    POLICY_FIELDS,
                    ("code", "name", "date_from"),
                    {"grade": "code"},
                ),
            },
        )

    @api.model
    def _get_kind_labels(self):
        return {
            **super()._get_kind_labels(),
            "pool_policy": self.env._("Pool policy"),
        }

    def _prepare_contents(self, content):
        return {
            **super()._prepare_contents(content),
            "pool_policy_names": self._join_names(content, "pool_policies"),
        }

    # === REFERENCES === #

    @api.model
    def _find_reference_problems(self, content):
        items = content.get("pool_policies") or []
        return [
            *super()._find_reference_problems(content),
            *self._find_double_codes("pool_policies", items),
            *(
                self.env._(
                    "pool_policies › %(code)s › grade: “%(name)s” is not the code of a "
                    "scheme and that of a grade, joined by a slash; correct it.",
                    code=item["code"],
                    name=item["grade"],
                )
                for item in items
                if item.get("grade") and not self._is_grade_path(item["grade"])
            ),
        ]

    # === LOADING === #

    def _load_pool_policies(self, load, items):
        for key, item, policy in self._enter_items(
            load,
            "pool_policies",
            "pool_policy",
            items,
            lambda name, code: self.env._(
                "There is a pool policy “%(policy)s” with the code %(code)s that this "
                "pack did not make. It is left alone: give it another code, then load "
                "the pack again.",
                policy=name,
                code=code,
            ),
        ):
            grade = item.get("grade")
            self._load_record(
                load,
                key,
                policy,
                {
                    "grade_id": self._find_pack_grade(grade).id if grade else False,
                    **self._prepare_company_vals("pool_policies", item),
                },
            )

    # === EXPORT === #

    @api.model
    def _export_pool_policies(self, policies):
        """Return the section of these pool policies, if there are any."""
        policies = policies.sorted("id")
        # sudo: codes of grades
        grades = [policy.sudo().grade_id for policy in policies]
        codes = self._get_own_codes(policies, "pool")
        items = [
            {
                **self._export_values("pool_policies", policy),
                "code": code,
                "grade": f"{grade.scheme_id.code}/{grade.code}" if grade else None,
            }
            for policy, grade, code in zip(policies, grades, codes, strict=True)
        ]
        return {"pool_policies": items} if items else {}
