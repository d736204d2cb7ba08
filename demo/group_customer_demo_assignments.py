# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Who looked after an account in between: partner, days ago from–to, user, source, why
STAND_INS = (
    (
        "haichen_refining",
        310,
        190,
        "li",
        "handover",
        "Parental leave of the account manager. 客户经理休产假。",
    ),
    (
        "haichen_olefins",
        310,
        190,
        "li",
        "handover",
        "Parental leave of the account manager. 客户经理休产假。",
    ),
    (
        "huayue_mining",
        260,
        120,
        "wang",
        "manual",
        "Project in Inner Mongolia. 内蒙古项目期间由项目经理负责。",
    ),
)
# Holders of the other roles: partner, role, user or team
HOLDERS = (
    ("huayue", "chief_representative", "zhao", None),
    ("haichen", "chief_representative", "zhao", None),
    ("huayue", "backup", "li", None),
    ("haichen_refining", "backup", "chen", None),
    ("haichen_refining", "on_site_team", None, "key_accounts"),
    ("huayue", "technical_support", None, "marketing"),
    ("haichen", "service_contact", "qian", None),
)
# Meetings of the coming days: partner, in how many days, hour (UTC), what
MEETINGS = (
    ("huayue", 1, 2, "Quarterly review 季度回顾"),
    ("huayue_machine", 3, 6, "Delivery plan 交付计划"),
    ("haichen", 2, 1, "New plant 新厂项目"),
    ("haichen_refining", 5, 7, "Spare parts contract 备件合同"),
    ("ruixin", 4, 2, "Symposium 客户座谈会"),
    ("lvyuan", 6, 3, "Price talks 价格洽谈"),
)


class GroupCustomerDemo(models.AbstractModel):
    """Who looked after the demo companies, and moves that wait for approval."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_assignments(self):
        """Give the assignments a past, the accounts their further people, and propose
        moves. Does nothing where an earlier installation left them."""
        if self.env["group.customer.assignment"].search_count(
            Domain("source", "=", "handover"), limit=1
        ):
            return
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        demo._date_assignments()
        demo._stand_in_for_managers()
        demo._name_holders()
        demo._pin_accounts()
        demo._plan_meetings()
        demo._propose_moves()

    @api.model
    def _date_assignments(self):
        """Let the account managers of today begin one to three years ago."""
        rows = self.env["group.customer.assignment"]
        rows.flush_model()
        self.env.execute_query(
            SQL(
                """
                UPDATE group_customer_assignment
                   SET date_from = %s::date - (400 + (partner_id * 37) %% 600),
                       source = 'initial'
                 WHERE date_to IS NULL
             RETURNING id
                """,
                fields.Date.context_today(self),
            )
        )
        rows.invalidate_model(flush=False)

    @api.model
    def _find_demo_partner(self, name):
        """Return a demo company, none where it was deleted meanwhile."""
        partner = self.env.ref(f"group_customer.partner_{name}_demo", False)
        return partner or self.env["res.partner"]

    @api.model
    def _stand_in_for_managers(self):
        today = fields.Date.context_today(self)
        for name, since, until, user_name, origin, reason in STAND_INS:
            partner = self._find_demo_partner(name)
            own = partner.user_id
            stand_in = self._get_demo_user(user_name)
            if not own or own == stand_in:
                continue
            for user, days, why in (
                (stand_in, since, reason),
                (own, until, "Back again. 返岗。"),
            ):
                self.env["group.customer.assignment"]._assign(
                    [self._get_demo_move(partner, "account_manager", user=user)],
                    origin,
                    reason=why,
                    date=today - timedelta(days=days),
                )

    @api.model
    def _get_demo_move(self, partner, role, user=None, team=None):
        return {
            "partner_id": partner.id,
            "role_id": role,
            "user_id": user.id if user else False,
            "team_id": team.id if team else False,
        }

    @api.model
    def _name_holders(self):
        today = fields.Date.context_today(self)
        moves = []
        for name, role, user, team in HOLDERS:
            partner = self._find_demo_partner(name)
            if partner:
                user = user and self._get_demo_user(user)
                team = team and self.env.ref(f"group_customer.team_{team}_demo", False)
                moves.append(self._get_demo_move(partner, role, user, team))
        self.env["group.customer.assignment"]._assign(
            moves,
            "manual",
            reason="Agreed at the start of the year. 年初确定。",
            date=today - timedelta(days=200),
        )

    @api.model
    def _pin_accounts(self):
        self._find_demo_partner("huayue").write(
            {
                "is_assignment_pinned": True,
                "pin_reason": "Framework contract names the account manager. "
                "框架协议指定客户经理。",
            }
        )

    @api.model
    def _plan_meetings(self):
        """Meetings with the accounts in the coming days, so that the cards show one."""
        today = fields.Date.context_today(self)
        events = self.env["calendar.event"].with_context(
            no_mail_to_attendees=True, dont_notify=True
        )
        for name, days, hour, what in MEETINGS:
            partner = self._find_demo_partner(name)
            title = f"{what}: {partner.name}"
            # Meetings stay in the calendar when the addon is installed again
            if not partner or events.search_count([("name", "=", title)], limit=1):
                continue
            manager = partner.user_id or self.env.user
            start = datetime.combine(today + timedelta(days=days), time(hour))
            events.create(
                {
                    "name": title,
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "user_id": manager.id,
                    "partner_ids": [Command.set((manager.partner_id + partner).ids)],
                }
            )

    @api.model
    def _propose_moves(self):
        """A reassignment that waits for a decision, and one still being worked on."""
        for asker, giver, receiver, number, submits, reason in (
            (
                "he",
                "chen",
                "li",
                3,
                True,
                "Chen has more than she can look after. 陈晨负荷过高。",
            ),
            (
                "he",
                "zhang",
                "wang",
                2,
                False,
                "Machine tools to one person. 机床客户归一人负责。",
            ),
        ):
            self._propose_move(asker, giver, receiver, number, submits, reason)

    @api.model
    def _propose_move(self, asker, giver, receiver, number, submits, reason):
        accounts = self.env["res.partner"].search(
            Domain("user_id", "=", self._get_demo_user(giver).id)
            & Domain("is_group_customer", "=", True)
            & Domain("is_assignment_pinned", "=", False),
            limit=number,
            order="id desc",
        )
        user = self._get_demo_user(asker)
        batch = (
            self.env["group.customer.assignment.batch"]
            .with_user(user)
            ._propose(
                [
                    {
                        "partner_id": account.id,
                        "role_id": "account_manager",
                        "to_user_id": self._get_demo_user(receiver).id,
                        "explanation": reason,
                    }
                    for account in accounts
                ],
                "manual",
                origin=user.name,
                company=self.env.company,
                reason=reason,
            )
        )
        if batch and submits:
            self._submit(batch, asker)
