"""Which rows of a batch are one process's own, where several processes train one network together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


class Share:
    """One of `processes` equal parts of every batch. What is drawn is drawn for the whole batch by every process."""

    def __init__(self, rank: int = 0, processes: int = 1) -> None:
        self.rank, self.processes = rank, processes

    def own(self, whole: Tensor) -> Tensor:
        """The rows of the whole batch that this process works on."""
        if self.processes == 1:
            return whole
        count = len(whole)
        return whole[self.rank * count // self.processes : (self.rank + 1) * count // self.processes]

    def whole_count(self, own_rows: Tensor) -> int:
        """How many rows the whole batch has of which these are this process's own."""
        return len(own_rows) * self.processes


WHOLE = Share()
"""The only process: every row is its own."""
