"""The discriminator of a run, asked for its opinion of pictures."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from gan_core.data import ImageData
from gan_core.errors import CheckpointError
from gan_core.generators.generator import Generator
from gan_core.quality.real_or_fake import TRAINING_STATE, called_fake, deal, score
from gan_core.shape import SampleShape
from gan_core.store.model_card import read_card
from gan_core.store.weights import load_tensors


class SavedDiscriminator:
    """A discriminator that says of each picture by itself how real it finds it.

    Batch norms go by the averages of the training, not by the pictures of one batch: in training a batch is all real or
    all fake, which alone gives it away, so a discriminator may tell single pictures apart less well than its curve
    says.
    """

    def __init__(self, module: nn.Module, shape: SampleShape, step: int) -> None:
        self.module = module.requires_grad_(False).eval()
        self.shape = shape
        self.step = step

    @torch.no_grad()
    def logits(self, pictures: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
        """uint8 (N, C, H, W), and int (N,) or y (N, condition_width) where conditional -> float32 (N,).

        Higher for what it finds more real.
        """
        x = torch.from_numpy(pictures).float().div_(127.5).sub_(1.0)
        return self.told(labels)(x).numpy()

    def told(self, labels: np.ndarray | None) -> Callable[[Tensor], Tensor]:
        """Pictures (N, C, H, W) in [-1, 1] to logits (N,), given the labels of just these pictures; with gradients."""
        y = None if labels is None or not self.shape.condition_width else torch.from_numpy(labels)
        if y is not None and self.shape.is_class:
            y = one_hot(y, self.shape.num_classes).float()
        return lambda x: self.module(x, y)

    def usual_score(self, generator: Generator, data: ImageData, rounds: int = 20) -> float:
        """Its average score over the first rounds of the quiz."""
        dealt = [deal(generator, data, number) for number in range(1, rounds + 1)]
        return float(
            np.mean([score(called_fake(self.logits(each.pictures, each.labels)), each.made) for each in dealt])
        )


def load_discriminator(folder: Path) -> SavedDiscriminator:
    """The discriminator in the checkpoint at `folder`. Raises CheckpointError with a sentence."""
    card = read_card(folder)
    family = card.config.family
    if not family.has_discriminator:
        raise CheckpointError(f"A {family.title} has no discriminator.")
    try:
        prefix = f"net.{family.discriminator}."
        tensors = load_tensors(folder / TRAINING_STATE)
        weights = {name.removeprefix(prefix): each for name, each in tensors.items() if name.startswith(prefix)}
        module = family.networks[family.discriminator].build(card.config.model, card.shape)
        module.load_state_dict(weights)
    except RuntimeError as error:
        raise CheckpointError(
            f"The discriminator in {folder.name} belongs to a different network than its settings describe."
        ) from error
    return SavedDiscriminator(module, card.shape, card.step)
