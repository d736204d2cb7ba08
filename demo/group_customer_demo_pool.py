# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Account → days since it came back to the pool
RETURNED = {"fuyuan": 12, "jinghe_estate": 5, "hengtai": 28}
# Account → days since it was claimed, who claimed it
CLAIMED = {"hengtai": (8, "li")}
# Accounts that their manager gave up
GIVEN_UP = ("bashu", "jialing", "shengda")
# Days for which the pool policies have been in force in the demo
POLICY_DAYS = 500


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
        demo._date_pool_policies()
        demo.env["res.partner"]._refresh_touches()
        today = fields.Date.context_today(demo)
        for name in GIVEN_UP:
            demo._move_demo_account(name, None, "manual", "Other sector. 行业调整。")
        for name, days in RETURNED.items():
            demo._return_demo_account(name, today - timedelta(days=days))
        for name, (days, login) in CLAIMED.items():
            demo._claim_demo_account(name, today - timedelta(days=days), login)
        # The others as every night
        demo.env["res.partner"]._warn_of_pool()

    @api.model
    def _date_pool_policies(self):
        """The demo company has had its pool policies for long."""
        self.env["group.customer.pool.policy"].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE group_customer_pool_policy
                      SET create_date = create_date - %s * INTERVAL '1 day'""",
                POLICY_DAYS,
            )
        )
        self.env["group.customer.pool.policy"].invalidate_model(["create_date"])

    @api.model
    def _get_demo_account(self, name):
        partner = self.env.ref(
            f"group_customer.partner_{name}_demo", raise_if_not_found=False
        )
        return partner if partner and partner.is_group_customer else None

    @api.model
    def _move_demo_account(self, name, login, origin, reason, date=None):
        """Give an account to somebody, or to nobody.

        :returns: the account and its former manager, or nothing
        """
        partner = self._get_demo_account(name)
        if not partner or partner.is_assignment_pinned:
            return None, None
        former = partner.user_id
        if bool(former) == bool(login):
            return None, None
        user_id = login and self.env.ref(f"group_customer.user_{login}_demo").id
        self.env["group.customer.assignment"]._assign(
            [
                {
                    "partner_id": partner.id,
                    "role_id": "account_manager",
                    "user_id": user_id,
                    "team_id": False,
                }
            ],
            origin,
            reason=reason,
            date=date,
        )
        return partner, former

    @api.model
    def _prepare_pool_event(self, partner, kind, date, **values):
        policies = self.env["group.customer.pool.policy"]
        policy = policies._get_for(partner, self.env.company).get(partner.id, policies)
        touched = partner.last_touched_on
        return {
            "partner_id": partner.id,
            "kind": kind,
            "date": date,
            "company_id": partner.company_id.id,
            "policy_id": policy.id,
            "policy_company_id": policy.company_id.id,
            "policy_grade_id": policy.grade_id.id,
            "untouched_days": (date - touched).days if touched else POLICY_DAYS,
            "last_touched_on": touched,
            **values,
        }

    @api.model
    def _return_demo_account(self, name, date):
        """Return an account on a day that has gone by."""
        partner, former = self._move_demo_account(
            name, None, "pool", "Untouched for too long. 长期未联系，退回公海。"
        )
        if not partner:
            return
        partner._write_pool(
            [{"id": partner.id}], pool_previous_user_id={partner.id: former.id}
        )
        self._date_demo_account(partner, date)
        policies = self.env["group.customer.pool.policy"]
        policy = policies._get_for(partner, self.env.company).get(partner.id, policies)
        self.env["group.customer.pool.event"]._log(
            [
                self._prepare_pool_event(
                    partner,
                    "warned",
                    date - timedelta(days=policy.warning_days),
                    user_id=former.id,
                    due_on=date,
                ),
                self._prepare_pool_event(
                    partner, "returned", date, previous_user_id=former.id
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
                      SET date_to = GREATEST(date_from, %(date)s::date - 1)
                    WHERE partner_id = %(partner)s AND user_id = %(user)s
                      AND date_to >= %(date)s::date - 1""",
                date=date,
                partner=partner.id,
                user=partner.pool_previous_user_id.id,
            )
        )
        self.env.invalidate_all()

    @api.model
    def _claim_demo_account(self, name, date, login):
        partner, _nobody = self._move_demo_account(
            name, login, "pool", "Claimed from the pool. 公海认领。", date
        )
        if partner:
            self.env["group.customer.pool.event"]._log(
                [
                    self._prepare_pool_event(
                        partner,
                        "claimed",
                        date,
                        user_id=partner.user_id.id,
                        previous_user_id=partner.pool_previous_user_id.id,
                    )
                ]
            )
