# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

IMPORTANT_DATE = "group.customer.important.date"


class GroupCustomerFollowup(models.Model):
    """Accounts or people that become one have one follow-up per occasion and time.

    Deliveries stay what they are: each of them is an occasion. An important date that
    both have, a day of the calendar and the first business are one occasion then.
    """

    _inherit = "group.customer.followup"

    @api.model
    def _merge_partners(self, source_ids, partner, own_date_ids):
        """Make doubles one after partners were merged.

        1. Important dates that the partner has twice become one.
        2. Of the follow-ups for one occasion and time the one stays that is furthest:
           done, planned, open, skipped by hand. The others are skipped for good.
        3. What stays is named after the partner, so that it is not made again.

        How long the partner has been a customer is seen when all is brought in line,
        see :meth:`_refresh`.

        :param source_ids: ids of the partners that are gone
        :param partner: the one that stays; everything refers to it already
        :param own_date_ids: ids of the important dates it had before
        """
        self.env.flush_all()
        doubles = self._find_double_dates(partner, own_date_ids)
        self._merge_doubles([*source_ids, partner.id], partner, doubles)
        dates = self.env[IMPORTANT_DATE].browse(doubles)
        for double in dates.filtered("note"):
            kept = dates.browse(doubles[double.id])
            if (kept.note or "") != double.note:
                kept.note = "\n".join(filter(None, [kept.note, double.note]))
        dates.unlink()

    @api.model
    def _find_double_dates(self, partner, own_date_ids):
        """Return important date → the same one of the partner, which stays."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, kept
                  FROM (SELECT id, FIRST_VALUE(id) OVER (
                                   PARTITION BY kind, is_yearly IS TRUE,
                                       CASE WHEN is_yearly THEN TO_CHAR(date, 'MM-DD')
                                            ELSE date::text END,
                                       CASE WHEN kind IN ('festival', 'other')
                                            THEN LOWER(TRIM(COALESCE(name, ''))) END
                                   ORDER BY id = ANY(%(own)s::int[]) DESC, id
                               ) AS kept
                          FROM group_customer_important_date
                         WHERE partner_id = %(partner)s) AS found
                 WHERE id != kept
                """,
                own=list(own_date_ids),
                partner=partner.id,
            )
        )
        return dict(rows)

    @api.model
    def _merge_doubles(self, partner_ids, partner, doubles):
        """Leave one follow-up per occasion and time; two statements.

        :param partner_ids: ids of the partner and of those that are gone
        :param doubles: important date → the one that stays
        """
        keyed = SQL(
            """
            SELECT followup.id, followup.offset_id, followup.state, followup.skip_kind,
                   followup.source_key, followup.base_date,
                   COALESCE(double.kept, %(partner)s) AS document_id,
                   CASE WHEN double.kept IS NOT NULL
                        THEN double.kept || ',' || EXTRACT(
                             YEAR FROM followup.base_date)::int
                        WHEN rule.trigger = 'calendar'
                        THEN %(partner)s || ',' || followup.date_id || ',' || EXTRACT(
                             YEAR FROM followup.base_date)::int
                        ELSE 'first,' || %(partner)s END AS key
              FROM group_customer_followup AS followup
              JOIN group_customer_followup_rule AS rule ON rule.id = followup.rule_id
         LEFT JOIN unnest(%(dates)s::int[], %(kept)s::int[]) AS double (id, kept)
                ON followup.res_model = %(important)s AND double.id = followup.res_id
             WHERE double.kept IS NOT NULL
                OR followup.res_model = 'res.partner'
                   AND followup.res_id = ANY(%(partners)s)
                   AND rule.trigger IN ('calendar', 'new_customer')
            """,
            partner=partner.id,
            partners=list(partner_ids),
            # The dates that stay are compared with their doubles
            dates=[*doubles, *set(doubles.values())],
            kept=[*doubles.values(), *set(doubles.values())],
            important=IMPORTANT_DATE,
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH keyed AS (%s), ranked AS (
                    SELECT keyed.*, ROW_NUMBER() OVER (
                               PARTITION BY offset_id, key
                               ORDER BY CASE state WHEN 'done' THEN 1
                                                   WHEN 'planned' THEN 2
                                                   WHEN 'open' THEN 3 ELSE 4 END,
                                        skip_kind IS DISTINCT FROM 'by_hand',
                                        base_date, source_key != key, id) AS place
                      FROM keyed
                )
                UPDATE group_customer_followup AS followup
                   SET state = 'skipped', skip_kind = 'merged', visit_id = NULL,
                       write_date = NOW() AT TIME ZONE 'UTC'
                  FROM ranked
                 WHERE ranked.id = followup.id AND ranked.place > 1
                   AND ranked.state != 'done'
                   AND ranked.skip_kind IS DISTINCT FROM 'by_hand'
             RETURNING followup.id
                """,
                keyed,
            )
        )
        merged = [id_ for (id_,) in rows]
        self.env.execute_query(
            SQL(
                """
                WITH keyed AS (%s), named AS (
                    SELECT DISTINCT ON (offset_id, key) id
                      FROM keyed
                     WHERE NOT EXISTS (
                               SELECT FROM group_customer_followup AS other
                                WHERE other.offset_id = keyed.offset_id
                                  AND other.source_key = keyed.key)
                  ORDER BY offset_id, key, skip_kind = 'merged', id
                )
                UPDATE group_customer_followup AS followup
                   SET res_id = keyed.document_id,
                       source_key = CASE WHEN named.id IS NULL THEN followup.source_key
                                         ELSE keyed.key END
                  FROM keyed
             LEFT JOIN named ON named.id = keyed.id
                 WHERE keyed.id = followup.id
             RETURNING followup.id
                """,
                keyed,
            )
        )
        self.invalidate_model(flush=False)
        self.browse(merged)._drop_activities()
