# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL


class GroupCustomerArchiveItem(models.Model):
    """Items that grades ask for, and items that only they ask for (GR-09)."""

    _inherit = "group.customer.archive.item"

    is_common = fields.Boolean(
        string="For Every Customer",
        default=True,
        help="The item counts for every group customer. Not ticked: only for customers "
        "who hold one of the grades that ask for it today, in whichever company.",
    )
    grade_ids = fields.Many2many(
        comodel_name="group.customer.grade",
        relation="group_customer_grade_archive_item_rel",
        column1="item_id",
        column2="grade_id",
        string="Required for Grades",
        help="Grades whose customers must have the item in their archive (GR-09).",
    )

    @api.model
    def _is_common_sql(self, alias):
        return SQL(
            "%s AND %s",
            super()._is_common_sql(alias),
            SQL.identifier(alias, "is_common"),
        )

    @api.model
    def _special_sql(self, partner_ids=None):
        """The items that only the grades held today ask for: those of every active
        scheme and of every company, for a customer has one archive."""
        self.env["group.customer.grade.award"].flush_model()
        self.flush_model(["is_common"])
        self.env["group.customer.grade.scheme"].flush_model(["active"])
        scope = SQL("TRUE")
        if partner_ids is not None:
            scope = SQL("a.partner_id IN %s", tuple(partner_ids) or (0,))
        return SQL(
            """SELECT DISTINCT a.partner_id, named.item_id
                 FROM group_customer_grade_award a
                 JOIN group_customer_grade_archive_item_rel named
                   ON named.grade_id = a.grade_id
                 JOIN group_customer_archive_item i
                   ON i.id = named.item_id AND i.is_common IS NOT TRUE
                 JOIN group_customer_grade_scheme s
                   ON s.id = a.scheme_id AND s.active
                WHERE a.date_to IS NULL AND %s""",
            scope,
        )

    def _get_target_field(self):
        """Return the name of the field of the customer that completes the item: the
        field itself, or the first one of its condition."""
        self.ensure_one()
        if self.field_id:
            return self.sudo().field_id.name
        for condition in self._get_domain().iter_conditions():
            return condition.field_expr.split(".")[0]
        return ""
