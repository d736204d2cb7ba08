# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL

# What is older was written by a transaction that has ended.
KEPT = "1 day"


class GroupCustomerAccountKey(models.Model):
    """What two transactions both write that must not happen at once (AM-23).

    Odoo works in REPEATABLE READ: of two transactions that enter the same company,
    none sees that of the other. One row per name, number or claimant, written by both,
    makes the second wait and fail with a serialization error, which Odoo answers by
    beginning anew, now with the first in sight. Nothing else is kept here.
    """

    _name = "group.customer.account.key"
    _description = "Account Key"
    _log_access = False
    _rec_name = "key"

    key = fields.Char(required=True)
    written_at = fields.Datetime(required=True)

    _key_unique = models.Constraint("UNIQUE(key)", "The key is in use.")

    @api.model
    def _take(self, keys):
        """Write the rows of these keys, in one order for everybody; one statement."""
        keys = sorted(set(keys))
        if keys:
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO group_customer_account_key (key, written_at)
                    SELECT key, NOW() AT TIME ZONE 'UTC'
                      FROM UNNEST(%s::text[]) AS taken(key)
                        ON CONFLICT (key) DO UPDATE
                       SET written_at = EXCLUDED.written_at
                 RETURNING id
                    """,
                    keys,
                )
            )

    @api.autovacuum
    def _gc_account_keys(self):
        self.env.execute_query(
            SQL(
                """
                DELETE FROM group_customer_account_key
                 WHERE id IN (
                           SELECT id
                             FROM group_customer_account_key
                            WHERE written_at
                                  < NOW() AT TIME ZONE 'UTC' - %s::interval
                              FOR UPDATE SKIP LOCKED
                       )
             RETURNING id
                """,
                KEPT,
            )
        )
