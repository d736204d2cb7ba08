# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerApprovalRule(models.Model):
    """Who approves which documents: the definition, frozen into each request.

    A rule is for one document type, and for the documents that its company, its
    filter, its range of amounts and its days let through. Of the rules that match,
    that of the lowest priority number holds.
    """

    _name = "group.customer.approval.rule"
    _description = "Approval Rule"
    _inherit = ["mail.thread"]
    _order = "type_id, sequence, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=1)
    code = fields.Char(copy=False, help="Names the rule in policy packs.")
    type_id = fields.Many2one(
        comodel_name="group.customer.approval.type",
        string="Document Type",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=2,
    )
    model = fields.Selection(related="type_id.model", string="Document")
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        tracking=3,
        help="Empty: for every company.",
    )
    sequence = fields.Integer(
        string="Priority",
        required=True,
        default=10,
        tracking=4,
        aggregator=None,
        help="Of the rules that match a document, the lowest number holds.",
    )
    active = fields.Boolean(default=True, tracking=5)
    # Which documents
    domain = fields.Char(
        string="Filter",
        default="[]",
        tracking=6,
        help="Only documents that match the filter; empty: all.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        tracking=7,
        help="The document's amount is converted into it at the rate of the day.",
    )
    amount_min = fields.Monetary(
        string="From Amount",
        tracking=8,
        help="Only documents of this amount or more; zero: from any amount.",
    )
    amount_max = fields.Monetary(
        string="Below Amount",
        tracking=9,
        help="Only documents of less than this amount; zero: no upper bound.",
    )
    date_from = fields.Date(
        string="In Force from", tracking=10, help="Empty: since ever."
    )
    date_to = fields.Date(
        string="In Force to",
        tracking=11,
        help="The last day on which documents can be submitted under this rule; "
        "empty: until further notice.",
    )
    # What happens
    step_ids = fields.One2many(
        comodel_name="group.customer.approval.step",
        inverse_name="rule_id",
        string="Steps",
        copy=True,
    )
    expiry_days = fields.Integer(
        string="Expires after (Days)",
        tracking=12,
        aggregator=None,
        help="Calendar days without a decision after which a request expires; zero: "
        "never.",
    )
    # Where it comes from
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation the rule comes from.")
    requirement = fields.Char()

    # === BUSINESS METHODS === #

    @api.model
    def _find_rule(self, document, approval_type, company, amount, currency, date):
        """Return the rule that holds for a document, or none.

        :param document: the one record that is to be approved
        :param amount: what the document is about in money; None or False: nothing
        :param currency: of the amount
        :param date: the day of the submission
        :raises UserError: when two rules of the same priority match
        """
        return self.sudo().browse()

    @api.model
    def _is_in_force(self, approval_type, company, date):
        """Whether any rule of a type is in force for a company on a day."""
        return False
