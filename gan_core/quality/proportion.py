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
