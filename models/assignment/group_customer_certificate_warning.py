# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain

WARNING_TYPE = "group_customer.mail_activity_type_certificate"
BATCH_SIZE = 100


class GroupCustomerCertificate(models.Model):
    """Tells the holder and the leader of the team once that a certificate ends.

    Another end of the certificate, or a newer certificate of the kind, settles the
    warning.
    """

    _inherit = "group.customer.certificate"

    @api.model_create_multi
    def create(self, vals_list):
        certificates = super().create(vals_list)
        certificates._settle_warnings_of_older()
        return certificates

    def write(self, vals):
        res = super().write(vals)
        if {"date_to", "date_from", "type_id"} & set(vals):
            # sudo: the warning belongs to the system, whoever corrects the date
            certificates = self.sudo()
            certificates._write_server({"warned_on": False})
            certificates.activity_unlink([WARNING_TYPE])
            self._settle_warnings_of_older()
        return res

    @api.model
    def _cron_warn_expiring(self, batch_size=BATCH_SIZE):
        domain = self._get_to_warn_domain()
        certificates = self.search(domain, limit=batch_size, order="id")
        certificates = certificates.try_lock_for_update()
        certificates._warn_of_end()
        remaining = self.search_count(domain) if len(certificates) == batch_size else 0
        self.env["ir.cron"]._commit_progress(len(certificates), remaining=remaining)

    @api.model
    def _get_to_warn_domain(self):
        return (
            Domain("warned_on", "=", False)
            & Domain("date_to", "!=", False)
            & Domain("state", "in", ["expiring", "expired"])
            & Domain("manager_id.active", "=", True)
            & Domain("user_id.active", "=", True)
        )

    def _warn_of_end(self):
        """Schedule the activities, and remember that it was done."""
        superseded = self._find_superseded()
        for certificate in self - superseded:
            for user in certificate._get_people_to_warn():
                certificate.activity_schedule(
                    WARNING_TYPE,
                    date_deadline=certificate.date_to,
                    summary=self.env._("Certificate ends"),
                    note=self.env._(
                        "%(certificate)s ends on %(date)s. Without a valid "
                        "certificate no customers of the kinds that need it are "
                        "allocated: have it renewed and record the new one.",
                        certificate=certificate.display_name,
                        date=fields.Date.to_string(certificate.date_to),
                    ),
                    user_id=user.id,
                )
        self._write_server({"warned_on": fields.Date.context_today(self)})

    def _get_people_to_warn(self):
        """Return the holder and the leader of the team, as far as they may read it."""
        self.ensure_one()
        people = self.user_id | self.manager_id.team_id.user_id
        return people.filtered(
            lambda user: user.active and self.with_user(user).has_access("read")
        )

    def _find_superseded(self):
        """Return those followed by another certificate of the kind that ends later."""
        others = self.sudo().search(
            Domain("manager_id", "in", self.manager_id.ids)
            & Domain("type_id", "in", self.type_id.ids)
        )
        by_kind = others.grouped(lambda other: (other.manager_id, other.type_id))
        return self.filtered(
            lambda certificate: (
                certificate.date_to
                and any(
                    not other.date_to or other.date_to > certificate.date_to
                    for other in by_kind[certificate.manager_id, certificate.type_id]
                    if other.id != certificate.id
                )
            )
        )

    def _settle_warnings_of_older(self):
        """Close the warnings of certificates that these replace."""
        # sudo: the warning belongs to the system
        others = self.sudo().search(
            Domain("manager_id", "in", self.manager_id.ids)
            & Domain("type_id", "in", self.type_id.ids)
            & Domain("warned_on", "!=", False)
            & Domain("id", "not in", self.ids)
        )
        others._find_superseded().activity_unlink([WARNING_TYPE])
