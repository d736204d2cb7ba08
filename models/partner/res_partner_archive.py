# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    """The archive of a group customer: who answers for it and when it was verified
    (MD-12, MD-16, MD-39)."""

    _inherit = "res.partner"

    archive_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Archive Responsible",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Named by an archive administrator or a manager (MD-16).",
        groups="base.group_user",
    )
    archive_verified_on = fields.Date(
        copy=False, tracking=True, groups="base.group_user"
    )
    archive_next_verification = fields.Date(
        string="Next Verification",
        compute="_compute_archive_next_verification",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        help="When the archive is due to be verified again (MD-16).",
        groups="base.group_user",
    )
    can_verify_archive = fields.Boolean(
        compute="_compute_can_verify_archive", groups="base.group_user"
    )

    @api.model
    def _get_columns_created_empty(self):
        return {
            **super()._get_columns_created_empty(),
            "archive_next_verification": "date",
        }

    # ------------------------------------------------------------------
    # Verification
    # ------------------------------------------------------------------

    @api.depends("archive_verified_on")
    def _compute_archive_next_verification(self):
        parameter = self.env["group.customer.parameter"]
        for partner in self:
            verified_on = partner.archive_verified_on
            if verified_on:
                months = parameter._get_value(
                    "archive_verify_months", partner.company_id, verified_on
                )
                verified_on += relativedelta(months=int(months))
            partner.archive_next_verification = verified_on

    @api.depends("archive_user_id")
    @api.depends_context("uid")
    def _compute_can_verify_archive(self):
        is_admin = self._is_archive_admin()
        for partner in self:
            partner.can_verify_archive = (
                is_admin or partner.archive_user_id == self.env.user
            )

    def action_verify_archive(self):
        """Record that these archives are accurate and complete as of today.

        :raises AccessError: for whoever is neither the archive responsible nor an
            archive administrator
        """
        self.check_access("read")
        self._check_archive_verifier()
        # sudo: the duty gives this right, whoever may edit the contact otherwise
        self.sudo().write({"archive_verified_on": fields.Date.context_today(self)})

    @api.model
    def _is_archive_admin(self):
        return self.env.su or self.env.user.has_group(
            "group_customer.group_group_customer_archive_admin"
        )

    def _check_archive_verifier(self):
        if self._is_archive_admin():
            return
        for partner in self:
            if partner.archive_user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "The archive of %(name)s is verified by %(user)s or an archive "
                        "administrator. Ask one of them.",
                        name=partner.display_name,
                        user=partner.sudo().archive_user_id.name
                        or self.env._("nobody yet"),
                    )
                )

    def _check_archive_rights(self, vals):
        """Guard the fields of MD-16 on every road into the record."""
        if "archive_verified_on" in vals and not self._is_archive_admin():
            verified_on = fields.Date.to_date(vals["archive_verified_on"]) or False
            self.filtered(
                lambda p: p.archive_verified_on != verified_on
            )._check_archive_verifier()
            if verified_on and not self:
                raise AccessError(
                    self.env._(
                        "Only an archive administrator creates a customer whose "
                        "archive is verified already. Leave the date empty."
                    )
                )
        if "archive_user_id" in vals and not (
            self._is_archive_admin()
            or self.env.user.has_group("group_customer.group_group_customer_manager")
        ):
            user_id = vals["archive_user_id"] or False
            changed = self.filtered(lambda p: p.archive_user_id.id != user_id)
            if changed or (user_id and not self):
                raise AccessError(
                    self.env._(
                        "The archive responsible of %(name)s is named by an archive "
                        "administrator or a manager. Ask one of them.",
                        name=changed[:1].display_name or vals.get("name"),
                    )
                )

    # ------------------------------------------------------------------
    # ORM
    # ------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if not self._is_archive_admin():
            # A default_… key in the context verifies no archive.
            values.pop("archive_verified_on", None)
            if not self.env.user.has_group(
                "group_customer.group_group_customer_manager"
            ):
                values.pop("archive_user_id", None)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.browse()._check_archive_rights(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_archive_rights(vals)
        return super().write(vals)
