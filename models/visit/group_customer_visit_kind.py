# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

# As Odoo's calendar calls them
EVENT_PRIVACIES = [
    ("private", "As “Busy”"),
    ("confidential", "If They Are Colleagues"),
    ("public", "Always"),
]


class GroupCustomerVisitKind(models.Model):
    """What a visit is for: routine, cold, after a delivery, symposium…

    Kinds are data. Policies, plans and templates of reports hang on a kind.
    """

    _name = "group.customer.visit.kind"
    _description = "Kind of Visit"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    code = fields.Char(
        required=True,
        copy=False,
        help="Names the kind in policies, packs and interfaces.",
    )
    name = fields.Char(string="Kind of Visit", required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    default_duration = fields.Float(
        string="Usual Duration",
        required=True,
        default=1.0,
        help="Hours that a new visit of this kind takes, unless others are entered.",
    )
    default_channel_id = fields.Many2one(
        comodel_name="group.customer.visit.channel",
        string="Usual Channel",
        index="btree_not_null",
        ondelete="restrict",
    )
    needs_report = fields.Boolean(
        string="Report Required",
        default=True,
        help="A visit of this kind is done once its report has been submitted.",
    )
    needs_next_date = fields.Boolean(
        string="Next Visit Required",
        help="The report has to name the day of the next visit (VI-16).",
    )
    is_group_event = fields.Boolean(
        string="Several Customers",
        help="An event that several customers attend; each account that attended "
        "counts as visited.",
    )
    is_routine = fields.Boolean(
        string="Routine",
        help="A new visit is of the first routine kind, unless another one is chosen.",
    )
    invites_customer = fields.Boolean(
        string="Invite the Customer",
        help="The customer's people take part in the calendar event and get its "
        "invitation. Otherwise the event is seen by colleagues alone.",
    )
    event_privacy = fields.Selection(
        selection=EVENT_PRIVACIES,
        string="Others See the Calendar Event",
        required=True,
        default="private",
        help="What the calendar shows of a visit to who takes no part in it and may "
        "not read the visit either.",
    )
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation the kind comes from.")
    requirement = fields.Char()

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another kind of visit has this code: choose another code."
    )
    _duration_check = models.Constraint(
        "CHECK(default_duration > 0)",
        "The usual duration of a kind of visit has to be more than zero hours.",
    )


class GroupCustomerVisitChannel(models.Model):
    """How a customer is contacted (VI-02), and from how far (VI-27)."""

    _name = "group.customer.visit.channel"
    _description = "Visit Channel"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    code = fields.Char(required=True, copy=False)
    name = fields.Char(string="Channel", required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    distance = fields.Selection(
        string="Closeness",
        selection=[
            ("face", "Face to Face"),
            ("indirect", "Indirect, Personal"),
            ("non_personal", "Not Personal"),
        ],
        required=True,
        default="face",
        help="How near the customer is: together in a place, a person at the other "
        "end, or something sent to many.",
    )
    is_on_site = fields.Boolean(
        string="On Site",
        help="Somebody goes to the customer: checking in there makes sense.",
    )
    counts_as_phone = fields.Boolean(
        string="Counts as Phone Contact",
        help="Counts towards the phone contacts of a working day (VI-19).",
    )
    requirement = fields.Char()

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another visit channel has this code: choose another code."
    )


class GroupCustomerVisitContent(models.Model):
    """What an interaction was about: product and service, information… (VI-27)"""

    _name = "group.customer.visit.content"
    _description = "Content of an Interaction"
    _order = "sequence, id"

    code = fields.Char(required=True, copy=False)
    name = fields.Char(string="Content", required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    color = fields.Integer()

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another content has this code: choose another code."
    )
