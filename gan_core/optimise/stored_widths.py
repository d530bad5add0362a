"""The widths at which a model learned to draw, as they lie beside its weights. Torch is not imported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open

from gan_core.errors import CheckpointError
from gan_core.store.model_card import ModelCard

FILE = "widths.safetensors"


def widths_of(card: ModelCard) -> tuple[float, ...]:
    """The shares of channels at which this model learned to draw, rising; empty for an ordinary one.

    Raises CheckpointError for a damaged file.
    """
    if not (card.path / FILE).is_file():
        return ()
    with _opened(card.path) as file:
        return tuple(float(each) for each in file.get_tensor("ratios"))


def statistics_at(folder: Path, ratio: float) -> dict[str, np.ndarray]:
    """The buffers of every norm at this width, by name; empty where nothing is stored. Raises CheckpointError."""
    if not (folder / FILE).is_file():
        return {}
    start = f"{ratio:g}."
    with _opened(folder) as file:
        if ratio not in file.get_tensor("ratios"):
            return {}
        names = [name for name in file.keys() if name.startswith(start)]  # noqa: SIM118 - no dictionary
        return {name.removeprefix(start): file.get_tensor(name) for name in names}


@contextmanager
def _opened(folder: Path) -> Iterator[Any]:
    try:
        with safe_open(folder / FILE, framework="numpy") as file:
            yield file
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"{folder.name}/{FILE} is damaged: {error}") from error
