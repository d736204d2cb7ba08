# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# City as in the list of companies → where it is; each account lies a little beside it
CITIES = {
    "Beijing": (39.9042, 116.4074),
    "Shanghai": (31.2304, 121.4737),
    "Shenyang": (41.8057, 123.4315),
    "Guangzhou": (23.1291, 113.2644),
    "Shenzhen": (22.5431, 114.0579),
    "Hangzhou": (30.2741, 120.1551),
    "Nanjing": (32.0603, 118.7969),
    "Chengdu": (30.5728, 104.0668),
    "Wuhan": (30.5928, 114.3055),
    "Xi'an": (34.3416, 108.9398),
    "Tianjin": (39.3434, 117.3616),
    "Dalian": (38.9140, 121.6147),
    "Suzhou": (31.2990, 120.5853),
    "Qingdao": (36.0671, 120.3826),
    "Chongqing": (29.5630, 106.5516),
    "Ningbo": (29.8683, 121.5440),
    "Jinan": (36.6512, 117.1201),
    "Changsha": (28.2282, 112.9388),
    "Zhengzhou": (34.7466, 113.6254),
    "Fuzhou": (26.0745, 119.2965),
    "Xiamen": (24.4798, 118.0894),
}
TOKEN = "demo"


class GroupCustomerDemo(models.AbstractModel):
    """Where the demo accounts are, and who has checked in today."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_visit_checkin(self):
        """Give accounts coordinates, and account managers a day on the road.

        Does nothing where an earlier installation left its check-ins.
        """
        visits = self.env["group.customer.visit"]
        if visits.search_count(Domain("checkin_token", "=like", f"{TOKEN}_%"), limit=1):
            return
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(
            tracking_disable=True,
            mail_create_nosubscribe=True,
            no_mail_to_attendees=True,
        )
        demo._place_demo_accounts()
        for login in ("admin", "demo_zhang", "demo_li"):
            demo._check_in_today(company, login)

    @api.model
    def _place_demo_accounts(self):
        """One account in five has no position, as it is in life."""
        accounts = self.env["res.partner"].search(
            Domain("is_group_customer", "=", True)
            & Domain("partner_latitude", "=", 0)
            & Domain("city", "!=", False),
            order="id",
        )
        for number, account in enumerate(accounts):
            centre = CITIES.get(account.city.split(" ")[0])
            if centre and number % 5:
                account.write(
                    {
                        "partner_latitude": centre[0] + (number * 7 % 40 - 20) / 1000,
                        "partner_longitude": centre[1] + (number * 11 % 40 - 20) / 1000,
                    }
                )

    @api.model
    def _check_in_today(self, company, login):
        """Three visits of today: over, not begun, and one without a position."""
        user = self.env["res.users"].search([("login", "=", login)], limit=1)
        kind = self.env.ref(
            "group_customer.group_customer_visit_kind_care", raise_if_not_found=False
        )
        channel = self.env.ref(
            "group_customer.group_customer_visit_channel_visit",
            raise_if_not_found=False,
        )
        if not (user and kind and channel):
            return
        accounts = self.env["res.partner"].search(
            Domain("user_id", "=", user.id) & Domain("is_group_customer", "=", True),
            order="id",
        )
        placed = accounts.filtered("partner_latitude")
        accounts = placed[:2] + (accounts - placed)[:1]
        visits = self.env["group.customer.visit"].with_user(user)
        visits = visits.with_company(company)
        now = fields.Datetime.now()
        today = self.env["group.customer.ledger"]._get_today(company)
        for number, account in enumerate(accounts):
            # Whatever the hour is, they are visits of today
            start = visits._get_moment(today, 9 + 2 * number, company)
            visit = visits.create(
                {
                    "partner_id": account.id,
                    "user_id": user.id,
                    "company_id": company.id,
                    "kind_id": kind.id,
                    "channel_id": channel.id,
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "purpose": "Ask how the last delivery went. 了解上次交货情况。",
                    "opening": "Greetings for the season. 节日问候。",
                }
            )
            visit._plan()
            if number == 0 or not account.partner_latitude:
                visit.action_check_in(self._prepare_demo_presence(visit, "in", now))
            if number == 0:
                visit.action_check_out(self._prepare_demo_presence(visit, "out", now))

    @api.model
    def _prepare_demo_presence(self, visit, step, now):
        """What the phone sends: near the customer where it is known where that is."""
        place = visit.sudo().partner_id
        values = {
            "token": f"{TOKEN}_{step}_{visit.id}",
            "at": fields.Datetime.to_string(now),
        }
        if not place.partner_latitude:
            return {**values, "reason": "Basement, no signal. 地下室无信号。"}
        return {
            **values,
            "latitude": place.partner_latitude + 0.0004,
            "longitude": place.partner_longitude,
            "accuracy": 18,
        }
