# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command, api, fields, models

# Regions: key, name, states (last letters of their XML ids), who holds them.
REGIONS = (
    ("east", "East China 华东", ("SH", "JS", "ZJ", "AH", "FJ", "JX", "SD"), "li"),
    ("north", "North China 华北", ("BJ", "TJ", "HE", "SX", "NM"), "zhang"),
    ("northeast", "Northeast 东北", ("LN", "JL", "HL"), "zhang"),
    ("south", "South China 华南", ("GD", "GX", "HI", "HB", "HN", "HA"), "wang"),
    (
        "west",
        "West China 西部",
        ("CQ", "SC", "GZ", "YN", "XZ", "SN", "GS", "QH", "NX", "XJ"),
        "wang",
    ),
)
# Parts of the regions: region, key, name, level, kind, value, who holds them.
PARTS = (
    (
        "east",
        "delta",
        "Shanghai and Jiangsu 沪苏",
        "city",
        "state",
        ("SH", "JS"),
        "chen",
    ),
    ("east", "factories", "Factories 制造业", "city", "industry", ("C",), None),
    ("northeast", "liaoning", "Liaoning 辽宁", "city", "state", ("LN",), None),
)
NOTE = (
    "Region first, industry second. Shanghai and Jiangsu get a manager of their own. "
    "先区域、后行业；上海、江苏单独设客户经理。"
)


class GroupCustomerDemo(models.AbstractModel):
    """A map in force, and the one that is drafted for the next quarter."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_territories(self):
        """Draw the maps; does nothing where they are kept from an earlier
        installation."""
        plan_model = self.env["group.customer.territory.plan"]
        if plan_model.search([("name", "like", "Sales territories 销售区域")], limit=1):
            return
        now = plan_model.create({"name": "Sales territories 销售区域 1"})
        self._draw_demo_regions(now)
        self._activate_demo_map(now)
        draft = plan_model.browse(now.action_copy_to_draft()["res_id"])
        draft.write({"name": "Sales territories 销售区域 2", "note": NOTE})
        self._draw_demo_parts(draft)
        draft.action_preview()

    def _draw_demo_regions(self, plan):
        territories = self.env["group.customer.territory"].create(
            [
                {
                    "plan_id": plan.id,
                    "name": name,
                    "code": key.upper(),
                    "holder_id": self._get_demo_user(holder).id,
                    "criterion_ids": [
                        Command.create(self._get_demo_criterion("state", states))
                    ],
                }
                for key, name, states, holder in REGIONS
            ]
        )
        territories.create(
            {
                "plan_id": plan.id,
                "name": "Overseas 海外",
                "code": "OVERSEAS",
                "holder_id": self._get_demo_user("chen").id,
                "criterion_ids": [
                    Command.create(
                        {
                            "kind": "country",
                            "country_ids": [Command.set(self.env.ref("base.cn").ids)],
                            "is_excluded": True,
                        }
                    )
                ],
            }
        )

    def _draw_demo_parts(self, plan):
        regions = {one.code: one for one in plan.territory_ids}
        for region, key, name, level, kind, value, holder in PARTS:
            self.env["group.customer.territory"].create(
                {
                    "plan_id": plan.id,
                    "parent_id": regions[region.upper()].id,
                    "name": name,
                    "code": key.upper(),
                    "level": level,
                    "holder_id": holder and self._get_demo_user(holder).id,
                    "criterion_ids": [
                        Command.create(self._get_demo_criterion(kind, value))
                    ]
                    # Otherwise a factory in Shanghai would be in both
                    + [
                        Command.create(
                            {
                                **self._get_demo_criterion("state", ("SH", "JS")),
                                "is_excluded": True,
                            }
                        )
                        for _once in range(key == "factories")
                    ],
                }
            )

    def _get_demo_criterion(self, kind, value):
        if kind == "industry":
            prefix, name = "base.res_partner_industry_", "industry_ids"
        else:
            prefix, name = "base.state_cn_", "state_ids"
        ids = [self.env.ref(prefix + code).id for code in value]
        return {"kind": kind, name: [Command.set(ids)]}

    def _activate_demo_map(self, plan):
        """The map is in force for a quarter; who had which account then, kept it."""
        plan.action_activate()
        if plan.batch_id:
            plan.batch_id.sudo().unlink()
        today = fields.Date.context_today(plan)
        plan._write_server({"date_from": today - timedelta(days=90)})
