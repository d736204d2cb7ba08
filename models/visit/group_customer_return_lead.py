# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class GroupCustomerReturnLead(models.Model):
    """A lead whose customer sales could not reach: an officer tries, and hands it back
    to sales with what was learnt (VI-30).

    Officers see what they need for the call here, not the pipeline itself.
    """

    _name = "group.customer.return.lead"
    _description = "Unreached Lead"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "state desc, reported_on desc, id desc"
    _rec_name = "lead_name"
    _server_fields = frozenset(
        {
            "company_id",
            "officer_id",
            "reported_by_id",
            "reported_on",
            "return_note",
            "returned_on",
            "state",
            "user_id",
            "was_reached",
        }
    )

    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        index=True,
    )
    user_id = fields.Many2one(
        related="lead_id.user_id", string="Salesperson", store=True, index=True
    )
    lead_name = fields.Char(
        string="Subject of the Lead",
        compute="_compute_customer",
        search="_search_lead_name",
    )
    partner_name = fields.Char(string="Customer", compute="_compute_customer")
    contact_name = fields.Char(compute="_compute_customer")
    phone = fields.Char(compute="_compute_customer")
    email = fields.Char(compute="_compute_customer")
    reason = fields.Text(
        string="What Sales Tried",
        required=True,
        help="When and how the customer was contacted in vain.",
    )
    reported_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, copy=False
    )
    reported_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Reported by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        selection=[("waiting", "To Visit Again"), ("returned", "Handed Back")],
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )
    officer_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    was_reached = fields.Boolean(string="Reached", readonly=True, copy=False)
    return_note = fields.Text(string="Return-visit Note", readonly=True, copy=False)
    returned_on = fields.Datetime(string="Handed Back", readonly=True, copy=False)

    _one_waiting = models.UniqueIndex(
        "(lead_id) WHERE state = 'waiting'",
        "The return-visit officers have this lead already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("lead_id.company_id")
    def _compute_company_id(self):
        for record in self:
            lead = record.lead_id.sudo()
            record.company_id = lead.company_id or lead.user_id.company_id

    @api.depends(
        "lead_id.name",
        "lead_id.phone",
        "lead_id.email_from",
        "lead_id.partner_name",
        "lead_id.contact_name",
        "lead_id.partner_id",
    )
    @api.depends_context("uid")
    def _compute_customer(self):
        for record in self:
            lead = record.lead_id
            if lead != record._origin.lead_id and not lead.has_access("read"):
                # Not reported yet: nobody looks into leads by naming them here
                lead = lead.browse()
            # sudo: officers read no leads
            lead = lead.sudo()
            record.lead_name = lead.name
            record.phone = lead.phone
            record.email = lead.email_from
            partner = lead.partner_id
            record.partner_name = (
                lead.partner_name or partner.commercial_partner_id.name
            )
            record.contact_name = lead.contact_name or (
                not partner.is_company and partner.name
            )

    @api.model
    def _search_lead_name(self, operator, value):
        # Whose report may be read, that subject may be searched
        return Domain("lead_id", "any!", Domain("name", operator, value))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            record._check_reported()
        return records

    def write(self, vals):
        if self.filtered(lambda record: record.state == "returned"):
            self._refuse_returned()
        if "lead_id" in vals:
            raise UserError(
                self.env._(
                    "Another lead is reported by itself: leave this report as it is."
                )
            )
        return super().write(vals)

    def _check_reported(self):
        """Only who works on a lead says that its customer could not be reached."""
        if not self.env.su and not self.lead_id.has_access("write"):
            # Who cannot read the lead gets Odoo's own refusal, without its name
            self.lead_id.check_access("read")
            raise AccessError(
                self.env._(
                    "You cannot report “%(lead)s”: that is for who may change the "
                    "lead.",
                    lead=self.lead_id.name,
                )
            )

    def _refuse_returned(self):
        record = self.filtered(lambda record: record.state == "returned")[:1]
        raise UserError(
            self.env._(
                "“%(lead)s” was handed back to sales and stays as it is: report it "
                "again if the customer still cannot be reached.",
                lead=record.sudo().lead_name,
            )
        )

    # === ACTION METHODS === #

    def action_return(self):
        """Ask for the note that goes back to sales."""
        self.ensure_one()
        self._check_may_return()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Lead Back"),
            "res_model": "group.customer.return.lead.back",
            "view_mode": "form",
            "target": "new",
            "context": {"default_return_lead_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _check_may_return(self):
        officer = "group_customer.group_group_customer_return_visit_officer"
        if not self.env.user.has_group(officer):
            raise AccessError(
                self.env._("Leads are handed back by return-visit officers.")
            )
        self.check_access("write")
        if self.filtered(lambda record: record.state == "returned"):
            self._refuse_returned()

    def _hand_back(self, note, was_reached, day):
        """Give the lead back to its salesperson with the note, and remind.

        :param str note: what the officer learnt
        :param bool was_reached: whether the officer reached the customer
        :param date day: until when sales is to act
        """
        self.ensure_one()
        self._check_may_return()
        # sudo: officers do not write leads
        lead = self.lead_id.sudo()
        user = lead.user_id or lead.team_id.user_id
        if not user:
            raise UserError(
                self.env._(
                    "“%(lead)s” has neither a salesperson nor a sales team with a "
                    "leader: ask a sales manager to give it to somebody first.",
                    lead=lead.name,
                )
            )
        self._write_server(
            {
                "state": "returned",
                "officer_id": self.env.uid,
                "was_reached": was_reached,
                "return_note": note,
                "returned_on": fields.Datetime.now(),
            }
        )
        lead.message_post(
            body=self.env._("Return visit: %(note)s", note=note),
            author_id=self.env.user.partner_id.id,
        )
        lead.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=day,
            summary=self.env._("Contact again after the return visit"),
            note=note,
            user_id=user.id,
        )
