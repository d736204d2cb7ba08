# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .visit_checkin_common import FAR, NEAR, SHANGHAI, VisitCheckinCommon


@tagged("post_install", "-at_install")
class TestVisitRightsPosition(VisitCheckinCommon):
    """Nobody moves a customer to where the check-in is to take place."""

    def _place(self, where):
        return {"partner_latitude": where[0], "partner_longitude": where[1]}

    def test_account_managers_do_not_move_customers(self):
        mine = self.north.with_user(self.visitor)
        for write in (
            lambda: mine.write(self._place(FAR)),
            lambda: mine.write({"partner_latitude": FAR[0]}),
            lambda: mine.create(
                {
                    "name": "Home",
                    "type": "delivery",
                    "parent_id": mine.id,
                    **self._place(FAR),
                }
            ),
        ):
            with (
                self.assertRaisesRegex(AccessError, "decided by a manager"),
                self.env.cr.savepoint(),
            ):
                write()
        self.assertEqual(mine.partner_latitude, SHANGHAI[0])
        # The same again, something else, and none at all
        mine.write({**self._place(SHANGHAI), "street": "Bund 1"})
        mine.write(self._place((0, 0)))
        self.north.with_user(self.users["manager"]).write(self._place(NEAR))
        self.assertEqual(self.north.partner_latitude, NEAR[0])

    def test_places_are_not_brought_along(self):
        """An address of somebody else is not made one of the customer's."""
        home = (
            self.env["res.partner"]
            .with_user(self.visitor)
            .create({"name": "Home", "type": "delivery", **self._place(FAR)})
        )
        with (
            self.assertRaisesRegex(AccessError, "“.*Home”"),
            self.env.cr.savepoint(),
        ):
            home.parent_id = self.north
        home.write(self._place((0, 0)))
        home.parent_id = self.north

    def test_other_contacts_are_where_one_says(self):
        """Contacts that are no group customers behave as in plain Odoo."""
        shop = (
            self.env["res.partner"]
            .with_user(self.visitor)
            .create({"name": "Shop", "is_company": True, **self._place(NEAR)})
        )
        shop.write(self._place(FAR))
        self.assertEqual(shop.partner_latitude, FAR[0])
        new = shop.copy({"is_group_customer": True, **self._place(NEAR)})
        self.assertEqual(new.partner_latitude, NEAR[0])
