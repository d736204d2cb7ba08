# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# Kept before the day as well as after it; the others come after what happened
GREETING_TRIGGERS = ("important_date", "calendar")


class GroupCustomerFollowupRule(models.Model):
    """After what a follow-up is due, when, and whose it is (VI-03, VI-20, VI-29).

    Each offset of a rule makes one follow-up per delivery, new customer or occasion,
    see ``group_customer_followup_create.py``.
    """

    _name = "group.customer.followup.rule"
    _description = "Follow-up Rule"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    # Identity
    code = fields.Char(
        required=True, copy=False, help="Names the rule in packs and interfaces."
    )
    name = fields.Char(
        string="Follow-up Rule",
        required=True,
        translate=True,
        help='What is done, for example "Service after delivery".',
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Empty: holds in every company without a rule of its own with this code.",
    )
    date_from = fields.Date(
        string="In Force From",
        required=True,
        default=fields.Date.context_today,
        help="First day of deliveries, first business or occasions that the rule is "
        "for.",
    )
    date_to = fields.Date(
        string="In Force Until", help="The last day. Empty: until further notice."
    )
    start_on = fields.Date(
        string="Due From",
        required=True,
        default=fields.Date.context_today,
        copy=False,
        help="Nothing that was due before this day is made: what happened before the "
        "rule was entered is not held against anybody.",
    )

    # After what
    trigger = fields.Selection(
        selection=[
            ("delivery", "Delivery"),
            ("new_customer", "First Business of a Customer"),
            ("important_date", "Important Date of a Contact"),
            ("calendar", "Fixed Day"),
        ],
        string="Occasion to Follow",
        required=True,
        default="delivery",
        help="What the days are counted from.",
    )
    delivery_basis = fields.Selection(
        selection=[
            ("auto", "Delivery, or Order without Inventory"),
            ("picking", "Delivery"),
            ("order", "Order Confirmation"),
            ("invoice", "Invoice"),
        ],
        string="Delivered With",
        required=True,
        default="auto",
        help="What says that something was delivered. Deliveries are those of the "
        "Inventory app; where it is not installed, the first choice takes the "
        "confirmation of the order instead.",
    )
    important_kind = fields.Selection(
        selection=lambda self: self._get_important_kinds(),
        string="Kind of Date",
        help="Only important dates of this kind. Empty: all of them.",
    )
    category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product Category",
        ondelete="restrict",
        index="btree_not_null",
        help="Only deliveries with a product of this category, or of one below it.",
    )
    grade_ids = fields.Many2many(
        comodel_name="group.customer.grade",
        relation="group_customer_followup_rule_grade_rel",
        column1="rule_id",
        column2="grade_id",
        string="Grades",
        check_company=True,
        help="Only accounts of these grades. Empty: all, and customers without grade.",
    )
    offset_ids = fields.One2many(
        comodel_name="group.customer.followup.offset",
        inverse_name="rule_id",
        string="Intervals",
        copy=True,
    )
    date_ids = fields.One2many(
        comodel_name="group.customer.followup.date",
        inverse_name="rule_id",
        string="Fixed Days",
        copy=True,
    )

    # What, and whose
    kind_id = fields.Many2one(
        comodel_name="group.customer.visit.kind",
        string="Kind of Visit",
        required=True,
        ondelete="restrict",
        index=True,
        help="A visit or contact of this kind with the account settles the follow-up.",
    )
    channel_id = fields.Many2one(
        comodel_name="group.customer.visit.channel",
        required=True,
        ondelete="restrict",
        index=True,
        help="On-site channels go into the visit plan, the others into the agenda as "
        "calls. Only a face-to-face contact settles an on-site follow-up.",
    )
    role_id = fields.Many2one(
        comodel_name="group.customer.assignment.role",
        string="Owner",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self._get_default_role(),
        help="Who holds this role on the account does it. Where nobody is found, the "
        "account manager does.",
    )
    fallback_role_id = fields.Many2one(
        comodel_name="group.customer.assignment.role",
        string="Otherwise",
        ondelete="restrict",
        index="btree_not_null",
        help="Who does it where the first role has no holder, or its holder is absent "
        "on the day.",
    )
    horizon_days = fields.Integer(
        string="Made Days Ahead",
        required=True,
        default=40,
        help="A follow-up is made this many days before it is due. The visit plan of a "
        "month can take in only what is there when it is generated.",
    )
    early_days = fields.Integer(
        string="Settled Days Early",
        required=True,
        default=3,
        help="A visit or contact up to this many days before it is due settles it.",
    )
    catch_up_days = fields.Integer(
        string="Made Days Late",
        required=True,
        default=0,
        help="What is entered late still makes follow-ups that were due up to this "
        "many days ago.",
    )
    makes_activity = fields.Boolean(
        string="Activity for the Owner",
        default=True,
        help="The owner gets one activity, once. Without it the follow-up stands in "
        "the list alone.",
    )
    notice_days = fields.Integer(
        required=True,
        default=0,
        help="The activity comes this many days before the follow-up is due.",
    )
    needs_note = fields.Boolean(
        string="Observation Required",
        help="Whoever settles it by hand writes what was observed (VI-29).",
    )
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation that the days come from.")
    requirement = fields.Char()
    followup_count = fields.Integer(
        string="Open Follow-ups", compute="_compute_followup_count"
    )

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "Another follow-up rule of this company has this code: choose another code.",
    )
    _days_check = models.Constraint(
        "CHECK(horizon_days >= 0 AND early_days >= 0 AND catch_up_days >= 0 "
        "AND notice_days >= 0)",
        "The days of a follow-up rule are not negative: enter 0 or more.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "A follow-up rule cannot end before it begins: correct one of the dates.",
    )

    # === DEFAULT METHODS === #

    @api.model
    def _get_important_kinds(self):
        kind = self.env["group.customer.important.date"]._fields["kind"]
        return kind._description_selection(self.env)

    @api.model
    def _get_default_role(self):
        roles = self.env["group.customer.assignment.role"]
        return roles.search(Domain("code", "=", "account_manager"), limit=1)

    # === COMPUTE METHODS === #

    def _compute_followup_count(self):
        counts = dict(
            self.env["group.customer.followup"]._read_group(
                Domain("rule_id", "in", self.ids)
                & Domain("state", "in", ["open", "planned"]),
                ["rule_id"],
                ["__count"],
            )
        )
        for rule in self:
            rule.followup_count = counts.get(rule._origin, 0)

    # === CONSTRAINTS === #

    @api.constrains("notice_days", "horizon_days")
    def _check_notice(self):
        for rule in self:
            if rule.notice_days > rule.horizon_days:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: the activity would come %(notice)s days ahead, but "
                        "the follow-up is made only %(horizon)s days ahead. Enter "
                        "fewer days of notice, or more days ahead.",
                        rule=rule.display_name,
                        notice=rule.notice_days,
                        horizon=rule.horizon_days,
                    )
                )

    @api.constrains("trigger", "offset_ids")
    def _check_offsets(self):
        self.offset_ids._check_after()

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: also follow-ups that the user may not see hold on to the rule
        followups = self.env["group.customer.followup"].sudo()
        if found := followups.search(Domain("rule_id", "in", self.ids), limit=1):
            raise UserError(
                self.env._(
                    "Follow-ups were made by the rule “%(rule)s”, and their history is "
                    "kept: archive the rule instead.",
                    rule=found.rule_id.display_name,
                )
            )

    # === ACTION METHODS === #

    def action_open_followups(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_followup_action_all"
        )
        action["domain"] = [("rule_id", "=", self.id)]
        action["context"] = {"search_default_open": 1}
        return action

    # === LOOKUP === #

    def _get_companies(self):
        """Return the companies in which a rule holds, in the order of their ids."""
        self.ensure_one()
        # sudo: what is due follows from the documents, not from who asks
        companies = self.env["res.company"].sudo()
        if self.company_id:
            return companies.browse(self.company_id.id)
        others = self.sudo().search(
            Domain("code", "=", self.code) & Domain("company_id", "!=", False)
        )
        return companies.search(
            Domain("active", "=", True) & Domain("id", "not in", others.company_id.ids),
            order="id",
        )

    def _get_delivery_basis(self):
        """Return the model that says that something was delivered, or False where
        it is not here."""
        self.ensure_one()
        has_stock = "stock.picking" in self.env
        return {
            "auto": "stock.picking" if has_stock else "sale.order",
            "picking": has_stock and "stock.picking",
            "order": "sale.order",
            "invoice": "account.move",
        }[self.delivery_basis]
