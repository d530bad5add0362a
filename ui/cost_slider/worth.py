"""The quality of each width: from the newest measurement of its widths, or from the model's own card."""

from dataclasses import dataclass
from typing import cast

from gan_core.errors import UserError
from gan_core.jobs.folder import RunFolder, Status
from gan_core.measure.results import MeasurementResult, read_result
from gan_core.measure.settings import MeasureConfig, load_measure_config
from gan_core.places import runs_root
from gan_core.quality.features import EXTRACTORS
from gan_core.store.model_card import ModelCard
from gan_core.store.model_ref import WEIGHTS
from gan_core.variants.recipe import ORIGINAL, Recipe
from gan_core.variants.width import Width
from ui.server import launcher

FROM_CARD = "shapes"
"""The extractor that shipped models' cards name their distances by."""


@dataclass(frozen=True)
class Worth:
    """Fréchet distance from real pictures, and where it comes from: in short, and in a sentence."""

    frechet: float
    source: str
    how: str

    def for_page(self) -> dict[str, str]:
        return {"text": f"{self.frechet:.1f}", "source": self.source, "how": self.how}


def width_recipes(model: str, ratios: tuple[float, ...]) -> tuple[Recipe, ...]:
    """A variant for each width below the whole."""
    return tuple(Recipe(model=model, steps=(Width(ratio=ratio),)) for ratio in ratios if ratio < 1)


def worth_of(model: str, card: ModelCard, ratios: tuple[float, ...]) -> dict[float, Worth]:
    """What is known, by width; empty where nobody has measured it."""
    return _measured(model, card, ratios) or _from_card(card, ratios)


def _from_card(card: ModelCard, ratios: tuple[float, ...]) -> dict[float, Worth]:
    known, number = card.figures.get("widths", {}), card.figures.get("frechet_of")
    if not number:
        return {}
    title, end = EXTRACTORS[FROM_CARD].title, "its training data, when the model was made"
    values = {ratio: known.get(f"{ratio:g}", {}).get("frechet_shape_reader") for ratio in ratios}
    return {ratio: _worth(value, title, number, end) for ratio, value in values.items() if value is not None}


def _worth(value: float, extractor: str, number: int, end: str) -> Worth:
    return Worth(
        float(value),
        f"{extractor.lower()}, {number:,} pictures",
        f"Fréchet distance ({extractor}) between {number:,} pictures of this width and as many of {end}.",
    )


def _measured(model: str, card: ModelCard, ratios: tuple[float, ...]) -> dict[float, Worth]:
    """From the newest measurement of all these widths that began after the weights were written."""
    try:
        written = (card.path / WEIGHTS).stat().st_mtime
    except FileNotFoundError:  # a run that goes on removes its older checkpoints
        return {}
    for status in launcher().statuses():
        if status.job_type == MeasureConfig.job_type and status.state == "done" and status.created >= written:
            folder = RunFolder(runs_root() / status.name)
            config = _config(folder)
            if config and config.model == model and set(width_recipes(model, ratios)) <= set(config.recipes):
                return _of_measurement(folder, status, model, ratios)
    return {}


def _config(folder: RunFolder) -> MeasureConfig | None:
    try:
        return load_measure_config(folder.config())
    except UserError:
        return None


def _of_measurement(folder: RunFolder, status: Status, model: str, ratios: tuple[float, ...]) -> dict[float, Worth]:
    try:
        found: MeasurementResult = read_result(folder)
    except UserError:
        return {}
    titles = {1.0: ORIGINAL} | {cast(Width, each.steps[0]).ratio: each.title for each in width_recipes(model, ratios)}
    rows = {ratio: found.qualities.get(titles[ratio]) for ratio in ratios}
    return {
        ratio: _worth(row.frechet, row.extractor, row.num_images, f"{row.reference}, measured on this server")
        for ratio, row in rows.items()
        if row is not None and row.frechet is not None
    }
