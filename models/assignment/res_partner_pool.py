# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# New customers that are not accounts yet
UNAPPROVED = ("draft", "pending", "rejected")


class ResPartner(models.Model):
    """The pool: accounts without an account manager, to be claimed (AM-21, AM-23).

    In the pool is every active, approved group customer whose account manager is
    nobody, unless the account is pinned. Accounts of people who have left are none of
    the pool: they are handed over.
    """

    _inherit = "res.partner"
    _server_fields = frozenset(
        {
            "pool_state",
            "pool_since",
            "pool_warned_on",
            "pool_warned_user_id",
            "pool_due_on",
            "pool_previous_user_id",
        }
    )

    pool_state = fields.Selection(
        selection=[("warned", "Warned"), ("pool", "In the Pool")],
        compute="_compute_pool_state",
        store=True,
        copy=False,
        index="btree_not_null",
        help="Warned: nobody had to do with the account for long, it goes back to the "
        "pool soon. In the pool: it has no account manager and may be claimed.",
    )
    pool_since = fields.Date(
        string="In the Pool Since",
        compute="_compute_pool_state",
        store=True,
        copy=False,
    )
    pool_warned_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    pool_warned_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Warned Account Manager",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    pool_due_on = fields.Date(
        string="Returns to the Pool On",
        readonly=True,
        copy=False,
        help="The account is returned on this day unless somebody touches it before.",
    )
    pool_previous_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Previous Account Manager",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="From whom the account came back to the pool last.",
    )
    pool_event_ids = fields.One2many(
        comodel_name="group.customer.pool.event",
        inverse_name="partner_id",
        string="Pool Log",
        readonly=True,
        copy=False,
        groups="group_customer.group_group_customer_user",
    )
    is_untouched = fields.Boolean(
        string="Untouched for Long",
        compute="_compute_is_untouched",
        search="_search_is_untouched",
        help="Nobody had to do with the account for the days that the pool policy of "
        "its grade allows.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "active",
        "group_approval_state",
        "is_assignment_pinned",
        "is_group_customer",
        "pool_warned_on",
        "pool_warned_user_id",
        "user_id",
    )
    def _compute_pool_state(self):
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        free = self.filtered(lambda partner: partner._is_free_account())
        held = free._get_pool_holders()
        for partner in self:
            state = False
            if partner in free:
                # Held by a whole team: it has somebody
                _user_id, team_id = held.get(partner._origin.id, (False, False))
                state = False if team_id else "pool"
            elif partner.pool_warned_on and (
                partner.is_group_customer
                and partner.active
                and partner.user_id == partner.pool_warned_user_id
            ):
                state = "warned"
            partner.pool_state = state
            partner.pool_since = (
                (partner.pool_since or today) if state == "pool" else False
            )

    @api.model
    def _get_pool_state_sql(self, user):
        """Return what :meth:`_compute_pool_state` finds for ``res_partner AS account``.

        :param SQL user: who manages the account, an expression
        """
        return SQL(
            """CASE WHEN %(free)s
                    THEN CASE WHEN %(held)s THEN NULL ELSE 'pool' END
                    WHEN account.pool_warned_on IS NOT NULL
                         AND account.is_group_customer AND account.active
                         AND %(user)s IS NOT DISTINCT FROM account.pool_warned_user_id
                    THEN 'warned'
               END""",
            free=self._get_free_account_sql(user),
            held=self._get_held_by_team_sql(),
            user=user,
        )

    @api.model
    def _get_free_account_sql(self, user):
        """Return :meth:`_is_free_account` for ``res_partner AS account``."""
        return SQL(
            """(account.is_group_customer IS TRUE AND account.active IS TRUE
                AND %(user)s IS NULL
                AND account.is_assignment_pinned IS NOT TRUE
                AND COALESCE(account.group_approval_state, '') NOT IN %(unapproved)s)
            """,
            user=user,
            unapproved=UNAPPROVED,
        )

    @api.model
    def _get_held_by_team_sql(self):
        """Return whether a whole team manages ``res_partner AS account``."""
        return SQL(
            """EXISTS (
                   SELECT FROM group_customer_assignment AS held
                    WHERE held.partner_id = account.id
                      AND held.date_to IS NULL
                      AND held.team_id IS NOT NULL
                      AND 'account_manager' = (
                              SELECT role.code
                                FROM group_customer_assignment_role AS role
                               WHERE role.id = held.role_id
                          )
               )"""
        )

    def _get_pool_holders(self):
        """Return who holds these accounts by the history: id → (user id, team id)."""
        ids = self._origin.ids
        # Before the roles are installed nobody does
        if not ids or not self.env["group.customer.assignment.role"]._get_ids():
            return {}
        return self.env["group.customer.assignment"]._get_holders(
            ids, "account_manager"
        )

    def _is_free_account(self):
        """Whether this is an account that nobody manages and anybody may claim."""
        self.ensure_one()
        return bool(
            self.is_group_customer
            and self.active
            and not self.user_id
            and not self.is_assignment_pinned
            and self.group_approval_state not in UNAPPROVED
        )

    @api.depends_context("company")
    @api.depends("is_group_customer", "last_touched_on", "user_id")
    def _compute_is_untouched(self):
        policies = self.env["group.customer.pool.policy"]._get_for(
            self._origin.filtered("is_group_customer"), self.env.company
        )
        for partner in self:
            policy = policies.get(partner._origin.id)
            days = policy.untouched_days if policy else 0
            partner.is_untouched = bool(days) and partner.untouched_days >= days

    @api.model
    def _search_is_untouched(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        policy = self.env["group.customer.pool.policy"]
        policy.flush_model()
        self.flush_model()
        today = fields.Date.context_today(self)
        return Domain(
            "id",
            "in",
            SQL(
                """(SELECT account.id
                      FROM res_partner AS account %(rules)s
                     WHERE account.is_group_customer AND rule.untouched_days > 0
                       AND %(today)s::date - %(since)s >= rule.untouched_days)""",
                rules=policy._get_policy_sql(today, self.env.company),
                today=today,
                since=self._get_touched_since_sql(str(self.env.tz)),
            ),
        )

    @api.model
    def _get_touched_since_sql(self, zone):
        """Return the day from which ``res_partner AS account`` counts as untouched."""
        return SQL(
            """COALESCE(account.last_touched_on,
                        (account.create_date AT TIME ZONE 'UTC'
                         AT TIME ZONE %s)::date)""",
            zone,
        )

    # === INSTALLATION === #

    @api.model
    def _get_columns_created_empty(self):
        return {
            **super()._get_columns_created_empty(),
            "pool_state": "varchar",
            "pool_since": "date",
        }

    @api.model
    def _begin_pool(self):
        """Accounts without manager that are there already are in the pool from now
        on; nothing is left to do the next time. Runs once all tables are there."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner AS account
                   SET pool_state = 'pool', pool_since = CURRENT_DATE
                 WHERE account.pool_state IS NULL AND %s AND NOT %s
                """,
                self._get_free_account_sql(SQL("account.user_id")),
                self._get_held_by_team_sql(),
            )
        )
