# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import SUPERUSER_ID, Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

CONFIRM_ACTIVITY = "group_customer.mail_activity_type_visit_confirm"


class GroupCustomerVisit(models.Model):
    """Visits that somebody else calls done in the name of a leader.

    Some quotas count only visits that a member of a group took part in (VI-01). Whoever
    goes along or prepares the visit may enter it and call it done. That the leader was
    there says the leader: until then the visit does not count for such a quota.
    """

    _inherit = "group.customer.visit"
    _server_fields = frozenset({"done_by_id", "unconfirmed_user_ids"})

    done_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Called Done by",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Who said that the visit has taken place.",
    )
    is_done_by_other = fields.Boolean(
        string="Called Done by Another",
        compute="_compute_is_done_by_other",
        search="_search_is_done_by_other",
        help="Somebody else than the visitor said that the visit has taken place.",
    )
    unconfirmed_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_visit_unconfirmed_rel",
        column1="visit_id",
        column2="user_id",
        string="Not Confirmed by",
        readonly=True,
        copy=False,
        help="A quota asks for these colleagues, somebody else called the visit done, "
        "and they have not said yet that they took part.",
    )
    is_to_confirm = fields.Boolean(
        string="To Confirm by Me",
        compute="_compute_is_to_confirm",
        search="_search_is_to_confirm",
    )

    # === COMPUTE METHODS === #

    @api.depends("done_by_id", "user_id")
    def _compute_is_done_by_other(self):
        for visit in self:
            visit.is_done_by_other = (
                visit.done_by_id and visit.done_by_id != visit.user_id
            )

    @api.model
    def _search_is_done_by_other(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        return Domain("done_by_id", "!=", False) & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s != %s",
                SQL.identifier(alias, "done_by_id"),
                SQL.identifier(alias, "user_id", to_flush=model._fields["user_id"]),
            )
        )

    @api.depends("unconfirmed_user_ids")
    @api.depends_context("uid")
    def _compute_is_to_confirm(self):
        for visit in self:
            visit.is_to_confirm = self.env.user in visit.sudo().unconfirmed_user_ids

    @api.model
    def _search_is_to_confirm(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:
            return Domain.TRUE
        return Domain("unconfirmed_user_ids", "in", self.env.uid)

    # === ACTIONS === #

    def action_confirm_part(self):
        """Say that one took part in visits that others called done."""
        self._check_to_confirm()
        for visit in self.sudo():
            visit._write_server(
                {"unconfirmed_user_ids": [Command.unlink(self.env.uid)]}
            )
            visit._post_part(self.env._("I took part in this visit."))
        self._end_confirmation()
        self._changed()
        return True

    def action_deny_part(self, reason=None):
        """Say that one took no part, and why it was entered, or open the form."""
        self._check_to_confirm()
        if not reason:
            return self._get_reason_action("deny")
        self._check_reason(reason)
        for visit in self.sudo():
            visit._post_part(
                self.env._("I took no part in this visit: %(reason)s", reason=reason),
                visit.done_by_id,
            )
        self._end_confirmation()
        return True

    # === BUSINESS METHODS === #

    def _finish(self):
        """Note who says so, and who has to confirm it."""
        user = self.env.user
        if not self or user.id == SUPERUSER_ID:
            return super()._finish()
        visits = self.sudo()
        unconfirmed = visits._find_unconfirmed(user)
        for people, same in visits.grouped(unconfirmed.__getitem__).items():
            same._write_server(
                {
                    "done_by_id": user.id,
                    "unconfirmed_user_ids": [Command.set(people.ids)],
                }
            )
        result = super()._finish()
        visits._ask_for_confirmation()
        return result

    def _find_unconfirmed(self, user):
        """Return visit → who took part and is asked for by a quota that it could count
        for, unless ``user``, who calls it done, is enough for that quota."""
        policies = self.env["group.customer.visit.policy"].search(
            Domain("kind_id", "in", self.kind_id.ids)
            & Domain("counted_group_id", "!=", False)
        )
        # One that was put aside holds for the quotas that it has opened
        partner_ids, days = self._get_counted()
        policies |= (
            self.env["group.customer.visit.attainment"]
            .search(
                Domain("partner_id", "in", list(partner_ids))
                & Domain("kind_id", "in", self.kind_id.ids)
                & Domain("date_to", ">=", min(days))
                & Domain("date_from", "<=", max(days))
            )
            .policy_id.filtered("counted_group_id")
        )
        result = {}
        for visit in self:
            people = visit.user_ids | visit.user_id
            asking = policies.filtered(
                lambda policy, visit=visit: policy.kind_id == visit.kind_id
                and policy.company_id in (policy.company_id.browse(), visit.company_id)
            )
            result[visit] = people.browse()
            for group in asking.counted_group_id:
                members = people & group.all_user_ids
                if user not in members:
                    result[visit] |= members
        return result

    def _ask_for_confirmation(self):
        for visit in self:
            for person in visit.unconfirmed_user_ids:
                visit.activity_schedule(CONFIRM_ACTIVITY, user_id=person.id)

    def _end_confirmation(self):
        # sudo: entered by whoever called the visit done
        self.sudo().activity_unlink([CONFIRM_ACTIVITY], user_id=self.env.uid)

    def _post_part(self, text, user=None):
        self.message_post(
            body=text,
            author_id=self.env.user.partner_id.id,
            partner_ids=user.partner_id.ids if user else [],
        )

    def _check_to_confirm(self):
        """Refuse to confirm what is asked of somebody else.

        :raises UserError: naming the visit
        """
        self.check_access("read")
        for visit in self:
            if self.env.user not in visit.sudo().unconfirmed_user_ids:
                raise UserError(
                    self.env._(
                        "“%(visit)s”: nobody asks you whether you took part. Only who "
                        "stands under “Not Confirmed by” can say so.",
                        visit=visit.display_name,
                    )
                )


class MailActivity(models.Model):
    """Ticking off that one took part confirms it."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        kind = self.env.ref(CONFIRM_ACTIVITY, raise_if_not_found=False)
        asked = self.filtered(
            lambda activity: kind
            and activity.activity_type_id == kind
            and activity.user_id == self.env.user
        )
        visits = self.env["group.customer.visit"].browse(asked.mapped("res_id"))
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        visits.exists().filtered("is_to_confirm").action_confirm_part()
        return result
