"""A trained model, loaded to be used: latents in, pictures out, whatever it has become."""

from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from gan_core.checkpoint import load_weights
from gan_core.errors import UserError
from gan_core.model_card import ModelCard, find_model, read_card

BATCH = 256


class Generator(Protocol):
    """What latent, optimise, cost and quality see of a model. NumPy in and out; pictures are float32 in [-1, 1]."""

    card: ModelCard
    latent_dim: int
    num_classes: int

    def decode(self, z: np.ndarray, label: np.ndarray | None = None) -> np.ndarray: ...


class TorchGenerator:
    """A model in torch, on the CPU unless told otherwise. `module` is there for what needs gradients or features."""

    def __init__(self, card: ModelCard, module: nn.Module, device: str = "cpu") -> None:
        self.card, self.device = card, device
        self.module = module.to(device).requires_grad_(False).eval()
        self.latent_dim = card.config.model.latent_dim
        self.num_classes = card.shape.num_classes

    @property
    def is_vae(self) -> bool:
        return self.card.config.model.family == "vae"

    @torch.no_grad()
    def decode(self, z: np.ndarray, label: np.ndarray | None = None) -> np.ndarray:
        """z float32 (N, latent_dim), label int (N,) or weights (N, num_classes) or None -> float32 (N, C, H, W).

        Raises UserError for latents or labels that do not fit this model.
        """
        if z.ndim != 2 or z.shape[1] != self.latent_dim:
            raise UserError(f"This model takes latents of {self.latent_dim} numbers, got {z.shape}.")
        y = self._weights(label, len(z))
        parts = [
            self._decode(z[i : i + BATCH], None if y is None else y[i : i + BATCH]) for i in range(0, len(z), BATCH)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, *self.card.shape.dims), np.float32)

    def _decode(self, z: np.ndarray, y: Tensor | None) -> np.ndarray:
        latent = torch.from_numpy(np.ascontiguousarray(z, dtype=np.float32)).to(self.device)
        x = self.module.picture(self.module.decode(latent, y)) if self.is_vae else self.module(latent, y)
        return x.float().cpu().numpy()

    @torch.no_grad()
    def encode(self, x: np.ndarray, label: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """VAE only: float32 (N, C, H, W) in [-1, 1] -> (mu, logvar), both (N, latent_dim). UserError for GANs."""
        if not self.is_vae:
            raise UserError("A GAN has no encoder: it cannot tell the latent of a picture.")
        mu, logvar = self.module.encode(
            torch.from_numpy(np.ascontiguousarray(x)).to(self.device), self._weights(label, len(x))
        )
        return mu.cpu().numpy(), logvar.cpu().numpy()

    def labels_for(self, count: int, label: int | None = None) -> np.ndarray | None:
        """int (count,): all `label`, or class after class; None for an unconditional model. Raises UserError."""
        if not self.num_classes:
            if label is not None:
                raise UserError("This model was trained without labels: it cannot be asked for one.")
            return None
        if label is None:
            return np.arange(count) % self.num_classes
        if not 0 <= label < self.num_classes:
            raise UserError(f"This model knows the labels 0 to {self.num_classes - 1}, got {label}.")
        return np.full(count, label)

    def _weights(self, label: np.ndarray | None, count: int) -> Tensor | None:
        if not self.num_classes:
            return None
        if label is None:
            raise UserError("This model is conditional: say which label to draw.")
        label = np.asarray(label)
        weights = np.eye(self.num_classes, dtype=np.float32)[label] if label.ndim == 1 else label.astype(np.float32)
        if weights.shape != (count, self.num_classes):
            raise UserError(f"Labels must be ({count},) or ({count}, {self.num_classes}), got {label.shape}.")
        return torch.from_numpy(weights).to(self.device)


def load(where: str | Path, device: str = "cpu") -> TorchGenerator:
    """The model of a run folder, a checkpoint folder or a shipped name. Raises CheckpointError with a sentence."""
    folder = find_model(where)
    card = read_card(folder)
    with torch.device("meta"):
        empty = (
            card.config.model.build_vae(card.shape)
            if card.config.model.family == "vae"
            else card.config.model.build_generator(card.shape)
        )
    module = load_weights(empty.to_empty(device="cpu"), folder / "generator.safetensors")
    return TorchGenerator(card, module, device)


def to_bytes(x: np.ndarray) -> np.ndarray:
    """float (N, C, H, W) in [-1, 1] to uint8."""
    return np.clip(np.rint((x + 1) * 127.5), 0, 255).astype(np.uint8)
