# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import file_open

from .pack_common import PackCommon

FENCE = {
    "code": "guild_fence",
    "name": {"en_US": "Guild fence", "zh_CN": "行会围栏"},
    "kind": "technical",
    "date_from": "2001-02-03",
    "radius": 50,
    "mode": "refuse",
    "late_hours": 1.5,
    "keeps_position_days": 7,
}


@tagged("post_install", "-at_install")
class TestVisitCheckinPack(PackCommon):
    """Geofences in policy packs: loaded, changed, refused, taken along."""

    def _load(self, version=1, **changes):
        content = self._make_file(version, visit_geofences=[{**FENCE, **changes}])
        return self._register(content).with_user(self.admin)._load()

    def _find(self):
        return self.env["group.customer.visit.geofence"].search(
            [("code", "=", "guild_fence")]
        )

    def test_loaded_twice_and_taken_along(self):
        self._load()
        fence = self._find()
        self.assertEqual(fence.kind_id.code, "technical")
        self.assertEqual(fence.with_context(lang="zh_CN").name, "行会围栏")
        self.assertEqual((fence.radius, fence.late_hours), (50, 1.5))
        self.assertEqual(set(self._load()), {"unchanged"})
        fence.radius = 80
        self._load(2, radius=60, keeps_position_days=5)
        self.assertEqual((fence.radius, fence.keeps_position_days), (80, 5))
        wizard = self.env["group.customer.policy.pack.export"].create(
            {"name": "Ours", "visit_geofence_ids": fence.ids}
        )
        content, _notes = wizard._prepare_content()
        [item] = content["visit_geofences"]
        self.assertEqual(
            {name: item[name] for name in ("kind", "mode", "radius", "date_from")},
            {**{name: FENCE[name] for name in ("kind", "mode", "date_from")}}
            | {"radius": 80},
        )
        self.Pack._check_content({**content, "code": "ours"})

    def test_refused(self):
        for changes, text in (
            ({"kind": "nothing"}, "“nothing”"),
            ({"mode": "shout"}, "shout"),
        ):
            with self.subTest(changes=changes), self.assertRaises(UserError) as caught:
                self._load(**changes)
            self.assertIn(text, str(caught.exception))

    def test_the_general_regime(self):
        """Every number is an assumption, and said to be one."""
        with file_open("group_customer/data/packs/general.json") as file:
            [fence] = json.load(file)["visit_geofences"]
        self.assertIn("assumptions", fence["description"]["en_US"])
        self.assertIn("假设", fence["description"]["zh_CN"])
        self.assertGreaterEqual(fence["keeps_position_days"], 1)
