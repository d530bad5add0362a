"""A small network that reads coloured shapes, trained by this project and shipped: what is drawn, and how clearly."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from gan_core.data.shapes import NAMES
from gan_core.store.model_card import PRETRAINED
from gan_core.store.weights import load_weights

FOLDER = PRETRAINED / "shape-reader"
SIZE = 32
SURE = 0.9
LEAST_CONTRAST = 0.4
BATCH = 100
"""Pictures read at a time: few enough to stay in the processor's cache."""


class ShapeReader(nn.Module):
    """Maps colour pictures (N, 3, 32, 32) in [-1, 1] to logits by property, each (N, its number of names)."""

    def __init__(self) -> None:
        super().__init__()
        self.stages = nn.ModuleList([_stage(3, 32), _stage(32, 64), _stage(64, 64)])  # 32, 16 and 8 pixels wide
        self.pool = nn.MaxPool2d(2)
        # Without scale and offset of its own, so that every feature has a variance of about 1 on what it learned from.
        self.hidden = nn.Sequential(nn.Flatten(), nn.Linear(64 * 4 * 4, 64), nn.BatchNorm1d(64, affine=False))
        self.heads = nn.ModuleDict({kind: nn.Linear(64, len(names)) for kind, names in NAMES.items()})

    def layers(self, x: Tensor) -> list[Tensor]:
        """What each stage sees, before pooling: (N, 32, 32, 32), (N, 64, 16, 16) and (N, 64, 8, 8)."""
        found: list[Tensor] = []
        for stage in self.stages:
            x = stage(x if not found else self.pool(x))
            found.append(x)
        return found

    def features(self, x: Tensor) -> Tensor:
        """The last hidden layer before its ReLU, (N, 64): what Fréchet distances on shapes are computed from."""
        return self.hidden(self.pool(self.layers(x)[-1]))

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        hidden = self.features(x).relu()
        return {kind: head(hidden) for kind, head in self.heads.items()}


def _stage(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU())


@dataclass(frozen=True)
class Reading:
    """Picture by picture: `sure` bool (N,), and for every property of `NAMES` the likeliest name's index int64 (N,)."""

    sure: np.ndarray
    properties: dict[str, np.ndarray]


@dataclass(frozen=True)
class ShapeReport:
    """Of `num_images` pictures: the share (0 to 1) whose shape is read with more than 0.9 certainty, and what is there.

    `counts[property][name]` counts the readable pictures only; the properties are shape, colour, size, place and
    background.
    """

    num_images: int
    readable: float
    counts: dict[str, dict[str, int]]

    @property
    def missing(self) -> dict[str, tuple[str, ...]]:
        """By property, the names that were never read."""
        return {kind: tuple(name for name, count in each.items() if count == 0) for kind, each in self.counts.items()}


@cache
def shipped_reader(folder: Path = FOLDER) -> ShapeReader:
    """The shipped network, on the CPU. Raises CheckpointError when its file is missing or damaged."""
    return load_weights(ShapeReader(), folder / "reader.safetensors").requires_grad_(False).eval()


def fitted(x: Tensor) -> Tensor:
    """Pictures (N, C, H, W) in [-1, 1] as the reader takes them: 32x32, grey as three equal channels."""
    x = x if x.shape[1] == 3 else x.mean(dim=1, keepdim=True).expand(-1, 3, -1, -1)
    if x.shape[-2:] != (SIZE, SIZE):
        x = interpolate(x, size=(SIZE, SIZE), mode="bilinear", antialias=True)
    return x.contiguous(memory_format=torch.channels_last)  # the same numbers, in two thirds of the time


@torch.no_grad()
def read(images: np.ndarray) -> Reading:
    """What the shipped reader sees in each of uint8 (N, C, H, W), of any size."""
    network = shipped_reader()
    sure, found = [np.zeros(0, bool)], {kind: [np.zeros(0, np.int64)] for kind in NAMES}
    for start in range(0, len(images), BATCH):
        x = fitted(torch.from_numpy(images[start : start + BATCH]).float().div(127.5).sub(1))
        logits = network(x)
        chance = logits["shape"].softmax(dim=1).amax(dim=1)
        # An empty picture holds no shape, however sure the network is: there must be something that differs.
        contrast = (x.amax(dim=(2, 3)) - x.amin(dim=(2, 3))).amax(dim=1)
        sure.append(((chance > SURE) & (contrast > LEAST_CONTRAST)).numpy())
        for kind, each in logits.items():
            found[kind].append(each.argmax(dim=1).numpy())
    return Reading(np.concatenate(sure), {kind: np.concatenate(parts) for kind, parts in found.items()})


def read_shapes(images: np.ndarray) -> ShapeReport:
    """What the shipped reader sees in uint8 (N, C, H, W), N at least 1, counted."""
    reading = read(images)
    counts = {}
    for kind, names in NAMES.items():
        bins = np.bincount(reading.properties[kind][reading.sure], minlength=len(names))
        counts[kind] = dict(zip(names, bins.tolist(), strict=True))
    return ShapeReport(len(images), float(reading.sure.mean()), counts)
