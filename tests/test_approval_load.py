# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged
from odoo.tools import SQL

from .approval_common import MODEL, ApprovalCommon

OPEN_REQUESTS = 10_000
PAGE = 80


@tagged("post_install", "-at_install")
class TestApprovalLoad(ApprovalCommon):
    """Ten thousand open requests: the number of queries stays what it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule({"deadline_duration": 2, "deadline_unit": "calendar_days"})
        cls.few = cls._submit()
        cls._multiply(PAGE)

    @classmethod
    def _multiply(cls, count):
        """Copy the one request with its step and people, as if submitted."""
        cls.env.flush_all()
        Request = cls.Request
        Step = cls.env["group.customer.approval.request.step"]
        Approver = cls.env["group.customer.approval.approver"]
        cls.env.cr.execute(
            SQL(
                """
                CREATE TEMP TABLE IF NOT EXISTS numbers (n int, request_id int,
                    step_id int) ON COMMIT DROP;
                TRUNCATE numbers;
                INSERT INTO numbers SELECT n, nextval(%s), nextval(%s)
                  FROM generate_series(1, %s) n;
                """,
                f"{Request._table}_id_seq",
                f"{Step._table}_id_seq",
                count,
            )
        )
        cls._copy_rows(
            Request,
            SQL("s.id = %s", cls.few.id),
            {
                "id": SQL("numbers.request_id"),
                "res_id": SQL("-numbers.request_id"),
                "current_step_id": SQL("NULL"),
                "name": SQL("'APR/' || numbers.request_id"),
            },
        )
        cls._copy_rows(
            Step,
            SQL("s.request_id = %s", cls.few.id),
            {
                "id": SQL("numbers.step_id"),
                "request_id": SQL("numbers.request_id"),
            },
        )
        cls._copy_rows(
            Approver,
            SQL("s.request_id = %s", cls.few.id),
            {
                "id": SQL("nextval(%s)", f"{Approver._table}_id_seq"),
                "request_id": SQL("numbers.request_id"),
                "step_id": SQL("numbers.step_id"),
            },
        )
        cls.env.cr.execute(
            SQL(
                """INSERT INTO group_customer_approval_request_asked_rel
                          (group_customer_approval_request_id, res_users_id)
                   SELECT request_id, user_id
                     FROM group_customer_approval_approver
                       ON CONFLICT DO NOTHING;
                   UPDATE group_customer_approval_request r
                      SET current_step_id = numbers.step_id
                     FROM numbers WHERE r.id = numbers.request_id;
                   ANALYZE group_customer_approval_request;
                   ANALYZE group_customer_approval_request_step;
                   ANALYZE group_customer_approval_approver"""
            )
        )
        cls.env.invalidate_all()

    @classmethod
    def _copy_rows(cls, model, condition, values):
        names = [
            field.name
            for field in model._fields.values()
            if field.store and field.column_type
        ]
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        sources = SQL(", ").join(
            values.get(name, SQL.identifier("s", name)) for name in names
        )
        cls.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s s, numbers WHERE %s",
                SQL.identifier(model._table),
                columns,
                sources,
                SQL.identifier(model._table),
                condition,
            )
        )

    def _count(self, method):
        """Return how many queries ``method`` takes with cold caches of records."""
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = method()
        return self.env.cr.sql_log_count - before, result

    def _read_page(self, limit):
        """Read what the list “Waiting for Me” shows, as the web client does."""
        view = self.Request.get_view(
            self.env.ref("group_customer.group_customer_approval_request_view_list").id,
            "list",
        )
        names = view["models"][self.Request._name]
        specification = {
            name: {"fields": {"display_name": {}}}
            if self.Request._fields[name].type == "many2one"
            else {}
            for name in names
        }
        return lambda: self.Request.with_user(self.ann).web_search_read(
            [("is_waiting_for_me", "=", True)], specification, limit=limit
        )

    def test_page_costs_the_same(self):
        """8 or 80 lines, 81 or 10,081 open requests: one number of queries."""
        self._read_page(PAGE)()
        eight, result = self._count(self._read_page(8))
        self.assertEqual(len(result["records"]), 8)
        eighty, result = self._count(self._read_page(PAGE))
        self.assertEqual(len(result["records"]), PAGE)
        self._multiply(OPEN_REQUESTS)
        many, result = self._count(self._read_page(PAGE))
        self.assertEqual(result["length"], OPEN_REQUESTS + PAGE + 1)
        self.assertEqual(result["records"][0]["waiting_text"], "Ann, Bob, Cat")
        self.assertEqual((eight, eighty), (many, many))
        self.assertLessEqual(many, 30)

    def test_people_are_found_anew_set_based(self):
        """Nothing to change, and everybody to change."""
        requests = self.Request.search([("type_id", "=", self.type.id)])
        requests._refresh_approvers()  # the copies have no activities yet
        self.env.flush_all()
        eight, _changed = self._count(requests[:8]._refresh_approvers)
        eighty, changed = self._count(requests[:80]._refresh_approvers)
        self.assertFalse(changed)
        self.assertEqual(eight, eighty)

    def test_a_member_leaves(self):
        """Of a thousand requests each loses one: the user's form does not hang."""
        self._multiply(900)
        requests = self.Request.search([("type_id", "=", self.type.id)])
        requests._refresh_approvers()

        def leave():
            self.cat.group_ids -= self.deciders
            self.env.flush_all()

        self.env.flush_all()
        queries, _result = self._count(leave)
        rows = self.env["group.customer.approval.approver"].search_count(
            [("user_id", "=", self.cat.id)]
        )
        self.assertEqual(rows, 0)
        # By slices of a thousand records, whatever their number
        self.assertLess(queries, 250)

    def test_more_than_fits_is_left_to_the_cron(self):
        self._multiply(1500)
        cron = self.env.ref(
            "group_customer.ir_cron_group_customer_approval_request_watch"
        )
        self.cat.group_ids -= self.deciders
        rows = self.env["group.customer.approval.approver"]
        left = rows.search_count([("user_id", "=", self.cat.id)])
        self.assertGreater(left, 0)
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertFalse(rows.search_count([("user_id", "=", self.cat.id)]))
        self.assertFalse(
            self.Request.search_count([("approvers_checked_on", "=", False)])
        )
        self.assertEqual(self.few.res_model, MODEL)
