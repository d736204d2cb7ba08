# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerAccountKey(models.Model):
    """What two transactions both write when they enter the same company.

    Neither sees the company of the other before it is committed; one row per name and
    number, written by both, makes the second wait and begin anew (AM-23). Nobody reads
    it and nothing else is kept in it.
    """

    _name = "group.customer.account.key"
    _description = "Account Key"
    _log_access = False
    _rec_name = "key"

    key = fields.Char(required=True)

    _key_unique = models.Constraint("UNIQUE(key)", "The key is in use.")
