# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .approval_common import MODEL, ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalRuleFrozen(ApprovalCommon):
    """What a submission takes from its rule and document, and keeps."""

    def test_rule_is_frozen(self):
        rule = self._rule({}, {"users": self.dan})
        request = self._submit()
        rule.step_ids[1].user_ids = self.eva
        rule.step_ids[0].quorum = "all"
        rule.name = "Renamed"
        rule.action_archive()
        self._decide(request, self.ann)
        self.assertEqual(self._can_act(request), {"Dan"})
        self.assertEqual(request.rule_name, "Rule")
        rule.unlink()
        self.assertFalse(request.rule_id)
        self._decide(request, self.dan)
        self.assertEqual(request.state, "executed")

    def test_names_of_steps_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        rule = self._rule()
        rule.step_ids.with_context(lang="zh_CN").name = "第一步"
        request = self._submit()
        rule.unlink()
        step = request.current_step_id
        self.assertEqual(step.with_context(lang="en_US").name, "Step 1")
        self.assertEqual(step.with_context(lang="zh_CN").name, "第一步")

    def test_no_rule(self):
        self._refused("No approval rule for “Test Document”", self._submit)

    def test_rule_without_steps(self):
        """Such a rule cannot be saved; made in another way, nothing is submitted."""
        rule = self._rule()
        self.env.cr.execute("DELETE FROM group_customer_approval_step")
        self.env.invalidate_all()
        self.assertFalse(rule.step_ids)
        self._refused("has no step that approves", self._submit)

    def test_step_nobody_can_satisfy(self):
        self._rule({"users": self.ann}, {"users": self.dan, "purpose": "execute"})
        self.dan.active = False
        self._refused("“Step 2” has nobody who can act", self._submit)

    def test_two_rules_of_the_same_priority(self):
        self._rule(domain="[('value', '>', 1)]", name="One")
        self._rule(domain="[('value', '>', 2)]", name="Two")
        with self.assertRaisesRegex(Exception, "(?s)One.*Two|Two.*One"):
            self._submit()

    # === OPTIONAL STEPS (AP-02) === #

    def test_step_left_out_by_its_condition(self):
        self._rule(
            {},
            {"users": self.dan, "domain": "[('value', '>', 10)]"},
            {"users": self.eva},
        )
        request = self._submit()
        preview = self.Request._preview(self._document())
        self.assertEqual(
            [bool(step["skipped"]) for step in preview], [False, True, False]
        )
        self._decide(request, self.ann)
        self.assertEqual(self._can_act(request), {"Eva"})
        self.assertEqual(request.step_ids.mapped("state"), ["done", "skipped", "open"])
        high = self._submit(self._document(value=11))
        self._decide(high, self.ann)
        self.assertEqual(self._can_act(high), {"Dan"})

    def test_step_from_an_amount_in_another_currency(self):
        """1 EUR = 1.25 in the company's currency: 800 EUR are 1000, 799 EUR are not."""
        company_currency = self.env.company.currency_id
        euro = self.env["res.currency"].create(
            {
                "name": "TEU",
                "symbol": "T€",
                "rate_ids": [(0, 0, {"rate": 0.8, "name": "2000-01-01"})],
            }
        )
        self._rule(
            {},
            {"users": self.dan, "amount_min": 1000},
            currency_id=company_currency.id,
        )
        for amount, state in ((799, "executed"), (800, "in_progress")):
            with self.subTest(amount=amount):
                request = self._submit(
                    self._document(amount=amount, currency_id=euro.id)
                )
                self._decide(request, self.ann)
                self.assertEqual(request.state, state)
        # Without an amount nobody is spared the step
        request = self._submit()
        self._decide(request, self.ann)
        self.assertEqual(request.state, "in_progress")

    def test_every_step_left_out(self):
        self._rule({"domain": "[('value', '>', 10)]"})
        self._refused("leaves out every step", self._submit)

    def test_condition_that_no_longer_works_spares_nobody(self):
        self._rule({}, {"users": self.dan, "domain": "[('value', '>', 10)]"})
        request = self._submit()
        request.step_ids[1].domain = "[('gone', '=', 1)]"
        self._decide(request, self.ann)
        self.assertEqual(self._can_act(request), {"Dan"})

    # === THE DOCUMENT === #

    def test_changed_since_it_was_submitted(self):
        self._rule({}, {"users": self.dan, "purpose": "execute"})
        document = self._document()
        request = self._submit(document)
        self._refused(
            "cannot be changed", document.with_user(self.clerk).write, {"value": 6}
        )
        document.value = 6  # as a superuser's code might
        self._refused("was changed since", self._decide, request, self.ann)
        self._decide(request, self.ann, "return", comment="Changed")
        self._submit(document)
        self._decide(request, self.ann)
        document.value = 7
        self._refused("was changed since", self._decide, request, self.dan, "execute")
        self.assertEqual(request.state, "approved")

    def test_deleted_document(self):
        self._rule()
        requests = [self._submit() for _number in range(3)]
        for request in requests:
            self.env.cr.execute(
                "DELETE FROM group_customer_test_document WHERE id = %s",
                [request.res_id],
            )
        self.env.invalidate_all()
        one, two, three = requests
        self._refused("no longer exists", self._decide, one, self.ann)
        self._refused("no longer exists", one.with_user(self.ann).action_open_document)
        self._decide(one, self.ann, "reject", comment="Gone")
        two.with_user(self.clerk)._recall()
        three._expire()
        self.assertEqual(
            [request.state for request in requests],
            ["rejected", "recalled", "expired"],
        )

    def test_model_that_was_uninstalled(self):
        self._rule()
        request = self._submit()
        self.env.cr.execute(
            "UPDATE group_customer_approval_request SET res_model = 'x.gone' "
            "WHERE id = %s",
            [request.id],
        )
        self.env.invalidate_all()
        self._refused("no longer exists", self._decide, request, self.ann)
        request.with_user(self.clerk)._recall()

    def test_approver_changes_the_value(self):
        self._rule({}, {"users": self.dan, "may_change_value": True})
        document = self._document()
        request = self._submit(document)
        changes = {"value": 3}
        self.assertFalse(request.with_user(self.ann).can_change_value)
        self._refused(
            "does not change values", self._decide, request, self.ann, changes=changes
        )
        self._decide(request, self.ann)
        self.assertTrue(request.with_user(self.dan).can_change_value)
        self._refused(
            "cannot be changed: name",
            self._decide,
            request,
            self.dan,
            changes={"name": "Mine"},
        )
        self._refused(
            "only by who approves",
            self._decide,
            request,
            self.dan,
            "reject",
            comment="No",
            changes=changes,
        )
        self._decide(request, self.dan, changes=changes)
        self.assertEqual(document.value, 3)
        self.assertEqual(request.state, "executed")
        change = request.decision_ids.filtered(lambda line: line.kind == "change")
        self.assertEqual(change.changes_text, "Value: 5 → 3")
        self.assertEqual(change.user_id, self.dan)

    def test_open_the_document(self):
        self._rule()
        request = self._submit()
        action = request.with_user(self.ann).action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (MODEL, request.res_id)
        )
        self.env["ir.model.access"].search([("model_id.model", "=", MODEL)]).unlink()
        self._refused(
            "but not open it", request.with_user(self.ann).action_open_document
        )
