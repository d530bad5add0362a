"""Finds the run that an argument names. Arguments that name a model go to find_model in store/model_ref.py."""

from pathlib import Path

from gan_core.errors import RunError
from gan_core.jobs.folder import NAME, RunFolder, find_run
from gan_core.places import runs_root
from gan_core.store.model_card import shipped
from gan_core.store.model_ref import split_reference

MODEL_HELP = "a run's name or folder, also RUN@STEP and RUN@best; a checkpoint folder; a shipped model"


def find(text: str) -> RunFolder:
    """The run that `text` names: its name among the app's runs, or its folder. Raises RunError."""
    folder, step = find_checkpoint(text)
    if step:
        raise RunError(f"{text!r} is one checkpoint of a run, and this command takes the whole run: {folder.name}.")
    return folder


def find_checkpoint(text: str) -> tuple[RunFolder, str]:
    """The run that `text` names, and the step or "best" where it names one of its checkpoints. Raises RunError."""
    folder, step = _run(text), ""
    if folder is None:
        run, step = split_reference(text)
        folder = _run(run)
    if folder is not None:
        return folder, step
    if text in (path.name for path in shipped()):
        raise RunError(f"{text} is a shipped model: a generator only, not a run.")
    raise RunError(f"There is no run {text!r}: `python -m gan_core runs` lists them.")


def _run(text: str) -> RunFolder | None:
    if NAME.fullmatch(text) and (runs_root() / text / "run.sqlite").exists():
        return find_run(runs_root(), text)
    folder = RunFolder(Path(text))
    return folder if folder.exists() else None
