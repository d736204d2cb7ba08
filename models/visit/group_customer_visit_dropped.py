# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class GroupCustomerVisit(models.Model):
    """What a person drops from a plan stays dropped for the whole period of the quota,
    also where that is a quarter or a year: every plan of the period leaves it out.

    It ends when somebody adds a visit of this kind to the account again that the quota
    counts, or takes the decision back. The attainment knows nothing of it: it still
    lacks the visit. What something else than a quota asked for is dropped by itself.
    """

    _inherit = "group.customer.visit"

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._replace_dropped()
        return visits

    # === ACTIONS === #

    def action_propose_again(self):
        """Take back that visits were dropped: the next generation of a plan of their
        period proposes them again.

        :raises UserError: for a visitor whom the user does not plan for
        """
        self.check_access("write")
        Plan = self.env["group.customer.visit.plan"]
        # sudo: who may write the visit need not read the visitor
        Plan._check_visitor(self.sudo().user_id)
        count = len(self._take_back())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Visits taken back: %(count)s. They are proposed when the plan is "
                    "generated again.",
                    count=count,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === TOOLING === #

    def _mark_dropped(self):
        """Somebody leaves these visits out."""
        self._write_server(
            {
                "is_dropped": True,
                "dropped_by_id": self.env.uid,
                "dropped_on": self._get_now(),
            }
        )

    def _take_back(self):
        """Let plans propose again what was dropped; who dropped it stays known.

        :returns: the visits that had been dropped
        """
        dropped = self.filtered("is_dropped")
        dropped._write_server({"is_dropped": False})
        for visit in dropped:
            visit._message_log(
                body=self.env._("Taken back: plans may propose this visit again."),
                author_id=self.env.user.partner_id.id,
            )
        return dropped

    def _replace_dropped(self):
        """Each visit that is added takes the place of one that was dropped: of the
        same account and kind, in the same period, by a channel that counts. Those of
        the quota go first."""
        rows = self.env["group.customer.visit.attainment"]
        for model in (self, rows, rows.policy_id, rows.policy_id.channel_ids):
            model.flush_model()
        found = self.env.execute_query(
            SQL(
                """
                SELECT place.id
                  FROM (SELECT dropped.id, COUNT(*) AS added,
                               DENSE_RANK() OVER (
                                   PARTITION BY row.id
                                   ORDER BY dropped.plan_reference IS NOT NULL,
                                            dropped.id) AS number
                          FROM group_customer_visit AS visit
                          JOIN group_customer_visit AS dropped
                            ON dropped.partner_id = visit.partner_id
                           AND dropped.kind_id = visit.kind_id
                           AND dropped.company_id = visit.company_id
                           AND dropped.is_dropped
                          JOIN group_customer_visit_attainment AS row
                            ON row.partner_id = visit.partner_id
                           AND row.kind_id = visit.kind_id
                           AND row.company_id = visit.company_id
                           AND visit.date BETWEEN row.date_from AND row.date_to
                           AND dropped.date BETWEEN row.date_from AND row.date_to
                          JOIN (%s) AS counted
                            ON counted.policy_id = row.policy_id
                           AND counted.channel_id = visit.channel_id
                         WHERE visit.id = ANY(%s) AND visit.state != 'cancelled'
                      GROUP BY row.id, dropped.id) AS place
                 WHERE place.number <= place.added
              GROUP BY place.id""",
                rows._get_channel_sql(),
                self.ids,
            )
        )
        if found:
            # sudo: the decision of a colleague is overtaken by what was added
            self.sudo().browse(visit_id for (visit_id,) in found)._take_back()

    @api.model
    def _get_dropped_sql(self, company, last):
        """Return the query of what was dropped of quotas in the periods that hold a
        day.

        :param company: ``res.company``
        :param last: last day of the month that is planned
        :returns: ``SQL`` with one row per decision: visit_id, row_id (the quota),
            user_id (who has to visit now)
        """
        return SQL(
            """SELECT visit.id AS visit_id, quota.id AS row_id, quota.user_id
                 FROM group_customer_visit AS visit
                 JOIN group_customer_visit_attainment AS quota
                   ON quota.partner_id = visit.partner_id
                  AND quota.kind_id = visit.kind_id
                  AND quota.company_id = visit.company_id
                  AND visit.date BETWEEN quota.date_from AND quota.date_to
                WHERE visit.is_dropped AND visit.company_id = %(company)s
                  AND visit.plan_reference IS NULL
                  AND %(last)s BETWEEN quota.date_from AND quota.date_to""",
            company=company.id,
            last=last,
        )

    @api.model
    def _find_dropped(self, company, last, users=None):
        """Return what was dropped in the periods that hold a day.

        :param users: who has to visit now; everybody by default
        """
        self.flush_model(
            [
                "company_id",
                "date",
                "is_dropped",
                "kind_id",
                "partner_id",
                "plan_reference",
            ]
        )
        self.env["group.customer.visit.attainment"].flush_model()
        whose = SQL("TRUE")
        if users is not None:
            whose = SQL("found.user_id = ANY(%s)", users.ids)
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT found.visit_id FROM (%s) AS found WHERE %s",
                self._get_dropped_sql(company, last),
                whose,
            )
        )
        return self.search(Domain("id", "in", [row[0] for row in rows]))
