"""What a lesson's button does: it sets everything up, and opens the page where it can be seen."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

from gan_core.config import RunConfig
from gan_core.doctor import FAILURE_MODES, recordings
from gan_core.doctor.starts import FAILING
from gan_core.errors import UserError
from gan_core.presets import PRESETS
from ui import address, navigation_paths
from ui.lessons import progress
from ui.lessons.lesson import RUN, Action, LessonError
from ui.lessons.progress import Progress
from ui.server import launcher, visitor


def act(action: Action, where: Progress, started: Callable[[str], None]) -> None:
    """Do it, and show it. Raises UserError with a sentence; else the page is run anew and this never returns.

    `started` is told the name of the run that it began, if it began one.
    """
    if action.verb == "open":
        _open(action, where)
    config = _preset(action) if action.verb == "train" else _failing(action)
    folder = launcher().start(config.model_dump(mode="json"), title=config.title, owner=visitor())
    started(folder.name)
    progress.go(replace(where, run=folder.name))
    address.open_page(
        navigation_paths.TRAIN, {"run": folder.name, progress.PARAM: replace(where, run=folder.name).text}
    )


def _preset(action: Action) -> RunConfig:
    changes = {name: _number_or_text(value) for name, value in action.settings.items()}
    return PRESETS[action.what].config.with_changes(changes)


def _failing(action: Action) -> RunConfig:
    """Settings that are known to fail, with the seed that was recorded: another one may do no harm."""
    if action.what not in FAILING:
        raise LessonError(f"No run is known that fails by {FAILURE_MODES[action.what].title.lower()}.")
    seed = recordings.load(action.what).config.seed
    return FAILING[action.what].config(title=f"Failing run {secrets.token_hex(2).upper()}", seed=seed)


def _open(action: Action, where: Progress) -> None:
    if RUN in action.settings.values() and not where.run:
        raise UserError("Start the lesson's run first: go back to the step with its button.")
    query = {name: where.run if value == RUN else value for name, value in action.settings.items()}
    address.open_page(navigation_paths.page_path(action.what), {**query, progress.PARAM: where.text})


def _number_or_text(value: str) -> object:
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(value, value)
