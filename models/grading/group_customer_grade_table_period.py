# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

from .group_customer_grade_definition import read_names

READER_GROUPS = (
    "group_customer.group_group_customer_user,"
    "group_customer.group_group_customer_settlement_manager"
)
KINDS = {"month": ("month",), "quarter": ("quarter",), "both": ("month", "quarter")}


class GroupCustomerGradeScheme(models.Model):
    """When grade tables are due, and who gets them (GR-04)."""

    _inherit = "group.customer.grade.scheme"

    table_frequency = fields.Selection(
        selection=[
            ("none", "Never"),
            ("month", "Every month"),
            ("quarter", "Every quarter"),
            ("both", "Every month and quarter"),
        ],
        string="Report Grade Table",
        required=True,
        default="none",
        help="How often the table of grades is reported to the department managers "
        "(GR-04).",
    )
    table_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_grade_scheme_table_user_rel",
        column1="scheme_id",
        column2="user_id",
        string="Department Managers",
        help="Who receives and reviews the monthly or quarterly grade tables; nobody: "
        "the responsible person.",
    )
    table_since = fields.Date(
        readonly=True,
        copy=False,
        help="The day on which the reporting of grade tables began.",
    )

    @api.constrains("table_user_ids")
    def _check_table_users(self):
        for scheme in self:
            for user in scheme.table_user_ids:
                if not user.has_groups(READER_GROUPS):
                    raise ValidationError(
                        self.env._(
                            "%(user)s cannot receive the grade tables of "
                            "“%(scheme)s”: give the user a level of Group Customers "
                            "first.",
                            user=user.name,
                            scheme=scheme.display_name,
                        )
                    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        schemes = super().create(vals_list)
        schemes._begin_tables()
        return schemes

    def write(self, vals):
        frequencies = {scheme: scheme.table_frequency for scheme in self}
        res = super().write(vals)
        if "table_frequency" in vals:
            changed = self.filtered(
                lambda scheme: scheme.table_frequency != frequencies[scheme]
            )
            changed._begin_tables()
        return res

    def _begin_tables(self):
        """Report from now on: periods while nobody wanted tables are not made up."""
        today = fields.Date.context_today(self)
        for scheme in self:
            is_reported = scheme.table_frequency != "none"
            scheme.table_since = today if is_reported else False

    # === CRON METHODS === #

    @api.model
    def _cron_make_tables(self):
        """Make the tables of the periods that have ended, each once.

        After a time without crons the tables in between are made too.
        """
        Table = self.env["group.customer.grade.table"]
        due = self._get_due_tables()
        for done, table in enumerate(due, 1):
            Table._make(*table)
            remaining = len(due) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                return

    @api.model
    def _get_due_tables(self):
        """Return scheme, company, kind and first day of the tables to be made."""
        schemes = self.search(
            Domain("table_frequency", "!=", "none")
            & Domain("table_since", "!=", False)
            & Domain("draft_of_id", "=", False)
        )
        firsts = self.env["group.customer.grade.award"]._read_group(
            Domain("scheme_id", "in", schemes.ids),
            ["scheme_id", "company_id"],
            ["date_from:min"],
        )
        return [
            (scheme, company, kind, start)
            for scheme, company, first in firsts
            for kind in KINDS[scheme.table_frequency]
            for start in scheme._get_due_periods(company, kind, first)
        ]

    def _get_due_periods(self, company, kind, first):
        """First days of the periods without a table that have ended.

        The first one is the last that had ended when the reporting began, so that
        there is a table to look at; none lies before the first grade.

        :param datetime.date first: the day of the first grade of the company
        """
        self.ensure_one()
        today = self.env["group.customer.ledger"]._get_today(company)
        latest = self.env["group.customer.grade.table"].search(
            Domain("scheme_id", "=", self.id)
            & Domain("company_id", "=", company.id)
            & Domain("kind", "=", kind),
            order="date_from desc",
            limit=1,
        )
        begun = fields.Date.subtract(
            date_utils.start_of(self.table_since, kind), days=1
        )
        start = max(date_utils.start_of(day, kind) for day in (begun, first))
        if latest:
            start = max(start, fields.Date.add(latest.date_to, days=1))
        starts = []
        while date_utils.end_of(start, kind) < today:
            starts.append(start)
            start = fields.Date.add(date_utils.end_of(start, kind), days=1)
        return starts

    def _get_table_recipients(self, company):
        """Who gets the tables of a company: people who work for it."""
        users = self.table_user_ids or self.user_id
        return users.filtered(lambda user: user.active and company in user.company_ids)

    def _count_grades(self, rows):
        """Return how many customers hold which grade, the grades nobody has too."""
        counts = Counter(row["grade_id"] for row in rows if row["change"] != "ended")
        grades = self.grade_ids.sorted("sequence")
        # A grade may have been held and dropped from the scheme since.
        grades |= grades.browse(grade for grade in counts if grade not in grades.ids)
        names = read_names(grades)
        return [
            {
                "grade_id": grade.id,
                "code": grade.code,
                "name": names[grade.id],
                "color": grade.color,
                "count": counts[grade.id],
            }
            for grade in grades
        ]


class GroupCustomerGradeAward(models.Model):
    """Who held which grade on a past day."""

    _inherit = "group.customer.grade.award"

    @api.model
    def _get_held_domain(self, scheme, company, day):
        return (
            Domain("scheme_id", "=", scheme.id)
            & Domain("company_id", "=", company.id)
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )

    @api.model
    def _held_sql(self, scheme, company, day):
        """Return the query of the grades held on a day, one per customer.

        A grade that was replaced on the day it began gives way to the later one.
        """
        return SQL(
            """SELECT DISTINCT ON (a.partner_id)
                      a.partner_id, a.grade_id, a.date_from, g.sequence, g.id AS place
                 FROM group_customer_grade_award a
                 JOIN group_customer_grade g ON g.id = a.grade_id
                WHERE a.scheme_id = %(scheme)s AND a.company_id = %(company)s
                  AND a.date_from <= %(day)s
                  AND (a.date_to IS NULL OR a.date_to >= %(day)s)
             ORDER BY a.partner_id, a.date_from DESC, a.id DESC""",
            scheme=scheme.id,
            company=company.id,
            day=day,
        )

    @api.model
    def _get_held_rows(self, scheme, company, date_from, date_to):
        """Return who held a grade at the end of a period, or no more, and the change.

        :returns: dicts of partner_id, grade_id, previous_grade_id, since and change
            (new, up, down, ended, or False), the best grade first
        """
        self.flush_model()
        self.env["group.customer.grade"].flush_model()
        self.env["res.partner"].flush_model(["complete_name"])
        columns = ("partner_id", "grade_id", "previous_grade_id", "since", "change")
        rows = self.env.execute_query(
            SQL(
                """WITH past AS (%(past)s), present AS (%(present)s)
                   SELECT COALESCE(n.partner_id, b.partner_id), n.grade_id, b.grade_id,
                          n.date_from,
                          CASE WHEN b.grade_id IS NULL THEN 'new'
                               WHEN n.grade_id IS NULL THEN 'ended'
                               WHEN n.grade_id = b.grade_id THEN NULL
                               WHEN (n.sequence, n.place) < (b.sequence, b.place)
                               THEN 'up' ELSE 'down' END
                     FROM present n
                FULL JOIN past b ON b.partner_id = n.partner_id
                     JOIN res_partner p
                       ON p.id = COALESCE(n.partner_id, b.partner_id)
                 ORDER BY n.grade_id IS NULL, n.sequence, n.place,
                          p.complete_name, p.id""",
                past=self._held_sql(
                    scheme, company, fields.Date.subtract(date_from, days=1)
                ),
                present=self._held_sql(scheme, company, date_to),
            )
        )
        return [dict(zip(columns, row, strict=True)) for row in rows]
