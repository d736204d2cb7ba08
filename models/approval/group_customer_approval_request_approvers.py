# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .group_customer_approval_request import RUNNING_STATES


class GroupCustomerApprovalRequest(models.Model):
    """Who can act on the open step: derived rows, kept right set-based.

    1. The people of the step, by the one resolver; who handed over is left out, who
       was named instead comes in.
    2. Nobody who is a party, nor, where the executor must be somebody else, who has
       approved.
    3. The people of the escalation, once the step is escalated or when there are too
       few others.
    4. Who has voted, and in whose place somebody voted, is through with the step.
    5. For each person left: the person, and who stands in at the end of the chain of
       delegations.
    """

    _inherit = "group.customer.approval.request"

    def _refresh_approvers(self):
        """Bring rows and activities of who can act up to date, for many requests.

        The number of queries does not depend on the number of requests.

        :return: the requests whose people changed
        """
        requests = self._as_server()
        Approver = requests.env["group.customer.approval.approver"]
        wanted = requests._get_running()._find_approvers()
        stale = Approver
        present = set()
        for row in Approver.search(Domain("request_id", "in", requests.ids)):
            key = (row.step_id.id, row.user_id.id, row.principal_id.id)
            if wanted.get(key) == (row.request_id.id, row.kind, row.path):
                present.add(key)
            else:
                stale |= row
        changed = stale.request_id
        stale.unlink()
        rows = Approver.create(
            [
                {
                    "request_id": request_id,
                    "step_id": step_id,
                    "user_id": user_id,
                    "principal_id": principal_id,
                    "kind": kind,
                    "path": path,
                }
                for (step_id, user_id, principal_id), (
                    request_id,
                    kind,
                    path,
                ) in wanted.items()
                if (step_id, user_id, principal_id) not in present
            ]
        )
        rows._remember_asked()
        changed |= rows.request_id
        requests.approvers_checked_on = fields.Datetime.now()
        requests._sync_activities()
        return changed

    def _get_running(self):
        """Return the requests of ``self`` with an open step."""
        return self.filtered(
            lambda request: request.state in RUNNING_STATES
            and request.current_step_id.state == "open"
        )

    def _find_approvers(self):
        """Return {(step id, user id, principal id): (request id, kind, path)}."""
        through = self._get_through_by_step()
        stand_ins = self.env["group.customer.approval.delegation"]._get_chart()
        approvers = {}
        for request, (principals, _own) in self._find_principals().items():
            step = request.current_step_id
            voters, represented = through[step]
            barred = request._get_barred_users() | voters
            for principal, kind in principals.items():
                if principal in represented:
                    continue
                acting = [(principal, kind, False)]
                acting += [
                    (user, "delegated", path)
                    for user, path in stand_ins.find(
                        principal, request.type_id, request.company_id
                    )
                ]
                for user, user_kind, path in acting:
                    if user not in barred:
                        key = (step.id, user.id, principal.id)
                        approvers[key] = (request.id, user_kind, path)
        return approvers

    def _find_principals(self):
        """Return {request: ({user: kind}, the people of the step itself)} for the
        open steps, whether they have voted or not."""
        principals = {}
        found = self._resolve_steps(
            [(request.current_step_id, *request._get_context()) for request in self]
        )
        for request, (people, escalation) in zip(self, found, strict=True):
            step = request.current_step_id
            able = self.env["group.customer.approval.resolver"]._filter_able(
                step.reassigned_user_ids, request.company_id
            )
            own = people - step.released_user_ids - able
            barred = request._get_barred_users()
            kinds = dict.fromkeys(own - barred, "rule")
            kinds |= dict.fromkeys(able - barred, "reassigned")
            if step.is_escalated or self._is_short(step, len(kinds)):
                for user in escalation - barred - step.released_user_ids:
                    kinds.setdefault(user, "escalated")
            principals[request] = (kinds, own - barred)
        return principals

    @api.model
    def _is_short(self, step, count):
        """Whether ``count`` people are too few for a step of a rule or request."""
        if step.quorum == "number":
            return count < max(step.quorum_count, 1)
        return not count

    @api.model
    def _count_needed(self, step, count):
        """Return how many have to agree, of ``count`` people of the step itself."""
        if step.quorum == "number":
            return max(step.quorum_count, 1)
        return max(count, 1) if step.quorum == "all" else 1

    def _get_context(self):
        """Return requester, customer and company: what people are found by."""
        self.ensure_one()
        return self.requester_id, self.partner_id, self.company_id

    @api.model
    def _resolve_steps(self, questions):
        """Return pairs (people, people of the escalation), one per question.

        :param questions: tuples (step of a rule or request, requester, customer,
            company)
        """
        asked = []
        for step, requester, partner, company in questions:
            about = (requester, partner, company)
            asked.append(
                (
                    step.approver_kind,
                    step.user_ids,
                    step.group_id,
                    step.account_role,
                    *about,
                )
            )
            asked.append(
                (
                    step.escalation_kind,
                    step.escalation_user_ids,
                    step.escalation_group_id,
                    None,
                    *about,
                )
            )
        found = self.env["group.customer.approval.resolver"]._resolve_many(asked)
        # Not the context of the resolver's caller: that of the engine
        found = [users.with_env(self.env) for users in found]
        return list(zip(found[::2], found[1::2], strict=True))

    def _get_barred_users(self):
        """Return who never acts on the open step, in nobody's place (four eyes)."""
        self.ensure_one()
        step = self.current_step_id
        if step.purpose == "execute" and step.approver_kind == "requester":
            return self.env["res.users"]
        barred = self.party_ids
        if step.purpose == "execute" and step.separate_executor:
            barred |= self._get_round_decisions("approve").user_id
        return barred

    def _get_round_decisions(self, *kinds):
        self.ensure_one()
        return self.decision_ids.filtered(
            lambda decision: decision.round == self.round and decision.kind in kinds
        )

    def _get_through_by_step(self):
        """Return {step: (who voted, in whose place somebody voted)}."""
        Users = self.env["res.users"]
        through = defaultdict(lambda: (Users, Users))
        for step in self.current_step_id:
            votes = step.decision_ids.filtered(
                lambda decision: decision.kind in ("approve", "execute")
            )
            through[step] = (votes.user_id, votes.principal_id)
        return through
