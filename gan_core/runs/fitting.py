"""Whether pictures fit saved weights, checked before a run continues with them. Torch is not imported."""

from functools import lru_cache
from pathlib import Path
from typing import cast

from gan_core.config import NO_LABELS, RunConfig, load_config
from gan_core.data import FolderSettings
from gan_core.data.data_report import DataReport
from gan_core.errors import DataError, SettingsError
from gan_core.jobs.folder import RunFolder
from gan_core.present import present
from gan_core.shape import SampleShape
from gan_core.store.model_card import ModelCard, read_card, with_labels
from gan_core.store.model_ref import find_model

FEW = 50
"""So many pictures are inspected whole; of the others only the headers."""
TOLD = {
    "image_size": "{} pixels",
    "channels": "{} colour channel(s)",
    "num_classes": "{} classes",
    "condition_width": "{} numbers as a condition",
}


def check_data(after: RunConfig, card: ModelCard) -> None:
    """Raises SettingsError naming what the data of `after` have that the weights at hand were not made for.

    One's own pictures are inspected, for only they tell colours and classes. Raises DataError where they are gone.
    """
    there = _shape(after, card)
    for what, told in TOLD.items():
        here = getattr(card.shape, what)
        if what in ("num_classes", "condition_width") and not _condition_known(after):
            continue
        if here != getattr(there, what):
            setting = "image_size" if what == "image_size" else "path" if _own(after) else "name"
            raise SettingsError(
                f"data.{setting} cannot be changed so: the saved weights are made for {told.format(here)}, "
                f"these data have {told.format(getattr(there, what))}"
            )


def check_pictures_of(run: RunFolder, path: str) -> None:
    """Raises SettingsError or DataError unless the pictures at `path` can be those that the run in `run` began with."""
    status = run.status()
    if status.job_type != RunConfig.job_type or status.last_checkpoint < 0:
        return
    card = read_card(find_model(run.path))
    after = load_config(run.config()).with_changes({"data.path": path})
    check_data(after, card)
    check_same_labels(after, card)


def check_same_labels(after: RunConfig, card: ModelCard) -> None:
    """Raises SettingsError where one's own pictures are sorted into other classes than a conditional model knows."""
    if not (_own(after) and card.shape.num_classes):
        return
    names = {name for name, _ in report_of(after, card).labels}
    if names != set(card.labels):
        raise SettingsError(
            f"data.path must hold the pictures that the run began with: their classes are {', '.join(card.labels)}, "
            f"these are {', '.join(sorted(names)) or 'not sorted into any'}"
        )


def _shape(after: RunConfig, card: ModelCard) -> SampleShape:
    if not _own(after):
        return after.shape(channels=after.data.channels or card.shape.channels)
    report = report_of(after, card)
    if after.model.conditional and len(report.labels) < 2:
        raise DataError(NO_LABELS)
    return after.shape(channels=report.dims[0], num_classes=len(report.labels))


def _condition_known(config: RunConfig) -> bool:
    """Whether settings or pictures tell; else loading the data does, in the worker."""
    return _own(config) or not config.model.conditional or bool(config.data.class_names or config.data.condition_width)


def _own(config: RunConfig) -> bool:
    return isinstance(config.data, FolderSettings)


def report_of(config: RunConfig, card: ModelCard) -> DataReport:
    """The report on one's own pictures, with their labels in the order that the model knows."""
    data = cast(FolderSettings, with_labels(config, card.labels).data)
    try:
        changed = Path(data.path).expanduser().stat().st_mtime_ns
    except (OSError, ValueError, RuntimeError):
        changed = 0
    return _report(data, changed)


@lru_cache(maxsize=16)
def _report(data: FolderSettings, changed: int) -> DataReport:
    return present(data.inspected(FEW).report)
