"""The discriminator of a run as what is attacked: pictures changed until D takes them for real, or no longer does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from gan_core.attack.losses import more_real
from gan_core.attack.perturb import PGD_STEPS, fgsm, pgd
from gan_core.data import ImageData
from gan_core.errors import UserError
from gan_core.generators.generator import Generator
from gan_core.quality.real_or_fake import deal, discriminator_folder
from gan_core.quality.saved_discriminator import SavedDiscriminator, load_discriminator
from gan_core.store.model_card import ModelCard

SENTENCES = "This D is told a sentence with each picture, and is not attacked here: choose a run without captions."
POINTS = "This D sees points in the plane, and an attack here changes pictures: choose a run that draws pictures."
NONE = "There is no discriminator: shipped models come without one. Train a run to attack its discriminator."


def why_no_opponent(card: ModelCard) -> str:
    """Why a model has no discriminator that is attacked here, in a sentence; "" where it may have one."""
    if not card.config.family.has_discriminator:
        return f"A {card.config.family.title} has no discriminator: choose a run of a GAN."
    if card.shape.kind != "image":
        return POINTS
    if card.shape.condition_width and not card.shape.is_class:
        return SENTENCES
    return "" if discriminator_folder(card.path) else NONE


def load_opponent(card: ModelCard) -> SavedDiscriminator:
    """The discriminator of the model's run. Raises UserError where there is none, or where it cannot be read."""
    folder = discriminator_folder(card.path)
    if (why := why_no_opponent(card)) or folder is None:
        raise UserError(why or NONE)
    return load_discriminator(folder)


@dataclass(frozen=True)
class Fooled:
    """Fakes uint8 (N, C, H, W) before and after, D's logits of both (N,), and of as many real pictures."""

    pictures: np.ndarray
    attacked: np.ndarray
    before: np.ndarray
    after: np.ndarray
    real: np.ndarray

    def num_taken(self, logits: np.ndarray) -> int:
        """How many D finds more real than half of the real pictures. A logit by itself means nothing: many games are
        about differences alone.
        """
        return int((logits > np.median(self.real)).sum())


def fool(
    generator: Generator,
    discriminator: SavedDiscriminator,
    data: ImageData,
    *,
    epsilon: float,
    method: str,
    num: int,
    seed: int,
    num_steps: int = PGD_STEPS,
) -> Fooled:
    """`num` fakes changed within `epsilon` (black is 0, white is 1) so that D finds them more real.

    Raises DataError where the data cannot be what the model learned from.
    """
    dealt = deal(generator, data, seed + 1, 2 * num)
    label = (None, None) if dealt.labels is None else (dealt.labels[~dealt.made], dealt.labels[dealt.made])
    fakes = dealt.pictures[dealt.made]
    x, loss = torch.from_numpy(fakes).float().div_(127.5).sub_(1.0), more_real(discriminator.told(label[1]))
    if method == "pgd":
        found = pgd(loss, x, epsilon, torch.Generator().manual_seed(seed), num_steps=num_steps)
    else:
        found = fgsm(loss, x, epsilon)
    with torch.no_grad():
        before, after = loss(x).numpy(), loss(found).numpy()
    attacked = np.clip(np.rint((found.numpy() + 1) * 127.5), 0, 255).astype(np.uint8)
    return Fooled(fakes, attacked, before, after, discriminator.logits(dealt.pictures[~dealt.made], label[0]))
