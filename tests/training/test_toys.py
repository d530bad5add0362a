"""The shipped preset on data whose modes are known: a small form of benchmarks/toys.py."""

import pytest

from benchmarks.toys import learn
from gan_core.presets import find_preset


def test_ring_preset_finds_all_eight_heaps_in_its_first_steps():
    small = {"data.num_points": 5000, "training.num_steps": 500, "training.ema_halflife_images": 2000}
    still = {"recording.sample_interval": 10**6, "runtime.device": "cpu"}
    found, sure, state, _ = learn(find_preset("ring-of-eight").config.with_changes(small | still))
    assert state.step == 500
    assert found.covered == 8
    assert found.recognised == sure.recognised > 0.1  # 0.3 % of the window's area lie in a heap


@pytest.mark.parametrize("name", ["ring-of-eight", "grid-of-25"])
def test_presets_for_points_end_by_steps_so_that_every_machine_gets_the_same(name):
    config = find_preset(name).config
    assert config.training.num_steps and not config.training.seconds
    assert config.optimiser.schedule == "cosine"
