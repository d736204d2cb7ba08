# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from .grading_common import GradingCommon

BEFORE = date(2023, 6, 30)
AFTER = date(2024, 6, 30)
BANDS = [(None, 100, 10), (100, 200, 50), (200, None, 90)]
GRADES = [("A", {"score_min": 80}), ("B", {"score_min": 40}), ("C", {"score_min": 0})]


class SimulationCommon(GradingCommon):
    """Seven customers whose grades on two days are worked out by hand.

    The scheme looks at the revenue of one year: 200 and more make 90 points and an A,
    100 and more 50 points and a B, less 10 points and a C; none at all no grade.

    ======  ==================  ==================  =================
    name    year to 2023-06-30  year to 2024-06-30  2023 → 2024
    ======  ==================  ==================  =================
    Ann     250 → A             250 → A             same
    Bob     150 → B             220 → A             up, 220
    Cid     300 → A             120 → B             down, 120
    Dan     50 → C              none                lost, 0
    Eve     none                110 → B             new, 110
    Fay     none                none                same
    Ivy     90 → C              150 − 60 = 90 → C   same
    ======  ==================  ==================  =================

    Moved: 4 customers with 220 + 120 + 0 + 110 = 450 of 790.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("Ann", "Bob", "Cid", "Dan", "Eve", "Fay", "Ivy")
        cls.customers = cls._customers(*names)
        cls.ann, cls.bob, cls.cid, cls.dan, cls.eve, cls.fay, cls.ivy = cls.customers
        for partner, amount, day in (
            (cls.ann, 250, "2023-03-01"),
            (cls.ann, 250, "2024-03-01"),
            (cls.bob, 150, "2023-03-01"),
            (cls.bob, 220, "2024-03-01"),
            (cls.cid, 300, "2023-03-01"),
            (cls.cid, 120, "2024-05-01"),
            (cls.dan, 50, "2023-03-01"),
            (cls.eve, 110, "2024-04-01"),
            (cls.ivy, 90, "2023-03-01"),
            (cls.ivy, 150, "2024-04-01"),
        ):
            cls._transact(partner, amount, day)
        cls._transact(cls.ivy, 60, "2024-05-01", kind="refund")
        cls.scheme = cls._make_scheme()

    @classmethod
    def _make_scheme(cls, **values):
        return cls._scheme(
            "weighted",
            GRADES,
            [
                {
                    "metric": "revenue",
                    "weight": 100,
                    "bands": BANDS,
                    "window_value": 1,
                    "null_policy": "ungraded",
                }
            ],
            weight_total=100,
            **values,
        )

    @classmethod
    def _simulation(cls, as_of=AFTER, **values):
        simulation = cls.env["group.customer.grade.simulation"].create(
            {"scheme_id": cls.scheme.id, "as_of": as_of, **values}
        )
        simulation.action_simulate()
        return simulation

    def _moves(self, simulation):
        """Return (letter before, letter, change, revenue moved) by customer."""
        return {
            line.partner_id.name: (
                line.base_grade_id.code or "",
                line.grade_id.code or "",
                line.change,
                line.revenue_moved,
            )
            for line in simulation.line_ids
        }

    def _matrix(self, simulation):
        """Return (count, revenue) by (place before, place)."""
        return {
            (cell["from"], cell["to"]): (cell["count"], cell["revenue"])
            for cell in simulation.result["matrix"]
        }
