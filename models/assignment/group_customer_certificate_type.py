# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerCertificateType(models.Model):
    """What a member of the sales staff has to be certified for (OT-05)."""

    _name = "group.customer.certificate.type"
    _description = "Certificate Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    validity_months = fields.Integer(
        string="Validity (Months)",
        aggregator=None,
        help="Proposed as the time between the first and the last day of a new "
        "certificate; zero: certificates of this kind do not expire.",
    )
    warning_days = fields.Integer(
        string="Warning (Days)",
        aggregator=None,
        help="How long before a certificate expires its holder and the leader of the "
        "team are told.",
    )
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation that asks for the certificate.")
    requirement = fields.Char(help="Identifiers of the rules that ask for it.")

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another certificate type has this code: choose another code."
    )
    _times_positive = models.Constraint(
        "CHECK(validity_months >= 0 AND warning_days >= 0)",
        "Validity and warning are lengths of time: enter zero or more.",
    )
