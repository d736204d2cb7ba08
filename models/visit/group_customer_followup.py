# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# Still to be done
OPEN_STATES = ("open", "planned")
# What the owner adds when it is done
NOTE_FIELDS = frozenset({"note", "result"})


class GroupCustomerFollowup(models.Model):
    """Something that is due for an account after a delivery, a first business or on
    an occasion.

    ::

        open ⇄ planned → done        (a visit or contact of the kind)
          └───────┴───→ skipped      (with a reason, or what it follows is gone)

    Follow-ups are made and settled by statements over many (``…_create``,
    ``…_refresh``); nobody enters one.
    """

    _name = "group.customer.followup"
    _description = "Follow-up"
    _inherit = [
        "group.customer.server.field.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "due_on, id"
    _rec_names_search = ["partner_id", "source_reference"]
    _check_company_auto = True
    _mail_post_access = "read"
    _server_fields = frozenset(
        {
            "base_date",
            "channel_id",
            "company_id",
            "contact_id",
            "date_id",
            "done_by_id",
            "done_on",
            "due_on",
            "kind_id",
            "notified_on",
            "offset_id",
            "partner_id",
            "res_id",
            "res_model",
            "rule_id",
            "skip_kind",
            "skip_reason",
            "source_key",
            "source_reference",
            "state",
            "visit_id",
        }
    )

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact Person",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    phone = fields.Char(compute="_compute_phone")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
        tracking=True,
        help="Who does it: the holder of the role that the rule names. It goes along "
        "when the account is handed over.",
    )

    # What it comes from
    rule_id = fields.Many2one(
        comodel_name="group.customer.followup.rule",
        string="Follow-up Rule",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    trigger = fields.Selection(related="rule_id.trigger")
    needs_note = fields.Boolean(related="rule_id.needs_note")
    offset_id = fields.Many2one(
        comodel_name="group.customer.followup.offset",
        string="Interval",
        required=True,
        readonly=True,
        index=False,  # `_once` begins with it, and is the one to look up with
        ondelete="restrict",
    )
    date_id = fields.Many2one(
        comodel_name="group.customer.followup.date",
        string="Occasion",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    res_model = fields.Char(
        string="Document Model", required=True, readonly=True, index=True
    )
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    source_key = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Technical: names the occasion, so that it is followed up once.",
    )
    source_reference = fields.Char(
        string="Source Document",
        readonly=True,
        help="The delivery, order, invoice or occasion that it follows.",
    )
    base_date = fields.Date(
        string="Counted From",
        required=True,
        readonly=True,
        help="The day of the delivery, of the first business or of the occasion.",
    )
    due_on = fields.Date(required=True, readonly=True, index=True)

    # What is done
    kind_id = fields.Many2one(
        comodel_name="group.customer.visit.kind",
        string="Kind of Visit",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    channel_id = fields.Many2one(
        comodel_name="group.customer.visit.channel",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    is_on_site = fields.Boolean(related="channel_id.is_on_site")
    state = fields.Selection(
        selection=[
            ("open", "To Do"),
            ("planned", "Planned"),
            ("done", "Done"),
            ("skipped", "Skipped"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        group_expand=True,
        tracking=True,
    )
    is_overdue = fields.Boolean(
        string="Overdue",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
        help="The day has passed, and nothing was done.",
    )
    visit_id = fields.Many2one(
        comodel_name="group.customer.visit",
        string="Settled By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The visit or contact that is planned for it, or has settled it.",
    )
    done_on = fields.Date(readonly=True)
    done_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    skip_kind = fields.Selection(
        selection=[
            ("by_hand", "By Hand"),
            ("cancelled", "The order or invoice was cancelled"),
            ("returned", "The delivery was returned"),
            ("deleted", "What it follows was deleted"),
            ("account", "No active group customer any more"),
            ("merged", "Merged with another account"),
            ("known", "The customer is not new"),
        ],
        string="Skipped Because",
        readonly=True,
    )
    skip_reason = fields.Char(readonly=True)
    result = fields.Selection(
        selection=[
            ("normal", "As Expected"),
            ("attention", "Needs Attention"),
            ("problem", "Problem"),
        ],
        string="Observation",
        tracking=True,
        help="What was found at the customer (VI-29).",
    )
    note = fields.Text(
        string="Notes on the Observation", help="What was said and observed."
    )
    notified_on = fields.Date(
        readonly=True, help="The day on which the owner was told; once."
    )

    _once = models.UniqueIndex(
        "(offset_id, source_key)",
        "This occasion is followed up already.",
    )
    _source_idx = models.Index("(res_model, res_id)")
    _open_idx = models.Index("(company_id, due_on) WHERE state = 'open'")

    # === COMPUTE METHODS === #

    @api.depends("rule_id.name", "offset_id", "partner_id.name", "date_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for followup in self:
            # sudo: what it is shows to whoever may open it
            sudo = followup.sudo()
            what = sudo.date_id.name or sudo.rule_id.name or ""
            if sudo.offset_id.number:
                what = self.env._(
                    "%(followup)s (%(time)s)",
                    followup=what,
                    time=sudo.offset_id._get_label(),
                )
            followup.display_name = " · ".join(
                part for part in (what, sudo.partner_id.name) if part
            )

    @api.depends("contact_id.phone", "partner_id.phone")
    def _compute_phone(self):
        for followup in self:
            followup.phone = followup.contact_id.phone or followup.partner_id.phone

    @api.depends("due_on", "state", "company_id")
    def _compute_is_overdue(self):
        ledger = self.env["group.customer.ledger"]
        days = {company: ledger._get_today(company) for company in self.company_id}
        for followup in self:
            followup.is_overdue = bool(
                followup.state in OPEN_STATES
                and followup.due_on
                and followup.due_on < days[followup.company_id]
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        if not {True, False} - set(value):
            return Domain.TRUE
        overdue = Domain.OR(
            Domain("company_id", "in", companies.ids) & Domain("due_on", "<", day)
            for day, companies in self._get_companies_by_day().items()
        ) & Domain("state", "in", OPEN_STATES)
        return overdue if True in value else ~overdue

    @api.model
    def _get_companies_by_day(self):
        """Return day → companies where it is that day now."""
        ledger = self.env["group.customer.ledger"]
        # sudo: the day of a company is no secret
        companies = self.env["res.company"].sudo().search(Domain("active", "=", True))
        return companies.grouped(ledger._get_today)

    # === CRUD METHODS === #

    def write(self, vals):
        if "user_id" in vals:
            self._check_may_assign(vals["user_id"])
        if NOTE_FIELDS & set(vals):
            self._check_not_skipped()
        result = super().write(vals)
        if "user_id" in vals:
            # Odoo's rules look at the row before the change only
            self.check_access("write")
            # sudo: the activity belongs to the system
            self.sudo()._hand_activities()
        return result

    def _check_not_skipped(self):
        for followup in self:
            if followup.state == "skipped":
                raise UserError(
                    self.env._(
                        "“%(followup)s” was skipped: nothing is noted any more.",
                        followup=followup.display_name,
                    )
                )

    def _check_may_assign(self, user_id):
        """Managers give follow-ups to others; who is meant can work on them.

        :raises AccessError: for account managers
        :raises UserError: when it is over, or the person cannot do it
        """
        if not self.env.su and not self.env.user.has_group(
            "group_customer.group_group_customer_manager"
        ):
            raise AccessError(
                self.env._("Follow-ups are given to others by managers. Ask yours.")
            )
        # sudo: whether a person can work on it is not for the reader to know
        user = self.env["res.users"].sudo().browse(user_id).exists()
        for followup in self:
            if followup.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "“%(followup)s” is over and stays with who did it.",
                        followup=followup.display_name,
                    )
                )
            if user and (
                not user.active
                or user.share
                or followup.company_id not in user.company_ids
            ):
                raise UserError(
                    self.env._(
                        "%(user)s cannot do “%(followup)s”: choose an active internal "
                        "user with access to %(company)s.",
                        user=user.name,
                        followup=followup.display_name,
                        company=followup.company_id.name,
                    )
                )

    # === LOOKUP === #

    @api.model
    def _get_due(self, user, day):
        """Return the follow-ups of a user that are to be done on a day, the longest
        due first; those that are planned are in the visits of the day.

        :param user: ``res.users``
        :param day: the day that matters
        """
        return self.search(
            Domain("user_id", "=", user.id)
            & Domain("state", "=", "open")
            & Domain("due_on", "<=", day)
        )
