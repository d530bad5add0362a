"""The quiz: which of these pictures are real, and which are fake?"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gan_core.data import ImageData
from gan_core.errors import DataError
from gan_core.generators.generator import Generator, to_bytes
from gan_core.latent_draws import draw_z
from gan_core.samplers.sampler import Sampler, drawn_from
from gan_core.steps import holds, step_folders
from gan_core.store.model_ref import PLACES

NUM_PICTURES = 20
MOST_ROUND = 9999
TRAINING_STATE = "training.safetensors"
STREAM = 6
"""Keeps these draws apart from others with the same seed: what a gallery shows as seed 3 is not round 3."""


@dataclass(frozen=True)
class Round:
    """`pictures` uint8 (N, C, H, W), in an order by chance; `made` bool (N,); `labels` int64 (N,) or None."""

    pictures: np.ndarray
    made: np.ndarray
    labels: np.ndarray | None


def deal(
    generator: Generator, data: ImageData, number: int, count: int = NUM_PICTURES, sampler: Sampler | None = None
) -> Round:
    """Round `number`: half real pictures, all different, and half generated ones; the same for the same number.

    A conditional model is asked for labels as frequent as in the data. Real and fake pictures are bytes alike. Raises
    DataError where the data cannot be what the model learned from, or is too little.
    """
    half = count // 2
    if data.images.shape[1:] != generator.card.shape.dims:
        raise DataError(
            "The training pictures differ in size or colour from this model's: they have changed since training."
        )
    if len(data) < half:
        raise DataError(f"A round takes {half} real pictures, and there are only {len(data)}.")
    rng = np.random.Generator(np.random.PCG64([STREAM, number]))
    real = rng.choice(len(data), half, replace=False)
    labels = _labels(generator, data, real, rng.choice(len(data), half))
    asked = None if labels is None else labels[half:]
    z = drawn_from(sampler, generator, draw_z(int(rng.integers(2**31)), half, generator.latent_dim), asked)
    made = to_bytes(generator.decode(z, asked))
    order = rng.permutation(2 * half)
    pictures = np.concatenate([data.images[real], made])[order]
    return Round(pictures, (np.arange(2 * half) >= half)[order], None if labels is None else labels[order])


def _labels(generator: Generator, data: ImageData, real: np.ndarray, like: np.ndarray) -> np.ndarray | None:
    """The conditions of the real pictures, then those to ask the model for; None for a model without."""
    if not generator.condition_width:
        return None
    if data.conditions is not None and data.conditions.shape[1] == generator.condition_width:
        return np.concatenate([data.conditions[real], data.conditions[like]])
    if data.labels is None or data.num_classes != generator.num_classes:
        raise DataError(
            "The training pictures have labels that this model does not know: they have changed since training."
        )
    return np.concatenate([data.labels[real], data.labels[like]])


def called_fake(logits: np.ndarray) -> np.ndarray:
    """bool (N,): the half with the lowest logits (N,).

    A player knows that half of the pictures are made, so a discriminator is told so too. It is also the only rule that
    is fair to every game: a Wasserstein critic (Arjovsky et al. 2017, arxiv.org/abs/1701.07875) and a relativistic
    discriminator (Jolicoeur-Martineau 2019, arxiv.org/abs/1807.00734) are trained by differences of logits alone,
    so that none of their values means "real", only their order does.
    """
    made = np.zeros(len(logits), bool)
    made[np.argsort(logits, kind="stable")[: len(logits) // 2]] = True
    return made


def score(said_made: np.ndarray, made: np.ndarray) -> int:
    """How many of the guesses bool (N,) are right; guessing gets half of them on average."""
    return int((said_made == made).sum())


def discriminator_folder(model: Path) -> Path | None:
    """The checkpoint with the discriminator for the generator in the folder `model`: its own, else its run's newest.

    A run removes its older checkpoints while one looks at them, and its snapshots never had one. None for a shipped
    model and for a run without a checkpoint.
    """
    if (model / TRAINING_STATE).is_file():
        return model
    if model.parent.name not in PLACES:
        return None
    saved = step_folders(model.parent.parent / "checkpoints").values()
    return next((path for path in reversed(saved) if holds(path, TRAINING_STATE)), None)
