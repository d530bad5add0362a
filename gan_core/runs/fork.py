"""A fork: a new run that continues from a checkpoint of another one, with other settings. Torch is not imported."""

import os
import shutil
import time
from pathlib import Path
from typing import Any

from gan_core.config import LIVE, RunConfig, load_config
from gan_core.errors import RunError, SettingsError
from gan_core.jobs.folder import RunFolder, Status, new_name
from gan_core.jobs.launcher import Launcher
from gan_core.runs.fitting import check_data
from gan_core.runs.origin import Origin, write_origin
from gan_core.settings import flat
from gan_core.steps import holds, step_folders
from gan_core.store import atomic
from gan_core.store.machine_settings import read_machine, write_machine
from gan_core.store.model_card import ModelCard, read_card, read_meta
from gan_core.store.model_ref import BEST, WHOLE

BUDGETS = {"num_steps": "step", "num_images": "images", "seconds": "seconds"}
LAST = "last"
TITLE_LETTERS = 80


def whole_checkpoints(run: Path) -> dict[int, Path]:
    """The checkpoints of the run in `run` that hold its whole state, by their step, newest first."""
    found = step_folders(run / "checkpoints")
    return {step: path for step, path in reversed(found.items()) if holds(path, *WHOLE)}


def why_not(run: Path, status: Status | None) -> str:
    """Why nothing can be forked from the model or run in the folder `run`, in a sentence; empty if it can be.

    `status` is None for a shipped model.
    """
    if status is None:
        return (
            "A shipped model is a generator only, without discriminator and optimisers, so its training cannot be "
            "continued. Train a preset, then fork that."
        )
    if status.job_type != RunConfig.job_type:
        return "Only training runs can be forked, and this is not one."
    if not whole_checkpoints(run):
        return "It has saved no checkpoint yet: wait a few seconds."
    return ""


def pick(source: RunFolder, step: int | str) -> tuple[int, Path]:
    """The checkpoint of that step, or the last one. Raises RunError naming those that there are."""
    if reason := why_not(source.path, source.status()):
        raise RunError(f"“{source.name}” cannot be forked. {reason}")
    found = whole_checkpoints(source.path)
    if step == LAST:
        return next(iter(found.items()))
    if step not in found:
        there = ", ".join(f"{each:,}" for each in sorted(found))
        raise RunError(f"There is no complete checkpoint of step {step}: a fork can start at {there}.")
    return int(step), found[int(step)]


def settings_at(source: RunFolder, checkpoint: Path) -> RunConfig:
    """The settings of a run as they were at a checkpoint: what was changed while it ran is in them."""
    live = read_meta(checkpoint, "state.json").get("live", {})
    return load_config(source.config()).with_changes({name: live[name] for name in LIVE if name in live})


def with_room(config: RunConfig, checkpoint: Path) -> RunConfig:
    """The settings with each budget that was used up at the checkpoint given once more."""
    counters = read_meta(checkpoint, "state.json")["counters"]
    limits = {name: (getattr(config.training, name), counters[used]) for name, used in BUDGETS.items()}
    spent = {f"training.{name}": round(limit + used, 1) for name, (limit, used) in limits.items() if 0 < limit <= used}
    return config.with_changes(spent)


def changed(before: RunConfig, after: RunConfig) -> dict[str, Any]:
    """The settings that differ, by dotted name, with their new values; the title does not count."""
    old, new = flat(before.model_dump(mode="json")), flat(after.model_dump(mode="json"))
    return {name: value for name, value in new.items() if name != "title" and old.get(name) != value}


def check(before: RunConfig, after: RunConfig, card: ModelCard) -> None:
    """Raises SettingsError naming the first setting that the weights at hand do not fit, DataError for bad pictures."""
    for name in changed(before, after):
        if name.startswith("model."):
            raise SettingsError(
                f"{name} cannot be changed in a fork: the saved weights depend on its present value. Train a new "
                "run instead."
            )
    if before.data != after.data:
        check_data(after, card)


