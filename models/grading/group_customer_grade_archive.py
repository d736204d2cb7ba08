# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerGrade(models.Model):
    """What is to be collected about customers of a grade (GR-09)."""

    _inherit = "group.customer.grade"

    archive_item_ids = fields.Many2many(
        comodel_name="group.customer.archive.item",
        relation="group_customer_grade_archive_item_rel",
        column1="grade_id",
        column2="item_id",
        string="Required in Archive",
        groups="group_customer.group_group_customer_user,"
        "group_customer.group_group_customer_archive_admin",
        help="What the archive of a customer of this grade must hold besides the items "
        "that count for every customer.",
    )

    @api.depends("scheme_id.name")
    @api.depends_context("group_customer_show_scheme")
    def _compute_display_name(self):
        res = super()._compute_display_name()
        if self.env.context.get("group_customer_show_scheme"):
            # Beside grades of other schemes a letter says little.
            for grade in self:
                grade.display_name = f"{grade.display_name} ({grade.scheme_id.name})"
        return res

    @api.model_create_multi
    def create(self, vals_list):
        grades = super().create(vals_list)
        if any("archive_item_ids" in vals for vals in vals_list):
            self.env["res.partner"]._rate_changed_archives()
        return grades

    def write(self, vals):
        result = super().write(vals)
        if "archive_item_ids" in vals:
            self.env["res.partner"]._rate_changed_archives()
        return result

    def unlink(self):
        had_items = bool(self.sudo().archive_item_ids)
        result = super().unlink()
        if had_items:
            self.env["res.partner"]._rate_changed_archives()
        return result


class GroupCustomerGradeScheme(models.Model):
    _inherit = "group.customer.grade.scheme"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            # The grades of an archived scheme ask for nothing any more.
            self.env["res.partner"]._rate_changed_archives()
        return result
