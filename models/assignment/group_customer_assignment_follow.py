# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

# The fields of the customer that follow a role, by the code of the role.
ROLE_FIELDS = {
    "account_manager": "user_id",
    "chief_representative": "chief_representative_id",
    "archive_admin": "archive_user_id",
}


class GroupCustomerAssignment(models.Model):
    """What is entered in the fields of customers becomes history too."""

    _inherit = "group.customer.assignment"

    @api.model
    def _follow_accounts(self, partner_ids=None, origin="manual"):
        """Bring the rows of accounts in line with the fields of the customers.

        Becoming a group customer begins rows, ceasing to be one ends them. Where
        :meth:`_assign` has written both, nothing is left to do.

        :param partner_ids: ids of the accounts; none: all there are
        :param str origin: the source of rows that begin
        :returns: the number of roles that have another holder
        """
        rows = self.sudo()
        changes = rows._find_deviations(partner_ids)
        if not changes:
            return 0
        values = {
            "source": origin,
            "reason": None,
            "res_model": None,
            "res_id": None,
            "request_id": None,
            "date": self.env["group.customer.ledger"]._get_today(self.env.company),
        }
        rows._write_moves(changes, values)
        people = [change for change in changes if change["field"] == "user_id"]
        if people and origin != "initial":
            rows._write_people(people)
        rows._on_followed(changes, values)
        return len(changes)

    @api.model
    def _on_followed(self, changes, values):
        """Extension point: holders changed because a field of the customer did; the
        arguments are those of :meth:`_on_moved`."""

    @api.model
    def _find_deviations(self, partner_ids=None):
        """Return what differs between the fields of customers and the present rows, as
        changes for :meth:`_write_moves`; one statement.

        A role without field has nothing to follow but the mark of the group customer.
        """
        role_fields = self.env["group.customer.assignment.role"]._get_fields()
        if not role_fields:
            return []
        names = sorted({*role_fields.values(), "is_group_customer", "company_id"})
        self.env["res.partner"].flush_model(names)
        self.flush_model()
        only = held = SQL("TRUE")
        if partner_ids is not None:
            only = SQL("p.id = ANY(%s)", list(partner_ids))
            held = SQL("partner_id = ANY(%s)", list(partner_ids))
        wanted = SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT p.id AS partner_id, %(role)s AS role_id,
                       p.%(column)s AS user_id
                  FROM res_partner AS p
                 WHERE p.is_group_customer AND p.%(column)s IS NOT NULL AND %(only)s
                """,
                role=role_id,
                column=SQL.identifier(name),
                only=only,
            )
            for role_id, name in sorted(role_fields.items())
        )
        found = self.env.execute_query_dict(
            SQL(
                """
                WITH wanted AS (%(wanted)s), held AS (
                    SELECT id, partner_id, role_id, user_id, team_id
                      FROM group_customer_assignment
                     WHERE date_to IS NULL AND %(held)s
                )
                SELECT COALESCE(wanted.partner_id, held.partner_id) AS partner_id,
                       COALESCE(wanted.role_id, held.role_id) AS role_id,
                       wanted.user_id,
                       held.id AS row_id,
                       held.user_id AS from_user_id,
                       held.team_id AS from_team_id,
                       account.company_id
                  FROM wanted
             FULL JOIN held USING (partner_id, role_id)
                  JOIN res_partner AS account
                    ON account.id = COALESCE(wanted.partner_id, held.partner_id)
                 WHERE CASE
                       WHEN account.is_group_customer IS NOT TRUE
                       THEN held.id IS NOT NULL
                       ELSE COALESCE(wanted.role_id, held.role_id) = ANY(%(roles)s)
                            AND wanted.user_id IS DISTINCT FROM held.user_id
                            AND (wanted.user_id IS NOT NULL OR held.team_id IS NULL)
                       END
              ORDER BY 1, 2
                """,
                wanted=wanted,
                held=held,
                roles=sorted(role_fields),
            )
        )
        return [
            {
                **change,
                "team_id": None,
                "reason": None,
                "field": role_fields.get(change["role_id"]),
                "field_from": change["from_user_id"],
            }
            for change in found
        ]

    @api.model
    def _begin_history(self):
        """Name the fields that follow roles, and let the history begin with the holders
        there are. Run at every installation and update; only what is missing is
        written."""
        Role = self.env["group.customer.assignment.role"].sudo()
        for code, name in ROLE_FIELDS.items():
            role = Role._get(code)
            if role.partner_field != name:
                role._write_server({"partner_field": name})
        Role.env.registry.clear_cache()
        self._follow_accounts(origin="initial")
