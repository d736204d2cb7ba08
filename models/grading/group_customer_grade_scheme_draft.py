# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class GroupCustomerGradeScheme(models.Model):
    """A change of a scheme is drafted on a copy, tried out, then put into force."""

    _inherit = "group.customer.grade.scheme"

    draft_of_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        string="Draft Of",
        ondelete="cascade",
        index="btree_not_null",
        copy=False,
        readonly=True,
        tracking=True,
        help="The scheme that this draft would change. A draft grades nobody: it is "
        "simulated, then put into force.",
    )
    draft_ids = fields.One2many(
        comodel_name="group.customer.grade.scheme",
        inverse_name="draft_of_id",
        string="Drafts",
    )
    draft_count = fields.Integer(compute="_compute_draft_count")

    @api.depends("draft_ids")
    def _compute_draft_count(self):
        counts = dict(
            self.env["group.customer.grade.scheme"]._read_group(
                Domain("draft_of_id", "in", self.ids), ["draft_of_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.draft_count = counts.get(scheme._origin, 0)

    # === CONSTRAINT METHODS === #

    @api.constrains("draft_of_id", "company_id")
    def _check_draft_of(self):
        for scheme in self.filtered("draft_of_id"):
            original = scheme.draft_of_id
            if original.draft_of_id or scheme == original:
                raise ValidationError(
                    self.env._(
                        "“%(scheme)s” is a draft itself: draft changes of "
                        "“%(original)s” instead.",
                        scheme=original.display_name,
                        original=original.draft_of_id.display_name,
                    )
                )
            if scheme.company_id != original.company_id:
                raise ValidationError(
                    self.env._(
                        "The draft “%(draft)s” belongs to the company of "
                        "“%(scheme)s”: choose that company.",
                        draft=scheme.display_name,
                        scheme=original.display_name,
                    )
                )

    # === BUSINESS METHODS === #

    def _refuse_draft(self):
        """Refuse to grade customers by a draft.

        :raises UserError: when one of the schemes is a draft
        """
        for draft in self.filtered("draft_of_id"):
            raise UserError(
                self.env._(
                    "“%(draft)s” is a draft of “%(scheme)s” and grades nobody: "
                    "simulate it, or put it into force and grade by “%(scheme)s”.",
                    draft=draft.display_name,
                    scheme=draft.draft_of_id.display_name,
                )
            )

    def _get_simulation_definition(self, company, as_of):
        """Return the definition of the scheme; that of a draft as if it were in force.

        A draft stands in for its scheme: requests and grades of the scheme, matched
        by their codes, count for it.
        """
        self.ensure_one()
        definition = self._get_definition(company, as_of)
        original = self.draft_of_id
        if not original:
            return definition
        by_code = {grade.code: grade.id for grade in original.grade_ids}
        ids = {
            grade["id"]: by_code.get(grade["code"], grade["id"])
            for grade in definition["grades"]
        }
        return {
            **definition,
            "scheme_id": original.id,
            "grades": [
                {**grade, "id": ids[grade["id"]]} for grade in definition["grades"]
            ],
            "criteria": [
                {**criterion, "grade_id": ids.get(criterion["grade_id"])}
                for criterion in definition["criteria"]
            ],
        }


class GroupCustomerGradeRun(models.Model):
    _inherit = "group.customer.grade.run"

    @api.constrains("scheme_id")
    def _check_scheme_is_no_draft(self):
        self.scheme_id._refuse_draft()


class GroupCustomerGradeAward(models.Model):
    _inherit = "group.customer.grade.award"

    @api.constrains("scheme_id")
    def _check_scheme_is_no_draft(self):
        self.scheme_id._refuse_draft()
