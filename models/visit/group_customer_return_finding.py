# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .group_customer_return_plan import OFFICER

# What was found; who does what about it until when may change later
RECORDED_FIELDS = frozenset({"name", "solution"})


class GroupCustomerReturnFinding(models.Model):
    """What a return visit brought to light, and who does what about it until when.

    Each finding is a to-do of its owner; both are done together.
    """

    _name = "group.customer.return.finding"
    _description = "Return-visit Finding"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "date_deadline, id"
    _server_fields = frozenset(
        {"activity_id", "company_id", "done_on", "outcome", "partner_id", "state"}
    )

    return_visit_id = fields.Many2one(
        comodel_name="group.customer.return.visit",
        required=True,
        index=True,
        ondelete="restrict",
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="return_visit_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="return_visit_id.partner_id", store=True, index=True, precompute=True
    )
    name = fields.Char(string="Finding", required=True)
    solution = fields.Text(string="What Is To Be Done")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    date_deadline = fields.Date(
        string="Due Date",
        required=True,
        default=fields.Date.context_today,
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("done", "Done")],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    done_on = fields.Datetime(readonly=True, copy=False)
    outcome = fields.Text(readonly=True, copy=False, help="What was done about it.")
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        findings = super().create(vals_list)
        visits = findings.return_visit_id
        visits._check_may_find()
        visits._check_state(
            ("reached",), self.env._("findings are entered while you talk.")
        )
        for finding in findings:
            finding._schedule()
        return findings

    def write(self, vals):
        if done := self.filtered(lambda finding: finding.state == "done")[:1]:
            done._refuse_done()
        self.return_visit_id._check_may_find()
        for finding in self:
            if vals.get("return_visit_id", finding.return_visit_id.id) != (
                finding.return_visit_id.id
            ):
                finding._refuse_kept()
            if RECORDED_FIELDS & vals.keys() and not finding._is_open_record():
                finding._refuse_kept()
        result = super().write(vals)
        # sudo: the to-do is the owner's, whoever gives it to somebody else
        for finding in self.sudo():
            finding.activity_id.write(
                {
                    "date_deadline": finding.date_deadline,
                    "summary": finding.name,
                    "note": finding.solution,
                    "user_id": finding.user_id.id,
                }
            )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        self.return_visit_id._check_may_find()
        for finding in self:
            if not finding._is_open_record() or finding.state == "done":
                finding._refuse_kept()
        self.sudo().activity_id.unlink()

    def _is_open_record(self):
        """Whether what was found may still be written differently."""
        # sudo: how far the record is does not depend on who asks
        return self.sudo().return_visit_id.state == "reached"

    def _refuse_kept(self):
        raise UserError(
            self.env._(
                "The finding “%(finding)s” belongs to the record of a return "
                "visit and is kept.",
                finding=self.name,
            )
        )

    def _refuse_done(self):
        raise UserError(
            self.env._(
                "The finding “%(finding)s” is done and stays as it is.",
                finding=self.name,
            )
        )

    # === ACTION METHODS === #

    def action_done(self):
        """Say that what is to be done has been done: for the owner and officers."""
        user = self.env.user
        for finding in self:
            finding.check_access("read")
            if finding.state == "done":
                finding._refuse_done()
            if finding.user_id != user and not user.has_group(OFFICER):
                raise AccessError(
                    self.env._(
                        "The finding “%(finding)s” is done by its owner %(user)s or "
                        "by a return-visit officer.",
                        finding=finding.name,
                        user=finding.user_id.sudo().name,
                    )
                )
            activity = finding.sudo().activity_id
            if activity:
                activity.with_user(user).sudo().action_feedback()
            # An activity that is done tells its finding; one that was deleted does not
            finding.sudo()._finish()
        return True

    # === BUSINESS METHODS === #

    def _schedule(self):
        self.ensure_one()
        # sudo: an officer may give a to-do to anybody
        activity = self.return_visit_id.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.date_deadline,
            summary=self.name,
            note=self.solution,
            user_id=self.user_id.id,
        )
        self._write_server({"activity_id": activity.id})

    def _finish(self, outcome=None):
        """Mark as done what is not yet."""
        open_findings = self.filtered(lambda finding: finding.state == "open")
        open_findings._write_server(
            {"state": "done", "done_on": fields.Datetime.now(), "outcome": outcome}
        )
