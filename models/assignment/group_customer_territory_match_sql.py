# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

from .group_customer_territory_match import (
    LINK_COLUMNS,
    MATCHED_FIELDS,
    TEXT_COLUMNS,
)


class GroupCustomerTerritoryPlan(models.Model):
    """The statement that finds the territories of accounts.

    The map is walked from the top: an account goes down into the territories that
    match it only, so that the time follows the number of accounts and the depth of the
    map, not the number of its territories.
    """

    _inherit = "group.customer.territory.plan"

    def _get_match_sql(self, partners=None):
        """Return a SELECT of (partner_id, territory_id, other_id, holder_id, team_id).

        Active group customers that this map covers and that at least one territory
        matches. ``other_id`` is another territory of the same depth that matches the
        account too (an overlap; ``territory_id`` is then one of them), else NULL.

        1. ``plain``: what criteria look at, as keys such as ``city:shanghai``;
           ``account``: with the ranges around postcode and size, as ``size:100~499``.
        2. ``key``: what the criteria ask for, in the same form, with the territory
           above in front: one join finds all that may match inside it.
        3. ``m1``, ``m2``…: the territories of each depth that match, inside those that
           matched one depth above.
        4. The deepest wins; two of the same depth are an overlap.

        :param partners: ``res.partner`` records to look at; all when left out
        """
        self.ensure_one()
        self._flush_matched()
        nodes, keys = (
            self._get_compiled(self.id)
            if self.state == "active"
            else self._compile_map()
        )
        if not nodes:
            return SQL(
                """SELECT NULL::int AS partner_id, NULL::int AS territory_id,
                          NULL::int AS other_id, NULL::int AS holder_id,
                          NULL::int AS team_id
                    WHERE FALSE"""
            )
        kinds = {key[4] for key in keys}
        depths = range(1, max(node[2] for node in nodes) + 1)
        matched = [self._match_depth_sql(depth) for depth in depths]
        return SQL(
            """
WITH plain AS MATERIALIZED (
    %(accounts)s
), account AS MATERIALIZED (
    %(with_ranges)s
), node (id, parent_id, depth, needed) AS MATERIALIZED (
    SELECT * FROM unnest(%(ids)s::int[], %(parents)s::int[], %(depths)s::int[],
                         %(needed)s::int[])
), key (territory_id, criterion_id, is_excluded, key) AS MATERIALIZED (
    %(keys)s
), %(matched)s, ranked AS (
    SELECT partner_id, territory_id,
           RANK() OVER (PARTITION BY partner_id ORDER BY depth DESC) AS place
      FROM (%(together)s) m
), best AS (
    SELECT partner_id, MIN(territory_id) AS territory_id,
           NULLIF(MAX(territory_id), MIN(territory_id)) AS other_id
      FROM ranked WHERE place = 1 GROUP BY partner_id
)
SELECT best.partner_id, best.territory_id, best.other_id,
       t.effective_holder_id AS holder_id, t.effective_team_id AS team_id
  FROM best JOIN group_customer_territory t ON t.id = best.territory_id
            """,
            accounts=self._accounts_sql(kinds, partners),
            ids=[node[0] for node in nodes],
            parents=[node[1] for node in nodes],
            depths=[node[2] for node in nodes],
            needed=[node[3] for node in nodes],
            with_ranges=self._with_ranges_sql(
                {(key[4], *key[6]) for key in keys if key[6]}
            ),
            keys=self._keys_sql(keys),
            matched=SQL(", ").join(matched),
            together=SQL(" UNION ALL ").join(
                SQL(
                    "SELECT partner_id, territory_id, %s AS depth FROM %s",
                    depth,
                    SQL.identifier(f"m{depth}"),
                )
                for depth in depths
            ),
        )

    def _flush_matched(self):
        """Write to the database what the statement reads there."""
        self.env["res.partner"].flush_model(MATCHED_FIELDS | {"territory_id"})
        self.env["group.customer.territory"].flush_model()
        self.env["group.customer.territory.criterion"].flush_model()
        self.env["group.customer.grade.award"].flush_model()

    def _covered_sql(self, alias):
        """The condition that this map covers an account."""
        companies = self._get_covered_companies()
        covered = SQL(
            "%s = ANY(%s)",
            SQL.identifier(alias, "company_id"),
            [company for company in companies if company],
        )
        if False in companies:
            covered = SQL(
                "(%s OR %s IS NULL)", covered, SQL.identifier(alias, "company_id")
            )
        return SQL(
            "%s AND %s AND %s",
            SQL.identifier(alias, "is_group_customer"),
            SQL.identifier(alias, "active"),
            covered,
        )

    def _accounts_sql(self, kinds, partners=None):
        scope = SQL("TRUE")
        if partners is not None:
            scope = SQL("p.id = ANY(%s)", list(partners.ids))
        keys = []
        for kind, column in LINK_COLUMNS.items():
            if kind in kinds:
                keys.append(SQL("%s || p.%s", f"{kind}:", SQL.identifier(column)))
        for kind, column in TEXT_COLUMNS.items():
            if kind in kinds:
                value = self._name_sql(SQL.identifier("p", column))
                keys.append(SQL("%s || %s", f"{kind}:", value))
        grades, grade_keys = SQL(), SQL("'{}'::text[]")
        if "grade" in kinds:
            # Whatever the scheme: a letter means something only inside its own.
            grade_keys = SQL("COALESCE(held.keys, '{}'::text[])")
            grades = SQL(
                """LEFT JOIN (
        SELECT a.partner_id, ARRAY_AGG(DISTINCT 'grade:' || a.grade_id) AS keys
          FROM group_customer_grade_award a JOIN res_partner p ON p.id = a.partner_id
         WHERE a.date_to IS NULL AND %s
           AND (p.company_id IS NULL OR p.company_id = a.company_id)
      GROUP BY a.partner_id) held ON held.partner_id = p.id""",
                scope,
            )
        return SQL(
            """SELECT p.id, ARRAY_REMOVE(ARRAY[%(keys)s]::text[], NULL)
                      || %(grade_keys)s AS keys,
                      %(zip)s AS zip, NULLIF(p.workforce_size, 0) AS size
                 FROM res_partner p %(grades)s
                WHERE %(covered)s AND %(scope)s""",
            keys=SQL(", ").join(keys),
            grade_keys=grade_keys,
            zip=self._zip_sql(SQL("p.zip")) if "zip" in kinds else SQL("NULL::text"),
            grades=grades,
            covered=self._covered_sql("p"),
            scope=scope,
        )

    @api.model
    def _name_sql(self, value):
        """A name without what makes no difference: capitals, full width, blanks."""
        return SQL(
            "NULLIF(lower(trim(regexp_replace(normalize(%s, NFKC), '\\s+', ' ', 'g')))"
            ", '')",
            value,
        )

    @api.model
    def _zip_sql(self, value):
        """A postcode as letters and digits alone."""
        return SQL(
            "NULLIF(upper(regexp_replace(normalize(%s, NFKC), '\\W|_', '', 'g')), '')",
            value,
        )

    @api.model
    def _with_ranges_sql(self, ranges):
        """The accounts with the ranges that their postcode and their size lie in.

        :param ranges: (kind, first value, last value), each once
        """
        joins, keys = [], [SQL("plain.keys")]
        for kind, is_inside in (
            ("size", SQL("found.value BETWEEN r.low::int AND r.high::int")),
            # A bound is the beginning of a postcode; a shorter postcode than the
            # bounds is one of another kind.
            (
                "zip",
                SQL(
                    """length(found.value) >= length(r.low)
                       AND length(found.value) >= length(r.high)
                       AND found.value COLLATE "C" >= r.low
                       AND left(found.value, length(r.high)) COLLATE "C" <= r.high"""
                ),
            ),
        ):
            if not (asked := sorted(one[1:] for one in ranges if one[0] == kind)):
                continue
            joins.append(
                SQL(
                    """LEFT JOIN (
        SELECT found.value, ARRAY_AGG(%(head)s || r.low || '~' || r.high) AS keys
          FROM (SELECT DISTINCT %(column)s AS value FROM plain) found
          JOIN unnest(%(lows)s::text[], %(highs)s::text[]) AS r (low, high)
            ON %(is_inside)s
      GROUP BY found.value) %(kind)s ON %(kind)s.value = plain.%(column)s""",
                    head=f"{kind}:",
                    column=SQL.identifier(kind),
                    kind=SQL.identifier(f"of_{kind}"),
                    lows=[low for low, _high in asked],
                    highs=[high for _low, high in asked],
                    is_inside=is_inside,
                )
            )
            keys.append(SQL("COALESCE(%s, '{}')", SQL.identifier(f"of_{kind}", "keys")))
        return SQL(
            "SELECT plain.id, %s AS keys FROM plain %s",
            SQL(" || ").join(keys),
            SQL(" ").join(joins),
        )

    @api.model
    def _keys_sql(self, keys):
        """What the criteria ask for: one row per value that fulfils one of them."""
        return SQL(
            """SELECT territory_id, criterion_id, is_excluded,
                      (parent_id || '|' || kind || ':' || CASE WHEN is_range
                       THEN value ELSE %(name)s END) COLLATE "C"
                 FROM unnest(%(territories)s::int[], %(parents)s::int[],
                             %(criteria)s::int[], %(excluded)s::bool[],
                             %(kinds)s::text[], %(values)s::text[], %(ranges)s::bool[])
                   AS asked (territory_id, parent_id, criterion_id, is_excluded, kind,
                             value, is_range)""",
            name=self._name_sql(SQL("value")),
            territories=[key[0] for key in keys],
            parents=[key[1] for key in keys],
            criteria=[key[2] for key in keys],
            excluded=[key[3] for key in keys],
            kinds=[key[4] for key in keys],
            values=["~".join(key[6]) if key[6] else key[5] for key in keys],
            ranges=[bool(key[6]) for key in keys],
        )

    @api.model
    def _match_depth_sql(self, depth):
        """The territories of one depth that match, inside those of the depth above."""
        above = (
            SQL("(SELECT id AS partner_id, 0 AS territory_id FROM account)")
            if depth == 1
            else SQL.identifier(f"m{depth - 1}")
        )
        return SQL(
            """%(scored)s AS (
    SELECT above.partner_id, key.territory_id,
           COUNT(DISTINCT key.criterion_id) FILTER (WHERE NOT key.is_excluded) AS held,
           bool_or(key.is_excluded) AS is_out
      FROM %(above)s above
      JOIN account ON account.id = above.partner_id
     CROSS JOIN unnest(account.keys) AS has (key)
      JOIN key ON key.key = (above.territory_id || '|' || has.key) COLLATE "C"
  GROUP BY above.partner_id, key.territory_id
), %(matched)s AS (
    SELECT scored.partner_id, scored.territory_id
      FROM %(scored)s scored JOIN node ON node.id = scored.territory_id
     WHERE node.needed > 0 AND scored.held >= node.needed AND NOT scored.is_out
 UNION ALL
    -- Without criteria that ask for something: all of the parent but what is taken out
    SELECT above.partner_id, node.id
      FROM %(above)s above
      JOIN node ON node.parent_id = above.territory_id AND node.needed = 0
 LEFT JOIN %(scored)s scored
        ON scored.partner_id = above.partner_id AND scored.territory_id = node.id
       AND scored.is_out
     WHERE scored.partner_id IS NULL
)""",
            scored=SQL.identifier(f"s{depth}"),
            matched=SQL.identifier(f"m{depth}"),
            above=above,
        )
