"""The Pareto front: the variants that no other one beats in both respects."""

from collections.abc import Sequence


def pareto_front(points: Sequence[tuple[float, float]]) -> list[int]:
    """Indices, from the lowest first number to the highest, of those points that no other one beats.

    Less is better in both numbers. A point is beaten by one that is no worse in either and better in one; of equal
    points all stay.
    """
    kept = [index for index, point in enumerate(points) if not any(_beats(other, point) for other in points)]
    return sorted(kept, key=lambda index: points[index])


def _beats(first: tuple[float, float], second: tuple[float, float]) -> bool:
    return first != second and first[0] <= second[0] and first[1] <= second[1]
