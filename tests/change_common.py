# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import GroupCustomerCommon

DUTY = "group_customer.group_group_customer_"


class ChangeCommon(GroupCustomerCommon):
    """Change requests of a customer, by rules as the source has them (AP-03, AP-04).

    The clerk asks (own accounts), the marketing manager decides first and may change
    values, then the chief accountant, who carries it out. The customer has a discount
    of 5 % and payment terms of 30 days; terms up to 10 % are permitted.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        for role in ("marketing_manager", "chief_accountant", "credit_controller"):
            cls.users[role] = new_test_user(
                cls.env, login=f"gc_{role}", groups=f"base.group_user,{DUTY}{role}"
            )
        cls.clerk = cls.users["account"]
        cls.marketing = cls.users["marketing_manager"]
        cls.accountant = cls.users["chief_accountant"]
        cls.Change = cls.env["group.customer.change.request"]
        cls.Request = cls.env["group.customer.approval.request"]
        cls._setup_rules()
        cls._setup_guards()
        cls.term_30, cls.term_60 = cls.env["account.payment.term"].create(
            [{"name": "30 days of the test"}, {"name": "60 days of the test"}]
        )
        cls.monthly = cls.env["group.customer.settlement.method"].create(
            {"name": "Monthly of the test", "code": "test_monthly"}
        )
        cls.customer = cls._create_company_partner("Customer", user_id=cls.clerk.id)
        cls.customer.write(
            {"agreed_discount": 5, "property_payment_term_id": cls.term_30.id}
        )

    @classmethod
    def _setup_rules(cls):
        marketing = ("marketing_manager", {"may_change_value": True})
        accountant = "chief_accountant"
        cls.rule_discount = cls._rule(
            "discount_change",
            marketing,
            (accountant, {}),
            (accountant, {"purpose": "execute"}),
        )
        cls.rule_new = cls._rule(
            "new_customer",
            marketing,
            (accountant, {"domain": "[('is_outside_range', '=', True)]"}),
        )
        cls.rule_manager = cls._rule("account_manager_change", ("director", {}))
        cls.rule_limit = cls._rule("credit_limit", marketing)
        cls.rule_data = cls._rule("partner_data", ("director", {}))

    @classmethod
    def _rule(cls, code, *steps):
        return cls.env["group.customer.approval.rule"].create(
            {
                "name": f"Rule {code}",
                "type_id": cls._type(code).id,
                "step_ids": [
                    Command.create(
                        {
                            "sequence": sequence,
                            "name": f"Step {sequence}",
                            "approver_kind": "group",
                            "group_id": cls.env.ref(DUTY + duty).id,
                            **values,
                        }
                    )
                    for sequence, (duty, values) in enumerate(steps, 1)
                ],
            }
        )

    @classmethod
    def _setup_guards(cls):
        """Exactly these guards, whatever the pack brought."""
        Guard = cls.env["group.customer.guarded.field"]
        Guard.search([]).unlink()
        for name, code in (
            ("agreed_discount", "discount_change"),
            ("settlement_method_id", "discount_change"),
            ("property_payment_term_id", "discount_change"),
            ("property_product_pricelist", "discount_change"),
            ("credit_limit", "credit_limit"),
            ("user_id", "account_manager_change"),
            ("vat", "partner_data"),
            ("lang", "partner_data"),
            ("group_relation", "partner_data"),
            ("is_group_customer", "partner_data"),
        ):
            Guard.create(
                {"field_id": cls._field(name).id, "type_id": cls._type(code).id}
            )

    @classmethod
    def _type(cls, code):
        return cls.env["group.customer.approval.type"]._get(code)

    @classmethod
    def _field(cls, name):
        return cls.env["ir.model.fields"]._get("res.partner", name)

    # Requests

    @classmethod
    def _change(cls, code="discount_change", user=None, partner=None, **inputs):
        """Create a request; each keyword is a field and what is entered for it."""
        values = {
            name: inputs.pop(name)
            for name in ("effective_date", "company_id")
            if name in inputs
        }
        return cls.Change.with_user(user or cls.clerk).create(
            {
                "type_id": cls._type(code).id,
                "partner_id": (partner or cls.customer).id,
                "reason": "The customer buys more",
                "line_ids": [
                    Command.create(cls._line(name, value))
                    for name, value in inputs.items()
                ],
                **values,
            }
        )

    @classmethod
    def _line(cls, name, value):
        field = cls.env["res.partner"]._fields[name]
        key = {
            "many2one": "new_record_id",
            "float": "new_number",
            "boolean": "new_boolean",
            "char": "new_text",
        }[field.type]
        return {"field_id": cls._field(name).id, key: value}

    @classmethod
    def _submit(cls, change, user=None, **values):
        """Submit a change request; returns the approval request, as superuser."""
        user = user or cls.clerk
        values.setdefault("note", change.reason or "Because")
        request = cls.Request.with_user(user)._submit(change.with_user(user), **values)
        return request.with_env(cls.env)

    @classmethod
    def _decide(cls, change, user, kind="approve", comment=None, **values):
        request = change.sudo().approval_request_id.with_user(user)
        step = request.sudo().current_step_id.with_user(user)
        request._decide(kind, step, comment=comment, **values)

    @classmethod
    def _carry_out(cls, change):
        """Submit and let everybody agree."""
        cls._submit(change)
        cls._decide(change, cls.marketing)
        cls._decide(change, cls.accountant)
        cls._decide(change, cls.accountant, "execute")

    def _refused(self, expected, method, *args, **values):
        """Expect an error whose text has ``expected``, and nothing changed."""
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            method(*args, **values)
        self.assertIn(expected, str(caught.exception))
        return str(caught.exception)
