# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class GroupCustomerVisitAction(models.Model):
    """What somebody has to do after a visit.

    While the report is written it is a line of it. Once the report is submitted it is
    an activity on the account, in the list of whoever has to do it.
    """

    _name = "group.customer.visit.action"
    _description = "Next Action of a Visit"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "deadline, id"
    _rec_name = "summary"
    _server_fields = frozenset({"activity_id", "company_id", "partner_id"})

    visit_id = fields.Many2one(
        comodel_name="group.customer.visit",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(related="visit_id.partner_id", store=True, index=True)
    summary = fields.Char(string="What to Do", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    deadline = fields.Date(
        string="Do Until", required=True, default=fields.Date.context_today
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        bypass_search_access=True,
    )
    state = fields.Selection(
        selection=[
            ("planned", "In the Report"),
            ("open", "To Do"),
            ("done", "Done"),
            ("dropped", "Dropped"),
        ],
        compute="_compute_state",
    )

    # === COMPUTE METHODS === #

    @api.depends("activity_id.active", "visit_id.report_state")
    def _compute_state(self):
        for action in self:
            # sudo: activities of colleagues are not read by everybody
            activity = action.sudo().activity_id
            if activity:
                action.state = "open" if activity.active else "done"
            elif action.visit_id.report_state in ("submitted", "accepted"):
                action.state = "dropped"
            else:
                action.state = "planned"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions.visit_id._check_report_open()
        actions.visit_id._begin_reports()
        return actions

    def write(self, vals):
        self.visit_id._check_report_open()
        self._check_not_scheduled()
        if "visit_id" in vals:
            self._check_stays(vals["visit_id"])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        self.visit_id._check_report_open()
        self._check_not_scheduled()

    def onchange(self, values, field_names, fields_spec):
        # Nobody looks into a visit by naming it here
        visits = self.env["group.customer.visit"]
        visits.browse(values.get("visit_id") or []).check_access("read")
        return super().onchange(values, field_names, fields_spec)

    def _check_stays(self, visit_id):
        for action in self:
            if action.visit_id.id != visit_id:
                raise UserError(
                    self.env._(
                        "“%(action)s” stays with its visit: delete it and enter it "
                        "on the other one.",
                        action=action.summary,
                    )
                )

    def _check_not_scheduled(self):
        """What is in somebody's list already is changed there."""
        for action in self:
            if action.activity_id:
                raise UserError(
                    self.env._(
                        "“%(action)s” is in the activities of %(user)s already: "
                        "change or cancel it there, on the account.",
                        action=action.summary,
                        user=action.user_id.name,
                    )
                )

    # === BUSINESS METHODS === #

    def _schedule(self):
        """Make the activities of actions that have none yet."""
        type_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "group_customer.mail_activity_type_visit_action"
        )
        for action in self.filtered(lambda action: not action.activity_id):
            # sudo: whoever reports hands work to colleagues, whose activities are
            # not theirs to read
            activity = action.partner_id.sudo().activity_schedule(
                activity_type_id=type_id,
                summary=action.summary,
                date_deadline=action.deadline,
                user_id=action.user_id.id,
                note=self.env._(
                    "From the report on “%(visit)s”.",
                    visit=action.visit_id.display_name,
                ),
                automated=False,
            )
            action._write_server({"activity_id": activity.id})
