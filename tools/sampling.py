# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Samples that are random, yet come out the same for whoever draws them again.

The order of chance is that of a hash of the seed and the key of each document: nobody
can foresee it without the seed, and everybody who has the seed can check it.
"""

from hashlib import md5

from .largest_remainder import largest_remainder


def rank(seed, key):
    """Return the place of a document in the order of chance, a text to sort by.

    PostgreSQL computes the same: ``MD5(seed || '|' || key)``.

    :param str seed: seed of the sample
    :param str key: names the document, for example ``sale.order,7``
    """
    return md5(f"{seed}|{key}".encode(), usedforsecurity=False).hexdigest()


def share_sample(sizes, taken, total):
    """Return how many documents to draw from each stratum.

    The whole sample, with what was drawn before, is shared out in proportion to the
    strata (largest remainder), and what was drawn is deducted. Where more was drawn
    from a stratum than its share, or it has too few left, the others give the rest, so
    that the total is reached whenever there are enough documents.

    >>> share_sample({"A": 60, "B": 30, "C": 10}, {}, 10)
    {'A': 6, 'B': 3, 'C': 1}
    >>> share_sample({"A": 60, "B": 30, "C": 10}, {"C": 4}, 10)
    {'A': 4, 'B': 2, 'C': 0}

    :param dict sizes: stratum → documents, those drawn before included
    :param dict taken: stratum → documents drawn before
    :param int total: wanted size of the whole sample
    :returns: stratum → documents to draw, in the order of ``sizes``
    :raises ValueError: where more was drawn from a stratum than it has
    """
    taken = {stratum: taken.get(stratum, 0) for stratum in sizes}
    for stratum, size in sizes.items():
        if taken[stratum] > size:
            raise ValueError(f"More was drawn than there is: {stratum}")
    drawn = dict(taken)
    # Strata that still give something; those that cannot follow their share leave
    active = [stratum for stratum, size in sizes.items() if size > drawn[stratum]]
    wanted = max(min(total, sum(sizes.values())), sum(drawn.values()))
    while active:
        fixed = sum(count for stratum, count in drawn.items() if stratum not in active)
        pool = max(wanted - fixed, 0)
        shares = dict(
            zip(
                active,
                largest_remainder(pool, [sizes[stratum] for stratum in active]),
                strict=True,
            )
        )
        over = [stratum for stratum in active if shares[stratum] < taken[stratum]]
        if not over:
            over = [stratum for stratum in active if shares[stratum] > sizes[stratum]]
            for stratum in over:
                drawn[stratum] = sizes[stratum]
        if not over:
            drawn.update(shares)
            break
        active = [stratum for stratum in active if stratum not in over]
    return {stratum: drawn[stratum] - taken[stratum] for stratum in sizes}


def draw(documents, seed, total, taken=()):
    """Return the keys to draw, in the order of the strata and of chance.

    The slow way, for few documents and for tests; the database draws many.

    :param documents: (key, stratum) pairs, all that there are
    :param str seed: seed of the sample
    :param int total: wanted size, with what was drawn before
    :param taken: keys that were drawn before
    """
    strata = {}
    for key, stratum in documents:
        strata.setdefault(stratum, []).append(key)
    strata = dict(sorted(strata.items(), key=lambda item: str(item[0])))
    taken = set(taken)
    shares = share_sample(
        {stratum: len(keys) for stratum, keys in strata.items()},
        {stratum: len(taken.intersection(keys)) for stratum, keys in strata.items()},
        total,
    )
    drawn = []
    for stratum, keys in strata.items():
        left = sorted(
            (key for key in keys if key not in taken), key=lambda key: rank(seed, key)
        )
        drawn += left[: shares[stratum]]
    return drawn


def spread(documents, loads, excluded):
    """Give each document to the officer with the least to do who may have it.

    :param documents: keys, in the order in which they are given out
    :param dict loads: officer → documents he has; ties go to the first
    :param excluded: key → officers who may not have it
    :returns: key → officer, or None where nobody may have it
    """
    loads = dict(loads)
    owners = {}
    for key in documents:
        allowed = [officer for officer in loads if officer not in excluded(key)]
        owner = min(allowed, key=lambda officer: loads[officer], default=None)
        owners[key] = owner
        if owner is not None:
            loads[owner] += 1
    return owners
