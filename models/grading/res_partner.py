# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

GRADE_READERS = (
    "group_customer.group_group_customer_user,"
    "group_customer.group_group_customer_settlement_manager"
)


class ResPartner(models.Model):
    _inherit = "res.partner"
    _server_fields = frozenset({"group_customer_grade_id"})

    group_customer_grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        string="Grade",
        company_dependent=True,
        readonly=True,
        copy=False,
        groups=GRADE_READERS,
        help="The grade held today in the company's primary grading scheme.",
    )
    group_customer_award_ids = fields.One2many(
        comodel_name="group.customer.grade.award",
        inverse_name="partner_id",
        string="Grade History",
        readonly=True,
        copy=False,
        groups=GRADE_READERS,
    )
    group_customer_input_ids = fields.One2many(
        comodel_name="group.customer.grade.input",
        inverse_name="partner_id",
        string="Grading Inputs",
        copy=False,
        groups=GRADE_READERS,
    )
    group_customer_award_count = fields.Integer(
        string="Grades Held",
        compute="_compute_group_customer_award_count",
        groups=GRADE_READERS,
    )

    # === COMPUTE METHODS === #

    @api.depends("group_customer_award_ids")
    def _compute_group_customer_award_count(self):
        counts = dict(
            self.env["group.customer.grade.award"]._read_group(
                Domain("partner_id", "in", self.ids), ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.group_customer_award_count = counts.get(partner._origin, 0)

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_graded(self):
        # sudo: what the user may not read keeps the contact all the same
        line = self.env["group.customer.grade.run.line"].sudo()
        line = line.search(Domain("partner_id", "in", self.ids), limit=1)
        if line.state == "computed":
            raise UserError(
                self.env._(
                    "%(partner)s cannot be deleted while the grade run “%(run)s” "
                    "counts it: archive the contact, or have the run set back to "
                    "draft first.",
                    partner=line.partner_id.display_name,
                    run=line.run_id.display_name,
                )
            )
        holder = line
        for model in ("group.customer.grade.award", "group.customer.grade.input"):
            holder = holder or self.env[model].sudo().search(
                Domain("partner_id", "in", self.ids), limit=1
            )
        if holder:
            raise UserError(
                self.env._(
                    "%(partner)s cannot be deleted, for it was graded and the grade "
                    "keeps its reasons: archive the contact, or merge it into another "
                    "one.",
                    partner=holder.partner_id.display_name,
                )
            )

    @api.model
    def _refuse_server_fields(self, names):
        if "group_customer_grade_id" not in names:
            return super()._refuse_server_fields(names)
        # It mirrors the awards; written alone it would be a grade without reason.
        raise UserError(
            self.env._(
                "The grade of a customer is not written on the contact: confirm a "
                "grade run, or give the grade under Grade History with a reason."
            )
        )

    # === ACTION METHODS === #

    def action_explain_grade(self):
        """Open the reasons for today's grade."""
        self.ensure_one()
        award = self._get_explained_award()
        if not award:
            raise UserError(
                self.env._(
                    "%(partner)s holds no grade in %(company)s: confirm a grade run "
                    "that includes this customer.",
                    partner=self.display_name,
                    company=self.env.company.display_name,
                )
            )
        record = award.run_line_id or award
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why this grade?"),
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"create": False, "edit": False},
        }

    def action_view_awards(self):
        """Open the grade history of the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Grade History"),
            "res_model": "group.customer.grade.award",
            "view_mode": "list,form",
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _get_explained_award(self):
        """Today's award in the company's primary scheme, else the latest one.

        What a contact did counts for its company; a member of a group without a
        grade of its own is explained by the grade of the group.
        """
        company = self.env.company
        Award = self.env["group.customer.grade.award"]
        partner = self.commercial_partner_id
        for candidate in (partner, partner.group_root_id):
            awards = Award.search(
                Domain("partner_id", "=", candidate.id)
                & Domain("company_id", "=", company.id)
                & Domain("date_to", "=", False)
            )
            primary = awards.filtered(
                lambda award: award.scheme_id == company.group_customer_scheme_id
            )
            if awards:
                return (primary or awards)[:1]
        return Award

    def _award_group_customer_grade(self, grade, reason, date_from=None):
        """Give the customers a grade by hand; refused without a reason.

        :returns: the new awards
        """
        return self.env["group.customer.grade.award"].create(
            [
                {
                    "partner_id": partner.id,
                    "grade_id": grade.id,
                    "reason": reason,
                    "date_from": date_from,
                }
                for partner in self
            ]
        )
