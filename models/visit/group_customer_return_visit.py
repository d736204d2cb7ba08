# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .group_customer_return_plan import OFFICER, TOPICS

KINDS = [("issue", "Issue"), ("topic", "Topic")]
ISSUES = [
    ("overdue_unprocessed", "Overdue and Not Processed"),
    ("processed_unconfirmed", "Processed, Not Confirmed as Closed"),
]
STATES = [
    ("open", "To Contact"),
    ("in_progress", "Being Tried"),
    ("reached", "Reached"),
    ("abandoned", "Abandoned"),
    ("closed", "Recorded"),
]
# Somebody still has something to do
OPEN_STATES = ("open", "in_progress", "reached")
# Who reads what is entered in the assessment of others
ASSESSORS = (
    "group_customer.group_group_customer_marketing_manager,"
    "group_customer.group_group_customer_director"
)
SCORES = [(str(score), str(score)) for score in range(1, 6)]


class GroupCustomerReturnVisit(models.Model):
    """A customer is asked again about a document or a topic: its record (回访记录).

    ::

        open → in_progress → reached → closed
                    └──→ abandoned

    Never by who handled the matter (VI-14). Who could not be reached in the give-up
    time may be abandoned with a reason; that is kept and reported (VI-11).
    """

    _name = "group.customer.return.visit"
    _description = "Return Visit"
    _inherit = [
        "group.customer.server.field.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "month desc, partner_id, id"
    _rec_names_search = ["source_reference", "partner_id"]
    _check_company_auto = True
    _mail_post_access = "read"
    _server_fields = frozenset(
        {
            "abandon_reason",
            "abandoned_on",
            "closed_on",
            "company_id",
            "drawn_on",
            "finding_count",
            "first_attempt_on",
            "give_up_on",
            "grade_id",
            "handed_by_id",
            "handed_on",
            "handed_to_id",
            "handover_confirmed_on",
            "handover_note",
            "is_incomplete",
            "is_missed",
            "is_sampled",
            "is_wrong",
            "month",
            "reached_on",
            "res_id",
            "res_model",
            "source_date",
            "state",
            "visit_id",
        }
    )

    plan_id = fields.Many2one(
        comodel_name="group.customer.return.plan",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index=True, precompute=True
    )
    plan_purpose = fields.Text(related="plan_id.purpose")
    plan_content = fields.Text(related="plan_id.content", string="Questions to Ask")
    plan_wording = fields.Text(related="plan_id.wording", string="Wording to Use")
    month = fields.Date(
        related="plan_id.month", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Account",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_group_customer', '=', True)]",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact Person",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id), "
        "('is_company', '=', False)]",
    )
    phone = fields.Char(compute="_compute_phone")
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Grade of the account when it was drawn.",
    )
    # What about (VI-07, VI-08)
    kind = fields.Selection(
        KINDS, string="Issue or Topic", required=True, default="topic", index=True
    )
    issue_kind = fields.Selection(ISSUES, string="Issue")
    topic_kind = fields.Selection(TOPICS, string="Topic")
    source_id = fields.Many2one(
        comodel_name="group.customer.return.source",
        index="btree_not_null",
        ondelete="restrict",
    )
    res_model = fields.Char(string="Document Model", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        string="Document",
        model_field="res_model",
        readonly=True,
        copy=False,
    )
    source_reference = fields.Char(string="Document No.")
    source_date = fields.Date(string="Document Date", readonly=True, copy=False)
    is_sampled = fields.Boolean(
        string="Drawn at Random",
        readonly=True,
        copy=False,
        help="Otherwise somebody entered it by hand.",
    )
    drawn_on = fields.Datetime(readonly=True, copy=False)
    handler_id = fields.Many2one(
        comodel_name="res.users",
        index="btree_not_null",
        ondelete="restrict",
        help="Who handled the matter: somebody else visits again.",
    )
    officer_id = fields.Many2one(
        comodel_name="res.users",
        index="btree_not_null",
        ondelete="restrict",
        domain=lambda self: [("all_group_ids", "in", self.env.ref(OFFICER).ids)],
        default=lambda self: self._get_default_officer(),
        tracking=True,
        help="Who visits again.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="open",
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    # Attempts (VI-11)
    attempt_ids = fields.One2many(
        comodel_name="group.customer.return.attempt",
        inverse_name="return_visit_id",
        string="Attempts",
        copy=False,
    )
    first_attempt_on = fields.Datetime(
        string="First Attempt", readonly=True, copy=False
    )
    give_up_on = fields.Datetime(
        string="May Be Abandoned from",
        readonly=True,
        copy=False,
        help="First attempt and the give-up time.",
    )
    reached_on = fields.Datetime(readonly=True, copy=False)
    abandoned_on = fields.Datetime(readonly=True, copy=False)
    abandon_reason = fields.Text(readonly=True, copy=False, tracking=True)
    closed_on = fields.Datetime(string="Recorded on", readonly=True, copy=False)
    # Analysed before an issue is talked about (VI-12)
    cause = fields.Text(help="Why the issue came up.")
    steps = fields.Text(
        string="Steps of Processing", help="What was done about it, step by step."
    )
    solution = fields.Text(help="What the customer is offered.")
    # What the customer says
    content = fields.Text(string="What Was Said", copy=False)
    speed_note = fields.Text(
        string="Recent Speed",
        copy=False,
        help="How fast the system has been lately, as the customer sees it.",
    )
    feedback = fields.Text(
        string="Feedback and Suggestions",
        copy=False,
        help="What the customer praises, blames and asks for.",
    )
    satisfaction = fields.Selection(
        SCORES, copy=False, help="1: very dissatisfied … 5: very satisfied."
    )
    finding_ids = fields.One2many(
        comodel_name="group.customer.return.finding",
        inverse_name="return_visit_id",
        string="Findings",
        copy=False,
    )
    finding_count = fields.Integer(compute="_compute_finding_count", store=True)
    visit_id = fields.Many2one(
        comodel_name="group.customer.visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The contact as it counts for the account.",
    )
    # Handed to a colleague (VI-13)
    handed_to_id = fields.Many2one(
        comodel_name="res.users",
        string="Handed to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    handed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Handed by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    handed_on = fields.Datetime(readonly=True, copy=False)
    handover_note = fields.Text(readonly=True, copy=False)
    handover_confirmed_on = fields.Datetime(
        string="Handover Confirmed", readonly=True, copy=False
    )
    # Entered in the assessment (VI-13)
    fault_ids = fields.One2many(
        comodel_name="group.customer.return.fault",
        inverse_name="return_visit_id",
        string="Assessment",
        copy=False,
    )

    _kind_check = models.Constraint(
        "CHECK((kind = 'issue') = (issue_kind IS NOT NULL) "
        "AND (kind = 'topic') = (topic_kind IS NOT NULL))",
        "A return visit is about an issue or a topic: choose which one.",
    )
    _document_unique = models.UniqueIndex(
        "(res_model, res_id, plan_id) WHERE res_id > 0",
        "This document has been drawn for this plan already.",
    )
    _document_idx = models.Index("(res_model, res_id) WHERE res_id > 0")

    # === DEFAULT METHODS === #

    @api.model
    def _get_default_officer(self):
        user = self.env.user
        return user if not self.env.su and user.has_group(OFFICER) else False

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "source_reference")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = " · ".join(
                filter(None, (visit.partner_id.sudo().name, visit.source_reference))
            )

    @api.depends("contact_id.phone", "partner_id.phone")
    def _compute_phone(self):
        for visit in self:
            visit.phone = visit.contact_id.phone or visit.partner_id.phone

    @api.depends("finding_ids")
    def _compute_finding_count(self):
        for visit in self:
            visit.finding_count = len(visit.finding_ids)

    # === CONSTRAINT METHODS === #

    @api.constrains("officer_id", "handler_id", "plan_id")
    def _check_officer(self):
        for visit in self:
            officer = visit.officer_id
            if not officer:
                continue
            if officer == visit.handler_id:
                raise ValidationError(
                    self.env._(
                        "%(visit)s: %(user)s handled the matter and cannot visit the "
                        "customer again about it. Choose another officer.",
                        visit=visit.display_name,
                        user=officer.name,
                    )
                )
            if (
                not officer.has_group(OFFICER)
                or visit.company_id not in officer.sudo().company_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(visit)s: %(user)s is no return-visit officer of "
                        "%(company)s. Choose another officer.",
                        visit=visit.display_name,
                        user=officer.name,
                        company=visit.company_id.name,
                    )
                )

    @api.constrains("partner_id")
    def _check_account(self):
        for visit in self:
            if not visit.partner_id.is_group_customer:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is no group customer: return visits are made to "
                        "group customers.",
                        partner=visit.partner_id.display_name,
                    )
                )

    # === BUSINESS METHODS === #

    def _get_give_up_on(self, first):
        """Return the moment from which a return visit may be abandoned."""
        self.ensure_one()
        return first + timedelta(hours=self.plan_id.give_up_hours)

    def _get_state_label(self):
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env))[self.state]
