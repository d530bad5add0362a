"""Which model is meant: a shipped one or a run by its name, and of a run the moment of its training."""

import re
from dataclasses import dataclass
from pathlib import Path

from gan_core.errors import CheckpointError
from gan_core.places import runs_root
from gan_core.steps import holds, step_folders, step_of
from gan_core.store.model_card import META, PRETRAINED, WEIGHTS, find_model

REF = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,99})(@(?P<step>\d{1,12}|best))?")
BEST = "best"
"""The folder of the generator that was best by the run's measure, and what one writes after @ to name it."""
PLACES = (BEST, "snapshots", "checkpoints")
"""Where a run keeps what it has saved; of one step the last of them counts."""
WHOLE = (WEIGHTS, "training.safetensors", "state.json", META)
"""The files of a checkpoint that training can go on from."""


@dataclass(frozen=True)
class SavedStep:
    """A saved generator of a run: the step at which it was saved, and its folder."""

    step: int
    path: Path


def saved_steps(name: str) -> list[SavedStep]:
    """Every saved generator of the run `name` from the oldest to the newest; a checkpoint hides a snapshot of its step.

    Empty for a shipped model, which has one moment only, and for a run that has saved nothing.
    """
    return saved_steps_in(runs_root() / name)


def saved_steps_in(run: Path) -> list[SavedStep]:
    """As `saved_steps`, of the run in the folder `run`."""
    found: dict[int, Path] = {}
    for folder in PLACES:
        found |= {step: path for step, path in step_folders(run / folder).items() if holds(path, WEIGHTS)}
    return [SavedStep(step, found[step]) for step in sorted(found)]


def best_step(name: str) -> int | None:
    """At which step the run `name` was best by its own measure; None where it does not say."""
    return max(step_folders(runs_root() / name / BEST), default=None)


def reference_of(path: Path) -> str:
    """How the model in the folder `path` is named for good: "shapes-gan", or a run with the step: "my-run@1000"."""
    if path.parent.name not in PLACES:
        return path.name
    return f"{path.parent.parent.name}@{step_of(path)}"


def resolve(text: str) -> Path:
    """The folder of the model that `text` names: "shapes-gan", "my-run" (its newest), "my-run@1000" or "my-run@best".

    Nothing outside the shipped models and the runs can be named. Raises CheckpointError with a sentence.
    """
    parts = REF.fullmatch(text)
    if parts is None:
        raise CheckpointError("A model is named by letters, digits, dots and dashes, and @ with a step.")
    name, step = parts["name"], parts["step"]
    if step is None:
        if (PRETRAINED / name / WEIGHTS).is_file():
            return PRETRAINED / name
        if not (runs_root() / name).is_dir():
            raise CheckpointError(f"The model “{name}” is not here any more. Choose another one.")
        return find_model(runs_root() / name)
    if step == BEST and (step := best_step(name)) is None:
        raise CheckpointError(f"“{name}” keeps no best model: choose a step of it, or its newest.")
    for moment in saved_steps(name):
        if moment.step == int(step):
            return moment.path
    raise CheckpointError(f"Step {int(step):,} of “{name}” is not here any more. Choose another moment.")
