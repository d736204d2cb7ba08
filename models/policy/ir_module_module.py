# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        # Pack files carry their own translations: a language that is installed
        # later gets them together with those of the .po files.
        result = super()._load_module_terms(modules, langs, overwrite=overwrite)
        if "group_customer" in modules:
            packs = self.env["group.customer.policy.pack"].sudo()
            packs.search(Domain("version_loaded", ">", 0))._load_translations()
        return result
