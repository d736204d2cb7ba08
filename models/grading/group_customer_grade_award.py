# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

# Origins of what the server gives; a client gives grades by hand or by import.
SERVER_ORIGINS = {"request", "run"}


class GroupCustomerGradeAward(models.Model):
    """Who holds which grade in which scheme, from when to when, and why.

    History is append-only: an award is never changed, only closed by the next. The
    awards of a run are written in a few statements whatever the number of
    customers; one by hand is a record that a manager creates, with a reason.
    """

    _name = "group.customer.grade.award"
    _description = "Group Customer Grade Award"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "grade_id"
    _check_company_auto = True
    # Who closes an award is the next one
    _server_fields = frozenset(
        {
            "date_to",
            "expired_since",
            "request_id",
            "revisit_since",
            "run_line_id",
            "user_id",
            "valid_until",
            "volume_change",
        }
    )

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="restrict",
        check_company=True,
    )
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('scheme_id', '=', scheme_id)]",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="To", readonly=True, help="Empty: today's grade.")
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )
    origin = fields.Selection(
        selection=[
            ("run", "Grading run"),
            ("manual", "By hand"),
            ("import", "Import"),
            ("request", "Request"),
        ],
        required=True,
        default="manual",
    )
    run_line_id = fields.Many2one(
        comodel_name="group.customer.grade.run.line",
        string="Explanation",
        ondelete="restrict",
        readonly=True,
        index="btree_not_null",
    )
    request_id = fields.Many2one(
        comodel_name="group.customer.grade.request",
        ondelete="restrict",
        readonly=True,
        index="btree_not_null",
    )
    reason = fields.Text()
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Awarded By",
        ondelete="restrict",
        readonly=True,
    )

    _current_unique = models.UniqueIndex(
        "(scheme_id, company_id, partner_id) WHERE date_to IS NULL",
        "A customer holds one grade of a scheme at a time.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "An award cannot end before it begins.",
    )

    # === COMPUTE METHODS === #

    @api.depends("date_to")
    def _compute_is_current(self):
        for award in self:
            award.is_current = not award.date_to

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        return Domain("date_to", "=", False)

    # === CONSTRAINT METHODS === #

    @api.constrains("grade_id", "scheme_id")
    def _check_grade(self):
        for award in self:
            if award.grade_id.scheme_id != award.scheme_id:
                raise ValidationError(
                    self.env._(
                        "The grade “%(grade)s” given to %(partner)s belongs to another "
                        "scheme: choose a grade of “%(scheme)s”.",
                        grade=award.grade_id.display_name,
                        partner=award.partner_id.display_name,
                        scheme=award.scheme_id.display_name,
                    )
                )

    @api.constrains("partner_id")
    def _check_partner(self):
        for award in self:
            company = award.partner_id.commercial_partner_id
            if company != award.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is a contact of %(company)s: give the grade to "
                        "%(company)s.",
                        partner=award.partner_id.display_name,
                        company=company.display_name,
                    )
                )

    @api.constrains("date_from")
    def _check_date_from(self):
        for award in self:
            # The day of the user or the day of the company, whichever is later
            today = max(
                fields.Date.context_today(self),
                self.env["group.customer.ledger"]._get_today(award.company_id),
            )
            if award.date_from > today:
                raise ValidationError(
                    self.env._(
                        "%(partner)s cannot be given a grade from %(date)s, a day in "
                        "the future: choose today or an earlier day.",
                        partner=award.partner_id.display_name,
                        date=format_date(self.env, award.date_from),
                    )
                )

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if values.get("origin") in SERVER_ORIGINS:
            values["origin"] = "manual"
        return values

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Give grades by hand or by import; each replaces today's grade."""
        prepared = [self._prepare_manual_vals(vals) for vals in vals_list]
        self._check_not_requested(prepared)
        return self._give(prepared)

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        for award in self:
            raise UserError(
                self.env._(
                    "The grade “%(grade)s” of %(partner)s cannot be deleted, for it is "
                    "history: give the customer a new one.",
                    grade=award.grade_id.display_name,
                    partner=award.partner_id.display_name,
                )
            )

    # === BUSINESS METHODS === #

    @api.model
    def _give(self, vals_list):
        """Make the grades today's grades; the one door besides grade runs."""
        awards = self.browse()
        # In order, so that an import may bring the history of a customer.
        for batch in self._split_by_customer(vals_list):
            self._close_current(batch)
            awards += self._create_server(batch)
        for company in awards.company_id:
            given = awards.filtered(lambda award, c=company: award.company_id == c)
            company._sync_group_customer_grades(given.partner_id)
        return awards

    def _end(self, last_day):
        """End the awards after ``last_day``; each is held for a day at least."""
        if not self:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE group_customer_grade_award
                      SET date_to = GREATEST(date_from, %s), write_uid = %s,
                          write_date = %s
                    WHERE id IN %s AND date_to IS NULL""",
                last_day,
                self.env.uid,
                self.env.cr.now(),
                tuple(self.ids),
            )
        )
        self.invalidate_recordset()
        for company in self.company_id:
            ended = self.filtered(lambda award, c=company: award.company_id == c)
            company._sync_group_customer_grades(ended.partner_id)

    @api.model
    def _refuse_change(self):
        raise UserError(
            self.env._(
                "A grade that was given cannot be changed, for it is history: give "
                "the customer a new one."
            )
        )

    @api.model
    def _prepare_manual_vals(self, vals):
        self._check_server_fields(vals)
        vals = dict(vals)
        if vals.get("origin") in SERVER_ORIGINS:
            self._refuse_server_fields({"origin"})
        if not (vals.get("reason") or "").strip():
            raise UserError(
                self.env._(
                    "A grade given by hand needs a reason: write why the customer gets "
                    "it."
                )
            )
        grade = self.env["group.customer.grade"].browse(vals.get("grade_id"))
        vals.setdefault("scheme_id", grade.scheme_id.id)
        vals.setdefault("company_id", self.env.company.id)
        vals["date_from"] = fields.Date.to_date(
            vals.get("date_from")
        ) or fields.Date.context_today(self)
        vals["user_id"] = self.env.uid
        vals["valid_until"] = grade.scheme_id._get_valid_until(vals["date_from"])
        return vals

    @api.model
    def _check_not_requested(self, vals_list):
        """Refuse to go around the approval of requests (GR-22)."""
        for vals in vals_list:
            grade = self.env["group.customer.grade"].browse(vals.get("grade_id"))
            partner = self.env["res.partner"].browse(vals.get("partner_id"))
            if grade in grade.scheme_id._get_requested_grades():
                raise UserError(
                    self.env._(
                        "The grade “%(grade)s” is given by request only: ask for it "
                        "for %(partner)s under Grading > Grade Requests.",
                        grade=grade.display_name,
                        partner=partner.display_name,
                    )
                )
        # sudo: the request of a colleague counts too
        held = self.sudo().search(
            Domain("partner_id", "in", [vals.get("partner_id") for vals in vals_list])
            & Domain("date_to", "=", False)
            & Domain("request_id.state", "=", "approved")
        )
        by_key = {
            (award.partner_id.id, award.scheme_id.id, award.company_id.id): award
            for award in held
            if award.request_id.is_in_force
        }
        for vals in vals_list:
            key = (vals.get("partner_id"), vals["scheme_id"], vals["company_id"])
            if award := by_key.get(key):
                raise UserError(
                    self.env._(
                        "%(partner)s holds “%(grade)s” by the approved request "
                        "%(request)s: a director has to cancel it before another "
                        "grade is given.",
                        partner=award.partner_id.display_name,
                        grade=award.grade_id.display_name,
                        request=award.request_id.display_name,
                    )
                )

    @api.model
    def _split_by_customer(self, vals_list):
        """Split into batches in which no customer occurs twice in a scheme."""
        batches = [[]]
        seen = set()
        for vals in vals_list:
            key = (vals.get("partner_id"), vals["scheme_id"], vals["company_id"])
            if key in seen:
                batches.append([])
                seen = set()
            seen.add(key)
            batches[-1].append(vals)
        return batches

    @api.model
    def _close_current(self, vals_list):
        """End the grades that new ones replace, on the day before these begin."""
        new_by_key = {
            (vals.get("partner_id"), vals["scheme_id"], vals["company_id"]): vals
            for vals in vals_list
        }
        # The user may not read the award of another company's colleague, yet the
        # index allows one current grade only.
        current = self.sudo().search(
            Domain("partner_id", "in", [key[0] for key in new_by_key])
            & Domain("scheme_id", "in", [key[1] for key in new_by_key])
            & Domain("company_id", "in", [key[2] for key in new_by_key])
            & Domain("date_to", "=", False)
        )
        ends = []
        for award in current:
            key = (award.partner_id.id, award.scheme_id.id, award.company_id.id)
            if key not in new_by_key:
                continue
            date_from = new_by_key[key]["date_from"]
            if date_from < award.date_from:
                raise UserError(
                    self.env._(
                        "%(partner)s holds “%(grade)s” since %(since)s: the new grade "
                        "cannot begin before that day.",
                        partner=award.partner_id.display_name,
                        grade=award.grade_id.display_name,
                        since=format_date(self.env, award.date_from),
                    )
                )
            ends.append(
                SQL(
                    "(%s, %s)",
                    award.id,
                    max(award.date_from, fields.Date.subtract(date_from, days=1)),
                )
            )
        if ends:
            self.flush_model()
            self.env.cr.execute(
                SQL(
                    """UPDATE group_customer_grade_award a
                          SET date_to = e.day::date, write_uid = %s, write_date = %s
                         FROM (VALUES %s) AS e (id, day) WHERE a.id = e.id""",
                    self.env.uid,
                    self.env.cr.now(),
                    SQL(", ").join(ends),
                )
            )
            self.invalidate_model()
