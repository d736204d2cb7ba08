# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class GroupCustomerVisitDailyQuota(models.Model):
    """What an account manager does on every working day (VI-19): visits to new and to
    existing customers, and phone contacts.

    It is for the account managers of the sales series, those of a group where one is
    named. Of those in force for somebody, one of the company goes before one of all
    companies, one for a group before one for all, the later before the earlier.
    """

    _name = "group.customer.visit.daily.quota"
    _description = "Daily Quota"
    _order = "company_id, date_from desc, id desc"
    _check_company_auto = True

    code = fields.Char(required=True, help="Names the quota in packs and interfaces.")
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Empty: holds in every company without a quota of its own.",
    )
    group_id = fields.Many2one(
        comodel_name="res.groups",
        string="Only For",
        ondelete="restrict",
        index="btree_not_null",
        help="Only account managers who are members of this group. Empty: all of the "
        "sales series.",
    )
    date_from = fields.Date(
        string="In Force From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="In Force Until", help="The last day. Empty: until further notice."
    )
    new_visits = fields.Integer(
        string="Visits to New Customers",
        required=True,
        default=0,
        help="New customers visited per working day: those without business so far.",
        aggregator=None,
    )
    existing_visits = fields.Integer(
        string="Visits to Existing Customers",
        required=True,
        default=0,
        help="Customers with business visited per working day.",
        aggregator=None,
    )
    phone_contacts = fields.Integer(
        required=True,
        default=0,
        help="Contacts by phone per working day.",
        aggregator=None,
    )
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation that the numbers come from.")
    requirement = fields.Char()

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "Another daily quota of the company has this code, perhaps an archived one: "
        "choose another code.",
    )
    _not_negative = models.Constraint(
        "CHECK(new_visits >= 0 AND existing_visits >= 0 AND phone_contacts >= 0)",
        "The numbers of a daily quota are not negative: enter 0 or more.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "A daily quota cannot end before it begins: correct one of the dates.",
    )

    # === LOOKUP === #

    @api.model
    def _get_for(self, company, date):
        """Return who has which quota in a company on a day: user id → quota."""
        quotas = self.sudo().search(
            Domain("active", "=", True)
            & Domain("company_id", "in", [company.id, False])
            & Domain("date_from", "<=", date)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )
        if not quotas:
            return {}
        profiles = (
            self.env["group.customer.manager"]
            .sudo()
            .search(
                Domain("company_id", "=", company.id)
                & Domain("active", "=", True)
                & Domain("series", "=", "sales")
                & Domain("user_id.active", "=", True)
            )
        )
        # The weakest first: later ones replace them
        quotas = quotas.sorted(
            lambda quota: (
                bool(quota.company_id),
                bool(quota.group_id),
                quota.date_from,
                quota.id,
            )
        )
        found = {}
        for quota in quotas:
            users = profiles.user_id
            if quota.group_id:
                users &= quota.group_id.all_user_ids
            found.update(dict.fromkeys(users.ids, quota))
        return found
