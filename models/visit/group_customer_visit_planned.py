# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# What the superior is told of when it changes after the approval; days, visitors and
# companies are told of by themselves
TOLD_FIELDS = ("partner_id", "kind_id", "channel_id")
# What the superior reviews of a visit
REVIEWED_FIELDS = frozenset(
    {
        "channel_id",
        "company_id",
        "duration",
        "is_all_day",
        "kind_id",
        "partner_id",
        "start",
        "stop",
        "user_id",
    }
)


class GroupCustomerVisit(models.Model):
    """A visit that belongs to the plan of a month."""

    _inherit = "group.customer.visit"

    _server_fields = frozenset(
        {
            "dropped_by_id",
            "dropped_on",
            "is_dropped",
            "plan_id",
            "plan_ordinal",
            "plan_reference",
        }
    )

    plan_id = fields.Many2one(
        comodel_name="group.customer.visit.plan",
        string="Visit Plan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    plan_ordinal = fields.Integer(
        string="Number in the Plan",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Which visit of the account for the policy in this month it is; with "
        "account and policy it says which proposal of the plan this is.",
    )
    plan_reference = fields.Char(
        string="Reason in the Plan",
        readonly=True,
        copy=False,
        help="Record that asked for the visit where that is no policy: model,id.",
    )
    is_dropped = fields.Boolean(
        string="Dropped from the Plan",
        readonly=True,
        copy=False,
        help="Somebody decided that this visit is not made: until the end of the "
        "period of its policy, a month, a quarter or a year, no plan proposes it "
        "again, unless it is added or taken back.",
    )
    dropped_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Left Out by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    dropped_on = fields.Datetime(string="Left Out on", readonly=True, copy=False)

    _dropped_idx = models.Index("(partner_id, kind_id, date) WHERE is_dropped")
    _plan_unique = models.UniqueIndex(
        "(plan_id, partner_id, kind_id, COALESCE(policy_id, 0), "
        "COALESCE(plan_reference, ''), plan_ordinal) "
        "WHERE plan_id IS NOT NULL AND plan_ordinal > 0",
        "The plan has this visit of the account already.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        if not REVIEWED_FIELDS.isdisjoint(vals):
            # sudo: who may write the visit need not read the plan of a colleague
            self.sudo().plan_id._check_not_in_approval()
        before = {}
        if not vals.keys().isdisjoint(TOLD_FIELDS):
            approved = self.sudo().filtered(
                lambda visit: visit.plan_id.state == "approved"
            )
            before = {visit: visit._get_told() for visit in approved}
        res = super().write(vals)
        if not vals.keys().isdisjoint({"user_id", "company_id"}):
            self._leave_plan_of_others()
        for visit, (values, text) in before.items():
            if visit._get_told()[0] != values:
                visit._tell_replaced(text)
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_under_review(self):
        # sudo: see write
        visits = self.sudo()
        visits.plan_id._check_not_in_approval()
        if self.env.su:
            return  # Generated anew
        for visit in visits.filtered("plan_id"):
            visit.plan_id._note_changes(
                visit, self.env._("Deleted: %(visits)s", visits=visit._get_plan_text())
            )

    # === HOOKS === #

    def _check_can_plan(self):
        """What a plan proposes is agreed with the plan, not beside it (AP-09)."""
        res = super()._check_can_plan()
        if self.env.su:
            return res
        # sudo: who may write the visit need not read the plan of a colleague
        for visit in self.sudo():
            if visit.plan_id.state in ("draft", "submitted"):
                raise UserError(
                    self.env._(
                        "“%(visit)s” is a proposal of “%(plan)s”: submit the plan for "
                        "review, its visits are put in the calendar once it is "
                        "approved.",
                        visit=visit.display_name,
                        plan=visit.plan_id.display_name,
                    )
                )
        return res

    def _on_rescheduled(self, old_dates):
        """A visit that goes to another month leaves its plan."""
        res = super()._on_rescheduled(old_dates)
        # sudo: who may move the visit need not read the plan of a colleague
        for visit in self.sudo().filtered("plan_id"):
            plan = visit.plan_id
            if not plan.month <= visit.date <= plan.month_end:
                visit._leave_plan()
            plan._note_changes(
                visit,
                self.env._(
                    "Moved: %(visits)s, before on %(date)s",
                    visits=visit._get_plan_text(),
                    date=format_date(self.env, old_dates[visit]),
                ),
            )
        return res

    def _cancel(self, reason):
        self.sudo().plan_id._check_not_in_approval()
        return super()._cancel(reason)

    def _on_cancelled(self):
        res = super()._on_cancelled()
        for visit in self.sudo().filtered("plan_id"):
            if not visit.is_dropped:  # That is told by who dropped it
                visit.plan_id._note_changes(
                    visit,
                    self.env._(
                        "Cancelled: %(visits)s (%(reason)s)",
                        visits=visit._get_plan_text(),
                        reason=visit.cancel_reason,
                    ),
                )
        return res

    # === TOOLING === #

    def _leave_plan_of_others(self):
        """What another person does now is no part of the first one's plan."""
        for visit in self.sudo().filtered("plan_id"):
            plan = visit.plan_id
            if visit.company_id != plan.company_id:
                visit._leave_plan()
                plan._note_changes(
                    visit,
                    self.env._(
                        "Now a visit of %(company)s: %(visits)s",
                        company=visit.company_id.name,
                        visits=visit._get_plan_text(),
                    ),
                )
            elif visit.user_id != plan.user_id:
                visit._leave_plan()
                plan._note_changes(
                    visit,
                    self.env._(
                        "Given to %(user)s: %(visits)s",
                        user=visit.user_id.name,
                        visits=visit._get_plan_text(),
                    ),
                )

    def _leave_plan(self):
        """Take visits out of their plans, and tell both."""
        for visit in self:
            plan = visit.plan_id
            visit._write_server(
                {"plan_id": False, "plan_ordinal": 0, "is_changed": True}
            )
            visit._message_log(
                body=self.env._(
                    "The visit has left the plan “%(plan)s”: it is in another month "
                    "or company, or somebody else makes it.",
                    plan=plan.display_name,
                )
            )
            plan._message_log(
                body=self.env._(
                    "Left the plan: %(visits)s", visits=visit._get_plan_text()
                )
            )

    def _get_told(self):
        """Return what of a visit was approved beside its day, and that as text."""
        self.ensure_one()
        text = f"{self._get_plan_text()}, {self.kind_id.name}, {self.channel_id.name}"
        return [self[name] for name in TOLD_FIELDS], text

    def _tell_replaced(self, before):
        """Tell the superior of another account, kind or channel.

        :param str before: what was approved, see :meth:`_get_told`
        """
        self.plan_id._note_changes(
            self,
            self.env._(
                "Replaced: %(visit)s, before %(before)s",
                visit=self._get_told()[1],
                before=before,
            ),
        )

    def _get_plan_text(self):
        """Return visits as a message of their plan names them."""
        return ", ".join(
            f"{visit.partner_id.display_name} ({format_date(self.env, visit.date)})"
            for visit in self
        )
