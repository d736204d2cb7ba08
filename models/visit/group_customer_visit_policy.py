# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


class GroupCustomerVisitPolicy(models.Model):
    """How often which accounts are visited, by whom, and what counts as a visit.

    Of the policies in force that match an account one per kind of visit holds: the
    most specific one (``group_customer_visit_policy_resolve.py``). A policy with a
    target of zero says that these accounts have no quota of the kind.
    """

    _name = "group.customer.visit.policy"
    _description = "Visit Policy"
    _order = "company_id, sequence, code, date_from desc, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    # Identity
    code = fields.Char(required=True, help="Names the policy in packs and interfaces.")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Empty: holds in every company without a policy of its own for these "
        "accounts.",
    )
    date_from = fields.Date(
        string="In Force From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="In Force Until", help="The last day. Empty: until further notice."
    )

    # Which accounts
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="Of any grading scheme. Empty: all grades, and customers without grade.",
    )
    territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        ondelete="cascade",
        index="btree_not_null",
        help="The accounts of this territory and of those below it. Empty: all.",
    )
    stage = fields.Selection(
        selection=[
            ("potential", "Potential"),
            ("lead", "Lead"),
            ("new", "New"),
            ("maintained", "Maintained"),
            ("dormant", "Dormant"),
            ("lost", "Lost"),
        ],
        string="Customer Stage",
        help="Only accounts that stand at this stage. Empty: all.",
    )
    domain = fields.Char(
        string="Further Filter",
        help="Only accounts that match this filter as well. Empty: all.",
    )

    # Who visits them
    kind_id = fields.Many2one(
        comodel_name="group.customer.visit.kind",
        string="Kind of Visit",
        required=True,
        ondelete="restrict",
        index=True,
        help="One policy per kind holds for an account. Visits of this kind count.",
    )
    visitor_mode = fields.Selection(
        selection=[("role", "Role on the Account"), ("group", "Authority Level")],
        string="Visited By",
        required=True,
        default="role",
        help="Role: who holds it on the account. Authority level: a member of the "
        "group – the holder of the role if a member, else who has visited the account "
        "last period, else the member with the fewest accounts.",
    )
    role_id = fields.Many2one(
        comodel_name="group.customer.assignment.role",
        string="Role of the Visitor",
        ondelete="restrict",
        index="btree_not_null",
    )
    group_id = fields.Many2one(
        comodel_name="res.groups",
        string="Group of the Visitor",
        ondelete="restrict",
        index="btree_not_null",
    )
    fallback_role_id = fields.Many2one(
        comodel_name="group.customer.assignment.role",
        string="Otherwise",
        ondelete="restrict",
        index="btree_not_null",
        help="Who visits where nobody is found, or who is found is away for the whole "
        "time.",
    )
    counted_group_id = fields.Many2one(
        comodel_name="res.groups",
        string="Counts Only With",
        ondelete="restrict",
        index="btree_not_null",
        help="Only visits that a member of this group took part in count. Empty: "
        "anybody of ours.",
    )
    channel_ids = fields.Many2many(
        comodel_name="group.customer.visit.channel",
        relation="group_customer_visit_policy_channel_rel",
        string="Channels That Count",
        help="Empty: all channels that meet the customer face to face.",
    )

    # How often
    period = fields.Selection(
        selection=[("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        required=True,
        default="month",
        help="The calendar month, quarter or year that the quota is for.",
    )
    minimum = fields.Integer(
        required=True, default=0, help="Visits per period at least.", aggregator=None
    )
    target = fields.Integer(
        required=True,
        default=0,
        help="Visits per period to aim at. 0: no visits of the kind are asked for.",
        aggregator=None,
    )
    gap_min_days = fields.Integer(
        string="Shortest Gap",
        default=0,
        help="Days between two visits at least. 0: no limit.",
        aggregator=None,
    )
    gap_max_days = fields.Integer(
        string="Longest Gap",
        default=0,
        help="The next visit is due this many days after the last one, at the end of "
        "the period at the latest. 0: at the end of the period.",
        aggregator=None,
    )
    carries_shortfall = fields.Boolean(
        string="Carry Shortfall",
        help="What is missing of one period's minimum is required on top in the next "
        "one, once: older shortfall lapses.",
    )

    # What a visit is like
    duration = fields.Float(
        help="Planned length in hours. 0: as the kind of visit says.", aggregator=None
    )
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    hour_from = fields.Float(
        string="Preferred From",
        default=0.0,
        help="Hour of the day. The visiting hours of a customer go before it.",
        aggregator=None,
    )
    hour_to = fields.Float(
        string="Preferred Until",
        default=24.0,
        help="Hour of the day. The visiting hours of a customer go before it.",
        aggregator=None,
    )
    agenda_ids = fields.One2many(
        comodel_name="group.customer.visit.policy.agenda",
        inverse_name="policy_id",
        string="Required Agenda",
        copy=True,
    )
    service_measures = fields.Text(
        translate=True, help="What is done for these customers (VI-36)."
    )
    communication_strategy = fields.Text(
        translate=True, help="How we keep in touch with these customers (VI-25, VI-36)."
    )

    # Where it comes from
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation that the numbers come from.")
    requirement = fields.Char()

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "Another visit policy of the company has this code, perhaps an archived one: "
        "choose another code.",
    )
    _numbers_ordered = models.Constraint(
        "CHECK(minimum >= 0 AND minimum <= target)",
        "The minimum of a visit policy is neither negative nor above its target: "
        "lower the minimum or raise the target.",
    )
    _gaps_ordered = models.Constraint(
        "CHECK(gap_min_days >= 0 AND gap_max_days >= 0 "
        "AND (gap_max_days = 0 OR gap_min_days <= gap_max_days))",
        "The gaps of a visit policy are not negative, and the shortest gap is not "
        "longer than the longest: correct one of them.",
    )
    _hours_ordered = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_to <= 24 AND hour_from < hour_to)",
        "The preferred hours of a visit policy lie between 0:00 and 24:00, the end "
        "after the beginning: correct them.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "A visit policy cannot end before it begins: correct one of the dates.",
    )
    _duration_positive = models.Constraint(
        "CHECK(duration >= 0 AND duration <= 24)",
        "The length of a visit is between 0 and 24 hours: correct it.",
    )
    _weekday_chosen = models.Constraint(
        "CHECK(monday IS TRUE OR tuesday IS TRUE OR wednesday IS TRUE "
        "OR thursday IS TRUE OR friday IS TRUE OR saturday IS TRUE OR sunday IS TRUE)",
        "A visit policy needs at least one weekday on which visits are planned: tick "
        "one.",
    )
    _visitor_named = models.Constraint(
        "CHECK((visitor_mode = 'role' AND role_id IS NOT NULL) "
        "OR (visitor_mode = 'group' AND group_id IS NOT NULL))",
        "A visit policy says who visits: choose the role, or the group of an authority "
        "level.",
    )

    # === CRUD METHODS === #

    def copy_data(self, default=None):
        default = default or {}
        vals_list = super().copy_data(default)
        for policy, vals in zip(self, vals_list, strict=True):
            if "code" not in default:
                vals["code"] = f"{policy.code}_copy"
            if "name" not in default:
                vals["name"] = self.env._("%(name)s (copy)", name=policy.name)
        return vals_list

    # === LOOKUP === #

    def _get_weekdays(self):
        """Return the preferred weekdays, 0 being Monday."""
        self.ensure_one()
        return {number for number, name in enumerate(WEEKDAYS) if self[name]}
