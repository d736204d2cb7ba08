# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain


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

    # Found by code when a pack is loaded again
    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "Another approval rule has this code: choose another code.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        with self._steps_together() as touched:
            rules = super().create(vals_list)
            touched.update(rules.ids)
        self._forget_in_force()
        return rules

    def write(self, vals):
        with self._steps_together():
            result = super().write(vals)
        self._forget_in_force()
        return result

    def unlink(self):
        self._forget_in_force()
        return super().unlink()

    def copy_data(self, default=None):
        """A copy starts archived: in force it would contradict the original."""
        return [
            {
                **vals,
                "name": self.env._("%(name)s (copy)", name=rule.name),
                "active": False,
            }
            for rule, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # === BUSINESS METHODS === #

    @api.model
    def _find_rule(self, document, approval_type, company, amount, currency, date):
        """Return the rule that holds for a document (sudo), or none.

        :param document: the one record that is to be approved
        :param amount: what the document is about in money; None or False: nothing
        :param currency: of the amount
        :param date: the day of the submission
        :raises UserError: when two rules of the same priority match
        """
        # As the server: whoever submits need not see how everything is decided.
        rules = self.sudo().with_context(active_test=True)
        document = document.sudo().with_company(company)
        best = rules.browse()
        for rule in rules.search(
            self._get_in_force_domain(approval_type, company, date),
            order="sequence, id",
        ):
            if best and rule.sequence > best[0].sequence:
                break
            if rule._is_matching(document, company, amount, currency, date):
                best |= rule
        if len(best) > 1:
            raise UserError(
                self.env._(
                    "“%(document)s” cannot be submitted: the approval rules %(rules)s "
                    "both apply to it and have the same priority %(priority)s. An "
                    "administrator has to give one of them another priority.",
                    document=document.display_name,
                    rules=", ".join(f"“{rule.name}”" for rule in best),
                    priority=best[0].sequence,
                )
            )
        return best

    @api.model
    def _is_in_force(self, approval_type, company, date):
        """Whether any rule of a type is in force for a company on a day.

        Kept in the cache of the registry, so it costs nothing per document.
        """
        return self.sudo()._is_in_force_cached(
            approval_type.id, company.id or False, fields.Date.to_date(date)
        )

    @api.model
    @tools.ormcache("type_id", "company_id", "date")
    def _is_in_force_cached(self, type_id, company_id, date):
        domain = self._get_in_force_domain(
            self.env["group.customer.approval.type"].browse(type_id),
            self.env["res.company"].browse(company_id or ()),
            date,
        )
        rules = self.with_context(active_test=True)
        return bool(rules.search_count(domain, limit=1))

    @api.model
    def _forget_in_force(self):
        self.env.registry.clear_cache()

    @api.model
    def _get_in_force_domain(self, approval_type, company, date):
        """Rules of a type in force for a company on a day."""
        return (
            Domain("type_id", "=", approval_type.id)
            & Domain("type_id.active", "=", True)
            & Domain("company_id", "in", [company.id, False])
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", date))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )

    def _is_matching(self, document, company, amount, currency, date):
        """Whether the rule's range and filter let a document through."""
        self.ensure_one()
        if document._name != self.model:
            return False
        return self._is_in_range(amount, currency, company, date) and bool(
            document.filtered_domain(self._read_domain(self.domain))
        )

    def _is_in_range(self, amount, currency, company, date):
        """Whether an amount lies in the range; no amount lies in none.

        The lower bound belongs to the range, the upper one does not, so that ranges
        can follow one another.
        """
        self.ensure_one()
        if not (self.amount_min or self.amount_max):
            return True
        if amount is None or amount is False:
            return False
        amount = self._convert_amount(amount, currency, company, date)
        compare = self.currency_id.compare_amounts
        return not (
            (self.amount_min and compare(amount, self.amount_min) < 0)
            or (self.amount_max and compare(amount, self.amount_max) >= 0)
        )

    def _convert_amount(self, amount, currency, company, date):
        """Return an amount in the rule's currency, at the rate of a day."""
        self.ensure_one()
        currency = currency or company.currency_id or self.currency_id
        return currency._convert(
            amount, self.currency_id, company or self.env.company, date
        )
