# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from base64 import b64decode, b64encode
from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_process

from ...tools.geo import is_place
from .group_customer_visit_checkin import PHOTO_SIZE

# Longest reason and token that a phone may send
REASON_LENGTH = 500
TOKEN_LENGTH = 64
# Of a photo as JPEG, in per cent
PHOTO_QUALITY = 80
# Half the way around the earth in metres: no position is more vague
VAGUEST = 20_100_000


class GroupCustomerVisit(models.Model):
    """What a phone sends with a check-in: nothing of it is trusted."""

    _inherit = "group.customer.visit"

    @api.model
    def _read_presence(self, values):
        """Return what a phone sent as clean values.

        :raises UserError: where it cannot be what a phone sends
        """
        if not isinstance(values or {}, dict):
            raise UserError(
                self.env._("A check-in is sent as named values: update the app.")
            )
        values = values or {}
        return {
            "token": self._read_text(values, "token", TOKEN_LENGTH),
            "reason": self._read_text(values, "reason", REASON_LENGTH),
            "at": self._read_moment(values.get("at")),
            "image": self._read_photo(values.get("image")),
            **self._read_position(values),
        }

    @api.model
    def _read_text(self, values, name, length):
        text = values.get(name) or ""
        if not isinstance(text, str) or len(text) > length:
            raise UserError(
                self.env._(
                    "“%(name)s” of a check-in is a text of %(length)s characters at "
                    "most: shorten it.",
                    name=name,
                    length=length,
                )
            )
        return text.strip() or False

    @api.model
    def _read_moment(self, text):
        try:
            return fields.Datetime.to_datetime(text or False)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "“%(text)s” is no moment: check the clock of the phone, then "
                    "check in again.",
                    text=text,
                )
            ) from error

    @api.model
    def _read_position(self, values):
        """Return latitude, longitude and accuracy; a latitude of None is no
        position."""
        names = ("latitude", "longitude", "accuracy")
        given = [values.get(name) for name in names]
        if given[0] in (None, False) and given[1] in (None, False):
            return {"latitude": None, "longitude": None, "accuracy": 0}
        if not (
            all(isinstance(number, int | float) for number in given[:2])
            and isinstance(given[2] or 0, int | float)
            and is_place(given[0], given[1])
            and isfinite(given[2] or 0)
            and 0 <= (given[2] or 0) <= VAGUEST
        ):
            raise UserError(
                self.env._(
                    "“%(latitude)s, %(longitude)s ± %(accuracy)s m” is no position: "
                    "check in again, without a position if the phone has none.",
                    **dict(zip(names, given, strict=True)),
                )
            )
        return dict(zip(names, (given[0], given[1], given[2] or 0), strict=True))

    @api.model
    def _read_photo(self, photo):
        """Return a photo as JPEG. What the camera wrote into it is left out: it names
        the place where it was taken."""
        if not photo:
            return False
        if not isinstance(photo, str):
            raise UserError(self.env._("The photo is not readable: take another one."))
        try:
            source = b64decode(photo, validate=True)
        except ValueError as error:
            raise UserError(
                self.env._("The photo is not readable: take another one.")
            ) from error
        size = (PHOTO_SIZE, PHOTO_SIZE)
        return b64encode(
            image_process(source, size, quality=PHOTO_QUALITY, output_format="JPEG")
        )
