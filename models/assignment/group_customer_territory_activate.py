# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, date_utils

DIRECTORS = "group_customer.group_group_customer_director"


class GroupCustomerTerritoryPlan(models.Model):
    """Switching a map on, in one transaction."""

    _inherit = "group.customer.territory.plan"
    _server_fields = frozenset({"batch_id", "moved_count"})

    batch_id = fields.Many2one(
        comodel_name="group.customer.assignment.batch",
        string="Reassignment",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="The accounts that change hands by this map, to be approved.",
    )
    moved_count = fields.Integer(
        string="Moved at Once",
        readonly=True,
        copy=False,
        help="Accounts that changed hands when the map was activated, without a "
        "reassignment to approve.",
    )

    # === ACTION METHODS === #

    def action_activate(self):
        """Put the map into force, all of it or nothing.

        1. Who is no director, and a map that overlaps, has no territory, or a holder
           who cannot hold it, is refused.
        2. The accounts are matched anew: what was previewed may have aged.
        3. The map before is archived, this one is in force, and each account that it
           covers gets its territory.
        4. Accounts with another holder than the one they have move: by one
           reassignment to approve, or at once (:meth:`_is_automatic_move`). Pinned
           accounts and those without a holder on the map stay where they are.

        :returns: the action that opens the reassignment, or the map
        """
        self.ensure_one()
        self._check_director()
        previous = self._lock_maps()
        if self.state != "planning":
            raise UserError(
                self.env._(
                    "The map “%(plan)s” is in force or was: copy it to a draft to "
                    "put it into force again.",
                    plan=self.display_name,
                )
            )
        if not self.territory_ids:
            raise UserError(
                self.env._(
                    "The map “%(plan)s” has no territory: add one first.",
                    plan=self.display_name,
                )
            )
        self.territory_ids._check_holders()
        self._check_overlap()
        self._write_preview()
        self._check_companies()
        self._replace(previous)
        self._apply_territories(previous)
        batch = self._move_accounts()
        if batch:
            return self._open_batch()
        return self._get_form_action()

    def action_end(self):
        """Take the map out of force without another one; nobody changes hands."""
        self.ensure_one()
        self._check_director()
        self._lock_maps()
        if self.state != "active":
            raise UserError(
                self.env._(
                    "The map “%(plan)s” is not in force, so that there is nothing "
                    "to end.",
                    plan=self.display_name,
                )
            )
        self._check_companies()
        self._archive_maps()
        changed = self._apply_territories(self)
        self.env["res.partner"]._territories_changed(changed)
        return True

    def _open_batch(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "group.customer.assignment.batch",
            "res_id": self.batch_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_view_batch(self):
        """Open the reassignment that this map led to."""
        self.check_access("read")
        return self._open_batch()

    # === BUSINESS METHODS === #

    def _is_automatic_move(self):
        """Whether accounts change hands at once, without a reassignment to approve.

        Extension point of the assignment rules.
        """
        self.ensure_one()
        return False

    def _check_director(self):
        self.check_access("write")
        if not self.env.user.has_group(DIRECTORS):
            raise AccessError(
                self.env._(
                    "The map “%(plan)s” is put into force and ended by directors of "
                    "Group Customers: show one of them its preview.",
                    plan=self.display_name,
                )
            )

    def _lock_maps(self):
        """Lock this map and the one in force that it replaces, which is returned."""
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                """SELECT id FROM group_customer_territory_plan
                    WHERE id = %s OR state = 'active'
                 ORDER BY id FOR UPDATE""",
                self.id,
            )
        )
        self.invalidate_recordset(["state"])
        # sudo: the map in force is replaced whoever may see it
        return self.sudo().search(
            [
                ("state", "=", "active"),
                ("company_id", "=", self.company_id.id),
                ("id", "!=", self.id),
            ]
        )

    def _check_companies(self):
        """Refuse to divide accounts of companies that the user has no access to.

        :raises AccessError: naming the companies
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT company_id FROM res_partner p
                    WHERE %s AND company_id IS NOT NULL""",
                self._covered_sql("p"),
            )
        )
        companies = self.env["res.company"].sudo().browse(row[0] for row in rows)
        foreign = companies - self.env.user.sudo().company_ids
        if foreign:
            raise AccessError(
                self.env._(
                    "The map “%(plan)s” is shared and divides accounts of companies "
                    "that you have no access to: %(companies)s. Ask somebody who has, "
                    "or give the map a company.",
                    plan=self.display_name,
                    companies=", ".join(foreign.mapped("name")),
                )
            )

    def _archive_maps(self):
        yesterday = date_utils.subtract(fields.Date.context_today(self), days=1)
        for plan in self:
            # sudo: what is derived from the activation of another one
            plan.sudo()._write_server(
                {
                    "state": "archived",
                    "date_to": max(plan.date_from, yesterday),
                }
            )
        # The unique index allows one map in force
        self.flush_recordset()
        self.env.registry.clear_cache()

    def _replace(self, previous):
        previous._archive_maps()
        self._write_server(
            {
                "state": "active",
                "date_from": fields.Date.context_today(self),
                "date_to": False,
                "activated_by_id": self.env.uid,
            }
        )
        self.flush_recordset()
        self.env.registry.clear_cache()

    def _apply_territories(self, previous):
        """Write the territories of the accounts that this map, or one before it,
        divides; returns the ids of those that changed."""
        accounts = self.env["res.partner"].sudo().with_context(active_test=False)
        rows = self.env.execute_query(
            SQL(
                """SELECT p.id FROM res_partner p WHERE %s
                UNION
                   SELECT p.id FROM res_partner p
                     JOIN group_customer_territory t ON t.id = p.territory_id
                    WHERE t.plan_id = ANY(%s)""",
                self._covered_sql("p") if self.state == "active" else SQL("FALSE"),
                [*previous.ids, self.id],
            )
        )
        return accounts.browse(row[0] for row in rows)._write_territories()

    def _move_accounts(self):
        """Move the accounts whose holder is another one on this map.

        :returns: the reassignment to approve, empty when there is none
        """
        Batch = self.env["group.customer.assignment.batch"]
        lines = self.env["group.customer.territory.preview.line"].sudo()
        lines = lines.search(
            [("plan_id", "=", self.id), ("outcome", "=", "move")], order="id"
        )
        if not lines:
            return Batch
        origin = self.env._("Map “%(plan)s”", plan=self.name)
        if self._is_automatic_move():
            moved = self.env["group.customer.assignment"]._assign(
                [line._prepare_move("reason") for line in lines],
                "territory",
                reason=origin,
                document=self,
            )
            self._write_server({"moved_count": moved})
            return Batch
        batch = Batch._propose(
            [line._prepare_move("explanation") for line in lines],
            "territory",
            origin=origin,
            company=self.company_id or self.env.company,
        )
        self._write_server({"batch_id": batch.id})
        return batch
