# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Account → days since it came back to the pool, days it had been untouched by then
RETURNED = {"bashu": (12, 190), "jialing": (5, 184), "shengda": (41, 201)}
# Account → days since the warning, days left
WARNED = {"minglang": (10, 20), "fuyuan": (3, 27)}
# Account → days since it was claimed, who claimed it; it came back 20 days before
CLAIMED = {"hengtai": (8, "li")}
CLAIMED_BEFORE = {"hengtai": (28, 186)}


class GroupCustomerDemo(models.AbstractModel):
    """Accounts that came back to the pool, are about to, or were claimed."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_pool(self):
        """Put demo accounts into the pool. Does nothing where an earlier installation
        left its log."""
        if self.env["group.customer.pool.event"].search_count([], limit=1):
            return
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(
            tracking_disable=True,
            mail_create_nosubscribe=True,
            mail_activity_quick_update=True,
        )
        demo.env["res.partner"]._refresh_touches()
        today = fields.Date.context_today(demo)
        for name, (days, untouched) in {**RETURNED, **CLAIMED_BEFORE}.items():
            demo._return_demo_account(name, today - timedelta(days=days), untouched)
        for name, (days, login) in CLAIMED.items():
            demo._claim_demo_account(name, today - timedelta(days=days), login)
        for name, (days, left) in WARNED.items():
            demo._warn_demo_account(name, today, days, left)

    @api.model
    def _get_demo_account(self, name):
        partner = self.env.ref(
            f"group_customer.partner_{name}_demo", raise_if_not_found=False
        )
        return partner if partner and partner.is_group_customer else None

    @api.model
    def _prepare_pool_event(self, partner, kind, date, untouched, **values):
        policy = self.env["group.customer.pool.policy"]._get_for(
            partner, self.env.company
        )
        policy = policy.get(partner.id, self.env["group.customer.pool.policy"])
        return {
            "partner_id": partner.id,
            "kind": kind,
            "date": date,
            "company_id": partner.company_id.id,
            "policy_id": policy.id,
            "policy_company_id": policy.company_id.id,
            "policy_grade_id": policy.grade_id.id,
            "untouched_days": untouched,
            "last_touched_on": date - timedelta(days=untouched),
            **values,
        }

    @api.model
    def _return_demo_account(self, name, date, untouched):
        """Return an account on a day that has gone by."""
        partner = self._get_demo_account(name)
        if not partner or not partner.user_id or partner.is_assignment_pinned:
            return
        user = partner.user_id
        self.env["group.customer.assignment"]._assign(
            [
                {
                    "partner_id": partner.id,
                    "role_id": "account_manager",
                    "user_id": False,
                    "team_id": False,
                }
            ],
            "pool",
            reason="Untouched for too long. 长期未联系，退回公海。",
        )
        partner._write_pool(
            [{"id": partner.id}], pool_previous_user_id={partner.id: user.id}
        )
        self._date_demo_account(partner, date)
        warned = date - timedelta(days=30)
        self.env["group.customer.pool.event"]._log(
            [
                self._prepare_pool_event(
                    partner,
                    "warned",
                    warned,
                    untouched - 30,
                    user_id=user.id,
                    due_on=date,
                ),
                self._prepare_pool_event(
                    partner, "returned", date, untouched, previous_user_id=user.id
                ),
            ]
        )

    @api.model
    def _date_demo_account(self, partner, date):
        """Date what has just been written back."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET pool_since = %s WHERE id = %s", date, partner.id
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE group_customer_assignment
                      SET date_to = GREATEST(date_from, %s::date - 1)
                    WHERE partner_id = %s AND date_to IS NOT NULL AND user_id = %s
                      AND date_to >= %s::date - 1""",
                date,
                partner.id,
                partner.pool_previous_user_id.id,
                date,
            )
        )
        self.env.invalidate_all()

    @api.model
    def _claim_demo_account(self, name, date, login):
        partner = self._get_demo_account(name)
        if not partner or partner.pool_state != "pool":
            return
        user = self.env.ref(f"group_customer.user_{login}_demo")
        self.env["group.customer.assignment"]._assign(
            [
                {
                    "partner_id": partner.id,
                    "role_id": "account_manager",
                    "user_id": user.id,
                    "team_id": False,
                }
            ],
            "pool",
            reason="Claimed from the pool. 公海认领。",
            date=date,
        )
        self.env["group.customer.pool.event"]._log(
            [
                self._prepare_pool_event(
                    partner,
                    "claimed",
                    date,
                    200,
                    user_id=user.id,
                    previous_user_id=partner.pool_previous_user_id.id,
                )
            ]
        )

    @api.model
    def _warn_demo_account(self, name, today, days, left):
        """Warn the account manager, some days ago."""
        partner = self._get_demo_account(name)
        if not partner or not partner.user_id or partner.is_assignment_pinned:
            return
        due = today + timedelta(days=left)
        values = {
            "pool_warned_on": today - timedelta(days=days),
            "pool_due_on": due,
            "pool_warned_user_id": partner.user_id.id,
        }
        partner._write_pool(
            [{"id": partner.id}],
            **{field: {partner.id: value} for field, value in values.items()},
        )
        row = {
            "id": partner.id,
            "user_id": partner.user_id.id,
            "untouched": 150 + days,
            "allowed": 150 + days + left,
        }
        self.env["mail.activity"].create(partner._prepare_pool_activity(row, due))
        self.env["group.customer.pool.event"]._log(
            [
                self._prepare_pool_event(
                    partner,
                    "warned",
                    today - timedelta(days=days),
                    150,
                    user_id=partner.user_id.id,
                    due_on=due,
                )
            ]
        )
