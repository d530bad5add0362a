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
from gan_core.settings import parse
from gan_core.store.model_card import ModelCard

HELD_OUT, TRAINING, OWN = "held out", "training pictures", "as they are"


@dataclass(frozen=True)
class Reference:
    """`images` and `others`, uint8 (N, C, H, W) each, share no picture; `labels` int64 (N,) of `images`, or None.

    `role` says whether models of this data learned from `images`; `key` is their fingerprint.
    """

    images: np.ndarray
    others: np.ndarray
    labels: np.ndarray | None
    num_classes: int
    name: str
    title: str
    role: str
    notes: tuple[str, ...]

    @property
    def words(self) -> str:
        """ "Coloured shapes, held out"."""
        return f"{self.title}, {self.role}"

    @property
    def key(self) -> str:
        found = hashlib.sha256(f"{self.images.shape}".encode())
        found.update(np.ascontiguousarray(self.images))
        return found.hexdigest()[:16]

    @property
    def resolution(self) -> str:
        return resolution(self.images.shape[1:])


def resolution(dims: tuple[int, ...]) -> str:
    """ "32x32 colour"."""
    channels, height, width = dims
    return f"{width}x{height} {'grey' if channels == 1 else 'colour'}"


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
    settings, notes = settings_of(config, card), ()
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


def prints(images: np.ndarray) -> list[bytes]:
    """A fingerprint of each picture: equal ones have equal prints."""
    rows = np.ascontiguousarray(images).reshape(len(images), -1)
    return [hashlib.blake2b(row, digest_size=12).digest() for row in rows]


def distinct(images: np.ndarray, besides: set[bytes] = frozenset()) -> np.ndarray:
    """Rows of the pictures that occur for the first time, and not in `besides`."""
    seen, rows = set(besides), []
    for row, each in enumerate(prints(images)):
        if each not in seen:
            seen.add(each)
            rows.append(row)
    return np.array(rows, np.int64)


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
    rng = np.random.Generator(np.random.PCG64([7, config.seed]))
    rows = distinct(wanted.images)
    rows = rows[rng.permutation(len(rows))]
    num = min(config.num, len(rows) // 2)
    others = wanted.images[rows[num : 2 * num]]
    if num < config.num and rest is not None and min(len(rows), len(rest)) > num:
        num = min(config.num, len(rows), len(rest))
        fresh = distinct(rest.images, besides=set(prints(wanted.images)))
        others = rest.images[fresh[rng.permutation(len(fresh))[:num]]]
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
    labels = None if wanted.labels is None else wanted.labels[chosen]
    return Reference(
        wanted.images[chosen], others[:num], labels, wanted.num_classes, name, title, role, tuple(dict.fromkeys(notes))
    )


def shortened(reference: Reference, num: int) -> Reference:
    """The first `num` pictures of each."""
    labels = None if reference.labels is None else reference.labels[:num]
    return replace(reference, images=reference.images[:num], others=reference.others[:num], labels=labels)
