# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .approval_grading_common import ApprovalGradingCommon


@tagged("post_install", "-at_install")
class TestApprovalGradingPacks(ApprovalGradingCommon):
    """The rules as the packs ship them, on documents of the grading."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["group.customer.approval.rule"]
        cls.ann = cls._customers("Ann")

    @classmethod
    def _adopt(cls, pack):
        cls.env["group.customer.policy.pack"]._load_shipped_pack(pack)
        rules = cls.Rule.with_context(active_test=False)
        return rules.search([("active", "=", False)]).action_unarchive()

    def _duty(self, login, code):
        group = self.env.ref(f"group_customer.duty_{code}")
        user = self._user(login, "user")
        user.group_ids += group
        return user

    def _ask(self, scheme, grade, **values):
        values.setdefault("reason", "High return")
        self.ann.user_id = self.preparer
        return (
            self.env["group.customer.grade.request"]
            .with_user(self.preparer)
            .create(
                {
                    "partner_id": self.ann.id,
                    "scheme_id": scheme.id,
                    "grade_id": scheme.grade_ids.filtered(
                        lambda found: found.code == grade
                    ).id,
                    "has_consent": True,
                    "identity_verified": True,
                    **values,
                }
            )
        )

    def test_the_grade_table_of_the_general_pack(self):
        """AP-05: department manager, marketing manager, settlement manager."""
        self._adopt("general")
        self._transact(self.ann, 900)
        run = self._run(self._showing_scheme("revenue"))
        request = self._submit(run, self.preparer)
        self.assertEqual(request.approver_ids.user_id, self.head_of)
        self._decide(request, self.head_of)
        self.assertIn(self.reviewer, request.approver_ids.user_id)
        self._decide(request, self.reviewer)
        self.assertIn(self.filer, request.approver_ids.user_id)
        self._decide(request, self.filer, "execute")
        self.assertEqual(run.state, "filed")

    def test_an_unticked_scheme_has_its_rule_too(self):
        """GR-15: the rule of the pack looks at the duty, not at the tick."""
        self._adopt("general")
        scheme = self._showing_scheme("order_count", requires_approval=True)
        self.env.flush_all()
        scheme.requires_approval = False
        self.assertTrue(scheme.needs_approval)
        self.assertTrue(scheme._is_approval_required())
        self._submit(scheme, self._user("designer", "admin"))
        self.assertEqual(scheme.approval_state, "in_progress")

    def test_vip_cards_on_both_routes(self):
        """AP-07: personal banking, or corporate banking; e-banking issues the card."""
        self._adopt("bank_vip")
        scheme = self.env["group.customer.grade.scheme"].search(
            [("code", "=", "vip_card")]
        )
        scheme.population_domain = f"[('id', 'in', {self.ann.ids})]"
        issuer = self._duty("issuer", "e_banking")
        banker = {
            "individual": self._duty("banker", "personal_banking"),
            "corporate_executive": self._duty("corporate", "corporate_banking"),
        }
        for route in scheme.route_ids:
            with self.subTest(route=route.code):
                request = self._ask(scheme, "GOL", route_id=route.id)
                approval = self._submit(request, self.preparer)
                self.assertEqual(approval.approver_ids.user_id, banker[route.code])
                self._decide(approval, banker[route.code])
                self.assertEqual(request.state, "submitted")
                self._decide(approval, issuer, "execute")
                self.assertEqual(request.state, "approved")
                self.assertEqual(request.decided_by_id, banker[route.code])

    def test_the_qualification_of_group_insurance(self):
        """AP-08, GR-22: one rule for the declaration of annex 1."""
        self._adopt("insurance")
        scheme = self.env["group.customer.grade.scheme"].search(
            [("code", "=", "layered_insurance")]
        )
        request = self._ask(
            scheme,
            scheme._get_requested_grades().code,
            route_id=scheme.route_ids[:1].id,
        )
        approval = self._submit(request, self.preparer)
        self.assertEqual(approval.type_id.code, "vip_application")
        self._decide(approval, self.head_of)
        self._decide(approval, self.director)
        self.assertEqual(request.state, "approved")

    def test_the_printed_form(self):
        """The form tells each decision, its day, and who stood in."""
        self._rule(
            "grade_override",
            ("Department", self.head_of),
            ("Company leader", self.director),
        )
        scheme = self._showing_scheme("revenue", allow_override=True)
        request = self._ask(scheme, "A")
        stand_in = self._user("standin", "director")
        self.env["group.customer.approval.delegation"].create(
            {
                "user_id": self.director.id,
                "delegate_id": stand_in.id,
                "date_from": "2000-01-01",
                "date_to": "2999-12-31",
                "reason": "Travels",
            }
        )
        approval = self._submit(request, self.preparer, note="Strategic")
        self._decide(approval, self.head_of, comment="Fine with us")
        self._decide(approval, stand_in)
        report = self.env["ir.actions.report"]
        html, _kind = report._render_qweb_html(
            "group_customer.report_grade_request", request.ids
        )
        text = html.decode()
        for expected in (
            approval.name,
            "Fine with us",
            "Standin for Director",
            "Department",
            "Company leader",
        ):
            self.assertIn(expected, text)

    def test_the_printed_grade_table_names_each_step(self):
        self._chain()
        self._transact(self.ann, 900)
        run = self._draft_run(self._showing_scheme("revenue"))
        run.with_user(self.preparer).action_compute()
        report = self.env["report.group_customer.report_customer_grade_table"]

        def signatures():
            return [
                (signature["label"], signature["name"])
                for signature in report._prepare_signatures(run)
            ]

        self.assertEqual(
            signatures(),
            [("Preparer", "Preparer"), ("Reviewer", ""), ("Re-checker", "")],
        )
        request = self._submit(run, self.preparer)
        self._decide(request, self.head_of)
        self._decide(request, self.reviewer)
        self.assertEqual(
            signatures(),
            [
                ("Preparer", "Preparer"),
                ("Department manager", "Department"),
                ("Review", "Marketing"),
                ("Re-check and file", ""),
            ],
        )
