"""python -m benchmarks.ledger_fairness [--tries 20]: is the ledger fair to two copies of one model?

In each try the same model is loaded twice, and the ledger times both in its paired rounds, on one thread, at batch 1
and 64. Counted is in how many tries the 95 % interval of the ratio of their times contains 1.00 (aim: at least 17 of
20; by the law of such intervals 19), and the half width of the interval says how small a difference could be seen.
A copy that takes twice the time, by drawing twice, is put beside them: its interval has to hold 2.00.
"""

import argparse

import numpy as np
import torch

from benchmarks.machine import machine, spread
from gan_core.cost.intervals import Interval
from gan_core.cost.ledger import measure
from gan_core.cost.plan import Plan
from gan_core.generator import Generator, LoadedModel, load

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
    figures = {(each, batch): last.ledger.row(each).ratio[batch] for each in ("copy", "twice") for batch in BATCHES}
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
            for who, truth in (("copy", 1.0), ("twice", 2.0)):
                intervals = [each[who, batch] for each in found]
                held = sum(each.low <= truth <= each.high for each in intervals)
                widths = [50 * (each.high - each.low) / truth for each in intervals]
                aim = f" (aim: {round(AIM * chosen.tries)})" if who == "copy" else ""
                print(
                    f"{backend}, batch {batch}, {who}: {held} of {chosen.tries} intervals hold {truth:.2f}{aim}; "
                    f"half width {spread(widths, 1)} %",
                    flush=True,
                )


if __name__ == "__main__":
    main()
