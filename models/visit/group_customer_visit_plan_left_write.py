# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL


class GroupCustomerVisitPlan(models.Model):
    """Writes which accounts a month's generation could not place, and why."""

    _inherit = "group.customer.visit.plan"

    def _write_left(self, left):
        """Replace what these plans could not place.

        :param left: (plan, :class:`tools.visit_plan.Left`, day on which it is due)
        """
        self.env.execute_query(
            SQL(
                """WITH gone AS (
                       DELETE FROM group_customer_visit_plan_left
                        WHERE plan_id = ANY(%s) RETURNING id)
                   SELECT COUNT(*) FROM gone""",
                self.ids,
            )
        )
        rows = [
            (
                plan.id,
                line.key[0],
                line.key[1],
                line.key[2] or None,
                line.missing,
                line.reason,
                line.is_required,
                due_on,
            )
            for plan, line, due_on in left
        ]
        if rows:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO group_customer_visit_plan_left
                              (plan_id, company_id, user_id, month, partner_id, kind_id,
                               policy_id, missing, reason, is_required, due_on,
                               create_uid, create_date, write_uid, write_date)
                       SELECT p.id, p.company_id, p.user_id, p.month, l.partner_id,
                              l.kind_id, l.policy_id, l.missing, l.reason,
                              l.is_required, l.due_on, %(uid)s, %(now)s, %(uid)s,
                              %(now)s
                         FROM UNNEST(%(plan)s::int[], %(partner)s::int[],
                                     %(kind)s::int[], %(policy)s::int[],
                                     %(missing)s::int[], %(reason)s::varchar[],
                                     %(required)s::boolean[], %(due)s::date[])
                           AS l(plan_id, partner_id, kind_id, policy_id, missing,
                                reason, is_required, due_on)
                         JOIN group_customer_visit_plan p ON p.id = l.plan_id""",
                    uid=self.env.uid,
                    now=self.env.cr.now(),
                    **{
                        name: list(column)
                        for name, column in zip(
                            (
                                "plan",
                                "partner",
                                "kind",
                                "policy",
                                "missing",
                                "reason",
                                "required",
                                "due",
                            ),
                            zip(*rows, strict=True),
                            strict=True,
                        )
                    },
                )
            )
        self.env["group.customer.visit.plan.left"].invalidate_model()
        self.invalidate_recordset(["overflow_ids", "left_count"])

    @api.model
    def _note_without_visitor(self, company, month, last):
        """Note the accounts of a month that nobody is responsible for."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM group_customer_visit_plan_left
                    WHERE company_id = %s AND month = %s AND plan_id IS NULL""",
                company.id,
                month,
            )
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO group_customer_visit_plan_left
                          (company_id, month, partner_id, kind_id, policy_id, missing,
                           reason, is_required, due_on,
                           create_uid, create_date, write_uid, write_date)
                   SELECT a.company_id, %(month)s, a.partner_id, a.kind_id, a.policy_id,
                          CASE WHEN a.unplanned > 0 THEN a.unplanned
                               ELSE a.target - a.done - a.planned - a.proposed END,
                          'no_visitor', a.unplanned > 0, a.due_on,
                          %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM group_customer_visit_attainment a
                     JOIN group_customer_visit_kind k
                       ON k.id = a.kind_id AND k.is_group_event IS NOT TRUE
                    WHERE a.company_id = %(company)s AND a.user_id IS NULL
                      AND a.date_from <= %(last)s AND a.date_to >= %(last)s
                      AND (a.period = 'month' OR a.due_on <= %(last)s)
                      AND (a.unplanned > 0
                           OR a.target > a.done + a.planned + a.proposed)""",
                company=company.id,
                month=month,
                last=last,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env["group.customer.visit.plan.left"].invalidate_model()
