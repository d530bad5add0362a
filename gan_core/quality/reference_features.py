"""Features of real pictures that ship with the project, for where the pictures themselves are not on the machine.

A score against pictures of another kind would be no score: where these are missing or do not fit, there is none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from gan_core.places import SHIPPED
from gan_core.quality.features import EXTRACTORS

FOLDER = SHIPPED / "reference"
MNIST = "mnist-digits"
NAMES = (MNIST,)
PARTS = ("held_out", "training")


@dataclass(frozen=True, eq=False)
class ShippedFeatures:
    """Of one part of a data set: `features` float32 (N, D), `labels` int64 (N,), and `read` as a ClassReader gives it.

    `extractor` made them of pictures of `dims` (C, H, W). `key` says which file and part they are.
    """

    features: np.ndarray
    labels: np.ndarray
    read: np.ndarray
    extractor: str
    dims: tuple[int, int, int]
    num_classes: int
    key: str

    def __len__(self) -> int:
        return len(self.features)

    def taken(self, rows: np.ndarray | slice) -> ShippedFeatures:
        """These rows alone."""
        return replace(self, features=self.features[rows], labels=self.labels[rows], read=self.read[rows])


def shipped_features(
    data_name: str, dims: tuple[int, ...], extractor: str, part: str, folder: Path = FOLDER
) -> ShippedFeatures | None:
    """Those of a data set's `part`, "held_out" or "training", at that size by that extractor; None where none ship.

    None too where the extractor has been trained anew since: its figures then mean something else.
    """
    known = EXTRACTORS[extractor]
    for name in NAMES:
        for meta, each, which in _read(folder / name):
            fits = (meta["data"], meta["extractor"], which) == (data_name, extractor, part)
            if fits and each.dims == tuple(dims) and not known.absent():
                return each if meta["extractor_version"] == known.version() else None
    return None


@cache
def _read(stem: Path) -> tuple[tuple[dict[str, str], ShippedFeatures, str], ...]:
    """Every part in the file; nothing where it is missing or damaged."""
    try:
        meta = json.loads(stem.with_suffix(".json").read_text("utf-8"))
        tensors = load(stem.with_suffix(".safetensors").read_bytes())
        return tuple((meta, _part(meta, tensors, part, stem.name), part) for part in PARTS)
    except (OSError, ValueError, KeyError, SafetensorError):
        return ()


def _part(meta: dict, tensors: dict[str, np.ndarray], part: str, name: str) -> ShippedFeatures:
    features, labels, read = (tensors[f"{part}/{kind}"] for kind in ("features", "labels", "read"))
    return ShippedFeatures(
        features.astype(np.float32),
        labels.astype(np.int64),
        read.astype(np.int64),
        meta["extractor"],
        tuple(meta["dims"]),
        len(meta["classes"]),
        f"{name}/{part}/{meta['extractor_version']}",
    )
