# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

from pytz import utc

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# What the account manager is warned with is no touch
POOL_ACTIVITY = "group_customer.mail_activity_type_pool"


class ResPartner(models.Model):
    """When somebody of ours last had to do with a group customer (AM-21).

    Business, meetings, finished activities and notes of colleagues count, with the
    company and with its people; what the system writes by itself does not.
    """

    _inherit = "res.partner"
    _server_fields = frozenset({"last_touched_on"})

    last_touched_on = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The last day of an order, quotation, invoice, earlier transaction, "
        "meeting, finished activity or note of a colleague; found every night.",
    )
    untouched_days = fields.Integer(
        string="Days Untouched",
        compute="_compute_untouched_days",
        search="_search_untouched_days",
        aggregator=None,
        help="Days since the last touch, or since the account was entered.",
    )

    # === COMPUTE METHODS === #

    @api.depends("last_touched_on", "create_date", "is_group_customer")
    def _compute_untouched_days(self):
        today = fields.Date.context_today(self)
        for partner in self:
            since = partner.last_touched_on or (
                partner.create_date
                and fields.Datetime.context_timestamp(
                    partner, partner.create_date
                ).date()
            )
            partner.untouched_days = (
                max((today - since).days, 0)
                if since and partner.is_group_customer
                else 0
            )

    @api.model
    def _search_untouched_days(self, operator, value):
        if operator == "in":
            domains = [
                self._search_untouched_days(">=", days)
                & self._search_untouched_days("<=", days)
                for days in value
                if days is not False
            ]
            return Domain.OR(domains)
        if operator not in (">", ">=", "<", "<="):
            return NotImplemented
        # Whole days: “more than 7” is “8 and more”
        days = value + 1 if operator == ">" else value - 1 if operator == "<" else value
        at_least = operator in (">", ">=")
        if at_least and days <= 0:
            return Domain.TRUE
        if not at_least and days < 0:
            return Domain.FALSE
        since = self._get_touched_since_domain(days, at_least)
        if at_least:
            return Domain("is_group_customer", "=", True) & since
        # What is no account counts as zero days
        return Domain("is_group_customer", "=", False) | since

    @api.model
    def _get_touched_since_domain(self, days, at_least):
        """Domain of what was touched, else entered, so many days ago or longer ago (or
        later, without ``at_least``)."""
        day = fields.Date.context_today(self) - timedelta(days=days)
        operator = "<=" if at_least else ">="
        # Entered on that day: until its end, or from its beginning on
        moment = datetime.combine(day + timedelta(days=int(at_least)), time.min)
        moment = self.env.tz.localize(moment).astimezone(utc).replace(tzinfo=None)
        created = Domain("create_date", "<" if at_least else ">=", moment)
        return Domain("last_touched_on", operator, day) | (
            Domain("last_touched_on", "=", False) & created
        )

    # === BUSINESS METHODS === #

    @api.model
    def _cron_refresh_touches(self):
        self._refresh_touches()

    @api.model
    def _refresh_touches(self, partners=None):
        """Find the last touch of accounts anew; one statement, which writes only what
        changed.

        :param partners: accounts, or contacts of them; all group customers by default
        :returns: the accounts whose last touch is another one now
        """
        if partners is None:
            scope = SQL("(is_group_customer OR last_touched_on IS NOT NULL)")
        elif partners:
            scope = SQL("id IN %s", tuple(partners.sudo().commercial_partner_id.ids))
        else:
            return self.browse()
        self.env.flush_all()
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        touches = SQL(" UNION ALL ").join(self._get_touch_sql())
        changed = self.env.execute_query(
            SQL(
                """
                WITH subject AS (
                    SELECT id, COALESCE(is_group_customer, FALSE) AS is_account
                      FROM res_partner
                     WHERE %(scope)s
                ), contact AS (
                    SELECT person.id, subject.id AS account_id
                      FROM subject
                      JOIN res_partner AS person
                        ON person.commercial_partner_id = subject.id
                     WHERE subject.is_account
                ), touch AS (%(touches)s
                ), latest AS (
                    SELECT contact.account_id AS id, MAX(touch.date) AS date
                      FROM touch
                      JOIN contact ON contact.id = touch.partner_id
                     WHERE touch.date <= %(today)s::date
                  GROUP BY contact.account_id
                )
                UPDATE res_partner AS partner
                   SET last_touched_on = latest.date
                  FROM subject
             LEFT JOIN latest ON latest.id = subject.id
                 WHERE partner.id = subject.id
                   AND partner.last_touched_on IS DISTINCT FROM latest.date
             RETURNING partner.id
                """,
                scope=scope,
                touches=touches,
                today=today,
            )
        )
        self.invalidate_model(["last_touched_on", "untouched_days"], flush=False)
        return self.browse([id_ for (id_,) in changed])

    @api.model
    def _get_touch_sql(self):
        """Return the sources of touches: a list of SQL, each of which selects
        ``partner_id`` (any contact of the table ``contact``) and ``date``.

        Extension point: visits add theirs.
        """
        return [
            *self._get_business_touch_sql(),
            *self._get_meeting_touch_sql(),
            *self._get_activity_touch_sql(),
            *self._get_note_touch_sql(),
        ]

    @api.model
    def _get_day_sql(self, column):
        """Return the day of a moment (UTC) where the company is."""
        zone = self.env["group.customer.ledger"]._get_timezone(self.env.company)
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, zone)

    @api.model
    def _get_business_touch_sql(self):
        """Orders and quotations that stand, posted invoices, history."""
        return [
            SQL(
                """
                SELECT partner_id, MAX(%(day)s) AS date
                  FROM sale_order
                 WHERE state != 'cancel' AND partner_id IN (SELECT id FROM contact)
              GROUP BY partner_id
                """,
                day=self._get_day_sql(SQL("date_order")),
            ),
            SQL(
                """
                SELECT commercial_partner_id, MAX(COALESCE(invoice_date, date))
                  FROM account_move
                 WHERE state = 'posted'
                   AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND commercial_partner_id IN (SELECT id FROM subject)
              GROUP BY commercial_partner_id
                """
            ),
            SQL(
                """
                SELECT commercial_partner_id, MAX(date)
                  FROM group_customer_transaction
                 WHERE commercial_partner_id IN (SELECT id FROM subject)
              GROUP BY commercial_partner_id
                """
            ),
        ]

    @api.model
    def _get_meeting_touch_sql(self):
        """Meetings that have taken place, with somebody of the account."""
        return [
            SQL(
                """
                SELECT attendee.res_partner_id, MAX(%(day)s)
                  FROM calendar_event_res_partner_rel AS attendee
                  JOIN calendar_event AS event
                    ON event.id = attendee.calendar_event_id
                 WHERE event.active AND event.stop <= NOW() AT TIME ZONE 'UTC'
                   AND attendee.res_partner_id IN (SELECT id FROM contact)
              GROUP BY attendee.res_partner_id
                """,
                day=self._get_day_sql(SQL("event.start")),
            )
        ]

    @api.model
    def _get_touch_documents(self):
        """Return where people note what they did: model → SQL of its contact, on the
        alias ``document``, and of its table."""
        return {
            "res.partner": (SQL("document.id"), SQL("res_partner")),
            "crm.lead": (SQL("document.partner_id"), SQL("crm_lead")),
            "sale.order": (SQL("document.partner_id"), SQL("sale_order")),
        }

    @api.model
    def _get_activity_touch_sql(self):
        """Activities that were done, the warnings of the pool themselves left out."""
        warning_id = self.env["ir.model.data"]._xmlid_to_res_id(POOL_ACTIVITY)
        return [
            SQL(
                """
                SELECT %(partner)s, MAX(activity.date_done)
                  FROM %(table)s AS document
                  JOIN mail_activity AS activity
                    ON activity.res_model = %(model)s
                   AND activity.res_id = document.id
                 WHERE activity.date_done IS NOT NULL
                   AND activity.activity_type_id IS DISTINCT FROM %(warning)s
                   AND %(partner)s IN (SELECT id FROM contact)
              GROUP BY %(partner)s
                """,
                partner=partner,
                table=table,
                model=model,
                warning=warning_id or None,
            )
            for model, (partner, table) in self._get_touch_documents().items()
        ]

    @api.model
    def _get_note_touch_sql(self):
        """Notes and mails of colleagues; the system's own user writes none."""
        return [
            SQL(
                """
                SELECT %(partner)s, MAX(%(day)s)
                  FROM %(table)s AS document
                  JOIN mail_message AS message
                    ON message.model = %(model)s AND message.res_id = document.id
                  JOIN res_users AS writer ON writer.partner_id = message.author_id
                 WHERE message.message_type = 'comment'
                   AND NOT writer.share AND writer.id != %(system)s
                   AND %(partner)s IN (SELECT id FROM contact)
              GROUP BY %(partner)s
                """,
                partner=partner,
                table=table,
                model=model,
                day=self._get_day_sql(SQL("message.date")),
                system=SUPERUSER_ID,
            )
            for model, (partner, table) in self._get_touch_documents().items()
        ]
