"""Training as a job for a worker: loads the data, makes or restores the state, saves it, and takes live changes."""

import gc
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from gan_core.config import LIVE, RunConfig, load_config
from gan_core.data.report_words import summary
from gan_core.errors import CheckpointError, NoNumberError, RunError, TrainingError
from gan_core.events import Event, Facts, Losses, Note, Progress
from gan_core.jobs.folder import RunFolder
from gan_core.monitors.schedule import MonitorSchedule
from gan_core.steps import step_folders, step_of
from gan_core.store import atomic
from gan_core.store.model_card import with_labels
from gan_core.store.model_ref import BEST
from gan_core.training import checkpoint, gan
from gan_core.training.best import Best
from gan_core.training.execution import Execution, decide
from gan_core.training.fault import fault_since_saved
from gan_core.training.loop import FAMILIES, check_whole, drain, train
from gan_core.training.prepare import Report, prepare
from gan_core.training.state import set_rates, share_done

SNAPSHOT_GROWTH = 1.45
SNAPSHOTS = "snapshots"
FIRST_SNAPSHOT = 25
MAX_SNAPSHOTS = 40


class TrainJob:
    """One training run of the folder `folder`; see gan_core.jobs.job.Job for what a worker asks of it."""

    def __init__(self, folder: RunFolder, report: Report) -> None:
        self.folder, self.config = folder, load_config(folder.config())
        self.save_every_seconds = self.config.recording.checkpoint_seconds
        execution = decide(self.config.runtime, self.config.data.kind)
        for place in (folder.checkpoints, folder.path / BEST, folder.path / SNAPSHOTS):
            atomic.sweep(place)
        self.notes: list[str] = []
        found = checkpoint.newest_first(folder.checkpoints)
        if found:
            execution = self._as_before(execution, found)
        execution.apply_threads()
        self.state, self.data, self.labels = prepare(self._as_learned(found), execution, report)
        self.resumed = bool(found)
        if found:
            self._restore(found)
        self._forget_after(self.state.step if found else -1)
        self._begin_watching()
        self._next_snapshot = FIRST_SNAPSHOT
        while self._next_snapshot <= self.state.step:
            self._grow_snapshot()

    def _as_before(self, now: Execution, found: list[Path]) -> Execution:
        """Compute as the newest readable checkpoint did, where it is the same kind of device."""
        for path in found:
            with suppress(CheckpointError):
                before = checkpoint.saved_execution(path)
                if before is None:
                    return now
                if before.device == now.device:
                    return before
                self.notes.append(
                    f"Resumed on {now.device} what began on {before.device}: it goes on, but not exactly."
                )
                return now
        return now

    def _as_learned(self, found: list[Path]) -> RunConfig:
        """The config with the labels in the order that the newest readable checkpoint knows."""
        for path in found:
            with suppress(CheckpointError, KeyError, TypeError):
                return with_labels(self.config, tuple(checkpoint.read_meta(path, "meta.json")["labels"]))
        return self.config

    def _restore(self, found: list[Path]) -> None:
        """Load the newest checkpoint that is whole; says so when an older one had to serve."""
        for index, path in enumerate(found):
            try:
                checkpoint.load_state(path, self.state)
                return
            except CheckpointError as error:
                if index == len(found) - 1:
                    raise
                self.notes.append(f"{error} The one before it is taken.")

    def _forget_after(self, step: int) -> None:
        for place in (self.folder.path / SNAPSHOTS, self.folder.path / BEST):
            for saved, path in step_folders(place).items():
                if saved > step:
                    shutil.rmtree(path, ignore_errors=True)

    def events(self) -> Iterator[Event]:
        """What training says, with snapshots and measures taken in passing."""
        where = self.state.execution
        verb = f"Resumed at step {self.state.step}" if self.resumed else "Training"
        yield Note(
            self.state.step,
            "info",
            f"{verb} on {where.words}",
        )
        if self.data.report is not None:
            yield Note(self.state.step, "info", summary(self.data.report))
        for text in (*self.notes, *self.data.notes):
            yield Note(self.state.step, "warning", text)
        try:
            for event in train(self.state, self.data, self.config):
                if isinstance(event, Progress):
                    if event.step >= self._next_snapshot:
                        self._snapshot()
                    yield from self._kept(self.watching.look(self.state))
                yield event
        except NoNumberError as error:
            fault = fault_since_saved(self.folder.checkpoints, self.state, self.data, self.config, error.step)
            raise TrainingError(f"{error} {fault}".strip()) from error
        yield from self._kept(self.watching.finish(self.state))

    def _begin_watching(self) -> None:
        """Measures from now on, and what is known of the best generator so far."""
        self.watching = MonitorSchedule(self.state, self.data, self.config)
        known = self.folder.facts().get("best")
        self.best = Best(self.folder.path / BEST, self.config, self.labels, known)

    def _kept(self, said: list[Event]) -> Iterator[Event]:
        """What watches said, and a word of the best generator when they say that this one is it."""
        for event in said:
            yield event
            if isinstance(event, Losses) and (best := self.best.offer(event.values, self.state)):
                yield Facts(self.state.step, {"best": best})

    def _snapshot(self) -> None:
        snapshots = self.folder.path / SNAPSHOTS
        if len(step_folders(snapshots)) < MAX_SNAPSHOTS:
            checkpoint.save_generator(snapshots, self.state, self.config, self.labels)
            checkpoint.thin_snapshots(snapshots)
        self._grow_snapshot()

    def _grow_snapshot(self) -> None:
        self._next_snapshot = int(self._next_snapshot * SNAPSHOT_GROWTH) + 1

    def apply(self, name: str, value: Any) -> tuple[str, list[Event]]:
        """Does a single step, or changes a live setting; returns words for the log and events. Raises UserError."""
        match name:
            case "set":
                return self._set(str(value["name"]), value["value"]), []
            case "step":
                return self._whole_step()
            case "d_step" | "g_step":
                return self._half_step(name)
            case _:
                raise RunError(f"A training run knows no command {name!r}.")

    def _set(self, name: str, value: Any) -> str:
        if name not in LIVE:
            raise RunError(f"{name} cannot be changed while a run goes on; what can: {', '.join(LIVE)}.")
        group, key = name.split(".")
        # Against what holds now, not what held at the start: a budget may replace another.
        checked = self.config.with_changes({**self.state.live, name: value}).model_dump(mode="json")[group][key]
        before = self.state.live[name]
        self.state.live = {**self.state.live, name: checked}
        return f"{name}: {before:g} → {checked:g}"

    def _whole_step(self) -> tuple[str, list[Event]]:
        shown: list[Event] = []
        for event in train(self.state, self.data, self.config):
            shown.append(event)
            if isinstance(event, Progress):
                break
        return f"One whole step, now at {self.state.step}", [*shown, *self._look_now()]

    def _half_step(self, name: str) -> tuple[str, list[Event]]:
        if self.config.model.family != "gan":
            raise RunError("A VAE has no discriminator: press a whole step.")
        one = gan.d_step if name == "d_step" else gan.g_step
        set_rates(self.state, self.config)
        self.state.pending.append(one(self.state, self.data, self.config, watch=True))
        player = "D" if name == "d_step" else "G"
        return f"One update of {player} only", self._look_now()

    def _look_now(self) -> list[Event]:
        state, family = self.state, FAMILIES[self.config.model.family]
        values = drain(state)
        row = [Losses(state.step, state.images, state.seconds, values)] if values else []
        return [*row, *family.previews(state, self.data, self.config)]

    def save(self) -> int:
        """Write a checkpoint of this moment; returns its step."""
        check_whole(self.state)
        checkpoint.save_state(self.folder.checkpoints, self.state, self.config, self.labels)
        return self.state.step

    def progress(self) -> float:
        return share_done(self.state)

    def now(self) -> Progress:
        return Progress(self.state.step, self.state.images, self.state.seconds)

    def live(self) -> dict[str, Any]:
        return {**self.state.live, **{f"runtime.{k}": v for k, v in self.state.execution.to_json().items()}}

    def close(self) -> None:
        """Let go. Where the end was saved, the checkpoint before it has done its duty: it is the largest thing here."""
        newest = next(iter(checkpoint.newest_first(self.folder.checkpoints)), None)
        if newest is not None and step_of(newest) == self.state.step:
            checkpoint.prune(self.folder.checkpoints, keep=1)
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


def explain(error: BaseException) -> str | None:
    """Words for what torch raises when the machine gives out; None for anything else."""
    text = str(error)
    if isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in text or "out of memory" in text.lower():
        return "Out of memory. Choose a smaller batch, a smaller network or smaller pictures, or stop other runs."
    if type(error).__module__.startswith(("torch._dynamo", "torch._inductor")):
        return f"torch.compile cannot compile these networks here ({text.splitlines()[0]}). Switch runtime.compile off."
    if "CUDA error" in text or "CUDNN" in text:
        first = text.splitlines()[0]
        return (
            f"The GPU stopped answering ({first}). Resume from the last checkpoint; restart the machine if it recurs."
        )
    return None
