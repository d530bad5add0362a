"""A run that breaks names the layer that broke it."""

import math
from pathlib import Path

import pytest
import torch

from gan_core.errors import NoNumberError, TrainingError
from gan_core.training import checkpoint
from gan_core.training.execution import decide
from gan_core.training.fault import fault_since_saved, find_fault
from gan_core.training.loop import check_whole, train
from gan_core.training.prepare import prepare
from tests.conftest import tiny


def begun(config, spoil):
    execution = decide(config.runtime)
    state, data, _ = prepare(config, execution, lambda *_: None)
    spoil(state)
    return state, data


def test_layer_whose_output_is_infinite_is_named() -> None:
    config = tiny()

    def spoil(state):
        with torch.no_grad():
            state.networks["D"].head.linear.weight.fill_(math.inf)

    state, data = begun(config, spoil)
    with pytest.raises(NoNumberError) as stopped:
        list(train(state, data, config))
    again, data = begun(config, spoil)
    assert stopped.value.step == 1
    assert find_fault(again, data, config, 1).startswith("First at fault: the output of D.head.linear (Linear)")


def test_healthy_steps_have_no_fault() -> None:
    config = tiny()
    state, data = begun(config, lambda state: None)
    assert find_fault(state, data, config, 3) == "" and state.step == 3


def test_weights_that_are_not_numbers_are_named_by_their_layer() -> None:
    def spoil(state):
        with torch.no_grad():
            state.networks["D"].head.linear.weight.fill_(math.nan)

    state, _ = begun(tiny(), spoil)
    with pytest.raises(TrainingError, match=r"the first in D\.head\.linear\.weight"):
        check_whole(state)


def test_fault_is_sought_from_the_newest_checkpoint_and_a_damaged_one_hides_nothing(tmp_path: Path) -> None:
    config = tiny()

    def spoil(state):
        with torch.no_grad():
            state.networks["D"].head.linear.weight.fill_(math.inf)

    state, data = begun(config, spoil)
    path = checkpoint.save_state(tmp_path, state, config, ())
    assert "D.head.linear" in fault_since_saved(tmp_path, state, data, config, 1)
    (path / "training.safetensors").write_bytes(b"torn")
    assert fault_since_saved(tmp_path, state, data, config, 1) == ""
