# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which accounts lie near each other: cities, and positions (latitude, longitude)."""

import math
from functools import lru_cache

from . import geo

# How finely :func:`trace` divides the map: cells of about 300 m
TRACE_BITS = 16
# Each byte with a zero before each of its bits
_PARTED = [sum((byte >> bit & 1) << 2 * bit for bit in range(8)) for byte in range(256)]


@lru_cache(maxsize=4096)
def normalise(city):
    """Return a name of a city as it is compared: 上海市 and 上海 are one."""
    name = " ".join((city or "").split()).casefold()
    return name[:-1] if len(name) > 2 and name[-1] in "市区县" else name


def find_clusters(demands, days=()):
    """Return which group of near accounts each demand belongs to.

    The city; an account without one that has coordinates belongs to the nearest city.

    :returns: ``(key → name, name → centre)``
    """
    places = {}
    for demand in demands:
        if demand.position and (name := normalise(demand.city)):
            places.setdefault(name, []).append(demand.position)
    for day in days:
        for city, latitude, longitude in day.places:
            name, position = normalise(city), get_position(latitude, longitude)
            if name and position:
                places.setdefault(name, []).append(position)
    centres = {
        name: tuple(sum(part) / len(positions) for part in zip(*positions, strict=True))
        for name, positions in places.items()
    }
    clusters = {}
    for demand in demands:
        name = normalise(demand.city)
        if not name and demand.position and centres:
            name = min(
                centres,
                key=lambda centre, here=demand.position: (
                    distance(here, centres[centre]),
                    centre,
                ),
            )
        clusters[demand.key] = name
    return clusters, centres


def get_position(latitude, longitude):
    """Return the coordinates of an account as a pair; None: nobody entered them."""
    latitude, longitude = latitude or 0.0, longitude or 0.0
    return (latitude, longitude) if geo.is_place(latitude, longitude) else None


def distance(here, there):
    """Return how many kilometres lie between two positions."""
    return geo.distance(here, there) / 1000


def lay_flat(demands):
    """Return the positions of demands on a flat map, key → (north, east) in km; None
    where there is no position.

    The map is true to scale at their middle latitude: good for telling near from far
    among accounts of one person, much faster than measuring on the globe.
    """
    latitudes = [demand.position[0] for demand in demands if demand.position]
    middle = math.radians(sum(latitudes) / len(latitudes)) if latitudes else 0
    north = math.radians(geo.EARTH_RADIUS / 1000)
    east = north * math.cos(middle)
    return {
        demand.key: demand.position
        and (demand.position[0] * north, demand.position[1] * east)
        for demand in demands
    }


def trace(position):
    """Return the place of a position on a curve that runs through the whole map, so
    that neighbours on the curve are neighbours on the map."""
    if not position:
        return -1
    size = 1 << TRACE_BITS
    row = min(int((position[0] + 90) / 180 * size), size - 1)
    column = min(int((position[1] + 180) / 360 * size), size - 1)
    return _part(row) << 1 | _part(column)


def _part(value):
    """Return a number of :data:`TRACE_BITS` bits with a zero before each of them."""
    return _PARTED[value >> 8] << 16 | _PARTED[value & 255]
