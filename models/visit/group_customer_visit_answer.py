# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .group_customer_visit_template import ANSWER_TYPES, LINE_TYPES

RATINGS = ("1", "2", "3", "4", "5")


class GroupCustomerVisitAnswer(models.Model):
    """One point of a report with its answer.

    What was asked is a copy of the template's line, so that a report reads the same
    for ever. The answer is kept as text; :attr:`number` is what it is worth where
    numbers are compared.
    """

    _name = "group.customer.visit.answer"
    _description = "Answer of a Visit Report"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "visit_id, sequence, id"
    _server_fields = frozenset(
        {
            "answer_type",
            "choices",
            "company_id",
            "hint",
            "is_required",
            "line_id",
            "line_type",
            "name",
            "number",
            "sequence",
            "visit_id",
        }
    )

    visit_id = fields.Many2one(
        comodel_name="group.customer.visit",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, index=True, precompute=True
    )
    line_id = fields.Many2one(
        comodel_name="group.customer.visit.template.line",
        string="Point of the Template",
        ondelete="set null",
        index="btree_not_null",
    )
    sequence = fields.Integer(default=10)
    line_type = fields.Selection(
        selection=LINE_TYPES,
        string="Type",
        required=True,
        default="question",
    )
    name = fields.Char(string="Point", required=True)
    hint = fields.Char()
    answer_type = fields.Selection(
        ANSWER_TYPES, string="Answer As", required=True, default="text"
    )
    choices = fields.Text()
    is_required = fields.Boolean(string="Must Be Answered")
    value = fields.Text(
        string="Answer",
        help="Text or number as it is, “yes” or “no”, one of the choices, or 1 to 5.",
    )
    number = fields.Float(
        string="Answer as Number",
        compute="_compute_number",
        store=True,
        aggregator="avg",
        help="Number or rating; yes is 1, no is 0.",
    )

    # === COMPUTE METHODS === #

    @api.depends("value", "answer_type")
    def _compute_number(self):
        for answer in self:
            value = (answer.value or "").strip()
            if answer.answer_type == "yes_no":
                answer.number = float(value == "yes")
            elif answer.answer_type in ("number", "rating"):
                answer.number = self._parse_number(value) or 0
            else:
                answer.number = 0

    # === CONSTRAINT METHODS === #

    @api.constrains("value", "answer_type", "choices")
    def _check_value(self):
        for answer in self:
            if answer._is_answered() and not answer._is_valid():
                raise ValidationError(
                    self.env._(
                        "“%(point)s”: “%(value)s” is no answer. Expected: "
                        "%(expected)s.",
                        point=answer.name,
                        value=answer.value,
                        expected=answer._get_expected(),
                    )
                )

    # === CRUD METHODS === #

    def write(self, vals):
        self.visit_id._check_report_open()
        result = super().write(vals)
        self.visit_id._begin_reports()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        self.visit_id._check_report_open()

    # === BUSINESS METHODS === #

    def _is_answered(self):
        self.ensure_one()
        return bool((self.value or "").strip())

    def _is_valid(self):
        self.ensure_one()
        value = self.value.strip()
        if self.answer_type == "number":
            return self._parse_number(value) is not None
        if self.answer_type == "yes_no":
            return value in ("yes", "no")
        if self.answer_type == "choice":
            return value in self._get_choices()
        if self.answer_type == "rating":
            return value in RATINGS
        return True

    def _get_choices(self):
        self.ensure_one()
        choices = (text.strip() for text in (self.choices or "").split("\n"))
        return [choice for choice in choices if choice]

    def _get_expected(self):
        """What a valid answer looks like, for an error."""
        self.ensure_one()
        if self.answer_type == "number":
            return self.env._("a number")
        if self.answer_type == "yes_no":
            return self.env._("“yes” or “no”")
        if self.answer_type == "rating":
            return self.env._("a whole number from 1 to 5")
        return ", ".join(self._get_choices())

    def _get_text(self):
        """Return the answer as people read it."""
        self.ensure_one()
        value = (self.value or "").strip()
        if not value:
            return ""
        if self.answer_type == "yes_no":
            return self.env._("Yes") if value == "yes" else self.env._("No")
        if self.answer_type == "rating":
            return f"{value}/{len(RATINGS)}"
        return value

    @api.model
    def _parse_number(self, text):
        try:
            return float(text.replace(",", ""))
        except ValueError:
            return None
