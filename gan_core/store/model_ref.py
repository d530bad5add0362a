"""Finds the model that a reference names: a shipped one, or a run by name or folder, at a checkpoint."""

import re
from dataclasses import dataclass
from pathlib import Path

from gan_core.errors import CheckpointError
from gan_core.places import runs_root
from gan_core.steps import holds, step_folders, step_of
from gan_core.store.model_card import META, PRETRAINED, WEIGHTS, shipped

REF = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,99})(@(?P<step>\d{1,12}|best))?")
REFERENCE = re.compile(r"(?P<run>.+)@(?P<step>\d{1,12}|best)", re.DOTALL)
BEST = "best"
"""The folder of the generator that was best by the run's measure, and what one writes after @ to name it."""
PLACES = (BEST, "snapshots", "checkpoints")
"""Where a run keeps what it has saved; of one step the last of them counts."""
WHOLE = (WEIGHTS, "training.safetensors", "state.json", META)
"""The files of a checkpoint that training can continue from."""


@dataclass(frozen=True)
class SavedStep:
    """A saved generator of a run: the step at which it was saved, and its folder."""

    step: int
    path: Path


def saved_steps(name: str) -> list[SavedStep]:
    """Every saved generator of the run `name` from the oldest to the newest; a checkpoint hides a snapshot of its step.

    Empty for a shipped model, which has one checkpoint only, and for a run that has saved nothing.
    """
    return saved_steps_in(runs_root() / name)


def saved_steps_in(run: Path, places: tuple[str, ...] = PLACES) -> list[SavedStep]:
    """As `saved_steps`, of the run in the folder `run`."""
    found: dict[int, Path] = {}
    for folder in places:
        found |= {step: path for step, path in step_folders(run / folder).items() if holds(path, WEIGHTS)}
    return [SavedStep(step, found[step]) for step in sorted(found)]


def best_step(name: str) -> int | None:
    """At which step the run `name` was best by its own metric; None where it does not say."""
    return max(step_folders(runs_root() / name / BEST), default=None)


def split_reference(text: str) -> tuple[str, str]:
    """What is before the last @ and the step, or "best", behind it; no checkpoint where none is named."""
    parts = REFERENCE.fullmatch(text)
    return (parts["run"], parts["step"]) if parts else (text, "")


def find_model(where: str | Path) -> Path:
    """The folder that holds generator.safetensors of whatever `where` names, the one way for library and terminal.

    A shipped model by its name, a run by its name or its folder (its newest checkpoint), either with "@1000" or "@best"
    behind it for one checkpoint, or a folder that holds the weights itself. A shipped name comes first, then a run's,
    then a folder's. Raises CheckpointError that says what was looked for.
    """
    text = str(where)
    if "/" not in text and holds(PRETRAINED / text, WEIGHTS):
        return PRETRAINED / text
    path, step = _run_or_folder(where), ""
    if not path.exists():
        run, step = split_reference(text)
        path = _run_or_folder(run)
    if step:
        return _at_step(path, step)
    if (path / WEIGHTS).exists():
        return path
    saved = {each.step: each.path for each in saved_steps_in(path, places=("snapshots", "checkpoints"))}
    if saved:
        return saved[max(saved)]
    names = ", ".join(each.name for each in shipped()) or "none"
    raise CheckpointError(
        f"{where} is neither a run or checkpoint with a saved generator, nor a shipped model (shipped: {names})."
    )


def _run_or_folder(where: str | Path) -> Path:
    """A run's folder where `where` is the name of one, else the path itself."""
    known = runs_root() / where
    return known if str(where) and "/" not in str(where) and known.exists() else Path(where)


def _at_step(run: Path, step: str) -> Path:
    """The generator that the run in the folder `run` saved at `step`, or its best one. Raises CheckpointError."""
    if not run.is_dir():
        raise CheckpointError(f"The model “{run.name}” no longer exists. Choose another one.")
    wanted = max(step_folders(run / BEST), default=None) if step == BEST else int(step)
    if wanted is None:
        raise CheckpointError(f"“{run.name}” has no best model: choose one of its steps, or its newest.")
    for saved in saved_steps_in(run):
        if saved.step == wanted:
            return saved.path
    raise CheckpointError(f"Step {wanted:,} of “{run.name}” no longer exists. Choose another checkpoint.")


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
        raise CheckpointError(
            "A model's name consists of letters, digits, dots and dashes, optionally followed by @ and a step."
        )
    name, step = parts["name"], parts["step"]
    if step is not None:
        return _at_step(runs_root() / name, step)
    if not (PRETRAINED / name / WEIGHTS).is_file() and not (runs_root() / name).is_dir():
        raise CheckpointError(f"The model “{name}” no longer exists. Choose another one.")
    return find_model(name)
