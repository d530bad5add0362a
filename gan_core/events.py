"""Events that a long job yields; the worker, the command line and the tests consume them."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Progress:
    """Where the job is. Yielded after every step: between two of them a job can be paused, saved or closed."""

    step: int
    images: int
    seconds: float


@dataclass(frozen=True)
class Losses:
    """Named values of one step, means since the row before: `G/loss`, `D/real`, `VAE/kl`, ..."""

    step: int
    images: int
    seconds: float
    values: dict[str, float]


@dataclass(frozen=True)
class Samples:
    """Pictures to look at: uint8 (N, C, H, W), shown as a grid of `columns`, or about square where that is None.

    `name` is samples, real, reconstructions, through_time, codebook or code_map.
    """

    step: int
    name: str
    images: np.ndarray
    columns: int | None = None


@dataclass(frozen=True)
class Note:
    """Something worth a line in the run's log. `kind` is info, change or warning."""

    step: int
    kind: str
    text: str
    data: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What holds of the whole job and is kept beside its status; a name that was there already is replaced."""

    step: int
    values: dict[str, Any]


UPDATES = "updates"
"""A value of `Losses` once there were half-steps: those and the steps, the row's place on the axis of steps."""

Event = Progress | Losses | Samples | Note | Facts
