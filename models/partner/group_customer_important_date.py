# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL


class GroupCustomerImportantDate(models.Model):
    """A date on which a greeting is due: birthday, year-end, festival (MD-36)."""

    _name = "group.customer.important.date"
    _description = "Important Date"
    _order = "next_occurrence, id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        index=True,
        ondelete="cascade",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        # Stored for security rules and grouping
        store=True,
        index=True,
        string="Customer",
    )
    company_id = fields.Many2one(
        related="partner_id.company_id",
        # Stored for security rules
        store=True,
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        related="commercial_partner_id.user_id", string="Account Manager"
    )
    kind = fields.Selection(
        selection=[
            ("birthday", "Birthday"),
            ("founding", "Founding Anniversary"),
            ("cooperation", "Anniversary of Cooperation"),
            ("year_end", "Year-End"),
            ("festival", "Festival"),
            ("other", "Other"),
        ],
        required=True,
        default="birthday",
    )
    name = fields.Char(string="Occasion", help='For example "Spring Festival".')
    date = fields.Date(required=True)
    is_yearly = fields.Boolean(
        string="Every Year",
        default=True,
        help="A 29th of February is kept on the 28th in other years.",
    )
    next_occurrence = fields.Date(
        compute="_compute_next_occurrence",
        store=True,
        index=True,
        help="Today or later; empty when the date is past and does not return.",
    )
    note = fields.Text()

    @api.depends("date", "is_yearly")
    def _compute_next_occurrence(self):
        today = fields.Date.context_today(self)
        for record in self:
            record.next_occurrence = record._get_next_occurrence(today)

    @api.depends("kind", "name", "partner_id.name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for record in self:
            occasion = record.name or kinds.get(record.kind, "")
            partner = record.partner_id.name or ""
            record.display_name = f"{partner}: {occasion}" if partner else occasion

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.partner_id._mark_archive_completeness()
        return records

    def write(self, vals):
        partners = self.partner_id
        result = super().write(vals)
        if {"partner_id", "commercial_partner_id", "company_id"} & set(vals):
            # Odoo's rules look at the contact before the change only.
            self.check_access("write")
        (partners | self.partner_id)._mark_archive_completeness()
        return result

    def unlink(self):
        partners = self.partner_id
        result = super().unlink()
        partners._mark_archive_completeness()
        return result

    def _get_next_occurrence(self, today):
        """Return the first occurrence on or after ``today``, or False."""
        self.ensure_one()
        if not self.date or self.date >= today:
            return self.date
        if not self.is_yearly:
            return False
        years = today.year - self.date.year
        # Counted from the date itself, so that a 29th of February comes back.
        occurrence = self.date + relativedelta(years=years)
        if occurrence < today:
            occurrence = self.date + relativedelta(years=years + 1)
        return occurrence

    @api.model
    def _cron_update_next_occurrence(self):
        """Move on the dates that have passed; one statement."""
        self._update_next_occurrence(fields.Date.context_today(self))

    @api.model
    def _update_next_occurrence(self, today):
        self.flush_model(["date", "is_yearly", "next_occurrence"])
        changed = self.env.execute_query(
            SQL(
                """
                WITH passed AS (
                    SELECT id, is_yearly, date,
                           (EXTRACT(YEAR FROM %(today)s::date)
                            - EXTRACT(YEAR FROM date))::int AS years
                      FROM group_customer_important_date
                     WHERE next_occurrence < %(today)s
                )
                UPDATE group_customer_important_date AS important
                   SET next_occurrence = CASE
                           WHEN NOT COALESCE(passed.is_yearly, FALSE) THEN NULL
                           WHEN (passed.date + make_interval(passed.years))::date
                                >= %(today)s
                           THEN (passed.date + make_interval(passed.years))::date
                           ELSE (passed.date + make_interval(passed.years + 1))::date
                       END
                  FROM passed
                 WHERE passed.id = important.id
             RETURNING important.id
                """,
                today=today,
            )
        )
        self.invalidate_model(["next_occurrence"], flush=False)
        return len(changed)
