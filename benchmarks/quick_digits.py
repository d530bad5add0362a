"""python -m benchmarks.quick_digits --data-dir DIR: how many readable digits the quick preset draws after 5 to 20 s.

DIR is torchvision's root with MNIST in it; without it the built-in digits are learned. Seconds are of training as the
run counts them, previews among them. 500 samples are read by the shipped classifier; a digit counts when it is read
with more than 0.9 certainty.
"""

import argparse
from collections.abc import Sequence

import torch

from benchmarks.machine import machine, spread
from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.events import Progress
from gan_core.latent_draws import draw_z
from gan_core.presets import find_preset
from gan_core.quality.digit_classifier import DigitReport, read_digits
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from gan_core.training.preview import decode
from gan_core.training.probe import execution_for
from gan_core.training.state import State

MARKS = (5.0, 10.0, 20.0)
NUM_READ = 500


def read(state: State) -> DigitReport:
    """What the classifier reads in samples of the present averaged generator."""
    classes = state.shape.num_classes
    z = torch.from_numpy(draw_z(1, NUM_READ, state.latent_dim)).to(state.execution.device)
    y = torch.eye(classes, device=z.device)[torch.arange(NUM_READ) % classes] if classes else None
    return read_digits(decode(state.ema, z, y, state.execution))


def learn(config: RunConfig, marks: Sequence[float] = MARKS) -> list[DigitReport]:
    """A report at each mark of one run."""
    execution = execution_for(config)
    execution.apply_threads()
    state, data, _ = prepare(config, execution, quiet)
    found: list[DigitReport] = []
    for event in train(state, data, config):
        if isinstance(event, Progress) and event.seconds >= marks[len(found)]:
            found.append(read(state))
            if len(found) == len(marks):
                break
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", default="")
    parser.add_argument("--preset", default="quick-digits")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--marks", type=float, nargs="+", default=MARKS, metavar="SECONDS", help="when to look")
    chosen = parser.parse_args()
    changes: dict[str, object] = {"training.seconds": 0}
    if chosen.data_dir:
        changes |= {"data.name": "mnist", "data.root": chosen.data_dir}
    config = find_preset(chosen.preset).config.with_changes(changes)
    print(machine())
    print(f"{chosen.preset} on {config.data.title}, {NUM_READ} samples read, seeds 0 to {chosen.repeats - 1}")
    runs = [learn(config.with_changes({"seed": seed}), chosen.marks) for seed in range(chosen.repeats)]
    for index, mark in enumerate(chosen.marks):
        reports = [each[index] for each in runs]
        kinds = min(10 - len(each.missing) for each in reports)
        shares = spread([100 * each.recognised for each in reports], digits=0)
        print(f"after {mark:4.0f} s: {shares} % readable, at least {kinds} classes of digit in every run")


if __name__ == "__main__":
    main()
