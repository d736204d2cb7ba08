# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from .res_partner_relation import RELATION_STAGES

# What the visitor writes, and nobody changes once it is submitted
REPORT_TEXTS = (
    "report_text",
    "customer_needs",
    "product_awareness",
    "suggestions",
    "product_feedback",
    "competitor_seen",
    "decisions",
)
REPORT_FIELDS = frozenset(
    {
        *REPORT_TEXTS,
        "answer_ids",
        "attachment_ids",
        "next_action_ids",
        "next_kind_id",
        "next_visit_date",
        "relation_stage",
    }
)
# In the hands of the superior
FILED_STATES = ("submitted", "accepted")


class GroupCustomerVisit(models.Model):
    """What came out of a visit, for the superior and for the maintenance form
    (VI-04, VI-06, VI-15)."""

    _inherit = "group.customer.visit"
    _server_fields = frozenset(
        {
            "relation_stage_before",
            "report_state",
            "report_submitted_at",
            "report_submitted_by_id",
            "review_comment",
            "reviewed_at",
            "reviewed_by_id",
            "template_id",
        }
    )

    report_state = fields.Selection(
        selection=[
            ("none", "No Report"),
            ("draft", "Being Written"),
            ("submitted", "Submitted"),
            ("returned", "Returned"),
            ("accepted", "Accepted"),
        ],
        string="Report",
        required=True,
        default="none",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    template_id = fields.Many2one(
        comodel_name="group.customer.visit.template",
        string="Template of the Report",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    answer_ids = fields.One2many(
        comodel_name="group.customer.visit.answer",
        inverse_name="visit_id",
        string="Answers",
        copy=False,
    )
    report_text = fields.Text(
        string="Result", copy=False, help="What was discussed and what came of it."
    )
    customer_needs = fields.Text(
        string="Customer's Needs",
        copy=False,
        help="What the customer needs now and in future (VI-06).",
    )
    product_awareness = fields.Text(
        string="Awareness of New Products",
        copy=False,
        help="What the customer knows and thinks of new products (VI-06).",
    )
    suggestions = fields.Text(
        string="Suggestions on Products", copy=False, help="VI-06."
    )
    product_feedback = fields.Text(copy=False)
    competitor_seen = fields.Text(string="Competitors Seen", copy=False)
    decisions = fields.Text(string="Decisions and Promises", copy=False)
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="group_customer_visit_attachment_rel",
        column1="visit_id",
        column2="attachment_id",
        string="Attachments of the Report",
        copy=False,
    )
    relation_stage = fields.Selection(
        RELATION_STAGES,
        string="Relation After the Visit",
        compute="_compute_relation_stage",
        store=True,
        readonly=False,
        copy=False,
        help="How far the relation with the contact person has come; the contact gets "
        "it when the report is submitted (VI-17).",
    )
    relation_stage_before = fields.Selection(
        RELATION_STAGES, string="Relation Before the Visit", readonly=True, copy=False
    )
    next_visit_date = fields.Date(
        string="Next Visit on",
        copy=False,
        help="Every visit leads to the next one (VI-16): submitting the report makes "
        "a draft visit for this day.",
    )
    next_kind_id = fields.Many2one(
        comodel_name="group.customer.visit.kind",
        string="Kind of the Next Visit",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the same kind as this visit.",
    )
    next_visit_ids = fields.One2many(
        comodel_name="group.customer.visit",
        inverse_name="previous_visit_id",
        string="Next Visits",
        copy=False,
    )
    next_action_ids = fields.One2many(
        comodel_name="group.customer.visit.action",
        inverse_name="visit_id",
        string="Next Actions",
        copy=False,
    )
    report_submitted_at = fields.Datetime(
        string="Report Submitted on", readonly=True, copy=False
    )
    report_submitted_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Report Submitted by",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    reviewed_at = fields.Datetime(string="Reviewed on", readonly=True, copy=False)
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Reviewed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    review_comment = fields.Text(
        string="Comment of the Reviewer", readonly=True, copy=False
    )
    needs_report = fields.Boolean(related="kind_id.needs_report")
    needs_next_date = fields.Boolean(compute="_compute_needs_next_date")
    is_report_frozen = fields.Boolean(compute="_compute_is_report_frozen")
    can_review = fields.Boolean(compute="_compute_can_review")

    _one_next_visit = models.UniqueIndex(
        "(previous_visit_id) WHERE previous_visit_id IS NOT NULL "
        "AND state != 'cancelled'",
        "The report of this visit has led to its next visit already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("contact_id")
    def _compute_relation_stage(self):
        # What the contact becomes later changes nothing here: no dependency
        for visit in self:
            visit.relation_stage = visit.contact_id.relation_stage

    @api.depends("kind_id.needs_next_date", "channel_id.distance")
    def _compute_needs_next_date(self):
        for visit in self:
            visit.needs_next_date = (
                visit.kind_id.needs_next_date and visit.channel_id.distance == "face"
            )

    @api.depends("report_state")
    def _compute_is_report_frozen(self):
        for visit in self:
            visit.is_report_frozen = visit.report_state in FILED_STATES

    @api.depends("report_state", "user_id", "user_ids", "report_submitted_by_id")
    @api.depends_context("uid")
    def _compute_can_review(self):
        led = self._filter_led()
        for visit in self:
            visit.can_review = visit in led and visit._may_review()

    # === CONSTRAINT METHODS === #

    @api.constrains("next_visit_date", "start")
    def _check_next_visit_date(self):
        for visit in self:
            if visit.next_visit_date and visit.next_visit_date <= visit.date:
                raise ValidationError(
                    self.env._(
                        "“%(visit)s”: the next visit cannot be on %(next)s, it has to "
                        "come after the visit on %(date)s. Enter a later day.",
                        visit=visit.display_name,
                        next=format_date(self.env, visit.next_visit_date),
                        date=format_date(self.env, visit.date),
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits.filtered(lambda visit: visit._has_report())._begin_reports()
        return visits

    def write(self, vals):
        is_report = not REPORT_FIELDS.isdisjoint(vals)
        if is_report:
            self._check_report_open()
        if "contact_id" in vals:
            # The relation that the report tells of is that with this person
            self.filtered(
                lambda visit: visit._is_other("contact_id", vals)
            )._check_report_open()
        result = super().write(vals)
        if is_report:
            self._begin_reports()
            if "attachment_ids" in vals:
                self._take_attachments()
        return result

    # === BUSINESS METHODS === #

    def _check_report_open(self):
        """Refuse to change a report that is submitted.

        :raises UserError: naming the visit and who can return the report
        """
        for visit in self:
            if visit.report_state in FILED_STATES:
                raise UserError(
                    self.env._(
                        "The report on “%(visit)s” is submitted and stays as it is. "
                        "Ask the reviewer to return it first.",
                        visit=visit.display_name,
                    )
                )

    def _begin_reports(self):
        """Somebody has begun to write."""
        begun = self.filtered(lambda visit: visit.report_state == "none")
        if begun:
            begun._write_server({"report_state": "draft"})

    def _prepare_reports(self):
        """Put the points of the template into reports that have none yet."""
        visits = self.filtered(
            lambda visit: not visit.is_report_frozen and not visit.template_id
        )
        if not visits:
            return
        templates = self.env["group.customer.visit.template"]._get_for_visits(visits)
        vals_list = []
        for visit, template in templates.items():
            if template:
                visit._write_server({"template_id": template.id})
                vals_list += [
                    line._prepare_answer_vals(visit) for line in template.line_ids
                ]
            if not visit.relation_stage and visit.contact_id.relation_stage:
                visit._write_server({"relation_stage": visit.contact_id.relation_stage})
        # sudo: the points come from the template, nobody enters them
        self.env["group.customer.visit.answer"].sudo()._create_server(vals_list)
        visits.invalidate_recordset(["answer_ids"])

    def _take_attachments(self):
        """What was uploaded before the visit was saved belongs to nobody else: let
        whoever reads the visit read it."""
        for visit in self:
            # sudo: attachments without a record are read by their creator alone
            loose = visit.sudo().attachment_ids.filtered(
                lambda attachment: attachment.create_uid == self.env.user
                and not attachment.res_id
            )
            loose.write({"res_model": self._name, "res_id": visit.id})

    def _has_report(self):
        """Whether anything is written in the report."""
        self.ensure_one()
        return any((self[name] or "").strip() for name in REPORT_TEXTS) or any(
            answer._is_answered() for answer in self.answer_ids
        )

    def _get_people(self):
        # Who writes somebody's report does not judge it
        return super()._get_people() | self.sudo().report_submitted_by_id.sudo(False)

    def _may_review(self):
        """Whether the user, if a superior, took no part in the visit."""
        self.ensure_one()
        return (
            self.report_state == "submitted"
            and self.env.user not in self._get_people()
            and self.has_access("write")
        )
