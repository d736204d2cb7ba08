# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who gets the next account: the least loaded person, or the next in turn.

People and grades are numbers (ids). Every choice is the same for the same input: where
two people are alike, the lower number comes first.
"""

import heapq


class AccountLoads:
    """How many accounts people have, in all and by grade, and how many they may have.

    Counts follow while accounts are handed out. A limit of None is no limit, one of 0
    takes none.
    """

    def __init__(self):
        self._counts = {}
        self._limits = {}
        self._grade_counts = {}
        self._grade_limits = {}
        # Who lost an account, for those who keep an order of people
        self.lowered = []

    def enter(self, user, count, limit=None, grades=None):
        """Say what a person has.

        :param int count: accounts in all
        :param limit: how many at most
        :param dict grades: grade → (accounts, how many at most)
        """
        self._counts[user] = count
        self._limits[user] = limit
        for grade, (grade_count, grade_limit) in (grades or {}).items():
            self._grade_counts[user, grade] = grade_count
            self._grade_limits[user, grade] = grade_limit

    def __contains__(self, user):
        return user in self._counts

    def counts(self):
        """Return person → accounts, as they are now."""
        return dict(self._counts)

    def count(self, user):
        return self._counts.get(user, 0)

    def limit(self, user):
        return self._limits.get(user)

    def is_full(self, user):
        """Whether a person takes no more accounts of whatever grade."""
        limit = self.limit(user)
        return limit is not None and self.count(user) >= limit

    def find_full_grade(self, user, grades):
        """Return the first of these grades of which a person takes no more, or None."""
        for grade in grades:
            limit = self._grade_limits.get((user, grade))
            if limit is not None and self._grade_counts[user, grade] >= limit:
                return grade
        return None

    def fits(self, user, grades=()):
        """Whether a person takes one more account of these grades."""
        return not self.is_full(user) and self.find_full_grade(user, grades) is None

    def share(self, user):
        """Return the part of the limit that is used: 0 to 1 and more."""
        limit = self.limit(user)
        return self.count(user) / limit if limit else 0.0

    def give(self, user, grades=()):
        """Count one more account."""
        self._move(user, grades, 1)

    def take(self, user, grades=()):
        """Count one account less."""
        self._move(user, grades, -1)
        self.lowered.append(user)

    def _move(self, user, grades, step):
        self._counts[user] = self.count(user) + step
        for grade in grades:
            if (user, grade) in self._grade_counts:
                self._grade_counts[user, grade] += step


class LeastLoaded:
    """Chooses among people the one with the least accounts.

    Where limits count and everybody has one, the least part of the limit that is used;
    otherwise the least number of accounts. Whoever is full is passed over. This is what
    “least loaded” means wherever it is said.
    """

    def __init__(self, loads, users, with_limits=True):
        """:param AccountLoads loads: what the people have
        :param users: the people
        :param bool with_limits: whether limits count
        """
        self.loads = loads
        self.users = frozenset(users)
        self.with_limits = with_limits
        self.by_share = with_limits and all(
            loads.limit(user) is not None for user in self.users
        )
        self._heap = [(self._key(user), user) for user in self.users]
        heapq.heapify(self._heap)
        self._seen = len(loads.lowered)

    def _key(self, user):
        if self.by_share:
            return self.loads.share(user)
        return self.loads.count(user)

    def rank(self, grades=()):
        """Return who takes an account of these grades, the least loaded first."""
        return sorted(
            (
                user
                for user in self.users
                if not self.with_limits or self.loads.fits(user, grades)
            ),
            key=lambda user: (self._key(user), user),
        )

    def pick(self, grades=(), without=()):
        """Return who gets an account of these grades, None when nobody can.

        The caller counts the account with :meth:`AccountLoads.give`.

        :param without: people who are not asked
        """
        self._catch_up()
        aside = []
        found = None
        while self._heap:
            key, user = self._heap[0]
            if key != self._key(user):
                # Somebody gave accounts since: the place in the order is another one.
                heapq.heapreplace(self._heap, (self._key(user), user))
            elif self.with_limits and self.loads.is_full(user):
                heapq.heappop(self._heap)  # comes back when an account is taken away
            elif user in without or (
                self.with_limits and self.loads.find_full_grade(user, grades)
            ):
                aside.append(heapq.heappop(self._heap))
            else:
                found = user
                break
        for entry in aside:
            heapq.heappush(self._heap, entry)
        return found

    def _catch_up(self):
        """Put those who lost accounts where they belong."""
        lowered = self.loads.lowered
        for user in set(lowered[self._seen :]) & self.users:
            heapq.heappush(self._heap, (self._key(user), user))
        self._seen = len(lowered)


class InTurn:
    """Gives one account after the other to people in the order of their numbers."""

    def __init__(self, loads, users, last=None, with_limits=True):
        """:param last: who had the last turn; the next one after that number begins"""
        self.loads = loads
        self.users = sorted(users)
        self.with_limits = with_limits
        self.last = last

    def pick(self, grades=(), without=()):
        """Return whose turn it is, None when nobody can; whoever is full is passed
        over and has to wait for the next round."""
        start = 0
        if self.last is not None:
            start = sum(user <= self.last for user in self.users)
        for user in self.users[start:] + self.users[:start]:
            if user in without:
                continue
            if not self.with_limits or self.loads.fits(user, grades):
                self.last = user
                return user
        return None
