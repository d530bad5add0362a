"""How to measure: settings that the stages of the cost table share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gan_core.cost.table import CostTable
from gan_core.energy.meters import Source, find_source

BUDGET_SECONDS = 50.0
"""For six variants: what a class waits for. Slow machines take longer, quick ones need less."""

Events = Iterator[tuple[str, float, CostTable]]
"""What a stage says: what it does, the share 0 to 1 of it that is done, the cost table so far."""


@dataclass(frozen=True)
class Plan:
    """Time is taken in `rounds` for each of `batches`, fewer where `budget_seconds` are spent, never fewer than six.

    `num_threads` is torch's, None leaves it alone. `grid` is a name in GRIDS; `sources(device)` counts the energy.
    """

    batches: tuple[int, ...] = (1, 64)
    rounds: int = 20
    budget_seconds: float = BUDGET_SECONDS
    num_threads: int | None = None
    seed: int = 0
    grid: str = "World"
    sources: Callable[[str], Source] = find_source
    with_energy: bool = True

    @property
    def largest(self) -> int:
        return max(self.batches)
