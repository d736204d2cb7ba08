# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
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
        values = self._get_work_values()
        return {
            "opportunity_count": self._get_opportunity_query(values),
            "quotation_count": self._get_order_query(values, ("draft", "sent")),
            "order_count": self._get_order_query(values, ("sale",)),
            "meeting_count": self._get_meeting_query(values),
            "activity_count": self._get_activity_query(values),
            "request_count": self._get_request_query(values),
            "approval_count": self._get_approval_query(values),
        }

    def _get_work_values(self):
        """Return what the statements share: the giver, the company, and the contacts
        of the accounts as rows (id, account_id), the accounts among them.

        The contacts are read once and given as arrays: how many there are is then
        plain to the planner, also for thousands of lines that were just written.
        """
        self.ensure_one()
        accounts = self.line_ids.filtered("carries_work").partner_id
        contacts = self.env.execute_query(
            SQL(
                """SELECT id, commercial_partner_id FROM res_partner
                    WHERE commercial_partner_id = ANY(%s)""",
                accounts.ids,
            )
        )
        return {
            "contacts": SQL(
                "unnest(%s::int[], %s::int[]) AS contact (id, account_id)",
                [id_ for id_, _account_id in contacts],
                [account_id for _id, account_id in contacts],
            ),
            "giver": self.from_user_id.id,
            "company": self.company_id.id,
        }

    def _get_opportunity_query(self, values):
        """Leads and opportunities that are neither won nor lost."""
        return SQL(
            """SELECT lead.id, contact.account_id
                 FROM crm_lead lead JOIN %(contacts)s
                   ON contact.id = lead.partner_id
                WHERE lead.user_id = %(giver)s AND lead.active
                  AND lead.won_status = 'pending'
                  AND COALESCE(lead.company_id, %(company)s) = %(company)s""",
            **values,
        )

    def _get_order_query(self, values, states):
        return SQL(
            """SELECT document.id, contact.account_id
                 FROM sale_order document JOIN %(contacts)s
                   ON contact.id = document.partner_id
                WHERE document.user_id = %(giver)s AND document.state IN %(states)s
                  AND document.company_id = %(company)s""",
            states=tuple(states),
            **values,
        )

    def _get_meeting_query(self, values):
        """Meetings from the day of the handover on, with people of an account or about
        an opportunity of one; with several accounts, the first one counts."""
        return SQL(
            """SELECT found.id, MIN(found.account_id) AS account_id
                 FROM (SELECT event.id, contact.account_id
                         FROM calendar_event event
                         JOIN calendar_event_res_partner_rel attendee
                           ON attendee.calendar_event_id = event.id
                         JOIN %(contacts)s
                           ON contact.id = attendee.res_partner_id
                        WHERE event.user_id = %(giver)s AND event.active
                          AND event.start >= %(start)s
                        UNION
                       SELECT event.id, contact.account_id
                         FROM calendar_event event
                         JOIN crm_lead lead ON lead.id = event.opportunity_id
                         JOIN %(contacts)s ON contact.id = lead.partner_id
                        WHERE event.user_id = %(giver)s AND event.active
                          AND event.start >= %(start)s) found
                GROUP BY found.id""",
            start=self._get_start(),
            **values,
        )

    def _get_activity_query(self, values):
        """Activities on the accounts, their contacts and their documents."""
        parts = [
            SQL(
                """SELECT activity.id, contact.account_id
                     FROM mail_activity activity JOIN %(contacts)s
                       ON contact.id = activity.res_id
                    WHERE activity.res_model = 'res.partner' AND activity.active
                      AND activity.user_id = %(giver)s""",
                **values,
            )
        ]
        for name in DOCUMENT_MODELS:
            parts.append(
                SQL(
                    """SELECT activity.id, contact.account_id
                         FROM mail_activity activity
                         JOIN %(table)s document ON document.id = activity.res_id
                         JOIN %(contacts)s
                           ON contact.id = document.partner_id
                        WHERE activity.res_model = %(name)s AND activity.active
                          AND activity.user_id = %(giver)s""",
                    table=SQL.identifier(self.env[name]._table),
                    name=name,
                    **values,
                )
            )
        return SQL(" UNION ALL ").join(parts)

    def _get_request_query(self, values):
        """Requests of the giver that are not over, drafts among them."""
        return SQL(" UNION ALL ").join(
            self._get_request_query_of(name, values) for name in REQUEST_MODELS
        )

    def _get_request_query_of(self, name, values):
        return SQL(
            """SELECT document.id, contact.account_id
                 FROM %(table)s document
                 JOIN %(contacts)s ON contact.id = document.partner_id
            LEFT JOIN group_customer_approval_request request
                   ON request.id = document.approval_request_id
                WHERE %(giver)s IN (document.create_uid, request.requester_id)
                  AND document.company_id = %(company)s
                  AND %(pending)s""",
            table=SQL.identifier(self.env[name]._table),
            pending=self._get_pending_condition(name),
            **values,
        )

    def _find_requests(self):
        """Return model → document id → account id of the giver's open requests."""
        values = self._get_work_values()
        return {
            name: dict(self.env.execute_query(self._get_request_query_of(name, values)))
            for name in REQUEST_MODELS
        }

    def _get_pending_condition(self, name):
        """Return the condition under which a document of a model is not over."""
        ended = SQL("COALESCE(request.state, 'draft') NOT IN %s", ENDED_STATES)
        if name == "group.customer.grade.request":
            return SQL("(%s AND document.state IN ('draft', 'submitted'))", ended)
        return ended

    def _get_approval_query(self, values):
        """Requests about the accounts that wait for the giver."""
        return SQL(
            """SELECT DISTINCT request.id, contact.account_id
                 FROM group_customer_approval_approver approver
                 JOIN group_customer_approval_request request
                   ON request.id = approver.request_id
                 JOIN %(contacts)s ON contact.id = request.partner_id
                WHERE approver.principal_id = %(giver)s
                  AND request.company_id = %(company)s""",
            **values,
        )

    def _get_start(self):
        """Return the moment (UTC) in which the day of the handover begins."""
        zone = pytz.timezone(
            self.env["group.customer.ledger"]._get_timezone(self.company_id)
        )
        midnight = zone.localize(datetime.combine(self.date, time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)

    def _find_work(self):
        """Return kind of work → document id → account id."""
        self.env.flush_all()
        return {
            name: dict(self.env.execute_query(query))
            for name, query in self._get_work_queries().items()
        }

    # === COUNTING === #

    def _refresh_counts(self):
        """Count what goes along and what stays, one statement each, however many
        accounts there are.

        :returns: what was found, see :meth:`_find_work`; of the last handover
        """
        work = {}
        for handover in self.sudo():
            work = handover._find_work()
            counts = {name: Counter(pairs.values()) for name, pairs in work.items()}
            counts["receivable"] = handover._read_receivables()
            handover._write_counts(counts)
            handover._write_server({"counted_on": fields.Datetime.now()})
        return work

    def _read_receivables(self):
        """Return account id → what it owes in posted entries, in the company's
        currency."""
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT contact.account_id, SUM(item.amount_residual)
                         FROM account_move_line item
                         JOIN account_account account ON account.id = item.account_id
                         JOIN %(contacts)s ON contact.id = item.partner_id
                        WHERE account.account_type = 'asset_receivable'
                          AND item.parent_state = 'posted' AND NOT item.reconciled
                          AND item.company_id = %(company)s
                        GROUP BY contact.account_id""",
                    **self._get_work_values(),
                )
            )
        )

    def _write_counts(self, counts):
        """Write all counts of all lines; one statement.

        :param counts: name → account id → count
        """
        lines = self.line_ids.with_prefetch()
        accounts = [line.partner_id.id if line.carries_work else None for line in lines]
        names = list(counts)
        self.env.execute_query(
            SQL(
                """UPDATE group_customer_handover_line line SET %(assignments)s
                     FROM unnest(%(ids)s::int[], %(arrays)s)
                          AS counted (id, %(columns)s)
                    WHERE line.id = counted.id
                RETURNING line.id""",
                assignments=SQL(", ").join(
                    SQL("%s = counted.%s", *[SQL.identifier(name)] * 2)
                    for name in names
                ),
                ids=lines.ids,
                arrays=SQL(", ").join(
                    SQL(
                        "%s::numeric[]",
                        [counts[name].get(account, 0) for account in accounts],
                    )
                    for name in names
                ),
                columns=SQL(", ").join(map(SQL.identifier, names)),
            )
        )
        lines.invalidate_recordset(names)
