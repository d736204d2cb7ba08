# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerPoolEvent(models.Model):
    """What happened to an account on its way into and out of the pool.

    Written by the server, changed by nobody; claims are counted from it.
    """

    _name = "group.customer.pool.event"
    _description = "Pool Log"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"
    _server_fields = frozenset(
        {
            "partner_id",
            "kind",
            "date",
            "user_id",
            "previous_user_id",
            "company_id",
            "policy_id",
            "policy_company_id",
            "policy_grade_id",
            "untouched_days",
            "last_touched_on",
            "due_on",
        }
    )

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        index=True,
    )
    kind = fields.Selection(
        selection=[
            ("warned", "Warned"),
            ("kept", "Warning Lifted"),
            ("returned", "Returned to the Pool"),
            ("claimed", "Claimed"),
        ],
        required=True,
    )
    date = fields.Date(required=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Manager",
        index="btree_not_null",
        help="Who was warned or claimed the account.",
    )
    previous_user_id = fields.Many2one(
        comodel_name="res.users", string="Previous Account Manager"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", index="btree_not_null", help="Of the customer."
    )
    policy_id = fields.Many2one(
        comodel_name="group.customer.pool.policy", ondelete="set null"
    )
    policy_company_id = fields.Many2one(
        comodel_name="res.company", help="Company of the policy, kept for counting."
    )
    policy_grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        string="Grade",
        ondelete="set null",
        help="Grade of the policy, kept for counting.",
    )
    untouched_days = fields.Integer(aggregator="avg")
    last_touched_on = fields.Date()
    due_on = fields.Date(help="The day on which the account was to be returned.")

    # === BUSINESS METHODS === #

    @api.model
    def _log(self, vals_list):
        """Write events of today.

        :param vals_list: values without the day
        """
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        # sudo: the log is the server's alone
        return self.sudo()._create_server(
            [{"date": today, **vals} for vals in vals_list]
        )
