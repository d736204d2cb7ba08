# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import LockError, UserError


class _Rehearsed(Exception):
    """Ends a rehearsal, so that nothing of it stays."""


class GroupCustomerChangeRequest(models.Model):
    """Carrying out: exactly the lines, and only what nobody changed meanwhile."""

    _inherit = "group.customer.change.request"

    def _apply(self):
        """Write the lines to the customer.

        :raises UserError: when a value is no longer what it was at submission, naming
            both, or somebody changes the customer at this moment
        """
        self.ensure_one()
        partner = self._get_target()
        try:
            partner.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is changing %(customer)s at this moment: try again.",
                    customer=partner.display_name,
                )
            ) from error
        self._check_unchanged(partner)
        partner.write(self._get_write_vals(partner))
        partner.message_post(
            body=self.env._("Changed as approved in %(request)s.", request=self.name)
        )

    def _check_unchanged(self, partner):
        self.ensure_one()
        changed = []
        for line in self.line_ids:
            now = line._read_value(partner)
            if not line._is_same_value(now, line.value_from):
                changed.append(
                    self.env._(
                        "%(field)s: %(before)s when it was submitted, %(now)s now",
                        field=line.field_label,
                        before=line._format_value(line.value_from),
                        now=line._format_value(now),
                    )
                )
        if changed:
            raise UserError(
                self.env._(
                    "%(request)s cannot be carried out, for the customer was changed "
                    "since it was submitted:\n%(changes)s\nAsk for a new request that "
                    "starts from the present values.",
                    request=self.display_name,
                    changes="\n".join(changed),
                )
            )

    def _get_write_vals(self, partner):
        """Return what to write: lines whose value is not there already."""
        return {
            line.field_name: line.value_to["value"]
            for line in self.line_ids
            if not line._is_same_value(line._read_value(partner), line.value_to)
        }

    def _rehearse(self):
        """Try what will be written, and undo it: what the customer's own checks refuse
        is refused before anybody decides on it.

        :raises UserError: what carrying out would raise
        """
        self.ensure_one()
        partner = self._get_target().with_context(tracking_disable=True)
        try:
            with self.env.cr.savepoint():
                partner.write(self._get_write_vals(partner))
                partner.flush_recordset()
                raise _Rehearsed
        except _Rehearsed:
            return
