"""A trained model in use, in any form: latents in, pictures out. Nothing here imports torch."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from gan_core.conditions import in_turn, one_hot
from gan_core.errors import UserError
from gan_core.families import Family
from gan_core.store.model_card import ModelCard

BATCH = 256
NO_LABELS = "This model was trained without labels: you cannot ask for one."
NO_CLASSES = "This model is not conditioned on classes: you cannot ask for one by name."


class Generator(Protocol):
    """What latent, optimise, cost and quality see of a model. NumPy in and out; pictures are float32 in [-1, 1].

    `device` is where it computes, "cpu" or "cuda". `module` is its network in torch, None for what left torch; `tf32`
    says that this network multiplies in TF32 on a GPU. `notes` are what transformations had to say of it.
    `warmup_seconds` is what compiling took, None where nothing is compiled, and `warmup_helped` whether an earlier
    compilation shortened it.
    """

    card: ModelCard
    latent_dim: int
    condition_width: int
    num_classes: int
    device: str
    module: Any
    tf32: bool
    notes: tuple[str, ...]
    warmup_seconds: float | None
    warmup_helped: bool

    @property
    def file(self) -> bytes | None:
        """The ONNX file that it draws with; None where it draws otherwise."""

    @property
    def archive(self) -> bytes | None:
        """The torch.export archive that it is; None for all others. Made when it is asked for."""

    @property
    def family(self) -> Family: ...
    @property
    def encodes(self) -> bool: ...
    def decode(self, z: np.ndarray, condition: np.ndarray | None = None) -> np.ndarray: ...
    def encode(self, x: np.ndarray, condition: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]: ...
    def labels_for(self, count: int, label: int | None = None) -> np.ndarray | None: ...
    def conditions(self, condition: np.ndarray | None, count: int) -> np.ndarray | None: ...
    def label_named(self, text: str) -> int: ...


class LoadedModel:
    """What all backends do alike: checks, portions, labels. Each adds `_decode` and `_encode` of one portion.

    What a backend does not say of itself is said here: on the CPU, no network in torch, no file, nothing compiled.
    """

    device: str = "cpu"
    module: Any = None
    tf32: bool = False
    notes: tuple[str, ...] = ()
    warmup_seconds: float | None = None
    warmup_helped: bool = False
    file: bytes | None = None
    archive: bytes | None = None

    def __init__(self, card: ModelCard) -> None:
        self.card = card
        self.latent_dim = card.latent_dim
        self.condition_width = card.shape.condition_width
        self.num_classes = card.shape.num_classes

    @property
    def family(self) -> Family:
        return self.card.config.family

    @property
    def encodes(self) -> bool:
        """Whether `encode` can be asked."""
        return self.family.encodes

    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        raise NotImplementedError

    def _encode(self, x: np.ndarray, y: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        raise NotImplementedError

    def decode(self, z: np.ndarray, condition: np.ndarray | None = None) -> np.ndarray:
        """z float32 (N, latent_dim), and a condition or None -> float32 (N, C, H, W).

        A condition is int (N,), the numbers of classes, or float32 (N, condition_width). Raises UserError for latents
        or conditions that do not fit this model.
        """
        if z.ndim != 2 or z.shape[1] != self.latent_dim:
            raise UserError(f"This model takes latents of {self.latent_dim} numbers, got {z.shape}.")
        z, y = np.ascontiguousarray(z, dtype=np.float32), self.conditions(condition, len(z))
        parts = [
            self._decode(z[i : i + BATCH], None if y is None else y[i : i + BATCH]) for i in range(0, len(z), BATCH)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, *self.card.shape.dims), np.float32)

    def encode(self, x: np.ndarray, condition: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """float32 (N, C, H, W) in [-1, 1] -> (mu, logvar), both (N, latent_dim). UserError without an encoder."""
        if not self.encodes:
            raise UserError(no_encoder(self.family))
        if x.shape[1:] != self.card.shape.dims:
            raise UserError(f"This model takes pictures of {self.card.shape.dims}, got {x.shape}.")
        x, y = np.ascontiguousarray(x, dtype=np.float32), self.conditions(condition, len(x))
        parts = [
            self._encode(x[i : i + BATCH], None if y is None else y[i : i + BATCH]) for i in range(0, len(x), BATCH)
        ]
        empty = np.zeros((0, self.latent_dim), np.float32)
        mu, logvar = zip(*parts, strict=True) if parts else ((empty,), (empty,))
        return np.concatenate(mu), np.concatenate(logvar)

    def labels_for(self, count: int, label: int | None = None) -> np.ndarray | None:
        """int (count,): all `label`, or class after class; None for an unconditional model. Raises UserError.

        Where the condition is no class: float32 (count, condition_width), see `example_conditions`.
        """
        if label is not None and not self.num_classes:
            raise UserError(NO_CLASSES if self.condition_width else NO_LABELS)
        if not self.num_classes:
            return self.example_conditions(count)
        if label is None:
            return np.arange(count) % self.num_classes
        if not 0 <= label < self.num_classes:
            raise UserError(f"This model knows the labels 0 to {self.num_classes - 1}, got {label}.")
        return np.full(count, label)

    def example_conditions(self, count: int) -> np.ndarray | None:
        """float32 (count, condition_width) of what to ask for where nobody says what: numbers that never change.

        From N(0, I), where a backend knows no better.
        """
        return in_turn(self.card.shape, count)

    def label_named(self, text: str) -> int:
        """The class that `text` names, by its name or else by its number. Raises UserError with the names there are."""
        self.labels_for(1, 0)
        names = self.card.labels
        if text in names:
            return names.index(text)
        if text.isdecimal() and int(text) < self.num_classes:
            return int(text)
        listed = ", ".join(names[:20]) + (" and more" if len(names) > 20 else "")
        raise UserError(f"This model knows the labels {listed or f'0 to {self.num_classes - 1}'}, got {text}.")

    def conditions(self, condition: np.ndarray | None, count: int) -> np.ndarray | None:
        """float32 (count, condition_width) as `decode` takes it; None for an unconditional model. Raises UserError."""
        if not self.condition_width:
            return None
        if condition is None:
            wanted = "which label to draw" if self.num_classes else f"what to draw, in {self.condition_width} numbers"
            raise UserError(f"This model is conditional: say {wanted}.")
        condition = np.asarray(condition)
        if condition.ndim == 1 and self.num_classes:
            self._check_labels(condition)
            condition = one_hot(condition, self.num_classes)
        if condition.shape != (count, self.condition_width):
            numbers = f"({count},) or " if self.num_classes else ""
            what = "Labels" if self.num_classes else "Conditions"
            raise UserError(f"{what} must be {numbers}({count}, {self.condition_width}), got {condition.shape}.")
        return np.ascontiguousarray(condition, dtype=np.float32)

    def _check_labels(self, label: np.ndarray) -> None:
        if len(label) and not 0 <= int(label.min()) <= int(label.max()) < self.num_classes:
            raise UserError(
                f"This model knows the labels 0 to {self.num_classes - 1}, got {label.min()} to {label.max()}."
            )


def no_encoder(family: Family) -> str:
    """Why a model of a family without an encoder cannot be asked for a latent."""
    return f"A {family.title} has no encoder: it cannot give the latent of a picture."


def to_bytes(x: np.ndarray) -> np.ndarray:
    """float (N, C, H, W) in [-1, 1] to uint8."""
    return np.clip(np.rint((x + 1) * 127.5), 0, 255).astype(np.uint8)
