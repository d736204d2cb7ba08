# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How far two places on the earth are from each other."""

from math import asin, cos, isfinite, radians, sin, sqrt

# Mean radius of the earth (IUGG), in metres: what a sphere is measured with.
EARTH_RADIUS = 6371008.8


def is_place(latitude, longitude):
    """Tell whether these are the coordinates of a place.

    Odoo keeps 0 for what nobody entered, so the point 0, 0 in the Gulf of Guinea is
    none.

    :param float latitude: degrees, north positive
    :param float longitude: degrees, east positive
    """
    return (
        isfinite(latitude)
        and isfinite(longitude)
        and abs(latitude) <= 90
        and abs(longitude) <= 180
        and bool(latitude or longitude)
    )


def distance(start, end):
    """Return the metres between two places along the earth's surface (haversine).

    The earth is taken as a sphere: at most 0.6 % off, far less than the position of a
    phone.

    :param start: pair of latitude and longitude, in degrees
    :param end: the same
    :rtype: float
    """
    latitude, longitude = map(radians, start)
    other_latitude, other_longitude = map(radians, end)
    chord = (
        sin((other_latitude - latitude) / 2) ** 2
        + cos(latitude)
        * cos(other_latitude)
        * sin((other_longitude - longitude) / 2) ** 2
    )
    # Rounding may lift antipodes a hair above 1
    return 2 * EARTH_RADIUS * asin(sqrt(min(1.0, chord)))
