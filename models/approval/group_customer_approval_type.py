# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GroupCustomerApprovalType(models.Model):
    """A kind of document that is approved: what it asks for, and its rules.

    The addon knows each type by its code; what it is called, what it asks for and
    which rules it has is the company's.
    """

    _name = "group.customer.approval.type"
    _description = "Approval Document Type"
    _order = "sequence, code"
    _rec_names_search = ["name", "code"]

    code = fields.Char(required=True, help="Names the type in policy packs.")
    name = fields.Char(string="Document Type", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    model = fields.Selection(
        selection="_selection_model", string="Document", required=True
    )
    without_rule = fields.Selection(
        selection=[
            ("refuse", "Refuse to submit"),
            ("plain", "Not approved here"),
        ],
        string="If No Rule Applies",
        required=True,
        default="refuse",
        help="Refuse to submit: such a document has to wait until there is a rule. "
        "Not approved here: while no rule is in force, the document's own states "
        "decide.",
    )
    form_title = fields.Char(
        string="Title of the Printed Form",
        translate=True,
        help="Stands above the printed form with its decisions; empty: the name of "
        "the type.",
    )
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation the type comes from.")
    requirement = fields.Char()
    # What the document has to bring along
    requires_reason = fields.Boolean(
        string="Reason Required", help="Nothing is submitted without a reason."
    )
    requires_attachment = fields.Boolean(
        string="Attachment Required", help="Nothing is submitted without an attachment."
    )
    requires_profit = fields.Boolean(
        string="Profit Required",
        help="Revenue, cost and profit have to be given (AP-12).",
    )
    requires_benefit = fields.Boolean(
        string="Benefit Evaluation Required",
        help="A benefit evaluation has to be given (AP-13).",
    )
    rule_ids = fields.One2many(
        comodel_name="group.customer.approval.rule",
        inverse_name="type_id",
        string="Rules",
    )
    rule_count = fields.Integer(string="Rules in Use", compute="_compute_rule_count")

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another document type has this code: choose another code."
    )

    # === COMPUTE METHODS === #

    @api.depends("rule_ids.active")
    def _compute_rule_count(self):
        counts = dict(
            self.env["group.customer.approval.rule"]._read_group(
                Domain("type_id", "in", self.ids), ["type_id"], ["__count"]
            )
        )
        for approval_type in self:
            approval_type.rule_count = counts.get(approval_type, 0)

    @api.model
    def _selection_model(self):
        """The documents that can be approved: models with the approval mixin."""
        names = self._get_document_models()
        return [(name, self.env[name]._description) for name in names]

    @api.model
    def _get_document_models(self):
        """Return the names of the models that can be approved, sorted."""
        registry = self.env.registry
        names = registry.descendants(["group.customer.approval.mixin"], "_inherit")
        return sorted(
            name
            for name in names
            if not registry[name]._abstract and not registry[name]._transient
        )

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            self.env["group.customer.approval.rule"]._forget_in_force()
        return result

    # === ACTION METHODS === #

    def action_open_rules(self):
        """Open the rules of the type, also those that are archived."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rules: %(type)s", type=self.name),
            "res_model": "group.customer.approval.rule",
            "view_mode": "list,kanban,form",
            "domain": [("type_id", "=", self.id)],
            "context": {"default_type_id": self.id, "active_test": False},
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get(self, code):
        """Return the type of a code, with all rights.

        :raises UserError: when there is none, or it is archived
        """
        types = self.sudo().with_context(active_test=False)
        approval_type = types.search(Domain("code", "=", code), limit=1)
        if not approval_type:
            raise UserError(
                self.env._(
                    "There is no document type with the code %(code)s: update the "
                    "app, or ask an administrator to restore the type.",
                    code=code,
                )
            )
        if not approval_type.active:
            raise UserError(
                self.env._(
                    "The document type “%(type)s” is archived: an administrator can "
                    "bring it back under Document Types.",
                    type=approval_type.display_name,
                )
            )
        return approval_type.with_context(active_test=True)
