"""The order of the queue: fair by owner, not by arrival. Whoever queues ten runs lets the others in between."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from gan_core.jobs.status import Status


def in_turns(moving: Iterable[Status], known: Iterable[Status]) -> list[Status]:
    """The runs of `moving` that wait, the next to start first; `known` are all runs, for who had a turn when.

    An owner's runs keep their order. The first that each owner waits with comes before anybody's second, and a run that
    works counts as one. Among equals comes first whose last turn ended longest ago, or began, where it lasts.
    """
    working: Counter[str] = Counter()
    last_turn: dict[str, float] = defaultdict(float)
    waiting: dict[str, list[Status]] = defaultdict(list)
    for status in known:
        if status.started:
            last_turn[status.owner] = max(last_turn[status.owner], status.started, status.ended)
    for status in moving:
        if status.state == "queued":
            waiting[status.owner].append(status)
        elif status.active:
            working[status.owner] += 1
    places = []
    for owner, statuses in waiting.items():
        statuses.sort(key=lambda status: status.queued)
        for number, status in enumerate(statuses):
            places.append((working[owner] + number, last_turn[owner], status.queued, status.name, status))
    return [place[-1] for place in sorted(places, key=lambda place: place[:-1])]
