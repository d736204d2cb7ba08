# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...models.visit.group_customer_visit import DONE_STATES

CHECKERS = (
    "group_customer.group_group_customer_manager",
    "group_customer.group_group_customer_marketing_manager",
)


class GroupCustomerVisitSpotDraw(models.TransientModel):
    """Draws visits of a month by chance for spot checks (VI-04).

    Chance is a hash of the key and the visit: the same key and month draw the same
    visits again, and nobody can foresee them without the key. Own visits and those
    that the checker has checked already are left out.
    """

    _name = "group.customer.visit.spot.draw"
    _description = "Draw of Spot Checks"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    month = fields.Date(
        required=True,
        default=lambda self: self._get_default_month(),
        help="Any day of the month.",
    )
    number = fields.Integer(
        string="Visits to Draw",
        required=True,
        default=lambda self: self._get_default_number(),
    )
    key = fields.Char(
        required=True,
        default=lambda self: self.env.user.login,
        help="The same key draws the same visits again.",
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_visit_spot_draw_user_rel",
        string="Visitors",
        domain=[("share", "=", False)],
        help="Empty: everybody whose visits you may read.",
    )
    population = fields.Integer(
        string="Visits of the Month",
        compute="_compute_population",
        help="Visits that can be drawn.",
    )

    # === DEFAULT METHODS === #

    @api.model
    def _get_default_month(self):
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        return today - relativedelta(months=1, day=1)

    @api.model
    def _get_default_number(self):
        return int(self.env["group.customer.parameter"]._get_value("visit_spot_checks"))

    # === COMPUTE METHODS === #

    @api.depends("company_id", "month", "user_ids")
    def _compute_population(self):
        visits = self.env["group.customer.visit"]
        for draw in self:
            draw.population = (
                visits.search_count(draw._get_domain())
                if draw.month and draw.company_id
                else 0
            )

    # === ACTIONS === #

    def action_draw(self):
        """Draw, and open the checks of this draw."""
        self.ensure_one()
        if not any(map(self.env.user.has_group, CHECKERS)):
            raise AccessError(
                self.env._(
                    "Spot checks are drawn by managers and the marketing manager."
                )
            )
        checks = self._draw()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "group_customer.group_customer_visit_spot_check_action"
            ),
            "domain": [("id", "in", checks.ids)],
            "context": {},
        }

    # === BUSINESS METHODS === #

    def _draw(self):
        """Return the new spot checks.

        :raises UserError: when there is nothing to draw
        """
        if self.number <= 0:
            raise UserError(
                self.env._("Enter how many visits are to be drawn: at least one.")
            )
        visits = self._choose()
        if not visits:
            raise UserError(
                self.env._(
                    "%(month)s: there is no visit that you could check. Choose "
                    "another month or other visitors.",
                    month=format_date(self.env, self.month, date_format="MMMM yyyy"),
                )
            )
        return self.env["group.customer.visit.spot.check"]._create_drawn(
            visits, f"{self.month:%Y-%m} {self.key}"
        )

    def _get_domain(self):
        """Visits of the month that the user may check, and has not yet."""
        first = fields.Date.start_of(self.month, "month")
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("state", "in", DONE_STATES)
            & Domain("date", ">=", first)
            & Domain("date", "<=", fields.Date.end_of(self.month, "month"))
            & Domain("user_id", "!=", self.env.uid)
            & Domain("user_ids", "!=", self.env.uid)
            & Domain("checkin_user_id", "!=", self.env.uid)
            & Domain("report_submitted_by_id", "!=", self.env.uid)
            & ~Domain("spot_check_ids", "any", [("checker_id", "=", self.env.uid)])
        )
        if self.user_ids:
            domain &= Domain("user_id", "in", self.user_ids.ids)
        return domain

    def _choose(self):
        """Return as many visits as are asked for, in the order of their hash."""
        visits = self.env["group.customer.visit"]
        query = visits._search(self._get_domain())
        seed = f"{self.company_id.id}/{self.month:%Y-%m}/{self.key}/"
        rows = self.env.execute_query(
            SQL(
                "SELECT visit.id FROM group_customer_visit AS visit "
                "WHERE visit.id IN %s "
                "ORDER BY md5(%s || visit.id::text), visit.id LIMIT %s",
                query.subselect(),
                seed,
                self.number,
            )
        )
        return visits.browse([id_ for (id_,) in rows])
