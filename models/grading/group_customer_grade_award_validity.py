# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class GroupCustomerGradeAward(models.Model):
    """How long a grade that was given is valid, and what happens then."""

    _inherit = "group.customer.grade.award"

    valid_until = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The last day on which the grade is valid; empty: until the next one.",
    )
    expired_since = fields.Date(
        readonly=True,
        copy=False,
        help="The day on which the responsible person was told that the grade is no "
        "longer valid.",
    )


class GroupCustomerGradeScheme(models.Model):
    _inherit = "group.customer.grade.scheme"

    validity_months = fields.Integer(
        string="Grades Are Valid For",
        default=0,
        aggregator=None,
        help="Months for which a grade is valid after the day of the run or the "
        "request that gave it; 0: until the next one.",
    )
    expiry_action = fields.Selection(
        selection=[("list", "List it"), ("end", "End the grade")],
        string="When a Grade Expires",
        required=True,
        default="list",
        help="What happens to a grade that is no longer valid. A grade by request "
        "always ends.",
    )

    _validity_months_positive = models.Constraint(
        "CHECK(validity_months IS NULL OR validity_months >= 0)",
        "The months for which a grade is valid cannot be negative.",
    )

    def _get_valid_until(self, date_from):
        """The last day of a grade that begins on a day; False: until the next one."""
        if not self.validity_months:
            return False
        return fields.Date.add(date_from, months=self.validity_months)

    # === CRON METHODS === #

    @api.model
    def _cron_expire_grades(self):
        """Begin the grades whose day has come, and list or end those that expired.

        One scheme at a time; one that is being decided on waits for the next day.
        """
        self.env["group.customer.grade.request"]._start_due()
        schemes = self._get_schemes_with_expired()
        for done, scheme in enumerate(schemes, 1):
            if scheme.try_lock_for_update(allow_referencing=True):
                scheme._expire_grades()
            remaining = len(schemes) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                return

    @api.model
    def _get_schemes_with_expired(self):
        # The day after tomorrow of one place is the day of no other one.
        horizon = fields.Date.add(fields.Date.today(), days=2)
        groups = self.env["group.customer.grade.award"]._read_group(
            Domain("date_to", "=", False) & Domain("valid_until", "<", horizon),
            ["scheme_id"],
        )
        return self.browse([scheme.id for [scheme] in groups])

    def _expire_grades(self):
        """List or end the grades that are no longer valid, in one statement.

        The day is that of each company. Each grade is told of once.

        :returns: how many were listed and how many ended
        :rtype: tuple(int, int)
        """
        self.ensure_one()
        Ledger = self.env["group.customer.ledger"]
        Award = self.env["group.customer.grade.award"]
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        Award.flush_model()
        expired = self.env.execute_query(
            SQL(
                """UPDATE group_customer_grade_award a
                      SET date_to = CASE WHEN %(ends)s OR a.request_id IS NOT NULL
                              THEN GREATEST(a.date_from, a.valid_until) END,
                          expired_since = COALESCE(a.expired_since, local.today::date),
                          write_uid = %(uid)s, write_date = %(now)s
                     FROM (VALUES %(days)s) AS local (company_id, today)
                    WHERE a.scheme_id = %(scheme)s AND a.date_to IS NULL
                      AND a.company_id = local.company_id
                      AND a.valid_until < local.today::date
                      AND (a.expired_since IS NULL OR %(ends)s)
                RETURNING a.company_id, a.partner_id, a.date_to IS NOT NULL""",
                ends=self.expiry_action == "end",
                days=SQL(", ").join(
                    SQL("(%s, %s)", company.id, Ledger._get_today(company))
                    for company in companies
                ),
                scheme=self.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        Award.invalidate_model()
        ended = [(company, partner) for company, partner, end in expired if end]
        for company in companies:
            partners = [partner for owner, partner in ended if owner == company.id]
            if partners:
                company._sync_group_customer_grades(
                    self.env["res.partner"].browse(partners)
                )
        counts = (len(expired) - len(ended), len(ended))
        if expired:
            self._remind_expired(*counts)
        return counts

    def _remind_expired(self, listed, ended):
        if not self.user_id:
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.user_id.id,
            summary=self.env._("Grades have expired"),
            note=self.env._(
                "%(listed)s customers hold a grade that is no longer valid, the grades "
                "of %(ended)s customers ended. They are under Grading > Current "
                "Grades, filters “Expired” and “Past”: grade these customers again, or "
                "ask for the grade again.",
                listed=listed,
                ended=ended,
            ),
        )
