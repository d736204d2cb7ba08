# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .grading_common import GradingCommon


@tagged("post_install", "-at_install")
class TestSecurityRoutes(GradingCommon):
    """Values that clients send on side roads: keys of the context, moved records,
    several records at once, fields read by customers themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own, cls.foreign = cls.customers = cls._customers("Own", "Foreign")
        cls.own.user_id = cls.users["account"]
        cls.foreign.user_id = cls.users["director"]
        cls.scheme = cls._scheme(
            "cumulative_share",
            [("A", {"share_max": 80}), ("B", {"share_max": 100})],
            [{"metric": "revenue", "role": "rank"}],
        )
        cls.best = cls.scheme.grade_ids[0]
        cls.other_company = cls.env["res.company"].create({"name": "Other"})

    def _as(self, role, model, **context):
        user = self.users[role]
        return self.env[model].with_user(user).with_context(**context)

    # Keys of the context

    def test_context_forges_no_run(self):
        run = self._as(
            "manager",
            "group.customer.grade.run",
            default_state="filed",
            default_prepared_by_id=self.users["director"].id,
            default_reviewed_by_id=self.users["director"].id,
            default_rechecked_by_id=self.users["settlement"].id,
            default_reviewed_on="2024-01-01 00:00:00",
            default_scheme_definition={"criteria": []},
        ).create({"scheme_id": self.scheme.id})
        for made in (run, run.copy()):
            self.assertEqual(made.state, "draft")
            self.assertFalse(
                made.prepared_by_id or made.reviewed_by_id or made.rechecked_by_id
            )
            self.assertFalse(made.reviewed_on or made.scheme_definition)

    def test_context_forges_no_award(self):
        run = self._run(self.scheme)
        award = self._as(
            "director",
            "group.customer.grade.award",
            default_date_to="2024-01-01",
            default_origin="run",
            default_user_id=self.users["manager"].id,
            default_run_line_id=run.line_ids[0].id,
        ).create({"partner_id": self.own.id, "grade_id": self.best.id, "reason": "x"})
        self.assertEqual(award.origin, "manual")
        self.assertEqual(award.user_id, self.users["director"])
        self.assertFalse(award.date_to or award.run_line_id)

    def test_context_forges_no_customer(self):
        partner = self._as(
            "account",
            "res.partner",
            default_group_path=self.head.group_path,
            default_group_root_id=self.head.id,
            default_customer_stage="maintained",
            default_signing_level="group",
            default_archive_completeness=100,
            default_archive_verified_on="2024-01-01",
            default_archive_user_id=self.users["account"].id,
            default_group_customer_grade_id=self.best.id,
        ).create({"name": "Forged", "is_company": True, "is_group_customer": True})
        self.assertEqual(partner.group_path, f"{partner.id}/")
        self.assertEqual(partner.group_root_id, partner)
        self.assertEqual(partner.customer_stage, "potential")
        self.assertLess(partner.archive_completeness, 100)
        self.assertFalse(partner.signing_level or partner.archive_verified_on)
        self.assertFalse(partner.archive_user_id or partner.group_customer_grade_id)

    def test_default_of_the_archive_for_those_who_may(self):
        context = {"default_archive_user_id": self.users["account"].id}
        partners = self._as("manager", "res.partner", **context)
        partner = partners.create({"name": "New"})
        self.assertEqual(partner.archive_user_id, self.users["account"])
        dates = {"default_archive_verified_on": "2024-01-01"}
        partner = self._as("archive", "res.partner", **dates).create({"name": "New"})
        self.assertTrue(partner.archive_verified_on)

    # Several records at once

    def test_nobody_becomes_responsible_beside_own_archives(self):
        account = self.users["account"]
        self.own.archive_user_id = account
        both = (self.own + self.foreign).with_user(account)
        with self.assertRaisesRegex(AccessError, "archive responsible of Foreign"):
            both.write({"archive_user_id": account.id})
        # Sending back what is stored changes nothing, an empty field neither.
        both[0].write({"archive_user_id": account.id})
        both[1].write({"archive_user_id": False})

    # Records moved out of reach

    def test_input_is_not_moved_to_the_account_of_somebody_else(self):
        entered = self._rate(self.own, 10).with_user(self.users["account"])
        for vals in (
            {"partner_id": self.foreign.id},
            {"company_id": self.other_company.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                entered.write(vals)

    def test_important_date_is_not_moved_to_the_account_of_somebody_else(self):
        dates = self._as("account", "group.customer.important.date")
        date = dates.create({"partner_id": self.own.id, "date": "2024-01-01"})
        for name in ("partner_id", "commercial_partner_id"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                date.write({name: self.foreign.id})

    def test_run_is_not_moved_to_another_company(self):
        run = self._draft_run(self.scheme).with_user(self.users["director"])
        with self.assertRaises(AccessError):
            run.write({"company_id": self.other_company.id})
        with self.assertRaises(AccessError):
            run.write({"company_id": self.other_company.id, "state": "computed"})

    def test_grade_stays_in_its_scheme(self):
        other = self.scheme.copy()
        with self.assertRaisesRegex(UserError, "stays in its scheme"):
            self.best.with_user(self.users["admin"]).scheme_id = other
        self.best.write({"scheme_id": self.scheme.id, "code": "AA"})

    def test_scheme_that_others_use_stays_shared(self):
        self._draft_run(self.scheme, company_id=self.other_company.id)
        scheme = self.scheme.with_user(self.users["admin"])
        with self.assertRaisesRegex(ValidationError, "for Other grade by it"):
            scheme.company_id = self.env.company
        self.scheme.run_ids.unlink()
        scheme.company_id = self.env.company

    # Parents' commands

    def test_commands_on_a_customer_give_no_grade(self):
        self._run(self.scheme).action_confirm()
        award = self.own.group_customer_award_ids
        for command in (
            Command.update(award.id, {"date_to": "2024-01-01"}),
            Command.delete(award.id),
            Command.clear(),
            Command.link(award.id),
        ):
            with self.subTest(command=command), self.assertRaises(UserError):
                self.foreign.with_user(self.users["admin"]).write(
                    {"group_customer_award_ids": [command, Command.clear()]}
                )
        vals = {"grade_id": self.best.id, "reason": "x"}
        with self.assertRaises(AccessError):
            self.own.with_user(self.users["account"]).write(
                {"group_customer_award_ids": [Command.create(vals)]}
            )
        vals = {"metric_id": self.rating.id, "option_id": self.rating.option_ids[0].id}
        with self.assertRaises(AccessError):
            self.foreign.with_user(self.users["account"]).write(
                {"group_customer_input_ids": [Command.create(vals)]}
            )

    def test_commands_on_a_scheme_decide_no_run(self):
        run = self._run(self.scheme)
        run.action_confirm()
        run.action_file()
        scheme = self.scheme.with_user(self.users["admin"])
        for command in (
            Command.update(run.id, {"note": "x"}),
            Command.create({"state": "confirmed"}),
            Command.clear(),
        ):
            with self.subTest(command=command), self.assertRaises(UserError):
                scheme.write({"run_ids": [command]})

    @mute_logger("odoo.sql_db")
    def test_deleting_a_user_wipes_no_signature(self):
        run = self._draft_run(self.scheme)
        run.with_user(self.users["manager"]).action_compute()
        run.with_user(self.users["director"]).action_confirm()
        self._rate(self.own, 10).with_user(self.users["account"]).write({"note": "x"})
        for role in ("manager", "director", "account"):
            with (
                self.subTest(role=role),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.users[role].sudo().unlink()

    # What is read

    def test_numbers_of_other_companies_stay_apart(self):
        parameter = self.env["group.customer.parameter"].search([], limit=1)
        value = parameter.value_ids.create(
            {
                "parameter_id": parameter.id,
                "company_id": self.other_company.id,
                "date_from": "2024-01-01",
                "value": 4711,
            }
        )
        with self.assertRaises(AccessError):
            value.with_user(self.users["director"]).read(["value"])
        number = self.env["group.customer.parameter"]._get_value(
            parameter.code, self.other_company
        )
        self.assertEqual(number, 4711)

    def test_filter_of_a_scheme_reads_no_forbidden_field(self):
        """A run looks for its customers with all rights."""
        domain = "[('user_ids.signup_type', '!=', False)]"
        forbidden = "[('signup_type', '!=', False)]"
        scheme = self.scheme.with_user(self.users["admin"])
        for population in (domain, forbidden):
            with self.subTest(population=population), self.assertRaises(AccessError):
                scheme.population_domain = population
        with self.assertRaisesRegex(ValidationError, "not stored"):
            scheme.population_domain = "[('contact_address', '!=', False)]"

    def test_customer_reads_no_judgement_about_itself(self):
        portal = new_test_user(self.env, login="gc_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.own
        partner = self.own.with_user(portal)
        self.assertTrue(partner.read(["name"]))
        for name in (
            "customer_stage",
            "signing_level",
            "development_status",
            "acquisition_source",
            "customer_needs",
            "customer_preferences",
            "operating_indicators",
            "contact_role_ids",
            "archive_user_id",
            "archive_completeness",
            "archive_missing",
            "decision_notes",
            "group_customer_grade_id",
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                partner.read([name])

    def test_policy_pack_is_not_forged(self):
        pack = self.env["group.customer.policy.pack"].search([], limit=1)
        pack = pack.with_user(self.users["admin"])
        for vals in ({"code": "../x"}, {"version_loaded": 9}, {"loaded_on": False}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                pack.write(vals)
        pack.write({"sequence": 5})


@tagged("post_install", "-at_install")
class TestPlainOdoo(GradingCommon):
    """Users and contacts that have nothing to do with group customers."""

    def test_settings_open_and_save(self):
        user = new_test_user(self.env, "gc_system", groups="base.group_system")
        scheme = self._scheme("rules", [("A", {})], [])
        for extra in ("", "group_customer.group_group_customer_admin"):
            if extra:
                user.group_ids = [Command.link(self.env.ref(extra).id)]
            settings = self.env["res.config.settings"].with_user(user)
            with Form(settings) as form:
                if extra:
                    form.primary_grading_scheme_id = scheme
            form.record.execute()
        self.assertEqual(self.env.company.group_customer_scheme_id, scheme)

    def test_company_by_who_is_no_user_of_group_customers(self):
        groups = "base.group_erp_manager,base.group_partner_manager"
        user = new_test_user(self.env, "gc_erp", groups=groups)
        self.env.company.group_customer_scheme_id = self._scheme(
            "rules", [("A", {})], []
        )
        company = self.env["res.company"].with_user(user).create({"name": "New"})
        self.assertEqual(
            company.sudo().group_customer_scheme_id,
            self.env.company.group_customer_scheme_id,
        )

    def test_copying_a_contact(self):
        groups = "base.group_user,base.group_partner_manager"
        user = new_test_user(self.env, "gc_contacts", groups=groups)
        for partner in (self.head, self.env.user.partner_id):
            copied = partner.with_user(user).copy()
            self.assertEqual(
                copied.group_path, copied.is_group_customer and f"{copied.id}/"
            )

    def test_deleting_a_contact(self):
        plain, counted, graded, judged = self._customers("P", "Q", "R", "S")
        plain.unlink()
        scheme = self._scheme(
            "cumulative_share",
            [("A", {"share_max": 100})],
            [{"metric": "revenue", "role": "rank"}],
            population_domain=f"[('id', 'in', {[counted.id, graded.id]})]",
        )
        run = self._run(scheme)
        with self.assertRaisesRegex(UserError, f"Q cannot.* grade run “{run.name}”"):
            counted.with_user(self.users["colleague"]).unlink()
        run.action_reset()
        counted.unlink()
        self._run(scheme).action_confirm()
        with self.assertRaisesRegex(UserError, "R cannot be deleted.* graded"):
            graded.unlink()
        self._rate(judged, 10)
        with self.assertRaisesRegex(UserError, "S cannot be deleted"):
            judged.unlink()
