# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .group_customer_visit_report import FILED_STATES

# What says to which field of which record an attachment belongs
PLACE_FIELDS = frozenset({"res_field", "res_id", "res_model"})


class IrAttachment(models.Model):
    """The files behind a document are no way around its guards.

    Odoo keeps the value of a binary field as an attachment, which whoever may write
    the record may write, too. Photos of check-ins and papers of reports that are
    submitted stay as they are on this way as well.
    """

    _inherit = "ir.attachment"

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and not PLACE_FIELDS.isdisjoint(vals):
            # Odoo looks at the place that the attachment had before
            self.check_access("write")
        return result

    # === ACCESS === #

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if not self:
            return result
        forbidden, make_error = result or (self.browse(), None)
        hidden = (self - forbidden)._filter_of_hidden_events()
        if hidden:
            forbidden |= hidden
            make_error = make_error or hidden._get_hidden_error
            result = forbidden, make_error
        if operation == "read":
            return result
        kept = (self - forbidden)._filter_kept()
        if not kept:
            return result
        return forbidden | kept, make_error or kept._get_kept_error

    def _filter_of_hidden_events(self):
        """Return what belongs to calendar events of visits that the user may not
        read."""
        # sudo: what an attachment belongs to decides
        papers = self.sudo().filtered(
            lambda attachment: (
                attachment.res_model == "calendar.event" and attachment.res_id
            )
        )
        events = self.env["calendar.event"].browse(papers.mapped("res_id"))
        hidden = set(events._filter_hidden().ids)
        return papers.filtered(lambda paper: paper.res_id in hidden).sudo(False)

    def _get_hidden_error(self):
        return AccessError(
            self.env._(
                "These files belong to a customer visit that you may not read: ask the "
                "visitor for them."
            )
        )

    def _filter_kept(self):
        """Return what no client writes: values of fields that the server fills, and
        papers of submitted reports."""
        # sudo: what an attachment belongs to decides, not who may read that
        attachments = self.sudo()
        kept = attachments.filtered(
            lambda attachment: (
                attachment.res_field
                and attachment.res_model in self.env
                and attachment.res_field
                in getattr(
                    self.env[attachment.res_model], "_get_server_fields", frozenset
                )()
            )
        )
        papers = attachments.filtered(
            lambda attachment: attachment.res_model == "group.customer.visit"
        )
        if papers:
            filed = self.env["group.customer.visit"].sudo()
            filed = filed.search(
                Domain("attachment_ids", "in", papers.ids)
                & Domain("report_state", "in", FILED_STATES)
            )
            kept |= papers & filed.attachment_ids
        return self & kept.sudo(False)

    def _get_kept_error(self):
        return AccessError(
            self.env._(
                "%(attachments)s: what the system has recorded, and what belongs to a "
                "submitted report, stays as it is.",
                attachments=", ".join(self.sudo().mapped("name")),
            )
        )
