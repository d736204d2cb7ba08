# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError


class GroupCustomerServerFieldMixin(models.AbstractModel):
    """Fields that the server fills and no client enters, on whichever route.

    A model names them in ``_server_fields``; every class of the model may, and the
    names add up. They are refused in ``create`` and ``write``, left out of copies, and
    take their default from the field alone: neither a ``default_…`` key of the context
    nor a default that a user saved is anything but a value from a client. That a
    caller is superuser changes nothing, for ``sudo()`` is no proof of where a value
    came from. Server code writes them with :meth:`_write_server`.

    List this mixin first in ``_inherit``, so that its guard stands before other
    mixins and :meth:`_write_server` still reaches those (tracking of ``mail.thread``).
    """

    _name = "group.customer.server.field.mixin"
    _description = "Fields Filled by the Server"

    _server_fields = frozenset()

    @api.model
    def _get_server_fields(self):
        """Return the names that a client never enters.

        Extension point: where a name is one only under a condition.
        """
        names = frozenset()
        for cls in type(self).__mro__:
            names |= frozenset(cls.__dict__.get("_server_fields", ()))
        return names

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields):
        server_fields = self._get_server_fields()
        values = super().default_get(
            [name for name in fields if name not in server_fields]
        )
        for name in server_fields.intersection(fields):
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(
                    field.default(self), self, validate=False
                )
                values[name] = field.convert_to_write(value, self)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_server_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_server_fields(vals)
        return super().write(vals)

    def copy_data(self, default=None):
        self.browse()._check_server_fields(default or {})
        server_fields = self._get_server_fields()
        return [
            {name: value for name, value in vals.items() if name not in server_fields}
            for vals in super().copy_data(default)
        ]

    # === BUSINESS METHODS === #

    def _write_server(self, values):
        """Write what the guard of :meth:`write` keeps from clients.

        Guards of the model's own ``write`` are passed too; rights are not.
        """
        return super().write(values)  # pylint: disable=super-method-mismatch

    @api.model
    def _create_server(self, vals_list):
        """Create records with values that the guard of :meth:`create` keeps from
        clients.

        The model's own ``create`` is passed too: what it adds has to be in the values.
        """
        return super().create(vals_list)  # pylint: disable=super-method-mismatch

    @api.model
    def _check_server_fields(self, vals):
        """Refuse values for the fields that the server fills.

        :raises UserError: naming the document and the fields
        """
        if forged := self._get_server_fields().intersection(vals):
            self._refuse_server_fields(forged)

    @api.model
    def _refuse_server_fields(self, names):
        labels = sorted(
            self._fields[name]._description_string(self.env) for name in names
        )
        raise UserError(
            self.env._(
                "%(document)s: these fields are filled by the system and cannot be "
                "entered: %(fields)s. Leave them out.",
                document=self.env["ir.model"]._get(self._name).name,
                fields=", ".join(labels),
            )
        )
