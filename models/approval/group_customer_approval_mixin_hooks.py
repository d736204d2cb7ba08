# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib
import json

from odoo import fields, models
from odoo.exceptions import UserError

# A document in one of these states of its request may be submitted (again).
SUBMITTABLE_STATES = (False, "draft", "returned", "recalled", "rejected", "expired")


class GroupCustomerApprovalMixin(models.AbstractModel):
    """What a document tells the engine, and what it does when the engine calls."""

    _inherit = "group.customer.approval.mixin"

    # === WHAT THE DOCUMENT IS === #

    def _get_approval_type(self):
        """Return the document type, a ``group.customer.approval.type``.

        Default: the document's own ``type_id``, else the only type of the model.
        """
        self.ensure_one()
        Type = self.env["group.customer.approval.type"].sudo()
        field = self._fields.get("type_id")
        if field and field.comodel_name == Type._name:
            return self.type_id
        return Type.search([("model", "=", self._name)], limit=1)

    def _get_approval_company(self):
        """Return the company whose rules count."""
        self.ensure_one()
        if "company_id" in self._fields and self.company_id:
            return self.company_id
        return self.env.company

    def _get_approval_partner(self):
        """Return the customer; may be empty."""
        self.ensure_one()
        if "partner_id" in self._fields:
            return self.partner_id
        return self.env["res.partner"]

    def _get_approval_amount(self):
        """Return the amount that a rule's range looks at, and its currency.

        ``None`` as amount: the document has none, and rules with a range do not match.
        """
        self.ensure_one()
        return None, self.env["res.currency"]

    def _get_approval_parties(self):
        """Return the users who never decide, besides requester and submitter."""
        self.ensure_one()
        parties = self.env["res.users"]
        for name in self._get_approval_author_fields():
            parties |= self[name]
        return parties

    def _get_approval_summary(self):
        """Return what is asked for as pairs (label, text), in the user's language.

        It is frozen at submission and shown to who decides.
        """
        self.ensure_one()
        summary = []
        if partner := self._get_approval_partner():
            label = self.env._("Customer")
            summary.append((label, partner.display_name))
        amount, currency = self._get_approval_amount()
        if amount is not None:
            text = currency.format(amount) if currency else str(amount)
            summary.append((self.env._("Amount"), text))
        return summary

    def _get_approval_digest(self):
        """Return a digest of everything that is decided on.

        When it differs at a decision from the one at submission, the decision is
        refused. Default: over the locked fields; a document with lines adds theirs.
        """
        self.ensure_one()
        content = {
            name: self._fields[name].convert_to_read(
                self[name], self, use_display_name=False
            )
            for name in sorted(self._get_approval_locked_fields())
        }
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _get_approval_effective_date(self):
        """Return the first day on which it may be carried out; ``False``: at once."""
        self.ensure_one()
        if "effective_date" in self._fields:
            return self.effective_date
        return False

    # === WHO AND WHETHER === #

    def _is_approval_submittable(self):
        """Whether the state of the document lets it be submitted."""
        self.ensure_one()
        return self.sudo().approval_state in SUBMITTABLE_STATES

    def _can_submit_approval(self):
        """Whether the user may submit the document: who may write it."""
        self.ensure_one()
        return self.sudo(False).has_access("write")

    def _is_approval_required(self):
        """Whether the document has to be approved: by its type, or because a rule is
        in force for the company. Otherwise its own states decide, without requests.
        """
        self.ensure_one()
        document = self.sudo()
        approval_type = document._get_approval_type()
        if not approval_type:
            return False
        if approval_type.without_rule == "refuse":
            return True
        return (
            self.env["group.customer.approval.rule"]
            .sudo()
            ._is_in_force(
                approval_type,
                document._get_approval_company(),
                fields.Date.context_today(self),
            )
        )

    def _check_approval_submission(self):
        """Check what has to be complete before others look at the document.

        :raises UserError: naming what is missing
        """

    # === WHAT HAPPENS === #

    def _on_approval_submitted(self, request):
        """Called when the request runs, before anybody decides."""

    def _on_approval_approved(self, request):
        """Called when the last approver has agreed."""

    def _on_approval_executed(self, request):
        """Carry out what was approved: on the effective date at the earliest, after
        the executor where the rule names one.

        :raises UserError: when it cannot be carried out; the decision is undone
        """

    def _on_approval_ended(self, request, outcome):
        """Called when the request ends without approval.

        :param outcome: returned, rejected, recalled or expired
        """

    # === VALUES THAT AN APPROVER MAY CHANGE === #

    def _get_approval_changeable(self):
        """Return what an approver may change where the step allows it.

        :return: list of dicts: ``key`` (text), ``label``, ``value`` and ``kind``, one
            of float, integer, monetary, char, date
        """
        self.ensure_one()
        return []

    def _apply_approval_changes(self, changes):
        """Write what an approver changed, and return it as readable text.

        :param changes: dict of new values by the keys of
            :meth:`_get_approval_changeable`
        :raises UserError: when a key is not one of those
        """
        self.ensure_one()
        raise UserError(
            self.env._(
                "Nothing of “%(document)s” can be changed by who decides: return it "
                "for correction instead.",
                document=self.display_name,
            )
        )
