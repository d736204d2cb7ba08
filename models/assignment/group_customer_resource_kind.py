# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ...tools.resource_windows import get_window

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

        Extension point: another factor is a line here and a value in
        ``group.customer.resource._get_factor_values``.

        :returns: dict code → dict with ``name``, ``description`` and
            ``is_higher_first``: whether the larger value (the later day) is the more
            important one where a kind does not say otherwise
        """
        return {
            "amount": {
                "name": self.env._("Amount"),
                "description": self.env._(
                    "Amount that matures or premium to be renewed."
                ),
                "is_higher_first": True,
            },
            "date": {
                "name": self.env._("Date"),
                "description": self.env._("Day of maturity or renewal."),
                "is_higher_first": False,
            },
            "address": {
                "name": self.env._("Address Completeness"),
                "description": self.env._("How much of the address is known."),
                "is_higher_first": True,
            },
            "phone": {
                "name": self.env._("Phone Completeness"),
                "description": self.env._("How many of the phone numbers are known."),
                "is_higher_first": True,
            },
            "insured_on": {
                "name": self.env._("Insured On"),
                "description": self.env._("Day on which the contract was made."),
                "is_higher_first": False,
            },
            "last_payment_on": {
                "name": self.env._("Last Payment"),
                "description": self.env._("Day on which the customer paid last."),
                "is_higher_first": True,
            },
            "payment_due_on": {
                "name": self.env._("Payment Due"),
                "description": self.env._(
                    "Day on which the next premium is to be paid."
                ),
                "is_higher_first": False,
            },
            "original_unit": {
                "name": self.env._("Original Unit"),
                "description": self.env._(
                    "Rank of the organisation that insured first."
                ),
                "is_higher_first": False,
            },
            "circulation": {
                "name": self.env._("Circulations"),
                "description": self.env._(
                    "How often the customer was allocated already."
                ),
                "is_higher_first": False,
            },
            "converted": {
                "name": self.env._("Converted or Added"),
                "description": self.env._(
                    "Whether the contract was converted or added to."
                ),
                "is_higher_first": True,
            },
        }

    def _get_kind_factors(self):
        """The factors of this kind in the order of the text (AM-07 to AM-09).

        :returns: list of dicts ``code``, ``name``, ``description``,
            ``is_higher_first``; the whole catalogue where the kind names none
        """
        self.ensure_one()
        catalogue = self._get_factors()
        if not self.factor_ids:
            return [dict(factor, code=code) for code, factor in catalogue.items()]
        return [
            dict(
                catalogue[line.factor],
                code=line.factor,
                is_higher_first=line.is_higher_first,
            )
            for line in self.factor_ids.sorted(lambda line: (line.sequence, line.id))
            if line.factor in catalogue
        ]

    @api.model
    def _get_numbers(self, company, date):
        """The numbers of the windows that are in force for a company on a day.

        Extension point: they are dated and stand in the allocation scheme. Without
        one, nothing is dealt ahead and nothing is too far ahead.

        :returns: dict kind id → dict with ``lead_days`` and ``horizon_months``
        """
        kinds = self.search([("active", "=", True)])
        return {kind.id: {"lead_days": 0, "horizon_months": None} for kind in kinds}

    def _get_window(self, month, lead_days=0, horizon_months=None):
        """The days on which a resource of this kind must be due for the run of a
        month; see :func:`~.tools.resource_windows.get_window`.

        :returns: (first day or None, last day or None), both included
        """
        self.ensure_one()
        return get_window(self.window, month, lead_days, horizon_months)