def fork(
    launcher: Launcher,
    source: RunFolder,
    *,
    step: int | str = LAST,
    changes: dict[str, Any] | None = None,
    title: str = "",
    owner: str = "",
) -> RunFolder:
    """Queue a run that continues from `source` at `step` with `changes`; all that came before is copied into it.

    Without changes it does what its parent does when that is resumed, on the CPU to the last bit. Raises RunError,
    SettingsError.
    """
    launcher.check_room()
    step, checkpoint = pick(source, step)
    before = settings_at(source, checkpoint)
    after = before.with_changes(changes or {})
    check(before, after, read_card(checkpoint))
    counters = read_meta(checkpoint, "state.json")["counters"]
    _check_budget(after, counters)
    parent = source.status().title
    after = after.with_changes({"title": (title or f"{parent}, forked at {step:,}")[:TITLE_LETTERS]})
    launcher.guard.check_start(after.model_dump(mode="json"), after.job_type)
    origin = Origin(source.name, parent, step, changed(before, after))
    target = launcher.root / new_name(launcher.root, after.title)
    try:
        with atomic.new_folder(target) as new:
            _fill(new, source, checkpoint, after, origin)
            _begin(new, source, origin, title=after.title, owner=owner, **counters)
    except (FileNotFoundError, shutil.Error) as error:
        raise RunError("That checkpoint has just been replaced by a newer one: choose another step.") from error
    return RunFolder(target)


def _check_budget(config: RunConfig, counters: dict[str, Any]) -> None:
    for name, used in BUDGETS.items():
        limit = getattr(config.training, name)
        if limit and counters[used] >= limit:
            raise SettingsError(
                f"training.{name} must be more than {counters[used]:,.10g}, which the run had used at this step, "
                f"got {limit:,.10g}: otherwise the fork would end before it starts"
            )


def _fill(new: Path, source: RunFolder, checkpoint: Path, config: RunConfig, origin: Origin) -> None:
    """Settings, checkpoint, snapshots and pictures up to the step. Files that never change are not written twice."""
    atomic.write_json(new / "config.json", config.model_dump(mode="json"))
    write_origin(new, origin)
    values = flat(config.model_dump(mode="json"))
    if machine := {name: each for name, each in read_machine(source.path).items() if values.get(name) == each}:
        write_machine(new, machine)
    copied = new / "checkpoints" / checkpoint.name
    shutil.copytree(checkpoint, copied, copy_function=_link, ignore=_links)
    saved = read_meta(copied, "state.json")
    live = flat(config.model_dump(mode="json"))
    # A fork that has not begun yet still has its own parent's checkpoint, and its own changes to make.
    everything = dict.fromkeys([*saved.get("changed", []), *origin.changes])
    saved |= {"live": {name: live[name] for name in LIVE if name in live}, "changed": list(everything)}
    atomic.write_json(copied / "state.json", saved)
    for step, snapshot in step_folders(source.path / "snapshots").items():
        if step <= origin.step:
            shutil.copytree(snapshot, new / "snapshots" / snapshot.name, copy_function=_link, ignore=_links)
    (new / "samples").mkdir()
    with source.record() as record:
        record.copy_to(new / "run.sqlite")
        for _, step, _, file in record.pictures():
            if step <= origin.step and source.owns_picture(file):
                _link(source.samples / file, new / "samples" / file)


def _begin(new: Path, source: RunFolder, origin: Origin, *, title: str, owner: str, **counters: Any) -> None:
    words = ", ".join(f"{name} = {value}" for name, value in origin.changes.items()) or "nothing changed"
    known = {name: counters[name] for name in ("step", "images", "seconds")}
    known["facts"] = {name: value for name, value in (source.status().facts or {}).items() if name != BEST}
    now = time.time()
    with RunFolder(new).record() as record:
        record.begin_anew(
            state="queued",
            title=title,
            owner=owner,
            job_type=RunConfig.job_type,
            created=now,
            queued=now,
            last_checkpoint=origin.step,
            **known,
        )
        record.log(origin.step, "change", f"Forked from “{origin.title}” at step {origin.step:,}: {words}")


def _link(source: str | Path, target: str | Path) -> None:
    """A second name for a file that is replaced, never written into; a copy where the disk knows no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _links(place: str, names: list[str]) -> list[str]:
    """Those that lead elsewhere: they are not the run's to hand on."""
    return [name for name in names if os.path.islink(os.path.join(place, name))]
