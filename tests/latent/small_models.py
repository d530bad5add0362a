"""Models whose latent space is known by construction, behind the usual interface."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from gan_core.config import load_config
from gan_core.generators.generator import LoadedModel
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.latent.direction import Direction
from gan_core.models.build import build
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.shape import SampleShape
from gan_core.store.model_card import ModelCard
from tests.conftest import tiny


def card(family: str, latent_dim: int, *, channels: int = 3, num_classes: int = 0, **changes: object) -> ModelCard:
    """A card for pictures of 16 pixels."""
    config = tiny(family, model__latent_dim=latent_dim, model__conditional=num_classes > 0, **changes)
    shape = SampleShape(channels, 16, num_classes)
    return ModelCard(Path("nowhere"), "small", config, shape, (), 0, 0, 0.0, "Small", {}, "")


class FirstLayer(DrawingNetwork):
    """z -> rectified weight z + 100: linear as far as any latent goes. It draws nothing."""

    def __init__(self, weight: np.ndarray) -> None:
        super().__init__()
        self.project = nn.Linear(weight.shape[1], weight.shape[0])
        self.project.weight = nn.Parameter(torch.from_numpy(weight).float())
        nn.init.constant_(self.project.bias, 100.0)
        self.layers = nn.Sequential(nn.Identity(), nn.ReLU(), nn.Tanh())

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        raise AssertionError("nobody asked for pictures")


def first_layer(weight: np.ndarray, num_classes: int = 0) -> TorchGenerator:
    """A GAN with this first weight (F, D + num_classes)."""
    model = card("gan", weight.shape[1] - num_classes, num_classes=num_classes)
    return TorchGenerator(model, FirstLayer(weight))


def fresh(name: str, num_classes: int = 0, **changes: object) -> TorchGenerator:
    """An untrained model of any architecture, 4 latent dimensions."""
    family = "vae" if name.endswith("vae") else "gan"
    objective = {"gan": "least_squares", "vae": "elbo"}[family]
    base = {"data": {"name": "shapes", "image_size": 16}, "objective": {"name": objective}}
    model = {"name": name, "latent_dim": 4, "conditional": num_classes > 0, **changes}
    config = load_config({**base, "model": model})
    shape = SampleShape(3, 16, num_classes)
    torch.manual_seed(0)
    where = ModelCard(Path("nowhere"), "small", config, shape, (), 0, 0, 0.0, "Small", {}, "")
    return TorchGenerator(where, build(config.model, shape))


class Drawn(LoadedModel):
    """A GAN without weights whose pictures `draw` makes: z (N, D) -> (N, C, 16, 16)."""

    def __init__(self, model: ModelCard, draw: Callable[[np.ndarray], np.ndarray]) -> None:
        super().__init__(model)
        self.draw = draw

    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        return self.draw(z)


class Told(LoadedModel):
    """A VAE whose code of a picture stands in the picture: mu is its first pixels, logvar is as given (D,)."""

    def __init__(self, latent_dim: int, logvar: np.ndarray) -> None:
        super().__init__(card("vae", latent_dim))
        self.logvar = logvar.astype(np.float32)

    def _encode(self, x: np.ndarray, y: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        mu = x[:, 0, 0, : self.latent_dim]
        return mu, np.broadcast_to(self.logvar, mu.shape)


def telling(codes: np.ndarray) -> np.ndarray:
    """uint8 (N, 3, 16, 16) that `Told` encodes to the nearest of 256 steps of `codes` (N, D) in [-1, 1]."""
    images = np.zeros((len(codes), 3, 16, 16), np.uint8)
    images[:, 0, 0, : codes.shape[1]] = np.rint((codes + 1) * 127.5)
    return images


def along(direction: Direction, axis: int) -> float:
    """How far it goes along one axis: -1 to 1."""
    return float(direction.vector[axis])
