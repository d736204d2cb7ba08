# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

# Rows erased per statement
ERASE_SLICE = 5000


class GroupCustomerVisit(models.Model):
    """What becomes of the positions that check-ins have left."""

    _inherit = "group.customer.visit"

    can_take_position = fields.Boolean(
        compute="_compute_can_take_position",
        export_string_translation=False,
        help="Technical: the user may take the position of the check-in for that of "
        "the customer.",
    )

    @api.depends("checkin_latitude", "checkin_longitude")
    @api.depends_context("uid")
    def _compute_can_take_position(self):
        is_manager = self._is_position_manager()
        for visit in self:
            visit.can_take_position = is_manager and bool(
                visit.checkin_latitude or visit.checkin_longitude
            )

    def _is_position_manager(self):
        return self.env.user.has_group("group_customer.group_group_customer_manager")

    # === ACTION METHODS === #

    def action_take_position(self):
        """A manager takes the position of the check-in for that of the customer's
        address.

        :raises UserError: when the position has been erased
        """
        self.ensure_one()
        self.check_access("read")
        if not self._is_position_manager():
            raise AccessError(
                self.env._(
                    "“%(visit)s”: where a customer is, is decided by a manager. Ask "
                    "yours.",
                    visit=self.display_name,
                )
            )
        if not self.can_take_position:
            raise UserError(
                self.env._(
                    "“%(visit)s”: no position of the check-in is kept. Enter the "
                    "position of the customer by hand, or take it from a later visit.",
                    visit=self.display_name,
                )
            )
        place = self._get_place()
        place.write(
            {
                "partner_latitude": self.checkin_latitude,
                "partner_longitude": self.checkin_longitude,
            }
        )
        # Without the coordinates: those of the visit are erased one day
        place.message_post(
            body=self.env._(
                "The position of the address was taken from the check-in of "
                "“%(visit)s”.",
                visit=self.display_name,
            )
        )

    # === BUSINESS METHODS === #

    @api.model
    def _cron_erase_positions(self):
        """Erase the positions whose days are over, slice by slice."""
        self.flush_model()
        cron = self.env["ir.cron"]
        due = Domain("position_erase_at", "<=", self._get_now())
        remaining = self.search_count(due)
        cron._commit_progress(remaining=remaining)
        while erased := self._erase_positions():
            remaining = max(remaining - erased, 0)
            if not cron._commit_progress(erased, remaining=remaining):
                break

    @api.model
    def _erase_positions(self, limit=ERASE_SLICE):
        """Erase one slice of the positions whose days are over.

        :returns: how many visits that were
        """
        self.env.cr.execute(
            SQL(
                """
                -- Materialized: joined as it is, a slice may be taken more than once
                WITH slice AS MATERIALIZED (
                         SELECT id FROM group_customer_visit
                          WHERE position_erase_at <= %(now)s
                       ORDER BY position_erase_at, id
                          LIMIT %(limit)s
                     FOR UPDATE SKIP LOCKED
                )
                UPDATE group_customer_visit AS visit
                   SET checkin_latitude = NULL, checkin_longitude = NULL,
                       checkin_accuracy = NULL,
                       checkout_latitude = NULL, checkout_longitude = NULL,
                       checkout_accuracy = NULL,
                       position_erase_at = NULL
                  FROM slice
                 WHERE visit.id = slice.id
                """,
                now=self._get_now(),
                limit=limit,
            )
        )
        erased = self.env.cr.rowcount
        if erased:
            self.invalidate_model()
        return erased
