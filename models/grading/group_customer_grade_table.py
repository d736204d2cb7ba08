# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import date_utils, format_date

DIRECTOR_GROUP = "group_customer.group_group_customer_director"


class GroupCustomerGradeTable(models.Model):
    """The grades in force at the end of a month or quarter, for the department
    managers (GR-04, AP-05).

    Made by a cron when the period has ended where the company is. The printed table
    is attached as it was then; the customers behind it can be listed again later from
    the dated awards. Nobody edits a table: its readers review it.
    """

    _name = "group.customer.grade.table"
    _description = "Grade Table of a Period"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True
    # Who receives a table may comment on it.
    _mail_post_access = "read"

    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, readonly=True
    )
    kind = fields.Selection(
        selection=[("month", "Month"), ("quarter", "Quarter")],
        string="Period",
        required=True,
        readonly=True,
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    # Frozen figures
    grade_figures = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="Customers by grade, with the names of the grades in every language.",
    )
    grade_counts = fields.Json(
        compute="_compute_grade_counts", export_string_translation=False
    )
    grade_summary = fields.Char(string="Grades", compute="_compute_grade_summary")
    customer_count = fields.Integer(string="Customers", readonly=True)
    new_count = fields.Integer(string="New", readonly=True)
    up_count = fields.Integer(string="Up", readonly=True)
    down_count = fields.Integer(string="Down", readonly=True)
    ended_count = fields.Integer(string="Ended", readonly=True)
    # Review
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_grade_table_user_rel",
        column1="table_id",
        column2="user_id",
        string="Recipients",
        readonly=True,
    )
    state = fields.Selection(
        selection=[("sent", "Sent"), ("reviewed", "Reviewed")],
        required=True,
        default="sent",
        readonly=True,
        tracking=True,
    )
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    can_review = fields.Boolean(compute="_compute_can_review")

    _period_unique = models.UniqueIndex(
        "(scheme_id, company_id, kind, date_from)",
        "The table of this period was made already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("scheme_id", "kind", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for table in self:
            if table.kind == "month":
                period = format_date(self.env, table.date_from, date_format="yyyy-MM")
            else:
                period = format_date(self.env, table.date_from, date_format="yyyy 'Q'Q")
            table.display_name = self.env._(
                "%(scheme)s, %(period)s",
                scheme=table.scheme_id.display_name,
                period=period,
            )

    @api.depends("grade_figures")
    @api.depends_context("lang")
    def _compute_grade_counts(self):
        lang = self.env.lang or "en_US"
        for table in self:
            table.grade_counts = [
                {
                    **figure,
                    "name": figure["name"].get(lang)
                    or figure["name"].get("en_US")
                    or next(iter(figure["name"].values()), ""),
                }
                for figure in table.grade_figures or []
            ]

    @api.depends("grade_figures")
    def _compute_grade_summary(self):
        for table in self:
            table.grade_summary = " · ".join(
                f"{grade['code']} {grade['count']}"
                for grade in table.grade_figures or []
            )

    @api.depends("state", "user_ids")
    @api.depends_context("uid")
    def _compute_can_review(self):
        is_director = self.env.user.has_group(DIRECTOR_GROUP)
        for table in self:
            is_reader = is_director or self.env.user in table.user_ids
            table.can_review = table.state == "sent" and is_reader

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made(self):
        for table in self:
            raise UserError(
                self.env._(
                    "The grade table “%(table)s” was reported, so it cannot be "
                    "deleted.",
                    table=table.display_name,
                )
            )

    # === ACTION METHODS === #

    def action_review(self):
        """Sign the table as read (AP-05): for its recipients and directors."""
        for table in self:
            table._check_may_review()
        # sudo: nobody may write tables; who may sign was just checked
        self.sudo().write(
            {
                "state": "reviewed",
                "reviewed_by_id": self.env.uid,
                "reviewed_on": fields.Datetime.now(),
            }
        )
        self.activity_feedback(
            ["mail.mail_activity_data_todo"], user_id=self.env.uid, only_automated=False
        )
        return True

    def action_view_customers(self, grade_id=False):
        """List who held which grade on the last day, as far as the user may see."""
        self.ensure_one()
        self.check_access("read")
        domain = self.env["group.customer.grade.award"]._get_held_domain(
            self.scheme_id, self.company_id, self.date_to
        )
        if grade_id:
            domain &= Domain("grade_id", "=", grade_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Grades on %(date)s", date=format_date(self.env, self.date_to)
            ),
            "res_model": "group.customer.grade.award",
            "view_mode": "list,form",
            "domain": list(domain),
            "context": {"create": False, "search_default_group_by_grade": not grade_id},
        }

    # === BUSINESS METHODS === #

    def _check_may_review(self):
        self.ensure_one()
        self.check_access("read")
        if self.can_review:
            return
        if self.state == "reviewed":
            raise UserError(
                self.env._(
                    "“%(table)s” was reviewed by %(user)s already.",
                    table=self.display_name,
                    user=self.reviewed_by_id.name,
                )
            )
        raise AccessError(
            self.env._(
                "“%(table)s” is reviewed by its recipients (%(users)s) or by a "
                "director.",
                table=self.display_name,
                users=", ".join(self.user_ids.mapped("name")) or "–",
            )
        )

    @api.model
    def _make(self, scheme, company, kind, date_from):
        """Make the table of a period that has ended, and tell its recipients."""
        table = self._create_for(scheme, company, kind, date_from)
        table._attach_form()
        table._tell_recipients()
        return table

    @api.model
    def _create_for(self, scheme, company, kind, date_from):
        """Freeze the figures of a period that has ended."""
        date_to = date_utils.end_of(date_from, kind)
        rows = self.env["group.customer.grade.award"]._get_held_rows(
            scheme, company, date_from, date_to
        )
        changes = [row["change"] for row in rows]
        return self.create(
            {
                "scheme_id": scheme.id,
                "company_id": company.id,
                "kind": kind,
                "date_from": date_from,
                "date_to": date_to,
                "grade_figures": scheme._count_grades(rows),
                "customer_count": len(rows) - changes.count("ended"),
                **{
                    f"{change}_count": changes.count(change)
                    for change in ("new", "up", "down", "ended")
                },
                "user_ids": scheme._get_table_recipients(company).ids,
            }
        )

    def _attach_form(self):
        """Attach the printed table; without a printing program it is named only."""
        self.ensure_one()
        lang = self.user_ids[:1].lang or self.company_id.partner_id.lang
        report = self.env["ir.actions.report"].with_context(lang=lang)
        try:
            content, kind = report._render_qweb_pdf(
                "group_customer.action_report_grade_period_table", self.ids
            )
        except UserError as error:
            self._message_log(body=str(error))
            return
        name = self.with_context(lang=lang).display_name.replace("/", "-")
        self.message_post(attachments=[(f"{name}.{kind}", content)])

    def _tell_recipients(self):
        self.ensure_one()
        for user in self.user_ids:
            table = self.with_context(lang=user.lang)
            table.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=table.env._("Review the grade table"),
                note=table.env._(
                    "%(table)s: %(count)s customers, %(new)s new, %(up)s up, %(down)s "
                    "down, %(ended)s ended.",
                    table=table.display_name,
                    count=table.customer_count,
                    new=table.new_count,
                    up=table.up_count,
                    down=table.down_count,
                    ended=table.ended_count,
                ),
            )
