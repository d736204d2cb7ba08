# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

ACTIVITY_TYPE = "group_customer.mail_activity_type_followup"
QUIET = {"mail_activity_quick_update": True, "tracking_disable": True}


class GroupCustomerFollowup(models.Model):
    """Whose a follow-up is."""

    _inherit = "group.customer.followup"

    @api.model
    def _get_owner_sql(self, partner, day, role, fallback):
        """Return SQL of the user who does a follow-up.

        1. Who holds the role of the rule on the account, and is not absent on the day.
        2. Who holds the other role, and is not absent.
        3. Who holds one of the roles, absent or not.
        4. The account manager of the contact form.

        :param SQL partner: id of the account
        :param SQL day: the day on which it is due
        :param SQL role: id of the role of the rule
        :param SQL fallback: id of its other role, or NULL
        """
        return SQL(
            """COALESCE(
                   (SELECT held.user_id
                      FROM group_customer_assignment AS held
                      JOIN res_users AS person ON person.id = held.user_id
                     WHERE held.partner_id = %(partner)s AND held.date_to IS NULL
                       AND held.role_id IN (%(role)s, %(fallback)s)
                       AND person.active
                  ORDER BY EXISTS (
                               SELECT FROM group_customer_manager_absence AS absence
                                 JOIN group_customer_manager AS profile
                                   ON profile.id = absence.manager_id
                                WHERE profile.user_id = held.user_id
                                  AND absence.date_from <= %(day)s
                                  AND COALESCE(absence.date_to, %(day)s) >= %(day)s),
                           held.role_id != %(role)s
                     LIMIT 1),
                   (SELECT account.user_id
                      FROM res_partner AS account
                      JOIN res_users AS person ON person.id = account.user_id
                     WHERE account.id = %(partner)s AND person.active))""",
            partner=partner,
            day=day,
            role=role,
            fallback=fallback,
        )

    @api.model
    def _follow_holders(self, changes):
        """Give what is still to be done to the new holders of accounts.

        What somebody else than the last holder does, because a manager has said so,
        stays there.

        :param list changes: see ``group.customer.assignment._on_moved``
        """
        if not changes:
            return
        self.env.flush_all()
        pairs = {(c["partner_id"], c["from_user_id"] or None) for c in changes}
        rows = self.env.execute_query(
            SQL(
                """
                WITH meant AS MATERIALIZED (
                    SELECT followup.id, followup.partner_id, followup.due_on,
                           rule.role_id, rule.fallback_role_id
                      FROM group_customer_followup AS followup
                      JOIN group_customer_followup_rule AS rule
                        ON rule.id = followup.rule_id
                     WHERE followup.partner_id = ANY(%(accounts)s::int[])
                       AND followup.state IN ('open', 'planned')
                       AND (followup.user_id IS NULL
                            OR EXISTS (
                                   SELECT
                                     FROM unnest(%(accounts)s::int[], %(users)s::int[])
                                          AS moved (partner_id, user_id)
                                    WHERE moved.partner_id = followup.partner_id
                                      AND moved.user_id = followup.user_id))
                ), found AS MATERIALIZED (
                    SELECT meant.id, %(owner)s AS user_id FROM meant
                )
                UPDATE group_customer_followup AS followup
                   SET user_id = found.user_id
                  FROM found
                 WHERE found.id = followup.id
                   AND found.user_id IS DISTINCT FROM followup.user_id
             RETURNING followup.id
                """,
                owner=self._get_owner_sql(
                    SQL("meant.partner_id"),
                    SQL("meant.due_on"),
                    SQL("meant.role_id"),
                    SQL("meant.fallback_role_id"),
                ),
                accounts=[partner_id for partner_id, _user_id in pairs],
                users=[user_id for _partner_id, user_id in pairs],
            )
        )
        followups = self.browse([id_ for (id_,) in rows])
        followups.invalidate_recordset(["user_id"], flush=False)
        followups._hand_activities()

    def _get_activities(self):
        """Return what the owners were told with and have not done."""
        # sudo: they belong to the system
        activities = self.env["mail.activity"].sudo()
        return activities.search(
            Domain("res_model", "=", self._name)
            & Domain("res_id", "in", self.ids)
            & Domain("activity_type_id", "=", self.env.ref(ACTIVITY_TYPE).id)
        )

    def _hand_activities(self):
        """Give the activities to the owners; nobody's are dropped, and whoever gets
        the follow-up later is told anew."""
        if not self:
            return
        activities = self._get_activities()
        owners = {followup.id: followup.user_id for followup in self}
        for owner, found in activities.grouped(
            lambda activity: owners[activity.res_id]
        ).items():
            if owner:
                found.with_context(**QUIET).write({"user_id": owner.id})
            else:
                nobodys = self.browse(found.mapped("res_id"))
                found.unlink()
                nobodys._write_server({"notified_on": False})
