# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from math import acos, cos, nan, pi, radians, sin

from odoo.tests import BaseCase, tagged

from ..tools.geo import EARTH_RADIUS, distance, is_place

BEIJING = (39.9042, 116.4074)
SHANGHAI = (31.2304, 121.4737)
LONDON = (51.5074, -0.1278)
SYDNEY = (-33.8688, 151.2093)


@tagged("post_install", "-at_install")
class TestVisitCheckinGeo(BaseCase):
    def test_known_distances(self):
        """Kilometres that maps give, within the half per cent of a sphere."""
        for start, end, kilometres in (
            (BEIJING, SHANGHAI, 1068),
            (BEIJING, LONDON, 8140),
            (LONDON, SYDNEY, 16994),
            # One degree of a meridian
            ((0, 10), (1, 10), 111.2),
            # A step over the date line is no way around the earth
            ((0, 179.5), (0, -179.5), 111.2),
        ):
            with self.subTest(start=start, end=end):
                metres = distance(start, end)
                self.assertAlmostEqual(
                    metres / 1000, kilometres, delta=kilometres * 0.005
                )
                self.assertAlmostEqual(distance(end, start), metres, places=6)

    def test_extremes(self):
        self.assertEqual(distance(BEIJING, BEIJING), 0)
        half = pi * EARTH_RADIUS
        self.assertAlmostEqual(distance((90, 0), (-90, 0)), half, delta=1)
        self.assertAlmostEqual(distance((10, 20), (-10, -160)), half, delta=1)

    def test_other_formula(self):
        """The law of cosines, exact for far places, gives the same."""
        for start, end in ((BEIJING, SHANGHAI), (LONDON, SYDNEY)):
            lat, lon = map(radians, start)
            lat2, lon2 = map(radians, end)
            angle = acos(sin(lat) * sin(lat2) + cos(lat) * cos(lat2) * cos(lon2 - lon))
            self.assertAlmostEqual(distance(start, end), angle * EARTH_RADIUS, places=2)

    def test_is_place(self):
        for latitude, longitude, expected in (
            (39.9, 116.4, True),
            (0, 116.4, True),
            (-33.8, 0, True),
            (0, 0, False),
            (91, 0, False),
            (10, -181, False),
            (nan, 10, False),
            (10, float("inf"), False),
        ):
            with self.subTest(latitude=latitude, longitude=longitude):
                self.assertEqual(is_place(latitude, longitude), expected)
