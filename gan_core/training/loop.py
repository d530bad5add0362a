"""The training loop: a generator of events. Pause is not asking for the next one; stop is closing it."""

import math
import time
from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from gan_core.config import RunConfig
from gan_core.errors import NoNumberError
from gan_core.events import Event, Losses, Note, Progress
from gan_core.training.batches import Batches
from gan_core.training.graphs import GraphedSteps
from gan_core.training.growing import grow
from gan_core.training.state import State, counted_updates, set_rates, share_done, update_ema
from gan_core.training.trainer import Trainer
from gan_core.training.trainers import trainer_of

DENSE_STEPS = 20
PENALTIES = ("D/r1", "D/r2", "D/gradient_penalty", "D/sentence_r1")


def train(state: State, data: Batches, config: RunConfig) -> Iterator[Event]:
    """Train until the budget is used, yielding what each step has to tell and then, last of it, its Progress.

    `state` is changed in place; after each Progress it is whole and can be saved, with nothing left to be told of the
    steps before. Raises NoNumberError for a loss that is not finite.
    """
    trainer = trainer_of(config)
    step = steps_of(trainer, state, data, config)
    if state.step == 0:
        yield from trainer.shown(state, data, config, learned=(), real=True)
    while not share_done(state) >= 1.0:
        started = time.perf_counter()
        logged = is_logged(state.step + 1, config)
        rates, grown = set_rates(state, config), grow(state, config)
        state.ranks.tell({"do": "step", "watch": logged, "live": state.live})
        state.pending.append(step(logged))
        shown = trainer.images_per_step(data, config)
        state.step += 1
        state.images += shown
        update_ema(state, config, shown)
        row = drain(state) if logged else {}
        drawn = (
            trainer.shown(state, data, config, learned=tuple(state.networks))
            if is_drawn(state.step, state.setting("recording.sample_interval"))
            else []
        )
        state.seconds += time.perf_counter() - started
        yield from grown.notes
        if logged:
            yield from _skipped(state, row)
            yield Losses(state.step, state.images, state.seconds, row | rates | grown.values)
        yield from drawn
        yield Progress(state.step, state.images, state.seconds)


def steps_of(trainer: Trainer, state: State, data: Batches, config: RunConfig) -> Callable[[bool], dict[str, Tensor]]:
    """One whole step at each call, which is told whether to watch; recorded where the run asks for that."""
    if state.execution.graphed:
        return GraphedSteps(trainer, state, data, config)
    return lambda watch: trainer.step(state, data, config, watch=watch)


def is_logged(step: int, config: RunConfig) -> bool:
    """Every step at the start, where much happens; then one in `log_interval`."""
    return step <= DENSE_STEPS or step % config.recording.log_interval == 0


def is_drawn(step: int, interval: int) -> bool:
    """At 1, 2, 4, 8, ... steps at first, then every `interval`."""
    return step % interval == 0 or (step < interval and step & (step - 1) == 0)


def check_whole(state: State) -> None:
    """Raises NoNumberError if a loss since the last row, or a weight, is no finite number: that is not to be saved."""
    rows = [{name: float(value.detach()) for name, value in row.items()} for row in state.pending]
    for index, values in enumerate(rows):
        check_finite(values, state.step - len(rows) + index + 1, fp16=state.scaler.is_enabled())
    for name, network in state.networks.items():
        norms = torch.stack(torch._foreach_norm([each.detach() for each in network.parameters()]))
        if not math.isfinite(float(norms.max())):
            advice = "Lower the learning rate, or clip the gradients, and resume or start again."
            first = [key for key, _ in network.named_parameters()][int((~norms.isfinite()).nonzero()[0])]
            said = f"The weights of {name} are no longer numbers at step {state.step}, the first in {name}.{first}."
            raise NoNumberError(f"{said} {advice}", state.step)


def drain(state: State) -> dict[str, float]:
    """The means of all values since the last call: the one place where the host waits for the device.

    Raises NoNumberError naming the first step whose loss, or penalty, is not finite.
    """
    rows, state.pending = state.pending, []
    flat = [value.detach().float() for row in rows for value in row.values()]
    numbers = iter(torch.stack(flat).tolist() if flat else [])
    sums: dict[str, list[float]] = {}
    for index, row in enumerate(rows):
        values = {name: next(numbers) for name in row}
        check_finite(values, state.step - len(rows) + index + 1, fp16=state.scaler.is_enabled())
        for name, value in values.items():
            sums.setdefault(name, []).append(value)
    means = {name: sum(each) / len(each) for name, each in sums.items()}
    return {name: value for name, value in means.items() if math.isfinite(value)}


def check_finite(values: dict[str, float], step: int, fp16: bool) -> None:
    if all(math.isfinite(value) for name, value in values.items() if name.endswith("/loss") or name in PENALTIES):
        return
    shown = ", ".join(f"{name} = {value:.4g}" for name, value in values.items())
    advice = "Choose bf16 or fp32" if fp16 else "Lower the learning rate, or clip the gradients"
    words = f"The loss is no longer a number at step {step} ({shown}). {advice}, and resume or start again."
    raise NoNumberError(words, step)


def _skipped(state: State, row: dict[str, float]) -> Iterator[Note]:
    """fp16 only: how many updates the gradient scaler left out, as a curve and as a note when there are new ones."""
    if not state.scaler.is_enabled():
        return
    row["skipped"] = float(sum(missing_updates(state, name) for name in state.optimisers))
    if row["skipped"] > state.skipped_steps:
        new, state.skipped_steps = int(row["skipped"]) - state.skipped_steps, int(row["skipped"])
        yield Note(
            state.step,
            "warning",
            f"fp16: {new} more updates skipped because a gradient overflowed ({state.skipped_steps} so far)",
        )


def missing_updates(state: State, name: str) -> int:
    """Updates asked for, less those that Adam counted."""
    asked = state.d_updates if state.rates[name] == "optimiser.d_lr" else state.g_updates
    return asked - state.forgotten_updates.get(name, 0) - counted_updates(state.optimisers[name])
