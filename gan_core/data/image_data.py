"""Pictures or points in memory, as every data set gives them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from gan_core.data.captioned import Captioned
from gan_core.data.data_report import DataReport
from gan_core.shape import SampleShape

Report = Callable[[str, float | None], None]
"""Told what is being done, and which share of it (0 to 1) is done where that is known."""


@dataclass(frozen=True)
class Attribute:
    """One named property of every picture: `values` int64 (N,) index into `names`."""

    values: np.ndarray
    names: tuple[str, ...]


@dataclass(frozen=True)
class ImageData:
    """`images` uint8 (N, C, H, W), square, or points float32 (N, C); `labels` int64 (N,) or None.

    `conditions` float32 (N, W) is what networks are told of each sample where that is no class; then it, and not the
    label, is their condition.

    `captions` gives one full caption of a picture by its index; `captioned`, called by those who learn from sentences,
    all that may be said of every one.

    `attributes` are by name, and `notes` for the user. `report` says what became of pictures of one's own.
    """

    images: np.ndarray
    labels: np.ndarray | None = None
    label_names: tuple[str, ...] = ()
    attributes: dict[str, Attribute] = field(default_factory=dict)
    captions: Callable[[int], str] | None = None
    notes: tuple[str, ...] = ()
    kind: Literal["image", "points"] = "image"
    report: DataReport | None = None
    conditions: np.ndarray | None = None
    captioned: Callable[[], Captioned] | None = None

    def __len__(self) -> int:
        return len(self.images)

    @property
    def num_classes(self) -> int:
        """How many labels there are; 0 without labels."""
        return 0 if self.labels is None else len(self.label_names)

    def shape(self, image_size: int, conditional: bool) -> SampleShape:
        """What networks for these samples are built for."""
        classes = self.num_classes if conditional and self.conditions is None else 0
        width = self.conditions.shape[1] if conditional and self.conditions is not None else classes
        return SampleShape(self.images.shape[1], image_size, classes, self.kind, width)
