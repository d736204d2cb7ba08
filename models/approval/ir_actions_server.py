# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from functools import reduce
from operator import getitem

from odoo import SUPERUSER_ID, models


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    def _run_action_object_write(self, eval_context=None):
        """Hold the guard also for “Update Record”, which Odoo runs with all rights,
        whoever started it."""
        locked = self._read_guarded_targets()
        result = super()._run_action_object_write(eval_context=eval_context)
        name = self.update_field_id.name
        for partner, (guard, value) in locked.items():
            contact = partner.sudo()
            now = contact._get_cache_value(name)
            if now not in (
                value,
                contact.commercial_partner_id._get_cache_value(name)
                if contact != contact.commercial_partner_id
                else value,
            ):
                raise partner._get_guard_error(name, guard)
        return result

    def _read_guarded_targets(self):
        """Return what the action must not change: dict of contact → (guard, value)."""
        name = self.update_field_id.name
        guards = self.env["res.partner"]._get_guards()
        if (
            self.env.uid == SUPERUSER_ID
            or name not in guards
            or self.update_field_id.model != "res.partner"
            or not self.update_path
            or self.env.context.get("onchange_self")
        ):
            return {}
        record = self.env[self.model_id.model].browse(self.env.context.get("active_id"))
        targets = reduce(getitem, self.update_path.split(".")[:-1], record)
        return {
            partner: (guards[name], partner.sudo()._get_cache_value(name))
            for partner in targets
            if partner._is_guard_locked(name, guards[name])
            and not partner._may_fill_guarded(name, guards[name])
        }
