"""The loop of fine-tuning and distillation: a generator of events, as in training. Stop by closing it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from torch import Tensor

from gan_core.config import RunConfig
from gan_core.events import Event, Losses, Progress, Samples
from gan_core.recovery import distil
from gan_core.recovery.compare import Comparison
from gan_core.training.batches import Batches
from gan_core.training.loop import drain, is_drawn, is_logged, train
from gan_core.training.state import State, set_rates, share_done, update_ema

Step = Callable[[State, distil.DistillationContext, bool], dict[str, Tensor]]


def recover(
    state: State, distillation: distil.DistillationContext, comparison: Comparison, step: Step = distil.step
) -> Iterator[Event]:
    """Distil until the budget is used, yielding what each step has to tell and then, last of it, its Progress.

    `state` is changed in place; after each Progress it is whole and can be saved. Raises TrainingError for a loss that
    is not finite.
    """
    config = distillation.config
    if state.step == 0:
        yield from looked(state, comparison)
    while not share_done(state) >= 1.0:
        started = time.perf_counter()
        logged = is_logged(state.step + 1, config)
        rates = set_rates(state, config)
        state.pending.append(step(state, distillation, logged))
        state.step += 1
        state.images += config.training.batch_size
        update_ema(state, config, config.training.batch_size)
        row = drain(state) if logged else {}
        last = share_done(state) >= 1.0
        drawn = last or is_drawn(state.step, state.setting("recording.sample_interval"))
        row |= rates if logged else {}
        shown = comparison.pairs(state) if drawn else []
        row |= comparison.figures(state) if drawn else {}
        state.seconds += time.perf_counter() - started
        if row:
            yield Losses(state.step, state.images, state.seconds, row)
        yield from shown
        yield Progress(state.step, state.images, state.seconds)


def fine_tune(state: State, data: Batches, config: RunConfig, comparison: Comparison) -> Iterator[Event]:
    """The training game on the data, with a distillation's events: samples are the teacher's above the student's."""
    if state.step == 0:
        yield from looked(state, comparison)
    for event in train(state, data, config):
        if isinstance(event, Samples) and event.name == "samples":
            yield from looked(state, comparison) if state.step else ()
        elif isinstance(event, Progress) and share_done(state) >= 1.0 and not _just_drawn(state):
            yield from looked(state, comparison)
            yield event
        else:
            yield event


def _just_drawn(state: State) -> bool:
    return is_drawn(state.step, state.setting("recording.sample_interval"))


def looked(state: State, comparison: Comparison) -> Iterator[Event]:
    """PSNR and Fréchet distance to the teacher, and pictures side by side."""
    yield Losses(state.step, state.images, state.seconds, comparison.figures(state))
    yield from comparison.pairs(state)
