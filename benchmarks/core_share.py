"""python -m benchmarks.core_share: how much of a core's arithmetic a training step uses.

One step of each preset as it would train here, on one thread: its multiplications and additions (two for each
multiply-add, as torch counts them), the time of the core that it takes, and both as a share of what the same core
reaches in a large product of matrices in the same precision, measured in turns with it.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.machine import machine, spread
from gan_core.config import RunConfig
from gan_core.presets import PRESETS, find_preset
from gan_core.training.execution import DTYPES, Execution
from gan_core.training.probe import execution_for
from gan_core.training.random_batches import random_batches
from gan_core.training.state import initial_state, set_rates, update_ema
from gan_core.training.trainers import trainer_of

SIDE = 768
"""Of the matrices: they lie in the cache, and the product is long enough for its start to be forgotten."""
WARM_UP, STEPS = 4, 12


def seconds(work: Callable[[], object]) -> float:
    """Of this thread's core, for one call."""
    started = time.thread_time()
    work()
    return time.thread_time() - started


def stepper(config: RunConfig, execution: Execution) -> Callable[[], None]:
    """One whole step at each call, on random data."""
    state = initial_state(config, config.shape(), execution)
    data, trainer = random_batches(config, state), trainer_of(config)
    shown = trainer.images_per_step(data, config)

    def step() -> None:
        set_rates(state, config)
        trainer.step(state, data, config)
        state.step, state.images = state.step + 1, state.images + shown
        update_ema(state, config, shown)

    return step


def flops(step: Callable[[], None]) -> float:
    """Of one step, counted where torch knows how: products and convolutions, forward and back."""
    counter = FlopCounterMode(display=False)
    with counter:
        step()
    return float(counter.get_total_flops())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", action="append", help="one or more; all presets without it")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    print(machine())
    for name in chosen.preset or PRESETS:
        config = find_preset(name).config
        execution = replace(execution_for(config), num_threads=1)
        step = stepper(config, execution)
        for _ in range(WARM_UP):
            step()
        asked = flops(step)
        a = torch.randn(SIDE, SIDE).to(DTYPES.get(execution.precision, torch.float32))
        times, products = [], []
        for _ in range(STEPS):
            times.append(seconds(step))
            products.append(seconds(lambda a=a: a @ a))
        reached = [asked / each / 1e9 for each in times]
        peak = 2 * SIDE**3 / min(products) / 1e9
        print(
            f"{name}: {execution.words}; {asked / 1e9:.2f} GFLOP a step in {spread([1e3 * t for t in times])} ms; "
            f"{spread(reached)} GFLOP/s, {100 * max(reached) / peak:.0f} % of {peak:.0f}"
        )


if __name__ == "__main__":
    main()
