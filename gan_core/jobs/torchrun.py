"""Whether torchrun started this process, asked without torch."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Torchrun:
    """This process's place among those that torchrun started."""

    rank: int
    processes: int

    @classmethod
    def find(cls) -> Torchrun | None:
        """None where torchrun did not start this process, or started it alone."""
        if "TORCHELASTIC_RUN_ID" not in os.environ:
            return None
        found = cls(int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]))
        return found if found.processes > 1 else None
