# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

# A request in one of these states is at work: the run waits for it.
RUNNING_STATES = ("in_progress", "approved")
DIRECTOR_GROUP = "group_customer.group_group_customer_director"


class GroupCustomerAllocation(models.Model):
    """The approval of a month's allocation; the last approval carries it out."""

    _inherit = "group.customer.allocation"

    def _is_in_approval(self):
        """Whether a request of the run is at work."""
        self.ensure_one()
        return self.sudo().approval_state in RUNNING_STATES

    def _is_approval_submittable(self):
        return super()._is_approval_submittable() and self.state == "computed"

    def _can_submit_approval(self):
        user = self.env.user
        return super()._can_submit_approval() and user.has_group(DIRECTOR_GROUP)

    def _check_approval_submission(self):
        result = super()._check_approval_submission()
        for run in self:
            if run.state != "computed":
                raise UserError(
                    self.env._(
                        "“%(run)s” is %(state)s: an allocation is submitted for "
                        "approval when it is computed.",
                        run=run.display_name,
                        state=run._get_state_label(),
                    )
                )
            if not run.dealt_count:
                raise UserError(
                    self.env._(
                        "“%(run)s” gives nobody anything, so there is nothing to "
                        "approve: see at the resources why each is left, or cancel it.",
                        run=run.display_name,
                    )
                )
            run._check_drift()
        return result

    def _get_approval_summary(self):
        self.ensure_one()
        summary = [
            (self.env._("Month"), self.month_name),
            (self.env._("Scheme"), self.scheme_id.display_name),
            (self.env._("Headcount"), str(self.headcount)),
            (
                self.env._("Resources"),
                self.env._(
                    "%(pool)s in the pool: %(dealt)s dealt, %(companion)s companions, "
                    "%(left)s left",
                    pool=self.pool_count,
                    dealt=self.dealt_count,
                    companion=self.companion_count,
                    left=self.left_count,
                ),
            ),
        ]
        summary += [
            (
                quota.name,
                self.env._(
                    "%(dealt)s dealt, target %(target)s (%(percent)g %% of %(total)s)",
                    dealt=quota.dealt_count,
                    target=quota.target_count,
                    percent=quota.percent,
                    total=self.piece_count,
                ),
            )
            for quota in self.quota_ids
        ]
        summary.append((self.env._("Changed by Hand"), str(self.changed_count)))
        return summary

    def _get_approval_parties(self):
        """Nobody decides on what is given to himself."""
        self.ensure_one()
        return super()._get_approval_parties() | self.line_ids.user_id

    def _get_approval_digest(self):
        """Of every line: which resource of which customer goes to whom."""
        self.ensure_one()
        self.env["group.customer.allocation.line"].flush_model()
        self.flush_recordset()
        [[digest]] = self.env.execute_query(
            SQL(
                """SELECT MD5(CONCAT_WS('|', a.company_id, a.month, a.scheme_id,
                                        a.scheme_definition, (
                       SELECT STRING_AGG(MD5(ROW(
                                  l.id, l.resource_id, l.partner_id, l.outcome,
                                  l.left_reason, l.user_id)::text), '' ORDER BY l.id)
                         FROM group_customer_allocation_line l
                        WHERE l.allocation_id = a.id)))
                     FROM group_customer_allocation a
                    WHERE a.id = %s""",
                self.id,
            )
        )
        return digest

    # === WHAT HAPPENS === #

    def _on_approval_submitted(self, request):
        result = super()._on_approval_submitted(request)
        self._write_server({"state": "submitted"})
        return result

    def _on_approval_approved(self, request):
        result = super()._on_approval_approved(request)
        self._write_server({"state": "approved"})
        return result

    def _on_approval_executed(self, request):
        result = super()._on_approval_executed(request)
        self._execute(request)
        return result

    def _on_approval_ended(self, request, outcome):
        result = super()._on_approval_ended(request, outcome)
        self._write_server({"state": "computed"})
        return result
