# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class GroupCustomerVisitGeofence(models.Model):
    """What a check-in at a customer asks for, and what becomes of the position.

    One policy per company and kind of visit, dated: of those that have begun the latest
    holds. The policies of the company go before those of all companies, and among them
    the one of the kind before the one without. Without any policy a check-in keeps the
    time alone: no position is asked for, and none is taken.
    """

    _name = "group.customer.visit.geofence"
    _description = "Geofence of Visits"
    _order = "company_id, kind_id, date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Empty: holds for every company without a geofence of its own.",
    )
    kind_id = fields.Many2one(
        comodel_name="group.customer.visit.kind",
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: holds for the kinds without a geofence of their own.",
    )
    date_from = fields.Date(
        string="In Force From",
        required=True,
        default=fields.Date.context_today,
    )
    radius = fields.Integer(
        string="Radius (m)",
        help="Metres around the customer's address that count as being there. The "
        "accuracy of the position is added in favour of the visitor. 0: everywhere.",
    )
    accuracy_limit = fields.Integer(
        string="Accuracy Limit (m)",
        help="A position that is less accurate than this many metres counts as none. "
        "0: every accuracy will do.",
    )
    mode = fields.Selection(
        selection=[
            ("warn", "Warn Only"),
            ("reason", "Ask for a Reason"),
            ("refuse", "Refuse"),
        ],
        string="Outside the Radius",
        required=True,
        default="warn",
        help="What happens to a check-in away from the customer's address. Without a "
        "position a reason is always asked for; where the customer has no position, "
        "unless the policy only warns.",
    )
    photo_required = fields.Boolean(
        help="Nobody checks in without a photo. The place is taken out of the photo's "
        "own data.",
    )
    is_required = fields.Boolean(
        string="Check-in Required",
        help="A visit on site is done only after a check-in.",
    )
    late_hours = fields.Float(
        string="Accepted Late (hours)",
        help="How many hours after it happened a check-in may arrive that waited on "
        "the phone for the network.",
    )
    future_minutes = fields.Integer(
        string="Fast Clock (minutes)",
        help="How many minutes the clock of a phone may be fast. The check-in then "
        "counts for the moment it arrives.",
    )
    keeps_position_days = fields.Integer(
        string="Positions Kept (days)",
        required=True,
        default=1,
        help="Latitude, longitude and accuracy are erased this many days after the "
        "check-in; its time, result and distance stay.",
    )
    active = fields.Boolean(default=True)
    code = fields.Char(copy=False, help="What a policy pack calls it.")
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation that the numbers come from.")
    requirement = fields.Char()

    _one_per_day = models.UniqueIndex(
        "(COALESCE(company_id, 0), COALESCE(kind_id, 0), date_from) WHERE active",
        "There is a geofence for this company and kind of visit from this day on: "
        "change that one, or choose another day.",
    )
    _not_negative = models.Constraint(
        "CHECK(radius >= 0 AND accuracy_limit >= 0 AND late_hours >= 0 "
        "AND future_minutes >= 0)",
        "Metres, hours and minutes of a geofence are not negative: enter 0 or more.",
    )
    _erased = models.Constraint(
        "CHECK(keeps_position_days >= 1)",
        "Positions are kept for a day at least, and erased then: enter 1 or more days.",
    )

    # === LOOKUP === #

    @api.model
    def _get_for(self, visits, day=None):
        """Return the geofence of each of these visits: id of the visit → geofence, an
        empty one where none is in force; one query.

        :param visits: ``group.customer.visit``
        :param date day: the day that matters, by default today where the company is
        """
        # sudo: the policy holds for whoever may not read it
        fences = self.sudo().search(
            Domain("company_id", "in", [False, *visits.company_id.ids])
            & Domain("kind_id", "in", [False, *visits.kind_id.ids])
        )
        ledger = self.env["group.customer.ledger"]
        days = {
            company: day or ledger._get_today(company) for company in visits.company_id
        }
        return {
            visit.id: max(
                fences.filtered(
                    lambda fence, visit=visit: fence.date_from <= days[visit.company_id]
                    and fence.company_id in (visit.company_id, fence.company_id[:0])
                    and fence.kind_id in (visit.kind_id, fence.kind_id[:0])
                ),
                key=lambda fence: (
                    bool(fence.company_id),
                    bool(fence.kind_id),
                    fence.date_from,
                    fence.id,
                ),
                default=fences.browse(),
            )
            for visit in visits
        }

    # === BUSINESS METHODS === #

    def _needs_reason(self, result):
        """Tell whether a check-in with this result has to be explained.

        :param str result: key of ``checkin_result``
        """
        self.ensure_one()
        return result == "no_position" or (
            result in ("outside", "no_address") and self.mode != "warn"
        )
