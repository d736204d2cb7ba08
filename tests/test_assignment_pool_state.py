# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from itertools import product

from odoo.tests import tagged

from .pool_common import PoolCommon

STATES = ("pool_state", "pool_since")


@tagged("post_install", "-at_install")
class TestPoolState(PoolCommon):
    """A move writes by SQL what the fields would compute."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env["group.customer.assignment.role"]._get("account_manager")
        cls.role.allows_team = True
        cls.team = cls.env["crm.team"].create({"name": "Pool team"})

    def _account(self, number, user, pinned, approval, warned, active):
        partner = self._create_company_partner(f"Account {number}", user_id=user.id)
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE res_partner
                  SET is_assignment_pinned = %s, group_approval_state = %s,
                      pool_warned_on = %s, pool_warned_user_id = %s, active = %s
                WHERE id = %s""",
            [
                pinned or None,
                approval,
                self.today if warned else None,
                warned.id if warned else None,
                active,
                partner.id,
            ],
        )
        self.env.invalidate_all(flush=False)
        self.env.add_to_compute(partner._fields["pool_state"], partner)
        self.env.flush_all()
        return partner

    def _read(self, partners):
        self.env.cr.execute(
            "SELECT id, pool_state, pool_since FROM res_partner WHERE id = ANY(%s)",
            [partners.ids],
        )
        return {id_: states for id_, *states in self.env.cr.fetchall()}

    def _compare(self, partners, holder):
        """Move accounts, then let the ORM compute what the move has written."""
        self.Assignment._assign(
            [
                {"partner_id": id_, "role_id": "account_manager", **holder}
                for id_ in partners.ids
            ],
            "manual",
            reason="x",
        )
        for name in STATES:
            field = partners._fields[name]
            self.assertFalse(
                self.env.transaction.tocompute.get(field), "computed by SQL alone"
            )
        found = self._read(partners)
        self.env.add_to_compute(partners._fields["pool_state"], partners)
        self.env.flush_all()
        self.assertEqual(self._read(partners), found)
        return found

    def test_the_same_as_the_fields_compute(self):
        users = self.env["res.users"]
        cases = product(
            (users, self.account),
            (False, True),
            (None, "pending", "approved"),
            (users, self.account, self.colleague),
            (True, False),
        )
        partners = self.env["res.partner"].union(
            *(self._account(number, *case) for number, case in enumerate(cases))
        )
        self.assertEqual(len(partners), 72)
        seen = set()
        for holder in (
            {"user_id": self.account.id},
            {"user_id": self.colleague.id},
            {"team_id": self.team.id},
            {},
            {"team_id": self.team.id},
            {"user_id": self.account.id},
            {},
        ):
            found = self._compare(partners, holder)
            seen |= {state for state, _since in found.values()}
        self.assertEqual(seen, {None, "warned", "pool"})

    def test_since_when(self):
        partner = self._create_company_partner("Long ago")
        self.env.flush_all()
        self.assertEqual(partner.pool_state, "pool")
        self.env.cr.execute(
            "UPDATE res_partner SET pool_since = %s WHERE id = %s",
            [self._day(30), partner.id],
        )
        self.env.invalidate_all()
        move = {"partner_id": partner.id, "role_id": "account_manager"}
        self.Assignment._assign([{**move, "user_id": self.account.id}], "manual")
        self.assertEqual((partner.pool_state, partner.pool_since), (False, False))
        self.Assignment._assign([move], "manual")
        self.assertEqual((partner.pool_state, partner.pool_since), ("pool", self.today))

    def test_what_waits_to_be_computed_is_not_lost(self):
        partner = self._create_company_partner("Waits", user_id=self.account.id)
        move = {"partner_id": partner.id, "role_id": "account_manager"}
        partner.is_assignment_pinned = True
        self.Assignment._assign([move], "manual", reason="x")
        self.assertFalse(partner.pool_state)
        partner.is_assignment_pinned = False
        self.assertEqual(partner.pool_state, "pool")

    def test_people_who_follow_are_not_in_the_pool(self):
        partner = self._create_company_partner("Parent", user_id=self.account.id)
        person = self.env["res.partner"].create(
            {
                "name": "Person",
                "parent_id": partner.id,
                "user_id": self.account.id,
                "is_company": False,
            }
        )
        found = self._compare(partner, {})
        self.assertEqual(found[partner.id][0], "pool")
        self.assertFalse(person.user_id)
        self.assertFalse(person.pool_state)

    def test_one_update_for_many(self):
        partners = self.env["res.partner"].union(
            *(self._create_company_partner(f"Many {number}") for number in range(150))
        )
        self.env.flush_all()
        counts = []
        for part in (partners[:10], partners[10:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Assignment._assign(
                [
                    {
                        "partner_id": id_,
                        "role_id": "account_manager",
                        "user_id": self.account.id,
                    }
                    for id_ in part.ids
                ],
                "import",
            )
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # Notes in the chatter of the few come on top
        self.assertLessEqual(counts[1], counts[0])
