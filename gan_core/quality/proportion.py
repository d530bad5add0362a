"""Intervals of a proportion: of `count` trials so many succeeded; how often would they in the long run?"""

import math

Z95 = 1.959964


def wilson(successes: float, count: int, z: float = Z95) -> tuple[float, float]:
    """The score interval, 95 % unless told: about right on average also near 0 and 1, where it never has no width.

    (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n). (0, 1) without trials.
    Wilson 1927, Probable inference, the law of succession, and statistical inference,
    doi.org/10.1080/01621459.1927.10502953
    """
    if not count:
        return 0.0, 1.0
    share, part = successes / count, z * z / count
    middle = share + part / 2
    reach = z * math.sqrt(share * (1 - share) / count + part / (4 * count))
    return max((middle - reach) / (1 + part), 0.0), min((middle + reach) / (1 + part), 1.0)


def newcombe(first: tuple[float, int], second: tuple[float, int], z: float = Z95) -> tuple[float, float]:
    """The interval of p1 - p2, each given as (successes, count): from both score intervals (l, u) around d = p1 - p2,
    d - sqrt((p1 - l1)^2 + (u2 - p2)^2) to d + sqrt((u1 - p1)^2 + (p2 - l2)^2). (-1, 1) without trials of either.

    Newcombe 1998, Interval estimation for the difference between independent proportions, method 10,
    doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
    """
    if not first[1] or not second[1]:
        return -1.0, 1.0
    (p1, (l1, u1)), (p2, (l2, u2)) = ((hits / count, wilson(hits, count, z)) for hits, count in (first, second))
    return p1 - p2 - math.hypot(p1 - l1, u2 - p2), p1 - p2 + math.hypot(u1 - p1, p2 - l2)
