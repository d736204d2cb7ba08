# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

STATES = [
    ("draft", "Draft"),
    ("planned", "Planned"),
    ("confirmed", "Confirmed"),
    ("in_progress", "Under Way"),
    ("done", "Done"),
    ("reviewed", "Reviewed"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
]
# Somebody still has to go
OPEN_STATES = ("draft", "planned", "confirmed", "in_progress")
# In the calendar, and not begun
CALENDAR_STATES = ("planned", "confirmed")
# The customer has been visited
DONE_STATES = ("done", "reviewed")


class GroupCustomerVisit(models.Model):
    """One visit of ours to a group customer, or another contact with it.

    ::

        draft → planned → confirmed → in_progress → done → reviewed
        draft → in_progress, done      (what nobody had planned)
        planned, confirmed → missed → planned      (taken back by a manager)
        draft, planned, confirmed, in_progress → cancelled

    A planned or confirmed visit has an event in the calendar; both move together.
    """

    _name = "group.customer.visit"
    _description = "Customer Visit"
    _inherit = [
        "group.customer.server.field.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "start desc, id desc"
    _rec_names_search = ["name", "partner_id"]
    _check_company_auto = True
    _mail_post_access = "read"
    _server_fields = frozenset(
        {
            "cancel_reason",
            "date",
            "done_at",
            "event_id",
            "is_changed",
            "missed_reason",
            "origin",
            "previous_visit_id",
            "recovered_at",
            "started_at",
            "state",
        }
    )

    name = fields.Char(string="Subject", tracking=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Account",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_group_customer', '=', True)]",
        tracking=True,
        help="The group customer that is visited.",
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
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Visitor",
        required=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        tracking=True,
        help="Who goes, and writes the report.",
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_visit_user_rel",
        column1="visit_id",
        column2="user_id",
        string="Our People",
        domain=[("share", "=", False)],
        help="Everybody of ours who goes along, the visitor among them.",
    )
    participant_ids = fields.One2many(
        comodel_name="group.customer.visit.participant",
        inverse_name="visit_id",
        string="Participants",
        copy=True,
        help="People of the customer, and other customers, who take part.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )

    # What it is
    kind_id = fields.Many2one(
        comodel_name="group.customer.visit.kind",
        required=True,
        ondelete="restrict",
        default=lambda self: self._get_default_kind(),
        tracking=True,
    )
    kind_color = fields.Integer(related="kind_id.color")
    channel_id = fields.Many2one(
        comodel_name="group.customer.visit.channel",
        compute="_compute_channel_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
        tracking=True,
    )
    distance = fields.Selection(related="channel_id.distance", string="Closeness")
    is_on_site = fields.Boolean(related="channel_id.is_on_site")
    initiator = fields.Selection(
        selection=[("enterprise", "Our Company"), ("customer", "The Customer")],
        required=True,
        default="enterprise",
        help="Who asked for the contact (VI-27).",
    )
    content_ids = fields.Many2many(
        comodel_name="group.customer.visit.content",
        relation="group_customer_visit_content_rel",
        column1="visit_id",
        column2="content_id",
        string="Contents",
        help="What it was about (VI-27).",
    )

    # Prepared beforehand (VI-15)
    purpose = fields.Text(
        string="Purpose of the Visit", help="What the visit is to achieve."
    )
    task = fields.Text(string="Tasks")
    route = fields.Text(
        string="Way There", help="How to get there, and what is on the way."
    )
    opening = fields.Text(help="How the talk is to be opened.")

    # When
    start = fields.Datetime(
        required=True,
        default=lambda self: self._get_default_start(),
        tracking=True,
    )
    stop = fields.Datetime(
        string="End",
        compute="_compute_stop",
        store=True,
        readonly=False,
        required=True,
        tracking=True,
    )
    is_all_day = fields.Boolean(string="All Day")
    duration = fields.Float(
        compute="_compute_duration",
        store=True,
        readonly=False,
        help="Hours from the start to the end.",
    )
    date = fields.Date(
        string="Day",
        compute="_compute_date",
        store=True,
        precompute=True,
        index=True,
        help="Day on which the visit begins where the company is: the visit counts "
        "for this day and its month.",
    )

    # How far it is
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_expand_states",
    )
    cancel_reason = fields.Char(readonly=True, copy=False, tracking=True)
    missed_reason = fields.Char(readonly=True, copy=False, tracking=True)
    started_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    recovered_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When a manager took back that the visit was missed: its report may be "
        "given again as many days later as after the visit itself.",
    )
    event_id = fields.Many2one(
        comodel_name="calendar.event",
        string="Calendar Event",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    # What it belongs to
    opportunity_id = fields.Many2one(
        comodel_name="crm.lead",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('partner_id', 'child_of', partner_id), ('type', '=', 'opportunity')]",
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Sales Order",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('partner_id', 'child_of', partner_id)]",
    )
    origin = fields.Selection(
        selection=[
            ("manual", "Entered by Hand"),
            ("plan", "Visit Plan"),
            ("followup", "Follow-up"),
            ("next", "Next Visit of a Report"),
            ("import", "Import"),
        ],
        required=True,
        default="manual",
        readonly=True,
        copy=False,
        help="Where the visit comes from.",
    )
    is_changed = fields.Boolean(
        string="Changed by Hand",
        readonly=True,
        copy=False,
        help="Somebody moved or edited what the plan had proposed: generating the "
        "plan again leaves it as it is.",
    )
    previous_visit_id = fields.Many2one(
        comodel_name="group.customer.visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The visit whose report asked for this one.",
    )

    _time_check = models.Constraint(
        "CHECK(stop > start)",
        "A visit has to end after it begins: correct the start or the end.",
    )
    _one_in_progress = models.UniqueIndex(
        "(user_id) WHERE state = 'in_progress'",
        "The visitor is on another visit already: finish that one first.",
    )
    _event_unique = models.UniqueIndex(
        "(event_id) WHERE event_id IS NOT NULL",
        "This calendar event belongs to another visit.",
    )
    _account_idx = models.Index("(partner_id, date)")
    # Company, kind and channel have few values: no index finds visits by them, and each
    # would be written with the thousands of visits of a plan
    _visitor_idx = models.Index("(user_id, date)")

    # === DEFAULT METHODS === #

    @api.model
    def _get_default_kind(self):
        """The first kind that is a routine."""
        kinds = self.env["group.customer.visit.kind"]
        return kinds.search(Domain("is_routine", "=", True), limit=1) or kinds.search(
            Domain.TRUE, limit=1
        )

    @api.model
    def _get_default_start(self):
        """The next full hour."""
        now = fields.Datetime.now()
        return fields.Datetime.add(now, hours=1).replace(minute=0, second=0)

    # === GROUPS === #

    @api.model
    def _expand_states(self, states, domain):
        """Return the states that were found, in the order they follow each other."""
        return [state for state, _label in STATES if state in states]

    # === COMPUTE METHODS === #

    @api.depends("name", "kind_id", "partner_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for visit in self:
            parts = [
                visit.kind_id.name,
                visit.partner_id.name,
                visit.date and format_date(self.env, visit.date),
            ]
            visit.display_name = visit.name or " · ".join(filter(None, parts))
