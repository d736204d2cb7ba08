# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

# Who sees what other account managers hold
MANAGERS = "group_customer.group_group_customer_manager"


class GroupCustomerTerritoryPlan(models.Model):
    """The preview of a map: who would move, loads before and after.

    What is written at the activation stays, and says why accounts moved.
    """

    _inherit = "group.customer.territory.plan"

    preview_line_ids = fields.One2many(
        comodel_name="group.customer.territory.preview.line",
        inverse_name="plan_id",
        string="Accounts",
        readonly=True,
    )
    previewed_on = fields.Datetime(readonly=True, copy=False)
    previewed_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="set null", readonly=True, copy=False
    )
    is_preview_stale = fields.Boolean(
        string="Changed Since the Preview", readonly=True, copy=False
    )
    preview = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        groups=MANAGERS,
        help="Totals of all accounts, also those that the reader may not open.",
    )
    account_count = fields.Integer(
        string="Accounts Covered", compute="_compute_preview_counts", compute_sudo=True
    )
    move_count = fields.Integer(
        string="Would Move", compute="_compute_preview_counts", compute_sudo=True
    )
    pinned_count = fields.Integer(
        string="Pinned", compute="_compute_preview_counts", compute_sudo=True
    )
    no_holder_count = fields.Integer(
        string="Without Holder", compute="_compute_preview_counts", compute_sudo=True
    )
    unmatched_count = fields.Integer(
        string="In No Territory", compute="_compute_preview_counts", compute_sudo=True
    )
    overlap_count = fields.Integer(
        string="In Two Territories",
        compute="_compute_preview_counts",
        compute_sudo=True,
    )
    load_table = fields.Json(
        string="Load Before and After",
        compute="_compute_load_table",
        compute_sudo=True,
        groups=MANAGERS,
        help="Accounts of each account manager before and after the map, among those "
        "that it covers.",
    )

    # === COMPUTE METHODS === #

    @api.depends("preview")
    def _compute_preview_counts(self):
        for plan in self:
            outcomes = (plan.preview or {}).get("outcomes", {})
            plan.account_count = sum(outcomes.values())
            plan.move_count = outcomes.get("move", 0)
            plan.pinned_count = outcomes.get("pinned", 0)
            plan.no_holder_count = outcomes.get("no_holder", 0)
            plan.unmatched_count = outcomes.get("unmatched", 0)
            plan.overlap_count = outcomes.get("overlap", 0)

    @api.depends("preview")
    @api.depends_context("lang")
    def _compute_load_table(self):
        for plan in self:
            plan.load_table = plan._get_load_table() if plan.preview else False

    def _get_load_table(self):
        """Return the load of everybody concerned, the largest change first.

        :returns: list of dicts ``user_id`` (False: accounts without manager), ``name``,
            ``before``, ``lost``, ``won``, ``after`` and ``maximum`` (None: no limit
            known, or none of the moment)
        """
        self.ensure_one()
        loads = self.preview.get("loads", [])
        company = self.company_id or self.env.company
        capacities = self.env["group.customer.manager"]._read_capacity(company)
        users = self.env["res.users"].with_context(active_test=False)
        names = {
            user.id: user.name
            for user in users.browse(
                load["user_id"] for load in loads if load["user_id"]
            ).exists()
        }
        rows = [
            {
                **load,
                "name": names.get(load["user_id"]) or self.env._("Nobody"),
                "maximum": capacities.get(load["user_id"], {}).get("total", (0, None))[
                    1
                ],
            }
            for load in loads
        ]
        return sorted(
            rows,
            key=lambda row: (-row["won"] - row["lost"], -row["after"], row["name"]),
        )

    # === ACTION METHODS === #

    def action_preview(self):
        """Compute who would move if these maps were in force; nothing else changes."""
        self.check_access("write")
        self._check_draft()
        for plan in self:
            plan._write_preview()
        return True

    def action_view_preview(self):
        """Open what the preview says about each account."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_territory_preview_line_action"
        )
        action["domain"] = [("plan_id", "=", self.id)]
        return action

    def action_view_loads(self):
        """Open the graph of who would have how many accounts."""
        action = self.action_view_preview()
        action["views"] = sorted(action["views"], key=lambda view: view[1] != "graph")
        action["context"] = {"search_default_group_by_to_user": 1}
        return action

    # === BUSINESS METHODS === #

    def _write_preview(self):
        """Write where each account goes, in one statement, and the totals."""
        self.ensure_one()
        # sudo: lines and totals are the work of the server
        plan = self.sudo()
        Line = plan.env["group.customer.territory.preview.line"]
        Line.flush_model()
        plan.env["res.partner"].flush_model(
            ["company_id", "is_assignment_pinned", "territory_id", "user_id"]
        )
        plan.env.cr.execute(
            SQL(
                "DELETE FROM group_customer_territory_preview_line WHERE plan_id = %s",
                plan.id,
            )
        )
        plan.env.cr.execute(plan._insert_preview_sql())
        Line.invalidate_model()
        plan._write_server(
            {
                "preview": plan._read_preview(),
                "previewed_on": fields.Datetime.now(),
                "previewed_by_id": self.env.uid,
                "is_preview_stale": False,
            }
        )

    def _insert_preview_sql(self):
        return SQL(
            """
