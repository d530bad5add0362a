"""python -m benchmarks.toys [ring] [grid25] [stacked_mnist]: how many modes of data with known modes a preset finds.

Ring and grid: 2,500 samples of the averaged generator; a sample is of high quality if it lies within three standard
deviations of the nearest mode, and a mode is found if one such sample is nearest to it. Stacked MNIST: 26,000 samples,
each counted for the kind that the shipped digit classifier finds likeliest in its three colours; KL is that of the
counts to even ones, in nats, beside what perfect samples of that number would show. That is the protocol of Srivastava
et al. 2017, VEEGAN (arxiv.org/abs/1705.07761), which took the mean of five runs, and of Lin et al. 2018, PacGAN
(arxiv.org/abs/1712.04086): ten runs, the same Gaussians, 100,000 points, 128,000 stacked pictures. Their digit
classifiers are others than ours. "Sure" counts only samples whose three digits are each read with over 0.9 certainty.
"""

import argparse
import time

import numpy as np
import torch

from benchmarks.machine import machine, spread
from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.data.points import MixtureSettings
from gan_core.latent_draws import draw_z
from gan_core.presets import find_preset
from gan_core.quality.modes import SURE, Modes, modes, points_modes
from gan_core.quality.stacked_digits import NUM_MODES, PROTOCOL_SAMPLES, name_stacked
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from gan_core.training.preview import decoded, to_bytes
from gan_core.training.probe import execution_for
from gan_core.training.state import State

PRESETS = {"ring": "ring-of-eight", "grid25": "grid-of-25", "stacked_mnist": "stacked-mnist"}
NUM_POINTS = 2500
PORTION = 250
SEED = 1


def samples(state: State, count: int) -> np.ndarray:
    """What the averaged generator makes of `count` latents: points float32 (N, 2), or pictures uint8 (N, C, H, W)."""
    z = torch.from_numpy(draw_z(SEED, count, state.latent_dim)).to(state.execution.device)
    parts = [decoded(state.ema, each, None, state.execution).float() for each in z.split(PORTION)]
    return np.concatenate([each.cpu().numpy() if state.shape.kind == "points" else to_bytes(each) for each in parts])


def count(state: State, config: RunConfig) -> tuple[Modes, Modes]:
    """The modes by the protocol, and those of samples that are surely of some kind."""
    if isinstance(config.data, MixtureSettings):
        found = points_modes(samples(state, NUM_POINTS), config.data.centres(), config.data.sigma)
        return found, found
    numbers, certainty = name_stacked(samples(state, PROTOCOL_SAMPLES))
    return modes(numbers, NUM_MODES), modes(numbers, NUM_MODES, certainty=certainty, sure=SURE)


def learn(config: RunConfig) -> tuple[Modes, Modes, State, float]:
    """One whole run of these settings, and the seconds of processor time that it took."""
    execution = execution_for(config)
    execution.apply_threads()
    state, data, _ = prepare(config, execution, quiet)
    began = time.process_time()
    for _ in train(state, data, config):
        pass
    took = time.process_time() - began
    return *count(state, config), state, took


def report(name: str, repeats: int, changes: dict[str, object]) -> None:
    """Train `repeats` seeds of the shipped preset and print what they found."""
    config = find_preset(PRESETS[name]).config.with_changes({"recording.sample_interval": 10**6, **changes})
    runs = [learn(config.with_changes({"seed": seed})) for seed in range(repeats)]
    whole, steps = runs[0][0], [state.step for *_, state, _ in runs]
    print(f"{config.data.title}, preset {PRESETS[name]}, {spread(steps, 0)} steps")
    print(f"  processor time  {spread([took for *_, took in runs], 0)} s")
    print(f"  modes found     {spread([each.covered for each, *_ in runs], 0)} of {len(whole.counts):,}")
    print(f"  KL, nats        {spread([each.kl for each, *_ in runs], 3)}, of perfect samples {whole.kl_floor:.3f}")
    print(f"  high quality    {spread([100 * sure.recognised for _, sure, *_ in runs], 1)} %")
    if name == "stacked_mnist":
        print(f"  modes, if sure  {spread([sure.covered for _, sure, *_ in runs], 0)}")
        print(f"  KL, if sure     {spread([sure.kl for _, sure, *_ in runs], 3)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=PRESETS, default=["ring", "grid25"])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0, help="seconds of training instead of the preset's budget")
    parser.add_argument("--data-dir", default="", help="torchvision's root with MNIST in it")
    chosen = parser.parse_args()
    print(machine())
    for name in chosen.names:
        changes: dict[str, object] = {}
        if name == "stacked_mnist":
            changes |= {"data.root": chosen.data_dir, "data.num_images": 128_000}
        if chosen.seconds:
            changes |= {"training.seconds": chosen.seconds, "training.num_steps": 0, "optimiser.schedule": "constant"}
        report(name, chosen.repeats, changes)


if __name__ == "__main__":
    main()
