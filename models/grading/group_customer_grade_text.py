# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import format_date, formatLang

from ...tools.bands import exact


class GroupCustomerGradeText(models.AbstractModel):
    """Says in the reader's language what a filed definition of a scheme says.

    For records that show one; values in it are plain data, names in all languages.
    """

    _name = "group.customer.grade.text"
    _description = "Group Customer Grade Text"

    def _get_text_currency(self):
        """The currency of amounts in the definition."""
        return self.env.company.currency_id

    def _pick_lang(self, names):
        names = names or {}
        lang = self.env.lang or "en_US"
        return names.get(lang) or names.get("en_US") or next(iter(names.values()), "")

    def _join(self, texts):
        return self.env._(", ").join(texts)

    # === VALUES === #

    def _format_number(self, value):
        digits = 0 if exact(value) == exact(value).to_integral_value() else 2
        return formatLang(self.env, value, digits=digits)

    def _format_optional(self, value):
        return "" if value is None else self._format_number(value)

    def _format_factor(self, value):
        """A coefficient with as many decimals as it has, at most four."""
        text = f"{exact(value).normalize():f}"
        return formatLang(self.env, value, digits=len(text.partition(".")[2]))

    def _format_value(self, value, unit):
        if value is None:
            return "–"
        if unit == "currency":
            return formatLang(self.env, value, currency_obj=self._get_text_currency())
        number = self._format_number(value)
        if unit == "days":
            return self.env._("%(number)s days", number=number)
        if unit == "years":
            return self.env._("%(number)s years", number=number)
        if unit == "percent":
            return self.env._("%(number)s %%", number=number)
        return number

    def _format_day(self, value):
        return format_date(self.env, value)

    # === CRITERIA === #

    def _get_judged_unit(self, criterion):
        """The unit of what a criterion judges."""
        return {"position": "percent", "quantile": "score"}.get(
            criterion["basis"], criterion["unit"]
        )

    def _format_band(self, band, unit):
        low, high = band["from"], band["to"]
        label = self._pick_lang(band["name"])
        if low is None and high is None:
            text = self.env._("any")
        elif low is None:
            text = self.env._("below %(high)s", high=self._format_value(high, unit))
        elif high is None:
            text = self.env._("from %(low)s", low=self._format_value(low, unit))
        else:
            text = self.env._(
                "from %(low)s to below %(high)s",
                low=self._format_value(low, unit),
                high=self._format_value(high, unit),
            )
        return f"{label} ({text})" if label else text

    def _format_condition(self, criterion, unit):
        symbols = self._get_labels("group.customer.grade.criterion", "operator")
        threshold = self._format_value(criterion["threshold"], unit)
        return f"{symbols[criterion['operator']]} {threshold}"

    def _format_scores(self, segment):
        low, high = segment["from"], segment["to"]
        return str(low) if low == high else f"{low}–{high}"

    def _get_labels(self, model, field):
        """Return value → label of a selection field."""
        field = self.env[model]._fields[field]
        return dict(field._description_selection(self.env))
