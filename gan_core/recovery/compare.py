"""The student compared with its teacher on fixed latents: the curve of returning quality."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from gan_core.events import Samples
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.grid import MOST_COLUMNS, columns_for
from gan_core.latent_draws import draw_z
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.optimise.parity import PICTURE_RANGE
from gan_core.quality.features import EXTRACTORS, default_for
from gan_core.quality.frechet import Gaussian, between, gaussian
from gan_core.training.preview import to_bytes
from gan_core.training.state import State

SCORED, SCORED_SEED, SHOWN_SEED = 64, 1, 0
PORTION = 64


@dataclass(frozen=True)
class Fixed:
    """Latents z (N, latent_dim), conditions y (N, condition_width) or None, and x, the teacher's pictures of them."""

    z: Tensor
    y: Tensor | None
    x: Tensor

    @property
    def peak(self) -> float:
        """The range of values: 2 for pictures, that of the teacher's for points."""
        return PICTURE_RANGE if self.x.dim() == 4 else float(self.x.max() - self.x.min())


@dataclass
class Comparison:
    """What the teacher draws of fixed latents. Looking at the student does not change its training.

    `columns` of the shown grid: each row of the teacher's pictures has the student's of the same latents below it.
    `extractor` names the features of the Fréchet distance, "" where there is none to be had.
    """

    scored: Fixed
    shown: Fixed
    columns: int
    many: Fixed | None = None
    extractor: str = ""
    _teacher: Gaussian | None = field(default=None, repr=False)

    def figures(self, state: State) -> dict[str, float]:
        """`distil/psnr`, to the teacher in dB, of 64 pictures together; `distil/frechet` where it can be had.

        That is the distance of the student's from the teacher's pictures of the same latents, 0 when they are equal.
        Latents are shared, so that it measures what the student lost, not how two draws differ: it is not to be put
        beside Fréchet distances to real pictures.
        """
        found = {"distil/psnr": psnr(state.ema, self.scored)}
        if self.many is None:
            return found
        extractor = EXTRACTORS[self.extractor]
        if self._teacher is None:
            self._teacher = gaussian(extractor.features(to_bytes(self.many.x)))
        made = to_bytes(pictures(state.ema, self.many.z, self.many.y))
        return found | {"distil/frechet": between(self._teacher, gaussian(extractor.features(made)))}

    def pairs(self, state: State) -> list[Samples]:
        """Rows of the teacher's pictures, each above the student's of the same latents. Nothing for points."""
        if self.shown.x.dim() != 4:
            return []
        made = pictures(state.ema, self.shown.z, self.shown.y)
        rows = [_rows(to_bytes(x), self.columns) for x in (self.shown.x, made)]
        return [Samples(state.step, "samples", np.stack(rows, axis=1).reshape(-1, *made.shape[1:]), self.columns)]


def compare(teacher: TorchGenerator, num_shown: int, num_frechet: int = 0) -> Comparison:
    """What the student is compared with. `num_frechet` pictures for the Fréchet distance, 0 for none."""
    classes = teacher.num_classes
    columns = classes if 0 < classes <= MOST_COLUMNS else columns_for(num_shown)
    rows = max(1, num_shown // (2 * columns))
    each = rows if 0 < classes <= MOST_COLUMNS else rows * columns
    z = draw_z(SHOWN_SEED, each, teacher.latent_dim)
    if 0 < classes <= MOST_COLUMNS:  # a latent for each row, under every label
        z = z.repeat(classes, axis=0)
    name = _extractor(teacher) if num_frechet else ""
    many = draw_z(SCORED_SEED, num_frechet, teacher.latent_dim) if name else None
    return Comparison(
        scored=_fixed(teacher, draw_z(SCORED_SEED, SCORED, teacher.latent_dim)),
        shown=_fixed(teacher, z),
        columns=columns,
        many=None if many is None else _fixed(teacher, many),
        extractor=name,
    )


def _extractor(teacher: TorchGenerator) -> str:
    """The features made for what the teacher draws, where they are there and it draws pictures."""
    if teacher.card.shape.kind != "image":
        return ""
    name = default_for(teacher.card)
    return "" if EXTRACTORS[name].absent() else name


def _fixed(teacher: TorchGenerator, z: np.ndarray) -> Fixed:
    labels = teacher.conditions(teacher.labels_for(len(z)), len(z))
    x = torch.from_numpy(teacher.decode(z, labels))
    return Fixed(torch.from_numpy(z), None if labels is None else torch.from_numpy(labels), x)


@torch.no_grad()
def pictures(module: DrawingNetwork, z: Tensor, y: Tensor | None) -> Tensor:
    """What `module` draws in fp32, float (N, *dims) on the CPU."""
    device, found = next(module.parameters()).device, []
    for start in range(0, len(z), PORTION):
        part = slice(start, start + PORTION)
        latent, label = z[part].to(device), None if y is None else y[part].to(device)
        x = module.draw(latent, label)
        found.append(x.float().cpu())
    return torch.cat(found)


def psnr(module: DrawingNetwork, fixed: Fixed) -> float:
    """10 log10(range^2 / mean square difference) in dB, of all pictures together; 100 at most, for equal ones."""
    error = float((pictures(module, fixed.z, fixed.y).double() - fixed.x.double()).square().mean())
    return 10 * math.log10(fixed.peak**2 / max(error, fixed.peak**2 * 1e-10))


def _rows(images: np.ndarray, columns: int) -> np.ndarray:
    return images.reshape(-1, columns, *images.shape[1:])
