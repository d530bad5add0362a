"""The networks behind the extractors, all asked alike. This imports torch; `features` is what pages list."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from gan_core.quality import inception_weights, shape_reader
from gan_core.quality.digit_classifier import SIZE as DIGIT_SIZE
from gan_core.quality.digit_classifier import shipped_classifier
from gan_core.quality.random_network import random_network

INCEPTION_SIZE = 299


class Reader:
    """Takes pictures (N, C, H, W) in [-1, 1], grey or colour, of any size."""

    network: Any
    """What looks at them."""

    def features(self, x: Tensor) -> Tensor:
        """Numbers of the whole picture, (N, dim)."""
        raise NotImplementedError(f"{type(self).__name__} has no features")

    def layers(self, x: Tensor) -> list[Tensor]:
        """Maps of the picture, each (N, C, H, W), from fine to coarse."""
        raise NotImplementedError(f"{type(self).__name__} has no layers")

    @torch.inference_mode()
    def read(self, images: np.ndarray) -> np.ndarray:
        """uint8 (N, C, H, W) -> float32 (N, dim)."""
        return self.features(scaled(images)).numpy()


def scaled(images: np.ndarray) -> Tensor:
    """uint8, or floats in [-1, 1], (N, C, H, W), as float32 in [-1, 1]."""
    x = torch.from_numpy(np.ascontiguousarray(images))
    return x.float().div_(127.5).sub_(1.0) if x.dtype == torch.uint8 else x.float()


class Digits(Reader):
    """The shipped digit classifier; colour is averaged to grey."""

    def __init__(self) -> None:
        self.network = shipped_classifier()

    def features(self, x: Tensor) -> Tensor:
        return self.network.features(self._fitted(x))

    def layers(self, x: Tensor) -> list[Tensor]:
        x, found = self._fitted(x), []
        for layer in self.network.layers[:-3]:  # up to where the picture ends: Flatten, Linear, ReLU
            x = layer(x)
            if isinstance(layer, torch.nn.ReLU):
                found.append(x)
        return found

    def _fitted(self, x: Tensor) -> Tensor:
        small = _sized(x.mean(dim=1, keepdim=True), DIGIT_SIZE)
        return small.to(memory_format=torch.channels_last)  # the same numbers, in half the time


class Shapes(Reader):
    """The shipped shape reader."""

    def __init__(self) -> None:
        self.network = shape_reader.shipped_reader()

    def features(self, x: Tensor) -> Tensor:
        return self.network.features(shape_reader.fitted(x))

    def layers(self, x: Tensor) -> list[Tensor]:
        return self.network.layers(shape_reader.fitted(x))


class Random(Reader):
    """The random network."""

    def __init__(self) -> None:
        self.network = random_network()

    def features(self, x: Tensor) -> Tensor:
        return self.network(shape_reader.fitted(x))

    def layers(self, x: Tensor) -> list[Tensor]:
        return self.network.layers(shape_reader.fitted(x))


class Inception(Reader):
    """Inception-v3 with torchvision's weights. Raises UserError where they are absent."""

    def __init__(self) -> None:
        self.network = inception_weights.load()

    def features(self, x: Tensor) -> Tensor:
        return self.network(_sized(x.expand(-1, 3, -1, -1), INCEPTION_SIZE))


READERS: dict[str, Callable[[], Reader]] = {
    "digits": Digits,
    "shapes": Shapes,
    "random": Random,
    "inception": Inception,
}


def _sized(x: Tensor, size: int) -> Tensor:
    return x if x.shape[-2:] == (size, size) else interpolate(x, size=(size, size), mode="bilinear", antialias=True)
