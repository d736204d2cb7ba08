# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

FIGURES = ("done", "planned", "proposed", "missed", "unplanned")
# Which accounts are shown: those with such a quota
ONLY = {
    "due": SQL("quota.state IN ('due', 'overdue')"),
    "unplanned": SQL("quota.unplanned > 0"),
}


class GroupCustomerVisitPlan(models.Model):
    """Which accounts stand on a page of the board.

    Rights cost most where somebody leads many people: which quotas the user may see is
    found once, and the page, the sums and the visitors are all read from that.
    """

    _inherit = "group.customer.visit.plan"

    @api.model
    def _get_board_page(self, quotas, visits, user, domain, only, offset, limit):
        """Return the accounts of a page, and what stands above it.

        Best grades first, then by name: an order that planning does not change, so
        that no account jumps away under the hand.

        :param quotas: domain of the quotas that are shown, whoever has to visit
        :param visits: domain of the visits that are shown
        :param user: only what this visitor has to do; empty: everybody
        :param domain: on the accounts
        :param only: key of ``ONLY``
        :returns: dict of ids (the accounts), total (how many there are in all), figures
            (sums over all of them) and user_ids (who has to visit)
        """
        Quota = self.env["group.customer.visit.attainment"]
        asked = Quota._search(quotas)
        partners = self.env["res.partner"]._search(Domain(list(domain or [])))
        accounts = SQL("")
        if only not in ONLY:
            visited = self.env["group.customer.visit"]._search(visits)
            accounts = SQL(
                "UNION ALL SELECT seen.partner_id, NULL, TRUE, %s FROM (%s) AS seen",
                SQL(", ").join(SQL("0") for _name in FIGURES),
                # The rights of the user may join tables that have accounts too
                visited.select(SQL.identifier(visited.table, "partner_id")),
            )
        sums = SQL(", ").join(
            SQL("SUM(%s)::bigint AS %s", name, name)
            for name in map(SQL.identifier, FIGURES)
        )
        columns = ("partner_id", "user_id", "grade_id", "state", *FIGURES)
        [[ids, total, user_ids, *found]] = self.env.execute_query(
            SQL(
                """
                WITH quota AS MATERIALIZED (%(quotas)s
                ), account AS (
                    SELECT quota.partner_id, grade.sequence AS place,
                           %(only)s AS is_asked, %(figures)s
                      FROM quota
                 LEFT JOIN group_customer_grade AS grade ON grade.id = quota.grade_id
                     WHERE %(whose)s %(accounts)s
                ), line AS (
                    SELECT partner_id, MIN(place) AS place, %(sums)s
                      FROM account
                  GROUP BY partner_id
                    HAVING BOOL_OR(is_asked)
                ), shown AS MATERIALIZED (
                    SELECT partner.id, partner.name, line.*
                      FROM (%(partners)s) AS partner
                      JOIN line ON line.partner_id = partner.id
                )
                SELECT ARRAY(SELECT id FROM shown
                           ORDER BY place NULLS LAST, name, id
                             OFFSET %(offset)s LIMIT %(limit)s),
                       COUNT(*),
                       ARRAY(SELECT DISTINCT user_id FROM quota
                              WHERE user_id IS NOT NULL),
                       %(sums)s
                  FROM shown""",
                quotas=asked.select(
                    *(SQL.identifier(asked.table, name) for name in columns)
                ),
                only=ONLY.get(only, SQL("TRUE")),
                figures=SQL(", ").join(SQL.identifier("quota", n) for n in FIGURES),
                whose=SQL("quota.user_id = %s", user.id) if user else SQL("TRUE"),
                accounts=accounts,
                sums=sums,
                partners=partners.select(
                    SQL.identifier(partners.table, "id"),
                    SQL("%s AS name", SQL.identifier(partners.table, "complete_name")),
                ),
                offset=offset,
                limit=limit,
            )
        )
        if total and not ids:
            return self._get_board_page(quotas, visits, user, domain, only, 0, limit)
        figures = zip(FIGURES, found, strict=True)
        return {
            "ids": ids,
            "total": total,
            "user_ids": user_ids,
            "figures": {name: int(value or 0) for name, value in figures},
        }

    @api.model
    def _get_board_users(self, user_ids, companies, first):
        """Return the visitors to choose from: who has a quota or a plan in the month
        that the user may see.

        :param user_ids: who has a quota
        """
        users = self.env["res.users"].browse(user_ids)
        for (user,) in self._read_group(
            Domain("company_id", "in", companies.ids) & Domain("month", "=", first),
            ["user_id"],
        ):
            users |= user
        # sudo: names of colleagues
        users = users.sudo().sorted(lambda user: (user.name or "", user.id))
        return [{"id": user.id, "name": user.name} for user in users]

    @api.model
    def _filter_board_user(self, user, users):
        """Return the visitor whose working days and load are shown: one of those to
        choose from, or whom the user plans for. When others are away stays unknown."""
        if user.id in {known["id"] for known in users}:
            return user
        allowed = self._get_plannable_users()
        return user if allowed is None else user & allowed

    @api.model
    def _get_board_left_out(self, quotas):
        """Return quota id → who dropped visits of its period, in words."""
        visits = self.env["group.customer.visit"]
        if quotas:
            visits = visits.search(
                Domain("is_dropped", "=", True)
                & Domain("partner_id", "in", quotas.partner_id.ids)
                & Domain("date", ">=", min(quotas.mapped("date_from")))
                & Domain("date", "<=", max(quotas.mapped("date_to"))),
                order="dropped_on, id",
            )
        texts = {}
        for quota in quotas if visits else ():
            found = visits.filtered(
                lambda visit, quota=quota: (
                    visit.partner_id == quota.partner_id
                    and visit.kind_id == quota.kind_id
                    and visit.company_id == quota.company_id
                    and quota.date_from <= visit.date <= quota.date_to
                )
            )
            # sudo: name of a colleague
            texts[quota.id] = "; ".join(
                self.env._(
                    "Left out by %(user)s on %(date)s",
                    user=visit.sudo().dropped_by_id.name or "–",
                    date=format_date(self.env, visit.dropped_on),
                )
                for visit in found
            )
        return texts
