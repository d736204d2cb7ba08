# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class GroupCustomerApprovalSubmit(models.TransientModel):
    """Shows which steps will follow and who decides, and submits a document.

    It holds no rules: the engine finds the rule, checks and submits.
    """

    _name = "group.customer.approval.submit"
    _description = "Submit for Approval"

    res_model = fields.Char(
        required=True, readonly=True, export_string_translation=False
    )
    res_id = fields.Many2oneReference(
        model_field="res_model",
        required=True,
        readonly=True,
        export_string_translation=False,
    )
    document_name = fields.Char(string="Document", compute="_compute_document")
    requester_id = fields.Many2one(
        comodel_name="res.users",
        string="On Behalf of",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Who asks. Neither this person nor you will decide on it.",
    )
    note = fields.Text(string="Reason")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="group_customer_approval_submit_attachment_rel",
        string="Attachments",
        bypass_search_access=True,
    )
    requires_reason = fields.Boolean(compute="_compute_document")
    requires_attachment = fields.Boolean(compute="_compute_document")
    problem = fields.Text(
        compute="_compute_preview", help="What keeps the document from being submitted."
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    # === COMPUTE METHODS === #

    @api.depends("res_model", "res_id")
    def _compute_document(self):
        for wizard in self:
            document = wizard._get_document()
            approval_type = document.sudo()._get_approval_type()
            wizard.document_name = document.display_name
            wizard.requires_reason = approval_type.requires_reason
            wizard.requires_attachment = approval_type.requires_attachment

    @api.depends("res_model", "res_id", "requester_id")
    @api.depends_context("uid", "lang")
    def _compute_preview(self):
        Request = self.env["group.customer.approval.request"]
        for wizard in self:
            document = wizard._get_document()
            # As the engine calls the hooks of the document
            server = Request._as_server(document)
            server = server.with_company(server._get_approval_company())
            steps, problem = [], False
            try:
                server._check_approval_submission()
                steps = Request._preview(document, wizard.requester_id)
            except UserError as error:
                problem = str(error)
            wizard.problem = problem
            wizard.preview = self.env["ir.qweb"]._render(
                "group_customer.approval_submit_preview",
                {
                    "summary": server._get_approval_summary(),
                    "steps": [wizard._prepare_step(step) for step in steps],
                },
            )

    def _prepare_step(self, step):
        """Return a step of the preview as texts."""
        purposes = self.env["group.customer.approval.step"]._fields["purpose"]
        people = step.get("users") or self.env["res.users"]
        return {
            "name": step["name"],
            "purpose": dict(purposes._description_selection(self.env)).get(
                step["purpose"], ""
            ),
            # sudo: who submits sees who decides, be it a colleague elsewhere
            "people": people.sudo().mapped("name"),
            "deadline": step.get("deadline"),
            "skipped": step.get("skipped"),
            "problem": step.get("problem"),
        }

    # === ACTION METHODS === #

    def action_submit(self):
        """Submit the document, and go back to it."""
        self.ensure_one()
        self.env["group.customer.approval.request"]._submit(
            self._get_document(),
            requester=self.requester_id,
            note=self.note,
            attachments=self.attachment_ids,
        )
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _get_document(self):
        """Return the document, as the user.

        :raises UserError: when it is none that is approved, or was deleted
        """
        self.ensure_one()
        Document = self.env.get(self.res_model)
        if Document is None or not hasattr(Document, "_get_approval_type"):
            raise UserError(
                self.env._(
                    "“%(model)s” is no document that is approved: open the document "
                    "and press “Submit for Approval” there.",
                    model=self.res_model or "",
                )
            )
        document = Document.browse(self.res_id).exists()
        if not document:
            raise UserError(
                self.env._("The document was deleted meanwhile: close this window.")
            )
        document.check_access("read")
        return document
