# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class GroupCustomerVisitDiary(models.Model):
    """A day in the work diary of an account manager (VI-19).

    What was done is counted from the visits; the text is the account manager's own.
    The quota is that of the day on which the page was opened.
    """

    _name = "group.customer.visit.diary"
    _description = "Work Diary"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "date desc, user_id, id"
    _server_fields = frozenset(
        {
            "company_id",
            "date",
            "existing_done",
            "existing_quota",
            "is_met",
            "is_working_day",
            "new_done",
            "new_quota",
            "percent",
            "phone_done",
            "phone_quota",
            "quota_id",
            "user_id",
        }
    )

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Manager",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    date = fields.Date(string="Day", required=True, readonly=True, index=True)
    is_working_day = fields.Boolean(
        string="Working Day",
        readonly=True,
        help="By the working calendar, leave and absences on the day on which the page "
        "was opened. On other days nothing is asked for.",
    )
    quota_id = fields.Many2one(
        comodel_name="group.customer.visit.daily.quota",
        string="Daily Quota",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    new_quota = fields.Integer(string="New: Asked For", readonly=True)
    new_done = fields.Integer(
        string="New: Done",
        readonly=True,
        help="Customers without business so far that were met face to face.",
    )
    existing_quota = fields.Integer(string="Existing: Asked For", readonly=True)
    existing_done = fields.Integer(
        string="Existing: Done",
        readonly=True,
        help="Customers with business that were met face to face.",
    )
    phone_quota = fields.Integer(string="Phone: Asked For", readonly=True)
    phone_done = fields.Integer(
        string="Phone: Done", readonly=True, help="Contacts by phone."
    )
    percent = fields.Float(
        string="Quota Done (%)",
        readonly=True,
        aggregator="avg",
        help="What was done of each part of the quota, at most what was asked for. 100 "
        "where nothing is asked for.",
    )
    is_met = fields.Boolean(string="Quota Met", readonly=True)
    note = fields.Text(string="Diary", help="What the day brought; written by oneself.")
    visit_ids = fields.Many2many(
        comodel_name="group.customer.visit",
        string="Visits and Contacts",
        compute="_compute_visit_ids",
    )

    _day_unique = models.UniqueIndex(
        "(user_id, company_id, date)", "A diary has one page per day."
    )
    _company_day_idx = models.Index("(company_id, date)")

    # === COMPUTE METHODS === #

    @api.depends("user_id", "date")
    def _compute_display_name(self):
        for page in self:
            # sudo: the name of a page shows whoever may open it
            name = page.sudo().user_id.name or ""
            page.display_name = f"{name} · {fields.Date.to_string(page.date) or ''}"

    @api.depends("user_id", "date", "company_id")
    def _compute_visit_ids(self):
        """One query for all pages."""
        visits = self.env["group.customer.visit"].search(
            Domain("user_ids", "in", self.user_id.ids)
            & Domain("date", "in", self.mapped("date"))
            & Domain("state", "!=", "cancelled"),
            order="start, id",
        )
        for page in self:
            page.visit_ids = visits.filtered(
                lambda visit, page=page: (
                    visit.date == page.date
                    and visit.company_id == page.company_id
                    and page.user_id in visit.user_ids
                )
            )

    # === CRUD METHODS === #

    def write(self, vals):
        if "note" in vals and any(page.user_id != self.env.user for page in self):
            raise AccessError(
                self.env._(
                    "%(page)s: a diary is written by its owner alone. Say what you "
                    "think of it in a log inspection.",
                    page=self[:1].display_name,
                )
            )
        return super().write(vals)

    # === ACTION METHODS === #

    @api.model
    def action_open_today(self):
        """Open one's own page of today, made where it is missing."""
        if not self.env.user.has_group("group_customer.group_group_customer_user"):
            raise AccessError(
                self.env._("A work diary is kept by account managers alone.")
            )
        company = self.env.company
        today = self.env["group.customer.ledger"]._get_today(company)
        pages = self.sudo()._open_day(company, today, self.env.user)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Work Diary"),
            "res_model": self._name,
            "res_id": pages.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
