# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import csv
import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, file_open

# Place of the credit rating among the options, best first.
RATING_PLACE = {"prompt": 0, "normal": 1, "slow": 1, "late": 2, "bad": 3}
# What the trading company has adopted of the shipped packs.
PACKS = (
    "general",
    "sales_share",
    "rfm",
    "value_need_behaviour",
    "importance",
    "cooperation",
    "insurance",
)
# Quarters back at whose end each scheme graded the customers, the latest last; 0 is
# the last quarter that has ended.
RUNS = {
    "abc_sales": (4, 0),
    "rfm": (5, 4, 3, 2, 1, 0),
    "value": (4, 0),
    "behaviour": (2, 0),
    "importance": (4, 0),
    "cooperation": (0,),
}
# Schemes whose latest table still waits for the settlement manager.
WAITING = ("abc_sales", "rfm")


class GroupCustomerDemo(models.AbstractModel):
    """The judgements and grade runs of the demo companies."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_grades(self):
        """Adopt the packs, judge the demo companies and grade them quarter by quarter:
        by the primary scheme for two years, filed but for the last quarter's table,
        which waits for the settlement manager, and computed today."""
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(
            tracking_disable=True, mail_activity_quick_update=True
        )
        for pack in PACKS:
            demo.env["group.customer.policy.pack"]._load_shipped_pack(pack)
        demo._adapt_schemes()
        demo._create_credit_ratings(random.Random("credit"))
        demo._create_judgements()
        demo._run_primary_scheme()
        for scheme_code, quarters in RUNS.items():
            for quarters_ago in quarters:
                waits = not quarters_ago and scheme_code in WAITING
                state = "confirmed" if waits else "filed"
                demo._run(scheme_code, demo._get_quarter_end(quarters_ago), state)
        demo._run_requested_scheme()
        demo._begin_chain()
        demo._give_by_hand()
        for scheme, watched_company in demo._get_scheme()._get_watched():
            scheme._revisit(watched_company)
        demo._report_grades()
        demo._try_out()
        demo._create_strategic_lines(random.Random("strategic"))

    @api.model
    def _run_primary_scheme(self):
        """Grade for two years by version 1 of the scheme, then by version 2, which lets
        a grade change only when it is sure."""
        scheme_code = "abcd_resource"
        for quarters_ago in (8, 7, 6, 5, 4, 3, 2, 1, 0):
            state = "filed" if quarters_ago else "confirmed"
            self._run(scheme_code, self._get_quarter_end(quarters_ago), state)
            if quarters_ago == 4:
                self._put_stable_version_into_force(self._get_scheme(scheme_code))
        self._run(scheme_code, self._get_today(), "computed")

    # ------------------------------------------------------------------
    # Who, when, what
    # ------------------------------------------------------------------

    @api.model
    def _as(self, name):
        """This model as one of the demo users, or the administrator."""
        user = "base.user_admin"
        if name != "admin":
            user = f"group_customer.user_{name}_demo"
        return self.with_user(self.env.ref(user))

    @api.model
    def _get_today(self):
        # Who prepares a run may live where it is still yesterday.
        return min(fields.Date.context_today(env) for env in (self, self._as("xu")))

    @api.model
    def _get_quarter_end(self, quarters_ago):
        begun = date_utils.start_of(self._get_today(), "quarter")
        return begun - relativedelta(months=3 * quarters_ago) - timedelta(days=1)

    @api.model
    def _get_scheme(self, code=None):
        """The scheme with a code; none without one."""
        return self.env["group.customer.grade.scheme"].search(
            Domain("code", "=", code), limit=1
        )

    @api.model
    def _get_partner(self, name):
        return self.env.ref(f"group_customer.partner_{name}_demo")

    # ------------------------------------------------------------------
    # Judgements
    # ------------------------------------------------------------------

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
    def _create_judgements(self):
        """What the books cannot tell: complaints, potential, importance, integrity."""
        metrics = {
            metric.code: metric
            for metric in self.env["group.customer.metric"].search(Domain.TRUE)
        }
        today = fields.Date.context_today(self)
        by_user = {}
        with file_open("group_customer/demo/judgements.csv") as judgements:
            for row in csv.DictReader(judgements):
                partner = self.env.ref(f"group_customer.{row['partner']}")
                metric = metrics[row["metric"]]
                value = float(row["value"])
                option = metric.option_ids.filtered(
                    lambda option, value=value: option.value == value
                )
                answer = {"option_id": option.id} if option else {"value": value}
                by_user.setdefault(partner.user_id, []).append(
                    {
                        "partner_id": partner.id,
                        "metric_id": metric.id,
                        "company_id": self.env.company.id,
                        "date": today - timedelta(days=int(row["days_ago"])),
                        **answer,
                    }
                )
        Input = self.env["group.customer.grade.input"]
        for user, vals_list in by_user.items():
            Input.with_user(user).create(vals_list)

    # ------------------------------------------------------------------
    # Runs
    # ------------------------------------------------------------------

    @api.model
    def _run(self, scheme_code, as_of, state):
        """Grade as the people do it: prepared, reported, reviewed, re-checked."""
        scheme = self._get_scheme(scheme_code)
        company = self.env.company
        company.group_customer_scheme_id = company.group_customer_scheme_id or scheme
        run = (
            self._as("xu")
            .env["group.customer.grade.run"]
            .create({"scheme_id": scheme.id, "company_id": company.id, "as_of": as_of})
        )
        run.action_compute()
        if state in ("confirmed", "filed"):
            self._pass_chain(run, state)
        self._date_back_run(run)
        return run

    @api.model
    def _begin_chain(self):
        """A table of last week that the department manager has passed on: it waits for
        the review."""
        run = self._run("value", self._get_today() - timedelta(days=6), "computed")
        self._pass(run, "xu", [("he", "approve", None)], [5, 4])

    @api.model
    def _pass_chain(self, run, state):
        """Prepared by the analyst, reported to the department manager, reviewed by the
        marketing manager, re-checked and filed by the settlement manager (AP-05)."""
        decisions = [("he", "approve", None), ("liu", "approve", None)]
        if state == "filed":
            decisions.append(("sun", "execute", None))
        age = (self._get_today() - run.as_of).days
        days_ago = [max(age - days, 0) for days in (3, 4, 5, 9)]
        self._pass(run, "xu", decisions, days_ago[: len(decisions) + 1])

    @api.model
    def _date_back_run(self, run):
        """The signatures of then, not of the day on which demo data is loaded."""
        self.env.flush_all()
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
                as_of=run.as_of,
                run=run.id,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE group_customer_grade_scheme_version
                   SET date = LEAST(
                           date, %(as_of)s::date + INTERVAL '3 days 2 hours')
                 WHERE id = %(version)s
                """,
                as_of=run.as_of,
                version=run.version_id.id,
            )
        )
        run.invalidate_recordset()
        run.version_id.invalidate_recordset()

    @api.model
    def _give_by_hand(self):
        """A grade that nothing measured would give."""
        partner = self._get_partner("hengtai").with_env(self._as("liu").env)
        scheme = self._get_scheme("importance")
        partner._award_group_customer_grade(
            scheme.grade_ids.filtered(lambda grade: grade.code == "KEY"),
            "The shipyard equips two bulk carriers a year: frame agreement in "
            "negotiation. 船厂每年建造两艘散货船，框架协议洽谈中。",
        )
