"""The real pictures of an evaluation: those to be held against, and as many other ones that show what real reaches."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from gan_core.data import DATASETS, DataSettings, ImageData, Report, load_data, select
from gan_core.data.held_out import held_out
from gan_core.data.stand_ins import STAND_INS
from gan_core.errors import DataError, UserError
from gan_core.evaluation.settings import FEWEST_PICTURES, EvaluateConfig
from gan_core.quality.protocol import distinct, divide, prints
from gan_core.settings import parse
from gan_core.store.model_card import ModelCard

HELD_OUT, TRAINING, OWN = "held_out", "training", "as_they_are"


@dataclass(frozen=True)
class Reference:
    """`images` and `others`, uint8 (N, C, H, W) each, share no picture; `labels` int64 (N,) of `images`, or None.

    `other_labels` are those of `others`. `role` says whether models of this data learned from `images`; `key` is their
    fingerprint.
    """

    images: np.ndarray
    others: np.ndarray
    labels: np.ndarray | None
    num_classes: int
    name: str
    title: str
    role: str
    notes: tuple[str, ...]
    other_labels: np.ndarray | None = None

    @property
    def key(self) -> str:
        found = hashlib.sha256(f"{self.images.shape}".encode())
        found.update(np.ascontiguousarray(self.images).data)
        return found.hexdigest()[:16]

    @property
    def resolution(self) -> str:
        return resolution(self.images.shape[1:])


def resolution(dims: tuple[int, ...]) -> str:
    """ "32x32x3": width, height, channels."""
    channels, height, width = dims
    return f"{width}x{height}x{channels}"


def settings_of(config: EvaluateConfig, card: ModelCard | None) -> DataSettings:
    """The reference's data: the first model's own where none is named or it is the same, at that model's size."""
    if card is not None and config.reference in ("", card.config.data.name) and not config.reference_path:
        return card.config.data
    size = {"image_size": card.shape.image_size} if card else {}
    if config.reference == "folder":
        colour = {"colour": "grey" if card.shape.channels == 1 else "rgb"} if card else {}
        return parse(DATASETS["folder"], {"path": config.reference_path, **size, **colour})
    return parse(DATASETS[config.reference], size)


def load_reference(config: EvaluateConfig, card: ModelCard | None, report: Report) -> Reference:
    """As the config asks, with fewer pictures where there are not so many. Raises DataError with what to do."""
    settings = settings_of(config, card)
    notes: tuple[str, ...] = ()
    title = settings.title
    try:
        known = load_data(settings, report)
    except UserError:
        if settings.name not in STAND_INS:
            raise
        settings = parse(DATASETS[STAND_INS[settings.name]], {"image_size": settings.image_size})
        notes = (f"{title} is not on this machine: {settings.title.lower()} stand in for it.",)
        title, known = f"{settings.title} (standing in for {title})", load_data(settings, report)
    unseen = unseen_of(settings, known, 2 * config.num)
    wanted = unseen if config.part == "held_out" and unseen is not None else known
    own = bool(config.reference_path)
    if config.part == "held_out" and unseen is None and not own:
        notes += (f"Nothing is held out of {title}: these are the pictures that such models learn from.",)
    rest = None if unseen is None else known if wanted is unseen else unseen
    role = HELD_OUT if wanted is unseen else OWN if own else TRAINING
    return _dealt(config, wanted, rest, settings.name, title, role, (*known.notes, *notes))


def unseen_of(settings: DataSettings, known: ImageData, num: int) -> ImageData | None:
    """Different real pictures of the same source, none of which is in `known`; None where there are none."""
    try:
        found = held_out(settings, num)
    except UserError:
        return None
    if found is None:
        return None
    rows = distinct(found.images, besides=set(prints(known.images)))
    return select(found, rows) if len(rows) > 1 else None


def _dealt(
    config: EvaluateConfig,
    wanted: ImageData,
    rest: ImageData | None,
    name: str,
    title: str,
    role: str,
    notes: tuple[str, ...],
) -> Reference:
    """Pictures by chance, each once: the others from the same part where it is large enough, else from the rest."""
    if wanted.kind != "image":
        raise DataError("Points are no pictures: there is nothing for an extractor to look at.")
    rows = distinct(wanted.images)
    rows = rows[divide(len(rows), len(rows), 0, config.seed)[0]]
    num = min(config.num, len(rows) // 2)
    others, other_labels = wanted.images[rows[num : 2 * num]], _labels(wanted, rows[num : 2 * num])
    if num < config.num and rest is not None and min(len(rows), len(rest)) > num:
        num = min(config.num, len(rows), len(rest))
        fresh = distinct(rest.images, besides=set(prints(wanted.images)))
        chosen = fresh[divide(len(fresh), num, 0, config.seed + 1)[0]]
        others, other_labels = rest.images[chosen], _labels(rest, chosen)
        num = min(num, len(others))
        used, scarce = ("training", "held-out") if role == HELD_OUT else ("held-out", "training")
        notes += (f"What real pictures reach is told of {used} pictures: there are too few {scarce} ones for both.",)
    if num < FEWEST_PICTURES:
        raise DataError(
            f"{title} holds {len(rows)} different pictures: at least {2 * FEWEST_PICTURES} are needed, half to hold "
            "against and half to see what real ones reach."
        )
    if num < config.num:
        notes += (
            f"{num:,} pictures of each instead of {config.num:,}: {title} has no more that are different, since the "
            "floor needs as many again.",
        )
    chosen = rows[:num]
    found = Reference(
        wanted.images[chosen],
        others[:num],
        _labels(wanted, chosen),
        wanted.num_classes,
        name,
        title,
        role,
        tuple(dict.fromkeys(notes)),
        other_labels,
    )
    return shortened(found, num)


def _labels(data: ImageData, rows: np.ndarray) -> np.ndarray | None:
    return None if data.labels is None else data.labels[rows]


def shortened(reference: Reference, num: int) -> Reference:
    """The first `num` pictures of each."""
    labels, others = (None if each is None else each[:num] for each in (reference.labels, reference.other_labels))
    pictures, other = reference.images[:num], reference.others[:num]
    return replace(reference, images=pictures, others=other, labels=labels, other_labels=others)
