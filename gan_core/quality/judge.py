"""The discriminator of a run, asked for its opinion of pictures."""

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import one_hot

from gan_core.data import ImageData
from gan_core.errors import CheckpointError
from gan_core.generators.generator import Generator
from gan_core.quality.real_or_fake import JUDGE_FILE, called_made, deal, score
from gan_core.store.model_card import read_card
from gan_core.store.weights import load_tensors

PREFIX = "net.D."


class SavedDiscriminator:
    """A discriminator that says of each picture by itself how real it finds it.

    Batch norms go by the averages of the training, not by the pictures of one batch: in training a batch is all real or
    all made, which alone gives it away, so a discriminator may judge single pictures less well than its curve says.
    """

    def __init__(self, module: nn.Module, num_classes: int, step: int) -> None:
        self.module = module.requires_grad_(False).eval()
        self.num_classes = num_classes
        self.step = step

    @torch.no_grad()
    def logits(self, pictures: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
        """uint8 (N, C, H, W), int labels (N,) where conditional -> float32 (N,), higher for what it finds more real."""
        x = torch.from_numpy(pictures).float().div_(127.5).sub_(1.0)
        y = one_hot(torch.from_numpy(labels), self.num_classes).float() if self.num_classes else None
        return self.module(x, y).numpy()

    def usual_score(self, generator: Generator, data: ImageData, rounds: int = 20) -> float:
        """Its average score over the first rounds of the quiz."""
        dealt = [deal(generator, data, number) for number in range(1, rounds + 1)]
        return float(
            np.mean([score(called_made(self.logits(each.pictures, each.labels)), each.made) for each in dealt])
        )


def load_judge(folder: Path) -> SavedDiscriminator:
    """The discriminator in the checkpoint at `folder`. Raises CheckpointError with a sentence."""
    card = read_card(folder)
    if card.config.model.family != "gan":
        raise CheckpointError("A VAE learns without a discriminator.")
    try:
        tensors = load_tensors(folder / JUDGE_FILE)
        weights = {name.removeprefix(PREFIX): each for name, each in tensors.items() if name.startswith(PREFIX)}
        module = card.config.model.build_discriminator(card.shape)
        module.load_state_dict(weights)
    except RuntimeError as error:
        raise CheckpointError(
            f"The discriminator in {folder.name} is of another network than its settings say."
        ) from error
    return SavedDiscriminator(module, card.shape.num_classes, card.step)
