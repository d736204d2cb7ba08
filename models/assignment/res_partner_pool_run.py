# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .res_partner_pool import UNAPPROVED
from .res_partner_touch import POOL_ACTIVITY

# Accounts dealt with in one transaction.
POOL_SLICE = 500


class ResPartner(models.Model):
    """Accounts that nobody touches go back to the pool, after a warning (AM-23).

    Counted are the days since the last of: the last touch, the entry of the account,
    the day on which its present account manager got it, and the day from which pool
    policies have held here at all (*idle days*). What is left alone: pinned accounts,
    new customers that are not approved, accounts of people who have left.

    1. Idle for the allowed days less those of the warning: the account manager is
       warned, once; the account returns on the day on which the allowed days are over,
       and not before the days of the warning are.
    2. Touched in between, moved, pinned, or no longer under such a policy: the warning
       is lifted.
    3. The day has come and the allowed days are over: the account returns.
    """

    _inherit = "res.partner"

    @api.model
    def _cron_manage_pool(self):
        """Lift, return, warn; in slices that are committed and that leave alone what
        somebody else is working on."""
        company = self.env.company
        lang = company.partner_id.lang or self.env.lang
        partners = self.with_context(lang=lang).sudo()
        partners._refresh_touches()
        commit = self.env["ir.cron"]._commit_progress
        commit()
        for step in (
            partners._lift_pool_warnings,
            partners._return_to_pool,
            partners._warn_of_pool,
        ):
            while count := step(POOL_SLICE):
                if not commit(count):
                    return

    # === WHO IS MEANT === #

    @api.model
    def _read_pool_candidates(self, condition, limit, ids=None):
        """Return the accounts of a condition with their idle days, locked.

        :param SQL condition: on ``account``, ``rule`` (the policy, or empty),
            ``idle.days`` and ``meant.is_meant`` (whether it may be returned at all)
        :param ids: only these accounts
        :returns: list of dicts
        """
        policy = self.env["group.customer.pool.policy"]
        policy.flush_model()
        self.env["group.customer.assignment"].flush_model()
        self.env["res.users"].flush_model(["active", "company_id"])
        self.flush_model()
        ledger = self.env["group.customer.ledger"]
        company = self.env.company
        today = ledger._get_today(company)
        role = self.env["group.customer.assignment.role"]._get("account_manager")
        rules = policy._get_policy_sql(today, company)
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT account.id, account.user_id, account.company_id,
                       account.last_touched_on, account.pool_due_on,
                       idle.since, idle.days, idle.untouched,
                       rule.id AS policy_id, rule.untouched_days AS allowed,
                       rule.warning_days AS warning,
                       rule.company_id AS policy_company_id,
                       rule.grade_id AS policy_grade_id
                  FROM res_partner AS account %(rules)s
             LEFT JOIN group_customer_assignment AS held
                    ON held.partner_id = account.id AND held.role_id = %(role)s
                   AND held.date_to IS NULL
          CROSS JOIN LATERAL (
                         SELECT GREATEST(%(touched)s, held.date_from, %(start)s::date)
                                AS since,
                                %(today)s::date - GREATEST(
                                    %(touched)s, held.date_from, %(start)s::date
                                ) AS days,
                                %(today)s::date - %(touched)s AS untouched
                     ) AS idle
          CROSS JOIN LATERAL (
                         SELECT COALESCE(
                                    account.is_group_customer AND account.active
                                    AND holder.active
                                    AND COALESCE(rule.untouched_days, 0) > 0
                                    AND account.is_assignment_pinned IS NOT TRUE
                                    AND COALESCE(account.group_approval_state, '')
                                        NOT IN %(unapproved)s,
                                    FALSE
                                ) AS is_meant
                     ) AS meant
                 WHERE %(condition)s AND %(only)s
              ORDER BY account.id
                 LIMIT %(limit)s
                   FOR NO KEY UPDATE OF account SKIP LOCKED
                """,
                rules=rules,
                role=role.id,
                touched=self._get_touched_since_sql(ledger._get_timezone(company)),
                start=policy._get_start(),
                today=today,
                unapproved=UNAPPROVED,
                condition=condition,
                only=SQL("account.id IN %s", tuple(ids)) if ids else SQL("TRUE"),
                limit=limit,
            )
        )
        return rows

    @api.model
    def _write_pool(self, rows, **columns):
        """Write columns of the pool, each a dict of id → value or one value for all;
        one statement."""
        ids = [row["id"] for row in rows]
        if not ids:
            return
        types = {
            "pool_warned_on": "date",
            "pool_due_on": "date",
            "pool_warned_user_id": "int",
            "pool_previous_user_id": "int",
        }
        names = sorted(columns)
        arrays = [
            SQL("%s::" + types[name] + "[]", [columns[name].get(id_) for id_ in ids])
            for name in names
        ]
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner AS account SET %s
                     FROM UNNEST(%s::int[], %s) AS fresh(id, %s)
                    WHERE account.id = fresh.id""",
                SQL(", ").join(
                    SQL("%s = fresh.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in names
                ),
                ids,
                SQL(", ").join(arrays),
                SQL(", ").join(SQL.identifier(name) for name in names),
            )
        )
        accounts = self.browse(ids)
        accounts.invalidate_recordset(names, flush=False)
        accounts.modified(names)

    @api.model
    def _clear_warnings(self, rows):
        """Take the warning off these accounts, and the activity with it."""
        nothing = dict.fromkeys([row["id"] for row in rows])
        self._write_pool(
            rows,
            pool_warned_on=nothing,
            pool_due_on=nothing,
            pool_warned_user_id=nothing,
        )
        self.env["mail.activity"].search(
            Domain("res_model", "=", self._name)
            & Domain("res_id", "in", [row["id"] for row in rows])
            & Domain("activity_type_id", "=", self.env.ref(POOL_ACTIVITY).id)
        ).unlink()

    @api.model
    def _log_pool_rows(self, kind, rows, **columns):
        self.env["group.customer.pool.event"]._log(
            [
                {
                    "partner_id": row["id"],
                    "kind": kind,
                    "user_id": row["user_id"],
                    "company_id": row["company_id"],
                    "policy_id": row["policy_id"],
                    "policy_company_id": row["policy_company_id"],
                    "policy_grade_id": row["policy_grade_id"],
                    "untouched_days": row["untouched"],
                    "last_touched_on": row["last_touched_on"],
                    **{name: values.get(row["id"]) for name, values in columns.items()},
                }
                for row in rows
            ]
        )

    # === 1. WARNING === #

    @api.model
    def _warn_of_pool(self, limit=POOL_SLICE):
        """Warn the account managers of accounts that are about to be returned.

        :returns: the number of accounts that were looked at
        """
        condition = SQL(
            """meant.is_meant AND account.pool_warned_on IS NULL
               AND idle.days >= rule.untouched_days - rule.warning_days"""
        )
        found = self._read_pool_candidates(condition, limit)
        rows = self._keep_untouched(found, condition, limit)
        if not rows:
            # Touched meanwhile, all of them: others may follow
            return len(found)
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        due = {
            row["id"]: max(
                row["since"] + timedelta(days=row["allowed"]),
                today + timedelta(days=row["warning"]),
            )
            for row in rows
        }
        self._write_pool(
            rows,
            pool_warned_on=dict.fromkeys(due, today),
            pool_due_on=due,
            pool_warned_user_id={row["id"]: row["user_id"] for row in rows},
        )
        self.env["mail.activity"].create(
            [self._prepare_pool_activity(row, due[row["id"]]) for row in rows]
        )
        self._log_pool_rows("warned", rows, due_on=due)
        return len(found)

    @api.model
    def _keep_untouched(self, rows, condition, limit):
        """Look at the touches of these accounts once more, up to this moment, and
        return those that are still meant."""
        if not rows:
            return rows
        accounts = self.browse([row["id"] for row in rows])
        if not accounts._refresh_touches(accounts):
            return rows
        return self._read_pool_candidates(condition, limit, ids=accounts.ids)

    @api.model
    def _prepare_pool_activity(self, row, due_on):
        user = self.env["res.users"].browse(row["user_id"])
        # In the language of who reads it
        env = self.with_context(lang=user.lang or self.env.lang).env
        return {
            "res_model_id": env["ir.model"]._get_id(self._name),
            "res_id": row["id"],
            "activity_type_id": env.ref(POOL_ACTIVITY).id,
            "user_id": user.id,
            "date_deadline": due_on,
            "summary": env._("Goes back to the pool"),
            "note": env._(
                "Nobody had to do with this account for %(days)s days; its grade "
                "allows %(allowed)s. On %(date)s it goes back to the customer pool, "
                "unless there is an order, a meeting, a finished activity or a note "
                "before.",
                days=row["untouched"],
                allowed=row["allowed"],
                date=format_date(env, due_on),
            ),
        }

    # === 2. LIFTING === #

    @api.model
    def _lift_pool_warnings(self, limit=POOL_SLICE):
        """Lift the warnings that have no reason any more.

        :returns: the number of accounts
        """
        rows = self._read_pool_candidates(
            SQL(
                """account.pool_warned_on IS NOT NULL
                   AND NOT (meant.is_meant
                            AND account.user_id = account.pool_warned_user_id
                            AND idle.days >= rule.untouched_days - rule.warning_days)
                """
            ),
            limit,
        )
        if rows:
            self._clear_warnings(rows)
            self._log_pool_rows("kept", rows)
        return len(rows)

    # === 3. RETURNING === #

    @api.model
    def _return_to_pool(self, limit=POOL_SLICE):
        """Return the accounts whose day has come.

        :returns: the number of accounts that were looked at
        """
        condition = SQL(
            """meant.is_meant AND account.pool_state = 'warned'
               AND account.pool_due_on <= %s::date""",
            self.env["group.customer.ledger"]._get_today(self.env.company),
        )
        rows = self._read_pool_candidates(condition, limit)
        rows = self._keep_untouched(rows, condition, limit)
        # The policy may allow more days by now: then the day moves
        later = [row for row in rows if row["days"] < row["allowed"]]
        self._write_pool(
            later,
            pool_due_on={
                row["id"]: row["since"] + timedelta(days=row["allowed"])
                for row in later
            },
        )
        over = [row for row in rows if row["days"] >= row["allowed"]]
        if over:
            self._give_back(over)
        return len(rows)

    @api.model
    def _give_back(self, rows):
        self._clear_warnings(rows)
        self._write_pool(
            rows, pool_previous_user_id={row["id"]: row["user_id"] for row in rows}
        )
        self.env["group.customer.assignment"]._assign(
            [
                {
                    "partner_id": row["id"],
                    "role_id": "account_manager",
                    "user_id": False,
                    "team_id": False,
                    "reason": self.env._(
                        "Returned to the pool: untouched for %(days)s days, "
                        "%(allowed)s are allowed.",
                        days=row["untouched"],
                        allowed=row["allowed"],
                    ),
                }
                for row in rows
            ],
            "pool",
        )
        self._log_pool_rows(
            "returned",
            [{**row, "user_id": None} for row in rows],
            previous_user_id={row["id"]: row["user_id"] for row in rows},
        )
