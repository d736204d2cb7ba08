# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# Kinds of fields that no change request can carry
REFUSED_TYPES = ("one2many", "many2many", "binary", "properties", "json", "reference")
# What the guard itself stands on, and what only the server writes
REFUSED_NAMES = (
    "id",
    "display_name",
    "commercial_partner_id",
    "group_approval_state",
    "group_path",
    "group_root_id",
    *models.MAGIC_COLUMNS,
)


class Guard(NamedTuple):
    """What the guard of one field says, as kept in the cache."""

    type_id: int
    group_ids: frozenset
    on_create: bool
    free_when_empty: bool

    def is_direct_for(self, user):
        """Whether this user (``res.users``) may write the field without approval."""
        return not self.group_ids.isdisjoint(user._get_group_ids())


class GroupCustomerGuardedField(models.Model):
    """A field of the customer that only an approved change request writes (AP-03).

    Which customers are meant and what counts as a change is the business of
    ``res.partner`` (:meth:`_check_guarded_write`); this is the list of the fields.
    """

    _name = "group.customer.guarded.field"
    _description = "Guarded Field"
    _inherit = ["mail.thread"]
    _order = "type_id, id"
    _rec_name = "field_id"

    field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        required=True,
        ondelete="cascade",
        index=True,
        tracking=True,
        domain="[('model', '=', 'res.partner'), "
        f"('ttype', 'not in', {REFUSED_TYPES!r}), "
        f"('name', 'not in', {REFUSED_NAMES!r})]",
        help="A field of the customer.",
    )
    field_name = fields.Char(
        related="field_id.name", string="Technical Name", store=True, index=True
    )
    type_id = fields.Many2one(
        comodel_name="group.customer.approval.type",
        string="Change Request Type",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('model', '=', 'group.customer.change.request')]",
        tracking=True,
        help="The kind of change request that opens the field.",
    )
    group_ids = fields.Many2many(
        comodel_name="res.groups",
        relation="group_customer_guarded_field_group_rel",
        string="Written Directly By",
        tracking=True,
        help="Users of these groups still change the field without a request. Empty: "
        "nobody does.",
    )
    on_create = fields.Boolean(
        string="Also for New Customers",
        tracking=True,
        help="A customer that is not approved as a new customer (no approval rule for "
        "new customers is in force) comes with the field empty. A new customer that "
        "has to be approved may come with a value: it is approved with it.",
    )
    free_when_empty = fields.Boolean(
        string="May Be Filled While Empty",
        tracking=True,
        help="The first value is entered by everybody; only changing or emptying it "
        "takes a request.",
    )
    active = fields.Boolean(default=True, tracking=True)
    article = fields.Char(help="The regulation the guard comes from.")
    requirement = fields.Char()
    description = fields.Text(translate=True)

    _field_unique = models.Constraint(
        "UNIQUE(field_id)",
        "This field is guarded already: change that guard, or unarchive it.",
    )

    # === CONSTRAINTS === #

    @api.constrains("field_id")
    def _check_field_id(self):
        partners = self.env["res.partner"]
        for guard in self:
            field = partners._fields.get(guard.field_name)
            if (
                guard.field_id.model != "res.partner"
                or not field
                or field.type in REFUSED_TYPES
                or field.name in REFUSED_NAMES
                or not (field.store or field.inverse)
            ):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” cannot be guarded: a change request changes "
                        "single values of a customer. Choose a field of the contact "
                        "that is entered by hand and holds one value.",
                        field=guard.field_id.display_name,
                    )
                )

    @api.constrains("type_id")
    def _check_type_id(self):
        for guard in self:
            if guard.type_id.model != "group.customer.change.request":
                raise ValidationError(
                    self.env._(
                        "“%(type)s” is no change request and cannot open %(field)s. "
                        "Choose a document type for change requests.",
                        type=guard.type_id.display_name,
                        field=guard.field_id.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        guards = super().create(vals_list)
        self._clear_guards()
        return guards

    def write(self, vals):
        result = super().write(vals)
        self._clear_guards()
        return result

    def unlink(self):
        result = super().unlink()
        self._clear_guards()
        return result

    # === LOOKUP === #

    @api.model
    def _clear_guards(self):
        """Forget the guards, and the views of partners that were made with them."""
        self.env.flush_all()
        self.env.registry.clear_cache("default", "templates")

    @api.model
    @tools.ormcache(cache="default")
    def _get_guards(self):
        """Return the guards in force: dict of field name to :class:`Guard`.

        Two names of one value (:meth:`_get_aliases`) are guarded together, so that
        none of them leads around the other.
        """
        guards = {}
        # sudo: the guard holds for those who may not read it
        for guard in self.sudo().search(Domain("field_name", "!=", False)):
            guards[guard.field_name] = Guard(
                guard.type_id.id,
                frozenset(guard.group_ids.ids),
                guard.on_create,
                guard.free_when_empty,
            )
        for name, alias in self._get_aliases():
            if name in guards or alias in guards:
                guards.setdefault(name, guards.get(alias))
                guards.setdefault(alias, guards.get(name))
        known = self.env["res.partner"]._fields
        return {name: guard for name, guard in guards.items() if name in known}

    @api.model
    def _get_aliases(self):
        """Return the pairs of partner fields that are two names of one value."""
        return [
            ("property_product_pricelist", "specific_property_product_pricelist"),
            ("company_type", "is_company"),
        ]
