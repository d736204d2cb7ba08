# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerGradeSchemeVersion(models.Model):
    """A scheme as it was when customers were graded by it.

    Written by the runs alone: a run that is computed from a scheme that differs
    from its latest version makes a new one. Nobody edits or deletes versions.
    """

    _name = "group.customer.grade.scheme.version"
    _description = "Group Customer Grade Scheme Version"
    _order = "scheme_id, number desc"

    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(related="scheme_id.company_id", store=True)
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    definition = fields.Json(
        required=True, readonly=True, export_string_translation=False
    )
    digest = fields.Char(required=True, readonly=True, export_string_translation=False)
    date = fields.Datetime(
        string="First Used On",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="First Used By",
        ondelete="restrict",
        readonly=True,
        default=lambda self: self.env.user,
    )
    run_ids = fields.One2many(
        comodel_name="group.customer.grade.run",
        inverse_name="version_id",
        string="Runs",
        readonly=True,
    )

    _number_unique = models.Constraint(
        "UNIQUE(scheme_id, number)", "A scheme has each version once."
    )

    # === COMPUTE METHODS === #

    @api.depends("scheme_id.display_name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(scheme)s, version %(number)s",
                scheme=version.scheme_id.display_name,
                number=version.number,
            )
