# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.account_keys import make_suffixes, name_key


class GroupCustomerNameSuffix(models.Model):
    """An ending that does not tell two names of companies, or cities, apart (AM-23)."""

    _name = "group.customer.name.suffix"
    _description = "Name Suffix"
    _order = "kind, name, id"

    name = fields.Char(
        required=True,
        help="Left out at the end of names when they are compared: “Ltd.”, “GmbH”, "
        "“有限公司”. Case, width, spaces and punctuation do not matter.",
    )
    kind = fields.Selection(
        selection=[("company", "Companies"), ("city", "Cities")],
        string="At the End of",
        required=True,
        default="company",
    )
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint(
        "UNIQUE(kind, name)",
        "This suffix is in the list already: unarchive it instead.",
    )

    # === CONSTRAINTS === #

    @api.constrains("name")
    def _check_name(self):
        for suffix in self:
            if not name_key(suffix.name):
                raise ValidationError(
                    self.env._(
                        "“%(suffix)s” has no letter and no digit, which are all that "
                        "is compared: enter an ending of names.",
                        suffix=suffix.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        suffixes = super().create(vals_list)
        self._suffixes_changed()
        return suffixes

    def write(self, vals):
        result = super().write(vals)
        self._suffixes_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._suffixes_changed()
        return result

    # === LOOKUP === #

    @api.model
    def _suffixes_changed(self):
        self.env.registry.clear_cache()
        self.env["res.partner"]._request_account_keys()

    @api.model
    @tools.ormcache()
    def _get_suffixes(self):
        """Return the suffixes in force, prepared: dict kind → list."""
        texts = defaultdict(list)
        # sudo: names are compared for those who may not read the list
        for suffix in self.sudo().search(Domain("active", "=", True)):
            texts[suffix.kind].append(suffix.name)
        return {kind: make_suffixes(names) for kind, names in texts.items()}
