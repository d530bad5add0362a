"""python -m benchmarks.engine: images/s of the training loop beside a bare hand-written loop of the same networks.

Both take turns, two seconds each, so that a noisy machine hits them alike; the ratio of each pair is what counts. The
third line is the loop as the preset runs it, with its previews.
"""

import argparse
import time
from collections.abc import Callable

import torch
from torch.nn.functional import one_hot

from benchmarks.machine import machine, spread
from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.events import Progress
from gan_core.presets import find_preset
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from gan_core.training.probe import execution_for

TURN_SECONDS = 2.0
Step = Callable[[], None]


def engine(config: RunConfig) -> Step:
    """One step of the project's loop, events and all."""
    state, data, _ = prepare(config, execution_for(config), quiet)
    steps = (event for event in train(state, data, config) if isinstance(event, Progress))
    return lambda: (next(steps), None)[1]


def bare(config: RunConfig) -> Step:
    """The same networks, game, precision and average, as one would write them in a notebook."""
    execution = execution_for(config)
    state, data, _ = prepare(config, execution, quiet)
    G, D, ema = state.networks["G"], state.networks["D"], state.ema
    options = {"betas": (config.optimiser.beta1, config.optimiser.beta2), "fused": True}
    opt_g = torch.optim.Adam(G.parameters(), lr=config.optimiser.lr, **options)
    opt_d = torch.optim.Adam(D.parameters(), lr=config.optimiser.d_lr, **options)
    images = data.images.float().div(127.5).sub(1)
    labels = one_hot(data.labels, data.condition_width).float()
    n, batch, dim = len(images), config.training.batch_size, config.model.latent_dim

    def step() -> None:
        index = torch.randint(n, (batch,))
        x, y = execution.place_batch(images[index]), labels[index]
        with execution.autocast(), torch.no_grad():
            fake = G(torch.randn(batch, dim), y)
        with execution.autocast():
            real_logits, fake_logits = D(x, y), D(fake, y)
        loss = 0.5 * (real_logits - 1).square().mean() + 0.5 * fake_logits.square().mean()
        opt_d.zero_grad(set_to_none=True)
        loss.backward()
        opt_d.step()
        D.requires_grad_(False)
        with execution.autocast():
            logits = D(G(torch.randn(batch, dim), y), y)
        loss = 0.5 * (logits - 1).square().mean()
        opt_g.zero_grad(set_to_none=True)
        loss.backward()
        opt_g.step()
        D.requires_grad_(True)
        with torch.no_grad():
            torch._foreach_lerp_(list(ema.parameters()), list(G.parameters()), 0.005)
            torch._foreach_copy_(list(ema.buffers()), list(G.buffers()))

    return step


def images_per_second(step: Step, batch: int) -> float:
    """Measured over one turn."""
    started, steps = time.perf_counter(), 0
    while time.perf_counter() - started < TURN_SECONDS:
        step()
        steps += 1
    return steps * batch / (time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=10)
    chosen = parser.parse_args()
    config = find_preset("quick-digits").config.with_changes({"training.seconds": 0})
    without = config.with_changes({"recording.sample_interval": 10**6})
    execution_for(config).apply_threads()
    steps = {"bare": bare(config), "engine": engine(without), "engine with previews": engine(config)}
    for step in steps.values():
        images_per_second(step, 1)
    found: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(chosen.repeats):
        for name, step in steps.items():
            found[name].append(images_per_second(step, config.training.batch_size))
    print(machine())
    for name, values in found.items():
        ratios = [100 * value / base for value, base in zip(values, found["bare"], strict=True)]
        print(f"{name:21} {spread(values, 0)} images/s, {spread(ratios, 1)} % of bare")


if __name__ == "__main__":
    main()
