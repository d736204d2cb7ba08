# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL, format_date

from ...tools.sampling import share_sample, spread


class GroupCustomerReturnPlan(models.Model):
    """Draws the sample: random, yet the same for whoever draws it again (VI-10).

    1. The population are the documents of :meth:`_get_sources` in the days of the plan,
       of group customers, that no plan has drawn yet and that an officer other than
       their handler can take.
    2. Grades and handlers get shares of the sample in proportion to their documents
       (largest remainder); what was drawn before is deducted.
    3. In each of these strata the documents come in the order of
       ``MD5(seed || '|' || model || ',' || id)``.
    4. They are spread over the officers, least loaded first, never to their handler.
    """

    _inherit = "group.customer.return.plan"

    # === ACTION METHODS === #

    def action_draw(self):
        """Draw what is missing to the size of the sample."""
        self.check_access("write")
        for plan in self:
            plan._draw(plan.sample_size - plan.sampled_count)
        return True

    def action_top_up(self):
        """Draw one more document for each that was abandoned."""
        self.check_access("write")
        for plan in self:
            lost = len(
                plan.sudo().line_ids.filtered(
                    lambda line: line.is_sampled and line.state == "abandoned"
                )
            )
            plan._draw(plan.sample_size + lost - plan.sampled_count)
        return True

    # === HOOK === #

    def _get_sources(self):
        """Return the documents that may be sampled: name of a model → SQL ``SELECT``.

        Columns: res_id, partner_id (the commercial partner), contact_id (a person, or
        NULL), handler_id (res.users, or NULL), name, date and issue_kind
        (overdue_unprocessed, processed_unconfirmed, or NULL: asked about the topic of
        the plan). Only documents of the plan's company and days. Extension point:
        service requests and complaints.

        :rtype: dict[str, SQL]
        """
        self.ensure_one()
        ledger = self.env["group.customer.ledger"]
        self.env["sale.order"].flush_model()
        start, end = self._get_moments()
        orders = SQL(
            """SELECT s.id AS res_id, p.commercial_partner_id AS partner_id,
                      CASE WHEN p.id != p.commercial_partner_id
                                AND p.is_company IS NOT TRUE
                                AND p.type = 'contact'
                           THEN p.id END AS contact_id,
                      COALESCE(s.user_id, holder.user_id) AS handler_id,
                      s.name,
                      (s.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                          AS date,
                      NULL::varchar AS issue_kind
                 FROM sale_order s
                 JOIN res_partner p ON p.id = s.partner_id
                 JOIN res_partner holder ON holder.id = p.commercial_partner_id
                WHERE s.state = 'sale' AND s.company_id = %(company)s
                  AND s.date_order >= %(start)s AND s.date_order < %(end)s""",
            zone=ledger._get_timezone(self.company_id),
            company=self.company_id.id,
            start=start,
            end=end,
        )
        return {"sale.order": orders}

    def _get_moments(self):
        """Return the moments (UTC) between which the days of the plan lie."""
        Visit = self.env["group.customer.visit"]
        return tuple(
            Visit._get_moment(day, 0, self.company_id)
            for day in (self.date_from, self.date_to + timedelta(days=1))
        )

    # === BUSINESS METHODS === #

    def _draw(self, count):
        """Draw more documents.

        :param int count: how many more; zero or less: none, but strata are counted
        :raises UserError: closed, without officers, or drawn by somebody else now
        """
        self.ensure_one()
        if self.state == "closed":
            self._refuse_closed()
        if not self.officer_ids:
            raise UserError(
                self.env._(
                    "“%(plan)s” has no officers: choose who visits again, for nobody "
                    "may draw what he handled himself.",
                    plan=self.display_name,
                )
            )
        try:
            self.sudo().lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "The sample of “%(plan)s” is being drawn by somebody else: wait a "
                    "moment, then try again.",
                    plan=self.display_name,
                )
            ) from error
        population = self._get_population_sql()
        sizes, excluded = self._count_population(population)
        taken = self._count_taken()
        for stratum, drawn in taken.items():
            sizes[stratum] = sizes.get(stratum, 0) + drawn
        shares = share_sample(sizes, taken, sum(taken.values()) + max(count, 0))
        rows = self._pick(population, shares)
        # sudo: drawn by the server, whoever presses the button
        self.sudo()._add_lines(rows)
        self._keep_strata(sizes, shares, taken)
        self._write_server(
            {
                "drawn_on": fields.Datetime.now(),
                "population_count": sum(sizes.values()),
                "excluded_count": excluded,
            }
        )
        self._tell_draw(len(rows))

    def _get_population_sql(self):
        """Return SQL of the documents that may be drawn, with their strata."""
        self.flush_recordset()
        self.env["group.customer.return.visit"].flush_model()
        self.env["res.partner"].flush_model()
        policy = self.env["group.customer.return.policy"]._get(
            self.company_id, self.month
        )
        grade = SQL(
            "(account.group_customer_grade_id ->> %s)::int", str(self.company_id.id)
        )
        documents = SQL(" UNION ALL ").join(
            SQL("SELECT %s AS res_model, source.* FROM (%s) AS source", name, query)
            for name, query in sorted(self._get_sources().items())
        )
        return SQL(
            """SELECT document.*, %(grade)s AS grade,
                      %(stratum_grade)s AS stratum_grade,
                      %(stratum_handler)s AS stratum_handler,
                      MD5(%(seed)s || '|' || document.res_model || ','
                          || document.res_id) AS place,
                      %(allowed)s AS is_allowed
                 FROM (%(documents)s) AS document
                 JOIN res_partner AS account ON account.id = document.partner_id
                WHERE account.is_group_customer AND account.active
                  AND NOT EXISTS (
                          SELECT FROM group_customer_return_visit AS line
                           WHERE line.res_model = document.res_model
                             AND line.res_id = document.res_id
                      )""",
            grade=grade,
            stratum_grade=grade if policy.by_grade else SQL("NULL::int"),
            stratum_handler=(
                SQL("document.handler_id") if policy.by_handler else SQL("NULL::int")
            ),
            seed=self.seed,
            allowed=self._get_allowed_sql(),
            documents=documents,
        )

    def _get_allowed_sql(self):
        """Whether somebody other than the handler can take a ``document``."""
        if len(self.officer_ids) > 1:
            return SQL("TRUE")
        return SQL("document.handler_id IS DISTINCT FROM %s", self.officer_ids.id)

    def _count_population(self, population):
        """Return (grade, handler) → documents that may be drawn, and how many may not
        because they are the officer's own."""
        sizes, excluded = {}, 0
        for grade, handler, allowed, own in self.env.execute_query(
            SQL(
                """SELECT stratum_grade, stratum_handler,
                          COUNT(*) FILTER (WHERE is_allowed),
                          COUNT(*) FILTER (WHERE NOT is_allowed)
                     FROM (%s) AS population
                 GROUP BY stratum_grade, stratum_handler
                 ORDER BY stratum_grade NULLS LAST, stratum_handler NULLS LAST""",
                population,
            )
        ):
            excluded += own
            if allowed:
                sizes[grade, handler] = allowed
        return sizes, excluded

    def _count_taken(self):
        """Return (grade, handler) → documents drawn before.

        Their strata stay as they were, so a grade that changed shifts no shares.
        """
        policy = self.env["group.customer.return.policy"]._get(
            self.company_id, self.month
        )
        taken = {}
        for line in self.sudo().line_ids.filtered("is_sampled"):
            stratum = (
                (line.grade_id.id or None) if policy.by_grade else None,
                (line.handler_id.id or None) if policy.by_handler else None,
            )
            taken[stratum] = taken.get(stratum, 0) + 1
        return taken

    def _pick(self, population, shares):
        """Return the documents drawn: the first of each stratum by chance."""
        shares = {stratum: share for stratum, share in shares.items() if share}
        if not shares:
            return []
        wanted = SQL(", ").join(
            SQL("(%s::int, %s::int, %s)", grade, handler, share)
            for (grade, handler), share in shares.items()
        )
        return self.env.execute_query(
            SQL(
                """WITH wanted (grade, handler, share) AS (VALUES %(wanted)s),
                        ranked AS (
                            SELECT population.*, ROW_NUMBER() OVER (
                                       PARTITION BY stratum_grade, stratum_handler
                                       ORDER BY place
                                   ) AS number
                              FROM (%(population)s) AS population
                             WHERE is_allowed
                        )
                 SELECT res_model, res_id, partner_id, contact_id, handler_id, name,
                        date, issue_kind, ranked.grade
                   FROM ranked
                   JOIN wanted
                     ON wanted.grade IS NOT DISTINCT FROM stratum_grade
                    AND wanted.handler IS NOT DISTINCT FROM stratum_handler
                  WHERE number <= share
               ORDER BY place""",
                wanted=wanted,
                population=population,
            )
        )

    def _add_lines(self, rows):
        """Make a return visit of each document; ``self`` is superuser's."""
        loads = dict.fromkeys(self.officer_ids.sorted("id").ids, 0)
        for line in self.line_ids:
            if line.officer_id.id in loads:
                loads[line.officer_id.id] += 1
        handlers = {(row[0], row[1]): row[4] for row in rows}
        officers = spread(list(handlers), loads, lambda key: {handlers[key]})
        Source = self.env["group.customer.return.source"]
        sources = {name: Source._get_for_model(name) for name in {r[0] for r in rows}}
        now = fields.Datetime.now()
        return self.env["group.customer.return.visit"]._create_server(
            [
                {
                    "plan_id": self.id,
                    "partner_id": partner,
                    "contact_id": contact,
                    "kind": "issue" if issue else "topic",
                    "issue_kind": issue,
                    "topic_kind": False if issue else self.topic_kind,
                    "source_id": (sources[model] or self.source_id).id,
                    "res_model": model,
                    "res_id": res_id,
                    "source_reference": name,
                    "source_date": date,
                    "is_sampled": True,
                    "drawn_on": now,
                    "handler_id": handler,
                    "officer_id": officers[model, res_id],
                    "grade_id": grade,
                }
                for (
                    model,
                    res_id,
                    partner,
                    contact,
                    handler,
                    name,
                    date,
                    issue,
                    grade,
                ) in rows
            ]
        )

    def _keep_strata(self, sizes, shares, taken):
        """Keep how the population and the sample are made up."""
        # sudo: written by the server alone
        plan = self.sudo()
        plan.stratum_ids.unlink()
        plan.stratum_ids._create_server(
            [
                {
                    "plan_id": self.id,
                    "grade_id": grade,
                    "handler_id": handler,
                    "population_count": size,
                    "drawn_count": taken.get((grade, handler), 0)
                    + shares[grade, handler],
                }
                for (grade, handler), size in sizes.items()
            ]
        )

    def _tell_draw(self, count):
        self.message_post(
            body=self.env._(
                "%(count)s documents drawn from %(population)s of %(date_from)s to "
                "%(date_to)s; own documents left out: %(excluded)s. Seed %(seed)s.",
                count=count,
                population=self.population_count,
                date_from=format_date(self.env, self.date_from),
                date_to=format_date(self.env, self.date_to),
                excluded=self.excluded_count,
                seed=self.seed,
            )
        )
