# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.visit.group_customer_visit import DONE_STATES

CARE_KINDS = (
    "group_customer.group_customer_visit_kind_care",
    "group_customer.group_customer_visit_kind_appreciation",
)


class GroupCustomerVisitFormPrint(models.TransientModel):
    """Asks for customers and period, and prints what was done for them.

    The maintenance form (客户维护表, annex 3; VI-04, PO-02) lists every contact; the
    quarterly service record of VIP customers sums them up, the form of daily care lists
    the greetings (VI-26). Who prints gets the visits that they may read.
    """

    _name = "group.customer.visit.form.print"
    _description = "Printing of Maintenance Forms"

    form = fields.Selection(
        selection=[
            ("maintenance", "Customer Maintenance Form"),
            ("quarter", "Quarterly Service Record Summary (VIP)"),
            ("care", "Daily Care Service Form (VIP)"),
        ],
        required=True,
        default="maintenance",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="group_customer_visit_form_print_partner_rel",
        string="Accounts",
        required=True,
        domain="[('is_group_customer', '=', True)]",
        default=lambda self: self._get_default_partners(),
    )
    date_from = fields.Date(
        string="From",
        compute="_compute_period",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    date_to = fields.Date(
        string="Until",
        compute="_compute_period",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    kind_ids = fields.Many2many(
        comodel_name="group.customer.visit.kind",
        relation="group_customer_visit_form_print_kind_rel",
        string="Kinds of Visit",
        compute="_compute_kind_ids",
        store=True,
        readonly=False,
        help="Empty: all.",
    )
    skips_empty = fields.Boolean(
        string="Only Customers with a Contact",
        help="Customers without any contact in the period are not printed.",
    )

    # === DEFAULT METHODS === #

    @api.model
    def _get_default_partners(self):
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        partners = self.env["res.partner"].browse(self.env.context.get("active_ids"))
        return partners.commercial_partner_id.filtered("is_group_customer")

    # === COMPUTE METHODS === #

    @api.depends("form")
    def _compute_period(self):
        """This month; for the summary the quarter, from whose first day on."""
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        for wizard in self:
            unit = "quarter" if wizard.form == "quarter" else "month"
            wizard.date_from = fields.Date.start_of(today, unit)
            wizard.date_to = fields.Date.end_of(today, unit)

    @api.depends("form")
    def _compute_kind_ids(self):
        care = self.env["group.customer.visit.kind"]
        for xmlid in CARE_KINDS:
            care |= self.env.ref(xmlid, raise_if_not_found=False) or care
        for wizard in self:
            wizard.kind_ids = care if wizard.form == "care" else care.browse()

    # === ACTIONS === #

    def action_print(self):
        """Print one form for each customer."""
        self.ensure_one()
        self._check_period()
        if not self._get_customers():
            raise UserError(
                self.env._(
                    "None of these customers had a contact in the period: choose "
                    "another period, or print empty forms too."
                )
            )
        return self.env.ref(
            "group_customer.action_report_maintenance_form"
        ).report_action(self)

    # === BUSINESS METHODS === #

    def _check_period(self):
        if self.date_to < self.date_from:
            raise UserError(
                self.env._(
                    "The period of the form ends before it begins: correct the days."
                )
            )
        if (
            self.form == "quarter"
            and self.date_from + relativedelta(months=3) <= self.date_to
        ):
            raise UserError(
                self.env._(
                    "The quarterly summary has a column for each of three months: "
                    "choose a period of three months at most."
                )
            )

    def _get_customers(self, visits=None):
        """Return the customers whose forms are printed, in the order of their names.

        :param dict visits: what :meth:`_get_visits` has found
        """
        visits = visits or self._get_visits()
        return self.partner_ids.filtered(
            lambda partner: not self.skips_empty or visits.get(partner)
        ).sorted(lambda partner: (partner.display_name or "", partner.id))

    def _get_visits(self):
        """Return the visits of the period: customer → visits, the oldest first.

        A visit of several customers stands on the form of each that attended.
        """
        self.ensure_one()
        model = self.env["group.customer.visit"]
        domain = (
            model._get_account_domain(self.partner_ids.ids)
            & Domain("state", "in", DONE_STATES)
            & Domain("date", ">=", self.date_from)
            & Domain("date", "<=", self.date_to)
            & Domain("company_id", "in", self.env.companies.ids)
        )
        if self.kind_ids:
            domain &= Domain("kind_id", "in", self.kind_ids.ids)
        found = defaultdict(list)
        visits = model.search(domain, order="start, id")
        for visit in visits:
            # sudo: who may read the visit sees who attended
            named = visit.sudo().participant_ids
            attended = named.filtered("attended").account_id
            # Whose people all stayed away was not visited
            absent = named.account_id - attended
            for partner in (visit.partner_id - absent | attended) & self.partner_ids:
                found[partner].append(visit.id)
        # Read together, whoever they belong to
        return {
            partner: model.browse(found[partner]).with_prefetch(visits._prefetch_ids)
            for partner in self.partner_ids
        }
