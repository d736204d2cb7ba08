# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

CLAIM_GROUP = "group_customer.group_group_customer_user"


class ResPartner(models.Model):
    """Taking an account out of the pool.

    Who comes first gets it; how many one may take is a matter of the pool policy, what
    one can carry that of the capacity, and who lost an account waits before taking it
    again.
    """

    _inherit = "res.partner"

    # === ACTION METHODS === #

    def action_claim(self):
        """Take accounts out of the pool: the user becomes their account manager.

        :raises UserError: naming the account and why it cannot be claimed
        """
        if not self.env.user.has_group(CLAIM_GROUP):
            raise AccessError(
                self.env._(
                    "Accounts are claimed by account managers. Ask an administrator "
                    "to make you a user of Group Customers."
                )
            )
        self.check_access("read")
        self._claim()
        if len(self) == 1:
            text = self.env._(
                "%(account)s is yours now.", account=self.sudo().display_name
            )
        else:
            text = self.env._("%(count)s accounts are yours now.", count=len(self))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": text,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BUSINESS METHODS === #

    def _claim(self):
        """Give these accounts to the user, all of them or none.

        1. The accounts are locked: who comes second while the first is at it is told
           so; who comes later finds the account taken.
        2. The user's own key is taken, so that two claims of one user at the same time
           cannot pass one limit together.
        3. Each account is checked and given, one after the other, so that each counts
           for the next.
        """
        user = self.env.user
        # sudo: who may claim becomes the manager of what is guarded otherwise
        accounts = self.sudo()
        accounts._lock_claimed()
        self.env["group.customer.account.key"]._take([f"claim:{user.id}"])
        for account in accounts:
            account._check_in_pool()
            company = account.company_id or self.env.company
            policy = account._check_claim(user, company)
            self.env["group.customer.assignment"]._assign(
                [
                    {
                        "partner_id": account.id,
                        "role_id": "account_manager",
                        "user_id": user.id,
                        "team_id": False,
                    }
                ],
                "pool",
                reason=self.env._("Claimed from the pool."),
            )
            account._log_pool("claimed", user, policy)

    def _lock_claimed(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is claiming or changing %(accounts)s at this "
                    "moment. Look again in a minute.",
                    accounts=self._get_names_for_message(),
                )
            ) from error
        self.invalidate_recordset(["user_id", "pool_state", "is_assignment_pinned"])

    def _check_in_pool(self):
        """Refuse what is not in the pool, or not any more."""
        self.ensure_one()
        if self.pool_state == "pool":
            return
        if self.user_id:
            raise UserError(
                self.env._(
                    "%(account)s is not in the pool any more: its account manager is "
                    "%(user)s. Choose another account.",
                    account=self.display_name,
                    user=self.user_id.name,
                )
            )
        if self.is_assignment_pinned:
            raise UserError(
                self.env._(
                    "%(account)s is pinned and cannot be claimed. Ask a manager to "
                    "assign or unpin it.",
                    account=self.display_name,
                )
            )
        raise UserError(
            self.env._(
                "%(account)s is not in the pool: only group customers that are "
                "approved, not archived and without account manager are. Choose "
                "another account.",
                account=self.display_name,
            )
        )

    def _check_claim(self, user, company):
        """Refuse a claim that the policy, an earlier time or the load forbids.

        :returns: the policy of the account
        :raises UserError: naming the account, the limit and what to do
        """
        policy = self.env["group.customer.pool.policy"]._get_for(self, company)
        policy = policy.get(self.id)
        if not policy:
            raise UserError(
                self.env._(
                    "%(account)s cannot be claimed, for no pool policy is in force for "
                    "its grade in %(company)s. Ask an administrator for one, or a "
                    "manager to assign the account.",
                    account=self.display_name,
                    company=company.name,
                )
            )
        self._check_claim_limits(user, policy)
        self._check_former_account(user, company)
        self._check_claim_capacity(user, company)
        return policy

    def _check_claim_limits(self, user, policy):
        if not policy.claim_limit:
            raise UserError(
                self.env._(
                    "%(account)s is not claimed: the pool policy of its grade leaves "
                    "it to a manager to assign it. Ask one.",
                    account=self.display_name,
                )
            )
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        claimed = self.env["group.customer.pool.event"].search_count(
            Domain("kind", "=", "claimed")
            & Domain("user_id", "=", user.id)
            & Domain("date", ">=", today.replace(day=1))
            & Domain("policy_company_id", "=", policy.company_id.id)
            & Domain("policy_grade_id", "=", policy.grade_id.id)
        )
        if claimed >= policy.claim_limit:
            raise UserError(
                self.env._(
                    "%(account)s cannot be claimed: you have claimed %(count)s "
                    "accounts of this kind this month, and %(limit)s are allowed. "
                    "Claim it from %(date)s on, or ask a manager to assign it.",
                    account=self.display_name,
                    count=claimed,
                    limit=policy.claim_limit,
                    date=format_date(
                        self.env, today.replace(day=1) + relativedelta(months=1)
                    ),
                )
            )
        if not policy.held_limit:
            return
        role = self.env["group.customer.assignment.role"]._get("account_manager")
        held = self.env["group.customer.assignment"].search_count(
            Domain("role_id", "=", role.id)
            & Domain("user_id", "=", user.id)
            & Domain("source", "=", "pool")
            & Domain("date_to", "=", False)
        )
        if held >= policy.held_limit:
            raise UserError(
                self.env._(
                    "%(account)s cannot be claimed: you hold %(count)s claimed "
                    "accounts, and %(limit)s are allowed at a time. Hand one over "
                    "first, or ask a manager to assign it.",
                    account=self.display_name,
                    count=held,
                    limit=policy.held_limit,
                )
            )

    def _check_former_account(self, user, company):
        """Refuse to take back what one had not long ago: the pool is no parking."""
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        days = int(
            self.env["group.customer.parameter"]._get_value(
                "pool_reclaim_days", company=company, date=today
            )
        )
        role = self.env["group.customer.assignment.role"]._get("account_manager")
        last = self.env["group.customer.assignment"].search(
            Domain("partner_id", "=", self.id)
            & Domain("role_id", "=", role.id)
            & Domain("user_id", "=", user.id)
            & Domain("date_to", ">", today - relativedelta(days=days)),
            order="date_to desc",
            limit=1,
        )
        if last:
            raise UserError(
                self.env._(
                    "%(account)s was yours until %(date)s. You may claim it again from "
                    "%(again)s on; until then it is there for others.",
                    account=self.display_name,
                    date=format_date(self.env, last.date_to),
                    again=format_date(
                        self.env, last.date_to + relativedelta(days=days)
                    ),
                )
            )

    def _check_claim_capacity(self, user, company):
        """Refuse who is away, leaving or has no room left; who has no profile as an
        account manager has no limit."""
        Manager = self.env["group.customer.manager"]
        capacity = Manager._read_capacity(company).get(user.id)
        grade = self.with_company(company).group_customer_grade_id
        if not capacity or Manager._has_room(capacity, grade.id):
            return
        if capacity["absent"] or capacity["leaving"]:
            raise UserError(
                self.env._(
                    "%(account)s cannot be claimed by %(user)s, who is absent or "
                    "leaving according to the profile as account manager. Have the "
                    "profile corrected, or leave the account to others.",
                    account=self.display_name,
                    user=user.name,
                )
            )
        count, maximum = capacity["total"]
        text = self.env._("%(count)s of %(maximum)s", count=count, maximum=maximum)
        if maximum is None or count < maximum:
            count, maximum = capacity["grades"][grade.id]
            text = self.env._(
                "%(count)s of %(maximum)s in grade %(grade)s",
                count=count,
                maximum=maximum,
                grade=grade.display_name,
            )
        raise UserError(
            self.env._(
                "%(account)s cannot be claimed: your capacity is used up (%(load)s). "
                "Hand an account over first, or have the capacity raised.",
                account=self.display_name,
                load=text,
            )
        )

    # === LOG === #

    def _log_pool(self, kind, user, policy, **values):
        """Write what happened to this account into the log of the pool."""
        self.ensure_one()
        return self.env["group.customer.pool.event"]._log(
            [
                {
                    "partner_id": self.id,
                    "kind": kind,
                    "user_id": user.id,
                    "previous_user_id": self.pool_previous_user_id.id,
                    "company_id": self.company_id.id,
                    "policy_id": policy.id,
                    "policy_company_id": policy.company_id.id,
                    "policy_grade_id": policy.grade_id.id,
                    "untouched_days": self.untouched_days,
                    "last_touched_on": self.last_touched_on,
                    **values,
                }
            ]
        )
