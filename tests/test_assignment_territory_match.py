# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .territory_common import TerritoryCommon


@tagged("post_install", "-at_install")
class TestTerritoryMatch(TerritoryCommon):
    """Which accounts a territory takes, kind by kind, worked out by hand."""

    def _check(self, criterion, inside, outside, **values):
        """A territory with this criterion takes the first accounts, not the others."""
        plan = self._map()
        self._territory(plan, "Here", criterion, **values)
        found = self._found(plan, *inside, *outside)
        self.assertEqual(found, ["Here"] * len(inside) + [None] * len(outside))

    def test_country_and_state(self):
        state, other = self.env["res.country.state"].search(
            [("country_id", "=", self.china.id)], limit=2
        )
        chinese = self._account("a", country_id=self.china.id, state_id=state.id)
        elsewhere = self._account("b", country_id=self.china.id, state_id=other.id)
        german = self._account("c", country_id=self.germany.id)
        nowhere = self._account("d")
        self._check(
            self._criterion("country", self.china),
            [chinese, elsewhere],
            [german, nowhere],
        )
        self._check(
            self._criterion("country", self.china + self.germany),
            [chinese, elsewhere, german],
            [nowhere],
        )
        self._check(
            self._criterion("state", state), [chinese], [elsewhere, german, nowhere]
        )

    def test_names_are_compared_without_what_makes_no_difference(self):
        """Full-width letters, capitals, blanks, and the Chinese commas of the list."""
        accounts = [
            self._account(number, city=city)
            for number, city in enumerate(
                ("Shanghai", " ＳＨＡＮＧＨＡＩ ", "New  York", "上海", "su zhou")
            )
        ]
        others = [
            self._account(f"x{number}", city=city)
            for number, city in enumerate(("Shang", "Shanghai 2", "", False))
        ]
        names = "shanghai，new york、 上海；Su Zhou"  # noqa: RUF001 as people type it
        self._check(self._criterion("city", names), accounts, others)

    def test_grid_street_and_building(self):
        account = self._account(
            "grid", grid_name="G7", grid_street="Nanjing Road", grid_building="No. 9"
        )
        other = self._account(
            "other", grid_name="G8", grid_street="G7", grid_building="G7"
        )
        self._check(self._criterion("grid", "g7"), [account], [other])
        self._check(self._criterion("street", "NANJING ROAD"), [account], [other])
        self._check(self._criterion("building", "no. 9, no. 10"), [account], [other])

    def test_postcodes_lie_between_the_bounds(self):
        accounts = {
            code: self._account(f"z{number}", zip=code)
            for number, code in enumerate(
                ("200000", "200999", "201999", "202000", "199999", "20100", "")
            )
        }
        inside = [accounts[code] for code in ("200000", "200999", "201999")]
        outside = [account for account in accounts.values() if account not in inside]
        self._check(self._criterion("zip", ("200000", "201999")), inside, outside)
        # A bound may be the beginning of postcodes; of four figures, 20100 is inside.
        self._check(
            self._criterion("zip", ("2000", "2019")),
            [*inside, accounts["20100"]],
            [accounts[code] for code in ("202000", "199999", "")],
        )
        self._check(
            self._criterion("zip", ("200999", False)),
            [accounts["200999"]],
            [accounts["200000"], accounts["201999"]],
        )

    def test_postcodes_with_letters_and_signs(self):
        london = self._account("l1", zip="sw1a 1aa")
        other = self._account("l2", zip="SW2 1AA")
        american = self._account("l3", zip="94105-1234")
        self._check(self._criterion("zip", ("SW1A", False)), [london], [other])
        self._check(self._criterion("zip", ("94105", False)), [american], [london])

    def test_sizes(self):
        sizes = {
            size: self._account(f"s{size}", workforce_size=size)
            for size in (0, 1, 99, 100, 499, 500, 2000000000)
        }
        self._check(
            self._criterion("size", (100, 499)),
            [sizes[100], sizes[499]],
            [sizes[0], sizes[1], sizes[99], sizes[500]],
        )
        self._check(
            self._criterion("size", (500, 0)),
            [sizes[500], sizes[2000000000]],
            [sizes[0], sizes[499]],
        )
        # Nobody knows how many: not the smallest, but unknown
        self._check(self._criterion("size", (0, 99)), [sizes[1]], [sizes[0]])

    def test_grades_of_every_scheme(self):
        """A grade counts in whichever scheme it is held, until it is replaced."""
        schemes = self.env["group.customer.grade.scheme"].create(
            [
                {
                    "name": f"Territory {code}",
                    "code": f"territory_{code}",
                    "mode": "rules",
                }
                for code in ("one", "two")
            ]
        )
        one, other, second = self.env["group.customer.grade"].create(
            [
                {"scheme_id": scheme.id, "code": code, "name": code, "sequence": place}
                for place, (scheme, code) in enumerate(
                    ((schemes[0], "X"), (schemes[0], "Y"), (schemes[1], "Z"))
                )
            ]
        )
        account = self._account("graded")
        both = self._account("both")
        self._account("ungraded")
        (account + both)._award_group_customer_grade(one, "Test")
        both._award_group_customer_grade(second, "Test")
        self._check(self._criterion("grade", one), [account, both], [])
        self._check(self._criterion("grade", second), [both], [account])
        # Two grades fulfil one criterion once
        plan = self._map()
        self._territory(
            plan,
            "Here",
            self._criterion("grade", one + second),
            self._criterion("city", "Paris"),
        )
        self.assertEqual(self._found(plan, both), [None])
        account._award_group_customer_grade(other, "Test")
        self._check(self._criterion("grade", one), [both], [account])

    def test_all_any_and_excluded(self):
        steel = self._account("m1", city="Wuhan", industry_id=self.steel.id)
        trade = self._account("m2", city="Wuhan", industry_id=self.trade.id)
        far = self._account("m3", city="Dalian", industry_id=self.steel.id)
        neither = self._account("m4", city="Dalian", industry_id=self.trade.id)
        criteria = [
            self._criterion("city", "Wuhan"),
            self._criterion("industry", self.steel),
        ]
        plan = self._map()
        territory = self._territory(plan, "Here", *criteria)
        accounts = (steel, trade, far, neither)
        self.assertEqual(self._found(plan, *accounts), ["Here", None, None, None])
        territory.match_mode = "any"
        self.assertEqual(self._found(plan, *accounts), ["Here", "Here", "Here", None])
        territory.criterion_ids[1].is_excluded = True
        for mode in ("any", "all"):
            territory.match_mode = mode
            self.assertEqual(self._found(plan, *accounts), [None, "Here", None, None])

    def test_only_exclusions_take_the_rest(self):
        inside = self._account("e1", city="Wuhan")
        outside = self._account("e2", city="Dalian")
        unknown = self._account("e3")
        self._check(
            self._criterion("city", "Dalian", excluded=True),
            [inside, unknown],
            [outside],
        )

    def test_a_territory_matches_inside_its_parent_only(self):
        plan = self._map()
        east = self._territory(plan, "East", self._criterion("city", "Suzhou, Wuxi"))
        steel = self._territory(
            plan, "Steel", self._criterion("industry", self.steel), parent=east
        )
        self._territory(plan, "Big", self._criterion("size", (500, 0)), parent=steel)
        accounts = [
            self._account("i1", city="Suzhou"),
            self._account("i2", city="Suzhou", industry_id=self.steel.id),
            self._account(
                "i3", city="Wuxi", industry_id=self.steel.id, workforce_size=900
            ),
            # Big, but no steel; steel, but not in the east
            self._account("i4", city="Wuxi", workforce_size=900),
            self._account("i5", city="Xi'an", industry_id=self.steel.id),
        ]
        self.assertEqual(
            self._found(plan, *accounts), ["East", "Steel", "Big", "East", None]
        )

    def test_without_criteria_a_territory_takes_all_of_its_parent(self):
        plan = self._map()
        china = self._territory(plan, "China", self._criterion("country", self.china))
        rest = self._territory(plan, "Rest", parent=china)
        self._territory(plan, "Deep", self._criterion("city", "Wuhan"), parent=rest)
        accounts = [
            self._account("w1", country_id=self.china.id),
            self._account("w2", country_id=self.china.id, city="Wuhan"),
            self._account("w3", city="Wuhan"),
        ]
        self.assertEqual(self._found(plan, *accounts), ["Rest", "Deep", None])

    def test_two_of_the_same_depth_overlap_and_the_deeper_wins(self):
        plan = self._map()
        city = self._territory(plan, "City", self._criterion("city", "Wuhan"))
        self._territory(plan, "Trade", self._criterion("industry", self.trade))
        account = self._account("o1", city="Wuhan", industry_id=self.trade.id)
        self.assertEqual(self._found(plan, account), ["City+Trade"])
        self._territory(
            plan, "Inner", self._criterion("industry", self.trade), parent=city
        )
        self.assertEqual(self._found(plan, account), ["Inner"])

    def test_the_holder_is_the_nearest_upwards(self):
        plan = self._map()
        team = self.env["crm.team"].create({"name": "Territory Team"})
        east = self._territory(plan, "East", holder_id=self.ann.id, team_id=team.id)
        city = self._territory(plan, "City", parent=east, level="city")
        grid = self._territory(
            plan, "Grid", parent=city, level="grid", holder_id=self.bob.id
        )
        street = self._territory(plan, "Street", parent=grid, level="street")
        self.assertEqual(city.effective_holder_id, self.ann)
        self.assertEqual(city.holder_territory_id, east)
        self.assertEqual(street.effective_holder_id, self.bob)
        self.assertEqual(street.holder_territory_id, grid)
        self.assertEqual(street.effective_team_id, team)
        account = self._account("h1")
        self.assertEqual(
            plan._match(account)[account.id],
            (street.id, None, self.bob.id, team.id),
        )
        grid.holder_id = False
        self.assertEqual(street.effective_holder_id, self.ann)

    def test_only_active_group_customers(self):
        plan = self._map()
        self._territory(plan, "All")
        account = self._account("p1")
        gone = self._account("p2", active=False)
        plain = self.env["res.partner"].create(
            {"name": "Territory Plain", "is_company": True}
        )
        self.assertEqual(self._found(plan, account, gone, plain), ["All", None, None])
