# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GroupCustomerGradeSegment(models.Model):
    """Quantile scores that lead to a grade, for example R 4–5 and F 4–5 (GR-23).

    Segments of a grade with the same alternative number hold together (AND); one
    alternative is enough (OR).
    """

    _name = "group.customer.grade.segment"
    _description = "Group Customer Grade Segment"
    _order = "grade_id, alternative, criterion_id, id"

    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        required=True,
        ondelete="cascade",
        index=True,
    )
    scheme_id = fields.Many2one(related="grade_id.scheme_id")
    # Stored for security rules
    company_id = fields.Many2one(related="grade_id.company_id", store=True)
    criterion_id = fields.Many2one(
        comodel_name="group.customer.grade.criterion",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('scheme_id', '=', scheme_id), ('role', '=', 'quantile')]",
    )
    alternative = fields.Integer(
        default=1,
        aggregator=None,
        help="Segments of a grade with the same number hold together (AND); one "
        "alternative is enough (OR).",
    )
    score_from = fields.Integer(
        default=1, aggregator=None, help="Lowest quantile score, included."
    )
    score_to = fields.Integer(
        default=5, aggregator=None, help="Highest quantile score, included."
    )

    # === COMPUTE METHODS === #

    @api.depends("criterion_id.name", "score_from", "score_to")
    def _compute_display_name(self):
        for segment in self:
            low, high = segment.score_from, segment.score_to
            scores = str(low) if low == high else f"{low}–{high}"
            segment.display_name = f"{segment.criterion_id.name or ''} {scores}"

    # === CONSTRAINT METHODS === #

    @api.constrains("grade_id", "criterion_id")
    def _check_criterion(self):
        for segment in self:
            scheme = segment.grade_id.scheme_id
            if segment.criterion_id.scheme_id != scheme:
                raise ValidationError(
                    self.env._(
                        "A segment of the grade “%(grade)s” asks for the criterion "
                        "“%(criterion)s” of another scheme: choose a criterion of "
                        "“%(scheme)s”.",
                        grade=segment.grade_id.display_name,
                        criterion=segment.criterion_id.name,
                        scheme=scheme.display_name,
                    )
                )
