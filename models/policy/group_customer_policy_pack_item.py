# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerPolicyPackItem(models.Model):
    """A record that a pack made, with the values it was shipped with."""

    _name = "group.customer.policy.pack.item"
    _description = "Group Customer Policy Pack Item"
    _order = "pack_id, id"

    pack_id = fields.Many2one(
        comodel_name="group.customer.policy.pack",
        required=True,
        ondelete="cascade",
        index=True,
    )
    key = fields.Char(required=True)
    model = fields.Char(required=True)
    res_id = fields.Many2oneReference(
        model_field="model", string="Record", required=True
    )
    shipped_values = fields.Json()
    shipped_translations = fields.Json()

    _key_unique = models.Constraint(
        "UNIQUE(pack_id, key)", "A policy pack names each of its records once."
    )

    def _get_record(self, model=None):
        """The record that the pack made, if it is still there.

        :param str model: the record counts only if it is of this model
        """
        if not self or model not in (None, self.model) or self.model not in self.env:
            return self.env[model or self._name].browse()
        return self.env[self.model].browse(self.res_id).exists()
