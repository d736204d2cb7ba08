# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.packs import slugify


class GroupCustomerPolicyPackExport(models.TransientModel):
    """Makes a pack of a company's own schemes, to load in another database."""

    _name = "group.customer.policy.pack.export"
    _description = "Group Customer Policy Pack Export"

    name = fields.Char(
        string="Name of the Pack", required=True, default=lambda self: self._get_name()
    )
    code = fields.Char(
        required=True,
        compute="_compute_code",
        store=True,
        precompute=True,
        readonly=False,
        help="Names the pack for ever: a newer file with this code updates what an "
        "older one brought.",
    )
    version = fields.Integer(
        required=True, default=1, help="Raise it with every file that you hand out."
    )
    description = fields.Text()
    article = fields.Char(help="The regulations that the schemes come from.")
    scheme_ids = fields.Many2many(
        comodel_name="group.customer.grade.scheme",
        relation="group_customer_pack_export_scheme_rel",
        column1="export_id",
        string="Schemes",
        help="Their grades, criteria, routes and metrics go along.",
    )
    parameter_ids = fields.Many2many(
        comodel_name="group.customer.parameter",
        relation="group_customer_pack_export_parameter_rel",
        column1="export_id",
        string="Parameters",
        compute="_compute_parameter_ids",
        store=True,
        readonly=False,
        help="With the values that hold for the company of the schemes.",
    )
    file = fields.Binary(readonly=True, attachment=False)
    filename = fields.Char(readonly=True)
    notes = fields.Text(readonly=True)

    def _get_name(self):
        return self.env._("Grading of %(company)s", company=self.env.company.name)

    @api.depends("name")
    def _compute_code(self):
        for export in self:
            export.code = export.code or slugify(export.name) or "own_grading"

    @api.depends("scheme_ids")
    def _compute_parameter_ids(self):
        packs = self.env["group.customer.policy.pack"]
        for export in self:
            export.parameter_ids |= packs._get_used_parameters(export.scheme_ids)

    def action_export(self):
        """Write the file and offer it for download."""
        self.ensure_one()
        if not self.env.user.has_group("group_customer.group_group_customer_admin"):
            raise AccessError(
                self.env._("Only administrators of Group Customers export settings.")
            )
        content, notes = self._prepare_content()
        text = json.dumps(content, ensure_ascii=False, indent=4)
        self.write(
            {
                "file": base64.b64encode(text.encode()),
                "filename": f"{self.code}_{self.version}.json",
                "notes": "\n".join(notes),
            }
        )
        return self._get_action()

    def _get_settings(self):
        """Return the sets of records that are taken along; later sections add
        theirs."""
        self.ensure_one()
        return [self.scheme_ids]

    def _prepare_sections(self):
        """Return what later sections hold: section → items."""
        return {}

    def _prepare_content(self):
        """Return the content of the file, and what to know about it."""
        packs = self.env["group.customer.policy.pack"]
        settings = self._get_settings()
        if not any(settings):
            raise UserError(self.env._("Choose at least one setting to take along."))
        companies = self.env["res.company"].union(
            *(
                records.company_id
                for records in settings
                if "company_id" in records._fields
            )
        )
        if len(companies) > 1:
            raise UserError(
                self.env._(
                    "The settings belong to several companies (%(companies)s): make "
                    "one pack for each.",
                    companies=", ".join(companies.mapped("name")),
                )
            )
        lang = self.env.lang or "en_US"
        head = {
            "code": self.code.strip(),
            "version": self.version,
            "name": {"en_US": self.name, lang: self.name},
            "description": {"en_US": self.description, lang: self.description}
            if self.description
            else None,
            "article": self.article or None,
        }
        content = packs._export_schemes(
            head, self.scheme_ids, self.parameter_ids, companies or self.env.company
        )
        content.update(self._prepare_sections())
        packs._check_content(content)
        return content, packs._find_export_notes(content)

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export as Policy Pack"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
