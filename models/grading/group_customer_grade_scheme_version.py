# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib
import json

from odoo import api, fields, models
from odoo.fields import Domain

# What differs from run to run although the scheme is the same.
RUN_KEYS = {"as_of", "company_id", "company_ids", "currency_id", "pareto_share"}


class GroupCustomerGradeSchemeVersion(models.Model):
    """A scheme as it was when customers were graded by it.

    Written by the runs alone: a run that is computed from a scheme that differs
    from its latest version makes a new one. Nobody edits or deletes versions.
    """

    _name = "group.customer.grade.scheme.version"
    _description = "Group Customer Grade Scheme Version"
    _inherit = ["group.customer.grade.text"]
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


class GroupCustomerGradeScheme(models.Model):
    _inherit = "group.customer.grade.scheme"

    def _file_version(self, definition, **values):
        """Return the version of the scheme that a definition is.

        A new one, with these values, when it differs from the latest; the caller holds
        the lock of the scheme, so that no two runs number the same version.
        """
        self.ensure_one()
        canonical = self._get_canonical_definition(definition)
        digest = hashlib.sha256(
            json.dumps(canonical, sort_keys=True).encode()
        ).hexdigest()
        # sudo: versions are written by runs, whoever computes them
        Version = self.env["group.customer.grade.scheme.version"].sudo()
        latest = Version.search(
            Domain("scheme_id", "=", self.id), order="number desc", limit=1
        )
        if latest.digest != digest:
            latest = Version.create(
                {
                    "scheme_id": self.id,
                    "number": latest.number + 1,
                    "definition": canonical,
                    "digest": digest,
                    "user_id": self.env.uid,
                    **values,
                }
            )
        return latest.with_env(self.env)

    @api.model
    def _get_canonical_definition(self, definition):
        """Return what of a definition is the scheme's, the same for each run of it."""
        definition = self.env["group.customer.grade.engine"]._normalize_definition(
            definition
        )
        canonical = {
            key: value for key, value in definition.items() if key not in RUN_KEYS
        }
        canonical["criteria"] = [
            {key: value for key, value in criterion.items() if key != "date_from"}
            for criterion in definition["criteria"]
        ]
        # A color judges nobody.
        canonical["grades"] = [
            {key: value for key, value in grade.items() if key != "color"}
            for grade in definition["grades"]
        ]
        return self._get_plain(canonical)

    @api.model
    def _get_plain(self, value):
        """Return JSON data in which equal numbers are written alike: 5.0 as 5."""
        if isinstance(value, dict):
            return {key: self._get_plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._get_plain(item) for item in value]
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value
