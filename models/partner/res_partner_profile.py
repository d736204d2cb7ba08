# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

# Who sees personal dates of contacts.
PROFILE_READERS = (
    "group_customer.group_group_customer_user,"
    "group_customer.group_group_customer_archive_admin"
)


class ResPartner(models.Model):
    """The profile of a group customer and of the people in it."""

    _inherit = "res.partner"

    # Market
    market_scope = fields.Selection(
        selection=[
            ("local", "Local"),
            ("domestic", "Domestic"),
            ("overseas", "Overseas"),
        ],
        compute="_compute_market_scope",
        store=True,
        readonly=False,
        tracking=True,
        help="Local: in the state or province (without one: the city) of our company. "
        "Domestic: elsewhere in its country. Overseas: in another country. "
        "Follows the address, and can be set by hand (MD-07).",
    )
    industry_chain_segment = fields.Selection(
        selection=[
            ("upstream", "Upstream"),
            ("midstream", "Midstream"),
            ("downstream", "Downstream"),
            ("supporting", "Supporting Services"),
            ("full", "Full Industry Chain"),
        ],
        help="Where in the industry chain the customer stands (MD-07).",
    )
    customer_type = fields.Selection(
        selection=[
            ("consumer", "Consumer"),
            ("enterprise", "Enterprise"),
            ("intermediary", "Intermediary"),
            ("government", "Government"),
            ("service", "Service Organisation"),
            ("internal", "Internal Customer"),
        ],
        tracking=True,
    )
    intermediary_type = fields.Selection(
        selection=[
            ("channel", "Channel Partner"),
            ("distributor", "Distributor"),
            ("consignment", "Consignment Agent"),
        ],
    )
    acquisition_source = fields.Selection(
        selection=[
            ("phone", "Phone Enquiry"),
            ("visit", "Site Visit"),
            ("event", "Our Event"),
            ("existing", "Existing Buyer"),
            ("special", "Special Channel"),
            ("other", "Other"),
        ],
        help="How the customer came to us (MD-19).",
        groups="base.group_user",
    )
    development_status = fields.Selection(
        selection=[
            ("surveyed", "Surveyed"),
            ("claimed", "Claimed"),
            ("signed", "Signed"),
            ("basic_solution", "Basic Solution"),
            ("in_use", "Products in Use"),
        ],
        tracking=True,
        help="How far the development of this customer has come; each step is counted "
        "separately (MD-26).",
        groups="base.group_user",
    )
    expansion_mode_ids = fields.Many2many(
        comodel_name="group.customer.expansion.mode",
        string="Expansion Modes",
        help="How the group grew; several may coexist (MD-30).",
    )

    # Size, for setting targets (MD-27)
    registered_capital = fields.Monetary(
        currency_field="registered_capital_currency_id", aggregator=None
    )
    registered_capital_currency_id = fields.Many2one(
        comodel_name="res.currency",
        string="Currency of Registered Capital",
        compute="_compute_registered_capital_currency_id",
        store=True,
        readonly=False,
    )
    workforce_size = fields.Integer(string="Employees")
    regional_economic_level = fields.Selection(
        selection=[
            ("developed", "Developed"),
            ("medium", "Medium"),
            ("developing", "Developing"),
        ],
    )
    operating_indicators = fields.Text(
        help="Operating figures of the customer that help to set targets.",
        groups="base.group_user",
    )

    # Territory grid (MD-25)
    grid_name = fields.Char(string="Grid", index="btree_not_null")
    grid_street = fields.Char(string="Street in Grid")
    grid_building = fields.Char(string="Building")

    # Needs (MD-13, MD-14)
    customer_needs = fields.Text(string="Needs", groups="base.group_user")
    customer_preferences = fields.Text(string="Preferences", groups="base.group_user")

    # People in the customer
    contact_role_ids = fields.Many2many(
        comodel_name="group.customer.contact.role",
        string="Contact Roles",
        help="What part this person plays inside the group customer (MD-31).",
        groups="base.group_user",
    )
    decision_driver = fields.Selection(
        selection=[
            ("superior", "Superior's Instruction"),
            ("honour", "Personal Honour"),
            ("habit", "Long Habit of Cooperation"),
            ("relations", "Relations"),
            ("merit", "Price and Quality"),
        ],
        # Not copied: who may not read it could not duplicate any contact.
        copy=False,
        groups=PROFILE_READERS,
        help="What influences the decisions of this person most (MD-31).",
    )
    decision_notes = fields.Text(copy=False, groups=PROFILE_READERS)
    important_date_ids = fields.One2many(
        comodel_name="group.customer.important.date",
        inverse_name="partner_id",
        string="Important Dates",
        groups=PROFILE_READERS,
    )

    def _auto_init(self):
        """Create the columns of computed fields empty: before the first group
        customer there is nothing to compute for the contacts that exist."""
        for name, column_type in self._get_columns_created_empty().items():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, column_type)
        return super()._auto_init()

    @api.model
    def _get_columns_created_empty(self):
        return {"market_scope": "varchar", "registered_capital_currency_id": "int4"}

    @api.depends("is_group_customer", "country_id", "state_id", "city", "company_id")
    def _compute_market_scope(self):
        for partner in self:
            if partner.is_group_customer:
                home = (partner.company_id or self.env.company).partner_id
                partner.market_scope = partner._get_market_scope(home)
            else:
                partner.market_scope = False

    @api.depends("registered_capital")
    def _compute_registered_capital_currency_id(self):
        for partner in self:
            if partner.registered_capital:
                partner.registered_capital_currency_id = (
                    partner.registered_capital_currency_id
                    or (partner.company_id or self.env.company).currency_id
                )
            else:
                partner.registered_capital_currency_id = False

    def _get_market_scope(self, home):
        """Return the market scope seen from the address ``home``, False when the two
        addresses do not tell."""
        self.ensure_one()
        if not self.country_id or not home.country_id:
            return False
        if self.country_id != home.country_id:
            return "overseas"
        if self.state_id and home.state_id:
            return "local" if self.state_id == home.state_id else "domestic"
        if self.city and home.city:
            is_same_city = self.city.strip().lower() == home.city.strip().lower()
            return "local" if is_same_city else "domestic"
        return False

    def action_view_group_members(self):
        """Open the corporate tree that this customer belongs to."""
        self.ensure_one()
        self.check_access("read")
        root = self._get_group_root()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.res_partner_action_corporate_tree"
        )
        action["display_name"] = self.env._("Group of %(name)s", name=root.name)
        action["domain"] = [("group_root_id", "=", root.id)]
        # Not hierarchy_res_id: beside a domain the hierarchy view would drop both.
        action["context"] = {
            "default_is_company": True,
            "default_group_parent_id": self.id,
        }
        return action
