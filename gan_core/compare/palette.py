"""A colour and a dash pattern for each of up to six runs, safe for colour blindness. Okabe and Ito 2008."""

import hashlib
from collections.abc import Iterable, Mapping

LIGHT = ("#0072B2", "#D55E00", "#009E73", "#B8578F", "#C98500", "#5B6770")
DARK = ("#56B4E9", "#F08A3C", "#2BC79B", "#E59CC6", "#E69F00", "#A9B4BC")
DASHES = ((), (7, 4), (2, 3), (8, 3, 2, 3), (12, 4), (2, 6))
"""Lengths of dash and gap in pixels; none is a solid line."""


def places(names: Iterable[str], known: Mapping[str, int] = {}) -> list[int]:
    """For each run the number of its colour and dash. It is the run's own, and does not hang on who stands beside it.

    Where two want the same one, the later of them takes the next that is free; `known` are numbers that were shown.
    """
    names = list(dict.fromkeys(names))
    taken: dict[str, int] = {}
    for name in sorted(names, key=lambda each: each not in known):
        wanted = known.get(name, int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big"))
        free = [(wanted + more) % len(LIGHT) for more in range(len(LIGHT))]
        taken[name] = next((each for each in free if each not in taken.values()), free[0])
    return [taken[name] for name in names]
