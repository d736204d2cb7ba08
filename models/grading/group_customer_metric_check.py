# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

NUMBER_TYPES = ("integer", "float", "monetary", "boolean")
DATE_TYPES = ("date", "datetime")


class GroupCustomerMetric(models.Model):
    """What keeps a metric from being measured."""

    _inherit = "group.customer.metric"

    problems = fields.Text(
        compute="_compute_problems",
        help="What is still missing before the metric can be measured.",
    )

    @api.depends(
        "measure",
        "product_category_id",
        "partner_domain",
        "model_id",
        "partner_field_id",
        "value_field_id",
        "date_field_id",
        "record_domain",
        "aggregation",
    )
    def _compute_problems(self):
        for metric in self:
            metric.problems = "\n".join(metric._find_problems())

    def _find_problems(self):
        """Return what keeps the metrics from being measured, each with its mend.

        Modules may have been uninstalled since a metric was defined.

        :rtype: list(str)
        """
        problems = []
        for metric in self:
            problems += metric._find_refusals() or metric._find_missing()
        return problems

    def _find_missing(self):
        """Return what a metric does not say yet."""
        self.ensure_one()
        name = self.display_name
        if self.measure in ("category_revenue", "category_count"):
            if not self.product_category_id:
                return [
                    self.env._(
                        "The metric “%(metric)s” counts the products of a category: "
                        "choose the product category.",
                        metric=name,
                    )
                ]
        elif self.measure == "domain" and not self.partner_domain:
            return [
                self.env._(
                    "The metric “%(metric)s” asks whether customers match a filter: "
                    "choose the filter.",
                    metric=name,
                )
            ]
        elif self.measure == "field":
            return self._find_number_missing(self._get_number_options())
        return []

    def _find_number_missing(self, options):
        """Return what is still to be said about a stored number.

        :param dict options: as of :meth:`_get_number_options`
        """
        name = self.display_name or "?"
        if not options["model"]:
            return [
                self.env._(
                    "The metric “%(metric)s” names no model: choose the records that "
                    "hold the number, or archive the metric if the module that brought "
                    "them was uninstalled.",
                    metric=name,
                )
            ]
        if not options["value_field"] and options["aggregation"] != "count":
            return [
                self.env._(
                    "The metric “%(metric)s” names no number: choose the field that "
                    "holds it, or archive the metric if the module that brought it was "
                    "uninstalled.",
                    metric=name,
                )
            ]
        if not options["partner_field"] and options["model"] != "res.partner":
            return [
                self.env._(
                    "The metric “%(metric)s” does not say whose number it is: choose "
                    "the field that names the customer.",
                    metric=name,
                )
            ]
        return []

    def _find_refusals(self):
        """Return why what a metric says cannot be measured."""
        self.ensure_one()
        if self.measure == "field":
            return self._find_number_refusals(self._get_number_options())
        if self.measure == "domain":
            return self._find_filter_refusals("res.partner", self.partner_domain)
        return []

    def _find_filter_refusals(self, model, domain):
        try:
            self._read_filter(model, domain)
        except ValidationError as error:
            return [str(error)]
        return []

    def _find_number_refusals(self, options):
        """Return why the numbers that ``options`` name cannot be measured.

        :param dict options: as of :meth:`_get_number_options`
        """
        if not options["model"]:
            return []
        Model = self.env.get(options["model"])
        if Model is None:
            reasons = [
                self.env._(
                    "“%(model)s” is not installed (any more)", model=options["model"]
                )
            ]
        else:
            reasons = [reason] if (reason := self._refuse_model(Model)) else []
        if not reasons:
            for name, types in (
                ("partner_field", ("many2one",)),
                ("value_field", NUMBER_TYPES),
                ("date_field", DATE_TYPES),
            ):
                if options[name] and (
                    reason := self._refuse_field(Model, options[name], types)
                ):
                    reasons.append(reason)
            if (
                options["aggregation"] == "last"
                and options["model"] == "res.partner"
                and not options["partner_field"]
            ):
                reasons.append(
                    self.env._("a contact has one value, so none is the latest")
                )
        problems = [
            self.env._(
                "The metric “%(metric)s” cannot be measured: %(reason)s. Choose "
                "another model or field, or archive the metric.",
                metric=self.display_name or "?",
                reason=reason,
            )
            for reason in reasons
        ]
        if not problems and options["record_domain"]:
            problems = self._find_filter_refusals(
                options["model"], options["record_domain"]
            )
        return problems

    def _refuse_model(self, Model):
        label = f"{Model._description} ({Model._name})"
        if Model._abstract:
            return self.env._("“%(model)s” has no records", model=label)
        if Model._transient:
            return self.env._(
                "the records of “%(model)s” are of a wizard and soon deleted",
                model=label,
            )
        if not Model._auto or Model._table_query is not None:
            return self.env._(
                "“%(model)s” is a report computed from other records", model=label
            )
        return None

    def _refuse_field(self, Model, name, types):
        field = Model._fields.get(name)
        if field is None:
            return self.env._(
                "“%(model)s” has no field “%(field)s” (any more)",
                model=Model._description,
                field=name,
            )
        label = f"{field._description_string(self.env)} ({name})"
        if field.company_dependent:
            return self.env._(
                "“%(field)s” has another value in every company", field=label
            )
        if not field.store or not field.column_type:
            return self.env._(
                "“%(field)s” is worked out each time and not stored", field=label
            )
        if field.type not in types:
            return {
                NUMBER_TYPES: self.env._("“%(field)s” holds no number", field=label),
                DATE_TYPES: self.env._("“%(field)s” holds no date", field=label),
            }.get(types, self.env._("“%(field)s” names no customer", field=label))
        if field.type == "many2one" and field.comodel_name != "res.partner":
            return self.env._("“%(field)s” names no customer", field=label)
        return None
