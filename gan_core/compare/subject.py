"""A run as one of several that are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gan_core.config import RunConfig
from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder, Status
from gan_core.jobs.history import History, history
from gan_core.recovery.settings import RecoverConfig
from gan_core.settings import flat

FEWEST, MOST = 1, 6
LoadSettings = Callable[[str, dict[str, Any]], RunConfig | RecoverConfig]
"""The settings of a run that learns, of its type and its config.json. Raises RunError for a type that does not."""


@dataclass(frozen=True)
class Subject:
    """One run as it is now: what is known of it, how it was set, what it wrote down."""

    folder: RunFolder
    status: Status
    config: RunConfig | RecoverConfig
    history: History

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def title(self) -> str:
        return self.status.title or self.name

    @property
    def going(self) -> bool:
        """Whether more is still to come."""
        return self.status.active or self.status.state == "queued"

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Every setting by its dotted name: as it was at the start, or as it was changed since."""
        values = flat(self.config.model_dump(mode="json"))
        live = self.status.live or {}
        return {name: live.get(name, value) if name != "title" else self.title for name, value in values.items()}

    def facts(self, watch: str) -> dict[str, Any]:
        """What a monitor told of its figures, such as their extractor; empty where it told nothing."""
        return (self.status.facts or {}).get(f"watch/{watch}") or {}

    @property
    def energy_measured(self) -> bool:
        """Whether a meter counted; else the power was assumed, and energy is time in other units."""
        return bool((self.status.energy or {}).get("measured"))


def subject(folder: RunFolder, load_settings: LoadSettings) -> Subject:
    """The run in `folder`, read anew. Raises RunError for one that does not learn."""
    status = folder.status()
    curves = history(folder.record_path)
    curves.refresh()
    return Subject(folder, status, load_settings(status.job_type, folder.config()), curves)


def subjects(folders: Sequence[RunFolder], load_settings: LoadSettings) -> list[Subject]:
    """Up to six runs in the order given. Raises RunError for too many, or for one twice."""
    if not FEWEST <= len(folders) <= MOST:
        raise RunError(f"Compare {FEWEST} to {MOST} runs at once, got {len(folders)}.")
    names = [folder.name for folder in folders]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise RunError(f"“{twice}” was named twice: name each run once.")
    return [subject(folder, load_settings) for folder in folders]


def labels(compared: Sequence[Subject]) -> list[str]:
    """A title for each that no other has: numbered where two are called the same."""
    titles = [each.title for each in compared]
    return [
        f"{title} ({titles[:index].count(title) + 1})" if titles.count(title) > 1 else title
        for index, title in enumerate(titles)
    ]
