# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from base64 import b64decode, b64encode
from io import BytesIO

from PIL import Image
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .visit_checkin_common import FAR, NEAR, VisitCheckinCommon

MODES = ("warn", "reason", "refuse")
ANYWHERE, ASKED, NEVER = "accepted", "Enter the reason", "Check in when you are there"


@tagged("post_install", "-at_install")
class TestVisitCheckinFence(VisitCheckinCommon):
    """What a geofence makes of a position."""

    def _check_in(self, place=NEAR, visit=None, **values):
        """Return the result, or the text of the refusal."""
        visit = visit or self._create_visit()
        try:
            with self.env.cr.savepoint():
                visit.action_check_in(self._values(place, **values))
        except UserError as error:
            return str(error)
        visit.action_check_out(self._values(place, reason="Bye"))
        return visit.checkin_result

    def test_modes(self):
        """By hand: place, what the three modes say without a reason, and the result."""
        without = {"partner_id": self.south.id}
        for place, visit, accuracy, expected, result in (
            (NEAR, {}, 20, (ANYWHERE, ANYWHERE, ANYWHERE), "ok"),
            (FAR, {}, 20, (ANYWHERE, ASKED, NEVER), "outside"),
            # A denied position, and one less accurate than 150 m
            (None, {}, 0, (ASKED, ASKED, ASKED), "no_position"),
            (NEAR, {}, 151, (ASKED, ASKED, ASKED), "no_position"),
            # It is not known where South Works is
            (NEAR, without, 20, (ANYWHERE, ASKED, ASKED), "no_address"),
            (None, without, 0, (ASKED, ASKED, ASKED), "no_position"),
        ):
            for mode, answer in zip(MODES, expected, strict=True):
                self.fence.mode = mode
                with self.subTest(place=place, accuracy=accuracy, mode=mode):
                    found = self._check_in(
                        place, self._create_visit(**visit), accuracy=accuracy
                    )
                    self.assertIn(result if answer == ANYWHERE else answer, found)
                    if answer == NEVER:
                        self.assertIn("2002 m", found)
                        self.assertIn("200 m", found)
                        continue
                    found = self._check_in(
                        place,
                        self._create_visit(**visit),
                        accuracy=accuracy,
                        reason="They moved",
                    )
                    self.assertEqual(found, result)

    def test_accuracy_speaks_for_the_visitor(self):
        """2,001.5 m away are near with a radius of 2,000 m and an accuracy of 2 m; a
        radius of 0 is everywhere."""
        for radius, accuracy, expected in (
            (2000, 2, "ok"),
            (2000, 1, "outside"),
            (0, 1, "ok"),
        ):
            self.fence.radius = radius
            with self.subTest(radius=radius, accuracy=accuracy):
                self.assertEqual(
                    self._check_in(FAR, accuracy=accuracy, reason="x"), expected
                )

    def test_nobody_is_locked_in(self):
        """Who checks out on the way is asked, not refused."""
        self.fence.mode = "refuse"
        self.visit.action_check_in(self._values())
        with self.assertRaisesRegex(UserError, ASKED):
            self.visit.action_check_out(self._values(FAR))
        self.visit.action_check_out(self._values(FAR, reason="Forgot"))
        self.assertEqual(self.visit.checkout_result, "outside")
        self.assertEqual(self.visit.checkout_distance, 2002)

    def test_contact_with_an_address_of_its_own(self):
        site = self.env["res.partner"].create(
            {
                "name": "Site",
                "parent_id": self.north.id,
                "type": "other",
                "partner_latitude": FAR[0],
                "partner_longitude": FAR[1],
            }
        )
        visit = self._create_visit(contact_id=site.id)
        self.assertEqual(self._check_in(FAR, visit), "ok")
        self.assertEqual(visit.checkin_distance, 0)

    def test_bad_input(self):
        for values in (
            {"latitude": 91, "longitude": 10},
            {"latitude": "31", "longitude": "121"},
            {"latitude": float("nan"), "longitude": 10},
            {"latitude": 10, "longitude": 10, "accuracy": -1},
            {"latitude": 10, "longitude": None},
            {"reason": 5},
            {"token": "x" * 65},
            {"image": "no image"},
            {"image": b64encode(b"text").decode()},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.visit.action_check_in(self._values(**{"reason": "x", **values}))
        with self.assertRaises(UserError):
            self.visit.action_check_in(["x"])
        self.assertEqual(self.visit.state, "planned")

    def test_photo(self):
        """It is asked for, made small, and forgets where it was taken."""
        self.fence.photo_required = True
        self.assertIn("take a photo", self._check_in())
        exif = Image.Exif()
        exif[0x8825] = {1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0)}
        stream = BytesIO()
        Image.new("RGB", (2000, 1000), "red").save(stream, "JPEG", exif=exif)
        self.assertTrue(Image.open(BytesIO(stream.getvalue())).getexif())
        photo = b64encode(stream.getvalue()).decode()
        self.assertEqual(self._check_in(visit=self.visit, image=photo), "ok")
        kept = Image.open(BytesIO(b64decode(self.visit.checkin_image)))
        self.assertEqual((kept.format, kept.size), ("JPEG", (1280, 640)))
        self.assertFalse(kept.getexif())

    def test_required(self):
        """Without check-in no visit on site is done; a call is."""
        visit = self._create_visit(
            kind_id=self.env.ref("group_customer.group_customer_visit_kind_care").id
        )
        self.fence.is_required = True
        with self.assertRaisesRegex(UserError, "nobody checked in"):
            visit.action_done()
        visit.channel_id = self.env.ref(
            "group_customer.group_customer_visit_channel_phone"
        )
        visit.action_done()
        self.assertEqual(visit.state, "done")

    # === WHICH ONE HOLDS === #

    def test_which_geofence_holds(self):
        Fence = self.env["group.customer.visit.geofence"]
        other = self.env["res.company"].create({"name": "Other"})
        base = {"mode": "warn", "keeps_position_days": 1, "date_from": "2021-01-01"}
        Fence.search([("company_id", "=", False)]).active = False
        everywhere, kind, later, foreign = Fence.create(
            [
                {"name": "All", **base},
                {"name": "Kind", "kind_id": self.kind.id, **base},
                {
                    **base,
                    "name": "Later",
                    "company_id": self.company.id,
                    "date_from": "2026-03-11",
                },
                {"name": "Foreign", "company_id": other.id, **base},
            ]
        )

        def holds(day=None):
            return Fence._get_for(self.visit.sudo(), day)[self.visit.id]

        # Of the company before of the kind; the latest that has begun
        self.assertEqual(holds(), self.fence)
        self.assertEqual(holds(later.date_from), later)
        (self.fence | later).active = False
        self.assertEqual(holds(), kind)
        kind.active = False
        self.assertEqual(holds(), everywhere)
        everywhere.active = False
        self.assertEqual(holds(), Fence)
        self.assertTrue(foreign.active)

    @mute_logger("odoo.sql_db")
    def test_numbers_of_a_geofence(self):
        for values in ({"radius": -1}, {"keeps_position_days": 0}, {"late_hours": -1}):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.fence.write(values)
                self.fence.flush_recordset()
