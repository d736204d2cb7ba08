# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# What of a scheme itself, and of its metrics, decides about grades
CONTENT_FIELDS = {
    "clv_discount",
    "clv_margin_rate",
    "clv_retention",
    "combination",
    "company_scope",
    "confirmations",
    "hysteresis_margin",
    "mode",
    "node_level",
    "population_domain",
    "requires_approval",
    "score_factor",
    "weight_total",
}
METRIC_FIELDS = {
    "aggregation",
    "date_field_id",
    "measure",
    "model_id",
    "partner_domain",
    "partner_field_id",
    "product_category_id",
    "record_domain",
    "unit",
    "value_field_id",
}


class GroupCustomerGradeScheme(models.Model):
    """Who changed a scheme since it was approved: none of them approves it (GR-15).

    Kept for every scheme, for the approval may be asked for later.
    """

    _inherit = "group.customer.grade.scheme"
    _server_fields = frozenset({"changed_by_ids"})

    changed_by_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_grade_scheme_changed_by_rel",
        column1="scheme_id",
        column2="user_id",
        readonly=True,
        copy=False,
        help="Who changed what the scheme grades by since it was last approved.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        schemes = super().create(vals_list)
        schemes._note_authors()
        return schemes

    def write(self, vals):
        res = super().write(vals)
        if CONTENT_FIELDS & set(vals):
            self._note_authors()
        return res

    # === BUSINESS METHODS === #

    def _note_authors(self, authors=None):
        """Remember these users, or the one at work, as who changed the schemes."""
        authors = authors or self.env.user
        for scheme in self.sudo():
            if new := authors - scheme.changed_by_ids:
                scheme._write_server(
                    {"changed_by_ids": [Command.link(user.id) for user in new]}
                )

    def _check_other_author(self):
        """Refuse to have a scheme approved by who changed it (four eyes)."""
        self.ensure_one()
        # sudo: who changed the scheme may be somebody of another company
        if self.env.user in self.sudo().changed_by_ids and not self.env.su:
            raise UserError(
                self.env._(
                    "You changed “%(scheme)s” since it was last approved: another "
                    "director has to approve it.",
                    scheme=self.display_name,
                )
            )

    def _put_into_force(self):
        original = self.draft_of_id
        res = super()._put_into_force()
        original._note_authors(self.sudo().changed_by_ids)
        return res


class GroupCustomerGradeSchemePartMixin(models.AbstractModel):
    """A part of a scheme: who creates, changes or deletes it has changed the scheme."""

    _name = "group.customer.grade.scheme.part.mixin"
    _description = "Part of a Grading Scheme"

    def _get_schemes(self):
        """Return the schemes that the parts belong to."""
        return self.scheme_id

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._get_schemes()._note_authors()
        return parts

    def write(self, vals):
        schemes = self._get_schemes()
        res = super().write(vals)
        # A part may have moved to another scheme.
        (schemes | self._get_schemes())._note_authors()
        return res

    def unlink(self):
        self._get_schemes()._note_authors()
        return super().unlink()


class GroupCustomerGrade(models.Model):
    _name = "group.customer.grade"
    _inherit = ["group.customer.grade.scheme.part.mixin", "group.customer.grade"]


class GroupCustomerGradeCriterion(models.Model):
    _name = "group.customer.grade.criterion"
    _inherit = [
        "group.customer.grade.scheme.part.mixin",
        "group.customer.grade.criterion",
    ]


class GroupCustomerGradeBand(models.Model):
    _name = "group.customer.grade.band"
    _inherit = ["group.customer.grade.scheme.part.mixin", "group.customer.grade.band"]

    def _get_schemes(self):
        return self.criterion_id.scheme_id


class GroupCustomerGradeSegment(models.Model):
    _name = "group.customer.grade.segment"
    _inherit = [
        "group.customer.grade.scheme.part.mixin",
        "group.customer.grade.segment",
    ]

    def _get_schemes(self):
        return self.grade_id.scheme_id


class GroupCustomerMetric(models.Model):
    _inherit = "group.customer.metric"

    def write(self, vals):
        res = super().write(vals)
        if METRIC_FIELDS & set(vals):
            # sudo: the metric judges by the schemes of every company
            self.sudo().criterion_ids.scheme_id._note_authors()
        return res
