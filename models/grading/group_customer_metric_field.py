# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

# What decides which values a metric reads: whoever writes one answers for it.
READING_FIELDS = {
    "measure",
    "model_id",
    "partner_field_id",
    "value_field_id",
    "date_field_id",
    "record_domain",
    "partner_domain",
}


class GroupCustomerMetric(models.Model):
    """Metrics over any stored number, and over any filter of customers.

    Identifiers come from the registry alone. Who defines such a metric must be
    allowed to read the model and the fields, for a run reads them with all rights
    and shows the values to those who may read the grades.
    """

    _inherit = "group.customer.metric"

    # Stored number
    model_id = fields.Many2one(
        comodel_name="ir.model",
        ondelete="set null",
        domain="[('abstract', '=', False), ('transient', '=', False)]",
        help="The records that hold the number.",
    )
    model = fields.Char(
        string="Model Name", related="model_id.model", export_string_translation=False
    )
    partner_field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        string="Customer Field",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('ttype', '=', 'many2one'), "
        "('relation', '=', 'res.partner'), ('store', '=', True)]",
        help="The field that names the customer of a record; what is recorded on a "
        "contact counts for its company. Empty for a number of the contact itself.",
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
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('store', '=', True), "
        "('ttype', 'in', ('date', 'datetime'))]",
        help="The date that decides whether a record lies in the window of the "
        "criterion; without it every record counts, as it is today.",
    )
    record_domain = fields.Char(
        string="Record Filter",
        help="The records that count, such as confirmed ones only; empty: all that "
        "are not archived.",
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

    # === CONSTRAINT METHODS === #

    @api.constrains(
        "measure",
        "model_id",
        "partner_field_id",
        "value_field_id",
        "date_field_id",
        "record_domain",
        "aggregation",
        "partner_domain",
    )
    def _check_reading(self):
        """Refuse what cannot be measured; what is still missing may wait."""
        for metric in self:
            for problem in metric._find_refusals():
                raise ValidationError(problem)

    # === ONCHANGE METHODS === #

    @api.onchange("model_id")
    def _onchange_model_id(self):
        """Fields and filter of the former model mean nothing in another one."""
        if self.model_id != self._origin.model_id:
            self.partner_field_id = self.value_field_id = self.date_field_id = False
            self.record_domain = False

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        metrics = super().create(vals_list)
        metrics._check_author_rights()
        return metrics

    def write(self, vals):
        res = super().write(vals)
        if READING_FIELDS & set(vals):
            self._check_author_rights()
        return res

    # === BUSINESS METHODS === #

    def _check_author_rights(self):
        """Refuse metrics over what their author, or who uses them, may not read.

        :raises AccessError: naming the metric, the model or field, and the mend
        """
        for metric in self:
            if metric.measure == "field":
                metric._check_number_rights()
            elif metric.measure == "domain" and metric.partner_domain:
                metric._check_filter_rights("res.partner", metric.partner_domain)

    def _check_number_rights(self):
        options = self._get_number_options()
        Model = self.env.get(options["model"])
        if Model is None:
            return
        names = {"metric": self.display_name, "model": Model._description}
        if not Model.has_access("read"):
            raise AccessError(
                self.env._(
                    "The metric “%(metric)s” reads %(model)s (%(technical)s), which "
                    "you may not read: choose another model, or ask somebody who may "
                    "to define and use the metric.",
                    technical=Model._name,
                    **names,
                )
            )
        for name in ("partner_field", "value_field", "date_field"):
            field = Model._fields.get(options[name])
            if field and not Model._has_field_access(field, "read"):
                raise AccessError(
                    self.env._(
                        "The metric “%(metric)s” reads the field “%(field)s” of "
                        "%(model)s, which you may not read: choose another field, or "
                        "ask somebody who may to define and use the metric.",
                        field=field._description_string(self.env),
                        **names,
                    )
                )
        if self.record_domain:
            self._check_filter_rights(Model._name, self.record_domain)

    def _check_filter_rights(self, model, domain):
        try:
            self.env[model]._search(self._read_filter(model, domain))
        except AccessError as error:
            raise AccessError(
                self.env._(
                    "The filter of the metric “%(metric)s” reads what you may not: "
                    "%(error)s\nChoose another filter, or ask somebody who may read it "
                    "to define and use the metric.",
                    metric=self.display_name,
                    error=error,
                )
            ) from error

    def _read_filter(self, model, domain):
        """Return a written filter as a domain.

        :raises ValidationError: when it cannot be read
        """
        try:
            domain = Domain(literal_eval(domain or "[]"))
            # Building the query also finds fields that cannot be searched; sudo: who
            # may write the filter is checked when it is written.
            self.env[model].sudo()._search(domain)
        except (ValueError, SyntaxError, TypeError, KeyError) as error:
            raise ValidationError(
                self.env._(
                    "The filter %(filter)s of the metric “%(metric)s” cannot be read: "
                    "%(error)s. Choose the filter again.",
                    metric=self.display_name,
                    filter=domain,
                    error=error,
                )
            ) from error
        return domain

    def _get_number_options(self):
        """Return by technical names what a metric over a stored number reads."""
        self.ensure_one()
        # sudo: the names of models and fields are no secret, but Odoo keeps their
        # records from most users.
        metric = self.sudo()
        return {
            "model": metric.model_id.model or "",
            "partner_field": metric.partner_field_id.name or "",
            "value_field": metric.value_field_id.name or "",
            "date_field": metric.date_field_id.name or "",
            "record_domain": metric.record_domain or "",
            "aggregation": metric.aggregation or "sum",
        }
