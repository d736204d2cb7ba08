# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

WINDOWS = [
    ("lead", "Due in the month, or so many days after it"),
    ("month", "Due in the month"),
    ("before_year", "Due before the year of the month"),
    ("horizon", "Due within so many months from the month on"),
    ("any", "Any day"),
]
PREMIUMS = [
    ("single", "Single Premium"),
    ("regular", "Regular Premium"),
    ("none", "No Premium"),
]


class GroupCustomerResourceKind(models.Model):
    """A category of what can be allocated (AM-02): when it may be, in which order of
    importance, and who is qualified to receive it.

    How many days or months a window counts is dated and stands in the allocation
    scheme; what a window means stands here, once.
    """

    _name = "group.customer.resource.kind"
    _description = "Kind of Customer Resource"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(
        default=10,
        help="The first kind that fits takes a resource whose kind nobody gave; a "
        "customer with resources of several kinds is dealt by the first.",
    )
    active = fields.Boolean(default=True)
    window = fields.Selection(
        WINDOWS,
        required=True,
        default="any",
        help="Which resources of this kind the run of a month counts, by their date.",
    )
    premium = fields.Selection(
        PREMIUMS,
        help="Kind of contract that makes a resource this kind by itself; empty: any.",
    )
    factor_ids = fields.One2many(
        comodel_name="group.customer.resource.kind.factor",
        inverse_name="kind_id",
        string="Factors of Importance",
        copy=True,
    )
    certificate_type_ids = fields.Many2many(
        comodel_name="group.customer.certificate.type",
        relation="group_customer_resource_kind_certificate_rel",
        string="Certificates Needed",
        help="Whoever lacks one of these, valid on the day of the allocation, receives "
        "none of this kind (OT-05). Empty: nobody is left out.",
    )
    description = fields.Text(translate=True)
    article = fields.Char(help="Where the rule is written down.")
    requirement = fields.Char(help="Number of the requirement that asks for it.")

    _code_unique = models.Constraint(
        "UNIQUE(code)",
        "Another kind of customer resource has this code: choose another code.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _get_factors(self):
        """The catalogue of what resources can be compared by.

        :returns: dict code → dict with ``name``, ``description`` and
            ``is_higher_first``: whether the larger value (the later day) is the more
            important one where a kind does not say otherwise
        """
        return {}

    def _get_kind_factors(self):
        """The factors of this kind in the order of the text (AM-07 to AM-09).

        :returns: list of dicts ``code``, ``name``, ``description``,
            ``is_higher_first``; the whole catalogue where the kind names none
        """
        self.ensure_one()
        return []

    def _get_window(self, month, lead_days=0, horizon_months=0):
        """The days on which a resource must be due for the run of a month.

        :param month: any day of the month of the run
        :param lead_days: how many days before they are due resources are dealt
        :param horizon_months: how many months ahead count as "not yet"
        :returns: (first day or None, last day or None), both included
        """
        self.ensure_one()
        return (None, None)
