# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, models
from odoo.exceptions import UserError

SUPERVISOR_GROUP = "group_customer.group_group_customer_director"


class GroupCustomerApprovalRequest(models.Model):
    """Handing the open step of a request to somebody else."""

    _inherit = "group.customer.approval.request"

    def _reassign(self, to_user, comment, from_user=None):
        """Let ``to_user`` act on the open step, in the place of ``from_user``.

        An approver hands over the own part. Directors of the company and
        administrators hand over anybody's, or add a person where nobody is left, but
        neither to themselves nor when they are parties.

        :param from_user: res.users; None: the own part, where there is one; empty: a
            person is added
        :raises UserError: saying what to do
        """
        self.ensure_one()
        request = self._begin()
        request._check_step_seen(request.current_step_id)
        comment = request._check_comment("reassign", comment)
        request._refresh_approvers()
        step = request.current_step_id
        actor = self.env.user
        to_user = self._as_server(to_user)
        principals = request.approver_ids.principal_id
        if not from_user and actor in principals:
            if from_user is None or not request._is_supervisor(actor):
                from_user = actor
        from_user = self._as_server(from_user or self.env["res.users"])
        request._check_may_reassign(actor, from_user, principals)
        request._check_reassigned(to_user, actor, from_user)
        step.write(
            {
                "reassigned_user_ids": [
                    Command.unlink(from_user.id),
                    Command.link(to_user.id),
                ]
                if from_user
                else [Command.link(to_user.id)],
                "released_user_ids": [Command.unlink(to_user.id)]
                + [Command.link(user.id) for user in from_user],
            }
        )
        request._log_decision(
            "reassign",
            comment=comment,
            principal_id=from_user.id or actor.id,
            to_user_id=to_user.id,
        )
        request._refresh_approvers()
        request._notify_waiting(to_user)
        return True

    def _check_may_reassign(self, actor, from_user, principals):
        names = {"request": self.display_name}
        if actor in self._get_barred_users():
            raise UserError(
                self.env._(
                    "You have a part in “%(request)s”: somebody else chooses who "
                    "decides.",
                    **names,
                )
            )
        if from_user and from_user not in principals:
            raise UserError(
                self.env._(
                    "%(user)s has no open part in “%(request)s” to hand over.",
                    user=from_user.name,
                    **names,
                )
            )
        if from_user == actor or self._is_supervisor(actor):
            return
        raise UserError(
            self.env._(
                "Only who decides hands the own part in “%(request)s” over; directors "
                "of %(company)s and administrators hand over anybody's.",
                company=self.company_id.name,
                **names,
            )
        )

    def _check_reassigned(self, to_user, actor, from_user):
        """Check that the new person can decide, and may."""
        names = {"request": self.display_name, "user": to_user.name}
        able = self.env["group.customer.approval.resolver"]._filter_able(
            to_user, self.company_id
        )
        if len(to_user) != 1 or not able:
            raise UserError(
                self.env._(
                    "%(user)s cannot decide on “%(request)s”: choose an active user of "
                    "%(company)s.",
                    **{**names, "company": self.company_id.name},
                )
            )
        if to_user in self._get_barred_users() | self.party_ids:
            raise UserError(
                self.env._(
                    "%(user)s has a part in “%(request)s” and never decides on it: "
                    "choose somebody else.",
                    **names,
                )
            )
        if to_user == actor:
            raise UserError(
                self.env._(
                    "Nobody makes himself the one who decides on “%(request)s”: "
                    "choose somebody else.",
                    **names,
                )
            )
        voters, _represented = self._get_through_by_step()[self.current_step_id]
        if to_user in voters | self.approver_ids.principal_id:
            raise UserError(
                self.env._(
                    "%(user)s decides on “%(request)s” anyway: choose somebody else.",
                    **names,
                )
            )

    def _is_supervisor(self, user):
        """Whether a user may hand over other people's parts in the request."""
        self.ensure_one()
        return user.has_group(SUPERVISOR_GROUP) and self.company_id in user.company_ids
