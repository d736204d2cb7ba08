# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext


class GroupCustomerProposal(models.Model):
    """What a proposal has to bring along, and what who decides reads."""

    _inherit = "group.customer.proposal"

    # === WHAT HAS TO BE GIVEN === #

    def _check_approval_submission(self):
        for proposal in self:
            if missing := proposal._get_missing():
                raise UserError(
                    self.env._(
                        "“%(proposal)s” (%(type)s) cannot be submitted yet. Enter "
                        "first: %(missing)s.",
                        proposal=proposal.display_name,
                        type=proposal.type_id.name,
                        missing=", ".join(missing),
                    )
                )
            proposal._check_standard()

    def _get_missing(self):
        """Return the labels of what the kind of proposal asks for and is not given.

        What each code asks for beyond the flags of its type follows from what it is: an
        order review has an order, an indicator a standard.
        """
        self.ensure_one()
        asked = ["responsible_id"]
        if self.requires_profit:
            asked += ["revenue", "cost"]
        if self.requires_benefit:
            asked += ["benefit_evaluation", "resources_checked", "date_from"]
        asked += {
            "order_review": ["sale_order_id"],
            "solution_template": ["description"],
            "resource_gap": ["description", "date_go_live"],
            "service_indicator": ["parameter_id", "proposed_value"],
        }.get(self.type_code, [])
        return [
            self._fields[name]._description_string(self.env)
            for name in asked
            if not self._is_given(name)
        ]

    def _is_given(self, name):
        if name == "description":
            return bool(html2plaintext(self.description or "").strip())
        if name == "benefit_evaluation":
            return bool((self.benefit_evaluation or "").strip())
        return bool(self[name])

    def _check_standard(self):
        """Refuse a service indicator below the standard (AP-18)."""
        self.ensure_one()
        if self.type_code != "service_indicator" or not self.parameter_id:
            return
        standard = self._get_standard()
        parameter = self.parameter_id.sudo()
        if not parameter.value_ids or not parameter.standard_kind:
            raise UserError(
                self.env._(
                    "“%(indicator)s” is no service indicator with a standard yet: an "
                    "administrator enters value and kind of the standard under "
                    "Configuration > Parameters.",
                    indicator=self.parameter_id.display_name,
                )
            )
        if self._is_below(standard):
            raise UserError(
                self.env._(
                    "“%(proposal)s” proposes %(proposed)g for “%(indicator)s”, which "
                    "is worse than the standard of %(standard)g: local rules may be "
                    "stricter than the standard, never laxer.",
                    proposal=self.display_name,
                    proposed=self.proposed_value,
                    indicator=self.parameter_id.display_name,
                    standard=standard,
                )
            )

    # === APPROVAL === #

    def _get_approval_amount(self):
        self.ensure_one()
        amount = self.revenue or self.subsidy or self.cost
        if self.sale_order_id:
            return self.sale_order_id.amount_total, self.sale_order_id.currency_id
        return (amount, self.currency_id) if amount else (None, self.currency_id)

    def _get_approval_summary(self):
        self.ensure_one()
        summary = [(self.env._("Kind"), self.type_id.name)]
        summary += super()._get_approval_summary()
        names = ["name", "responsible_id", "sale_order_id"]
        if self.requires_profit:
            names += ["revenue", "cost", "profit", "margin"]
        if self.requires_benefit:
            names += ["benefit_evaluation", "discount", "subsidy"]
        if self.type_code == "service_indicator":
            names += ["parameter_id", "standard_value", "proposed_value"]
        names += ["date_from", "date_to", "date_go_live"]
        for name in names:
            if text := self._get_summary_text(name):
                summary.append((self._fields[name]._description_string(self.env), text))
        if text := html2plaintext(self.description or "").strip():
            summary.append((self._fields["description"].string, text))
        return summary

    def _get_summary_text(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "many2one":
            return value.display_name
        if field.type == "monetary":
            given = value or name in ("cost", "profit")
            return self.currency_id.format(value) if given else ""
        if field.type == "float":
            given = value or name in ("margin", "standard_value")
            return f"{value:.4f}".rstrip("0").rstrip(".") if given else ""
        if field.type == "date":
            lang = self.env["res.lang"]._get_data(code=self.env.user.lang or "en_US")
            return value.strftime(lang.date_format or "%Y-%m-%d") if value else ""
        return value or ""

    def _get_approval_digest(self):
        digest = super()._get_approval_digest()
        if self.sale_order_id and self.type_code == "order_review":
            return f"{digest}-{self.sale_order_id._get_review_digest()}"
        return digest

    def _get_approval_changeable(self):
        """The department that is asked decides on the day of going live (AP-15)."""
        self.ensure_one()
        if self.type_code != "resource_gap":
            return super()._get_approval_changeable()
        return [
            {
                "key": "date_go_live",
                "label": self._fields["date_go_live"]._description_string(self.env),
                "value": fields.Date.to_string(self.date_go_live),
                "kind": "date",
            }
        ]

    def _apply_approval_changes(self, changes):
        self.ensure_one()
        changeable = {item["key"]: item for item in self._get_approval_changeable()}
        if set(changes) - set(changeable):
            return super()._apply_approval_changes(changes)
        texts = [
            f"{changeable[key]['label']}: {changeable[key]['value'] or '–'} → {value}"
            for key, value in changes.items()
        ]
        self.write(changes)
        return "\n".join(texts)

    def _on_approval_executed(self, request):
        result = super()._on_approval_executed(request)
        # The standard may have been raised since the submission.
        self._check_standard()
        self._write_server({"standard_agreed": self._get_standard()})
        return result
