"""What all jobs that train a network share: training, fine-tuning and distillation.

It prepares the state, or takes it up again where it was saved; saves it; keeps snapshots and the best generator; takes
live changes; and explains what went wrong. What a job learns from, and how, is said by its own class.
"""

import gc
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import torch

from gan_core.config import RunConfig
from gan_core.errors import CheckpointError, NoNumberError, RunError
from gan_core.events import UPDATES, Event, Facts, Losses, Note, Progress, Samples
from gan_core.jobs.folder import RunFolder
from gan_core.machine import describe
from gan_core.monitors.schedule import MonitorSchedule
from gan_core.present import present
from gan_core.run_settings import RecordingConfig, RuntimeConfig
from gan_core.steps import step_folders, step_of
from gan_core.store import atomic
from gan_core.store.machine_settings import read_machine
from gan_core.store.model_ref import BEST
from gan_core.training import checkpoint
from gan_core.training.batches import Batches
from gan_core.training.best import Best
from gan_core.training.execution import Execution, decide
from gan_core.training.growing import grow
from gan_core.training.loop import check_whole, drain
from gan_core.training.prepare import Report
from gan_core.training.probe import Choice
from gan_core.training.rank_words import other_processes
from gan_core.training.state import State, set_rates, share_done, update_ema
from gan_core.training.trainers import trainer_of

SNAPSHOTS = "snapshots"
FIRST_SNAPSHOT = 25
SNAPSHOT_GROWTH = 1.45
MAX_SNAPSHOTS = 40
MAX_CHANGES = 100
CHANGES = "changes"
"""The fact that holds what was changed while the run went on."""


class LearningConfig(Protocol):
    """The groups that the settings of every such job have."""

    @property
    def runtime(self) -> RuntimeConfig: ...
    @property
    def recording(self) -> RecordingConfig: ...


@dataclass
class Learning:
    """What a job begins with: the state before its first step, the settings of the network that learns, its labels.

    `data` is None where nothing is learned from data, and so nothing can be measured against them.
    """

    state: State
    config: RunConfig
    labels: tuple[str, ...]
    data: Batches | None = None


