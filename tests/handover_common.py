# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import GroupCustomerCommon

DIRECTOR = "group_customer.group_group_customer_director"


class HandoverCommon(GroupCustomerCommon):
    """A giver with three accounts, two colleagues, and a rule by which a director
    approves handovers.

    ::

        team (led by manager): giver, receiver, other
        accounts of the giver: harbour, mine, quarry; of the receiver: bakery
        the giver is also chief representative of the mine
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        cls.giver = cls.users["account"]
        cls.receiver = cls.users["colleague"]
        cls.manager = cls.users["manager"]
        cls.director = cls.users["director"]
        cls.giver.name, cls.receiver.name = "Giver", "Receiver"
        cls.manager.name = "Manager"
        cls.other = cls._user("other")
        cls.stranger = cls._user("stranger")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Team",
                "user_id": cls.manager.id,
                "member_ids": [Command.set((cls.giver | cls.receiver | cls.other).ids)],
            }
        )
        cls.harbour, cls.mine, cls.quarry = (
            cls._create_company_partner(name, user_id=cls.giver.id)
            for name in ("Harbour", "Mine", "Quarry")
        )
        cls.accounts = cls.harbour | cls.mine | cls.quarry
        cls.bakery = cls._create_company_partner("Bakery", user_id=cls.receiver.id)
        cls.Handover = cls.env["group.customer.handover"]
        cls.Assignment = cls.env["group.customer.assignment"]
        cls._add_rule()
        cls.env.flush_all()

    @classmethod
    def _user(cls, name, level="user", **values):
        return new_test_user(
            cls.env,
            login=f"gc_{name}",
            name=name.capitalize(),
            groups="base.group_user,base.group_partner_manager,"
            "sales_team.group_sale_salesman_all_leads,"
            f"group_customer.group_group_customer_{level}",
            **values,
        )

    @classmethod
    def _add_rule(cls):
        code = "account_handover"
        cls.rule = cls.env["group.customer.approval.rule"].create(
            {
                "name": "Handover",
                "type_id": cls.env["group.customer.approval.type"]._get(code).id,
                "step_ids": [
                    Command.create(
                        {
                            "name": "Director",
                            "sequence": 1,
                            "approver_kind": "group",
                            "group_id": cls.env.ref(DIRECTOR).id,
                        }
                    )
                ],
            }
        )

    # Handovers

    @classmethod
    def _handover(cls, user=None, **values):
        """Create a handover of everything to the receiver, with its accounts."""
        values = {
            "from_user_id": cls.giver.id,
            "to_user_id": cls.receiver.id,
            "reason_kind": "leaver",
            "reason": "The giver leaves",
            "note": "Ask for the buyer",
            **values,
        }
        handover = cls.Handover.with_user(user or cls.manager).create(values)
        handover.action_load_lines()
        return handover

    @classmethod
    def _ask(cls, handover):
        """Fill in the notes and put it to both sides."""
        handover.action_fill_notes()
        handover.action_request_confirmation()
        return handover

    @classmethod
    def _confirm(cls, handover):
        handover.with_user(cls.giver).action_confirm_giver()
        for user in handover.sudo().line_ids.to_user_id:
            handover.with_user(user).action_confirm_receiver()
        return handover

    @classmethod
    def _submit(cls, handover, user=None):
        user = user or cls.manager
        Request = cls.env["group.customer.approval.request"].with_user(user)
        Request._submit(handover.with_user(user), note="The giver leaves")
        return handover

    @classmethod
    def _approve(cls, handover, user=None):
        user = user or cls.director
        request = handover.sudo().approval_request_id.with_user(user)
        request._decide("approve", request.sudo().current_step_id.with_user(user))
        return handover

    @classmethod
    def _carry_out(cls, handover):
        """Go the whole way."""
        cls._ask(handover)
        cls._confirm(handover)
        cls._submit(handover)
        return cls._approve(handover)

    # What holds

    def _holders(self, code="account_manager", accounts=None):
        """Return the names of who holds a role on the accounts, in their order."""
        accounts = self.accounts if accounts is None else accounts
        held = self.Assignment._get_holders(accounts.ids, code)
        users = self.env["res.users"]
        return [users.browse(held.get(a.id, (False,))[0]).name for a in accounts]

    def _line(self, handover, account, code="account_manager"):
        return handover.line_ids.filtered(
            lambda line: line.partner_id == account and line.role_id.code == code
        )

    def _refused(self, expected, method, *args, error=UserError, **values):
        """Expect an error whose text has ``expected``, and nothing changed."""
        with self.assertRaises(error) as caught, self.env.cr.savepoint():
            method(*args, **values)
        self.assertIn(expected, caught.exception.args[0])
