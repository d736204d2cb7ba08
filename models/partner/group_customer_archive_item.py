# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class GroupCustomerArchiveItem(models.Model):
    """Something a complete customer archive holds (MD-13, MD-14, MD-15): a field of
    the customer that is filled, or a condition that the customer meets."""

    _name = "group.customer.archive.item"
    _description = "Customer Archive Item"
    _order = "section, sequence, id"

    name = fields.Char(required=True, translate=True)
    section = fields.Selection(
        selection=[
            ("basic", "Basic Information"),
            ("needs", "Needs and Preferences"),
            ("cooperation", "Cooperation"),
        ],
        required=True,
        default="basic",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        ondelete="cascade",
        domain="[('model', '=', 'res.partner'), ('ttype', '!=', 'boolean')]",
        help="The item is complete when this field of the customer is filled.",
    )
    domain = fields.Char(
        string="Condition",
        help="Instead of a field: the item is complete when the customer meets this "
        "condition, for example a contact with a certain role.",
    )
    weight = fields.Integer(
        default=1,
        required=True,
        aggregator="sum",
        help="Share of the item in the completeness, against the sum of all weights.",
    )

    _weight_check = models.Constraint(
        "CHECK(weight > 0)",
        "The weight of an archive item must be above zero: archive the item instead.",
    )

    # The name is always given: a new item without either is checked too.
    @api.constrains("name", "field_id", "domain")
    def _check_field_or_domain(self):
        for item in self:
            if bool(item.field_id) == bool(item.domain):
                raise ValidationError(
                    self.env._(
                        "The archive item %(name)s needs either a field or a "
                        "condition. Fill exactly one of the two.",
                        name=item.display_name,
                    )
                )
            if not item.domain:
                continue
            try:
                self.env["res.partner"].search(item._get_domain(), limit=1)
            except (ValueError, SyntaxError, KeyError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The condition of the archive item %(name)s cannot be used "
                        "(%(error)s). Build it anew with the condition editor.",
                        name=item.display_name,
                        error=error,
                    )
                ) from error

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        self._apply_to_customers()
        return items

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys() <= {"name", "section", "sequence"}:
            self._apply_to_customers()
        return result

    def unlink(self):
        result = super().unlink()
        self._apply_to_customers()
        return result

    @api.model
    def _apply_to_customers(self):
        """Rate every archive anew after a change of the items."""
        self.env.registry.clear_cache()
        self.env["res.partner"]._rate_changed_archives()

    @api.model
    def _is_common_sql(self, alias):
        """Hook: the condition for an active item to count for every customer."""
        return SQL("%s", SQL.identifier(alias, "active"))

    @api.model
    def _special_sql(self, partner_ids=None):
        """Hook: a query of ``partner_id`` and ``item_id``, what counts for some
        customers only; None when nothing does.

        :param partner_ids: only these customers; all by default
        """
        return None

    @api.model
    @tools.ormcache()
    def _get_field_names(self):
        """Return the names of the partner fields whose change concerns an item: the
        fields themselves, and the first part of each condition."""
        items = self.sudo().search(Domain("active", "=", True))
        names = set(items.field_id.mapped("name"))
        for item in items:
            names.update(
                condition.field_expr.split(".")[0]
                for condition in item._get_domain().iter_conditions()
            )
        return frozenset(names)

    def _get_domain(self):
        """Return the condition of this item as a Domain, TRUE without one."""
        self.ensure_one()
        return Domain(literal_eval(self.domain)) if self.domain else Domain.TRUE

    def _filter_complete(self, partners):
        """Return those of these partners for which this item is complete."""
        self.ensure_one()
        if self.domain:
            return partners.filtered_domain(self._get_domain())
        return partners.filtered(self.field_id.name)