class LearningRun:
    """One run of the folder `folder`; see gan_core.jobs.job.Job for what a worker asks of it.

    Each kind says what it begins with, what it says first, its steps, and what it shows besides curves.
    """

    def __init__(self, folder: RunFolder, settings: LearningConfig, report: Report) -> None:
        self.folder = folder
        self.save_every_seconds = settings.recording.checkpoint_seconds
        self.notes: list[str] = []
        for place in (folder.checkpoints, folder.path / BEST, folder.path / SNAPSHOTS):
            atomic.sweep(place)
        found = checkpoint.newest_first(folder.checkpoints)
        chosen = self._as_before(settings.runtime, found) or self.choose(report)
        execution, self.timed = chosen.execution, chosen.words
        if settings.runtime.cuda_graphs and not execution.graphed:
            self.notes.append("CUDA graphs need a GPU of NVIDIA's: steps run as ever, one kernel after the other.")
        execution.apply_threads()
        begun = self.begin(found, execution, report)
        self.state, self.data, self.config, self.labels = begun.state, begun.data, begun.config, begun.labels
        self.resumed = bool(found)
        self.restored: Path | None = None
        if found:
            self._restore(found)
        self._forget_after(self.state.step if found else -1)
        self.watching = None if self.data is None else MonitorSchedule(self.state, self.data, self.config)
        facts = folder.facts()
        self.best = Best(folder.path / BEST, self.config, self.labels, facts.get("best"))
        known = facts.get(CHANGES, {}).get("list", [])
        self.changes: list[dict[str, Any]] = [each for each in known if each["step"] <= self.state.step]
        self._next_snapshot = FIRST_SNAPSHOT
        while self._next_snapshot <= self.state.step:
            self._grow_snapshot()

    def choose(self, report: Report) -> Choice:
        """Where and how a run without a past computes."""
        raise NotImplementedError

    def begin(self, found: list[Path], execution: Execution, report: Report) -> Learning:
        """The state before the first step; `found` are the checkpoints there are, newest first."""
        raise NotImplementedError

    def beginning(self) -> Iterator[Note]:
        """What is said first, before any step."""
        raise NotImplementedError

    def steps(self) -> Iterator[Event]:
        """Learn until the budget is used; the last that each step says is its Progress."""
        raise NotImplementedError

    def shown_now(self, learned: tuple[str, ...]) -> list[Event]:
        """What there is to look at between two steps, after those networks have `learned`."""
        raise NotImplementedError

    def fault(self, step: int) -> str:
        """Where in the network the loss of `step` went wrong, in a sentence; or ""."""
        return ""

    def half_step(self, name: str) -> tuple[str, list[Event]]:
        """Move one network alone, as the command `name` asks; returns words for the log and events. Raises RunError."""
        half = None if self.data is None else trainer_of(self.config).half_steps.get(name)
        if half is None:
            raise RunError(self.whole_steps_only)
        data = present(self.data)
        set_rates(self.state, self.config)
        grown = grow(self.state, self.config)
        self.state.ranks.tell({"do": name, "watch": True, "live": self.state.live})
        self.state.pending.append(half.step(self.state, data, self.config, watch=True))
        self.state.half_steps += 1
        if half.network == self.state.family.drawing:
            update_ema(self.state, self.config, data.batch_size)
        measured = half.measures(self.state, data, self.config)
        told = [*grown.notes, *self.row_now(measured | grown.values), *self.shown_now((half.network,))]
        return f"One update of {half.network} only", told

    @property
    def whole_steps_only(self) -> str:
        """Why there are no half steps."""
        return f"A {self.config.family.title} has no discriminator: choose a whole step."

    def _as_before(self, runtime: RuntimeConfig, found: list[Path]) -> Choice | None:
        """As the newest readable checkpoint was computed; None where that is another kind of device or processor.

        On another processor the same sums come out otherwise anyway, and another setting may suit it.
        """
        for path in found:
            with suppress(CheckpointError):
                before = checkpoint.saved_execution(path)
                if before is None:
                    return None
                now, here = decide(runtime), describe()["processor"]
                if before.device != now.device:
                    self.notes.append(
                        f"Resumed on {now.device} after starting on {before.device}: it continues, but not bit by bit."
                    )
                    return None
                if before.device == "cpu" and checkpoint.saved_processor(path) not in ("", here):
                    self.notes.append("Resumed on another processor: it continues, but not bit by bit.")
                    return None
                return Choice(self._with_threads(before, now))
        return None

    def _with_threads(self, before: Execution, now: Execution) -> Execution:
        """`before` with as many threads as were asked for since."""
        if "runtime.num_threads" not in read_machine(self.folder.path) or before.num_threads == now.num_threads:
            return before
        self.notes.append(f"Resumed on {now.num_threads} threads, not {before.num_threads}: not bit by bit as before.")
        return replace(before, num_threads=now.num_threads)

    def _restore(self, found: list[Path]) -> None:
        """Load the newest checkpoint that is whole; says so when an older one had to serve."""
        for index, path in enumerate(found):
            try:
                checkpoint.load_state(path, self.state)
                self.notes += other_processes(path, self.state, self.config)
                self.restored = path
                return
            except CheckpointError as error:
                if index == len(found) - 1:
                    raise
                self.notes.append(f"{error} The previous one is used.")

    def _forget_after(self, step: int) -> None:
        for place in (self.folder.path / SNAPSHOTS, self.folder.path / BEST):
            for saved, path in step_folders(place).items():
                if saved > step:
                    shutil.rmtree(path, ignore_errors=True)

    def events(self) -> Iterator[Event]:
        """What the run says, with snapshots and measures taken in passing."""
        yield from self.beginning()
        for text in self.notes:
            yield Note(self.state.step, "warning", text)
        if best := self._best_before():
            yield Facts(self.state.step, {"best": best})
        try:
            for event in self.steps():
                if isinstance(event, Progress):
                    if event.step >= self._next_snapshot:
                        self._snapshot()
                    if self.watching is not None:
                        yield from self._kept(self.watching.look(self.state))
                yield self._counted(event)
        except NoNumberError as error:
            raise NoNumberError(f"{error} {self.fault(error.step)}".strip(), error.step) from error
        if self.watching is not None:
            yield from self._kept(self.watching.finish(self.state))

    def _best_before(self) -> dict[str, Any] | None:
        """What is known of the best where the run begins with a past."""
        if not self.state.step:
            return None
        return self.best.begin(self.folder.rows_until(self.state.step), self.state)

    def _kept(self, said: list[Event]) -> Iterator[Event]:
        """What monitors said, and a word of the best generator when they say that this one is it."""
        for event in said:
            yield self._counted(event)
            if isinstance(event, Losses) and (best := self.best.offer(event.values, self.state, self._afresh)):
                yield Facts(self.state.step, {"best": best})

    def _afresh(self) -> float | None:
        """The metric that chose the best, of latents that it was not chosen by."""
        return None if self.watching is None else self.watching.afresh(self.best.by, self.state)

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
                return self._set(str(value["name"]), value["value"])
            case "step":
                words, events = self._whole_step()
            case "d_step" | "g_step":
                words, events = self.half_step(name)
            case _:
                raise RunError(f"A training run does not know the command {name!r}.")
        return words, [self._counted(event) for event in events]

    def _set(self, name: str, value: Any) -> tuple[str, list[Event]]:
        if name not in self.state.live:
            raise RunError(f"{name} cannot be changed while a run trains; these can: {', '.join(self.state.live)}.")
        group, key = name.split(".")
        # Against what holds now, not what held at the start: a budget may replace another.
        checked = self.config.with_changes({**self.state.live, name: value}).model_dump(mode="json")[group][key]
        before = self.state.live[name]
        self.state.live = {**self.state.live, name: checked}
        return f"{name}: {before:g} → {checked:g}", [self._noted(name, before, checked)]

    def _noted(self, name: str, before: float, value: float) -> Facts:
        """What was changed while it learned, and where that stands on each axis of the curves."""
        state = self.state
        place = {"step": state.step, "updates": state.updates, "images": state.images, "seconds": state.seconds}
        last = self.changes[-1] if self.changes else {}
        if last.get("name") == name and last.get("updates") == state.updates:  # moved again before anything learned
            before = self.changes.pop()["before"]
        self.changes = [*self.changes, {"name": name, "before": before, "value": value, **place}][-MAX_CHANGES:]
        return Facts(state.step, {CHANGES: {"list": self.changes}})

    def _whole_step(self) -> tuple[str, list[Event]]:
        shown: list[Event] = []
        for event in self.steps():
            shown.append(event)
            if isinstance(event, Progress):
                break
        return f"One whole step, now at {self.state.step}", [*shown, *self.shown_now(tuple(self.state.networks))]

    def row_now(self, measured: dict[str, float] | None = None) -> list[Losses]:
        """A row of what has not been told yet, and of what was `measured` just now; empty where all is told."""
        values, state = drain(self.state) | (measured or {}), self.state
        return [Losses(state.step, state.images, state.seconds, values)] if values else []

    def _counted(self, event: Event) -> Event:
        """A row says how many updates there were, once those are others than the steps."""
        if not isinstance(event, Losses) or not self.state.half_steps:
            return event
        return replace(event, values={**event.values, UPDATES: float(self.state.updates)})

    def previews(self, learned: tuple[str, ...]) -> list[Samples | Facts]:
        """Samples of the averaged generator and what goes with them, as training shows them."""
        return trainer_of(self.config).shown(self.state, present(self.data), self.config, learned)

    def save(self) -> int:
        """Write a checkpoint of the present step; returns its step."""
        check_whole(self.state)
        self.state.ranks.check_alike(self.state.networks)
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
        self.state.ranks.close()
        newest = next(iter(checkpoint.newest_first(self.folder.checkpoints)), None)
        if newest is not None and step_of(newest) == self.state.step:
            checkpoint.prune(self.folder.checkpoints, keep=1)
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
