# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .group_customer_manager_tools import today_domain

CERTIFICATE_STATES = [
    ("not_yet", "Not Yet Valid"),
    ("valid", "Valid"),
    ("expiring", "Expiring"),
    ("expired", "Expired"),
]


class GroupCustomerCertificate(models.Model):
    """A certificate that an account manager holds, with the days it is valid (OT-05).

    The state follows the day; nothing has to run for a certificate to expire.
    """

    _name = "group.customer.certificate"
    _description = "Certificate of an Account Manager"
    _inherit = [
        "group.customer.server.field.mixin",
        "group.customer.manager.owned.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_to, id"
    _check_company_auto = True
    _server_fields = frozenset({"warned_on"})

    user_id = fields.Many2one(related="manager_id.user_id", store=True, index=True)
    team_id = fields.Many2one(related="manager_id.team_id")
    type_id = fields.Many2one(
        comodel_name="group.customer.certificate.type",
        required=True,
        ondelete="restrict",
        index=True,
    )
    number = fields.Char(tracking=True)
    issuer = fields.Char(tracking=True)
    date_from = fields.Date(
        string="Valid From",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
    )
    date_to = fields.Date(
        string="Valid To",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        index=True,
        tracking=True,
        help="The last day. Empty: it does not expire.",
    )
    state = fields.Selection(
        selection=CERTIFICATE_STATES,
        compute="_compute_state",
        search="_search_state",
        help="Expiring: still valid, but the time of warning of its kind has begun.",
    )
    is_valid = fields.Boolean(
        string="Valid Today", compute="_compute_state", search="_search_is_valid"
    )
    file = fields.Binary(string="Scan", attachment=True)
    file_name = fields.Char()
    warned_on = fields.Date(
        copy=False, help="When the holder and the leader were told of the end."
    )

    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "A certificate cannot end before it begins: correct one of the dates.",
    )

    # === COMPUTE METHODS === #

    @api.depends("type_id", "date_from")
    def _compute_date_to(self):
        for certificate in self:
            months = certificate.type_id.validity_months
            if months and certificate.date_from:
                end = fields.Date.add(certificate.date_from, months=months)
                certificate.date_to = fields.Date.subtract(end, days=1)
            else:
                certificate.date_to = False

    @api.depends("date_from", "date_to", "type_id.warning_days")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for certificate in self:
            state = certificate._get_state(today)
            certificate.state = state
            certificate.is_valid = state in ("valid", "expiring")

    def _get_state(self, date):
        """Return the state of one certificate on a day."""
        self.ensure_one()
        if not self.date_from or self.date_from > date:
            return "not_yet"
        if not self.date_to:
            return "valid"
        if self.date_to < date:
            return "expired"
        warning = fields.Date.subtract(
            self.date_to, days=self.type_id.warning_days or 0
        )
        return "expiring" if warning <= date else "valid"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)

        def to_sql(model, alias, query):
            return SQL("%s IN %s", self._get_state_sql(alias, today), tuple(value))

        return Domain.custom(to_sql=to_sql) if value else Domain.FALSE

    @api.model
    def _search_is_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:
            return Domain.TRUE
        return today_domain(fields.Date.context_today(self))

    @api.model
    def _get_state_sql(self, alias, date):
        """Return the state on a day as SQL, for rows with this alias."""
        return SQL(
            """CASE WHEN %(start)s > %(day)s THEN 'not_yet'
                    WHEN %(end)s IS NULL THEN 'valid'
                    WHEN %(end)s < %(day)s THEN 'expired'
                    WHEN %(end)s - (SELECT COALESCE(kind.warning_days, 0)
                                      FROM group_customer_certificate_type kind
                                     WHERE kind.id = %(kind)s) <= %(day)s
                    THEN 'expiring' ELSE 'valid' END""",
            start=SQL.identifier(alias, "date_from"),
            end=SQL.identifier(alias, "date_to"),
            kind=SQL.identifier(alias, "type_id"),
            day=date,
        )

    @api.depends("type_id", "manager_id", "number")
    def _compute_display_name(self):
        for certificate in self:
            certificate.display_name = " · ".join(
                filter(
                    None,
                    [
                        certificate.manager_id.display_name,
                        certificate.type_id.display_name,
                        certificate.number,
                    ],
                )
            )
