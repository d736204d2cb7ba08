# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .grading_common import GradingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestGradingTimeline(GradingCommon):
    """Grades of today in every scheme with what they mean (GR-26, GR-28), and how
    they came about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme(
            "weighted",
            [("A", {"score_min": 0, "color": 4}), ("B", {"score_min": 0})],
            [],
            sequence=20,
        )
        cls.a, cls.b = cls.scheme.grade_ids
        cls.a.write({"strategy": "Expand actively", "benefits": "Free trial"})
        cls.b.strategy = "Weigh gains"
        cls.primary = cls._showing_scheme("revenue", name="Primary", sequence=90)
        cls.env.company.group_customer_scheme_id = cls.primary
        cls.alpha = cls._customers("Alpha")

    def _award(self, partner, grade, day, **values):
        return self.env["group.customer.grade.award"].create(
            {
                "partner_id": partner.id,
                "grade_id": grade.id,
                "date_from": day,
                "reason": f"Since {day}",
                **values,
            }
        )

    def _lanes(self, partner):
        return partner.group_customer_grade_timeline["lanes"]

    def test_one_lane_per_scheme_the_primary_first(self):
        self._award(self.alpha, self.b, "2025-01-01")
        self._award(self.alpha, self.a, "2025-07-01")
        self._award(self.alpha, self.primary.grade_ids, "2026-01-01")
        timeline = self.alpha.group_customer_grade_timeline
        self.assertEqual(timeline["today"], "2026-03-10")
        first, second = timeline["lanes"]
        self.assertEqual(first["scheme"], self.primary.name)
        self.assertTrue(first["is_primary"])
        self.assertEqual(second["scheme"], self.scheme.name)
        self.assertEqual(
            [
                (part["code"], part["date_from"], part["date_to"], part["reason"])
                for part in second["segments"]
            ],
            [
                ("B", "2025-01-01", "2025-06-30", "Since 2025-01-01"),
                ("A", "2025-07-01", None, "Since 2025-07-01"),
            ],
        )
        past, present = second["segments"]
        self.assertEqual(present["color"], 4)
        self.assertEqual(present["origin"], "By hand")
        # What a grade means is told of today's grade only
        self.assertEqual(present["strategy"], "Expand actively")
        self.assertEqual(present["benefits"], "Free trial")
        self.assertNotIn("strategy", past)
        award = self.alpha.group_customer_award_ids.filtered(
            lambda award: award.grade_id == self.a
        )
        self.assertEqual(
            (present["res_model"], present["res_id"]), (award._name, award.id)
        )

    def test_grade_of_a_run_tells_the_reason_of_the_run(self):
        self._transact(self.alpha, 100, "2026-01-01")
        run = self._run(self.primary, date(2026, 2, 1))
        run.action_confirm()
        [lane] = self._lanes(self.alpha)
        [part] = lane["segments"]
        self.assertIn("A because the score 100 is at least 0", part["reason"])
        self.assertEqual(part["res_model"], "group.customer.grade.run.line")
        self.assertEqual(part["res_id"], run.line_ids.id)
        self.assertEqual(part["origin"], "Grading run")

    def test_expired_grade_is_marked(self):
        award = self._award(self.alpha, self.a, "2025-01-01")
        for valid_until, is_expired in (("2026-03-09", True), ("2026-03-10", False)):
            with self.subTest(valid_until=valid_until):
                self.env.cr.execute(
                    "UPDATE group_customer_grade_award SET valid_until = %s "
                    "WHERE id = %s",
                    [valid_until, award.id],
                )
                self.env.invalidate_all()
                [part] = self._lanes(self.alpha)[0]["segments"]
                self.assertEqual(part["valid_until"], valid_until)
                self.assertEqual(part["is_expired"], is_expired)

    def test_contact_shows_the_grades_of_its_company(self):
        self._award(self.alpha, self.a, "2025-01-01")
        contact = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.alpha.id}
        )
        self.assertEqual(self._lanes(contact), self._lanes(self.alpha))

    def test_member_shows_the_grade_of_its_group(self):
        """A scheme for whole groups grades the head; members show that grade."""
        groups = self._scheme(
            "weighted", [("G", {"score_min": 0})], [], node_level="root"
        )
        self._award(self.head, groups.grade_ids, "2025-01-01")
        self._award(self.head, self.a, "2025-01-01")
        [lane] = self._lanes(self.mill)
        self.assertEqual(lane["scheme"], groups.name)
        self.assertEqual(lane["of_group"], "Head Holding")
        self.assertEqual(
            [lane["of_group"] for lane in self._lanes(self.head)], ["", ""]
        )

    def test_archived_scheme_stays_in_the_history(self):
        self._award(self.alpha, self.a, "2025-01-01")
        self.scheme.active = False
        [lane] = self._lanes(self.alpha)
        self.assertFalse(lane["is_active"])

    def test_companies_ticked(self):
        second = self.env["res.company"].create({"name": "Second"})
        self._award(self.alpha, self.a, "2025-01-01")
        self._award(self.alpha, self.b, "2025-01-01", company_id=second.id)
        both = self.alpha.with_context(
            allowed_company_ids=(self.env.company + second).ids
        )
        self.assertEqual(
            {lane["company"] for lane in self._lanes(both)},
            {self.env.company.name, "Second"},
        )
        [lane] = self._lanes(self.alpha.with_company(second))
        self.assertEqual(lane["segments"][0]["code"], "B")
        self.assertEqual(lane["company"], "")

    def test_reader_sees_what_the_rules_allow(self):
        self._award(self.alpha, self.a, "2025-01-01")
        self.alpha.user_id = self.users["account"]
        for role, sees in (
            ("account", True),
            ("colleague", False),
            ("manager", False),
            ("director", True),
            ("settlement", True),
            ("admin", True),
        ):
            with self.subTest(role=role):
                partner = self.alpha.with_user(self.users[role])
                self.assertEqual(bool(self._lanes(partner)), sees)
        for role in ("archive", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.alpha.with_user(self.users[role]).read(
                    ["group_customer_grade_timeline"]
                )

    def test_names_in_the_language_of_the_reader(self):
        if not self.env["res.lang"]._lang_get("zh_CN"):
            self.skipTest("Chinese is not installed")
        self.scheme.with_context(lang="zh_CN").name = "分类"
        self._award(self.alpha, self.a, "2025-01-01")
        [lane] = self._lanes(self.alpha.with_context(lang="zh_CN"))
        self.assertEqual(lane["scheme"], "分类")

    def test_queries_do_not_grow_with_the_customers(self):
        counts = []
        for size in (2, 2, 3, 30):  # the first two fill the caches
            partners = self._customers(*(f"{size}.{n}" for n in range(size)))
            for partner in partners:
                self._award(partner, self.b, "2025-01-01")
                self._award(partner, self.a, "2025-07-01")
                self._transact(partner, 100, "2026-01-01")
            self._run(self.primary, date(2026, 2, len(counts) + 1)).action_confirm()
            self.env.flush_all()
            self.env.invalidate_all()
            partners = partners.with_user(self.users["director"])
            before = self.env.cr.sql_log_count
            partners.mapped("group_customer_grade_timeline")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])

    # === SEARCH === #

    def test_customers_are_found_by_scheme_and_grade(self):
        beta = self._customers("Beta")
        self._award(self.alpha, self.b, "2025-01-01")
        self._award(self.alpha, self.a, "2025-07-01")
        self._award(beta, self.b, "2025-01-01")
        view = self.env.ref("group_customer.res_partner_view_search_grading")
        self.assertIn(
            "[('date_to', '=', False), ('scheme_id', 'ilike', self)]", view.arch
        )
        for field, text, expected in (
            ("scheme_id", self.scheme.name, self.alpha + beta),
            ("scheme_id", self.primary.name, self.env["res.partner"]),
            ("grade_id", "Grade B", beta),
        ):
            with self.subTest(text=text):
                domain = [
                    (
                        "group_customer_award_ids",
                        "any",
                        [("date_to", "=", False), (field, "ilike", text)],
                    ),
                    ("category_id", "=", self.category.id),
                ]
                self.assertEqual(self.env["res.partner"].search(domain), expected)

    # === REFERRALS === #

    def test_referred_customers_can_be_opened(self):
        """PO-12: the button lists whom the customer brought, and only them."""
        beta, gamma = self._customers("Beta", "Gamma")
        contact = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.alpha.id}
        )
        beta.referrer_id = self.alpha
        gamma.referrer_id = contact
        self.assertEqual(self.alpha.referral_count, 2)
        action = self.alpha.action_view_referred_customers()
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(found, beta + gamma)
