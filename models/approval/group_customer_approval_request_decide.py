# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class GroupCustomerApprovalRequest(models.Model):
    """Decisions of people, each under the lock of the request."""

    _inherit = "group.customer.approval.request"

    def _decide(self, kind, step, comment=None, changes=None, attachments=None):
        """Approve, reject, return or execute one request.

        :param kind: approve, reject, return or execute; reject and return need a
            comment
        :param step: the step that the user saw; another one than the open step: the
            request moved on meanwhile
        :param changes: dict of new values by the keys of
            ``document._get_approval_changeable()``; only with approve, where the step
            allows it
        :param attachments: ir.attachment records that the user can read; copied
        :raises UserError: saying what to do
        """
        self.ensure_one()
        if kind not in ("approve", "reject", "return", "execute"):
            raise UserError(
                self.env._("There is no such decision: %(kind)s", kind=kind)
            )
        if attachments:
            attachments.check_access("read")
        request = self._begin()
        request._check_step_seen(step)
        request._check_kind(kind)
        comment = request._check_comment(kind, comment)
        request._refresh_approvers()
        row = request._get_acting_row()
        vote = {
            "comment": comment,
            "principal_id": row.principal_id.id,
            "path": row.path,
        }
        if kind in ("approve", "execute"):
            document = request._get_document()
            request._check_unchanged(document)
        if changes:
            if kind != "approve":
                raise UserError(
                    self.env._("Values are changed only by who approves: leave them.")
                )
            request._apply_changes(document, changes, vote)
        request._log_decision(kind, attachments=request._attach(attachments), **vote)
        getattr(request, f"_after_{kind}")(comment)
        return True

    @api.model
    def _decide_many(self, kind, steps, comment=None):
        """Decide on the requests of many steps, each by itself.

        :param steps: the steps that the user saw
        :return: the requests decided on, and a list of (request, message) of the
            others, which stay as they were
        """
        done = self.browse()
        failed = []
        for step in steps:
            request = step.request_id
            try:
                with self.env.cr.savepoint():
                    request._decide(kind, step, comment=comment)
                done |= request
            except UserError as error:
                failed.append((request, str(error)))
        return done, failed

    # === CHECKS === #

    def _check_step_seen(self, step):
        """Refuse a decision on something else than what the user looked at."""
        running = self._get_running()
        if not running:
            raise UserError(
                self.env._(
                    "“%(request)s” is %(state)s: there is nothing to decide any more. "
                    "Reload the page.",
                    request=self.display_name,
                    state=self._get_state_label(),
                )
            )
        if not step or step.id != self.current_step_id.id:
            raise UserError(
                self.env._(
                    "“%(request)s” moved on meanwhile; it is at the step “%(step)s” "
                    "now. Reload the page and look again.",
                    request=self.display_name,
                    step=self.current_step_id.name,
                )
            )

    def _check_kind(self, kind):
        step = self.current_step_id
        allowed = {
            "approve": ("approve", "reject", "return"),
            "execute": ("execute", "return"),
        }[step.purpose]
        if kind in allowed:
            return
        if step.purpose == "approve":
            raise UserError(
                self.env._(
                    "“%(request)s” is not approved yet, so it cannot be carried out.",
                    request=self.display_name,
                )
            )
        raise UserError(
            self.env._(
                "“%(request)s” is approved already: carry it out, or return it with a "
                "reason.",
                request=self.display_name,
            )
        )

    def _check_comment(self, kind, comment):
        comment = (comment or "").strip()
        if not comment and kind in ("reject", "return", "reassign"):
            raise UserError(
                self.env._(
                    "Say why: “%(request)s” is not rejected, returned or handed over "
                    "without a reason.",
                    request=self.display_name,
                )
            )
        return comment

    def _get_acting_row(self):
        """Return the row by which the user acts; the own part comes before others'.

        :raises UserError: when there is none, saying who can act
        """
        rows = self.approver_ids.filtered(lambda row: row.user_id == self.env.user)
        # Parties as they are today too: the document may know more of them by now
        document = self._find_document()
        parties = self.env["res.users"]
        if document and self.current_step_id.approver_kind != "requester":
            parties = self._as_server(document._get_approval_parties())
        if self.env.user in parties:
            rows = rows.browse()
        rows = rows.filtered(lambda row: row.principal_id not in parties)
        own = rows.filtered(lambda row: row.principal_id == row.user_id)
        row = (own or rows)[:1]
        if not row:
            raise UserError(
                self.env._(
                    "You cannot decide on “%(request)s”. %(why)s %(waiting)s",
                    request=self.display_name,
                    why=self._get_hint(self.env.user, parties) or "",
                    waiting=self.waiting_text or "",
                )
            )
        return row

    def _apply_changes(self, document, changes, vote):
        """Let an approver change what was proposed, and write down what it was."""
        step = self.current_step_id
        if not step.may_change_value:
            raise UserError(
                self.env._(
                    "The step “%(step)s” of “%(request)s” does not change values: "
                    "approve, or return it for correction.",
                    step=step.name,
                    request=self.display_name,
                )
            )
        known = {entry["key"] for entry in document._get_approval_changeable()}
        if unknown := set(changes) - known:
            raise UserError(
                self.env._(
                    "These values of “%(request)s” cannot be changed: %(names)s.",
                    request=self.display_name,
                    names=", ".join(sorted(map(str, unknown))),
                )
            )
        if self.current_step_id in self._get_round_decisions("approve").step_id:
            raise UserError(
                self.env._(
                    "Somebody has approved “%(request)s” in this step with the values "
                    "it has: approve those, or return it for correction.",
                    request=self.display_name,
                )
            )
        needed = self._get_needed_approval(document)
        text = document._apply_approval_changes(changes)
        self._log_decision("change", changes=changes, changes_text=text, **vote)
        self.write(self._prepare_content(document))
        self._check_approval_suffices(document, needed)

    def _get_needed_approval(self, document):
        """Return the rule that would decide on the document now, and the steps of the
        request that were left out and would not be now."""
        try:
            rule = self._find_rule(document, document._get_approval_type())
        except UserError:
            rule = self.env["group.customer.approval.rule"]
        missed = self._get_round_steps("skipped").filtered(
            lambda step: (
                not self._get_skip_reason(
                    step,
                    step.amount_currency_id,
                    document,
                    self.amount,
                    self.currency_id,
                    self.company_id,
                )
            )
        )
        return rule, missed

    def _check_approval_suffices(self, document, needed):
        """Refuse changed values that call for another rule, or for a step that was
        left out: others would have to approve them.

        :param needed: what :meth:`_get_needed_approval` returned before the change
        """
        rule, missed = self._get_needed_approval(document)
        if (rule, missed) == needed:
            return
        raise UserError(
            self.env._(
                "With these values others would have to approve “%(request)s” "
                "(%(who)s): return it for correction, so that it is submitted to "
                "them.",
                request=self.display_name,
                who=", ".join((missed - needed[1]).mapped("name")) or rule.name or "–",
            )
        )

    # === EFFECTS === #

    def _after_approve(self, comment):
        step = self.current_step_id
        step.given = len(
            step.decision_ids.filtered(lambda decision: decision.kind == "approve")
        )
        self.expires_on = self._get_expiry(self.expiry_days)
        if step.given < step.needed:
            self._refresh_approvers()
            return
        self._close_step("done")
        self._open_next_step()

    def _after_reject(self, comment):
        self._end("rejected", comment)

    def _after_return(self, comment):
        self._end("returned", comment)

    def _after_execute(self, comment):
        step = self.current_step_id
        step.given = len(
            step.decision_ids.filtered(lambda decision: decision.kind == "execute")
        )
        if step.given < step.needed:
            self._refresh_approvers()
            return
        self._close_step("done")
        self._carry_out()

    def _log_decision(self, kind, **values):
        """Append a decision of the acting user, and say so in the chatters."""
        attachments = values.pop("attachments", None)
        if attachments:
            values["attachment_ids"] = [fields.Command.set(attachments.ids)]
        decision = self.env["group.customer.approval.decision"].create(
            {
                "request_id": self.id,
                "step_id": self.current_step_id.id,
                "round": self.round,
                "kind": kind,
                "user_id": self.env.uid,
                "principal_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
                **{key: value for key, value in values.items() if value},
            }
        )
        self._post_decision(decision)
        return decision
