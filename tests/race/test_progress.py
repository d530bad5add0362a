"""Lanes are compared after the same seconds of their own training, by factors of the distance."""

import pytest

from gan_core.race.lane_log import Race
from gan_core.race.progress import progress
from tests.race.lane_logs import MEASURE, falling, race, track


def test_share_of_the_way_is_counted_in_halvings() -> None:
    found = progress(race(track("slow", falling(4.0)), track("fast", falling(2.0))), target=1.0)
    assert found.seconds == 16.0
    assert [each.share for each in found.positions] == pytest.approx([4 / 8, 8 / 8])
    assert found.leader == 1


def test_lane_that_trained_for_longer_is_compared_as_it_was() -> None:
    found = progress(race(track("far", falling(4.0), looks=9), track("near", falling(4.0), looks=5)), target=1.0)
    assert found.seconds == 8.0
    assert [each.best.value for each in found.positions] == [64.0, 64.0]


def test_nobody_leads_within_the_intervals() -> None:
    close = race(track("a", falling(4.0), spread=1.2), track("b", falling(3.9), spread=1.2))
    assert progress(close, target=1.0).leader is None


def test_best_counts_where_a_lane_falls_back() -> None:
    back = track("back", lambda seconds: 64.0 if seconds == 4 else 256.0)
    found = progress(race(back, track("slow", falling(16.0))), target=1.0)
    assert found.positions[0].best.value == 64.0


def test_without_a_target_the_way_ends_at_what_real_pictures_reach() -> None:
    found = progress(race(track("a", falling(4.0)), track("b", falling(2.0))), target=0.0)
    assert MEASURE.floor == 1.0
    assert [each.share for each in found.positions] == pytest.approx([0.5, 1.0])


def test_lane_that_only_became_worse_has_come_no_way() -> None:
    worse = track("worse", lambda seconds: 256.0 + seconds)
    assert progress(race(worse, track("b", falling(2.0))), target=1.0).positions[0].share == 0.0


def test_one_lane_alone_and_lanes_before_training_are_no_race() -> None:
    assert progress(race(track("a", falling(4.0))), target=1.0) is None
    assert progress(race(track("a", falling(4.0), looks=1), track("b", falling(4.0), looks=1)), target=1.0) is None
    assert progress(Race(()), target=0.0) is None
