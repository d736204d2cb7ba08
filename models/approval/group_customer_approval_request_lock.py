# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import LockError, UserError

# What the engine takes over from the context of a client: nothing that could grant
# or prefill anything.
KEPT_CONTEXT = ("lang", "tz", "allowed_company_ids")


class GroupCustomerApprovalRequest(models.Model):
    """The ground that every change of a request stands on: the lock, the server's
    own environment, the document."""

    _inherit = "group.customer.approval.request"

    def _as_server(self, records=None):
        """Return ``records`` (default: the requests) with all rights, still as the
        acting user, without the keys of a client's context."""
        records = self if records is None else records
        context = self.env.context
        return records.with_env(
            self.env(
                su=True,
                context={key: context[key] for key in KEPT_CONTEXT if key in context},
            )
        )

    def _begin(self):
        """Lock the request and return it as the engine works on it.

        :raises UserError: when it is gone, or somebody else is deciding
        """
        self.ensure_one()
        if not self.env.su:
            self.check_access("read")
        request = self._as_server()
        request._lock()
        # What was read before the lock may be what the other one has changed.
        request.env.flush_all()
        request.invalidate_recordset()
        for name in ("step_ids", "approver_ids", "decision_ids"):
            request[name].invalidate_recordset()
        request.revision += 1
        return request

    def _lock(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            if not self.exists():
                raise UserError(
                    self.env._("The approval request no longer exists.")
                ) from error
            raise UserError(
                self.env._(
                    "Somebody else is deciding on “%(request)s” at this moment: wait "
                    "a little and look again.",
                    request=", ".join(self.mapped("display_name")),
                )
            ) from error

    def _find_document(self):
        """Return the document as the hooks expect it; empty when it is gone."""
        self.ensure_one()
        if self.res_model not in self.env:
            return None
        document = self._as_server(self.env[self.res_model]).browse(self.res_id)
        return document.with_company(self.company_id).exists()

    def _get_document(self):
        """Return the document as the hooks expect it.

        :raises UserError: when it is gone
        """
        document = self._find_document()
        if not document:
            raise UserError(
                self.env._(
                    "The document “%(document)s” of %(request)s no longer exists: "
                    "reject the request, or the requester recalls it.",
                    document=self.document_name or "",
                    request=self.name,
                )
            )
        return document

    def _check_unchanged(self, document):
        """Refuse when the document is not what was submitted."""
        if document._get_approval_digest() != self.document_digest:
            raise UserError(
                self.env._(
                    "“%(document)s” was changed since it was submitted for approval "
                    "(%(request)s): return it for correction, so that it is submitted "
                    "again as it is now.",
                    document=self.document_name or "",
                    request=self.name,
                )
            )

    def _get_state_label(self):
        self.ensure_one()
        selection = self._fields["state"]._description_selection(self.env)
        return dict(selection).get(self.state, "")

    def _get_today(self):
        """The day it is where the company of the request is."""
        self.ensure_one()
        return self.env["group.customer.ledger"]._get_today(self.company_id)
