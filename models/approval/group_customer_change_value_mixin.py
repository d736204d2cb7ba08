# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import float_compare, format_date
from odoo.tools.misc import formatLang

# Types of fields whose value a change request can carry, and where it is entered
INPUT_BY_TYPE = {
    "float": "new_number",
    "monetary": "new_number",
    "integer": "new_number",
    "char": "new_text",
    "text": "new_text",
    "date": "new_date",
    "boolean": "new_boolean",
    "many2one": "new_record_id",
    "selection": "new_selection_id",
}
NUMBER_TYPES = ("float", "monetary", "integer")
# Decimal places to which two numbers are compared
NUMBER_DIGITS = 4


class GroupCustomerChangeValueMixin(models.AbstractModel):
    """One field of a customer and the value that is asked for.

    Values are kept as JSON ``{"value": …}``: a number, a text, a truth value, an ISO
    date, the key of a selection or the id of a record; false where it is empty. The
    wrapping tells an empty value from one that was not taken.
    """

    _name = "group.customer.change.value.mixin"
    _description = "Value of a Change"

    guarded_id = fields.Many2one(
        comodel_name="group.customer.guarded.field",
        string="Field to Change",
        compute="_compute_guarded_id",
        inverse="_inverse_guarded_id",
        help="What changes, one of the guarded fields of this kind of change.",
    )
    field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        ondelete="cascade",
        domain=[("model", "=", "res.partner")],
    )
    field_name = fields.Char(
        related="field_id.name", string="Technical Name", store=True
    )
    field_label = fields.Char(compute="_compute_field_label")
    ttype = fields.Selection(related="field_id.ttype", string="Type of Field")
    relation = fields.Char(related="field_id.relation", store=True)
    new_number = fields.Float(digits=(16, 4), aggregator=None)
    new_text = fields.Char()
    new_date = fields.Date()
    new_boolean = fields.Boolean(string="New Yes or No")
    new_record_id = fields.Many2oneReference(
        string="New Choice", model_field="relation"
    )
    new_selection_id = fields.Many2one(
        comodel_name="ir.model.fields.selection",
        string="New Option",
        domain="[('field_id', '=', field_id)]",
        ondelete="cascade",
    )
    from_text = fields.Char(string="Old Value", compute="_compute_texts")
    to_text = fields.Char(string="New Value", compute="_compute_texts")

    # === COMPUTE METHODS === #

    @api.depends("field_id")
    def _compute_guarded_id(self):
        guards = self.env["group.customer.guarded.field"].search(
            Domain("field_id", "in", self.sudo().field_id.ids)
        )
        by_field = {guard.sudo().field_id: guard for guard in guards}
        for change in self:
            change.guarded_id = by_field.get(change.sudo().field_id)

    def _inverse_guarded_id(self):
        for change in self:
            # sudo: users need not read what fields there are
            change.field_id = change.guarded_id.sudo().field_id.id

    @api.onchange("guarded_id")
    def _onchange_guarded_id(self):
        """Begin with what the customer has; nothing entered for another field stays."""
        self._inverse_guarded_id()
        self.new_number = 0
        self.new_text = self.new_date = self.new_selection_id = False
        self.new_boolean = self.new_record_id = False
        field = self._get_partner_field()
        value = self._get_value_from()
        if value and field.type in INPUT_BY_TYPE:
            self.update(self._get_input_vals(value["value"]))

    @api.depends("field_id")
    @api.depends_context("lang")
    def _compute_field_label(self):
        for change in self:
            field = change._get_partner_field()
            change.field_label = field and field._description_string(self.env)

    @api.depends("field_id")
    def _compute_texts(self):
        for change in self:
            change.from_text = change._format_value(change._get_value_from())
            change.to_text = change._format_value(change._get_new_value())

    # === VALUES === #

    @api.model
    def _with_field(self, vals):
        """Return values with the field of the guard that was chosen."""
        if vals.get("field_id") or not vals.get("guarded_id"):
            return vals
        guard = self.env["group.customer.guarded.field"].browse(vals["guarded_id"])
        # sudo: users need not read what fields there are
        return {**vals, "field_id": guard.sudo().field_id.id}

    def _get_change_partner(self):
        """Return the customer, as superuser and in the company of the change; empty
        where there is none, or more than one."""
        return self.env["res.partner"]

    def _get_value_from(self):
        """Return the value of the customer as ``{"value": …}``, or None."""
        self.ensure_one()
        partner = self._get_change_partner()
        return self._read_value(partner) if partner and self.field_id else None

    def _get_partner_field(self):
        """Return the field of the customer, or None where it is gone."""
        self.ensure_one()
        # sudo: what fields there are is nothing to hide
        name = self.sudo().field_id.name
        return self.env["res.partner"]._fields.get(name)

    def _read_value(self, partner):
        """Return what the customer has at the moment, as ``{"value": …}``."""
        field = self._get_partner_field()
        value = partner[field.name]
        if field.type == "many2one":
            value = value.id
        elif field.type == "date":
            value = fields.Date.to_string(value)
        return {"value": value or (0 if field.type in NUMBER_TYPES else False)}

    def _get_new_value(self):
        """Return what was entered, as ``{"value": …}``, or None without a field."""
        self.ensure_one()
        field = self._get_partner_field()
        if field is None or field.type not in INPUT_BY_TYPE:
            return None
        value = self[INPUT_BY_TYPE[field.type]]
        if field.type == "selection":
            value = self.sudo().new_selection_id.value
        elif field.type == "date":
            value = fields.Date.to_string(value)
        elif field.type == "integer":
            value = round(value)
        return {"value": value or (0 if field.type in NUMBER_TYPES else False)}

    def _get_input_vals(self, value):
        """Return the values of the inputs that stand for a value of the customer.

        :param value: as in ``{"value": …}``
        """
        self.ensure_one()
        field = self._get_partner_field()
        name = INPUT_BY_TYPE[field.type]
        if field.type == "selection":
            options = self.sudo().field_id.selection_ids
            value = options.filtered(lambda option: option.value == value)[:1].id
        return {name: value}

    @staticmethod
    def _is_same_value(one, other):
        """Whether two values ``{"value": …}`` are equal, numbers by their digits."""
        one, other = one["value"], other["value"]
        numbers = (int, float)
        if isinstance(one, numbers) and isinstance(other, numbers):
            return float_compare(one, other, precision_digits=NUMBER_DIGITS) == 0
        return one == other

    def _format_value(self, wrapped):
        """Return a value for the reader, in the reader's language."""
        self.ensure_one()
        field = self._get_partner_field()
        if field is None or not wrapped:
            return False
        value = wrapped["value"]
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type in ("float", "monetary"):
            digits = field.get_digits(self.env) if field.type == "float" else None
            return formatLang(self.env, value, digits=digits[1] if digits else 2)
        if field.type == "integer":
            return str(value)
        if not value:
            return self.env._("(empty)")
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return labels.get(value, value)
        if field.type == "many2one":
            # sudo: the name of what is asked for shows to who may read the request
            record = self.env[field.comodel_name].sudo().browse(value).exists()
            return record.display_name or self.env._("deleted (%(id)s)", id=value)
        return str(value)

    # === CHECKS === #

    def _check_new_value(self, company):
        """Check that what was entered can be a value of the field.

        :raises ValidationError: naming the field
        """
        self.ensure_one()
        field = self._get_partner_field()
        if field is None or field.type not in INPUT_BY_TYPE:
            raise ValidationError(
                self.env._(
                    "“%(field)s” cannot be changed by a change request: ask an "
                    "administrator to change it, or to take it out of the guarded "
                    "fields.",
                    field=self.field_label or self.sudo().field_id.name or "",
                )
            )
        if field.type == "many2one" and self.new_record_id:
            self._check_new_record(field, company)
        elif (
            field.type == "selection"
            and self.sudo().new_selection_id.field_id != self.sudo().field_id
            and self.new_selection_id
        ):
            raise ValidationError(
                self.env._(
                    "The option entered for “%(field)s” belongs to another field: "
                    "choose one of its own.",
                    field=self.field_label,
                )
            )

    def _check_new_record(self, field, company):
        record = self.env[field.comodel_name].browse(self.new_record_id).exists()
        if not record:
            raise ValidationError(
                self.env._(
                    "What was entered for “%(field)s” does not exist any more: choose "
                    "something else.",
                    field=self.field_label,
                )
            )
        record = record.sudo()
        if field.comodel_name == "res.users":
            fits = company in record.company_ids and not record.share
        else:
            owner = "company_id" in record._fields and record.company_id
            fits = not owner or owner in company.sudo().parent_ids
        if not fits or ("active" in record._fields and not record.active):
            raise ValidationError(
                self.env._(
                    "“%(record)s” cannot be used for “%(field)s” in %(company)s: it is "
                    "archived, or belongs to another company. Choose something else.",
                    record=record.display_name,
                    field=self.field_label,
                    company=company.sudo().display_name,
                )
            )

    def _check_new_record_access(self):
        """Refuse records that the user may not see.

        :raises AccessError: when there is one
        """
        for change in self:
            field = change._get_partner_field()
            if field is not None and field.type == "many2one" and change.new_record_id:
                record = self.env[field.comodel_name].browse(change.new_record_id)
                record.check_access("read")
