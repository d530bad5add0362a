"""One row per run: steps, cost, and the latest values of its curves."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gan_core.compare.comparable import refusal
from gan_core.compare.lines import ENERGY, curve_names
from gan_core.compare.subject import Subject, labels
from gan_core.errors import CheckpointError
from gan_core.message import Message
from gan_core.store.model_card import WEIGHTS
from gan_core.store.model_ref import find_model

MOST_HEADER_BYTES = 2**20
BUFFERS = ("running_mean", "running_var", "num_batches_tracked")
SCORES = (
    "loss",
    "prior_bits",
    "elbo",
    "bits_per_dim",
    "psnr",
    "ssim",
    "active_units",
    "kinds",
    "entropy",
    "recognised",
)

LOWER = (
    "VAE/loss",
    "VAE/reconstruction",
    "VAE/bits_per_dim",
    "quality/frechet",
    "quality/kid",
    "distil/frechet",
    "G/dead",
    "D/dead",
    "VAE/dead",
    "AE/loss",
    "AE/reconstruction",
    "AE/dead",
    "VQ/loss",
    "VQ/reconstruction",
    "VQ/prior_bits",
    "VQ/dead",
    "energy/wh",
)
HIGHER = (
    "VAE/elbo",
    "VAE/psnr",
    "VAE/ssim",
    "VAE/active_units",
    "VAE/kl_units",
    "quality/precision",
    "quality/recall",
    "quality/density",
    "quality/coverage",
    "modes/kinds",
    "modes/entropy",
    "modes/recognised",
    "classes/accuracy",
    "classes/readable",
    "text/all",
    "text/unseen/all",
    "text/retrieval",
    "text/retrieval_5",
    "distil/psnr",
    "speed",
)
"""Which way is better; of the others neither is better by itself."""


@dataclass(frozen=True)
class Column:
    """A figure for each run, None where it has none. `name` is the curve's, or a code of ours; `better` a direction.

    `assumed` is energy from an assumed power: it ranks nobody.
    """

    name: str
    values: list[Any]
    better: str = ""
    assumed: bool = False


@dataclass(frozen=True)
class Table:
    """What can be compared, and why each score that cannot be is not."""

    rows: list[str]
    columns: list[Column]
    refused: list[Message]

    def to_json(self) -> dict[str, Any]:
        columns = {each.name: dict(zip(self.rows, each.values, strict=True)) for each in self.columns}
        return {"runs": self.rows, "figures": columns, "refused": [asdict(each) for each in self.refused]}


def table(compared: Sequence[Subject]) -> Table:
    """The table of these runs."""
    columns = [
        Column("state", [each.status.state for each in compared]),
        Column("step", [each.status.step for each in compared]),
        Column("images", [each.status.images for each in compared]),
        Column("seconds", [round(each.status.seconds, 1) for each in compared], "lower"),
        Column("parameters", [parameters(each.folder.path) for each in compared], "lower"),
    ]
    refused = []
    speeds = Column("speed", [_speed(each) for each in compared], "higher")
    scores = [speeds] + [_score(compared, name) for name in curve_names(list(compared)) if is_score(name)]
    for column in scores:
        if reason := refusal(compared, column.name):
            refused.append(reason)
        elif any(value is not None for value in column.values):
            columns.append(column)
    return Table(labels(compared), columns, refused)


def is_score(name: str) -> bool:
    """Whether where the curve ends is a figure worth a column."""
    return name.startswith("quality/") or name == ENERGY or name.rpartition("/")[2] in SCORES


def _score(compared: Sequence[Subject], name: str) -> Column:
    values = [each.history.latest(name) for each in compared]
    if name == ENERGY and not all(each.energy_measured for each in compared):
        return Column(name, values, assumed=True)
    return Column(name, values, "lower" if name in LOWER else "higher" if name in HIGHER else "")


def _speed(subject: Subject) -> float | None:
    status = subject.status
    return round(status.images / status.seconds, 1) if status.seconds > 0.5 else None


def parameters(run: Path) -> int | None:
    """How many numbers the generator or VAE of a run learned, from its file's head; None before it is saved."""
    try:
        file = find_model(run) / WEIGHTS
        with open(file, "rb") as opened:
            size = int.from_bytes(opened.read(8), "little")
            tensors = json.loads(opened.read(min(size, MOST_HEADER_BYTES)))
    except (CheckpointError, OSError, ValueError):
        return None
    shapes = [each["shape"] for name, each in tensors.items() if name != "__metadata__" and not name.endswith(BUFFERS)]
    return sum(_product(shape) for shape in shapes)


def _product(shape: list[int]) -> int:
    total = 1
    for each in shape:
        total *= each
    return total
