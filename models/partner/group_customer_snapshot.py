# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SNAPSHOT_STATES = [("fresh", "Fresh"), ("stale", "Stale"), ("failed", "Failed")]
OWN = "What this company did itself."
CHILDREN = "What all companies below this one in the corporate tree did."


class GroupCustomerSnapshot(models.Model):
    """The figures of one node of a corporate tree in the books of one company.

    Rows are written by SQL alone (``_rebuild``), in the currency of the company, and
    read by lists and charts; a decision never rests on them. Years are calendar
    years. A row is *stale* while a change of its group waits in the queue, *failed*
    when its last computation failed: it then keeps its former figures.
    """

    _name = "group.customer.snapshot"
    _description = "Group Customer Figures"
    _order = "total_revenue_this_year desc, id"
    _rec_name = "partner_id"
    _log_access = False
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", required=True)
    root_id = fields.Many2one(
        "res.partner", string="Group Head", index=True, ondelete="cascade"
    )
    is_root = fields.Boolean(
        string="Head of Group", help="The row's totals are those of the whole group."
    )
    user_id = fields.Many2one(
        related="partner_id.user_id", string="Account Manager", store=False
    )

    own_revenue_this_year = fields.Monetary(help=OWN)
    own_revenue_last_year = fields.Monetary(help=OWN)
    own_revenue_lookback = fields.Monetary(
        string="Own Revenue in Look-back",
        help="Own revenue of the last years, up to today; how many is the parameter "
        "snapshot_lookback_years.",
    )
    own_order_count = fields.Integer(string="Own Orders", help=OWN)
    own_receivable = fields.Monetary(help=OWN)
    own_overdue = fields.Monetary(help=OWN)
    own_last_order_date = fields.Date(string="Own Last Order", help=OWN)

    # Totals contain one another along the tree: adding them up would count twice
    children_revenue_this_year = fields.Monetary(
        string="Members' Revenue This Year", aggregator=None, help=CHILDREN
    )
    children_revenue_last_year = fields.Monetary(
        string="Members' Revenue Last Year", aggregator=None, help=CHILDREN
    )
    children_revenue_lookback = fields.Monetary(
        string="Members' Revenue in Look-back", aggregator=None, help=CHILDREN
    )
    children_order_count = fields.Integer(
        string="Members' Orders", aggregator=None, help=CHILDREN
    )
    children_receivable = fields.Monetary(
        string="Members' Receivable", aggregator=None, help=CHILDREN
    )
    children_overdue = fields.Monetary(
        string="Members' Overdue", aggregator=None, help=CHILDREN
    )
    children_last_order_date = fields.Date(string="Members' Last Order", help=CHILDREN)

    total_revenue_this_year = fields.Monetary(aggregator=None)
    total_revenue_last_year = fields.Monetary(aggregator=None)
    total_revenue_lookback = fields.Monetary(
        string="Total Revenue in Look-back", aggregator=None
    )
    total_order_count = fields.Integer(string="Total Orders", aggregator=None)
    total_receivable = fields.Monetary(aggregator=None)
    total_overdue = fields.Monetary(aggregator=None)
    total_last_order_date = fields.Date(string="Last Order")

    computed_at = fields.Datetime()
    error = fields.Text(help="Why the last computation failed.")
    state = fields.Selection(
        SNAPSHOT_STATES,
        compute="_compute_state",
        search="_search_state",
        help="Fresh: as of the computation. Stale: something was posted since and the "
        "figures are about to be refreshed. Failed: the figures are those before the "
        "failure.",
    )

    _partner_company_unique = models.UniqueIndex(
        "(partner_id, company_id)",
        "A customer has one row of figures per company.",
    )

    def init(self):
        # Every row is rewritten each night, but its indexed columns stay: with room
        # on its page the new version needs no new index entries.
        self.env.cr.execute("ALTER TABLE group_customer_snapshot SET (fillfactor = 50)")

    @api.depends("error", "root_id", "company_id")
    def _compute_state(self):
        waiting = set(
            self.env.execute_query(
                SQL(
                    """SELECT s.id FROM group_customer_snapshot s
                        WHERE s.id IN %s AND %s""",
                    tuple(self.ids or [0]),
                    self._waiting_sql(SQL("s.root_id"), SQL("s.company_id")),
                )
            )
        )
        for snapshot in self:
            if snapshot.error:
                snapshot.state = "failed"
            elif (snapshot.id,) in waiting:
                snapshot.state = "stale"
            else:
                snapshot.state = "fresh"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented

        def to_sql(model, alias, query):
            root, company, error = (
                SQL.identifier(alias, name)
                for name in ("root_id", "company_id", "error")
            )
            return SQL("%s IN %s", self._state_sql(root, company, error), tuple(value))

        return Domain.custom(to_sql=to_sql) if value else Domain.FALSE

    @api.model
    def _state_sql(self, root, company, error):
        return SQL(
            """CASE WHEN %s IS NOT NULL THEN 'failed'
                    WHEN %s THEN 'stale' ELSE 'fresh' END""",
            error,
            self._waiting_sql(root, company),
        )

    @api.model
    def _waiting_sql(self, root, company):
        """Whether a change of the group ``root`` waits for its refresh."""
        self.env["group.customer.snapshot.queue"].flush_model()
        return SQL(
            """EXISTS (SELECT FROM group_customer_snapshot_queue waiting
                        WHERE waiting.partner_id = %s
                          AND (waiting.company_id IS NULL
                               OR waiting.company_id = %s))""",
            root,
            company,
        )

    # Marking

    @api.model
    def _mark_dirty(self, partners, companies=None):
        """Queue the groups of ``partners`` for a refresh of their figures.

        :param partners: any contacts; those outside every tree are passed over
        :param companies: whose books changed; None for those of all companies
        """
        company_ids = [None] if companies is None else companies.ids
        self._mark_dirty_pairs(
            [
                (partner_id, company)
                for partner_id in partners.ids
                for company in company_ids
            ]
        )

    @api.model
    def _mark_dirty_pairs(self, pairs):
        """As :meth:`_mark_dirty`, for ``(partner id, company id or None)`` pairs.

        One INSERT for the whole batch into a table nobody updates: two users who
        post for the same group never wait for each other.
        """
        pairs = [pair for pair in set(pairs) if pair[0]]
        if not pairs:
            return
        self.env["res.partner"].flush_model(["commercial_partner_id", "group_root_id"])
        queued = self.env.execute_query(
            SQL(
                """INSERT INTO group_customer_snapshot_queue (partner_id, company_id)
                   SELECT DISTINCT entity.group_root_id, dirty.company_id
                     FROM unnest(%s::int[], %s::int[])
                          AS dirty (partner_id, company_id)
                     JOIN res_partner p ON p.id = dirty.partner_id
                     JOIN res_partner entity ON entity.id = p.commercial_partner_id
                    WHERE entity.group_root_id IS NOT NULL
                RETURNING id""",
                [pair[0] for pair in pairs],
                [pair[1] for pair in pairs],
            )
        )
        if queued:
            self._queue_changed()

    @api.model
    def _mark_roots_dirty(self, root_ids):
        """Queue these group heads by id, in the books of all companies; one that left
        the tree too, so that its rows go."""
        root_ids = sorted(set(root_ids))
        if not root_ids:
            return
        self.env.cr.execute(
            SQL(
                """INSERT INTO group_customer_snapshot_queue (partner_id)
                   SELECT id FROM res_partner WHERE id IN %s""",
                tuple(root_ids),
            )
        )
        self._queue_changed()

    @api.model
    def _queue_changed(self):
        """Have the queue drained soon after the commit, once per transaction."""
        self.invalidate_model(["state"])
        self.env["res.partner"].invalidate_model(["group_snapshot_state"])
        self.env["group.customer.snapshot.queue"]._queue_changed()

    # Actions

    def action_refresh(self):
        """Recompute the figures of the groups of these rows now."""
        self.check_access("read")
        self.root_id._refresh_group_figures()
        return True

    def action_open_partner(self):
        """Open the customer of this row."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }
