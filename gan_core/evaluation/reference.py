"""The real pictures of an evaluation: the reference, and as many others that show how real pictures score."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from gan_core.data import DATASETS, DataSettings, ImageData, Report, load_data, select
from gan_core.data.held_out import held_out
from gan_core.errors import DataError, NotHereError, UserError
from gan_core.evaluation.settings import FEWEST_PICTURES, EvaluateConfig
from gan_core.quality.features import EXTRACTORS, default_for
from gan_core.quality.protocol import distinct, divide, prints
from gan_core.quality.reference_features import ShippedFeatures, shipped_features
from gan_core.settings import parse
from gan_core.store.model_card import ModelCard

NOTHING_ELSE = (
    "Its models cannot be scored against anything else: go online and start again, or choose pictures that are "
    "available here."
)
HELD_OUT, TRAINING, OWN = "held_out", "training", "as_they_are"


@dataclass(frozen=True)
class Reference:
    """`images` and `others`, uint8 (N, C, H, W) each, share no picture; `labels` int64 (N,) of `images`, or None.

    `other_labels` are those of `others`. Where the pictures are not here and their features ship, both are empty and
    `shipped` holds the features of both. `role` says whether models of this data learned from `images`; `key` is their
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
    shipped: tuple[ShippedFeatures, ShippedFeatures] | None = None

    @property
    def num(self) -> int:
        """How many there are of each."""
        return len(self.shipped[0]) if self.shipped else len(self.images)

    @property
    def key(self) -> str:
        found = hashlib.sha256(f"{self.images.shape}".encode())
        if self.shipped:
            found.update(self.shipped[0].key.encode())
            found.update(np.ascontiguousarray(self.shipped[0].features).data)
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
    except NotHereError as error:
        if (shipped := _shipped(config, settings)) is None:
            raise NotHereError(f"{error.plain} {NOTHING_ELSE}", title) from error
        return shipped
    unseen = unseen_of(settings, known, 2 * config.num)
    wanted = unseen if config.part == "held_out" and unseen is not None else known
    own = bool(config.reference_path)
    if config.part == "held_out" and unseen is None and not own:
        notes += (f"{title} has no held-out pictures: these are the ones that such models learn from.",)
    rest = None if unseen is None else known if wanted is unseen else unseen
    role = HELD_OUT if wanted is unseen else OWN if own else TRAINING
    return _dealt(config, wanted, rest, settings.name, title, role, (*known.notes, *notes))


def _shipped(config: EvaluateConfig, settings: DataSettings) -> Reference | None:
    """Of the features that ship with the project, where the pictures are not here; None where none fit."""
    dims = (settings.channels or 3, settings.image_size, settings.image_size)
    held_out, training = (
        shipped_features(settings.name, dims, default_for(settings.name), part) for part in ("held_out", "training")
    )
    if held_out is None or training is None:
        return None
    wanted, rest = (held_out, training) if config.part == "held_out" else (training, held_out)
    seen_by = EXTRACTORS[wanted.extractor].title.lower()
    notes: tuple[str, ...] = (
        f"{settings.title} itself is not on this machine. Features of {len(wanted):,} of its pictures, as the "
        f"{seen_by} sees them, ship with the project: its scores use these, and other extractors give no scores.",
    )
    num = min(config.num, len(wanted))
    rows = divide(len(wanted), len(wanted), 0, config.seed)[0]
    others = wanted.taken(rows[num : 2 * num])
    if len(others) < num:
        others = rest.taken(divide(len(rest), num, 0, config.seed + 1)[0])
        used, scarce = ("training", "held-out") if wanted is held_out else ("held-out", "training")
        notes += (f"The score of real pictures comes from {used} pictures: there are too few {scarce} ones for both.",)
    if num < config.num:
        notes += (f"{num:,} pictures per subject instead of {config.num:,}: the project ships no more features.",)
    chosen = wanted.taken(rows[:num])
    none = np.zeros((0, *dims), np.uint8)
    role = HELD_OUT if wanted is held_out else TRAINING
    return Reference(
        none,
        none,
        chosen.labels,
        chosen.num_classes,
        settings.name,
        settings.title,
        role,
        notes,
        others.labels,
        (chosen, others),
    )


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
        raise DataError("Points are not pictures: no feature network can read them.")
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
        notes += (f"The score of real pictures comes from {used} pictures: there are too few {scarce} ones for both.",)
    if num < FEWEST_PICTURES:
        raise DataError(
            f"{title} holds {len(rows)} different pictures: at least {2 * FEWEST_PICTURES} are needed, half as the "
            "reference and half for the score of real pictures."
        )
    if num < config.num:
        notes += (
            f"{num:,} pictures per subject instead of {config.num:,}: {title} has no more distinct ones, because "
            "the floor needs the same number again.",
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
    images, those = reference.images[:num], reference.others[:num]
    shipped = reference.shipped and (reference.shipped[0].taken(slice(num)), reference.shipped[1].taken(slice(num)))
    return replace(reference, images=images, others=those, labels=labels, other_labels=others, shipped=shipped)
