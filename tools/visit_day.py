# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The visits of one day, and when each of them is. Times are minutes of the day."""

from math import dist

from .visit_hours import overlaps


class Stop:
    """A visit on its day, movable within it.

    :ivar windows: spans in which the customer receives visitors
    :ivar point: where it is on a flat map, or None
    :ivar start: when it begins, once it has a place
    """

    __slots__ = ("key", "windows", "minutes", "point", "is_required", "start")

    def __init__(self, key, windows, minutes, point=None, is_required=True):
        self.key = key
        self.windows = windows
        self.minutes = minutes
        self.point = point
        self.is_required = is_required
        self.start = 0

    @property
    def stop(self):
        return self.start + self.minutes


class DayRound:
    """The visits of a day in their order.

    :param free: spans in which the visitor works and has nothing else to do
    :param travel: minutes on the way between two visits
    """

    def __init__(self, free, travel):
        self.free = free
        self.travel = travel
        self.stops = []

    def add(self, stop):
        """Give a visit the first time that is left; where none is, put all visits in
        the order in which they have to be over.

        :returns: whether it has a time; otherwise nothing has changed
        """
        start = self._find_gap(stop)
        if start is not None:
            stop.start = start
            self.stops.append(stop)
            self.stops.sort(key=lambda one: one.start)
            return True
        if not self.stops:
            return False
        return self._arrange(
            sorted(
                [*self.stops, stop],
                key=lambda one: (one.windows[-1][1], one.windows[0][0], one.key),
            )
        )

    def walk(self):
        """Go from each customer to the nearest next one, where the hours allow it."""
        if len(self.stops) < 3 or not all(stop.point for stop in self.stops):
            return
        ordered, others = self.stops[:1], self.stops[1:]
        while others:
            here = ordered[-1].point
            nearest = min(
                others,
                key=lambda stop, here=here: (dist(here, stop.point), stop.key),
            )
            others.remove(nearest)
            ordered.append(nearest)
        self._arrange(ordered)

    def _arrange(self, ordered):
        """Make the visits follow each other in an order, if their hours allow it."""
        starts = []
        moment = 0
        for stop in ordered:
            for begin, end in overlaps(self.free, stop.windows):
                start = max(begin, moment)
                if start + stop.minutes <= end:
                    break
            else:
                return False
            starts.append(start)
            moment = start + stop.minutes + self.travel
        for stop, start in zip(ordered, starts, strict=True):
            stop.start = start
        self.stops = ordered
        return True

    def _find_gap(self, stop):
        """Return the first moment at which a visit fits between the others."""
        minutes, travel = stop.minutes, self.travel
        for begin, end in overlaps(self.free, stop.windows):
            moment = begin
            for other in self.stops:
                if other.stop + travel <= moment:
                    continue
                if moment + minutes + travel <= other.start:
                    break
                moment = other.stop + travel
            if moment + minutes <= end:
                return moment
        return None
