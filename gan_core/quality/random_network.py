"""A convolutional network that learned nothing: the same random features for every data set.

Random features tell distributions apart about as well as trained ones where the pictures are unlike what the trained
ones know: Naeem et al. 2020, Reliable fidelity and diversity metrics, arxiv.org/abs/2002.09797
"""

from functools import cache
from itertools import pairwise
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d

from gan_core.present import present

SIZE = 32
WIDTHS = (3, 32, 64, 64)
NUM_CALIBRATION = 256
SEED = 0


class RandomNetwork(nn.Module):
    """Maps colour pictures (N, 3, 32, 32) in [-1, 1] to features (N, 64).

    Weights come from NumPy's PCG64, so that they are the same everywhere. Each channel is standardised on cloudy
    pictures with a spectrum like that of photographs, also drawn from the seed: so every ReLU is open about half the
    time, and every feature has a variance of about 1 there.
    """

    def __init__(self, dim: int = 64) -> None:
        super().__init__()
        rng = np.random.Generator(np.random.PCG64(SEED))
        convs = [nn.Conv2d(before, after, 3, padding=1, padding_mode="replicate") for before, after in pairwise(WIDTHS)]
        self.convs = nn.ModuleList(convs)
        for conv in convs:
            conv.weight.data = torch.from_numpy(rng.standard_normal(conv.weight.shape)).float()
            present(conv.bias).data.zero_()
        num_values = WIDTHS[-1] * (SIZE // 2 ** len(self.convs)) ** 2
        basis, _ = np.linalg.qr(rng.standard_normal((num_values, dim)))
        self.head = nn.Linear(num_values, dim)
        self.head.weight.data = torch.from_numpy(basis.T.copy()).float()
        self.head.bias.data.zero_()
        self._calibrate(clouds(rng, NUM_CALIBRATION))

    @torch.no_grad()
    def _calibrate(self, x: Tensor) -> None:
        """Gives every channel and feature mean 0 and variance 1 on the pictures x, layer by layer."""
        for conv in self.convs:
            _standardise(cast(nn.Conv2d, conv), conv(x), (0, 2, 3))
            x = avg_pool2d(conv(x).relu(), 2)
        _standardise(self.head, self.head(x.flatten(1)), (0,))

    def layers(self, x: Tensor) -> list[Tensor]:
        """After each ReLU: (N, 32, 32, 32), (N, 64, 16, 16) and (N, 64, 8, 8)."""
        found: list[Tensor] = []
        for conv in self.convs:
            x = conv(x if not found else avg_pool2d(x, 2)).relu()
            found.append(x)
        return found

    def forward(self, x: Tensor) -> Tensor:
        return self.head(avg_pool2d(self.layers(x)[-1], 2).flatten(1))


def _standardise(layer: nn.Conv2d | nn.Linear, y: Tensor, over: tuple[int, ...]) -> None:
    mean, std = y.mean(dim=over), y.std(dim=over)
    layer.weight.div_(std.view(-1, *[1] * (layer.weight.ndim - 1)))
    present(layer.bias).sub_(mean).div_(std)


def clouds(rng: np.random.Generator, count: int) -> Tensor:
    """Pictures (count, 3, 32, 32) in [-1, 1] whose amplitudes fall as 1/frequency; their channels are half alike."""
    frequency = np.hypot(np.fft.fftfreq(SIZE)[:, None], np.fft.fftfreq(SIZE)[None])
    spectrum = np.fft.fft2(rng.standard_normal((count, 3, SIZE, SIZE))) / np.maximum(frequency, 1 / SIZE)
    own = np.fft.ifft2(spectrum).real
    x = own + own.mean(axis=1, keepdims=True)
    return torch.from_numpy(np.tanh(x / x.std())).float()


@cache
def random_network() -> RandomNetwork:
    """The one that "random" features come from."""
    return RandomNetwork().requires_grad_(False).eval()
