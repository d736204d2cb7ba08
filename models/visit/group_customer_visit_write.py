# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models


class GroupCustomerVisit(models.Model):
    """What holds whenever a visit is entered or changed, on whichever route."""

    _inherit = "group.customer.visit"

    @api.model_create_multi
    def create(self, vals_list):
        kinds = self.env["group.customer.visit.kind"]
        for vals in vals_list:
            if not vals.get("stop"):
                start = fields.Datetime.to_datetime(vals.get("start"))
                start = start or self._get_default_start()
                kind = kinds.browse(vals.get("kind_id")) or self._get_default_kind()
                hours = vals.get("duration") or kind.default_duration or 1
                vals["start"] = start
                vals["stop"] = start + timedelta(minutes=round(hours * 60))
        visits = super().create(vals_list)
        visits._changed()
        return visits
