# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL, date_utils

# Who asks for VIP treatment of whom, what became of it, when, who decided, and why.
# The days are before the end of the last quarter where somebody decided, else before
# today.
REQUESTS = (
    (
        "brandt_taicang",
        "chen",
        "approved",
        390,
        "sun",
        "Reference plant for our servo drives. 我司伺服驱动器的样板工厂。",
    ),
    (
        "tianlu_loco",
        "zhang",
        "approved",
        150,
        "zhao",
        "Sole supplier of the gearboxes of a locomotive. 机车齿轮箱独家供应。",
    ),
    (
        "ruixin_semi",
        "li",
        "approved",
        75,
        "sun",
        "Largest customer of the electronics industry. 电子行业最大客户。",
    ),
    (
        "jinghe_first",
        "zhang",
        "rejected",
        12,
        "zhao",
        "Many building sites, large orders. 项目多、订单大。",
    ),
    (
        "lvyuan_dairy",
        "wang",
        "cancelled",
        40,
        None,
        "New dairy in Chengdu. 成都新建乳品厂。",
    ),
    (
        "anxin_devices",
        "li",
        "submitted",
        6,
        None,
        "Builds its second plant with our sensors. 二期工厂采用我司传感器。",
    ),
    (
        "nordholm_china",
        "chen",
        "submitted",
        2,
        None,
        "Years of punctual payment. 多年按时付款。",
    ),
    (
        "xinneng_cell",
        "li",
        "draft",
        0,
        None,
        "Second cell line, gearboxes from us alone. 二期电芯线独家供应减速机。",
    ),
)
# Days from asking to the decision.
DECIDING_DAYS = 2
REJECTION = (
    "Complaints are open and payments late: ask again next year. "
    "投诉未结、付款逾期，明年再申请。"
)


class GroupCustomerDemo(models.AbstractModel):
    """Grades that are asked for, and the tables that are reported."""

    _inherit = "group.customer.demo"

    # ------------------------------------------------------------------
    # Requests
    # ------------------------------------------------------------------

    @api.model
    def _run_requested_scheme(self):
        """Grade by the scheme whose best grade is asked for, decided by somebody else
        (GR-22): one request has run out since, others are in force, refused, open."""
        scheme = self._get_scheme("layered_insurance")
        self._ask_for_grade(scheme, *REQUESTS[0])
        self._run(scheme.code, self._get_quarter_end(2), "filed")
        for request in REQUESTS[1:]:
            self._ask_for_grade(scheme, *request)
        # As the scheduled action ends them.
        scheme._expire_grades()
        self._run(scheme.code, self._get_quarter_end(0), "filed")

    @api.model
    def _ask_for_grade(self, scheme, name, asker, state, days_ago, decider, reason):
        begins = self._get_today()
        if state == "submitted":
            # What waits for a decision is not changed behind its back
            begins -= timedelta(days=days_ago)
        request = (
            self._as(asker)
            .env["group.customer.grade.request"]
            .create(
                {
                    "partner_id": self._get_partner(name).id,
                    "scheme_id": scheme.id,
                    "grade_id": scheme._get_requested_grades().id,
                    "company_id": self.env.company.id,
                    "reason": reason,
                    "date_from": begins,
                    "has_consent": True,
                    "identity_verified": True,
                }
            )
        )
        begun = 0
        if decider:
            begun = (self._get_today() - self._get_quarter_end(0)).days
        asked_ago = days_ago + begun
        if state == "cancelled":
            recall = [(asker, "recall", "Asked for too early. 申请过早。")]
            self._pass(request, asker, recall, [asked_ago], note=reason)
            request.action_cancel()
        elif state != "draft":
            department = "zhao" if asker == "chen" else "he"
            decisions = {
                "approved": [(department, "approve", None), (decider, "approve", None)],
                "rejected": [(department, "approve", None)]
                + [(decider, "reject", REJECTION)],
            }.get(state, [])
            decided_ago = asked_ago - DECIDING_DAYS
            dates = [asked_ago, asked_ago - 1, decided_ago]
            self._pass(
                request, asker, decisions, dates[: len(decisions) + 1], note=reason
            )
        self._date_back_request(request, asked_ago, bool(decider))

    @api.model
    def _date_back_request(self, request, days_ago, is_decided):
        """The dates of then, not of the day on which demo data is loaded."""
        begun_ago = days_ago - DECIDING_DAYS if is_decided else days_ago
        if request.state == "submitted":
            begun_ago = 0
        names = {
            "asked": days_ago,
            "begun": begun_ago,
            "request": request.id,
            "partner": request.partner_id.id,
            "scheme": request.scheme_id.id,
        }
        self.env.flush_all()
        for statement in (
            """UPDATE group_customer_grade_request
                  SET date_from = date_from - %(begun)s,
                      valid_until = valid_until - %(begun)s,
                      create_date = create_date - %(asked)s * INTERVAL '1 day',
                      requested_on = requested_on - %(asked)s * INTERVAL '1 day',
                      decided_on = decided_on - %(begun)s * INTERVAL '1 day'
                WHERE id = %(request)s""",
            """UPDATE group_customer_grade_award
                  SET date_from = date_from - %(begun)s,
                      valid_until = valid_until - %(begun)s
                WHERE request_id = %(request)s""",
            # The grade before ended when that of the request began.
            """UPDATE group_customer_grade_award a
                  SET date_to = r.date_from - 1
                 FROM group_customer_grade_request r
                WHERE r.id = %(request)s AND r.state = 'approved'
                  AND a.partner_id = %(partner)s AND a.scheme_id = %(scheme)s
                  AND a.request_id IS NULL AND a.date_to >= r.date_from""",
        ):
            self.env.cr.execute(SQL(statement, **names))
        self.env.invalidate_all()

    # ------------------------------------------------------------------
    # Tables
    # ------------------------------------------------------------------

    @api.model
    def _report_grades(self):
        """The tables of the last two quarters and months; those of the last periods
        wait to be reviewed (GR-04).

        Without the printed form: while modules are loaded, nothing answers to the
        program that prints.
        """
        scheme = self._get_scheme("abcd_resource")
        Table = self.env["group.customer.grade.table"]
        today = self._get_today()
        for kind, months in (("quarter", 3), ("month", 1)):
            last = date_utils.start_of(today, kind) - relativedelta(months=months)
            for start in (last - relativedelta(months=months), last):
                table = Table._create_for(scheme, self.env.company, kind, start)
                table._tell_recipients()
                if start == last:
                    continue
                table.with_env(self._as("liu").env).action_review()
                reviewed_on = table.date_to + timedelta(days=4)
                table.reviewed_on = f"{reviewed_on} 02:00:00"
