# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from .group_customer_metric import EVENT_MEASURES, INPUT_MEASURES


class GroupCustomerGradeInput(models.Model):
    """What people know about a customer: a dated, signed judgement or document."""

    _name = "group.customer.grade.input"
    _description = "Group Customer Grade Input"
    _order = "date desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    metric_id = fields.Many2one(
        comodel_name="group.customer.metric",
        required=True,
        ondelete="restrict",
        index=True,
        domain=[("measure", "in", INPUT_MEASURES)],
    )
    unit = fields.Selection(related="metric_id.unit")
    company_id = fields.Many2one(
        comodel_name="res.company",
        default=lambda self: self.env.company,
        help="Empty: the input counts for every company.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    valid_until = fields.Date(help="Empty: until a later input replaces it.")
    option_id = fields.Many2one(
        comodel_name="group.customer.metric.option",
        string="Answer",
        ondelete="restrict",
        domain="[('metric_id', '=', metric_id)]",
    )
    has_options = fields.Boolean(compute="_compute_has_options")
    value = fields.Float(
        digits=(16, 4),
        aggregator="avg",
        compute="_compute_value",
        store=True,
        readonly=False,
        precompute=True,
    )
    document = fields.Binary(string="Supporting Document", attachment=True)
    document_name = fields.Char()
    note = fields.Text()
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered By",
        ondelete="restrict",
        default=lambda self: self.env.user,
        readonly=True,
    )

    _validity_ordered = models.Constraint(
        "CHECK(valid_until IS NULL OR valid_until >= date)",
        "An input cannot end before its date: change one of the two dates.",
    )
    _latest_idx = models.Index("(metric_id, partner_id, date)")

    # === COMPUTE METHODS === #

    @api.depends("metric_id")
    def _compute_has_options(self):
        for grade_input in self:
            grade_input.has_options = bool(grade_input.metric_id.option_ids)

    # Not on the option's own value: changing it later must not rewrite history.
    @api.depends("option_id")
    def _compute_value(self):
        for grade_input in self:
            if grade_input.option_id:
                grade_input.value = grade_input.option_id.value

    @api.depends("metric_id", "option_id", "date")
    def _compute_display_name(self):
        for grade_input in self:
            answer = grade_input.option_id.name or f"{grade_input.value:g}"
            grade_input.display_name = f"{grade_input.metric_id.name}: {answer}"

    # === CONSTRAINT METHODS === #

    @api.constrains("metric_id", "option_id", "value")
    def _check_value(self):
        for grade_input in self:
            metric, option = grade_input.metric_id, grade_input.option_id
            names = {
                "metric": metric.display_name,
                "partner": grade_input.partner_id.display_name,
            }
            if metric.measure not in INPUT_MEASURES:
                raise ValidationError(
                    self.env._(
                        "“%(metric)s” of %(partner)s is computed from the books: "
                        "choose a metric that is entered.",
                        **names,
                    )
                )
            if metric.measure in EVENT_MEASURES and grade_input.value < 0:
                raise ValidationError(
                    self.env._(
                        "“%(metric)s” of %(partner)s cannot be less than zero: enter "
                        "how many there were.",
                        **names,
                    )
                )
            if metric.option_ids and not option:
                raise ValidationError(
                    self.env._(
                        "The input “%(metric)s” of %(partner)s has no value: choose "
                        "one of the answers %(options)s.",
                        options=", ".join(
                            f"“{name}”" for name in metric.option_ids.mapped("name")
                        ),
                        **names,
                    )
                )
            if option and option.metric_id != metric:
                raise ValidationError(
                    self.env._(
                        "“%(option)s” is no answer to “%(metric)s” of %(partner)s: "
                        "choose one of its own.",
                        option=option.name,
                        **names,
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for grade_input in self:
            if grade_input.date > today:
                raise ValidationError(
                    self.env._(
                        "The input “%(metric)s” of %(partner)s is dated %(date)s, in "
                        "the future: enter the day on which it was known.",
                        metric=grade_input.metric_id.display_name,
                        partner=grade_input.partner_id.display_name,
                        date=format_date(self.env, grade_input.date),
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # 0 is a value, nothing is not.
            has_value = vals.get("value") is not None and vals["value"] is not False
            if not has_value and not vals.get("option_id"):
                metric = self.env["group.customer.metric"].browse(vals.get("metric_id"))
                partner = self.env["res.partner"].browse(vals.get("partner_id"))
                raise UserError(
                    self.env._(
                        "The input “%(metric)s” of %(partner)s has no value: enter a "
                        "number or choose an answer.",
                        metric=metric.display_name or "?",
                        partner=partner.display_name or "?",
                    )
                )
            if vals.get("option_id"):
                vals.pop("value", None)
            vals["user_id"] = self.env.uid
        return super().create(vals_list)

    def write(self, vals):
        # Whoever changes a judgement signs it.
        vals = dict(vals, user_id=self.env.uid)
        if vals.get("option_id"):
            vals.pop("value", None)
        res = super().write(vals)
        if {"partner_id", "company_id"} & set(vals):
            # Odoo's rules look at the customer before the change only.
            self.check_access("write")
        return res
