# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Domain

from .group_customer_resource import OPEN_STATES

# Field → the mark that its value was given and is not to be computed
GIVEN = {
    "kind_id": "is_kind_given",
    "address_completeness": "is_address_given",
    "phone_completeness": "is_phone_given",
}
# Whose it is and what it is, which an allocation has counted with
FIXED_FIELDS = frozenset({"partner_id", "company_id"})
# What a filled resource has from its document; nobody enters it
FILLED_FIELDS = frozenset(
    {"partner_id", "company_id", "amount", "currency_id", "date"}
    | {"insured_on", "premium"}
)


class GroupCustomerResource(models.Model):
    """Who may change a customer resource, and when."""

    _inherit = "group.customer.resource"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._mark_given(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._mark_given(vals)
        if FILLED_FIELDS.intersection(vals):
            self._check_not_filled(vals)
        if FIXED_FIELDS.intersection(vals):
            self._check_not_dealt(vals)
        result = super().write(vals)
        if FIXED_FIELDS.intersection(vals):
            # Odoo's rules look at the row before the change only
            self.check_access("write")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_circulated(self):
        for resource in self:
            if resource.circulation_count or resource.state == "allocated":
                raise UserError(
                    self.env._(
                        "%(resource)s was allocated and cannot be deleted, for the "
                        "allocation counts it: close it instead.",
                        resource=resource.display_name,
                    )
                )

    @api.model
    def _mark_given(self, vals):
        """Mark what comes with a value as given; an empty value is computed again.

        Where the mark comes along it decides: a form sends it.
        """
        vals = dict(vals)
        for name, mark in GIVEN.items():
            if name not in vals:
                continue
            value = vals[name]
            is_empty = value is None or value is False or value == ""
            if not vals.setdefault(mark, not is_empty):
                del vals[name]
        return vals

    def _check_not_filled(self, vals):
        names = FILLED_FIELDS.intersection(vals)
        for resource in self:
            if resource.source_id and resource._get_changed(vals, names):
                # sudo: what it follows is told to whoever may read the resource
                document = resource.sudo()._get_document()
                raise UserError(
                    self.env._(
                        "%(resource)s follows its document %(document)s: customer, "
                        "amount, premium and dates are changed there.",
                        resource=resource.display_name,
                        document=document.display_name or "",
                    )
                )

    def _get_document(self):
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return self.env["sale.order"]
        return self.env[self.res_model].browse(self.res_id).exists()

    def _get_changed(self, vals, names):
        """Return those of the fields that the values change."""
        self.ensure_one()
        changed = set()
        for name in names:
            field = self._fields[name]
            value = field.convert_to_record(
                field.convert_to_cache(vals[name], self), self
            )
            if value != self[name]:
                changed.add(name)
        return changed

    def _check_not_dealt(self, vals):
        names = FIXED_FIELDS.intersection(vals)
        for resource in self:
            changed = resource._get_changed(vals, names)
            if changed and (
                resource.circulation_count or resource.state not in OPEN_STATES
            ):
                raise UserError(
                    self.env._(
                        "%(resource)s was allocated with its customer: it cannot go to "
                        "another customer or company. Close it and enter a new one.",
                        resource=resource.display_name,
                    )
                )

    # === ACTION METHODS === #

    def action_return(self):
        """Take allocated resources back, to be allocated again."""
        self._check_director()
        self._change_state(
            ("allocated",), {"state": "returned"}, self.env._("allocated")
        )

    def action_reopen(self):
        """Make closed resources available again."""
        self._check_director()
        self._change_state(
            ("closed",), {"state": "available", "close_reason": False}, self._closed()
        )

    def action_close(self):
        """Ask why, then close; see :meth:`_close`."""
        self._check_may_close()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close Customer Resources"),
            "res_model": "group.customer.resource.close",
            "view_mode": "form",
            "target": "new",
            "context": {"default_resource_ids": self.ids},
        }

    def action_open_account(self):
        self.ensure_one()
        return self.commercial_partner_id.get_formview_action()

    # === BUSINESS METHODS === #

    def _closed(self):
        return self.env._("closed")

    def _close(self, reason, is_converted=False):
        """Close resources: nothing is left to do about them.

        :param is_converted: the customer has converted the contract or added to it
        """
        self._check_may_close()
        values = {"state": "closed", "close_reason": reason}
        if is_converted:
            values["is_converted"] = True
        self._change_state(
            (*OPEN_STATES, "allocated"),
            values,
            self.env._("available, allocated or returned"),
        )
        # sudo: a holder may close, though not write
        self.sudo()._message_log_batch(
            bodies={
                resource.id: self.env._("Closed: %(reason)s", reason=reason)
                for resource in self
            }
        )

    def _change_state(self, states, values, expected):
        """Lock the rows, check where they stand, and write.

        :raises UserError: naming the first resource that stands elsewhere
        """
        self.check_access("read")
        # sudo: whoever may do it was checked; the lock needs the right to write
        resources = self.sudo()
        try:
            resources.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is changing these customer resources right now: "
                    "%(resources)s. Try again in a moment.",
                    resources=", ".join(self[:5].mapped("name")),
                )
            ) from error
        resources.invalidate_recordset(["state"])
        for resource in resources:
            if resource.state not in states:
                raise UserError(
                    self.env._(
                        "%(resource)s is not %(expected)s any more. Open it again to "
                        "see where it stands.",
                        resource=resource.display_name,
                        expected=expected,
                    )
                )
        resources._write_server(values)

    def _is_director(self):
        return self.env.su or self.env.user.has_group(
            "group_customer.group_group_customer_director"
        )

    def _check_director(self):
        if not self._is_director():
            raise AccessError(
                self.env._(
                    "Customer resources are taken back and opened again by directors. "
                    "Ask one of them."
                )
            )
        self.check_access("write")

    def _check_may_close(self):
        """Directors close any, account managers what they hold."""
        self.check_access("read")
        if self._is_director():
            self.check_access("write")
            return
        others = self.filtered_domain(Domain("user_id", "!=", self.env.uid))
        if others:
            raise AccessError(
                self.env._(
                    "%(resource)s is not held by you. Ask its holder or a director to "
                    "close it.",
                    resource=others[0].display_name,
                )
            )
