"""Verdicts of races whose outcome is known."""

import math
from itertools import combinations

import numpy as np
import pytest

from gan_core.cost.timing import EQUAL, FASTER
from gan_core.race import wording as stories
from gan_core.race.lane_log import from_json, to_json
from gan_core.race.presets import race_of
from gan_core.race.ranking import LATER, LESS, NEITHER, NO_ENERGY, SOONER, TOO_FEW, finishing_line, rankings
from gan_core.race.time_to_target import SEEDS
from tests.conftest import tiny
from tests.race.lane_logs import falling, race, seeds_of_one_setting, track

FAST, SLOW = falling(1.0), falling(4.0)
CONFIG = race_of("same", tiny())


def second(*tracks, target: float = 0.0):
    return rankings(race(*tracks), target)[1]


def test_a_quarter_of_the_half_life_is_four_times_as_soon() -> None:
    found = second(track("slow", SLOW), track("fast", FAST))
    assert (found.verdict, found.seconds_ratio) == (SOONER, pytest.approx(0.25))
    assert second(track("fast", FAST), track("slow", SLOW)).verdict == LATER


def test_two_alike_do_not_differ_beyond_noise() -> None:
    assert second(track("a", SLOW), track("b", falling(3.9))).verdict == EQUAL
    assert second(track("a", SLOW), track("b", SLOW)).seconds_ratio == pytest.approx(1)


@pytest.mark.parametrize("line", [150.0, 100.0, 60.0, 40.0, 30.0, 25.0, 20.0, 15.0])
def test_among_eight_seeds_of_one_setting_hardly_anyone_wins(line: float) -> None:
    pairs = list(combinations(seeds_of_one_setting(), 2))
    won = [second(*pair, target=line).verdict in (SOONER, LATER) for pair in pairs]
    assert len(pairs) == 28 and sum(won) <= 1  # 5 %


def test_settings_whose_time_scatters_as_seeds_do_name_a_winner_in_one_pair_of_twenty_at_most() -> None:
    rng, scatter = np.random.default_rng(0), 0.28  # of the eight, at their worst lines
    assert scatter <= SEEDS
    won = []
    for _ in range(300):
        pair = [track(name, falling(3 * math.exp(scatter * rng.standard_normal())), looks=13) for name in "ab"]
        won.append(second(*pair, target=20.0).verdict in (SOONER, LATER))
    assert np.mean(won) <= 0.05


def test_a_lane_that_never_arrives_is_later_only_if_its_whole_time_lies_beyond_noise() -> None:
    assert second(track("fast", falling(0.5)), track("never", lambda _: 200.0), target=100.0).verdict == LATER
    assert second(track("fast", falling(6.0)), track("never", lambda _: 200.0), target=45.0).verdict == EQUAL


def test_a_path_that_wobbles_gives_no_verdict_that_a_calm_one_gives() -> None:
    calm, near = track("a", SLOW, spread=1.001), falling(1.6)
    assert second(calm, track("b", near, spread=1.001)).verdict == SOONER
    shaken = lambda seconds: near(seconds) * (2.0 if seconds % 4 else 1 / 2.0)  # noqa: E731
    assert second(calm, track("b", shaken, spread=1.001)).verdict == EQUAL


def test_too_few_looks_and_a_line_nobody_reached_are_said() -> None:
    assert second(track("a", SLOW, looks=4), track("b", FAST, looks=4)).verdict == TOO_FEW
    assert second(track("a", SLOW), track("b", FAST), target=1e-3).verdict == NEITHER
    assert second(track("a", SLOW), track("b", FAST), target=4.0).verdict == SOONER  # b in 6 s, a not in 16
    assert second(track("a", SLOW), track("b", falling(2.0)), target=4.0).verdict == EQUAL  # b in 12 s


def test_speed_is_told_from_turns_of_the_same_round_without_the_first() -> None:
    found = second(track("a", SLOW, rates=(1.0, *[100.0] * 9)), track("b", SLOW, rates=(1.0, *[200.0] * 9)))
    assert (found.speed.middle, found.time_ratio.middle) == (pytest.approx(200), pytest.approx(0.5))
    assert found.speed_verdict == FASTER
    drift = tuple(100.0 * (1 + index) for index in range(10))  # the machine gets faster: both do alike
    assert second(track("a", SLOW, rates=drift), track("b", SLOW, rates=drift)).speed_verdict == EQUAL


def test_an_assumed_power_has_no_verdict_and_a_counter_has() -> None:
    assert second(track("a", SLOW, watts=9), track("b", FAST, watts=9)).energy_verdict == NO_ENERGY["assumed"]
    counted = second(track("a", SLOW, watts=9, measured=True), track("b", FAST, watts=9, measured=True))
    assert (counted.energy_verdict, counted.joules_ratio) == (LESS, pytest.approx(0.25))


def test_the_story_says_who_was_first_how_much_and_what_is_only_noise() -> None:
    told = " ".join(stories.summary(race(track("slow", SLOW), track("fast", FAST)), CONFIG))
    assert "fast reached a distance of 16 after 4.0 s" in told and "slow after 16.0 s" in told and "4.0x sooner" in told
    assert "trains as fast as slow: no difference beyond noise" in told and stories.ONE_SEED in told
    alike = stories.summary(race(track("a", SLOW), track("b", SLOW)), CONFIG)[0]
    assert alike.endswith("no difference beyond noise.")
    out = stories.summary(race(track("a", SLOW), track("b", SLOW, why_out="The loss is no number.")), CONFIG)
    assert out[0] == "b had to give up: The loss is no number."
    assert stories.summary(race(), CONFIG) == []


def test_a_race_comes_back_whole_from_its_json() -> None:
    known = race(track("a", SLOW, watts=3.0), track("b", FAST))
    assert from_json(to_json(known)) == known and finishing_line(known, 7.0) == 7.0
