"""The order of the queue: owners take turns."""

from gan_core.jobs.fair_queue import in_turns
from gan_core.jobs.status import Status


def waits(name: str, owner: str, queued: float) -> Status:
    return Status(name=name, owner=owner, queued=queued, state="queued")


def works(owner: str, started: float) -> Status:
    return Status(name=f"{owner}-works", owner=owner, started=started, state="running")


def ended(owner: str, started: float, end: float) -> Status:
    return Status(name=f"{owner}-ended", owner=owner, started=started, ended=end, state="done")


def order(*known: Status) -> list[str]:
    moving = [status for status in known if status.active or status.state == "queued"]
    return [status.name for status in in_turns(moving, known)]


def test_one_owner_waits_in_the_order_of_arrival() -> None:
    assert order(waits("b", "mia", 2), waits("a", "mia", 1), waits("c", "mia", 3)) == ["a", "b", "c"]


def test_many_runs_of_one_let_the_first_of_another_in_between() -> None:
    ten = [waits(f"mia-{number}", "mia", number) for number in range(10)]
    assert order(*ten, waits("noah", "noah", 99))[:3] == ["mia-0", "noah", "mia-1"]


def test_whoever_trains_now_comes_after_whoever_does_not() -> None:
    known = works("mia", 5), waits("mia-next", "mia", 1), waits("noah", "noah", 9)
    assert order(*known) == ["noah", "mia-next"]


def test_whose_last_turn_ended_longest_ago_comes_first() -> None:
    known = ended("mia", 1, 20), ended("noah", 2, 10), waits("mia-2", "mia", 3), waits("noah-2", "noah", 4)
    assert order(*known) == ["noah-2", "mia-2"]
    assert order(*known, waits("new", "zoe", 99)) == ["new", "noah-2", "mia-2"]


def test_turns_go_round_until_all_are_served() -> None:
    """One worker, three pupils with unlike many runs: simulated by the order alone."""
    waiting = [
        waits(f"{who}{k}", who, 10 * n + k)
        for n, (who, many) in enumerate((("a", 4), ("b", 2), ("c", 1)))
        for k in range(many)
    ]
    served, done, now = [], [], 100.0
    while waiting:
        first = in_turns(waiting, [*waiting, *done])[0]
        served.append(first.name[0])
        waiting.remove(first)
        done.append(Status(name=first.name, owner=first.owner, started=now, ended=now + 1, state="done"))
        now += 1
    assert "".join(served) == "abcabaa"
