# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import Form, tagged

from .allocation_common import AllocationCommon

REPORT = "group_customer.report_customer_allocation"


@tagged("post_install", "-at_install")
class TestAllocationScreens(AllocationCommon):
    """What is read on the screen and on paper, and by whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        pool = cls._create_pool(renewal=3, old=6)
        cls._create_resource("together", "old", 1, pool["renewal"][0].partner_id)
        cls.month_run = cls._computed()
        cls._carry_out(cls.month_run)

    def _print(self, user):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(user)
            ._render_qweb_html(REPORT, self.month_run.ids)
        )
        return " ".join(html.decode().split())

    def test_the_printed_list(self):
        html = self._print(self.director)
        self.assertIn("Monthly Allocation of Customer Resources", html)
        # 9 customers over 3 heads; 7 dealt, 1 companion, 2 left
        self.assertIn("Total 9 ÷ headcount 3 = 3.00 per head.", html)
        self.assertIn("Pool 10 = dealt 7 + companions 1 + left 2.", html)
        self.assertIn("Beyond the part of its share: 2", html)
        for name in self.receivers:
            self.assertIn(f"Receiver: <strong>{name}</strong>", html)
        for line in self.month_run.line_ids:
            shown = line.outcome != "left"
            name = line.resource_id.display_name
            self.assertEqual(name in html, shown, name)

    def test_an_account_manager_prints_the_own_list(self):
        html = self._print(self.receivers["Li"].user_id)
        self.assertIn("Receiver: <strong>Li</strong>", html)
        self.assertNotIn("Receiver: <strong>Zhang</strong>", html)
        other = self.month_run.line_ids.filtered(
            lambda line: line.user_id.name == "Zhang"
        )[0]
        self.assertNotIn(other.resource_id.display_name, html)

    def test_every_form_opens_for_whom_it_is(self):
        for role, user in (
            ("director", self.director),
            ("manager", self.users["manager"]),
            ("receiver", self.receivers["Li"].user_id),
        ):
            with self.subTest(role=role):
                # As in a request of its own
                self.env.invalidate_all()
                run = self.month_run.with_user(user)
                values = run.web_read(
                    {
                        "display_name": {},
                        "spill_mode": {},
                        "quota_ids": {"fields": {"per_head": {}, "spill_text": {}}},
                        "receiver_ids": {
                            "fields": {"score_text": {}, "received_count": {}}
                        },
                    }
                )
                self.assertEqual(len(values[0]["quota_ids"]), 4)
                self.assertFalse(run.can_compute)
        with Form(self.scheme.with_user(self.users["admin"])) as form:
            form.per_head_limit = 7
        self.assertEqual(self.scheme.per_head_limit, 7)

    def test_a_list_of_lines_reads_with_few_statements(self):
        """Explanations of a page: the number of statements is that of one line."""
        lines = self.month_run.line_ids

        def count(records):
            self.env.invalidate_all()
            records = self.Line.with_user(self.director).browse(records.ids)
            before = self.env.cr.sql_log_count
            records.mapped("explanation")
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(count(lines), count(lines[:1]) + 6)
