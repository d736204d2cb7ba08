# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GroupCustomerGrade(models.Model):
    """A grade of one scheme; the same letter of another scheme is another grade."""

    _name = "group.customer.grade"
    _description = "Group Customer Grade"
    _order = "scheme_id, sequence, id"
    _rec_names_search = ["name", "code"]

    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(related="scheme_id.company_id", store=True)
    sequence = fields.Integer(default=10, help="The best grade comes first.")
    code = fields.Char(required=True, help="The letter, for example A.")
    name = fields.Char(required=True, translate=True)
    color = fields.Integer(aggregator=None)
    description = fields.Text(translate=True)
    strategy = fields.Text(
        translate=True, help="How customers of this grade are dealt with (GR-28)."
    )
    benefits = fields.Text(
        translate=True,
        help="What customers of this grade are entitled to (GR-18, GR-25).",
    )
    is_problem = fields.Boolean(
        string="Problem Customers",
        help="Customers of this grade are listed as problem customers (GR-13).",
    )
    score_min = fields.Float(
        string="Score From",
        digits=(16, 4),
        aggregator=None,
        help="Weighted bands and coefficients: the grade begins at this score.",
    )
    share_max = fields.Float(
        string="Cumulative Share To (%)",
        digits=(16, 4),
        default=100,
        aggregator=None,
        help="Cumulative share: the grade takes customers, the largest first, until "
        "together with the better grades they make up more than this share.",
    )
    is_veto_only = fields.Boolean(
        string="By Cap Only",
        help="Neither a score nor a share leads to this grade, only a cap does.",
    )
    is_request_only = fields.Boolean(
        string="By Request Only",
        help="Nothing that is measured leads to this grade, only an approved request "
        "does (GR-22).",
    )
    segment_ids = fields.One2many(
        comodel_name="group.customer.grade.segment",
        inverse_name="grade_id",
        string="Segments",
        copy=False,
        help="The quantile scores that lead to this grade.",
    )
    mode = fields.Selection(related="scheme_id.mode")

    _code_unique = models.Constraint(
        "UNIQUE(scheme_id, code)",
        "A scheme cannot have the same grade twice: change one of the codes.",
    )
    _share_in_range = models.Constraint(
        "CHECK(share_max >= 0 AND share_max <= 100)",
        "The cumulative share of a grade lies between 0 and 100 %.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for grade in self:
            if grade.name and grade.name != grade.code:
                grade.display_name = f"{grade.code} · {grade.name}"
            else:
                grade.display_name = grade.code

    def write(self, vals):
        if any(
            grade.scheme_id.id != vals.get("scheme_id", grade.scheme_id.id)
            for grade in self
        ):
            raise UserError(
                self.env._(
                    "A grade stays in its scheme, for customers may hold it: copy it "
                    "to the other scheme instead."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        # Customers of every company count, also those the user may not read.
        held = dict(
            self.env["group.customer.grade.award"]
            .sudo()
            ._read_group(Domain("grade_id", "in", self.ids), ["grade_id"], ["__count"])
        )
        lines = (
            self.env["group.customer.grade.run.line"]
            .sudo()
            .search_fetch(
                Domain("grade_id", "in", self.ids)
                | Domain("previous_grade_id", "in", self.ids)
                | Domain("proposed_grade_id", "in", self.ids),
                ["run_id"],
                limit=1,
            )
        )
        for grade in self:
            if count := held.get(grade.sudo()):
                raise UserError(
                    self.env._(
                        "The grade “%(grade)s” of “%(scheme)s” cannot be deleted: "
                        "it is held, now or in the past, in %(count)s awards. "
                        "Archive the scheme and make a new one instead.",
                        grade=grade.display_name,
                        scheme=grade.scheme_id.display_name,
                        count=count,
                    )
                )
        if lines:
            raise UserError(
                self.env._(
                    "The grade cannot be deleted: the run “%(run)s” gives it to "
                    "customers. Delete the run or compute it again first.",
                    run=lines.run_id.display_name,
                )
            )
