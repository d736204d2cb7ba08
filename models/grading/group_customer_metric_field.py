# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerMetric(models.Model):
    """Metrics over any stored number, and over any filter of customers."""

    _inherit = "group.customer.metric"

    # Stored number
    model_id = fields.Many2one(
        comodel_name="ir.model",
        ondelete="set null",
        domain="[('abstract', '=', False), ('transient', '=', False)]",
        help="The records that hold the number.",
    )
    partner_field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        string="Customer Field",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('ttype', '=', 'many2one'), "
        "('relation', '=', 'res.partner'), ('store', '=', True)]",
        help="The field that names the customer of a record; what is recorded on a "
        "contact counts for its company. Not for numbers of the contacts themselves.",
    )
    value_field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        string="Number Field",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('store', '=', True), "
        "('ttype', 'in', ('integer', 'float', 'monetary', 'boolean'))]",
        help="A field ticked counts as 1, not ticked as 0. Amounts are converted to "
        "the currency of the run.",
    )
    date_field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        string="Date Field",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('store', '=', True), "
        "('ttype', 'in', ('date', 'datetime'))]",
        help="The date that decides whether a record lies in the window of the "
        "criterion; without it every record counts, as it is today.",
    )
    aggregation = fields.Selection(
        selection=[
            ("sum", "Sum"),
            ("avg", "Average"),
            ("min", "Smallest"),
            ("max", "Largest"),
            ("count", "Number of records"),
            ("last", "Latest"),
        ],
        default="sum",
        help="How the records of a customer, or of the members of a group, come "
        "together.",
    )
    # Filter
    partner_domain = fields.Char(
        string="Filter",
        help="1 for the customers that match, 0 for the others, as they are today.",
    )

    # === BUSINESS METHODS === #

    def _find_problems(self):
        """Return what keeps the metrics from being measured, each with its mend.

        :rtype: list(str)
        """
        return []
