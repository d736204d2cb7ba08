# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import LazyTranslate

from .group_customer_resource_kind import PREMIUMS

_lt = LazyTranslate(__name__)

STATES = [
    ("available", "Available"),
    ("allocated", "Allocated"),
    ("returned", "Returned"),
    ("closed", "Closed"),
]
# What can be dealt to an account manager
OPEN_STATES = ("available", "returned")
SOURCES = [
    ("sale", "Sales Order or Invoice"),
    ("subscription", "Subscription"),
    ("transaction", "History before Odoo"),
    ("manual", "Entered by Hand"),
    ("import", "Import"),
]


class GroupCustomerResource(models.Model):
    """What can be allocated to an account manager: a customer with a reason to be
    contacted, such as a policy that matures (AM-01, AM-02)."""

    _name = "group.customer.resource"
    _description = "Customer Resource"
    _inherit = ["group.customer.server.field.mixin", "mail.thread"]
    _order = "date, id"
    _check_company_auto = True
    _server_fields = frozenset(
        {
            "allocated_on",
            "allocated_user_id",
            "amount_company",
            "circulation_count",
            "close_reason",
            "commercial_partner_id",
            "is_source_gone",
            "res_id",
            "res_model",
            "source",
            "source_id",
            "state",
            "user_id",
        }
    )

    name = fields.Char(
        string="Reference",
        required=True,
        index="trigram",
        tracking=True,
        help="Number of the policy or contract; one per company.",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Account",
        store=True,
        index=True,
        help="The group customer that is assigned to the account manager.",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact Person",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind_id = fields.Many2one(
        comodel_name="group.customer.resource.kind",
        compute="_compute_kind_id",
        store=True,
        readonly=False,
        index=True,
        ondelete="restrict",
        tracking=True,
        # Unlike labels and help texts, Odoo does not list this one for translation
        # pylint: disable-next=translation-field
        falsy_value_label=_lt("Not in the Coming Month"),
        help="Suggested from the premium and the date, as of the coming month, unless "
        "it is given. The allocation of a month judges by its own month.",
    )
    is_kind_given = fields.Boolean(
        string="Kind Given",
        help="Ticked, the kind stays what it is; not ticked, it follows premium and "
        "date.",
    )
    premium = fields.Selection(PREMIUMS, required=True, default="none", tracking=True)

    # What its importance is judged by
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount = fields.Monetary(
        required=True,
        aggregator=None,
        tracking=True,
        help="Amount that matures, or premium to be renewed.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount_company = fields.Monetary(
        string="Amount in Company Currency",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
        help="At the rate of the day on which it is due; of today, if that is still "
        "to come when the amount is entered.",
    )
    date = fields.Date(
        required=True,
        index=True,
        tracking=True,
        help="Day of maturity or renewal; for an old customer the day on which the "
        "maturity was paid.",
    )
    insured_on = fields.Date(help="Day on which the contract was made.")
    last_payment_on = fields.Date(help="Day of the latest payment of the customer.")
    payment_due_on = fields.Date(
        help="Day on which the next premium is due; empty: the date of the resource."
    )
    original_unit_id = fields.Many2one(
        comodel_name="group.customer.resource.unit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Organisation where the customer first insured.",
    )
    address_completeness = fields.Float(
        string="Address Completeness (%)",
        digits=(5, 2),
        compute="_compute_address_completeness",
        store=True,
        readonly=False,
        aggregator="avg",
        help="Share of street, city, state, ZIP and country that are known, unless a "
        "value is given.",
    )
    is_address_given = fields.Boolean(string="Address Completeness Given")
    phone_completeness = fields.Float(
        string="Phone Completeness (%)",
        digits=(5, 2),
        compute="_compute_phone_completeness",
        store=True,
        readonly=False,
        aggregator="avg",
        help="Share of the phone numbers of the company and of its contact person "
        "that are known, unless a value is given.",
    )
    is_phone_given = fields.Boolean(string="Phone Completeness Given")
    is_converted = fields.Boolean(
        string="Converted or Added",
        tracking=True,
        help="The customer has converted the contract or added to it (转保或加保).",
    )
    circulation_before = fields.Integer(
        string="Circulated Before",
        help="How often the customer had been allocated before Odoo counted.",
    )
    circulation_count = fields.Integer(
        string="Circulations",
        readonly=True,
        copy=False,
        help="How often this resource was allocated in Odoo.",
    )

    circulation_total = fields.Integer(
        string="Circulations of the Customer",
        compute="_compute_circulation_total",
        help="Allocations of the customer in Odoo and before: what the importance of "
        "old customers is judged by.",
    )

    # Where it is
    state = fields.Selection(
        STATES, required=True, default="available", readonly=True, tracking=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Holder",
        compute="_compute_user_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who manages the account that it was allocated with.",
    )
    allocated_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Allocated to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Who received it in the latest allocation.",
    )
    allocated_on = fields.Date(readonly=True, copy=False)
    close_reason = fields.Char(readonly=True, copy=False)
    is_source_gone = fields.Boolean(
        readonly=True,
        copy=False,
        help="Closed because its document does not count any more; when that comes "
        "back, it is opened again.",
    )

    # Where it comes from
    source = fields.Selection(SOURCES, required=True, default="manual", readonly=True)
    source_id = fields.Many2one(
        comodel_name="group.customer.resource.source",
        string="Filled by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    res_model = fields.Char(string="Document Model", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", readonly=True, copy=False
    )
    note = fields.Text()

    _name_unique = models.UniqueIndex(
        "(company_id, name)",
        "This company already has a customer resource with this reference. Open that "
        "one to change it, or correct the reference.",
    )
    _document_unique = models.UniqueIndex(
        "(res_model, res_id, source_id) WHERE res_id IS NOT NULL",
        "This document has filled a customer resource already.",
    )
    _amount_check = models.Constraint(
        "CHECK(amount >= 0)", "The amount of a customer resource cannot be negative."
    )
    _completeness_check = models.Constraint(
        "CHECK(address_completeness BETWEEN 0 AND 100 "
        "AND phone_completeness BETWEEN 0 AND 100)",
        "Completeness is a percentage: enter a value from 0 to 100.",
    )
    _circulation_check = models.Constraint(
        "CHECK(circulation_before >= 0)",
        "A customer cannot have been circulated fewer than no times.",
    )
    _open_idx = models.Index(
        "(company_id, kind_id, date) WHERE state IN ('available', 'returned')"
    )
