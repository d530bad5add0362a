"""Finds the layer that produced the first value that is not a number, by replaying the last steps.

On the CPU training is deterministic, on a GPU nearly so: the steps since the last checkpoint can be repeated with an
ear at every layer. Until then nothing listens, and nothing is paid.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from gan_core.config import RunConfig
from gan_core.errors import CheckpointError
from gan_core.training import checkpoint
from gan_core.training.batches import Batches
from gan_core.training.growing import grow
from gan_core.training.state import State, initial_state, set_rates
from gan_core.training.trainers import trainer_of

MOST_SECONDS = 20.0


def fault_since_saved(checkpoints: Path, state: State, data: Batches, config: RunConfig, step: int) -> str:
    """`find_fault` from the newest checkpoint below `checkpoints`, or from the start; `state` is left alone.

    Empty where that cannot be done: what went wrong is known already, and must not be lost over it.
    """
    try:
        # A compiled network hears nothing of its layers.
        again = initial_state(config, state.shape, replace(state.execution, compiled=False, graphed=False))
        for path in checkpoint.newest_first(checkpoints)[:1]:
            checkpoint.load_state(path, again)
        again.live = state.live
        return find_fault(again, data, config, step)
    except (CheckpointError, torch.OutOfMemoryError):
        return ""


def find_fault(state: State, data: Batches, config: RunConfig, step: int) -> str:
    """Names the first network and layer whose output or gradient was not finite, for the step whose loss was not.

    `state` is an earlier moment of the same run, and is played on up to `step`. The empty string where nothing is
    found in time, or where the run was changed on its way and does not repeat itself.
    """
    trainer, ends = trainer_of(config), time.monotonic() + MOST_SECONDS
    while state.step < step and time.monotonic() < ends:
        # The loss may be the echo of the update before: its gradient was not finite, and nobody had looked at it.
        with _listening(state.networks, state.step >= step - 2) as heard:
            set_rates(state, config)
            grow(state, config)
            trainer.step(state, data, config)
        state.step += 1
        state.images += trainer.images_per_step(data, config)
        if heard:
            return f"First at fault: {heard[0]} in step {state.step}."
    return ""


@contextmanager
def _listening(networks: dict[str, nn.Module], on: bool) -> Iterator[list[str]]:
    """What was not finite while it lasts, in the order in which it came to be."""
    heard: list[str] = []
    ears = [ear for name, network in networks.items() for ear in _ears(name, network, heard)] if on else []
    try:
        yield heard
    finally:
        for ear in ears:
            ear.remove()


def _ears(network: str, module: nn.Module, heard: list[str]) -> Iterator[torch.utils.hooks.RemovableHandle]:
    for name, layer in module.named_modules():
        if next(layer.children(), None) is not None:
            continue
        place = f"{network}.{name} ({type(layer).__name__})"

        def before(_layer: nn.Module, inputs: tuple, place: str = place) -> None:
            if any(isinstance(each, Tensor) and not each.isfinite().all() for each in inputs):
                heard.append(f"what {place} is given")

        def after(_layer: nn.Module, _inputs: tuple, output: object, place: str = place) -> None:
            if isinstance(output, Tensor) and not output.isfinite().all():
                heard.append(f"the output of {place}")

        yield layer.register_forward_pre_hook(before)
        yield layer.register_forward_hook(after)
        for key, weight in layer.named_parameters(recurse=False):

            def beyond(gradient: Tensor, place: str = place, key: str = key) -> None:
                if not gradient.isfinite().all():
                    heard.append(f"the gradient of {place}'s {key}")

            if weight.requires_grad:
                yield weight.register_hook(beyond)
