# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .group_customer_followup_rule import GREETING_TRIGGERS

# Unit of an offset → how many days or months it has
UNITS = {
    "day": ("days", 1),
    "week": ("days", 7),
    "month": ("months", 1),
    "quarter": ("months", 3),
    "year": ("months", 12),
}


class GroupCustomerFollowupOffset(models.Model):
    """How long after its occasion a follow-up is due: one week, one month…

    A month that has no such day ends on its last one: a month after the 31st of
    January is the 28th of February, or the 29th.
    """

    _name = "group.customer.followup.offset"
    _description = "Time of a Follow-up"
    _order = "rule_id, sequence, id"

    rule_id = fields.Many2one(
        comodel_name="group.customer.followup.rule",
        required=True,
        index=True,
        ondelete="cascade",
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="rule_id.company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    number = fields.Integer(
        string="Offset Number",
        required=True,
        default=1,
        help="0: on the day itself. Greetings and fixed days may be due before it: "
        "enter a negative number.",
    )
    unit = fields.Selection(
        selection=[
            ("day", "Days"),
            ("week", "Weeks"),
            ("month", "Months"),
            ("quarter", "Quarters"),
            ("year", "Years"),
        ],
        required=True,
        default="month",
    )
    channel_id = fields.Many2one(
        comodel_name="group.customer.visit.channel",
        string="Other Channel",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: the channel of the rule.",
    )

    _once = models.UniqueIndex(
        "(rule_id, number, unit)",
        "The rule has this time already: change one of the two lines, or use the "
        "archived one again.",
    )

    # === COMPUTE METHODS === #

    @api.depends("number", "unit")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for offset in self:
            offset.display_name = offset._get_label()

    def _get_label(self):
        """Return the time as people say it."""
        self.ensure_one()
        number = self.number
        if not number:
            return self.env._("On the Day")
        after = {
            "day": self.env._("After %(number)s day(s)", number=abs(number)),
            "week": self.env._("After %(number)s week(s)", number=abs(number)),
            "month": self.env._("After %(number)s month(s)", number=abs(number)),
            "quarter": self.env._("After %(number)s quarter(s)", number=abs(number)),
            "year": self.env._("After %(number)s year(s)", number=abs(number)),
        }
        before = {
            "day": self.env._("%(number)s day(s) before", number=abs(number)),
            "week": self.env._("%(number)s week(s) before", number=abs(number)),
            "month": self.env._("%(number)s month(s) before", number=abs(number)),
            "quarter": self.env._("%(number)s quarter(s) before", number=abs(number)),
            "year": self.env._("%(number)s year(s) before", number=abs(number)),
        }
        return (after if number > 0 else before).get(self.unit, "")

    # === CONSTRAINTS === #

    @api.constrains("number", "unit", "rule_id")
    def _check_after(self):
        """What follows a delivery or the first business comes after it."""
        for offset in self:
            rule = offset.rule_id
            if offset.number < 0 and rule.trigger not in GREETING_TRIGGERS:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: a follow-up cannot be due before what it follows. "
                        "Enter 0 or more, not %(number)s.",
                        rule=rule.display_name,
                        number=offset.number,
                    )
                )

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: also follow-ups that the user may not see hold on to the line
        followups = self.env["group.customer.followup"].sudo()
        if found := followups.search(Domain("offset_id", "in", self.ids), limit=1):
            raise UserError(
                self.env._(
                    "Follow-ups were made by the line “%(line)s” of %(rule)s, and "
                    "their history is kept: archive the line instead.",
                    line=found.offset_id.display_name,
                    rule=found.rule_id.display_name,
                )
            )

    # === LOOKUP === #

    def _get_delta(self):
        """Return the time as a ``relativedelta``."""
        self.ensure_one()
        name, factor = UNITS[self.unit]
        return relativedelta(**{name: self.number * factor})

    def _get_due_sql(self, base):
        """Return SQL of the day on which it is due.

        :param SQL base: day of the occasion
        """
        self.ensure_one()
        name, factor = UNITS[self.unit]
        number = self.number * factor
        interval = (
            SQL("make_interval(days => %s)", number)
            if name == "days"
            else SQL("make_interval(months => %s)", number)
        )
        return SQL("(%s + %s)::date", base, interval)


class GroupCustomerFollowupDate(models.Model):
    """A day of the calendar on which follow-ups of a rule are due.

    Festivals of the lunar calendar have one line per year; a line that is kept every
    year stands for its day and month.
    """

    _name = "group.customer.followup.date"
    _description = "Day of a Follow-up Rule"
    _order = "date, id"
    _rec_name = "name"

    rule_id = fields.Many2one(
        comodel_name="group.customer.followup.rule",
        required=True,
        index=True,
        ondelete="cascade",
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="rule_id.company_id", store=True, index="btree_not_null"
    )
    date = fields.Date(string="Day of the Year", required=True)
    name = fields.Char(
        string="Occasion",
        required=True,
        translate=True,
        help='For example "Spring Festival".',
    )
    is_yearly = fields.Boolean(
        string="Every Year",
        help="Kept on this day of every year from this one on. Festivals of the lunar "
        "calendar have a line for each year instead.",
    )

    _once = models.UniqueIndex(
        "(rule_id, date)",
        "The rule has a line for this day already: change that one.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: also follow-ups that the user may not see hold on to the line
        followups = self.env["group.customer.followup"].sudo()
        if found := followups.search(Domain("date_id", "in", self.ids), limit=1):
            raise UserError(
                self.env._(
                    "Follow-ups were made for the day “%(line)s” of %(rule)s, and "
                    "their history is kept: leave the line, or archive the rule.",
                    line=found.date_id.display_name,
                    rule=found.rule_id.display_name,
                )
            )
