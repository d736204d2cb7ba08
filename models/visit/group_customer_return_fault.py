# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class GroupCustomerReturnFault(models.Model):
    """An incomplete record, a missed or a wrong handover, entered in the assessment of
    whoever is to blame (VI-13)."""

    _name = "group.customer.return.fault"
    _description = "Return-visit Fault"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "date desc, id desc"
    _rec_name = "kind"
    _server_fields = frozenset(
        {
            "company_id",
            "decided_by_id",
            "decided_on",
            "entered_by_id",
            "is_found",
            "reject_reason",
            "state",
        }
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
    partner_id = fields.Many2one(related="return_visit_id.partner_id")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Staff",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        help="In whose assessment it is entered.",
    )
    kind = fields.Selection(
        selection=[
            ("incomplete", "Incomplete Record"),
            ("missed", "Missed Handover"),
            ("wrong", "Wrong Handover"),
        ],
        string="Fault",
        required=True,
        index=True,
    )
    date = fields.Date(
        required=True,
        index=True,
        default=lambda self: self.env["group.customer.ledger"]._get_today(
            self.env.company
        ),
    )
    note = fields.Text(required=True, help="What was wrong.")
    entered_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )

    # Found by the system, decided by a person
    is_found = fields.Boolean(
        string="Found by the System",
        readonly=True,
        help="Nobody entered it: a return visit was open after its month, and its "
        "officer had handed it to nobody.",
    )
    state = fields.Selection(
        selection=[
            ("proposed", "To Decide"),
            ("confirmed", "Confirmed"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        default="confirmed",
        index=True,
        help="Only confirmed faults count in the assessment.",
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    decided_on = fields.Datetime(readonly=True)
    reject_reason = fields.Char(string="Reason of the Rejection", readonly=True)

    _kind_unique = models.UniqueIndex(
        "(return_visit_id, user_id, kind)",
        "This fault of this person has been entered for the return visit already.",
    )

    @api.depends("return_visit_id", "kind")
    def _compute_user_id(self):
        for fault in self:
            visit = fault.return_visit_id
            by_handover = fault.kind in ("missed", "wrong") and visit.handed_by_id
            fault.user_id = fault.user_id or by_handover or visit.officer_id

    @api.model_create_multi
    def create(self, vals_list):
        faults = super().create(vals_list)
        faults._check_not_own()
        return faults

    def write(self, vals):
        self._check_not_own()
        self._check_author()
        self._check_found(vals)
        result = super().write(vals)
        self._check_not_own()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_own(self):
        self._check_not_own()
        self._check_author()
        self._check_found()

    def _check_found(self, vals=None):
        """What the system has found is decided, not edited or taken away."""
        names = {"date", "kind", "return_visit_id", "user_id"}
        if self.env.su or vals is not None and names.isdisjoint(vals):
            return
        for fault in self:
            if fault.is_found:
                raise UserError(
                    self.env._(
                        "“%(visit)s”: what the system has found is kept. Reject it, "
                        "and say why.",
                        visit=fault.return_visit_id.display_name,
                    )
                )

    def _check_author(self):
        """What somebody has entered is changed by nobody else while that person is
        here to be asked."""
        if self.env.su:
            return
        for fault in self:
            # sudo: whether a colleague is still here
            author = fault.entered_by_id.sudo()
            if author != self.env.user and author.active:
                raise AccessError(
                    self.env._(
                        "“%(visit)s”: this was entered in the assessment by %(user)s. "
                        "Ask %(user)s to change it, or enter another fault.",
                        visit=fault.return_visit_id.display_name,
                        user=author.name,
                    )
                )

    def _check_not_own(self):
        """Nobody enters, changes or takes away faults in the own assessment."""
        if self.env.su:
            return
        for fault in self:
            if fault.user_id == self.env.user:
                raise AccessError(
                    self.env._(
                        "“%(visit)s”: somebody else decides on your own assessment.",
                        visit=fault.return_visit_id.display_name,
                    )
                )
