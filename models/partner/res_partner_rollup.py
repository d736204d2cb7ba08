# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .group_customer_snapshot import SNAPSHOT_STATES

OPERATORS = ("in", "not in", "<", ">", "<=", ">=")

HELP_TOTAL = (
    "This company and all below it in the corporate tree, in the companies ticked. "
    "Shown to whoever may read the customer; the details follow the access rights."
)


def group_figure(field_class, name, string, **kwargs):
    """A field that reads a column of the snapshot, searchable and sortable."""

    def _search_figure(self, operator, value):
        return self._search_group_figure(name, operator, value)

    return field_class(
        string=string,
        compute="_compute_group_figures",
        search=_search_figure,
        compute_sudo=True,
        # A portal user reads the contact of its company, but not our figures of it
        groups="base.group_user",
        **kwargs,
    )


def _amount(name, string, help_text=HELP_TOTAL, **kwargs):
    return group_figure(
        fields.Monetary,
        name,
        string,
        currency_field="group_currency_id",
        help=help_text,
        **kwargs,
    )


class ResPartner(models.Model):
    """Figures of the group on its customers, read from the snapshot.

    They are not stored on the partner, for they depend on the companies ticked; SQL
    reads them through a join, so lists filter, sort and add them up by them.
    """

    _inherit = "res.partner"

    group_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of Group Figures",
        compute="_compute_group_currency_id",
        help="The currency of the current company; with several companies ticked, "
        "their figures are converted at today's rate.",
    )
    group_own_revenue = _amount(
        "group_own_revenue",
        "Own Revenue",
        "Invoiced this calendar year to this company itself, without taxes, less "
        "refunds.",
    )
    # Totals contain one another along the tree: adding them up would count twice
    group_total_revenue = _amount(
        "group_total_revenue", "Group Revenue", aggregator=None
    )
    group_total_revenue_last_year = _amount(
        "group_total_revenue_last_year", "Group Revenue Last Year", aggregator=None
    )
    group_total_revenue_lookback = _amount(
        "group_total_revenue_lookback", "Group Revenue in Look-back", aggregator=None
    )
    group_total_order_count = group_figure(
        fields.Integer,
        "group_total_order_count",
        "Group Orders",
        aggregator=None,
        help=HELP_TOTAL,
    )
    group_total_receivable = _amount(
        "group_total_receivable", "Group Receivable", aggregator=None
    )
    group_total_overdue = _amount(
        "group_total_overdue", "Group Overdue", aggregator=None
    )
    group_last_order_date = group_figure(
        fields.Date, "group_last_order_date", "Last Group Order", help=HELP_TOTAL
    )
    group_snapshot_computed_at = group_figure(
        fields.Datetime, "group_snapshot_computed_at", "Figures Computed At"
    )
    group_snapshot_state = group_figure(
        fields.Selection,
        "group_snapshot_state",
        "State of Figures",
        selection=SNAPSHOT_STATES,
    )
    group_snapshot_ids = fields.One2many(
        "group.customer.snapshot",
        "partner_id",
        string="Group Figures",
        groups="group_customer.group_group_customer_user,"
        "group_customer.group_group_customer_settlement_manager",
    )

    @api.model
    def _get_group_figures(self):
        """Return field of the partner → column of the snapshot.

        Extension point: of several companies, dates are the last one, numbers are
        added up.
        """
        return {
            "group_own_revenue": "own_revenue_this_year",
            "group_total_revenue": "total_revenue_this_year",
            "group_total_revenue_last_year": "total_revenue_last_year",
            "group_total_revenue_lookback": "total_revenue_lookback",
            "group_total_order_count": "total_order_count",
            "group_total_receivable": "total_receivable",
            "group_total_overdue": "total_overdue",
            "group_last_order_date": "total_last_order_date",
            "group_snapshot_computed_at": "computed_at",
        }

    @api.model
    def _get_group_figure_fields(self):
        return [*self._get_group_figures(), "group_snapshot_state"]

    @api.model
    def _is_group_figure_day(self, name):
        return name in self._get_group_figures() and self._fields[name].type in (
            "date",
            "datetime",
        )

    @api.depends_context("company")
    def _compute_group_currency_id(self):
        self.group_currency_id = self.env.company.currency_id

    @api.depends_context("company", "allowed_company_ids")
    def _compute_group_figures(self):
        names = self._get_group_figure_fields()
        query = self._origin._as_query(ordered=False)
        values = {}
        if self._origin:
            sql = query.select(
                SQL.identifier(self._table, "id"),
                *(self._field_to_sql(self._table, name, query) for name in names),
            )
            values = {row[0]: row[1:] for row in self.env.execute_query(sql)}
        for partner in self:
            row = values.get(partner._origin.id) or [False] * len(names)
            for name, value in zip(names, row, strict=True):
                partner[name] = value or False

    @api.model
    def _search_group_figure(self, name, operator, value):
        if operator not in OPERATORS:
            return NotImplemented
        field = self._fields[name]

        def to_sql(model, alias, query):
            return field.condition_to_sql(name, operator, value, model, alias, query)

        return Domain.custom(to_sql=to_sql)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_history(self):
        # sudo: what the user may not read keeps the contact all the same
        transaction = self.env["group.customer.transaction"].sudo()
        transaction = transaction.search(Domain("partner_id", "in", self.ids), limit=1)
        if transaction:
            raise UserError(
                self.env._(
                    "%(partner)s cannot be deleted, for it has history from before "
                    "Odoo: archive the contact, merge it into another one, or delete "
                    "its transactions first.",
                    partner=transaction.partner_id.display_name,
                )
            )

    # SQL

    def _field_to_sql(self, alias, field_expr, query=None):
        if query is not None:
            if field_expr in self._get_group_figures():
                column = self._group_snapshot_column(alias, field_expr, query)
                if self._is_group_figure_day(field_expr):
                    return column
                return SQL("COALESCE(%s, 0)", column)
            if field_expr == "group_snapshot_state":
                return self._group_snapshot_state_to_sql(alias, query)
            if field_expr == "group_currency_id":
                return SQL("%s", self.env.company.currency_id.id)
        return super()._field_to_sql(alias, field_expr, query)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if not nulls.code and self._is_group_figure_day(field_name):
            nulls = SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _group_snapshot_column(self, alias, field_name, query):
        return SQL.identifier(
            self._join_group_snapshot(alias, query),
            self._get_group_figures()[field_name],
        )

    def _group_snapshot_state_to_sql(self, alias, query):
        snapshot = self._join_group_snapshot(alias, query)
        root = self._field_to_sql(alias, "group_root_id", query)
        return SQL(
            """CASE WHEN %(failed)s THEN 'failed'
                    WHEN EXISTS (
                        SELECT FROM group_customer_snapshot_queue waiting
                         WHERE waiting.partner_id = %(root)s
                           AND (waiting.company_id IS NULL
                                OR waiting.company_id IN %(companies)s)
                    ) THEN 'stale'
                    WHEN %(partner)s IS NOT NULL THEN 'fresh' END""",
            failed=SQL.identifier(snapshot, "is_failed"),
            root=root,
            companies=tuple(self.env.companies.ids),
            partner=SQL.identifier(snapshot, "partner_id"),
        )

    def _join_group_snapshot(self, alias, query):
        """Join the figures of the ticked companies to ``query``; return the alias."""
        joined = query.make_alias(alias, "group_snapshot")
        query.add_join(
            "LEFT JOIN",
            joined,
            self._group_snapshot_sql(),
            SQL(
                "%s = %s",
                SQL.identifier(joined, "partner_id"),
                SQL.identifier(alias, "id"),
            ),
        )
        return joined

    @api.model
    def _group_snapshot_sql(self):
        """One row per partner: the figures summed over the ticked companies, amounts
        in the currency of the current one at today's rate."""
        companies = self.env.companies
        figures = self._get_group_figures()
        days = sorted(
            column
            for name, column in figures.items()
            if self._fields[name].type == "date"
        )
        columns = sorted(set(figures.values()) - {"computed_at", *days})
        if (
            len(companies) == 1
            and companies.currency_id == self.env.company.currency_id
        ):
            return SQL(
                """(SELECT partner_id, %s, computed_at,
                           error IS NOT NULL AS is_failed
                      FROM group_customer_snapshot WHERE company_id = %s)""",
                SQL(", ").join(map(SQL.identifier, columns + days)),
                companies.id,
            )
        currency = self.env.company.currency_id
        today = fields.Date.context_today(self)
        factor = SQL(
            "CASE company_id %s END",
            SQL(" ").join(
                SQL(
                    "WHEN %s THEN %s::numeric",
                    company.id,
                    str(
                        currency._get_conversion_rate(
                            company.currency_id, currency, self.env.company, today
                        )
                    ),
                )
                for company in companies
            ),
        )
        sums = SQL(", ").join(
            SQL(
                "SUM(%(column)s) AS %(column)s"
                if column.endswith("_count")
                else "ROUND(SUM(%(column)s * %(factor)s) / %(step)s) * %(step)s "
                "AS %(column)s",
                column=SQL.identifier(column),
                factor=factor,
                step=SQL("%s::numeric", str(currency.rounding)),
            )
            for column in columns
        )
        last = SQL(", ").join(
            SQL("MAX(%(column)s) AS %(column)s", column=SQL.identifier(column))
            for column in days
        )
        return SQL(
            """(SELECT partner_id, %s, %s,
                       MIN(computed_at) AS computed_at,
                       BOOL_OR(error IS NOT NULL) AS is_failed
                  FROM group_customer_snapshot WHERE company_id IN %s
              GROUP BY partner_id)""",
            sums,
            last,
            tuple(companies.ids),
        )

    # Marking and refreshing

    @api.model
    def _group_roots_changed(self, root_ids):
        result = super()._group_roots_changed(root_ids)
        self.env["group.customer.snapshot"]._mark_roots_dirty(root_ids)
        return result

    def action_refresh_group_figures(self):
        """Recompute the figures of these customers' groups now.

        :raises AccessError: for who is not a user of Group Customers
        """
        self.check_access("read")
        if not self.env.user.has_group("group_customer.group_group_customer_user"):
            raise AccessError(
                self.env._(
                    "Only users of Group Customers may refresh figures. Ask your "
                    "administrator for the access right User: Own Accounts."
                )
            )
        self._refresh_group_figures()
        return True

    def _refresh_group_figures(self):
        snapshots = self.env["group.customer.snapshot"]
        wanted = self.commercial_partner_id.group_root_id
        if not wanted:
            return
        roots = snapshots._lock_roots(wanted.ids)
        if roots != wanted:
            raise UserError(
                self.env._(
                    "The figures of %(name)s are being computed at this moment. Look "
                    "again in a minute.",
                    name=(wanted - roots)[:1].display_name,
                )
            )
        snapshots._take(SQL("partner_id IN %s", tuple(roots.ids)))
        # sudo: totals of the group count what the user may not read one by one
        snapshots = snapshots.sudo()
        snapshots._refresh_roots(
            roots.sudo(), [(root_id, None) for root_id in roots.ids]
        )

    def action_open_group_figures(self):
        """Open the figures of this customer and of all below it."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_snapshot_action"
        )
        action["domain"] = [("partner_id.group_ancestor_ids", "in", self.ids)]
        action["context"] = {"search_default_filter_company": 1}
        action["display_name"] = self.env._(
            "Figures of %(name)s", name=self.display_name
        )
        return action

    def action_open_group_invoices(self):
        """Open the customer invoices of this company and of all below it."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        action["domain"] = [
            ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
            ("state", "=", "posted"),
            ("commercial_partner_id.group_ancestor_ids", "in", self.ids),
        ]
        action["context"] = {"default_move_type": "out_invoice", "create": False}
        action["display_name"] = self.env._(
            "Invoices of %(name)s", name=self.display_name
        )
        return action
