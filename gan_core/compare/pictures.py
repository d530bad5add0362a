"""Pictures of several runs from the same latents, at the same step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gan_core.compare.subject import Subject, labels
from gan_core.errors import UserError
from gan_core.families import family_of
from gan_core.generators.generator import Generator, to_bytes
from gan_core.latent.fit_sampler import ensured_sampler
from gan_core.latent_draws import draw_z
from gan_core.models import MODELS
from gan_core.points_picture import draw, window_around
from gan_core.samplers.sampler import PRIOR, drawn_from
from gan_core.store.model_ref import SavedStep, saved_steps_in

POINTS = 500
"""So many samples of a model of points make its one picture."""
Load = Callable[[Path], Generator]


@dataclass(frozen=True)
class Row:
    """Pictures of one run: uint8 (N, C, H, W) as drawn at `step`, or none and the reason why."""

    title: str
    step: int = 0
    pictures: np.ndarray | None = None
    why_not: str = ""


def steps_of(compared: Sequence[Subject]) -> list[int]:
    """Every step at which one of the runs was saved."""
    return sorted({saved.step for each in compared for saved in saved_steps_in(each.folder.path)})


def nearest(found: Sequence[SavedStep], step: int | None) -> SavedStep | None:
    """The last checkpoint up to `step`, the first one where all are later; without a step the newest."""
    if not found:
        return None
    if step is None:
        return found[-1]
    return next((each for each in reversed(found) if each.step <= step), found[0])


def rows(compared: Sequence[Subject], load: Load, *, step: int | None, count: int, seed: int = 0) -> list[Row]:
    """A row for each run: latents 0 to `count` of `seed`, with labels in turn where the model has them.

    `load` opens a model's folder. Latents of as many numbers are the same ones; a run with fewer has others.
    """
    found = []
    for title, each in zip(labels(compared), compared, strict=True):
        saved = nearest(saved_steps_in(each.folder.path), step)
        if saved is None:
            found.append(Row(title, why_not="It has saved nothing yet."))
            continue
        try:
            generator = load(saved.path)
            found.append(Row(title, saved.step, _drawn(generator, seed, count)))
        except UserError as error:
            found.append(Row(title, saved.step, why_not=str(error)))
    return in_one_window(found)


def _drawn(generator: Generator, seed: int, count: int) -> np.ndarray:
    """Pictures uint8 (count, C, H, W), or points float (POINTS, 2)."""
    points = generator.card.shape.kind == "points"
    num = POINTS if points else count
    asked = generator.labels_for(num)
    z = drawn_from(ensured_sampler(generator, PRIOR), generator, draw_z(seed, num, generator.latent_dim), asked)
    drawn = generator.decode(z, asked)
    return drawn if points else to_bytes(drawn)


def in_one_window(found: list[Row]) -> list[Row]:
    """Points as one picture for each run, all in the same stretch of the plane."""
    points = [row.pictures for row in found if row.pictures is not None and row.pictures.ndim == 2]
    if not points:
        return found
    window = window_around(np.concatenate(points))
    return [
        replace(row, pictures=draw(window, real=np.empty((0, 2)), made=row.pictures))
        if row.pictures is not None and row.pictures.ndim == 2
        else row
        for row in found
    ]


def same_latents(compared: Sequence[Subject]) -> str:
    """Why the pictures of a column do not come from one latent, in a sentence; empty where they do."""
    widths = [each.settings.get("model.latent_dim") for each in compared]
    if len(set(widths)) > 1 and None not in widths:
        *first, last = map(str, dict.fromkeys(widths))
        listed = f"{', '.join(first)} and {last}"
        return f"The latents differ: in these runs they have {listed} dimensions."
    models = [MODELS.get(each.settings.get("model.name", "")) for each in compared]
    if len({family_of(model).one_pass for model in models if model is not None}) > 1:
        return "The latents differ: a flow's is as large as its picture."
    return ""
