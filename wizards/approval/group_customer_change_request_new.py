# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.approval.group_customer_change_value_mixin import INPUT_BY_TYPE

# How many failures a message lists before "…".
FAILURES_IN_MESSAGE = 10
INPUT_NAMES = sorted(set(INPUT_BY_TYPE.values()))


class GroupCustomerChangeRequestNew(models.TransientModel):
    """Asks for a new value of one guarded field, of one customer or of many.

    There is one request per customer; more fields are added in the request itself.
    """

    _name = "group.customer.change.request.new"
    _description = "Request a Change"
    _inherit = ["group.customer.change.value.mixin"]

    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="group_customer_change_request_new_partner_rel",
        string="Customers",
        required=True,
    )
    partner_count = fields.Integer(
        string="Number of Customers", compute="_compute_partner_count"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    type_id = fields.Many2one(
        comodel_name="group.customer.approval.type",
        string="Kind of Change",
        required=True,
        domain="[('model', '=', 'group.customer.change.request'), "
        "('code', '!=', 'new_customer')]",
    )
    type_description = fields.Text(related="type_id.description")
    requires_reason = fields.Boolean(related="type_id.requires_reason")
    requires_attachment = fields.Boolean(related="type_id.requires_attachment")
    reason = fields.Text()
    effective_date = fields.Date(
        help="The change is carried out on this day at the earliest. Empty: as soon "
        "as it is approved."
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="group_customer_change_request_new_attachment_rel",
        string="Attachments",
        bypass_search_access=True,
    )

    # === DEFAULT METHODS === #

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "partner_ids" in fields and not values.get("partner_ids"):
            values["partner_ids"] = [Command.set(self._get_active_customers().ids)]
        name = self.env.context.get("group_customer_change_field")
        guard = self._find_guard(name) if name else None
        if guard:
            values["type_id"] = guard.type_id.id
            values["field_id"] = guard.sudo().field_id.id
            values["guarded_id"] = guard.id
        return values

    @api.model
    def _get_active_customers(self):
        """Return the customers that were ticked, companies instead of contacts."""
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        ids = self.env.context.get("active_ids") or ()
        return self.env["res.partner"].browse(ids).exists().commercial_partner_id

    @api.model
    def _find_guard(self, name):
        """Return the guard of a field, or of another name for the same value."""
        Guard = self.env["group.customer.guarded.field"]
        names = {name}
        for pair in Guard._get_aliases():
            if name in pair:
                names.update(pair)
        guards = Guard.search(Domain("field_name", "in", sorted(names)))
        return guards.filtered(lambda guard: guard.field_name == name) or guards[:1]

    # === COMPUTE METHODS === #

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)

    @api.depends("field_id", "partner_ids", "company_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        return super()._compute_texts()

    @api.onchange("type_id")
    def _onchange_type_id(self):
        guards = self.env["group.customer.guarded.field"].search(
            Domain("type_id", "=", self.type_id.id)
        )
        if self.guarded_id not in guards:
            # The only one, or none chosen yet
            self.guarded_id = guards if len(guards) == 1 else False
            self._onchange_guarded_id()

    # === ACTION METHODS === #

    def action_create(self):
        """Make the requests as drafts, and open them."""
        return self._open_requests(self._create_requests())

    def action_submit(self):
        """Make the requests and submit each of them, each by itself.

        Of many, those that cannot be submitted stay drafts, and a message says why; a
        single one is refused.
        """
        requests = self._create_requests()
        failures = []
        for request in requests:
            try:
                with self.env.cr.savepoint():
                    self._submit_request(request)
            except UserError as error:
                if len(requests) == 1:
                    raise
                failures.append(f"{request.display_name}: {error}")
        action = self._open_requests(requests)
        return self._tell_failures(failures, len(requests), action)

    # === BUSINESS METHODS === #

    def _get_change_partner(self):
        partner = self.partner_ids
        if len(partner) != 1:
            return partner.browse()
        # sudo: who asks for a change learns what it starts from
        return partner._origin.sudo().with_company(self.company_id)

    def _create_requests(self):
        """Make one request per customer, as the user.

        :raises UserError: when something is missing
        :raises AccessError: when the user may not see one of the customers
        """
        self.ensure_one()
        customers = self.partner_ids.commercial_partner_id
        if not customers:
            raise UserError(
                self.env._("Choose the customers whose values are to change.")
            )
        customers.check_access("read")
        if not self.field_id:
            raise UserError(
                self.env._("Choose the field that is to change, and its new value.")
            )
        self.attachment_ids.check_access("read")
        return self.env["group.customer.change.request"].create(
            [self._prepare_request_vals(customer) for customer in customers]
        )

    def _prepare_request_vals(self, customer):
        # sudo: users need not read what fields there are
        field = self.sudo().field_id
        line = {"field_id": field.id}
        for name in INPUT_NAMES:
            value = self[name]
            line[name] = value.id if isinstance(value, models.BaseModel) else value
        return {
            "partner_id": customer.id,
            "type_id": self.type_id.id,
            "company_id": self.company_id.id,
            "reason": self.reason,
            "effective_date": self.effective_date,
            "attachment_ids": [Command.set(self.attachment_ids.ids)],
            "line_ids": [Command.create(line)],
        }

    def _submit_request(self, request):
        self.env["group.customer.approval.request"]._submit(
            request, note=self.reason, attachments=self.attachment_ids
        )

    def _open_requests(self, requests):
        action = {
            "type": "ir.actions.act_window",
            "res_model": requests._name,
            "name": self.env._("Change Requests"),
            "target": "current",
        }
        if len(requests) == 1:
            return {
                **action,
                "res_id": requests.id,
                "view_mode": "form",
                "views": [(False, "form")],
            }
        return {
            **action,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", requests.ids)],
        }

    def _tell_failures(self, failures, total, action):
        """Put the reasons in front of what opens next."""
        if not failures:
            return action
        lines = failures[:FAILURES_IN_MESSAGE]
        if len(failures) > FAILURES_IN_MESSAGE:
            lines.append("…")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._(
                    "%(failed)s of %(total)s requests stayed drafts",
                    failed=len(failures),
                    total=total,
                ),
                "message": "\n".join(lines),
                "next": action,
            },
        }
