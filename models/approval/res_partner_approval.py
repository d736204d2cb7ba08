# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Who enters a group customer that needs no approval
DIRECT_GROUP = "group_customer.group_group_customer_admin"
# States in which the clerk works on the new customer
OPEN_STATES = ("draft", "rejected")


class ResPartner(models.Model):
    """A new customer is approved before anything is sold to it (MD-01, AP-04).

    A group customer that a user enters while a rule for new customers is in force
    begins as a draft: the clerk fills in its terms and submits it, its terms are then
    frozen until others have decided. A refused one goes back to the clerk.
    """

    _inherit = "res.partner"

    _server_fields = frozenset({"group_approval_state"})

    group_approval_state = fields.Selection(
        selection=[
            ("draft", "To Submit"),
            ("pending", "Waiting for Approval"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
        ],
        string="Customer Approval",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="Whether the new customer was approved. Empty: it did not need to be.",
    )
    can_submit_new_customer = fields.Boolean(
        compute="_compute_new_customer", export_string_translation=False
    )
    group_approval_text = fields.Text(
        string="State of the Approval",
        compute="_compute_new_customer",
        help="Who decides, or what the clerk has to do.",
    )

    # === COMPUTE METHODS === #

    @api.depends("group_approval_state")
    @api.depends_context("uid", "lang")
    def _compute_new_customer(self):
        by_partner = self._get_new_customer_requests()
        ChangeRequest = self.env["group.customer.change.request"]
        may_submit = ChangeRequest.has_access("create")
        for partner in self:
            state = partner.group_approval_state
            # sudo: the reason why nothing is sold concerns whoever sells
            request = by_partner.get(partner._origin, ChangeRequest).sudo()
            partner.can_submit_new_customer = state in OPEN_STATES and may_submit
            partner.group_approval_text = partner._get_new_customer_text(request)

    def _get_new_customer_text(self, request):
        self.ensure_one()
        if self.group_approval_state == "pending":
            return request.approval_waiting_text
        if self.group_approval_state not in OPEN_STATES:
            return False
        decisions = request.approval_request_id.decision_ids
        last = decisions.filtered(lambda decision: decision.comment)[-1:]
        if request.approval_state in ("returned", "rejected") and last:
            return self.env._(
                "%(user)s: %(comment)s", user=last.user_id.name, comment=last.comment
            )
        missing = self._get_new_customer_missing()
        if missing:
            return self.env._(
                "Still missing: %(fields)s.",
                fields=", ".join(
                    self._fields[name]._description_string(self.env) for name in missing
                ),
            )
        return False

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._begin_new_customer()
        return partners

    def write(self, vals):
        joining = self.browse()
        if vals.get("is_group_customer") and not self.env.su:
            joining = self.filtered(lambda partner: not partner.is_group_customer)
        result = super().write(vals)
        joining._begin_new_customer()
        return result

    # === ACTION METHODS === #

    def action_submit_new_customer(self):
        """Open the wizard that submits a new customer for approval."""
        self.ensure_one()
        request = self._prepare_new_customer_request()
        return request.action_submit_approval()

    def action_open_new_customer(self):
        """Open the request with which the new customer is approved."""
        self.ensure_one()
        self.check_access("read")
        request = self._get_new_customer_requests().get(self)
        if not request:
            raise UserError(
                self.env._(
                    "%(customer)s was not submitted for approval yet.",
                    customer=self.display_name,
                )
            )
        return request.get_formview_action()

    # === BUSINESS METHODS === #

    def _begin_new_customer(self):
        """Give new group customers that a user entered the state of a draft."""
        if self.env.su or not self:
            return
        customers = self.filtered(
            lambda partner: partner.is_group_customer
            and not partner.group_approval_state
        )
        if not customers or self.env.user.has_group(DIRECT_GROUP):
            return
        customers = customers.filtered(lambda c: c._is_new_customer_approved_here())
        # sudo: the server says so, whatever the user may write
        customers.sudo()._write_server({"group_approval_state": "draft"})

    def _is_new_customer_approved_here(self):
        """Whether new customers are approved in the company of this one."""
        self.ensure_one()
        return (
            self.env["group.customer.approval.rule"]
            .sudo()
            ._is_in_force(
                self.env["group.customer.approval.type"]._get("new_customer"),
                self.company_id or self.env.company,
                fields.Date.context_today(self),
            )
        )

    def _get_new_customer_requests(self):
        """Return customer → its latest request for approval as a new customer.

        Whoever reads the customer may not be allowed to read the request.
        """
        ChangeRequest = self.env["group.customer.change.request"]
        customers = self._origin.filtered("group_approval_state")
        if not customers:
            return {}
        found = ChangeRequest.sudo().search(
            Domain("partner_id", "in", customers.ids)
            & Domain("type_id.code", "=", "new_customer"),
            order="id",
        )
        return {
            request.partner_id.sudo(self.env.su): request.sudo(self.env.su)
            for request in found
        }

    def _prepare_new_customer_request(self):
        """Return the request of this new customer, made if there is none to submit.

        :raises UserError: when the customer was submitted or approved already
        """
        self.ensure_one()
        self.check_access("read")
        if self.group_approval_state not in OPEN_STATES:
            raise self._get_not_new_error()
        ChangeRequest = self.env["group.customer.change.request"]
        request = self._get_new_customer_requests().get(self, ChangeRequest)
        if request and request.sudo().approval_state in (False, "draft", "returned"):
            # Somebody else's draft that the user cannot open stays theirs
            if request.has_access("write"):
                request._take_new_customer_values()
                return request
            if request.sudo().approval_state == "returned":
                raise UserError(
                    self.env._(
                        "%(request)s was returned to %(user)s, who submits it again.",
                        request=request.sudo().name,
                        user=request.sudo().approval_request_id.requester_id.name,
                    )
                )
        approval_type = self.env["group.customer.approval.type"]._get("new_customer")
        request = ChangeRequest.create(
            {
                "type_id": approval_type.id,
                "partner_id": self.id,
                "company_id": (self.company_id or self.env.company).id,
            }
        )
        request._take_new_customer_values()
        return request

    def _get_not_new_error(self):
        labels = dict(
            self._fields["group_approval_state"]._description_selection(self.env)
        )
        if not self.group_approval_state:
            return UserError(
                self.env._(
                    "%(customer)s needs no approval as a new customer: request a "
                    "change of its terms instead.",
                    customer=self.display_name,
                )
            )
        return UserError(
            self.env._(
                "%(customer)s cannot be submitted as a new customer, for it is "
                "“%(state)s”.",
                customer=self.display_name,
                state=labels[self.group_approval_state],
            )
        )

    @api.model
    def _get_new_customer_required(self):
        """Return the fields without which no new customer is submitted (MD-01)."""
        return ["street", "city", "country_id", "property_payment_term_id"]

    def _get_new_customer_missing(self):
        """Return the required fields that are still empty."""
        self.ensure_one()
        return [name for name in self._get_new_customer_required() if not self[name]]

    def _get_blocking_approval(self):
        """Return why nothing is sold to the customer yet, as a text, or False."""
        self.ensure_one()
        customer = self.commercial_partner_id
        if customer.sudo().group_approval_state in (*OPEN_STATES, "pending"):
            return self.env._(
                "%(customer)s is not approved as a customer yet.",
                customer=customer.sudo().display_name,
            )
        return False
