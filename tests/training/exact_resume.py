"""What tests of an exact resume share: a run begun, some of its steps, and all numbers that a checkpoint keeps."""

from typing import Any

import torch

from gan_core.config import RunConfig
from gan_core.training import checkpoint
from gan_core.training.batches import Batches
from gan_core.training.execution import Execution
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from gan_core.training.state import State
from tests.conftest import tiny

EXECUTION = Execution("cpu", "fp32", channels_last=False, num_threads=1)


def begun(family: str, **changes: object) -> tuple[RunConfig, State, Batches, Any]:
    """The settings, state, data and labels of a tiny run that has learned nothing yet."""
    config = tiny(family, **changes)
    return config, *prepare(config, EXECUTION, lambda text, share: None)


def tensors(state: State) -> dict[str, torch.Tensor]:
    """Everything that training goes on from, and the averaged network."""
    return {**checkpoint.training_tensors(state), **{f"ema.{k}": v for k, v in state.ema.state_dict().items()}}


def run(state: State, data: Batches, config: RunConfig, steps: int) -> None:
    """So many steps more."""
    target = state.step + steps
    for _ in train(state, data, config):
        if state.step == target:
            return
