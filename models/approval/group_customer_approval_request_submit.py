# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain

from .group_customer_approval_request import OPEN_STATES


class GroupCustomerApprovalRequest(models.Model):
    """Submitting a document: the rule of the day is copied into the request."""

    _inherit = "group.customer.approval.request"

    @api.model
    def _submit(
        self,
        document,
        requester=None,
        note=None,
        attachments=None,
        effective_date=None,
    ):
        """Submit a document, or again one that was returned.

        :param document: one record of a model with the approval mixin, as the user
        :param requester: res.users on whose behalf; empty: the user
        :param attachments: ir.attachment records that the user can read; copied
        :param effective_date: empty: what the document says
        :return: the request, as superuser
        :raises UserError: saying what to do
        """
        document.ensure_one()
        document.check_access("read")
        if attachments:
            attachments.check_access("read")
        engine = self._as_server()
        document = engine._prepare_document(document)
        engine._check_may_submit(document)
        request = engine._find_open_request(document)
        if request:
            request = request._begin()
        requester = engine._check_requester(
            document, requester or request.requester_id or self.env.user
        )
        approval_type = document._get_approval_type()
        engine._check_complete(document, approval_type, note, attachments, request)
        document._check_approval_submission()
        rule = engine._find_rule(document, approval_type)
        parties = engine._collect_parties(document, requester) | request.party_ids
        plan = engine._plan(document, rule, requester, parties)
        engine._check_plan(document, rule, plan)
        values = engine._prepare_submission(
            document, approval_type, rule, requester, note, effective_date
        )
        values["party_ids"] = [Command.set(parties.ids)]
        if request:
            values["round"] = request.round + 1
            request._forget_activities()
            request.write(values)
        else:
            request = engine.create([values])
        request._freeze_steps(rule)
        copies = request._attach(attachments)
        request.attachment_ids += copies
        document._write_server({"approval_request_id": request.id})
        request._log_decision("submit", comment=note, attachments=copies)
        document._on_approval_submitted(request)
        request._open_next_step()
        return request

    @api.model
    def _prepare_document(self, document):
        """Lock the document against a second submission at the same time."""
        document = self._as_server(document)
        document = document.with_company(document._get_approval_company())
        try:
            document.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on “%(document)s” at this moment: wait a "
                    "little and look again.",
                    document=document.display_name,
                )
            ) from error
        document.invalidate_recordset(["approval_request_id"])
        return document

    @api.model
    def _find_open_request(self, document):
        """Return the request of a returned document, or none.

        :raises UserError: when a request runs
        """
        request = self.search(
            Domain("res_model", "=", document._name)
            & Domain("res_id", "=", document.id)
            & Domain("state", "in", OPEN_STATES),
            limit=1,
        )
        if request and request.state != "returned":
            raise UserError(
                self.env._(
                    "“%(document)s” was submitted already: %(request)s is %(state)s. "
                    "Wait for the decision, or recall the request first.",
                    document=document.display_name,
                    request=request.name,
                    state=request._get_state_label(),
                )
            )
        return request

    @api.model
    def _check_may_submit(self, document):
        if not document._can_submit_approval():
            raise UserError(
                self.env._(
                    "You may not submit “%(document)s” for approval: ask who works on "
                    "it.",
                    document=document.display_name,
                )
            )

    @api.model
    def _check_requester(self, document, requester):
        """Return the requester: somebody who may work in the document's company."""
        requester = self._as_server(requester)
        able = self.env["group.customer.approval.resolver"]._filter_able(
            requester, document._get_approval_company()
        )
        if len(requester) != 1 or not able:
            raise UserError(
                self.env._(
                    "%(user)s cannot ask for “%(document)s”: choose an active user of "
                    "%(company)s.",
                    user=", ".join(requester.mapped("name")),
                    document=document.display_name,
                    company=document._get_approval_company().name,
                )
            )
        return requester

    @api.model
    def _check_complete(self, document, approval_type, note, attachments, request):
        if not approval_type:
            raise UserError(
                self.env._(
                    "“%(document)s” has no document type, so no approval rule can be "
                    "found: choose one.",
                    document=document.display_name,
                )
            )
        if approval_type.requires_reason and not (note or "").strip():
            raise UserError(
                self.env._(
                    "Say why: “%(type)s” is not submitted without a reason.",
                    type=approval_type.name,
                )
            )
        if approval_type.requires_attachment and not (
            attachments
            or request.attachment_ids
            or self.env["ir.attachment"].search_count(
                Domain("res_model", "=", document._name)
                & Domain("res_id", "=", document.id)
                & Domain("res_field", "=", False),
                limit=1,
            )
        ):
            raise UserError(
                self.env._(
                    "Add a document: “%(type)s” is not submitted without an "
                    "attachment.",
                    type=approval_type.name,
                )
            )

    @api.model
    def _collect_parties(self, document, requester):
        """Return who never decides: who asks, enters or has a part in it (AP-19)."""
        return (
            requester
            | self.env.user
            | self._as_server(document._get_approval_parties())
        )

    @api.model
    def _prepare_submission(
        self, document, approval_type, rule, requester, note, effective_date
    ):
        """Return the values of a submitted request, but its steps."""
        now = fields.Datetime.now()
        values = {
            "type_id": approval_type.id,
            "rule_id": rule.id,
            "rule_name": rule.name,
            "res_model": document._name,
            "res_id": document.id,
            "company_id": document._get_approval_company().id,
            "requester_id": requester.id,
            "entered_by_id": self.env.uid,
            "submitted_on": now,
            "state": "in_progress",
            "note": note,
            "effective_date": effective_date or document._get_approval_effective_date(),
            "expiry_days": rule.expiry_days,
            "executed_by_id": False,
            "executed_on": False,
            "failure": False,
            **self._prepare_content(document),
        }
        values["expires_on"] = self._get_expiry(rule.expiry_days)
        return values

    @api.model
    def _prepare_content(self, document):
        """Return what the request shows of its document."""
        amount, currency = document._get_approval_amount()
        has_amount = amount is not None and amount is not False
        return {
            "document_name": document.display_name,
            "partner_id": document._get_approval_partner().id,
            "amount": amount if has_amount else 0,
            "currency_id": currency.id if has_amount and currency else False,
            "summary": [list(pair) for pair in document._get_approval_summary()],
            "document_digest": document._get_approval_digest(),
        }

    def _freeze_steps(self, rule):
        """Copy the steps of the rule, with their names in every language."""
        self.ensure_one()
        Step = self.env["group.customer.approval.request.step"]
        translations = {
            code: rule.with_context(lang=code).step_ids.mapped("name")
            for code, _name in self.env["res.lang"].get_installed()
        }
        steps = Step.with_context(lang=None).create(
            [
                {
                    **step._prepare_frozen(),
                    "request_id": self.id,
                    "round": self.round,
                }
                for step in rule.step_ids
            ]
        )
        for code, names in translations.items():
            for step, name in zip(steps, names, strict=True):
                translated = step.with_context(lang=code)
                if translated.name != name:
                    translated.name = name
        return steps

    def _attach(self, attachments):
        """Return copies of attachments that belong to the request."""
        self.ensure_one()
        copies = self.env["ir.attachment"]
        for attachment in self._as_server(attachments or copies):
            copies += attachment.copy({"res_model": self._name, "res_id": self.id})
        return copies

    @api.model_create_multi
    def create(self, vals_list):
        next_code = self.env["ir.sequence"].next_by_code
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = next_code(self._name) or "/"
        return super().create(vals_list)
