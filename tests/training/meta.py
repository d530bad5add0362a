"""Training steps on torch's meta device, which has shapes and no numbers: a tensor made elsewhere cannot be mixed in.

So a step that would fail on a GPU, for a tensor made on the CPU, or wait for one of its numbers, fails here.
What the meta device lacks stands in: random numbers, autocast, which changes no device, and a text network's memory of
its words.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from unittest import mock

import torch

from gan_core.config import RunConfig
from gan_core.text.language_model import TextNetwork
from gan_core.training import state as states
from gan_core.training.batches import Batches
from gan_core.training.execution import Execution
from gan_core.training.random_batches import random_batches
from gan_core.training.state import State, initial_state

DEVICE = "meta"


class MetaExecution(Execution):
    """On the meta device, in fp32."""

    def autocast(self, enabled: bool = True) -> Any:
        return nullcontext()


class _Rng:
    """In place of the device's generator: it must be passed on, and draws nothing."""

    def __init__(self, device: str = DEVICE) -> None:
        self.device = torch.device(device)

    def manual_seed(self, seed: int) -> "_Rng":
        return self


def _drawn(draw: Callable) -> Callable:
    """`draw` for the meta device, which the run's generator must have been passed to."""

    def on_device(*args: Any, generator: Any = None, device: Any = None, **kwargs: Any) -> torch.Tensor:
        assert isinstance(generator, _Rng), f"{draw.__name__} draws from no generator of the run"
        assert str(device) == DEVICE, f"{draw.__name__} draws on the CPU"
        return draw(*args, device=DEVICE, **kwargs)

    return on_device


DRAWS = {name: _drawn(getattr(torch, name)) for name in ("rand", "randn", "randint", "randperm")}


@contextmanager
def on_meta() -> Iterator[None]:
    """Steps of states made by `prepared` may be made."""
    with (
        mock.patch.object(torch, "autocast", return_value=nullcontext()),
        mock.patch.multiple(torch, **DRAWS),
        _words(),
    ):
        yield


def prepared(config: RunConfig) -> tuple[State, Batches]:
    """A run on the meta device, with data of random pictures of the right shape."""
    execution = MetaExecution(DEVICE, "fp32", False, 1)
    with mock.patch.object(states.torch, "Generator", _Rng):
        state = initial_state(config, config.shape(), execution)
    with (
        mock.patch.object(TextNetwork, "learn_words", lambda network, words: vars(network).update(known=words)),
        _words(),
    ):
        return state, random_batches(config, state)


def _words() -> Any:
    return mock.patch.object(TextNetwork, "tokeniser", property(lambda network: vars(network)["known"]))
