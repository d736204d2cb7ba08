# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError


class GroupCustomerManagerOwnedMixin(models.AbstractModel):
    """What belongs to one account manager and never to another one.

    Record rules look at whose a record is before it is written, not after: who may
    change it could otherwise hand it to somebody else, or to oneself.
    """

    _name = "group.customer.manager.owned.mixin"
    _description = "Belongs to an Account Manager"

    manager_id = fields.Many2one(
        comodel_name="group.customer.manager",
        string="Account Manager",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(related="manager_id.company_id", store=True)

    def write(self, vals):
        if "manager_id" in vals:
            for record in self:
                if record.manager_id.id != vals["manager_id"]:
                    raise UserError(
                        self.env._(
                            "%(record)s stays with its account manager: delete it and "
                            "record it anew for the other one.",
                            record=record.display_name,
                        )
                    )
        return super().write(vals)
