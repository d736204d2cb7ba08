# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import SerializationFailure

from odoo import Command, fields
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .workers_common import WorkersCommon


@tagged("post_install", "-at_install")
class TestVisitPlanWorkers(WorkersCommon):
    """Two workers, two connections, one month: no visit is proposed twice.

    Everything is committed for good, so that each test removes what it made.
    """

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            policies = env["group.customer.visit.policy"].search([])
            policies.active = False
            self.archived_ids = policies.ids
            category = env["res.partner.category"].create({"name": "Plan Workers"})
            users = env["res.users"]
            for number in range(2):
                users += new_test_user(
                    env,
                    login=f"plan_worker_{number}",
                    groups="base.group_user,group_customer.group_group_customer_user",
                )
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"Planned {number}",
                        "is_company": True,
                        "is_group_customer": True,
                        "user_id": users[number % 2].id,
                        "category_id": [Command.set(category.ids)],
                    }
                    for number in range(6)
                ]
            )
            role = env["group.customer.assignment.role"]._get("account_manager")
            policy = env["group.customer.visit.policy"].create(
                {
                    "code": "plan_workers",
                    "name": "Workers",
                    "date_from": "2020-01-01",
                    "kind_id": env.ref(
                        "group_customer.group_customer_visit_kind_routine"
                    ).id,
                    "role_id": role.id,
                    "minimum": 2,
                    "target": 2,
                    "domain": f"[('category_id', '=', {category.id})]",
                }
            )
            self.company_id = env.company.id
            today = env["group.customer.ledger"]._get_today(env.company)
            self.month = fields.Date.add(today.replace(day=1), months=2)
            self.ids = {
                "users": users.ids,
                "partners": partners.ids,
                "policy": policy.ids,
                "category": category.ids,
            }
        self.addCleanup(self._remove)

    def _remove(self):
        with self._connect() as env:
            partners = self.ids["partners"]
            for table in ("visit", "visit_attainment", "visit_plan_left"):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE partner_id = ANY(%s)",
                        SQL.identifier(f"group_customer_{table}"),
                        partners,
                    )
                )
            env.cr.execute(
                "DELETE FROM group_customer_visit_plan WHERE user_id = ANY(%s)",
                [self.ids["users"]],
            )
            env.cr.execute(
                "DELETE FROM group_customer_assignment WHERE partner_id = ANY(%s)",
                [partners],
            )
            env.invalidate_all()
            env["group.customer.visit.policy"].browse(self.ids["policy"]).unlink()
            env["res.partner"].browse(partners).unlink()
            env["res.partner.category"].browse(self.ids["category"]).unlink()
            users = env["res.users"].browse(self.ids["users"])
            people = users.partner_id
            users.unlink()
            people.unlink()
            env["group.customer.visit.policy"].browse(self.archived_ids).active = True

    def _prepare(self, env):
        company = env["res.company"].browse(self.company_id)
        return env["group.customer.visit.plan"]._prepare_month(company, self.month)

    def _claim(self, env, size):
        company = env["res.company"].browse(self.company_id)
        plans = env["group.customer.visit.plan"]
        return plans._claim_slice(company, self.month, size)

    def _read(self):
        """Return (visits, different ones, our people of them) that are committed."""
        with self._connect() as env:
            env.cr.execute(
                """SELECT COUNT(DISTINCT v.id),
                          COUNT(DISTINCT (v.partner_id, v.plan_ordinal)), COUNT(r.*)
                     FROM group_customer_visit v
                LEFT JOIN group_customer_visit_user_rel r ON r.visit_id = v.id
                    WHERE v.partner_id = ANY(%s)""",
                [self.ids["partners"]],
            )
            return env.cr.fetchone()

    def test_each_worker_fills_what_the_other_does_not_hold(self):
        with self._connect() as env:
            self.assertEqual(self._prepare(env), 2)
        with self._connect() as first, self._connect() as second:
            one = self._claim(first, 1)
            one._fill()
            other = self._claim(second, 5)
            self.assertEqual((len(one), len(other)), (1, 1))
            self.assertNotEqual(one.id, other.id)
            other._fill()
            self.assertFalse(self._claim(second, 5))
        self.assertEqual(self._read(), (12, 12, 12))
        with self._connect() as env:
            self.assertFalse(self._claim(env, 5))

    @mute_logger("odoo.sql_db")
    def test_a_second_run_at_once_adds_nothing(self):
        """The second one read the plans before the first one committed: it starts
        again, and finds everything there."""
        with self._connect() as env:
            self._prepare(env)
        with self._connect() as second:
            company = second["res.company"].browse(self.company_id)
            second.cr.execute("SELECT COUNT(*) FROM group_customer_visit")
            with self._connect() as first:
                first["group.customer.visit.plan"]._generate(
                    first["res.company"].browse(self.company_id), self.month
                )
            with self.assertRaises(SerializationFailure):
                second["group.customer.visit.plan"]._generate(company, self.month)
            second.cr.rollback()
            second.invalidate_all(flush=False)
            self.assertEqual(self._read(), (12, 12, 12))
            second["group.customer.visit.plan"]._generate(company, self.month)
        self.assertEqual(self._read(), (12, 12, 12))

    def test_plans_of_the_same_person_are_made_once(self):
        """What two workers would insert under one name, the database has once."""
        with self._connect() as env:
            self._prepare(env)
            plans = self._claim(env, 5)
            plans._fill()
            before = env["group.customer.visit"].search_count(
                [("plan_id", "in", plans.ids)]
            )
            present, kept = plans._read_proposals()
            rows = [
                {
                    **dict.fromkeys(
                        ("channel_id", "start", "stop", "date", "duration")
                    ),
                    "plan_id": key[0],
                    "partner_id": key[1],
                    "kind_id": key[2],
                    "policy_id": key[3],
                    "plan_reference": key[4] or None,
                    "plan_ordinal": key[5],
                    "user_id": self.ids["users"][0],
                    **dict(
                        zip(
                            ("channel_id", "user_id", "start", "stop", "duration"),
                            values[1:],
                            strict=False,
                        )
                    ),
                    "date": values[-1],
                }
                for key, values in present.items()
            ]
            self.assertFalse(kept)
            company = env["res.company"].browse(self.company_id)
            self.assertFalse(plans._insert_visits(company, rows))
            self.assertEqual(
                env["group.customer.visit"].search_count(
                    [("plan_id", "in", plans.ids)]
                ),
                before,
            )
            self.assertEqual(self._prepare(env), 0)
