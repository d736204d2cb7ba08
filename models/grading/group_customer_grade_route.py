# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerGradeRoute(models.Model):
    """A way on which a grade of a scheme is asked for: who submits, who decides.

    The description tells the steps (AP-07: a bank's VIP card has one route for
    individual customers and one for executives of corporate customers; AP-08: the
    declaration form of group insurance).
    """

    _name = "group.customer.grade.route"
    _description = "Group Customer Grade Request Route"
    _order = "scheme_id, sequence, id"
    _rec_names_search = ["name", "code"]

    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(related="scheme_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code = fields.Char(required=True, help="Names the route in policy packs.")
    name = fields.Char(required=True, translate=True)
    description = fields.Text(
        string="Steps",
        translate=True,
        help="Who submits, who reviews, who decides, and what follows.",
    )
    requires_consent = fields.Boolean(
        string="Customer's Consent",
        help="A request on this route needs the customer's own wish (GR-19).",
    )
    requires_identity = fields.Boolean(
        string="Real Name",
        help="A request on this route needs the customer's verified identity (GR-19).",
    )

    _code_unique = models.Constraint(
        "UNIQUE(scheme_id, code)",
        "A scheme cannot have the same route twice: change one of the codes.",
    )


class GroupCustomerGradeScheme(models.Model):
    _inherit = "group.customer.grade.scheme"

    route_ids = fields.One2many(
        comodel_name="group.customer.grade.route",
        inverse_name="scheme_id",
        string="Routes of Requests",
        copy=True,
    )
    allow_override = fields.Boolean(
        string="Any Grade on Request",
        tracking=True,
        help="Any grade of the scheme can be asked for, also a lower one: an approved "
        "request goes before what is measured, but not before caps. Otherwise only "
        "grades that are by request only can be asked for.",
    )

    def _get_requestable_grades(self):
        """The grades that can be asked for."""
        override = self.filtered("allow_override")
        return override.grade_ids | (self - override)._get_requested_grades()

    def _get_requested_grades(self):
        """The grades that are asked for: nothing that is measured leads to them."""
        return self.grade_ids.filtered(
            lambda grade: grade.is_request_only or grade.scheme_id.mode == "request"
        )
