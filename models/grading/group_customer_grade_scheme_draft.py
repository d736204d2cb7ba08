# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class GroupCustomerGradeScheme(models.Model):
    """A change of a scheme is drafted on a copy, tried out, then put into force."""

    _inherit = "group.customer.grade.scheme"

    draft_of_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
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
            if scheme.run_count:
                raise ValidationError(
                    self.env._(
                        "“%(scheme)s” has grade runs, so it cannot become a draft: "
                        "draft a change of “%(original)s” instead.",
                        scheme=scheme.display_name,
                        original=original.display_name,
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

    # === CRUD METHODS === #

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for scheme, vals in zip(self, vals_list, strict=True):
            suffix = "copy"
            if vals.get("draft_of_id"):
                suffix = "draft"
                vals["name"] = self.env._("%(name)s (draft)", name=scheme.name)
            vals["code"] = scheme._get_free_code(suffix)
        return vals_list

    def _copy_rules(self, copied):
        grades, criteria = super()._copy_rules(copied)
        if copied.draft_of_id == self:
            for criterion, copied_criterion in criteria.items():
                copied_criterion.draft_of_id = criterion
            # In every language: a simulation shows both side by side.
            for lang, _name in self.env["res.lang"].get_installed():
                scheme = self.with_context(lang=lang)
                copied.with_context(lang=lang).name = scheme.env._(
                    "%(name)s (draft)", name=scheme.name
                )
        return grades, criteria

    def _get_free_code(self, suffix):
        """Return the code with a suffix that no scheme has had yet."""
        # sudo: the code is unique among all schemes
        schemes = self.sudo().with_context(active_test=False)
        code = f"{self.code}_{suffix}"
        taken = set(schemes.search(Domain("code", "=like", f"{code}%")).mapped("code"))
        numbers = ["", *range(2, len(taken) + 2)]
        return next(
            free for number in numbers if (free := f"{code}{number}") not in taken
        )

    # === ACTION METHODS === #

    def action_draft_change(self):
        """Copy the scheme into a draft, to be changed and tried out."""
        self.ensure_one()
        if self.draft_of_id:
            self._refuse_draft()
        draft = self.copy({"draft_of_id": self.id})
        return self._open_scheme(draft)

    def action_put_into_force(self):
        """Change the scheme as this draft of it says, and archive the draft."""
        self.ensure_one()
        if not self.env.user.has_group("group_customer.group_group_customer_admin"):
            raise AccessError(
                self.env._("Only administrators put a draft of a scheme into force.")
            )
        original = self.draft_of_id
        if not original or not self.active:
            raise UserError(
                self.env._(
                    "“%(scheme)s” is no open draft of another scheme, so there is "
                    "nothing to put into force.",
                    scheme=self.display_name,
                )
            )
        self._put_into_force()
        return self._open_scheme(original)

    def action_simulate(self):
        """Simulate the scheme today: a draft beside its scheme, any other scheme
        beside the grades in force."""
        self.ensure_one()
        simulation = self.env["group.customer.grade.simulation"].create(
            {
                "scheme_id": self.id,
                "company_id": (self.company_id or self.env.company).id,
                "compare_with": "scheme" if self.draft_of_id else "current",
            }
        )
        simulation.action_simulate()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Simulation"),
            "res_model": simulation._name,
            "res_id": simulation.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _open_scheme(self, scheme):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Grading Scheme"),
            "res_model": self._name,
            "res_id": scheme.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

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
        """Return the definition of the scheme; that of a draft as if it were in
        force."""
        self.ensure_one()
        return self._stand_in(self._get_definition(company, as_of))

    def _stand_in(self, definition):
        """Return the definition of a draft as that of its scheme: requests and grades
        of the scheme, matched by their codes, count for it."""
        original = self.draft_of_id._origin
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


class GroupCustomerGradeCriterion(models.Model):
    _inherit = "group.customer.grade.criterion"

    draft_of_id = fields.Many2one(
        comodel_name="group.customer.grade.criterion",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        readonly=True,
        export_string_translation=False,
        help="The criterion of the scheme that this one of a draft would change.",
    )


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


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.constrains("group_customer_scheme_id")
    def _check_scheme_is_no_draft(self):
        self.group_customer_scheme_id._refuse_draft()
