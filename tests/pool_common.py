# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .common import GroupCustomerCommon


class PoolCommon(GroupCustomerCommon):
    """One pool policy for all accounts: 90 days, warned 14 days before, two claims a
    month. Policies have held here for long."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        cls.Policy = cls.env["group.customer.pool.policy"]
        cls.Event = cls.env["group.customer.pool.event"]
        cls.Assignment = cls.env["group.customer.assignment"]
        cls.Policy.search([]).unlink()
        cls.policy = cls._policy(
            untouched_days=90, warning_days=14, claim_limit=2, held_limit=0
        )
        cls.today = cls.env["group.customer.ledger"]._get_today(cls.env.company)
        cls.account, cls.colleague = cls.users["account"], cls.users["colleague"]
        cls.parameter = cls.env["group.customer.parameter"].search(
            [("code", "=", "pool_reclaim_days")]
        )

    @classmethod
    def _policy(cls, since=1000, **values):
        """Create a policy that has been here for so many days."""
        policy = cls.Policy.create(
            {"name": "Policy", "date_from": "2000-01-01", **values}
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE group_customer_pool_policy SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=since), policy.id],
        )
        policy.invalidate_recordset(["create_date"])
        return policy

    @classmethod
    def _day(cls, days):
        """The day so many days ago."""
        return cls.today - timedelta(days=days)

    @classmethod
    def _aged(cls, name, days, user=None, touched=None, **values):
        """Create an account that was entered, and got its manager, so many days ago.

        :param touched: days since the last order, if there is one
        """
        partner = cls._create_company_partner(name, user_id=user and user.id, **values)
        cls.env.flush_all()
        moment = fields.Datetime.now() - timedelta(days=days)
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            [moment, partner.id],
        )
        cls.env.cr.execute(
            """UPDATE group_customer_assignment SET date_from = %s
                WHERE partner_id = %s""",
            [cls._day(days), partner.id],
        )
        cls.env.invalidate_all()
        if touched is not None:
            cls._touch(partner, touched)
        return partner

    @classmethod
    def _touch(cls, partner, days):
        """An earlier sale, imported, so many days ago."""
        cls.env["group.customer.transaction"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.env.company.id,
                "date": cls._day(days),
                "reference": f"{partner.id}/{days}",
                "kind": "sale",
                "amount": 1,
                "currency_id": cls.env.company.currency_id.id,
            }
        )
        partner._refresh_touches(partner)

    def _run(self):
        """What the scheduled action does, in slices, without its commits."""
        partners = self.env["res.partner"].sudo()
        partners._refresh_touches()
        for step in (
            partners._lift_pool_warnings,
            partners._return_to_pool,
            partners._warn_of_pool,
        ):
            for _turn in range(50):
                if not step(2):
                    break
            else:
                self.fail(f"{step.__name__} never ends")
        self.env.invalidate_all()

    def _kinds(self, partner):
        return self.Event.search([("partner_id", "=", partner.id)], order="id").mapped(
            "kind"
        )

    def _warnings(self, partner):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", partner.id),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("group_customer.mail_activity_type_pool").id,
                ),
            ]
        )

    def _refused(self, expected, method, *args, **values):
        """Expect an error whose text has ``expected``, and nothing changed."""
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            method(*args, **values)
        self.assertIn(expected, str(caught.exception))
