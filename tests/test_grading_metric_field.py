# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .grading_common import AS_OF, GradingCommon

YEAR = {"window_value": 1, "window_unit": "year"}


class MetricFieldMixin:
    """Metrics over stored numbers, made as an administrator makes them."""

    @classmethod
    def _number_vals(cls, model, value="", partner="", date="", **values):
        Field = cls.env["ir.model.fields"]
        return {
            "name": f"{model} {value}",
            "code": f"{model}_{value}_{partner}_{date}",
            "measure": "field",
            "model_id": cls.env["ir.model"]._get(model).id,
            "value_field_id": Field._get(model, value).id if value else False,
            "partner_field_id": Field._get(model, partner).id if partner else False,
            "date_field_id": Field._get(model, date).id if date else False,
            **values,
        }

    @classmethod
    def _number(cls, *args, **values):
        return cls.env["group.customer.metric"].create(
            cls._number_vals(*args, **values)
        )

    @classmethod
    def _lead(cls, partner, revenue, closed=False, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Opportunity",
                "type": "opportunity",
                "partner_id": partner.id,
                "expected_revenue": revenue,
                "date_deadline": closed,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestGradingMetricField(MetricFieldMixin, GradingCommon):
    """An administrator adds a metric over any stored number, without code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.nil = cls._customers("Ann", "Bob", "Nil")
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Ann's buyer", "parent_id": cls.ann.id}
        )

    def test_every_aggregation_by_hand(self):
        self._lead(self.ann, 10, "2024-01-01")
        self._lead(self.buyer, 60, "2024-06-30")
        self._lead(self.ann, 20, "2024-06-30")
        self._lead(self.ann, 900, "2024-07-01")  # after the day of the run
        self._lead(self.ann, 900)  # no date
        self._lead(self.ann, 900, "2024-02-01", active=False)
        self._lead(self.bob, -5, "2023-07-01")
        self._lead(self.bob, 900, "2023-06-30")
        for aggregation, ann, bob, nil in (
            ("sum", 90, -5, None),
            ("avg", 30, -5, None),
            ("min", 10, -5, None),
            ("max", 60, -5, None),
            ("count", 3, 1, 0),
            ("last", 20, -5, None),  # of two on one day the later record
        ):
            with self.subTest(aggregation=aggregation):
                metric = self._number(
                    "crm.lead",
                    "expected_revenue",
                    "partner_id",
                    "date_deadline",
                    aggregation=aggregation,
                    code=aggregation,
                )
                self.assertTrue(metric.uses_window)
                self.assertEqual(
                    self._values(metric, **YEAR), {"Ann": ann, "Bob": bob, "Nil": nil}
                )

    def test_without_a_date_every_record_counts(self):
        self._lead(self.ann, 10, "2024-01-01")
        self._lead(self.ann, 20)
        self._lead(self.ann, 30, "2033-01-01")
        metric = self._number("crm.lead", "expected_revenue", "partner_id")
        self.assertFalse(metric.uses_window)
        self.assertEqual(self._values(metric)["Ann"], 60)

    def test_records_that_count(self):
        self._lead(self.ann, 10)
        self._lead(self.ann, 20, type="lead")
        metric = self._number(
            "crm.lead",
            "expected_revenue",
            "partner_id",
            record_domain="[('type', '=', 'opportunity')]",
        )
        self.assertEqual(self._values(metric)["Ann"], 10)

    def test_number_of_the_customer_itself(self):
        """What is never entered is no data, 0 is 0; contacts do not count."""
        self.ann.workforce_size = 120
        self.buyer.workforce_size = 9
        self.bob.workforce_size = 0
        metric = self._number("res.partner", "workforce_size", unit="count")
        self.assertEqual(self._values(metric)["Ann"], 120)
        self.assertEqual(self._values(metric)["Bob"], 0)

    def test_ticked_counts_as_one(self):
        self.nil.is_company = False
        metric = self._number("res.partner", "is_company")
        self.assertEqual(self._values(metric), {"Ann": 1, "Bob": 1, "Nil": 0})
        for is_active in (True, True, False):
            self._lead(self.ann, 1, active=is_active)
        mean = {"aggregation": "avg", "record_domain": "[('active', 'in', [0, 1])]"}
        share = self._number("crm.lead", "active", "partner_id", **mean)
        self.assertEqual(self._values(share)["Ann"], 0.6667)

    def test_books_of_the_company_alone(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._lead(self.ann, 10, company_id=self.us_company.id)
        self._lead(self.ann, 20, company_id=False)
        self._lead(self.ann, 40, company_id=other.id)
        metric = self._number("crm.lead", "expected_revenue", "partner_id")
        self.assertEqual(self._values(metric)["Ann"], 30)
        self.assertEqual(self._values(metric, company_scope="all")["Ann"], 70)

    def test_moments_are_days_of_the_company(self):
        """16:30 in Greenwich on 30 June is 1 July in Shanghai."""
        self.us_company.partner_id.tz = "Asia/Shanghai"
        for moment in ("2024-06-30 15:30:00", "2024-06-30 16:30:00"):
            lead = self._lead(self.ann, 1)
            lead.date_open = moment
        metric = self._number("crm.lead", "expected_revenue", "partner_id", "date_open")
        self.assertEqual(self._values(metric)["Ann"], 1)
        self.us_company.partner_id.tz = "UTC"
        self.assertEqual(self._values(metric)["Ann"], 2)

    def test_amounts_in_the_currency_of_the_run(self):
        """EUR 30 at 0.5 EUR for a dollar until March, at 0.3 after."""
        eur, usd = self._enable_currency("EUR"), self._enable_currency("USD")
        (eur + usd).rate_ids.unlink()
        self.us_company.currency_id = usd
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": eur.id,
                    "company_id": self.us_company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in (("2024-01-01", 0.5), ("2024-03-01", 0.3))
            ]
        )
        for partner, currency in ((self.ann, eur), (self.bob, usd)):
            partner.write(
                {
                    "registered_capital": 30,
                    "registered_capital_currency_id": currency.id,
                }
            )
        metric = self._number("res.partner", "registered_capital", unit="currency")
        self.assertEqual(self._values(metric), {"Ann": 100, "Bob": 30, "Nil": None})
        self.assertEqual(self._values(metric, "2024-02-29")["Ann"], 60)

    # Groups

    def test_group_puts_its_members_together(self):
        self.tree.category_id = self.category
        (self.ann + self.bob + self.nil).category_id = False
        for partner, revenue, day in (
            (self.north, 10, "2024-02-01"),
            (self.north, 20, "2024-06-01"),
            (self.mill, 60, "2024-03-01"),
        ):
            self._lead(partner, revenue, day)
        for aggregation, value in (
            ("sum", 90),
            ("avg", 30),  # of three records, not of two members
            ("min", 10),
            ("max", 60),
            ("count", 3),
            ("last", 20),
        ):
            with self.subTest(aggregation=aggregation):
                metric = self._number(
                    "crm.lead",
                    "expected_revenue",
                    "partner_id",
                    "date_deadline",
                    aggregation=aggregation,
                    code=aggregation,
                )
                self.assertEqual(
                    self._values(metric, node_level="root"), {"Head Holding": value}
                )

    # Refusals

    def test_what_cannot_be_measured_is_refused_with_the_reason(self):
        for message, arguments in (
            ("holds no number", ("res.partner", "name")),
            ("holds no number", ("crm.lead", "user_id", "partner_id")),
            ("another value in every company", ("res.partner", "credit_limit")),
            ("worked out each time", ("res.partner", "referral_count")),
            ("not stored", ("res.partner", "image_1920")),
            ("names no customer", ("crm.lead", "probability", "user_id")),
            ("names no customer", ("crm.lead", "probability", "name")),
            ("holds no date", ("crm.lead", "probability", "partner_id", "name")),
            ("of a wizard", ("base.partner.merge.automatic.wizard", "number_group")),
            ("has no records", ("mail.thread", "message_attachment_count")),
            ("report computed from", ("crm.activity.report", "lead_id", "partner_id")),
        ):
            with (
                self.subTest(arguments=arguments),
                self.assertRaisesRegex(ValidationError, message),
            ):
                self._number(*arguments)
        with self.assertRaisesRegex(ValidationError, "none is the latest"):
            self._number("res.partner", "workforce_size", aggregation="last")
        domains = ("[('no_such_field', '=', 1)]", "[(", "__import__('os')")
        for number, domain in enumerate(domains):
            with (
                self.subTest(domain=domain),
                self.assertRaisesRegex(ValidationError, "Choose the filter again"),
            ):
                self._number(
                    "crm.lead",
                    "probability",
                    "partner_id",
                    record_domain=domain,
                    code=f"filtered {number}",
                )

    def test_what_is_missing_is_told_before_a_run(self):
        metric = self._number("crm.lead", partner="partner_id")
        scheme = self._showing_scheme(metric)
        self.assertIn("names no number", scheme.problems)
        self.assertEqual(metric.problems, scheme.problems)
        with self.assertRaisesRegex(UserError, "names no number"):
            self._run(scheme)
        metric.aggregation = "count"
        self.assertEqual(metric._find_problems(), [])
        metric.partner_field_id = False
        self.assertIn("whose number it is", metric._find_problems()[0])
        metric.model_id = False
        self.assertIn("names no model", metric._find_problems()[0])

    def test_field_that_was_uninstalled(self):
        """The metric is told as a problem, and what was filed still reads."""
        field = self.env["ir.model.fields"].create(
            {
                "name": "x_points",
                "field_description": "Points",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "ttype": "float",
            }
        )
        self.ann.x_points = 7
        metric = self._number("res.partner", "x_points")
        scheme = self._showing_scheme(metric)
        run = self._run(scheme)
        self.assertEqual(self._line(run, self.ann).detail[0]["value"], 7)
        field.unlink()
        metric.invalidate_recordset()
        self.assertIn("names no number", metric._find_problems()[0])
        with self.assertRaisesRegex(UserError, "the module that brought it was unins"):
            self._run(scheme)
        engine = self.env["group.customer.grade.engine"]
        with self.assertRaisesRegex(UserError, r"no field “x_points” \(any more\)"):
            engine._compile_measurements(run.scheme_definition)

    # Rights

    def _define(self, login, *args, **values):
        vals = self._number_vals(*args, **values)
        Metric = self.env["group.customer.metric"].with_user(self.users[login])
        return Metric.create(vals)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_only_administrators_define_metrics(self):
        for login in ("account", "manager", "director", "settlement", "archive"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._define(login, "res.partner", "workforce_size")
        metric = self._define("admin", "res.partner", "workforce_size")
        self.assertEqual(metric.model, "res.partner")
        for login in ("account", "manager", "director", "settlement"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                metric.with_user(self.users[login]).aggregation = "max"

    def test_other_roles_read_the_metric(self):
        metric = self._define("admin", "res.partner", "workforce_size")
        specification = {
            "model_id": {"fields": {"display_name": {}}},
            "value_field_id": {"fields": {"display_name": {}}},
            "model": {},
            "uses_window": {},
        }
        for login in ("account", "manager", "director", "settlement"):
            with self.subTest(login=login):
                [values] = metric.with_user(self.users[login]).web_read(specification)
                self.assertEqual(values["model"], "res.partner")

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_model_that_the_author_may_not_read(self):
        with self.assertRaisesRegex(
            AccessError,
            r"“payment.transaction amount” reads Payment Transaction "
            r"\(payment.transaction\), which you may not read: choose another model",
        ):
            self._define("admin", "payment.transaction", "amount", "partner_id")

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_field_that_the_author_may_not_read(self):
        """Refused when written, and when used: in a criterion, or by a filter."""
        metric = self._number("res.partner", "workforce_size")
        scheme = self._showing_scheme("revenue")
        field = self.env.registry["res.partner"]._fields["workforce_size"]
        self.patch(field, "groups", "base.group_system")
        message = "reads the field “Employees” of Contact, which you may not read"
        with self.assertRaisesRegex(AccessError, message):
            self._define(
                "admin", "res.partner", "workforce_size", code="a second metric"
            )
        with self.assertRaisesRegex(AccessError, message):
            metric.with_user(self.users["admin"]).value_field_id = metric.value_field_id
        criterion = scheme.criterion_ids.with_user(self.users["admin"])
        with self.assertRaisesRegex(AccessError, message):
            criterion.metric_id = metric
        with self.assertRaisesRegex(AccessError, message):
            criterion.copy({"metric_id": metric.id})
        with self.assertRaisesRegex(AccessError, "filter of the metric “By filter”"):
            self._define_filter("[('workforce_size', '>', 5)]")
        # Renaming reads nothing
        metric.with_user(self.users["admin"]).name = "Staff"
        self.assertEqual(metric.name, "Staff")

    def test_administrator_of_the_system_may_read_it(self):
        field = self.env.registry["res.partner"]._fields["workforce_size"]
        self.patch(field, "groups", "base.group_system")
        self.users["admin"].group_ids = [Command.link(self.ref("base.group_system"))]
        self.assertTrue(self._define("admin", "res.partner", "workforce_size"))

    # Filters

    def _define_filter(self, domain, login="admin"):
        Metric = self.env["group.customer.metric"].with_user(self.users[login])
        return Metric.create(
            {
                "name": "By filter",
                "code": f"filter {domain}",
                "measure": "domain",
                "partner_domain": domain,
            }
        )

    def test_customers_that_match_a_filter(self):
        self.ann.workforce_size = 120
        metric = self._define_filter("[('workforce_size', '>', 100)]")
        self.assertEqual(self._values(metric), {"Ann": 1, "Bob": 0, "Nil": 0})

    def test_group_matches_by_its_head(self):
        self.tree.category_id = self.category
        (self.ann + self.bob + self.nil).category_id = False
        self.mill.workforce_size = 120
        metric = self._define_filter("[('workforce_size', '>', 100)]")
        values = self._values(metric, node_level="root")
        self.assertEqual(values, {"Head Holding": 0})
        self.head.workforce_size = 120
        values = self._values(metric, node_level="root")
        self.assertEqual(values, {"Head Holding": 1})

    def test_filter_is_chosen_and_can_be_read(self):
        metric = self._define_filter(False)
        self.assertIn("choose the filter", metric._find_problems()[0])
        with self.assertRaisesRegex(ValidationError, "cannot be read: .*no_such"):
            metric.partner_domain = "[('no_such', '=', 1)]"

    def test_frozen_filter_of_a_field_that_is_gone(self):
        scheme = self._showing_scheme(self._define_filter("[('name', '!=', 'x')]"))
        definition = scheme._get_definition(self.us_company, AS_OF)
        definition["criteria"][0]["options"]["domain"] = "[('gone', '=', 1)]"
        engine = self.env["group.customer.grade.engine"]
        _keys, measurements = engine._compile_measurements(definition)
        with self.assertRaisesRegex(UserError, "any more: .*Choose the filter again"):
            engine._measured_ctes(definition, measurements)
