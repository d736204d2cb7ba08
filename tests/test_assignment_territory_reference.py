# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random

from odoo.tests import tagged

from .territory_common import TerritoryCommon

CITIES = ("Wuhan", "Dalian", "Suzhou", "Xiamen", False)
ZIPS = ("200000", "201500", "310000", "31", False)
SIZES = (0, 5, 120, 800)


@tagged("post_install", "-at_install")
class TestTerritoryReference(TerritoryCommon):
    """The statement finds what a slow way finds, which asks every territory about
    every account; and it takes as many statements for many as for few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(20261122)
        choose = cls.random.choice
        cls.accounts = cls.env["res.partner"].create(
            [
                {
                    "name": f"Territory Reference {number}",
                    "is_company": True,
                    "is_group_customer": True,
                    "city": choose(CITIES),
                    "zip": choose(ZIPS),
                    "workforce_size": choose(SIZES),
                    "industry_id": choose((cls.steel.id, cls.trade.id, False)),
                    "country_id": choose((cls.china.id, cls.germany.id, False)),
                }
                for number in range(120)
            ]
        )

    def _random_criterion(self):
        kind = self.random.choice(("city", "zip", "size", "industry", "country"))
        value = {
            "city": lambda: ", ".join(self.random.sample(CITIES[:4], 2)),
            "zip": lambda: self.random.choice(
                (("2000", "2019"), ("200000", "201499"), ("31", False))
            ),
            "size": lambda: self.random.choice(((1, 100), (100, 0), (0, 800))),
            "industry": lambda: self.random.choice(
                (self.steel, self.trade, self.steel + self.trade)
            ),
            "country": lambda: self.random.choice((self.china, self.germany)),
        }[kind]()
        return self._criterion(kind, value, excluded=self.random.random() < 0.2)

    def _random_map(self):
        plan = self._map()
        territories = []
        for number in range(14):
            parent = self.random.choice([None, None, *territories])
            territories.append(
                self._territory(
                    plan,
                    f"T{number}",
                    *(
                        self._random_criterion()
                        for _one in range(self.random.choice((0, 1, 1, 1, 2, 3)))
                    ),
                    parent=parent,
                    match_mode=self.random.choice(("all", "any")),
                )
            )
        return plan

    # The slow way

    def _holds(self, criterion, account):
        kind = criterion.kind
        if kind == "city":
            names = [name.strip() for name in criterion.text.split(",")]
            return account.city in names
        if kind == "zip":
            code, low = account.zip or "", criterion.zip_from
            high = criterion.zip_to or low
            is_long = len(code) >= max(len(low), len(high))
            return is_long and low <= code and code[: len(high)] <= high
        if kind == "size":
            size = account.workforce_size
            top = criterion.size_max or size
            return bool(size) and criterion.size_min <= size <= top
        if kind == "industry":
            return account.industry_id in criterion.industry_ids
        return account.country_id in criterion.country_ids

    def _takes(self, territory, account):
        if territory.parent_id and not self._takes(territory.parent_id, account):
            return False
        criteria = territory.criterion_ids
        excluded = criteria.filtered("is_excluded")
        asked = [self._holds(one, account) for one in criteria - excluded]
        if any(self._holds(one, account) for one in excluded):
            return False
        if not asked:
            return True
        return all(asked) if territory.match_mode == "all" else any(asked)

    def _get_depth(self, territory):
        return 1 + self._get_depth(territory.parent_id) if territory else 0

    def _find_slowly(self, plan, account):
        taking = [one for one in plan.territory_ids if self._takes(one, account)]
        deepest = max(map(self._get_depth, taking), default=0)
        return {one.id for one in taking if self._get_depth(one) == deepest}

    def test_random_maps(self):
        overlaps = depths = 0
        for _number in range(12):
            plan = self._random_map()
            rows = plan._match(self.accounts)
            for account in self.accounts:
                expected = self._find_slowly(plan, account)
                found = {id_ for id_ in rows.get(account.id, ())[:2] if id_}
                if len(expected) < 3:
                    self.assertEqual(found, expected)
                else:
                    # Of three and more the first and the last are named
                    self.assertEqual(found, {min(expected), max(expected)})
                overlaps += len(expected) > 1
                depths += any(
                    self._get_depth(self.Territory.browse(id_)) > 2 for id_ in expected
                )
        # The maps were such that both happened
        self.assertGreater(overlaps, 20)
        self.assertGreater(depths, 20)

    def test_the_number_of_statements_does_not_grow(self):
        plan = self._map()
        east = self._territory(
            plan, "East", self._criterion("city", "Wuhan"), holder_id=self.ann.id
        )
        self._territory(
            plan, "Steel", self._criterion("industry", self.steel), parent=east
        )
        plan._match(self.accounts)
        self.env.flush_all()

        def count(accounts):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plan._match(accounts)
            return self.cr.sql_log_count - before

        self.assertEqual(count(self.accounts[:1]), count(self.accounts))
