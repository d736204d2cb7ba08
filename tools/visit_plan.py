# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Spreads the visits that one person owes over the working days of a month.

No database: :func:`spread` takes days and demands and returns where each visit goes,
and why others go nowhere. The same input gives the same output.

1. First everything that is required – overdue accounts, then those due in the month,
   then the others – and the first visit of every account before anybody's second.
   Then, while there is room, what is aimed at beyond it.
2. A day is possible when it is not full, when the customer receives visitors on that
   weekday, and when no other visit of the account is nearer than the shortest gap.
3. Of the possible days the cheapest is taken, see :meth:`_Month.price`: overdue visits
   early, due ones by their day, several visits of an account evenly over the month,
   every day about as full as the others, and days with visits in the same city first.
4. Inside the day a visit gets the first time at which the visitor works, the customer
   receives visitors and the way from the visit before is made. Where none is left the
   visits of the day are put in the order in which they have to be over.
5. In the end each day is walked from one customer to the nearest next one, where the
   hours allow it.

Times are minutes since midnight of the visitor's day, distances are in kilometres.
"""

import math
from dataclasses import dataclass, field
from datetime import date

from .visit_day import DayRound, Stop
from .visit_hours import overlaps
from .visit_places import distance, find_clusters, lay_flat, normalise, trace

OVERDUE, DUE, OTHER = range(3)
# Why a visit found no day, the first that applies
ABSENT, NO_WINDOW, GAP, NO_CAPACITY = "absent", "no_window", "gap", "no_capacity"
# What makes a day dearer, in days of distance from the best moment. Only their order
# matters: late is worse than an uneven month, that is worse than another city.
LATE, UNEVEN, OTHER_CITY, NEW_CITY = 60.0, 30.0, 6.0, 3.0
UNEVEN_OVERDUE = 4.0
FAR_KM = 50.0


@dataclass(slots=True)
class Day:
    """A working day of the visitor.

    :ivar free: spans (from, to) in which a visit can be, sorted and disjoint: working
        time without leave, meetings and the visits that stay as they are
    :ivar capacity: how many visits it still takes
    :ivar places: (city, latitude, longitude) of the visits that stay; coordinates may
        be None
    :ivar work: spans of working time, whatever else is in them; by default ``free``
    """

    date: date
    free: list
    capacity: int
    places: list = field(default_factory=list)
    work: list | None = None


@dataclass(slots=True)
class Demand:
    """What one account asks for.

    :ivar key: sortable, names the demand in the result and decides between equals
    :ivar required: visits that have to be made this month
    :ivar optional: further visits up to the target
    :ivar rank: OVERDUE, DUE or OTHER
    :ivar due_on: the first visit is late after this day; may be None
    :ivar windows: weekday (0: Monday) → spans in which the customer receives visitors
    :ivar minutes: length of a visit
    :ivar gap_min: days that lie at least between two visits, 7: from Monday to Monday
    :ivar gap_max: days after which the next one is late; 0: no limit
    :ivar taken: days of the account's other visits, in this month and around it
    :ivar city: name of the city; empty: not known
    :ivar position: (latitude, longitude) or None
    :ivar is_remote: nobody goes there – a call, a message: it needs time, but counts
        for no full day and for no city
    """

    key: tuple
    required: int
    windows: dict
    minutes: int
    optional: int = 0
    rank: int = OTHER
    due_on: date | None = None
    gap_min: int = 0
    gap_max: int = 0
    taken: list = field(default_factory=list)
    city: str = ""
    position: tuple | None = None
    is_remote: bool = False


@dataclass(slots=True)
class Placed:
    """A visit that found its time."""

    key: tuple
    date: date
    start: int
    stop: int
    is_required: bool


@dataclass(slots=True)
class Left:
    """Visits of a demand that found no time."""

    key: tuple
    missing: int
    reason: str
    is_required: bool


def spread(days, demands, travel=0):
    """Place the visits of one person.

    :param days: list of :class:`Day`, any order
    :param demands: list of :class:`Demand`
    :param travel: minutes on the way between two visits
    :returns: ``(placed, left)``: :class:`Placed` in the order of the days,
        :class:`Left` by key
    """
    month = _Month(days, demands, travel)
    placed = month.place_all()
    return placed, month.left


class _Month:
    """The days while they fill."""

    def __init__(self, days, demands, travel):
        self.days = sorted(days, key=lambda day: day.date)
        self.ordinals = [day.date.toordinal() for day in self.days]
        self.loads = [len(day.places) for day in self.days]
        self.calls = [0] * len(self.days)
        self.limits = [
            load + day.capacity for load, day in zip(self.loads, self.days, strict=True)
        ]
        self.rounds = [DayRound(day.free, travel) for day in self.days]
        self.clusters, self.centres = find_clusters(demands, self.days)
        self.visited = [
            {self._get_cluster(place): 1 for place in day.places} for day in self.days
        ]
        self.points = lay_flat(demands)
        self.detours = {}
        self.open_days = {}
        self.left = []
        self.demands = demands
        self.level = 0
        self.ideals = {}

    def _get_cluster(self, place):
        return normalise(place[0])

    # --- Which visit is next -----------------------------------------------------

    def place_all(self):
        """Place everything; see the module for the order."""
        taken = {}
        for demand in self.demands:
            taken[demand.key] = sorted(day.toordinal() for day in demand.taken)
            self.ideals[demand.key] = self._get_ideals(demand, taken[demand.key])
        ordered = sorted(self.demands, key=self._get_order)
        wanted = sum(self.loads)
        for name in ("required", "optional"):
            wanted += sum(
                getattr(demand, name) for demand in ordered if not demand.is_remote
            )
            self._set_level(wanted)
            self._place_rounds(ordered, name, taken)
        for one in self.rounds:
            one.walk()
        self.left.sort(key=lambda left: (left.key, not left.is_required))
        return [
            Placed(stop.key, day.date, stop.start, stop.stop, stop.is_required)
            for day, one in zip(self.days, self.rounds, strict=True)
            for stop in one.stops
        ]

    def _place_rounds(self, ordered, name, taken):
        is_required = name == "required"
        pending = [demand for demand in ordered if getattr(demand, name) > 0]
        number = 0
        while pending:
            number += 1
            following = []
            for demand in pending:
                dates = taken[demand.key]
                reason = self._place(demand, dates, is_required)
                wanted = getattr(demand, name)
                if reason:
                    # The next one has no better chance: it would lie even nearer
                    self.left.append(
                        Left(demand.key, wanted - number + 1, reason, is_required)
                    )
                elif number < wanted:
                    following.append(demand)
            pending = following

    def _get_order(self, demand):
        due = demand.due_on.toordinal() if demand.due_on else 0
        return (
            demand.rank,
            due if demand.rank != OTHER else 0,
            self.clusters[demand.key],
            trace(demand.position),
            demand.key,
        )

    def _set_level(self, wanted):
        """Up to where a day fills before the others: when all are about as full, but
        half of what it takes at least, so that a way is worth it in a thin month."""
        if self.days:
            half = (max(self.limits) + 1) // 2
            self.level = max(1, half, math.ceil(wanted / len(self.days)))

    def _get_ideals(self, demand, taken):
        """Return where in the month the visits of an account are best, as positions
        in the list of days; those that are required first."""
        count = demand.required + demand.optional
        if not self.days or count + len(taken) < 2:
            return []
        first, last = self.ordinals[0], self.ordinals[-1]
        inside = [day for day in taken if first <= day <= last]
        total = count + len(inside)
        if total < 2:
            return []
        size = len(self.days)
        positions = [(number + 0.5) * size / total - 0.5 for number in range(total)]
        for day in inside:
            place = (day - first) * size / (last - first + 1)
            positions.remove(min(positions, key=lambda best, at=place: abs(best - at)))
        step = count / demand.required if demand.required else 0
        chosen = [
            positions[int((number + 0.5) * step)] for number in range(demand.required)
        ]
        return chosen + [best for best in positions if best not in chosen]

    # --- Which day it goes to ----------------------------------------------------

    def _place(self, demand, taken, is_required):
        """Find day and time of one more visit.

        :returns: why there is none; None: it is placed
        """
        if not self.days:
            return ABSENT
        possible = self._get_open_days(demand.windows, demand.minutes)
        if not possible:
            return NO_WINDOW
        ordinals, gap = self.ordinals, demand.gap_min
        for day in taken if gap else ():
            possible = [
                index for index in possible if abs(ordinals[index] - day) >= gap
            ]
        if not possible:
            return GAP
        priced = self._price_days(demand, taken, possible)
        if not priced:
            return NO_CAPACITY
        best = min(priced)
        if not self._fit(best[1], demand, is_required):
            for _price, index in sorted(priced)[1:]:
                if self._fit(index, demand, is_required):
                    best = (_price, index)
                    break
            else:
                return NO_CAPACITY
        ideals = self.ideals[demand.key]
        if ideals:
            ideals.pop(0)
        taken.append(ordinals[best[1]])
        taken.sort()
        return None

    def _get_open_days(self, windows, minutes):
        """Return the positions of the days on which a customer receives visitors at
        hours at which the visitor works, long enough for a visit."""
        key = (id(windows), minutes)
        if key not in self.open_days:
            found = [
                index
                for index, day in enumerate(self.days)
                if any(
                    end - begin >= minutes
                    for begin, end in overlaps(
                        day.free if day.work is None else day.work,
                        windows.get(day.date.weekday()) or (),
                    )
                )
            ]
            # The windows are kept beside, so that no other gets their id
            self.open_days[key] = (windows, found)
        return self.open_days[key][1]

    def _price_days(self, demand, taken, possible):
        """Return (price, position) of the days that are not full.

        The price is in days: see the constants of the module.
        """
        ordinals, loads, limits = self.ordinals, self.loads, self.limits
        visited, level = self.visited, self.level
        cluster = self.clusters[demand.key]
        is_first = len(taken) == len(demand.taken)
        is_overdue = demand.rank == OVERDUE and is_first
        uneven = UNEVEN_OVERDUE if is_overdue else UNEVEN
        ideals = self.ideals[demand.key]
        ideal = ideals[0] if ideals else None
        due = demand.due_on.toordinal() if demand.due_on and is_first else None
        gap_max, point = demand.gap_max, self.points[demand.key]
        detours = self.detours.setdefault(cluster, {})
        has_ideal = ideal is not None
        follows = bool(gap_max and taken)
        priced = []
        for index in possible:
            load = loads[index]
            ordinal = ordinals[index]
            price = 0.0
            if is_overdue:
                price += index
            else:
                if has_ideal:
                    price += abs(index - ideal) / 2
                late = due
                if follows:
                    before = [day for day in taken if day < ordinal]
                    if before:
                        late = before[-1] + gap_max
                if late is not None and ordinal > late:
                    price += LATE + ordinal - late
            if demand.is_remote:
                priced.append((price + self.calls[index], index))
                continue
            if load >= limits[index]:
                continue
            if load >= level:
                price += uneven + load - level
            cities = visited[index]
            if cities and cluster:
                if cluster not in cities:
                    key = tuple(cities)
                    if key not in detours:
                        detours[key] = self._get_detour(cluster, cities)
                    price += OTHER_CITY + detours[key]
                elif point:
                    price += self._get_nearness(index, point)
            else:
                price += NEW_CITY
            priced.append((price + load / 100, index))
        return priced

    def _get_detour(self, cluster, cities):
        """Return how far another city is from those of the day, from 0 to 1."""
        nearest = 1.0
        for city in cities:
            ends = [self.centres.get(name) for name in (cluster, city)]
            far = distance(*ends) if all(ends) else FAR_KM * 10
            nearest = min(nearest, far / (FAR_KM * 10))
        return nearest

    def _get_nearness(self, index, point):
        """Return how far a customer is from the nearest visit of the day, from 0 to 1;
        the same city is near enough where coordinates are missing."""
        near = [
            math.dist(point, stop.point)
            for stop in self.rounds[index].stops
            if stop.point
        ]
        return min(min(near) / FAR_KM, 1.0) if near else 0.5

    def _fit(self, index, demand, is_required):
        """Give the visit a time on a day, if there is one."""
        stop = Stop(
            demand.key,
            demand.windows[self.days[index].date.weekday()],
            demand.minutes,
            None if demand.is_remote else self.points[demand.key],
            is_required,
        )
        if not self.rounds[index].add(stop):
            return False
        if demand.is_remote:
            self.calls[index] += 1
            return True
        self.loads[index] += 1
        cities = self.visited[index]
        cluster = self.clusters[demand.key]
        cities[cluster] = cities.get(cluster, 0) + 1
        return True
