"""The simulation of waiting people against the model of which the answer is known."""

import pytest

from benchmarks.capacity import Crowd, enough, simulate, steady_state


@pytest.mark.parametrize(("people", "cores", "in_browser"), [(30, 2, 0.5), (12, 3, 0.0), (40, 4, 0.2)])
def test_waits_and_use_are_those_of_the_machine_repairman(people: int, cores: int, in_browser: float) -> None:
    crowd = Crowd("a crowd", people, think_seconds=60.0, in_browser=in_browser, run_seconds=10.0)
    found = simulate(crowd, cores, seconds=400_000)
    wait, used = steady_state(crowd, cores)
    assert sum(found.waits) / len(found.waits) == pytest.approx(wait, rel=0.1)
    assert found.used == pytest.approx(used, rel=0.03)


def test_one_person_never_waits() -> None:
    assert set(simulate(Crowd("alone", 1), 1).waits) == {0.0}
    assert steady_state(Crowd("alone", 1), 1)[0] == 0.0


def test_one_core_is_busy_where_all_want_it_all_the_time() -> None:
    crowd = Crowd("impatient", 50, think_seconds=1.0, in_browser=0.0)
    assert simulate(crowd, 1).used == pytest.approx(1.0, abs=0.01)


def test_fewest_cores_keep_the_waits_short_and_one_fewer_do_not() -> None:
    crowd = Crowd("a class", 30)
    least = enough(crowd, seeds=1)
    assert simulate(crowd, least).quantile(0.95) <= 10 < simulate(crowd, least - 1).quantile(0.95)


def test_same_seed_same_lesson() -> None:
    assert simulate(Crowd("a class", 30), 2) == simulate(Crowd("a class", 30), 2)
