# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GroupCustomerTransaction(models.Model):
    """A sale, refund or payment from before Odoo, so that grades work from day one.

    The books win: a row whose reference names a posted invoice, payment or order of
    the same customer in the same company is kept but not counted.
    """

    _name = "group.customer.transaction"
    _description = "Customer History before Odoo"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "date desc, id desc"
    _rec_name = "reference"
    _check_company_auto = True
    # They follow from the other values.
    _server_fields = frozenset(
        {"amount_company", "commercial_partner_id", "margin_company"}
    )

    reference = fields.Char(
        required=True,
        help="Number of the document in the former system. With company, kind and "
        "customer it is the key: a second row with the same key is not taken.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        string="Commercial Entity",
        related="partner_id.commercial_partner_id",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date = fields.Date(required=True, index=True)
    kind = fields.Selection(
        [("sale", "Sale"), ("refund", "Refund"), ("payment", "Payment")],
        required=True,
        default="sale",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount = fields.Monetary(
        required=True,
        aggregator=None,
        help="Without taxes for a sale or a refund, as received for a payment; always "
        "positive, for the kind tells the direction.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount_company = fields.Monetary(
        string="Amount in Company Currency",
        compute="_compute_amount_company",
        store=True,
        currency_field="company_currency_id",
        help="The amount at the company's rate on the date of the transaction.",
    )
    is_margin_known = fields.Boolean(
        string="Margin Known",
        help="Not ticked, the margin is unknown, which grading tells apart from zero.",
    )
    margin = fields.Monetary(aggregator=None)
    margin_company = fields.Monetary(
        string="Margin in Company Currency",
        compute="_compute_amount_company",
        store=True,
        currency_field="company_currency_id",
    )
    date_due = fields.Date(string="Due Date")
    collected_on = fields.Date(
        help="Day on which a sale was paid in full. With the due date it tells "
        "whether the customer pays in time.",
    )
    product_category_id = fields.Many2one(
        "product.category",
        index="btree_not_null",
        ondelete="restrict",
        help="What was bought; empty: the transaction counts for no category.",
    )
    note = fields.Text()

    _key_unique = models.UniqueIndex(
        "(company_id, commercial_partner_id, kind, reference)",
        "This customer already has a transaction of this kind with this reference in "
        "this company. Open that one to change it, or correct the reference.",
    )
    _amount_check = models.Constraint(
        "CHECK(amount > 0)",
        "The amount of a transaction must be above zero: record money that goes back "
        "as a refund.",
    )

    @api.depends("amount", "margin", "currency_id", "company_id", "date")
    def _compute_amount_company(self):
        for transaction in self:
            company = transaction.company_id
            currency = transaction.currency_id
            date = transaction.date or fields.Date.context_today(transaction)
            for amount, target in (
                ("amount", "amount_company"),
                ("margin", "margin_company"),
            ):
                transaction[target] = currency._convert(
                    transaction[amount], company.currency_id, company, date
                )

    @api.depends("kind", "reference", "partner_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for transaction in self:
            transaction.display_name = (
                f"{kinds.get(transaction.kind, '')} {transaction.reference or ''} "
                f"({transaction.partner_id.display_name or ''})"
            ).strip()

    @api.constrains("date", "collected_on")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for transaction in self:
            if transaction.date > today:
                raise ValidationError(
                    self.env._(
                        "%(transaction)s is dated %(date)s, which is still to come: "
                        "history ends today. Correct the date.",
                        transaction=transaction.display_name,
                        date=transaction.date,
                    )
                )
            if transaction.collected_on and transaction.collected_on > today:
                raise ValidationError(
                    self.env._(
                        "%(transaction)s was collected on %(date)s, which is still to "
                        "come. Leave the field empty until the money is there.",
                        transaction=transaction.display_name,
                        date=transaction.collected_on,
                    )
                )

    @api.constrains("currency_id")
    def _check_currency(self):
        for transaction in self:
            if not transaction.currency_id.active:
                raise ValidationError(
                    self.env._(
                        "%(transaction)s is in %(currency)s, which is not active. "
                        "Activate the currency under Accounting or use another one.",
                        transaction=transaction.display_name,
                        currency=transaction.currency_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._set_margin_known(vals)
        transactions = super().create(vals_list)
        transactions._mark_group_figures_dirty()
        return transactions

    def write(self, vals):
        vals = dict(vals)
        self._check_server_fields(vals)
        self._set_margin_known(vals)
        self._mark_group_figures_dirty()
        result = super().write(vals)
        if {"partner_id", "company_id"}.intersection(vals):
            # Odoo's rules look at the row before the change only
            self.check_access("write")
            self._mark_group_figures_dirty()
        return result

    def unlink(self):
        self._mark_group_figures_dirty()
        return super().unlink()

    def _mark_group_figures_dirty(self):
        self.env["group.customer.snapshot"]._mark_dirty_pairs(
            [(record.partner_id.id, record.company_id.id) for record in self]
        )

    @api.model
    def _set_margin_known(self, vals):
        """A margin that is given is known, be it zero; an empty cell gives none."""
        margin = vals.get("margin")
        if margin is not None and margin is not False:
            vals.setdefault("is_margin_known", True)
