"""Where a subject's pictures come from: a loaded model that draws them, or a folder or zip that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gan_core.data import DATASETS, load_data, quiet
from gan_core.errors import DataError, UserError
from gan_core.evaluation.reference import Reference, resolution
from gan_core.evaluation.settings import FEWEST_PICTURES, RECONSTRUCTIONS, Subject, scored_from, too_few
from gan_core.evaluation.wording import resolution_words
from gan_core.generators.generator import to_bytes
from gan_core.generators.load import load
from gan_core.latent.fit_sampler import ensured_sampler, no_sampler
from gan_core.present import present
from gan_core.quality.protocol import asked_labels, draw_samples
from gan_core.samplers.sampler import PRIOR, drawn_from
from gan_core.settings import parse
from gan_core.store.model_card import ModelCard, read_card
from gan_core.store.model_ref import REF, find_model, resolve

PORTION = 500


def card_of(subject: Subject) -> ModelCard:
    """The card of a subject that is a model. Raises CheckpointError."""
    return read_card(resolve(subject.where) if REF.fullmatch(subject.where) else find_model(subject.where))


@dataclass(frozen=True)
class ModelSource:
    """A model: as many pictures as are wanted, of latents from a sampler."""

    card: ModelCard
    most: int = 2**31
    sampler: str = PRIOR

    def unlike(self, reference: Reference) -> str:
        """Why its pictures cannot be compared with the reference, in a sentence; or ""."""
        return _unlike("It draws", self.card.shape.dims, reference)

    def asked(self, reference: Reference, num: int) -> np.ndarray | None:
        """int64 (num,): its classes as often as the reference has them, where they are the same; None without any."""
        known = reference.labels if reference.num_classes == self.card.shape.num_classes else None
        return asked_labels(known, self.card.shape.num_classes, num)

    def portions(self, reference: Reference, num: int, seed: int) -> Iterator[np.ndarray]:
        """uint8 (n, C, H, W), `num` in all; of a conditional model every label as often as in the reference."""
        generator, asked = load(self.card.path), self.asked(reference, num)
        sampler = ensured_sampler(generator, self.sampler)
        yield from draw_samples(
            lambda z, y: to_bytes(generator.decode(drawn_from(sampler, generator, z, y), y)),
            generator.latent_dim,
            num,
            seed=seed + 1,
            asked=generator.labels_for(num) if asked is None else asked,
            portion=PORTION,
        )


@dataclass(frozen=True)
class ReconstructionsSource:
    """What a model decodes of its own codes, the means, of real pictures that are not in the reference."""

    card: ModelCard
    most: int = 2**31

    def unlike(self, reference: Reference) -> str:
        """Why there are none to compare with the reference, in a sentence; or ""."""
        if len(reference.others) < FEWEST_PICTURES:
            return "There are too few real pictures besides the reference to reconstruct."
        if self.card.shape.condition_width and self.asked(reference, 1) is None:
            return "The real pictures have other labels than this model was told, so it cannot encode them."
        return _unlike("It draws", self.card.shape.dims, reference)

    def asked(self, reference: Reference, num: int) -> np.ndarray | None:
        """int64 (num,): the classes of what is reconstructed, where the model was told such; else None."""
        known = self.card.shape.num_classes == reference.num_classes and reference.other_labels is not None
        return present(reference.other_labels)[:num] if known else None

    def portions(self, reference: Reference, num: int, seed: int) -> Iterator[np.ndarray]:
        """uint8 (n, C, H, W), `num` in all or as many as there are."""
        generator, told = load(self.card.path), self.asked(reference, num)
        for first in range(0, min(num, len(reference.others)), PORTION):
            rows = slice(first, min(first + PORTION, num))
            y = None if told is None or not generator.condition_width else told[rows]
            mu, _ = generator.encode(reference.others[rows].astype(np.float32) / 127.5 - 1, y)
            yield to_bytes(generator.decode(mu, y))


@dataclass(frozen=True)
class PicturesSource:
    """Pictures that lie there already, read at the reference's size; `notes` say what became of them."""

    images: np.ndarray
    notes: tuple[str, ...] = ()

    @property
    def most(self) -> int:
        return len(self.images)

    def unlike(self, reference: Reference) -> str:
        return _unlike("It holds", self.images.shape[1:], reference)

    def portions(self, reference: Reference, num: int, seed: int) -> Iterator[np.ndarray]:
        rng = np.random.Generator(np.random.PCG64(seed))
        rows = rng.permutation(len(self.images))[:num]
        for first in range(0, num, PORTION):
            yield self.images[rows[first : first + PORTION]]


Source = ModelSource | ReconstructionsSource | PicturesSource


def source_of(subject: Subject, reference: Reference) -> Source:
    """Raises UserError with a sentence for what cannot be read, or not be compared with the reference."""
    if subject.kind == "model":
        found: Source = _model_source(subject)
    else:
        channels, size = reference.images.shape[1], reference.images.shape[-1]
        wanted = {"path": subject.where, "image_size": size, "colour": "grey" if channels == 1 else "rgb"}
        data = load_data(parse(DATASETS["folder"], wanted), quiet)
        found = PicturesSource(data.images, data.notes)
        if found.most < FEWEST_PICTURES:
            raise DataError(too_few(found.most))
    if why := found.unlike(reference):
        raise UserError(why)
    return found


def _model_source(subject: Subject) -> Source:
    """Raises UserError for a sampler that such a model cannot have."""
    card = card_of(subject)
    if subject.sampler not in (PRIOR, *scored_from(card.config.family)):
        raise UserError(no_sampler(card.config.family))
    return (
        ReconstructionsSource(card)
        if subject.sampler == RECONSTRUCTIONS
        else ModelSource(card, sampler=subject.sampler)
    )


def _unlike(verb: str, dims: tuple[int, ...], reference: Reference) -> str:
    if tuple(dims) == reference.images.shape[1:]:
        return ""
    own, other = resolution_words(resolution(dims)), resolution_words(reference.resolution)
    return (
        f"{verb} pictures of {own}, and the reference is {other}: scores of pictures of different size or colour "
        "cannot be compared. Evaluate it separately."
    )
