# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerChecklist(models.Model):
    """What has to be done, point by point: standards of the service to policies
    (AM-11) and duties of account managers (AM-16)."""

    _name = "group.customer.checklist"
    _description = "Checklist"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    kind = fields.Selection(
        selection=[
            ("service_standard", "Service Standard"),
            ("manager_duty", "Duties of Account Managers"),
        ],
        required=True,
        default="service_standard",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation that the checklist comes from.")
    requirement = fields.Char(help="Identifiers of the rules that ask for it.")
    item_ids = fields.One2many(
        comodel_name="group.customer.checklist.item",
        inverse_name="checklist_id",
        string="Points",
        copy=True,
    )

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another checklist has this code: choose another code."
    )


class GroupCustomerChecklistItem(models.Model):
    _name = "group.customer.checklist.item"
    _description = "Point of a Checklist"
    _order = "checklist_id, sequence, id"

    checklist_id = fields.Many2one(
        comodel_name="group.customer.checklist",
        required=True,
        ondelete="cascade",
        index=True,
    )
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
