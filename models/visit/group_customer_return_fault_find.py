# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

from .group_customer_return_plan_flow import MARKETING
from .group_customer_return_visit import OPEN_STATES

# Faults that one step of the cron enters
SLICE = 1000


class GroupCustomerReturnFault(models.Model):
    """Missed handovers that the system finds (VI-13).

    A return visit that is open when its month is over should have been handed over. It
    is proposed as a missed handover of its officer; a person, never the officer,
    confirms or rejects it. Only then it counts.
    """

    _inherit = "group.customer.return.fault"

    # === ACTIONS === #

    def action_confirm(self):
        """Enter what the system has found in the assessment."""
        self._decide("confirmed")
        return True

    def action_reject(self, reason=None):
        """Refuse what the system has found and say why, or open the form for it."""
        self._check_may_decide()
        if not reason:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Reject Faults"),
                "res_model": "group.customer.return.fault.reject",
                "view_mode": "form",
                "target": "new",
                "context": {"default_fault_ids": self.ids},
            }
        if not reason.strip():
            raise UserError(
                self.env._(
                    "“%(visit)s”: write why this is no fault.",
                    visit=self[:1].return_visit_id.display_name,
                )
            )
        self._decide("rejected", reason.strip())
        return True

    # === BUSINESS METHODS === #

    def _decide(self, state, reason=False):
        self._check_may_decide()
        self._write_server(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
                "reject_reason": reason,
            }
        )

    def _check_may_decide(self):
        self.check_access("write")
        self._check_not_own()
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        for fault in self:
            if fault.state != "proposed":
                raise UserError(
                    self.env._(
                        "“%(visit)s”: this has been decided or entered by a person "
                        "already. Reload the page.",
                        visit=fault.return_visit_id.display_name,
                    )
                )

    # === CRON === #

    @api.model
    def _cron_find_missed(self):
        """Propose missed handovers, in slices that are committed. Running it again, or
        twice at once, adds nothing."""
        crons = self.env["ir.cron"]
        for company in self.env["res.company"].search(Domain.TRUE):
            while found := self.with_company(company)._find_missed(company, SLICE):
                if not crons._commit_progress(len(found)):
                    return

    @api.model
    def _find_missed(self, company, limit):
        """Propose the missed handovers of a company and tell who decides.

        :returns: the faults that were not known yet
        """
        self.env.flush_all()
        ledger = self.env["group.customer.ledger"]
        today = ledger._get_today(company)
        note = self.with_context(lang=company.partner_id.lang).env._(
            "Open after its month was over, and handed over to nobody."
        )
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO group_customer_return_fault (
                    return_visit_id, company_id, user_id, kind, date, note, is_found,
                    state, entered_by_id, create_uid, create_date, write_uid,
                    write_date)
                SELECT visit.id, visit.company_id, visit.officer_id, 'missed',
                       (visit.month + INTERVAL '1 month - 1 day')::date, %(note)s,
                       TRUE, 'proposed', %(system)s, %(system)s, %(now)s, %(system)s,
                       %(now)s
                  FROM group_customer_return_visit AS visit
                  JOIN group_customer_return_plan AS plan ON plan.id = visit.plan_id
                 WHERE visit.company_id = %(company)s AND visit.month < %(month)s
                   AND visit.state IN %(open)s AND plan.state = 'confirmed'
                   AND visit.officer_id IS NOT NULL AND visit.handed_to_id IS NULL
                   -- Who took it over only then has missed nothing
                   AND COALESCE(
                           visit.handover_confirmed_on AT TIME ZONE 'UTC'
                           AT TIME ZONE %(zone)s < visit.month + INTERVAL '1 month',
                           TRUE)
                   AND NOT EXISTS (
                           SELECT FROM group_customer_return_fault AS known
                            WHERE known.return_visit_id = visit.id
                              AND known.kind = 'missed')
              ORDER BY visit.id LIMIT %(limit)s
                    ON CONFLICT DO NOTHING
             RETURNING id
                """,
                note=note,
                system=SUPERUSER_ID,
                now=fields.Datetime.now(),
                zone=ledger._get_timezone(company),
                company=company.id,
                month=date_utils.start_of(today, "month"),
                open=OPEN_STATES,
                limit=limit,
            )
        )
        faults = self.browse([id_ for (id_,) in rows])
        if faults:
            self.invalidate_model()
            faults.return_visit_id.invalidate_recordset(["fault_ids"])
            faults._tell_found()
        return faults

    def _tell_found(self):
        """Tell those who decide, once per plan."""
        # sudo: who holds the duty
        people = self.env.ref(MARKETING).sudo().all_user_ids.filtered("active")
        for plan, faults in self.grouped(
            lambda fault: fault.return_visit_id.plan_id
        ).items():
            asked = people.filtered(
                lambda user, plan=plan: plan.company_id in user.company_ids
            )
            plan.message_post(
                body=self.env._(
                    "%(count)s missed handovers were found: confirm or reject them "
                    "under Return-visit Assessment.",
                    count=len(faults),
                ),
                partner_ids=asked.partner_id.ids,
            )
