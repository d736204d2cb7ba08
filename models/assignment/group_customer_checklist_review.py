# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

SUPERIOR = "group_customer.group_group_customer_manager"


class GroupCustomerChecklistReview(models.Model):
    """What an account manager did of a checklist in a month, confirmed by a superior.

    The points are those of the checklist on the day the review was made; what becomes
    of the checklist later changes no review. Nobody confirms an own review, and what
    is confirmed stays as it is until a superior opens it again.
    """

    _name = "group.customer.checklist.review"
    _description = "Review of a Checklist"
    _inherit = ["group.customer.server.field.mixin", "mail.thread"]
    _order = "month desc, id desc"
    _check_company_auto = True
    _server_fields = frozenset({"confirmed_by_id", "confirmed_on", "state"})

    manager_id = fields.Many2one(
        comodel_name="group.customer.manager",
        string="Account Manager",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        default=lambda self: self._default_manager_id(),
    )
    # Stored for security rules
    company_id = fields.Many2one(related="manager_id.company_id", store=True)
    user_id = fields.Many2one(related="manager_id.user_id", store=True, index=True)
    team_id = fields.Many2one(related="manager_id.team_id")
    checklist_id = fields.Many2one(
        comodel_name="group.customer.checklist",
        required=True,
        ondelete="restrict",
        index=True,
    )
    kind = fields.Selection(related="checklist_id.kind", store=True)
    month = fields.Date(
        required=True,
        default=lambda self: fields.Date.start_of(
            fields.Date.context_today(self), "month"
        ),
        help="Any day of the month; the first is kept.",
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("confirmed", "Confirmed")],
        required=True,
        default="draft",
        tracking=True,
    )
    line_ids = fields.One2many(
        comodel_name="group.customer.checklist.review.line",
        inverse_name="review_id",
        string="Points",
    )
    done_count = fields.Integer(
        string="Done", compute="_compute_done", store=True, aggregator="sum"
    )
    point_count = fields.Integer(
        string="Points in All", compute="_compute_done", store=True, aggregator="sum"
    )
    done_percent = fields.Float(
        string="Done (%)",
        compute="_compute_done",
        store=True,
        digits=(16, 1),
        aggregator="avg",
    )
    comment = fields.Text()
    confirmed_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True
    )
    confirmed_on = fields.Datetime(readonly=True)

    _one_per_month = models.UniqueIndex(
        "(manager_id, checklist_id, month)",
        "The account manager already has a review of this checklist for the month: "
        "open that one instead.",
    )

    # === DEFAULT METHODS === #

    @api.model
    def _default_manager_id(self):
        return self.env["group.customer.manager"].search(
            Domain("user_id", "=", self.env.uid)
            & Domain("company_id", "=", self.env.company.id),
            limit=1,
        )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.is_done")
    def _compute_done(self):
        for review in self:
            review.point_count = len(review.line_ids)
            review.done_count = len(review.line_ids.filtered("is_done"))
            review.done_percent = (
                100.0 * review.done_count / review.point_count
                if review.point_count
                else 0.0
            )

    @api.depends("manager_id", "checklist_id", "month")
    def _compute_display_name(self):
        for review in self:
            month = review.month and format_date(
                self.env, review.month, date_format="MMM yyyy"
            )
            review.display_name = " · ".join(
                filter(
                    None,
                    [
                        review.checklist_id.display_name,
                        review.manager_id.display_name,
                        month,
                    ],
                )
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("month"):
                vals["month"] = self._get_month(vals["month"])
        reviews = super().create(vals_list)
        # sudo: the points come from the checklist, nobody enters them
        self.env["group.customer.checklist.review.line"].sudo()._create_server(
            [
                {"review_id": review.id, "item_id": item.id, "name": item.name}
                for review in reviews
                for item in review.checklist_id.item_ids
            ]
        )
        return reviews

    def write(self, vals):
        self._check_draft()
        if "checklist_id" in vals or "manager_id" in vals:
            raise UserError(
                self.env._(
                    "%(review)s: account manager and checklist of a review stay as "
                    "they are. Delete it and make another one.",
                    review=self[:1].display_name,
                )
            )
        if vals.get("month"):
            vals = {**vals, "month": self._get_month(vals["month"])}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._check_draft()

    # === ACTION METHODS === #

    def action_confirm(self):
        """Confirm, as a superior, what was done of the checklists."""
        self._check_superior()
        self._check_draft()
        self._write_server(
            {
                "state": "confirmed",
                "confirmed_by_id": self.env.uid,
                "confirmed_on": fields.Datetime.now(),
            }
        )
        return True

    def action_reopen(self):
        """Open confirmed reviews again, as a superior."""
        self._check_superior()
        self._write_server(
            {"state": "draft", "confirmed_by_id": False, "confirmed_on": False}
        )
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _get_month(self, date):
        return fields.Date.start_of(fields.Date.to_date(date), "month")

    def _check_draft(self):
        for review in self:
            if review.state != "draft":
                raise UserError(
                    self.env._(
                        "%(review)s is confirmed and stays as it is. Have a superior "
                        "open it again first.",
                        review=review.display_name,
                    )
                )

    def _check_superior(self):
        """Refuse whoever is no superior of these account managers.

        :raises AccessError: without the right to decide on the team
        :raises UserError: for an own review
        """
        if not self.env.user.has_group(SUPERIOR):
            raise AccessError(
                self.env._(
                    "A review is confirmed by a superior: ask the leader of the team."
                )
            )
        self.check_access("write")
        for review in self:
            if review.user_id == self.env.user:
                raise UserError(
                    self.env._(
                        "%(review)s is your own: another superior has to decide on it.",
                        review=review.display_name,
                    )
                )


class GroupCustomerChecklistReviewLine(models.Model):
    _name = "group.customer.checklist.review.line"
    _description = "Point of a Review"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "review_id, sequence, id"
    _server_fields = frozenset({"item_id", "name", "review_id"})

    review_id = fields.Many2one(
        comodel_name="group.customer.checklist.review",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    user_id = fields.Many2one(related="review_id.user_id", store=True)
    state = fields.Selection(related="review_id.state")
    item_id = fields.Many2one(
        comodel_name="group.customer.checklist.item",
        ondelete="set null",
        index="btree_not_null",
    )
    sequence = fields.Integer(related="item_id.sequence", store=True)
    name = fields.Char(string="Point", required=True)
    is_done = fields.Boolean(string="Done")
    comment = fields.Char()

    def write(self, vals):
        self.review_id._check_draft()
        return super().write(vals)
