# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import binascii

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class GroupCustomerPolicyPackImport(models.TransientModel):
    """Takes a pack from a file; loading it is a second step, after a preview."""

    _name = "group.customer.policy.pack.import"
    _description = "Group Customer Policy Pack Import"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    code = fields.Char(
        string="Other Code",
        help="Registers the pack under this code instead of that of the file.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        help="The schemes and values of the pack are for this company alone; empty: "
        "for all companies.",
    )

    def action_import(self):
        """Register the pack of the file and show what loading it would change."""
        self.ensure_one()
        if not self.env.user.has_group("group_customer.group_group_customer_admin"):
            raise AccessError(
                self.env._("Only administrators of Group Customers import packs.")
            )
        if self.company_id - self.env.companies:
            raise AccessError(
                self.env._(
                    "Switch to %(company)s to import a pack for it.",
                    company=self.company_id.name,
                )
            )
        try:
            data = base64.b64decode(self.file or b"", validate=True)
        except binascii.Error as error:
            raise UserError(
                self.env._("The file could not be uploaded: choose it again.")
            ) from error
        content = self.env["group.customer.policy.pack"]._parse_content(data)
        if self.code and self.code.strip():
            content["code"] = self.code.strip()
        # Whole or not at all, as the load that follows.
        with self.env.cr.savepoint():
            return self._register_pack(content).action_preview()

    def _register_pack(self, content):
        """Make or update the pack's record; nothing of its content is loaded yet."""
        # sudo: no user writes packs by hand; what a pack may bring is checked when
        # it is loaded, with the user's own rights
        packs = self.env["group.customer.policy.pack"].sudo()
        code = content["code"]
        if code in packs._get_shipped_codes():
            raise UserError(
                self.env._(
                    "%(code)s is the code of a pack shipped with the addon: enter "
                    "another code for the pack of this file.",
                    code=code,
                )
            )
        pack = packs.search(
            Domain("code", "=", code)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("origin", "=", "imported"),
            limit=1,
        )
        if pack:
            pack.content = content
        else:
            pack = packs.create(
                {
                    "code": code,
                    "origin": "imported",
                    "company_id": self.company_id.id,
                    "sequence": 1000,
                    "content": content,
                    "name": content["name"]["en_US"],
                }
            )
        pack._write_description(content)
        return pack.sudo(False)
