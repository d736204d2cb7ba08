# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .visit_common import VisitCommon


@tagged("post_install", "-at_install")
class TestVisitReportLogMany(VisitCommon):
    """One newsletter to many customers is logged in one go (VI-20, VI-31)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forge = cls._create_company_partner("Forge", user_id=cls.account.id)
        cls.Log = cls.env["group.customer.visit.log.many"]
        cls.email = cls._get_channel("email")

    def _log(self, partners, user=None, **values):
        user = user or self.account
        log = self.Log.with_user(user).create(
            {
                "partner_ids": [Command.set(partners.ids)],
                "channel_id": self.email.id,
                "name": "Spring letter",
                "report_text": "Sent to all",
                "start": self._get_moment(0, 0),
                **values,
            }
        )
        return log, lambda: self._get_logged(log)

    def _get_logged(self, log):
        log.action_log()
        return self.Visit.search([("name", "=", "Spring letter")])

    def test_each_account_gets_its_contact(self):
        # The buyer is one of the works: its account counts once
        _log, run = self._log(self.works | self.forge | self.buyer)
        visits = run()
        self.assertEqual(len(visits), 2)
        self.assertEqual(visits.partner_id, self.works | self.forge)
        self.assertEqual(set(visits.mapped("state")), {"done"})
        self.assertEqual(set(visits.mapped("report_state")), {"submitted"})
        self.assertEqual(visits.user_id, self.account)
        self.assertEqual(set(visits.mapped("report_text")), {"Sent to all"})
        self.assertEqual(self.works.last_visit_on, self.today)
        activities = visits.sudo().activity_ids
        self.assertEqual(activities.user_id, self.manager)
        self.assertEqual(len(activities), 1)
        self.assertIn("2 reports", activities.summary)

    def test_all_or_none(self):
        _log, run = self._log(self.works | self.bakery)
        with (
            self.assertRaisesRegex(UserError, "Bakery.*Nothing has been logged"),
            self.cr.savepoint(),
        ):
            run()
        self.assertFalse(self.Visit.search([("name", "=", "Spring letter")]))
        # The manager of the team may
        _log, run = self._log(self.works | self.bakery, self.manager)
        self.assertEqual(run().user_id, self.manager)

    def test_what_is_refused(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        for partners, values, message in (
            (self.works, {"minutes": 0}, "at least one"),
            (self.works, {"channel_id": self._get_channel("visit").id}, "is a visit"),
            (self.works | stranger, {}, "take Stranger off"),
            (self.works, {"start": self._get_moment(2)}, "still to come"),
        ):
            _log, run = self._log(partners, **values)
            with self.subTest(message=message):
                with self.assertRaisesRegex(UserError, message):
                    run()

    def test_who_may_not(self):
        log, _run = self._log(self.works)
        with self.assertRaises(AccessError):
            log.with_user(self.colleague).action_log()
        with self.assertRaises(AccessError):
            self._log(self.works, self.users["employee"])

    def test_from_the_list_of_customers(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        chosen = self.works | self.buyer | self.forge | stranger
        form = Form(
            self.Log.with_user(self.account).with_context(
                active_model="res.partner", active_ids=chosen.ids
            )
        )
        self.assertEqual(form.partner_ids.ids, (self.works | self.forge).ids)
        self.assertEqual(form.account_count, 2)
        self.assertEqual(form.channel_id.distance, "non_personal")
        form.report_text = "Sent"
        self.assertEqual(len(form.save().partner_ids), 2)

    def test_batches_cost_what_one_costs_and_little_more(self):
        """Ten more accounts cost less than ten more logs."""
        partners = self.env["res.partner"].browse()
        for number in range(12):
            partners |= self._create_company_partner(
                f"P {number}", user_id=self.account.id
            )
        counts = []
        for some in (partners[:1], partners[1:2], partners[2:]):
            log, _run = self._log(some)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            log._log()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[2], 4 * counts[1])
