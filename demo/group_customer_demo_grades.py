# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

# Place of the credit rating among the options, best first.
RATING_PLACE = {"prompt": 0, "normal": 1, "slow": 1, "late": 2, "bad": 3}


class GroupCustomerDemo(models.AbstractModel):
    """The credit ratings and grade runs of the demo companies."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_grades(self):
        """Judge the credit of the demo companies, and grade them three times: a year
        ago (filed), last quarter (confirmed) and today (computed)."""
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(tracking_disable=True)
        demo._create_credit_ratings(random.Random("credit"))
        # Who prepares a run may live where it is still yesterday.
        preparer = self.env.ref("group_customer.user_liu_demo")
        today = min(
            fields.Date.context_today(env) for env in (demo, demo.with_user(preparer))
        )
        quarter_end = date_utils.start_of(today, "quarter") - timedelta(days=1)
        year_ago = date_utils.end_of(quarter_end - relativedelta(years=1), "month")
        demo._run("general", "abcd_resource", year_ago, "filed")
        demo._run("general", "abcd_resource", quarter_end, "confirmed")
        demo._run("general", "abcd_resource", today, "computed")
        demo._run("sales_share", "abc_sales", quarter_end, "confirmed")
        demo = demo.with_context(mail_activity_quick_update=True)
        Scheme = demo.env["group.customer.grade.scheme"]
        for scheme, watched_company in Scheme._get_watched():
            scheme.user_id = preparer
            scheme._revisit(watched_company)

    @api.model
    def _create_credit_ratings(self, chance):
        """The account managers' judgement, two years ago and again last spring."""
        metric = self.env["group.customer.metric"].search(
            Domain("code", "=", "credit_rating"), limit=1
        )
        options = metric.option_ids.sorted("value", reverse=True)
        if not options:
            return
        today = fields.Date.context_today(self)
        Input = self.env["group.customer.grade.input"]
        for profile in self._read_profiles():
            partner = self.env.ref(f"group_customer.{profile['partner']}")
            first_age = 30 * int(profile["months_since_first"])
            for age in (730, 210):
                place = RATING_PLACE[profile["discipline"]]
                place += chance.choice((0, 0, 0, 1, -1))
                if first_age < age or chance.random() < 0.06:
                    continue
                Input.with_user(partner.user_id).sudo().create(
                    {
                        "partner_id": partner.id,
                        "metric_id": metric.id,
                        "company_id": self.env.company.id,
                        "date": today - timedelta(days=age + chance.randint(0, 60)),
                        "option_id": options[max(0, min(place, len(options) - 1))].id,
                    }
                )

    @api.model
    def _run(self, pack, scheme_code, as_of, state):
        """Grade as the people do it: prepared, reviewed, re-checked."""
        self.env["group.customer.policy.pack"]._load_shipped_pack(pack)
        scheme = self.env["group.customer.grade.scheme"].search(
            Domain("code", "=", scheme_code), limit=1
        )
        company = self.env.company
        company.group_customer_scheme_id = company.group_customer_scheme_id or scheme
        preparer, reviewer, rechecker = (
            self.env.ref(f"group_customer.user_{name}_demo")
            for name in ("liu", "zhao", "sun")
        )
        run = (
            self.env["group.customer.grade.run"]
            .with_user(preparer)
            .create(
                {
                    "scheme_id": scheme.id,
                    "company_id": self.env.company.id,
                    "as_of": as_of,
                }
            )
        )
        run.action_compute()
        if state in ("confirmed", "filed"):
            run.with_user(reviewer).action_confirm()
        if state == "filed":
            run.with_user(rechecker).action_file()
        run.flush_recordset()
        # The signatures of then, not of the day on which the demo data is loaded.
        self.env.cr.execute(
            SQL(
                """
                UPDATE group_customer_grade_run
                   SET prepared_on = LEAST(
                           prepared_on, %(as_of)s::date + INTERVAL '3 days 2 hours'),
                       reviewed_on = CASE WHEN reviewed_on IS NOT NULL THEN LEAST(
                           reviewed_on, %(as_of)s::date + INTERVAL '5 days 6 hours')
                           END,
                       rechecked_on = CASE WHEN rechecked_on IS NOT NULL THEN LEAST(
                           rechecked_on, %(as_of)s::date + INTERVAL '9 days 3 hours')
                           END
                 WHERE id = %(run)s
                """,
                as_of=as_of,
                run=run.id,
            )
        )
        run.invalidate_recordset()
