# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .grading_common import AS_OF, GradingCommon

YEAR = {"window_value": 1, "window_unit": "year"}


@tagged("post_install", "-at_install")
class TestGradingMetricsOfBusiness(GradingCommon):
    """Growth, margin, lifetime value, categories, referrals and events, by hand.

    The window of a year before 30 June 2024 begins on 1 July 2023.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.cid, cls.dee = cls._customers("Ann", "Bob", "Cid", "Dee")
        category = cls.env["product.category"]
        cls.property = category.create({"name": "Property"})
        cls.villas = category.create({"name": "Villas", "parent_id": cls.property.id})

    def test_growth_against_the_year_before(self):
        self._transact(self.ann, 999, "2022-06-30")  # a day too early
        self._transact(self.ann, 100, "2022-07-01")
        self._transact(self.ann, 100, "2023-06-30")
        self._transact(self.ann, 150, "2023-07-01")
        self._transact(self.ann, 30, "2024-06-30", kind="refund")
        self._transact(self.ann, 999, "2024-07-01")  # after the day of the run
        self._transact(self.bob, 50, "2023-01-01")
        self._transact(self.cid, 70, "2024-01-01")
        self._transact(self.dee, 10, "2023-01-01")
        self._transact(self.dee, 10, "2023-02-01", kind="refund")
        self._transact(self.dee, 10, "2024-02-01")
        # 200 → 120; 50 → nothing; nothing → 70; 0 → 10
        self.assertEqual(
            self._values("revenue_growth", **YEAR),
            {"Ann": -40, "Bob": -100, "Cid": None, "Dee": None},
        )

    def test_growth_of_half_years(self):
        """The window begins half a year before, on 31 December."""
        self._transact(self.ann, 80, "2023-07-01")
        self._transact(self.ann, 20, "2023-12-30")
        self._transact(self.ann, 133, "2023-12-31")
        values = self._values("revenue_growth", window_value=6, window_unit="month")
        self.assertEqual(values["Ann"], 33)

    def test_growth_needs_a_window(self):
        scheme = self._showing_scheme("revenue_growth")
        self.assertIn("looks back over all time", scheme.problems)
        with self.assertRaisesRegex(UserError, "say how far it looks back"):
            self._run(scheme)
        scheme.criterion_ids.window_value = 1
        self.assertFalse(scheme.problems)

    def test_average_order(self):
        for amount, day in ((100, "2024-01-01"), (200, "2024-02-01"), (61, AS_OF)):
            self._transact(self.ann, amount, day)
        self._transact(self.ann, 50, "2024-03-01", kind="refund")
        self._transact(self.ann, 9000, "2023-06-30")
        self._transact(self.bob, 9000, "2023-06-30")
        # 361 over three orders
        self.assertEqual(
            self._values("average_order", **YEAR),
            {"Ann": 120.33, "Bob": None, "Cid": None, "Dee": None},
        )

    def _make_margins(self):
        self._transact(self.ann, 1000, "2024-01-01", margin=300)
        self._transact(self.ann, 100, "2024-02-01", kind="refund", margin=30)
        self._transact(self.ann, 500, "2024-03-01")
        self._transact(self.bob, 500, "2024-03-01")
        self._transact(self.cid, 100, "2024-03-01", margin=0)
        self._transact(self.dee, 100, "2024-03-01", margin=10)
        self._transact(self.dee, 100, "2024-04-01", kind="refund", margin=10)

    def test_margin_where_it_is_known(self):
        """No known margin is no data; a known margin of 0 is 0."""
        self._make_margins()
        self.assertEqual(
            self._values("gross_margin", **YEAR),
            {"Ann": 270, "Bob": None, "Cid": 0, "Dee": 0},
        )

    def test_margin_share_of_the_sales_with_a_margin(self):
        """270 of 900, not of 1400; without sales left there is no share."""
        self._make_margins()
        self.assertEqual(
            self._values("gross_margin_share", **YEAR),
            {"Ann": 30, "Bob": None, "Cid": 0, "Dee": None},
        )

    # Customer lifetime value: r = 80 %, i = 10 %: m × 0.8 / (1 + 0.1 − 0.8)

    def _lifetime_values(self, window_value=2, **values):
        return self._values(
            "clv",
            window_value=window_value,
            **{"clv_retention": 80, "clv_discount": 10, **values},
        )

    def test_lifetime_value_in_closed_form(self):
        """600 in two years are 300 a year: 300 × 80 / 30."""
        self._transact(self.ann, 2000, "2022-07-01", margin=330)
        self._transact(self.ann, 2000, "2024-06-01", margin=300)
        self._transact(self.ann, 200, "2024-06-10", margin=30, kind="refund")
        self._transact(self.ann, 1000, "2024-06-20")
        self._transact(self.ann, 9000, "2022-06-30", margin=9000)
        self._transact(self.bob, 1000, "2024-06-20")
        self.assertEqual(
            self._lifetime_values(),
            {"Ann": 800, "Bob": None, "Cid": None, "Dee": None},
        )
        # 15 % of 1000 more: 375 a year
        self.assertEqual(
            self._lifetime_values(clv_margin_rate=15),
            {"Ann": 1000, "Bob": 200, "Cid": None, "Dee": None},
        )

    def test_lifetime_value_for_all_time(self):
        """Three years since the first sale; less than a year counts as one."""
        self._transact(self.ann, 2000, "2021-06-30", margin=500)
        self._transact(self.ann, 2000, "2024-06-01", margin=400)
        self._transact(self.bob, 2000, "2024-03-30", margin=60)
        self._transact(self.cid, 2000, "2024-03-30", margin=60, kind="refund")
        self.assertEqual(
            self._lifetime_values(window_value=0),
            {"Ann": 800, "Bob": 160, "Cid": -160, "Dee": None},
        )

    def test_lifetime_value_needs_its_parameters(self):
        self._transact(self.ann, 2000, "2024-06-01", margin=100)
        scheme = self._showing_scheme("clv", **YEAR)
        self.assertIn("set the yearly retention of the scheme", scheme.problems)
        scheme.write({"clv_retention": 100, "clv_discount": 0})
        self.assertIn("lifetime value is infinite", scheme.problems)
        scheme.clv_discount = 5
        self.assertFalse(scheme.problems)
        run = self._run(scheme)
        self.assertEqual(self._line(run, self.ann).detail[0]["value"], 2000)

    def test_lifetime_value_of_two_parameters_is_no_shared_answer(self):
        """The parameters are part of the question, and frozen with the run."""
        scheme = self._showing_scheme("clv", **YEAR, clv_retention=80)
        definition = scheme._get_definition(self.us_company, AS_OF)
        self.assertEqual(
            definition["criteria"][0]["options"],
            {"retention": 80, "discount": 0, "margin_rate": 0},
        )

    # Categories

    def _categorised(self, measure, category, **values):
        metric = self.env["group.customer.metric"].create(
            {
                "name": f"{category.name} {measure}",
                "code": f"{measure}_{category.id}",
                "measure": measure,
                "product_category_id": category.id,
            }
        )
        return self._values(metric, **values)

    def test_category_and_those_below_it(self):
        self._transact(self.ann, 500, product_category_id=self.villas.id)
        self._transact(self.ann, 200, product_category_id=self.property.id)
        self._transact(self.ann, 100, product_category_id=self.villas.id, kind="refund")
        self._transact(self.ann, 9000)
        self._transact(self.bob, 70, "2023-06-30", product_category_id=self.villas.id)
        self._transact(self.cid, 9000)
        for measure, category, ann, bob, none in (
            ("category_revenue", self.property, 600, 70, None),
            ("category_revenue", self.villas, 400, 70, None),
            ("category_count", self.property, 2, 1, 0),
            ("category_count", self.villas, 1, 1, 0),
        ):
            with self.subTest(measure=measure, category=category.name):
                self.assertEqual(
                    self._categorised(measure, category),
                    {"Ann": ann, "Bob": bob, "Cid": none, "Dee": none},
                )
        counted = self._metric("category_count")
        self.assertEqual(self._values(counted, **YEAR)["Bob"], 0)

    def test_category_has_to_be_chosen(self):
        scheme = self._showing_scheme("category_revenue")
        self.assertIn("choose the product category", scheme.problems)
        with self.assertRaisesRegex(UserError, "choose the product category"):
            self._run(scheme)

    # Referrals (PO-12)

    def _born(self, partners, day):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET create_date = %s WHERE id IN %s",
                day,
                tuple(partners.ids),
            )
        )
        partners.invalidate_recordset(["create_date"])

    def test_referrals_of_customer_and_contacts(self):
        buyer = self.env["res.partner"].create(
            {"name": "Ann's buyer", "parent_id": self.ann.id}
        )
        brought = self._customers("By Ann", "By her buyer", "Late", "Gone", "Other")
        brought.referrer_id = self.ann
        brought[1].referrer_id = buyer
        visitor = self.env["res.partner"].create(
            {"name": "No customer", "referrer_id": self.ann.id}
        )
        member = self._create_company_partner(
            "Ann's branch", self.ann, referrer_id=self.ann.id
        )
        self._born(brought + visitor + member, "2024-01-01 12:00:00")
        self._born(brought[2], "2024-07-01 12:00:00")
        brought[3].action_archive()
        brought[4].company_id = self.env["res.company"].create({"name": "Elsewhere"})
        (brought - brought[3]).category_id = False
        self.assertEqual(
            self._values("referral_count"), {"Ann": 2, "Bob": 0, "Cid": 0, "Dee": 0}
        )
        # Today the late one counts as well
        seen = (self.ann + self.bob).with_user(self.users["account"])
        self.assertEqual(seen.mapped("referral_count"), [3, 0])

    def test_nobody_brings_itself(self):
        self.bob.referrer_id = self.ann
        self.cid.referrer_id = self.bob
        contact = self.env["res.partner"].create(
            {"name": "Bob's buyer", "parent_id": self.bob.id}
        )
        with self.assertRaisesRegex(ValidationError, "which is the same customer"):
            self.ann.referrer_id = self.ann
        with self.assertRaisesRegex(ValidationError, "Ann itself brought Cid"):
            self.ann.referrer_id = self.cid
        with self.assertRaisesRegex(ValidationError, "which is the same customer"):
            self.bob.referrer_id = contact

    def test_referrals_of_a_page_are_counted_at_once(self):
        """The queries do not grow with the customers, or what they brought."""
        pages = []
        for number in (2, 20):
            page = self._customers(*(f"R{number}.{place}" for place in range(number)))
            for partner in page:
                self._create_company_partner("Brought", referrer_id=partner.id)
            pages.append(page)
        counts = []
        for page in pages:
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(set(page.mapped("referral_count")), {1})
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_portal_user_moves_a_referred_contact(self):
        """Who referred a contact is ours to know; the contact can still be moved."""
        portal = new_test_user(
            self.env,
            login="gc_portal",
            groups="base.group_portal,base.group_partner_manager",
            partner_id=self.bob.id,
        )
        self.bob.referrer_id = self.ann
        bob = self.bob.with_user(portal)
        with self.assertRaises(AccessError):
            bob.read(["referrer_id"])
        bob.parent_id = False

    def test_merge_keeps_referrals_without_a_circle(self):
        self.bob.referrer_id = self.ann
        self.cid.referrer_id = self.bob
        self.dee.referrer_id = self.cid
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.ann + self.cid).ids, self.ann)
        self.assertFalse(self.ann.referrer_id)
        self.assertEqual(self.bob.referrer_id, self.ann)
        self.assertEqual(self.dee.referrer_id, self.ann)

    # Inputs

    def _enter(self, partner, measure, value, day="2024-01-01", **values):
        return self.env["group.customer.grade.input"].create(
            {
                "partner_id": partner.id,
                "metric_id": self._metric(measure).id,
                "value": value,
                "date": day,
                **values,
            }
        )

    def test_visits_and_complaints_of_the_window_are_added_up(self):
        for measure in ("visit_count", "complaint_count"):
            with self.subTest(measure=measure):
                other = self._metric(measure).copy()
                self._enter(self.ann, measure, 2, "2023-07-01")
                self._enter(self.ann, measure, 3, "2024-06-30")
                self._enter(self.ann, measure, 50, "2023-06-30")
                self._enter(self.ann, measure, 50, "2024-07-01")
                self._enter(self.ann, other, 50)
                self._enter(self.bob, measure, 0)
                self._enter(self.cid, measure, 9, "2023-01-01")
                self._enter(self.dee, measure, 4, valid_until="2024-03-31")
                self.assertEqual(
                    self._values(measure, **YEAR),
                    {"Ann": 5, "Bob": 0, "Cid": None, "Dee": None},
                )

    def test_complaints_cannot_be_negative(self):
        with self.assertRaisesRegex(ValidationError, "cannot be less than zero"):
            self._enter(self.ann, "complaint_count", -1)

    def test_credit_score_is_the_latest(self):
        self._enter(self.ann, "credit_score", 70, "2024-01-01")
        self._enter(self.ann, "credit_score", 65.5, "2024-02-01")
        self._enter(self.ann, "credit_score", 99, "2024-07-01")
        self._enter(self.bob, "credit_score", 80, valid_until="2024-06-29")
        self.assertEqual(
            self._values("credit_score"),
            {"Ann": 65.5, "Bob": None, "Cid": None, "Dee": None},
        )

    def test_capability_counts_visits_itself(self):
        """Rows of the hook without a metric count for every metric of visits."""
        self._enter(self.ann, "visit_count", 40)
        rows = SQL(
            """SELECT %s AS partner_id, NULL::int AS metric_id, 1 AS value,
                      day::date AS date
                 FROM generate_series(%s::date, '2024-06-30', '1 month') day""",
            self.bob.id,
            "2023-08-15",
        )
        engine = self.env.registry["group.customer.grade.engine"]
        with patch.object(
            engine, "_source_visits_sql", lambda engine, **arguments: rows
        ):
            values = self._values("visit_count", **YEAR)
        self.assertEqual(values, {"Ann": None, "Bob": 11, "Cid": None, "Dee": None})

    def test_capability_scores_credit_itself(self):
        rows = SQL(
            "SELECT %s AS partner_id, NULL::int AS metric_id, 88.5 AS value",
            self.bob.id,
        )
        engine = self.env.registry["group.customer.grade.engine"]
        with patch.object(engine, "_source_credit_scores_sql", lambda *_, **__: rows):
            values = self._values("credit_score")
        self.assertEqual(values["Bob"], 88.5)

    def test_metrics_that_are_counted_are_not_entered(self):
        with self.assertRaisesRegex(ValidationError, "computed from the books"):
            self._enter(self.ann, "referral_count", 1)

    @mute_logger("odoo.sql_db")
    def test_category_of_a_metric_is_not_deleted(self):
        self._categorised("category_count", self.villas)
        with self.assertRaises(IntegrityError):
            self.villas.unlink()
