# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

RESULTS = [
    ("ok", "At the Customer"),
    ("outside", "Outside the Radius"),
    ("no_position", "Without Position"),
    ("no_address", "Customer without Position"),
]
# What is known of a presence; the names begin with checkin_ or checkout_.
PRESENCE_FIELDS = (
    "at",
    "received_at",
    "user_id",
    "latitude",
    "longitude",
    "accuracy",
    "distance",
    "result",
    "reason",
    "image",
    "token",
)
# Longest side of a photo, in pixels
PHOTO_SIZE = 1280


class GroupCustomerVisit(models.Model):
    """When and where the visitor came and went.

    A position is taken at these two moments alone, and erased when its days are over.
    None of these fields is tracked: the chatter would keep what is erased here.
    """

    _inherit = "group.customer.visit"
    _server_fields = frozenset(
        {
            *(f"checkin_{name}" for name in PRESENCE_FIELDS),
            *(f"checkout_{name}" for name in PRESENCE_FIELDS),
            "position_erase_at",
            "visit_minutes",
        }
    )

    checkin_at = fields.Datetime(
        string="Checked in at",
        readonly=True,
        copy=False,
        help="The moment on the phone, also where it was sent later.",
    )
    checkin_received_at = fields.Datetime(
        string="Check-in Received at",
        readonly=True,
        copy=False,
        help="Later than the check-in where the phone had no network.",
    )
    checkin_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Checked in by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    checkin_latitude = fields.Float(
        string="Check-in Latitude",
        digits=(10, 7),
        readonly=True,
        copy=False,
        aggregator=None,
    )
    checkin_longitude = fields.Float(
        string="Check-in Longitude",
        digits=(10, 7),
        readonly=True,
        copy=False,
        aggregator=None,
    )
    checkin_accuracy = fields.Integer(
        string="Check-in Accuracy (m)",
        readonly=True,
        copy=False,
        aggregator="avg",
    )
    checkin_distance = fields.Integer(
        string="Check-in Distance (m)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Metres from the address of the customer.",
    )
    checkin_result = fields.Selection(
        RESULTS,
        string="Check-in Result",
        readonly=True,
        copy=False,
        help="Empty: not checked in, or no geofence was in force.",
    )
    checkin_reason = fields.Char(string="Check-in Reason", readonly=True, copy=False)
    checkin_image = fields.Image(
        string="Check-in Photo",
        max_width=PHOTO_SIZE,
        max_height=PHOTO_SIZE,
        attachment=True,
        readonly=True,
        copy=False,
    )
    checkin_token = fields.Char(
        string="Check-in Token",
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Technical: the same check-in sent twice counts once.",
    )

    checkout_at = fields.Datetime(
        string="Checked out at",
        readonly=True,
        copy=False,
        help="The moment on the phone, also where it was sent later.",
    )
    checkout_received_at = fields.Datetime(
        string="Check-out Received at",
        readonly=True,
        copy=False,
        help="Later than the check-out where the phone had no network.",
    )
    checkout_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Checked out by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    checkout_latitude = fields.Float(
        string="Check-out Latitude",
        digits=(10, 7),
        readonly=True,
        copy=False,
        aggregator=None,
    )
    checkout_longitude = fields.Float(
        string="Check-out Longitude",
        digits=(10, 7),
        readonly=True,
        copy=False,
        aggregator=None,
    )
    checkout_accuracy = fields.Integer(
        string="Check-out Accuracy (m)",
        readonly=True,
        copy=False,
        aggregator="avg",
    )
    checkout_distance = fields.Integer(
        string="Check-out Distance (m)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Metres from the address of the customer.",
    )
    checkout_result = fields.Selection(
        RESULTS,
        string="Check-out Result",
        readonly=True,
        copy=False,
        help="Empty: not checked out, or no geofence was in force.",
    )
    checkout_reason = fields.Char(string="Check-out Reason", readonly=True, copy=False)
    checkout_image = fields.Image(
        string="Check-out Photo",
        max_width=PHOTO_SIZE,
        max_height=PHOTO_SIZE,
        attachment=True,
        readonly=True,
        copy=False,
    )
    checkout_token = fields.Char(
        string="Check-out Token",
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Technical: the same check-out sent twice counts once.",
    )

    visit_minutes = fields.Integer(
        string="Minutes at the Customer",
        compute="_compute_visit_minutes",
        store=True,
        help="From the check-in to the check-out.",
    )
    position_erase_at = fields.Datetime(
        string="Positions Erased on",
        readonly=True,
        copy=False,
        help="Latitude, longitude and accuracy of check-in and check-out are erased "
        "then. Empty: no position is kept.",
    )

    # Who has left the customer and owes the report may go to the next one
    _one_in_progress = models.UniqueIndex(
        "(user_id) WHERE state = 'in_progress' AND checkout_at IS NULL",
        "The visitor is on another visit already: finish that one first.",
    )
    _checkin_token_unique = models.UniqueIndex(
        "(checkin_token) WHERE checkin_token IS NOT NULL",
        "This check-in belongs to another visit: check in again.",
    )
    _checkout_token_unique = models.UniqueIndex(
        "(checkout_token) WHERE checkout_token IS NOT NULL",
        "This check-out belongs to another visit: check out again.",
    )
    _check_order = models.Constraint(
        "CHECK(checkout_at IS NULL "
        "OR checkin_at IS NOT NULL AND checkout_at >= checkin_at)",
        "Nobody checks out before the check-in: check in first.",
    )
    _position_erase_idx = models.Index(
        "(position_erase_at) WHERE position_erase_at IS NOT NULL"
    )

    # === COMPUTE METHODS === #

    @api.depends("checkin_at", "checkout_at")
    def _compute_visit_minutes(self):
        for visit in self:
            came, left = visit.checkin_at, visit.checkout_at
            visit.visit_minutes = (
                round((left - came).total_seconds() / 60) if came and left else 0
            )

    # === ACTION METHODS === #

    def action_check_in(self, values):
        """Record that the user has come to the customer; the visit begins.

        The same token again changes nothing and returns the same.

        :param dict values: ``token`` (of this check-in alone), ``at`` (moment on the
            phone, UTC), ``latitude`` and ``longitude`` (degrees), ``accuracy``
            (metres), ``reason``, ``image`` (base64); all may be missing
        :returns: what has been stored, see ``_get_presence``
        :rtype: dict
        :raises UserError: saying what is missing, or why it is refused
        """
        return self._record_presence("checkin", values)

    def action_check_out(self, values):
        """Record that the user has left the customer; like :meth:`action_check_in`."""
        return self._record_presence("checkout", values)
