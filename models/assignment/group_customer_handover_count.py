# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time

import pytz

from odoo import fields, models
from odoo.tools import SQL

# States of a request in which it is over
ENDED_STATES = ("executed", "rejected", "recalled", "expired")
# Documents of a customer whose activities go along, beside the customer itself
DOCUMENT_MODELS = (
    "account.move",
    "crm.lead",
    "group.customer.change.request",
    "group.customer.grade.request",
    "group.customer.price.agreement",
    "group.customer.proposal",
    "sale.order",
)
# Documents that somebody asks for a customer
REQUEST_MODELS = (
    "group.customer.change.request",
    "group.customer.grade.request",
    "group.customer.price.agreement",
    "group.customer.proposal",
)


class GroupCustomerHandover(models.Model):
    """What the giver works on for the accounts: found once, counted and moved alike.

    Each kind of work is a statement that returns pairs (document, account), each
    document once. The accounts are those of the lines that carry the work.
    """

    _inherit = "group.customer.handover"

    # === WHAT IS FOUND === #

    def _get_work_queries(self):
        """Return name of the count → SQL of pairs (id, account_id).

        Extension point: a capability with documents of its own adds a kind, the count
        of that name on the line, and moves it in ``_move_work``.
        """
        self.ensure_one()
        return {
            "opportunity_count": self._get_opportunity_query(),
            "quotation_count": self._get_order_query(("draft", "sent")),
            "order_count": self._get_order_query(("sale",)),
            "meeting_count": self._get_meeting_query(),
            "activity_count": self._get_activity_query(),
            "request_count": self._get_request_query(),
            "approval_count": self._get_approval_query(),
        }

    def _get_account_query(self):
        return SQL(
            """SELECT partner_id FROM group_customer_handover_line
                WHERE handover_id = %s AND carries_work""",
            self.id,
        )

    def _get_contact_query(self):
        """Return contacts of the accounts, and the accounts: (id, account_id)."""
        return SQL(
            """SELECT id, commercial_partner_id AS account_id FROM res_partner
                WHERE commercial_partner_id IN (%s)""",
            self._get_account_query(),
        )

    def _get_opportunity_query(self):
        """Leads and opportunities that are neither won nor lost."""
        return SQL(
            """SELECT lead.id, contact.account_id
                 FROM crm_lead lead JOIN (%(contacts)s) contact
                   ON contact.id = lead.partner_id
                WHERE lead.user_id = %(giver)s AND lead.active
                  AND lead.won_status = 'pending'
                  AND COALESCE(lead.company_id, %(company)s) = %(company)s""",
            **self._get_work_values(),
        )

    def _get_order_query(self, states):
        return SQL(
            """SELECT document.id, contact.account_id
                 FROM sale_order document JOIN (%(contacts)s) contact
                   ON contact.id = document.partner_id
                WHERE document.user_id = %(giver)s AND document.state IN %(states)s
                  AND document.company_id = %(company)s""",
            states=tuple(states),
            **self._get_work_values(),
        )

    def _get_meeting_query(self):
        """Meetings from the day of the handover on, with people of an account or about
        an opportunity of one; with several accounts, the first one counts."""
        return SQL(
            """SELECT found.id, MIN(found.account_id) AS account_id
                 FROM (SELECT event.id, contact.account_id
                         FROM calendar_event event
                         JOIN calendar_event_res_partner_rel attendee
                           ON attendee.calendar_event_id = event.id
                         JOIN (%(contacts)s) contact
                           ON contact.id = attendee.res_partner_id
                        WHERE event.user_id = %(giver)s AND event.active
                          AND event.start >= %(start)s
                        UNION
                       SELECT event.id, contact.account_id
                         FROM calendar_event event
                         JOIN crm_lead lead ON lead.id = event.opportunity_id
                         JOIN (%(contacts)s) contact ON contact.id = lead.partner_id
                        WHERE event.user_id = %(giver)s AND event.active
                          AND event.start >= %(start)s) found
                GROUP BY found.id""",
            start=self._get_start(),
            **self._get_work_values(),
        )

    def _get_activity_query(self):
        """Activities on the accounts, their contacts and their documents."""
        parts = [
            SQL(
                """SELECT activity.id, contact.account_id
                     FROM mail_activity activity JOIN (%(contacts)s) contact
                       ON contact.id = activity.res_id
                    WHERE activity.res_model = 'res.partner' AND activity.active
                      AND activity.user_id = %(giver)s""",
                **self._get_work_values(),
            )
        ]
        for name in DOCUMENT_MODELS:
            parts.append(
                SQL(
                    """SELECT activity.id, contact.account_id
                         FROM mail_activity activity
                         JOIN %(table)s document ON document.id = activity.res_id
                         JOIN (%(contacts)s) contact
                           ON contact.id = document.partner_id
                        WHERE activity.res_model = %(name)s AND activity.active
                          AND activity.user_id = %(giver)s""",
                    table=SQL.identifier(self.env[name]._table),
                    name=name,
                    **self._get_work_values(),
                )
            )
        return SQL(" UNION ALL ").join(parts)

    def _get_request_query(self):
        """Requests of the giver that are not over, drafts among them."""
        return SQL(" UNION ALL ").join(
            self._get_request_query_of(name) for name in REQUEST_MODELS
        )

    def _get_request_query_of(self, name):
        return SQL(
            """SELECT document.id, contact.account_id
                 FROM %(table)s document
                 JOIN (%(contacts)s) contact ON contact.id = document.partner_id
            LEFT JOIN group_customer_approval_request request
                   ON request.id = document.approval_request_id
                WHERE %(giver)s IN (document.create_uid, request.requester_id)
                  AND document.company_id = %(company)s
                  AND %(pending)s""",
            table=SQL.identifier(self.env[name]._table),
            pending=self._get_pending_condition(name),
            **self._get_work_values(),
        )

    def _find_requests(self):
        """Return model → document id → account id of the giver's open requests."""
        return {
            name: dict(self.env.execute_query(self._get_request_query_of(name)))
            for name in REQUEST_MODELS
        }

    def _get_pending_condition(self, name):
        """Return the condition under which a document of a model is not over."""
        ended = SQL("COALESCE(request.state, 'draft') NOT IN %s", ENDED_STATES)
        if name == "group.customer.grade.request":
            return SQL("(%s AND document.state IN ('draft', 'submitted'))", ended)
        return ended

    def _get_approval_query(self):
        """Requests about the accounts that wait for the giver."""
        return SQL(
            """SELECT DISTINCT request.id, contact.account_id
                 FROM group_customer_approval_approver approver
                 JOIN group_customer_approval_request request
                   ON request.id = approver.request_id
                 JOIN (%(contacts)s) contact ON contact.id = request.partner_id
                WHERE approver.principal_id = %(giver)s
                  AND request.company_id = %(company)s""",
            **self._get_work_values(),
        )

    def _get_work_values(self):
        return {
            "contacts": self._get_contact_query(),
            "giver": self.from_user_id.id,
            "company": self.company_id.id,
        }

    def _get_start(self):
        """Return the moment (UTC) in which the day of the handover begins."""
        zone = pytz.timezone(
            self.env["group.customer.ledger"]._get_timezone(self.company_id)
        )
        midnight = zone.localize(datetime.combine(self.date, time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)

    def _find_work(self, name):
        """Return document id → account id of one kind of work."""
        return dict(self.env.execute_query(self._get_work_queries()[name]))

    # === COUNTING === #

    def _refresh_counts(self):
        """Count what goes along and what stays, one statement each, however many
        accounts there are."""
        for handover in self.sudo():
            self.env.flush_all()
            for name, query in handover._get_work_queries().items():
                handover._count(name, SQL("COUNT(*)"), query)
            handover._count(
                "receivable",
                SQL("SUM(found.amount)"),
                handover._get_receivable_query(),
            )
            handover.line_ids.invalidate_recordset()
            handover._write_server({"counted_on": fields.Datetime.now()})

    def _count(self, name, aggregate, query):
        column = SQL.identifier(name)
        self.env.cr.execute(
            SQL(
                """UPDATE group_customer_handover_line line
                      SET %(column)s = COALESCE(counted.result, 0)
                     FROM group_customer_handover_line other
                LEFT JOIN (SELECT found.account_id, %(aggregate)s AS result
                             FROM (%(query)s) found GROUP BY found.account_id) counted
                       ON counted.account_id = other.partner_id
                      AND other.carries_work
                    WHERE other.id = line.id AND line.handover_id = %(handover)s
                      AND line.%(column)s
                          IS DISTINCT FROM COALESCE(counted.result, 0)""",
                column=column,
                aggregate=aggregate,
                query=query,
                handover=self.id,
            )
        )

    def _get_receivable_query(self):
        """What the accounts owe in posted entries, in the company's currency."""
        return SQL(
            """SELECT item.id, contact.account_id, item.amount_residual AS amount
                 FROM account_move_line item
                 JOIN account_account account ON account.id = item.account_id
                 JOIN (%(contacts)s) contact ON contact.id = item.partner_id
                WHERE account.account_type = 'asset_receivable'
                  AND item.parent_state = 'posted' AND NOT item.reconciled
                  AND item.company_id = %(company)s""",
            contacts=self._get_contact_query(),
            company=self.company_id.id,
        )
