"""The discriminator of a run, asked for its opinion of pictures."""

from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from torch import nn
from torch.nn.functional import one_hot

from gan_core.data import ImageData
from gan_core.errors import CheckpointError
from gan_core.generators.generator import Generator
from gan_core.quality.real_or_fake import JUDGE_FILE, called_made, deal, score
from gan_core.store.model_card import read_card


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
    family = card.config.family
    if not family.has_discriminator:
        raise CheckpointError(f"A {family.title} learns without a discriminator.")
    try:
        with safe_open(folder / JUDGE_FILE, framework="pt") as file:
            prefix = f"net.{family.discriminator}."
            names = [name for name in file.keys() if name.startswith(prefix)]  # noqa: SIM118 (it cannot be iterated)
            weights = {name.removeprefix(prefix): file.get_tensor(name) for name in names}
        module = family.networks[family.discriminator].build(card.config.model, card.shape)
        module.load_state_dict(weights)
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"{folder.name}/{JUDGE_FILE} is missing or damaged: {error}") from error
    except RuntimeError as error:
        raise CheckpointError(
            f"The discriminator in {folder.name} is of another network than its settings say."
        ) from error
    return SavedDiscriminator(module, card.shape.num_classes, card.step)
