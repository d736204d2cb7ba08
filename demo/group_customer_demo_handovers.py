# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command, api, models

# Who gives, who prepares, which accounts, occasion, why, days until it takes effect,
# receiver (or None: proposed), note per account, how far it has come.
HANDOVERS = (
    (
        "zhang",
        "zhang",
        ("tianlu_signal", "jinghe_steel"),
        "rebalance",
        "Zhang concentrates on rolling stock. 张伟专注于轨道车辆客户。",
        0,
        "wang",
        (
            "Buys spare parts twice a year; ask for Mr Tang. "
            "每年两次备件采购，联系唐经理。",
            "Wants one delivery a month. 希望每月集中送货一次。",
        ),
        "done",
    ),
    (
        "zhang",
        "zhang",
        ("jinghe_second",),
        "rebalance",
        "Building services are Li's field. 楼宇设备业务由李娜负责。",
        1,
        "li",
        (
            "Two sites begin in spring; the architect decides. "
            "明春两处开工，由设计院选型。",
        ),
        "submitted",
    ),
    (
        "chen",
        "chen",
        ("nordholm", "nordholm_china", "nordholm_norge", "nordholm_seals"),
        "absence",
        "Half a year at the plant in Hungary. 赴匈牙利工厂半年。",
        10,
        "li",
        (
            "Group buying decides in Oslo, in English. 集团采购在奥斯陆，英语沟通。",
            "Pays on time, quarterly settlement. 付款及时，按季结算。",
            "Only spare parts. 仅采购备件。",
            "Tests our seals until spring. 密封件试用至明年春季。",
        ),
        "confirming",
    ),
    (
        "wang",
        "he",
        ("lvyuan_meat", "lvyuan_cold", "lvyuan_beverage", "lvyuan_cold_cd"),
        "rebalance",
        "Wang carries more than the others. 王芳负荷偏高。",
        7,
        None,
        ("Two cold stores open next year. 明年新建两座冷库。",),
        "draft",
    ),
)


class GroupCustomerDemo(models.AbstractModel):
    """Handovers in each state, prepared, confirmed and decided by the demo users."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_handovers(self):
        """Hand accounts over; what somebody no longer holds is left out, as after an
        earlier installation."""
        company = self.env.ref("base.main_company")
        handovers = self.env["group.customer.handover"]
        if handovers.search_count([("company_id", "=", company.id)], limit=1):
            return
        demo = self.with_company(company).with_context(
            tracking_disable=True, mail_activity_quick_update=True
        )
        for values in HANDOVERS:
            demo._hand_over(*values)
        demo._withhold_mails()

    @api.model
    def _hand_over(
        self, giver, preparer, names, kind, reason, days, receiver, notes, state
    ):
        accounts = self.env["res.partner"].union(*map(self._get_partner, names))
        accounts = self._find_held_by(giver, accounts)
        if not accounts:
            return
        handover = (
            self._as(preparer)
            .env["group.customer.handover"]
            .create(
                {
                    "from_user_id": self._get_demo_user(giver).id,
                    "company_id": self.env.company.id,
                    "reason_kind": kind,
                    "reason": reason,
                    "scope": "chosen",
                    "partner_ids": [Command.set(accounts.ids)],
                    "role_ids": [
                        Command.set(
                            self.env["group.customer.assignment.role"]
                            ._get("account_manager")
                            .ids
                        )
                    ],
                    "successor_mode": "user" if receiver else "rule",
                    "to_user_id": receiver and self._get_demo_user(receiver).id,
                    "date": self._get_today() + timedelta(days=days),
                }
            )
        )
        handover.action_load_lines()
        for name, note in zip(names, notes, strict=False):
            partner = self._get_partner(name)
            handover.line_ids.filtered(
                lambda line, partner=partner: line.partner_id == partner
            ).write({"note": note})
        if state != "draft":
            self._confirm_handover(handover, giver, receiver, state)

    @api.model
    def _find_held_by(self, giver, accounts):
        held = self.env["group.customer.assignment"].search(
            [
                ("partner_id", "in", accounts.ids),
                ("role_id.code", "=", "account_manager"),
                ("user_id", "=", self._get_demo_user(giver).id),
                ("is_current", "=", True),
            ]
        )
        return accounts & held.partner_id

    @api.model
    def _confirm_handover(self, handover, giver, receiver, state):
        handover.note = "See the archive of the customer. 详见客户档案。"
        handover.action_fill_notes()
        handover.action_request_confirmation()
        handover.with_env(self._as(giver).env).action_confirm_giver()
        if state == "confirming":
            return
        handover.with_env(self._as(receiver).env).action_confirm_receiver()
        decisions = []
        if state == "done":
            decisions = [("he", "approve", None), ("zhao", "approve", "Agreed. 同意。")]
        days_ago = [2, 1, 0][: len(decisions) + 1]
        note = handover.reason
        self._pass(
            handover, handover.create_uid.login[5:], decisions, days_ago, note=note
        )
