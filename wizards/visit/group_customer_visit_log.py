# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.visit.group_customer_visit_report import REPORT_TEXTS
from ...models.visit.res_partner_relation import RELATION_STAGES

# What goes into the visit as it was entered
VISIT_FIELDS = (
    *REPORT_TEXTS,
    "initiator",
    "next_visit_date",
    "relation_stage",
)


class GroupCustomerVisitLog(models.TransientModel):
    """A phone call, mail, fax or message, logged in one go (PO-02, VI-02).

    What comes out is a visit that is done, with its report submitted: it stands on the
    maintenance form of the customer and counts wherever its channel counts.
    """

    _name = "group.customer.visit.log"
    _description = "Log of a Contact"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Account",
        required=True,
        domain="[('is_group_customer', '=', True)]",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact Person",
        domain="[('commercial_partner_id', '=', partner_id), "
        "('is_company', '=', False)]",
    )
    opportunity_id = fields.Many2one(
        comodel_name="crm.lead",
        domain="[('partner_id', 'child_of', partner_id), ('type', '=', 'opportunity')]",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    kind_id = fields.Many2one(
        comodel_name="group.customer.visit.kind",
        required=True,
        default=lambda self: self.env["group.customer.visit"]._get_default_kind(),
    )
    channel_id = fields.Many2one(
        comodel_name="group.customer.visit.channel",
        required=True,
        default=lambda self: self._get_default_channel(),
    )
    initiator = fields.Selection(
        selection=[("enterprise", "Our Company"), ("customer", "The Customer")],
        required=True,
        default="enterprise",
    )
    content_ids = fields.Many2many(
        comodel_name="group.customer.visit.content",
        relation="group_customer_visit_log_content_rel",
        string="Contents",
    )
    start = fields.Datetime(string="When", required=True, default=fields.Datetime.now)
    minutes = fields.Integer(required=True, default=15)
    report_text = fields.Text(string="Result", required=True)
    customer_needs = fields.Text(string="Customer's Needs")
    product_awareness = fields.Text(string="Awareness of New Products")
    suggestions = fields.Text(string="Suggestions on Products")
    product_feedback = fields.Text()
    competitor_seen = fields.Text(string="Competitors Seen")
    decisions = fields.Text(string="Decisions and Promises")
    relation_stage = fields.Selection(
        RELATION_STAGES,
        string="Relation After the Contact",
        compute="_compute_relation_stage",
        store=True,
        readonly=False,
    )
    needs_next_date = fields.Boolean(compute="_compute_needs_next_date")
    next_visit_date = fields.Date(string="Next Visit on")
    action_summary = fields.Char(string="What to Do")
    action_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    action_deadline = fields.Date(string="Do Until", default=fields.Date.context_today)

    # === DEFAULT METHODS === #

    @api.model
    def _get_default_channel(self):
        """The first channel that counts as phone."""
        channels = self.env["group.customer.visit.channel"]
        return channels.search([("counts_as_phone", "=", True)], limit=1)

    # === COMPUTE METHODS === #

    @api.depends("contact_id")
    def _compute_relation_stage(self):
        for log in self:
            log.relation_stage = log.contact_id.relation_stage

    @api.depends("kind_id.needs_next_date", "channel_id.distance")
    def _compute_needs_next_date(self):
        for log in self:
            log.needs_next_date = (
                log.kind_id.needs_next_date and log.channel_id.distance == "face"
            )

    # === ACTIONS === #

    @api.model
    def _get_action(self, partner, opportunity=None):
        """Return the action that opens the form for a partner.

        :param partner: the account or one of its people
        """
        account = partner.commercial_partner_id
        action = self.env["ir.actions.actions"]._for_xml_id(
            "group_customer.group_customer_visit_log_action"
        )
        action["context"] = {
            "default_partner_id": account.is_group_customer and account.id,
            "default_contact_id": partner != account and partner.id,
            "default_opportunity_id": opportunity and opportunity.id,
        }
        return action

    def action_log(self):
        """Keep the contact as a visit that is done."""
        self.ensure_one()
        visit = self._log()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The contact with %(account)s is logged.",
                    account=visit.partner_id.display_name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === BUSINESS METHODS === #

    def _log(self):
        """Return the new visit; rights are those to enter visits of the account."""
        if self.minutes <= 0:
            raise UserError(
                self.env._(
                    "%(account)s: enter how many minutes the contact took, at least "
                    "one.",
                    account=self.partner_id.display_name,
                )
            )
        visit = self.env["group.customer.visit"].create(self._prepare_visit_vals())
        visit._finish()
        if visit.report_state != "submitted":
            visit._file_reports()
        return visit

    def _prepare_visit_vals(self):
        vals = {name: self[name] for name in VISIT_FIELDS}
        vals |= {
            "partner_id": self.partner_id.id,
            "contact_id": self.contact_id.id,
            # Who logs it has made it, whatever the context proposes
            "user_id": self.env.uid,
            "opportunity_id": self.opportunity_id.id,
            "company_id": self.company_id.id,
            "kind_id": self.kind_id.id,
            "channel_id": self.channel_id.id,
            "content_ids": [fields.Command.set(self.content_ids.ids)],
            "start": self.start,
            "stop": self.start + timedelta(minutes=self.minutes),
        }
        if self.action_summary:
            vals["next_action_ids"] = [
                fields.Command.create(
                    {
                        "summary": self.action_summary,
                        "user_id": self.action_user_id.id or self.env.uid,
                        "deadline": self.action_deadline
                        or fields.Date.context_today(self),
                    }
                )
            ]
        return vals
