# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL


class ResCompany(models.Model):
    _inherit = "res.company"

    group_customer_scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        string="Primary Grading Scheme",
        default=lambda self: self._default_group_customer_scheme_id(),
        domain="[('company_id', 'in', (False, id))]",
        ondelete="restrict",
        help="The scheme whose grade is shown on the customer. Other schemes run "
        "side by side and keep their own grades.",
    )

    @api.model
    def _default_group_customer_scheme_id(self):
        # A new company grades as the current one does, if that scheme is shared.
        # sudo: who creates companies need not be a user of Group Customers
        scheme = self.env.company.sudo().group_customer_scheme_id
        return scheme if not scheme.company_id else scheme.browse()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.filtered("group_customer_scheme_id")._sync_group_customer_grades()
        return companies

    def write(self, vals):
        res = super().write(vals)
        if "group_customer_scheme_id" in vals:
            self._sync_group_customer_grades()
        return res

    # === BUSINESS METHODS === #

    def _sync_group_customer_grades(self, partners=None):
        """Show on the contacts the grades held today in the primary schemes.

        One statement per company, which touches the contacts that change only.

        :param partners: ``res.partner`` records to look at; all when left out
        """
        self.env["res.partner"].flush_model(["group_customer_grade_id"])
        self.env["group.customer.grade.award"].flush_model()
        scope = SQL("TRUE")
        if partners is not None:
            scope = SQL("p.id IN %s", tuple(partners.ids or [0]))
        for company in self:
            self.env.cr.execute(
                SQL(
                    """UPDATE res_partner contact
                          SET group_customer_grade_id = CASE
                              WHEN today.grade_id IS NULL THEN NULLIF(
                                  contact.group_customer_grade_id - %(key)s, '{}')
                              ELSE COALESCE(contact.group_customer_grade_id, '{}')
                                   || JSONB_BUILD_OBJECT(%(key)s, today.grade_id) END
                         FROM (SELECT p.id, a.grade_id
                                 FROM res_partner p
                            LEFT JOIN group_customer_grade_award a
                                   ON a.partner_id = p.id AND a.date_to IS NULL
                                  AND a.company_id = %(company)s
                                  AND a.scheme_id = %(scheme)s
                                WHERE %(scope)s
                                  AND (p.group_customer_grade_id->>%(key)s)::int
                                      IS DISTINCT FROM a.grade_id
                              ) today
                        WHERE contact.id = today.id""",
                    key=SQL("%s::text", str(company.id)),
                    company=company.id,
                    scheme=company.group_customer_scheme_id.id or None,
                    scope=scope,
                )
            )
        self.env["res.partner"].invalidate_model(["group_customer_grade_id"])
        # Grades may ask for more in the archive, in whichever scheme they are given.
        self.env["res.partner"]._rate_changed_archives(
            None if partners is None else partners.ids
        )