INSERT INTO group_customer_territory_preview_line (
    plan_id, company_id, partner_id, territory_id, other_territory_id,
    from_territory_id, from_user_id, to_user_id, outcome)
SELECT %(plan)s, account.company_id, account.id, account.matched_id, account.other_id,
       account.territory_id, account.user_id,
       CASE WHEN account.outcome = 'move' THEN account.holder_id
       ELSE account.user_id END,
       account.outcome
  FROM (SELECT p.id, p.company_id, p.user_id, p.territory_id,
               m.territory_id AS matched_id, m.other_id, m.holder_id,
               CASE WHEN m.territory_id IS NULL THEN 'unmatched'
               WHEN m.other_id IS NOT NULL THEN 'overlap'
               WHEN m.holder_id IS NULL THEN 'no_holder'
               WHEN m.holder_id = p.user_id THEN 'same'
               WHEN p.is_assignment_pinned THEN 'pinned'
               ELSE 'move' END AS outcome
          FROM res_partner p LEFT JOIN (%(matched)s) m ON m.partner_id = p.id
         WHERE %(covered)s) account
 ORDER BY account.id
            """,
            plan=self.id,
            matched=self._get_match_sql(),
            covered=self._covered_sql("p"),
        )

    def _read_preview(self):
        """Return the totals of the lines: accounts per outcome, load per manager."""
        outcomes = self.env.execute_query(
            SQL(
                """SELECT outcome, COUNT(*)
                     FROM group_customer_territory_preview_line
                    WHERE plan_id = %s GROUP BY outcome""",
                self.id,
            )
        )
        loads = self.env.execute_query(
            SQL(
                """SELECT user_id, SUM(before), SUM(after), SUM(lost), SUM(won)
                     FROM (SELECT from_user_id AS user_id, 1 AS before, 0 AS after,
                                  (outcome = 'move')::int AS lost, 0 AS won
                             FROM group_customer_territory_preview_line
                            WHERE plan_id = %(plan)s
                        UNION ALL
                           SELECT to_user_id, 0, 1, 0, (outcome = 'move')::int
                             FROM group_customer_territory_preview_line
                            WHERE plan_id = %(plan)s) side
                 GROUP BY user_id""",
                plan=self.id,
            )
        )
        return {
            "outcomes": dict(outcomes),
            "loads": [
                {
                    "user_id": user_id or False,
                    "before": before,
                    "after": after,
                    "lost": lost,
                    "won": won,
                }
                for user_id, before, after, lost, won in loads
            ],
        }


class GroupCustomerTerritoryPreviewLine(models.Model):
    """Where one account goes when a map is activated, and who would hold it.

    Lines are written by the one statement that previews or activates a map.
    """

    _name = "group.customer.territory.preview.line"
    _description = "Territory Preview"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "plan_id desc, id"
    _rec_name = "partner_id"
    _log_access = False
    _server_fields = frozenset(
        {
            "plan_id",
            "company_id",
            "partner_id",
            "territory_id",
            "other_territory_id",
            "from_territory_id",
            "from_user_id",
            "to_user_id",
            "outcome",
        }
    )

    plan_id = fields.Many2one(
        comodel_name="group.customer.territory.plan",
        string="Map",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    city = fields.Char(related="partner_id.city", related_sudo=False)
    street = fields.Char(related="partner_id.street", related_sudo=False)
    zip = fields.Char(related="partner_id.zip", string="Postcode", related_sudo=False)
    grid_name = fields.Char(related="partner_id.grid_name", related_sudo=False)
    territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    other_territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        string="Overlaps With",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        help="Another territory of the same depth that matches the account as well.",
    )
    from_territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        string="Territory Before",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    from_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Manager Before",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Manager After",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    outcome = fields.Selection(
        selection=[
            ("move", "Moves"),
            ("same", "Stays"),
            ("pinned", "Pinned: Left Alone"),
            ("no_holder", "Territory without Holder"),
            ("unmatched", "In No Territory"),
            ("overlap", "In Two Territories"),
        ],
        readonly=True,
        index=True,
    )
    explanation = fields.Text(compute="_compute_explanation")

    # === COMPUTE METHODS === #

    @api.depends("outcome", "territory_id", "other_territory_id", "plan_id.name")
    @api.depends_context("lang")
    def _compute_explanation(self):
        texts = defaultdict(str)
        for line in self:
            key = (line.plan_id, line.territory_id, line.other_territory_id)
            if key not in texts:
                texts[key] = line._get_explanation()
            line.explanation = texts[key]

    def _get_explanation(self):
        """Return why the account is where it is, in words."""
        self.ensure_one()
        territory = self.territory_id
        if not territory:
            return self.env._("No territory matches.")
        if self.other_territory_id:
            return self.env._(
                "Both %(territory)s and %(other)s match.",
                territory=territory.complete_name,
                other=self.other_territory_id.complete_name,
            )
        return self.env._(
            "Map “%(plan)s”, %(territory)s\n%(criteria)s\n%(holder)s",
            plan=self.plan_id.name,
            territory=territory.complete_name,
            criteria=territory._get_match_text(),
            holder=territory._get_holder_text(),
        )

    # === BUSINESS METHODS === #

    def _prepare_move(self, key):
        """Return the move of the account for the core of assignments.

        :param key: the name under which the move says why
        """
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "role_id": "account_manager",
            "user_id": self.to_user_id.id,
            "team_id": False,
            key: self.explanation,
        }
