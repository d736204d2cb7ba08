# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .group_customer_visit import DONE_STATES


class GroupCustomerVisitSpotCheck(models.Model):
    """An irregular check of the maintenance form of a visit (VI-04).

    The marketing manager, or a superior, draws visits by chance or picks one, looks
    whether what is written is there and true, and the result is kept.
    """

    _name = "group.customer.visit.spot.check"
    _description = "Spot Check of a Visit"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "date desc, id desc"
    _rec_name = "visit_id"
    _check_company_auto = True
    _server_fields = frozenset(
        {"checked_at", "company_id", "draw", "partner_id", "visitor_id"}
    )

    visit_id = fields.Many2one(
        comodel_name="group.customer.visit",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("state", "in", DONE_STATES)],
    )
    # Stored for security rules and statistics
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="visit_id.partner_id", store=True, index=True, precompute=True
    )
    visitor_id = fields.Many2one(
        related="visit_id.user_id",
        string="Visitor",
        store=True,
        index=True,
        precompute=True,
    )
    visit_date = fields.Date(related="visit_id.date", string="Day of the Visit")
    checker_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    date = fields.Date(
        required=True,
        index=True,
        default=fields.Date.context_today,
        help="Day of the check; while there is no result, day of the draw.",
    )
    result = fields.Selection(
        selection=[
            ("ok", "In Order"),
            ("incomplete", "Incomplete"),
            ("wrong", "Wrong"),
        ],
        help="Empty: still to be checked.",
    )
    comment = fields.Text()
    checked_at = fields.Datetime(string="Result Entered on", readonly=True, copy=False)
    draw = fields.Char(
        string="Drawn by",
        readonly=True,
        copy=False,
        help="Month and key of the draw: the same key draws the same visits again.",
    )

    _checker_unique = models.UniqueIndex(
        "(visit_id, checker_id)",
        "This person checks this visit already: enter the result there.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("visit_id", "checker_id")
    def _check_checker(self):
        for check in self:
            visit = check.sudo().visit_id
            if visit.state not in DONE_STATES:
                raise ValidationError(
                    self.env._(
                        "“%(visit)s” has not taken place: only visits that are done "
                        "are checked.",
                        visit=visit.display_name,
                    )
                )
            if check.checker_id in visit._get_people():
                check._refuse_participant()

    @api.constrains("result", "comment")
    def _check_comment(self):
        for check in self:
            if check.result in ("incomplete", "wrong") and not check.comment:
                raise ValidationError(
                    self.env._(
                        "“%(visit)s”: say in the comment what is missing or wrong.",
                        visit=check.visit_id.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        checks._check_took_no_part()
        checks._check_is_checker(checks.filtered("result"))
        checks.filtered("result")._stamp()
        return checks

    def write(self, vals):
        self.check_access("write")
        self._check_took_no_part()
        decided = self.filtered("result")
        self._check_is_checker(decided)
        if decided and "result" in vals and not vals["result"]:
            decided[0]._refuse_result_kept()
        if decided and "date" in vals:
            raise UserError(
                self.env._(
                    "The day of the spot check of “%(visit)s” is that on which its "
                    "result was entered: leave it out.",
                    visit=decided[0].visit_id.display_name,
                )
            )
        if "visit_id" in vals:
            raise UserError(
                self.env._("A spot check stays with its visit: make another one.")
            )
        if vals.get("result"):
            self._check_is_checker(self)
        result = super().write(vals)
        if "checker_id" in vals:
            # A result stays with who has entered it
            self._check_is_checker(self.filtered("result"))
        if vals.get("result"):
            self._stamp()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_checked(self):
        self._check_took_no_part()
        self._check_is_checker(self)
        for check in self:
            if check.result:
                check._refuse_result_kept()

    def onchange(self, values, field_names, fields_spec):
        # Nobody looks into a visit by naming it here
        visits = self.env["group.customer.visit"]
        visits.browse(values.get("visit_id") or []).check_access("read")
        return super().onchange(values, field_names, fields_spec)

    # === BUSINESS METHODS === #

    @api.model
    def _create_drawn(self, visits, draw):
        """Create the checks of visits that were drawn by chance, for the user."""
        self.check_access("create")
        return self._create_server(
            [
                {
                    "visit_id": visit.id,
                    "checker_id": self.env.uid,
                    "date": fields.Date.context_today(self),
                    "draw": draw,
                }
                for visit in visits
            ]
        )

    def _check_took_no_part(self):
        """Who took part in a visit has no hand in its check."""
        if self.env.su:
            return
        for check in self:
            if self.env.user in check.visit_id._get_people():
                check._refuse_participant()

    def _refuse_participant(self):
        raise ValidationError(
            self.env._(
                "“%(visit)s”: nobody checks a visit that one took part in or reported "
                "on. Choose somebody else.",
                visit=self.sudo().visit_id.display_name,
            )
        )

    def _refuse_result_kept(self):
        raise UserError(
            self.env._(
                "The spot check of “%(visit)s” has a result, which is kept. Correct "
                "the result if it is wrong.",
                visit=self.visit_id.display_name,
            )
        )

    def _check_is_checker(self, checks):
        """A result is entered and corrected by who has checked.

        :raises UserError: naming the visit and the checker
        """
        for check in checks:
            if check.checker_id != self.env.user and not self.env.su:
                raise UserError(
                    self.env._(
                        "The result of the spot check of “%(visit)s” is entered by "
                        "%(checker)s, who checks it.",
                        visit=check.visit_id.display_name,
                        checker=check.checker_id.name,
                    )
                )

    def _stamp(self):
        """A result was entered: say when, and tell it to the visitor."""
        self._write_server(
            {
                "checked_at": fields.Datetime.now(),
                "date": fields.Date.context_today(self),
            }
        )
        labels = dict(self._fields["result"]._description_selection(self.env))
        for check in self:
            # sudo: a note on a visit that the checker may only read
            check.visit_id.sudo().message_post(
                body=self.env._(
                    "Spot check by %(checker)s: %(result)s. %(comment)s",
                    checker=check.checker_id.name,
                    result=labels[check.result],
                    comment=check.comment or "",
                ),
                author_id=self.env.user.partner_id.id,
            )


class GroupCustomerVisit(models.Model):
    _inherit = "group.customer.visit"

    spot_check_ids = fields.One2many(
        comodel_name="group.customer.visit.spot.check",
        inverse_name="visit_id",
        string="Spot Checks",
        copy=False,
    )
