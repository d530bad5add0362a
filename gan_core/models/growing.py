"""What networks have in common that grow from size to size while they learn."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate


def halved(x: Tensor) -> Tensor:
    """(N, C, 2h, 2w) to (N, C, h, w): the mean of each square of four."""
    return avg_pool2d(x, kernel_size=2)


def doubled(x: Tensor) -> Tensor:
    """(N, C, h, w) to (N, C, 2h, 2w): each pixel four times."""
    return interpolate(x, scale_factor=2, mode="nearest")


def mixed(before: Tensor, now: Tensor, alpha: Tensor) -> Tensor:
    """(1 - alpha) before + alpha now, of two tensors of one shape."""
    return before + alpha * (now - before)


class Growing(nn.Module):
    """A network, or part of one, with layers for each of `sizes` pixels, of which those up to `level` are in use.

    `progress` is the only truth: level and alpha in one number, see gan_core.models.growth. It is saved with the
    weights, so that a saved generator draws as it stood; `level` and `fading` are what Python must know of it. A fresh
    network is grown; training puts it where its schedule says.
    """

    progress: Tensor

    def __init__(self, sizes: tuple[int, ...]):
        super().__init__()
        self.sizes, self.level, self.fading = sizes, len(sizes) - 1, False
        self.register_buffer("progress", torch.tensor(float(self.level)))
        self.register_load_state_dict_post_hook(_as_loaded)

    def grow_to(self, progress: float) -> None:
        """Be so far, from now on."""
        with torch.no_grad():
            self.progress.fill_(progress)
        self._stand_at(progress)

    def _stand_at(self, progress: float) -> None:
        self.level = math.ceil(progress)
        self.fading = progress < self.level

    @property
    def size(self) -> int:
        """The pixels of the level that is in use."""
        return self.sizes[self.level]

    def alpha_of(self, level: int) -> Tensor:
        """How much of a level is in the picture, a scalar: 1 or 0, or alpha and 1 - alpha while one fades in."""
        return (1 - (self.progress - level).abs()).clamp(min=0)

    def as_shown(self, x: Tensor) -> Tensor:
        """Real pictures (N, C, H, W) as D is shown them now: at the level's size, and faded in as its layers are."""
        x = self.shrunk(x)
        return mixed(doubled(halved(x)), x, self.alpha_of(self.level)) if self.fading else x

    def shrunk(self, x: Tensor) -> Tensor:
        """Pictures of the level's size, of larger ones."""
        times = x.shape[-1] // self.size
        return x if times == 1 else avg_pool2d(x, kernel_size=times)

    def enlarged(self, x: Tensor) -> Tensor:
        """Pictures of the largest size, of smaller ones: pixels are repeated."""
        times = self.sizes[-1] // x.shape[-1]
        return x if times == 1 else interpolate(x, scale_factor=times, mode="nearest")


def _as_loaded(module: nn.Module, _keys: object) -> None:
    if isinstance(module, Growing):
        module._stand_at(float(module.progress))


def as_shown(D: nn.Module, x: Tensor) -> Tensor:
    """Real pictures as the discriminator D is shown them now: as they are, unless it grows."""
    return D.as_shown(x) if isinstance(D, Growing) else x


def enlarged(D: nn.Module, x: Tensor) -> Tensor:
    """What `as_shown` gives at full size, for looking at."""
    return D.enlarged(x) if isinstance(D, Growing) else x
