"""python -m benchmarks.cost_fairness [--tries 20]: is the cost table fair to two copies of one model?

In each try the same model is loaded twice, and the cost table times both in its paired rounds, on one thread, at batch
1 and 64. Counted is in how many tries the 95 % interval of the ratio of their times contains 1.00 (aim: at least 17 of
20; by the law of such intervals 19), also without the 2 % that it adds for where copies lie in memory. The half
width of the interval says how small a difference could be seen.
A copy that draws everything twice is put beside them, which has to be found slower. Its ratio is about 2, not exactly:
the second call finds warm caches, and one call more goes through the checks.
"""

import argparse
import math

import numpy as np
import torch

from benchmarks.machine import machine, spread
from gan_core.cost.intervals import Interval
from gan_core.cost.plan import Plan
from gan_core.cost.probe import measure
from gan_core.cost.timing import PLACEMENT, SLOWER, verdict
from gan_core.generators.generator import Generator, LoadedModel
from gan_core.generators.load import load

BATCHES = (1, 64)
AIM = 17 / 20


class Twice(LoadedModel):
    """A model that draws everything twice."""

    def __init__(self, model: Generator) -> None:
        super().__init__(model.card)
        self.model = model

    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        self.model.decode(z, y)
        return self.model.decode(z, y)


def ratios(name: str, backend: str, seed: int, rounds: int) -> dict[tuple[str, int], Interval]:
    """For the copy and for the one that draws twice, by batch size: the ratio to the original."""
    first, second, third = (load(name, backend=backend) for _ in range(3))
    plan = Plan(batches=BATCHES, rounds=rounds, num_threads=1, seed=seed, with_energy=False)
    *_, last = measure({"original": first, "copy": second, "twice": Twice(third)}, plan)
    figures = {(each, batch): last.cost_table.row(each).ratio[batch] for each in ("copy", "twice") for batch in BATCHES}
    return {key: Interval(each.value, each.low, each.high) for key, each in figures.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--model", default="shapes-gan")
    parser.add_argument("--backend", choices=["torch", "onnx"], nargs="+", default=["torch", "onnx"])
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    print(f"{machine()}; {chosen.model}, one thread, {chosen.rounds} rounds, {chosen.tries} tries")
    for backend in chosen.backend:
        found = [ratios(chosen.model, backend, seed, chosen.rounds) for seed in range(chosen.tries)]
        for batch in BATCHES:
            copies = [each["copy", batch] for each in found]
            held = sum(each.low <= 1 <= each.high for each in copies)
            bare = sum(each.low * (1 + PLACEMENT) <= 1 <= each.high / (1 + PLACEMENT) for each in copies)
            widths = [50 * (each.high - each.low) for each in copies]
            slower = sum(verdict(each["twice", batch]) == SLOWER for each in found)
            middles = [each["twice", batch].middle for each in found]
            print(
                f"{backend}, batch {batch}: {held} of {chosen.tries} intervals hold 1.00 (aim: "
                f"{math.ceil(AIM * chosen.tries)}), {bare} without the 2 %; half width {spread(widths, 1)} %; "
                f"twice the work found slower in {slower} of {chosen.tries}, ratio {spread(middles)}",
                flush=True,
            )


if __name__ == "__main__":
    main()
