# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL

from .group_customer_portfolio import CHANGES


class GroupCustomerGradeMovement(models.Model):
    """When which customer moved from which grade to which.

    One row per beginning of an award, and one per end after which the customer held
    no grade of the scheme. An award that only renewed the same grade is no movement.
    """

    _name = "group.customer.grade.movement"
    _description = "Grade Movement"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "group.customer.grade": ["scheme_id", "sequence"],
        "group.customer.grade.award": [
            "company_id",
            "date_from",
            "date_to",
            "grade_id",
            "partner_id",
            "scheme_id",
        ],
        "res.company": ["group_customer_scheme_id"],
        "res.partner": ["country_id", "user_id"],
    }

    date = fields.Date(readonly=True, help="The first day after the movement.")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    scheme_id = fields.Many2one("group.customer.grade.scheme", readonly=True)
    award_id = fields.Many2one("group.customer.grade.award", readonly=True)
    previous_grade_id = fields.Many2one(
        "group.customer.grade", string="From Grade", readonly=True
    )
    grade_id = fields.Many2one("group.customer.grade", string="To Grade", readonly=True)
    change = fields.Selection(selection=CHANGES, readonly=True)
    steps = fields.Integer(
        readonly=True,
        aggregator="sum",
        help="By how many grades the customer moved; below zero: down.",
    )
    distance = fields.Integer(
        readonly=True, aggregator="sum", help="By how many grades, up or down."
    )
    is_primary = fields.Boolean(string="Primary Scheme", readonly=True)
    user_id = fields.Many2one("res.users", string="Account Manager", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
      WITH place AS (
        SELECT id, ROW_NUMBER() OVER (
                       PARTITION BY scheme_id ORDER BY sequence, id)::int AS number
          FROM group_customer_grade
    ), award AS (
        SELECT id, partner_id, company_id, scheme_id, grade_id, date_from, date_to,
               LAG(grade_id) OVER same AS past_grade_id,
               LAG(date_to) OVER same AS past_date_to,
               LEAD(date_from) OVER same AS next_date_from
          FROM group_customer_grade_award
        WINDOW same AS (PARTITION BY scheme_id, company_id, partner_id
                            ORDER BY date_from, id)
    ), move AS (
        SELECT id * 2 AS id, id AS award_id, partner_id, company_id, scheme_id,
               date_from AS date,
               CASE WHEN past_date_to >= date_from - 1 THEN past_grade_id
                    END AS previous_grade_id,
               grade_id
          FROM award
     UNION ALL
        SELECT id * 2 + 1, id, partner_id, company_id, scheme_id, date_to + 1,
               grade_id, NULL
          FROM award
         WHERE date_to IS NOT NULL
           AND (next_date_from IS NULL OR next_date_from > date_to + 1)
    )
    SELECT move.id, move.award_id, move.partner_id, move.company_id, move.scheme_id,
           move.date, move.previous_grade_id, move.grade_id,
           CASE WHEN move.grade_id IS NULL THEN 'ungraded'
                WHEN move.previous_grade_id IS NULL THEN 'new'
                WHEN past.number > present.number THEN 'up'
                ELSE 'down' END AS change,
           COALESCE(past.number - present.number, 0) AS steps,
           ABS(COALESCE(past.number - present.number, 0)) AS distance,
           c.group_customer_scheme_id IS NOT DISTINCT FROM move.scheme_id
           AS is_primary,
           p.user_id, p.country_id
      FROM move
      JOIN res_partner p ON p.id = move.partner_id
      JOIN res_company c ON c.id = move.company_id
 LEFT JOIN place past ON past.id = move.previous_grade_id
 LEFT JOIN place present ON present.id = move.grade_id
     WHERE move.grade_id IS DISTINCT FROM move.previous_grade_id"""
        )

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


class GroupCustomerGradeAward(models.Model):
    _inherit = "group.customer.grade.award"

    # The order in which movements read the awards, and all that they read of them
    _history_idx = models.Index(
        "(scheme_id, company_id, partner_id, date_from, id) INCLUDE (grade_id, date_to)"
    )
