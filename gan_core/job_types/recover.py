"""Recovery as a job for a worker: makes the student, keeps its teacher beside it, saves, and takes live changes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from gan_core.errors import CheckpointError, RunError
from gan_core.events import Event, Note, Progress
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.generators.torch_generator import load as load_model
from gan_core.job_types.train import FIRST_SNAPSHOT, SNAPSHOTS, TrainJob
from gan_core.jobs.folder import RunFolder
from gan_core.recovery import distil, loop, sandwich
from gan_core.recovery.any_cost import store_statistics
from gan_core.recovery.compare import Comparison, compare
from gan_core.recovery.settings import RecoverConfig, load_recover_config
from gan_core.recovery.student import empty_student, make_student
from gan_core.store import atomic
from gan_core.store.model_card import META, WEIGHTS
from gan_core.store.model_ref import BEST, resolve
from gan_core.training import checkpoint
from gan_core.training.execution import Execution, decide
from gan_core.training.prepare import Report, prepare
from gan_core.training.state import State

TEACHER = "teacher"
MODEL_FILES = (WEIGHTS, META)


class RecoverJob(TrainJob):
    """One recovery in the folder `folder`. Saving, live settings and snapshots are those of a training run.

    A resumed recovery goes on exactly: networks, adapters, judge, optimisers, random numbers and counters are saved,
    and the teacher was copied into the run's folder when it began.
    """

    def __init__(self, folder: RunFolder, report: Report) -> None:
        self.folder, self.recovery = folder, load_recover_config(folder.config())
        self.save_every_seconds = self.recovery.recording.checkpoint_seconds
        self.notes: list[str] = []
        execution = decide(self.recovery.runtime)
        for place in (folder.checkpoints, folder.path / BEST, folder.path / SNAPSHOTS):
            atomic.sweep(place)
        found = checkpoint.newest_first(folder.checkpoints)
        if found:
            execution = self._as_before(execution, found)
        execution.apply_threads()
        report("Reading the teacher", None)
        self.teacher = load_model(kept_teacher(folder, self.recovery))
        student = self._student(found, report)
        self.config, self.labels = student.card.config, student.card.labels
        self.state = self._begin(student, execution, report)
        self.resumed = bool(found)
        if found:
            self._restore(found)
        self._forget_after(self.state.step if found else -1)
        self.comparison = self._comparison()
        if self.recovery.method == "fine_tune":  # a distillation sees no data, and has nothing to be measured against
            self._begin_watching()
        self._next_snapshot = FIRST_SNAPSHOT
        while self._next_snapshot <= self.state.step:
            self._grow_snapshot()

    def _student(self, found: list[Path], report: Report) -> TorchGenerator:
        """Of the widths that the newest readable checkpoint has, or made anew."""
        for path in found:
            with suppress(CheckpointError):
                return empty_student(self.recovery, path)
        return make_student(self.recovery, self.teacher, report)

    def _begin(self, student: TorchGenerator, execution: Execution, report: Report) -> State:
        """The state before the first step."""
        if self.recovery.method != "fine_tune":
            self.lesson = distil.make_context(student, self.teacher.module, self.recovery.losses, execution)
            if self.recovery.method == "any_cost":
                self.lesson = sandwich.make_context(student, self.lesson, self.recovery.widths, execution)
            return distil.initial_state(student, self.lesson, execution)
        state, self.data, _ = prepare(self.config, execution, report)
        for network in (state.drawing, state.ema):
            network.load_state_dict(student.module.state_dict())
        return state

    def _comparison(self) -> Comparison:
        recovery, shown = self.recovery, self.recovery.recording.num_samples
        if recovery.method != "any_cost":
            return compare(self.teacher, shown, recovery.frechet_images)
        found = compare(self.teacher, shown)
        card = replace(self.teacher.card, config=self.config)
        return sandwich.WidthsComparison(found.judged, found.shown, found.columns, card=card, ratios=recovery.widths)

    def save(self) -> int:
        """Write a checkpoint of this moment; returns its step. For any cost the statistics of each width go with it."""
        step = super().save()
        if self.recovery.method == "any_cost":
            card = replace(self.teacher.card, config=self.config, path=self.folder.checkpoints / f"step-{step:09d}")
            store_statistics(TorchGenerator(card, self.state.ema, self.state.execution.device), self.recovery.widths)
        return step

    def events(self) -> Iterator[Event]:
        """What the recovery says, with snapshots and, where it learns from data, measures taken in passing."""
        yield Note(self.state.step, "info", self._beginning())
        for text in self.notes:
            yield Note(self.state.step, "warning", text)
        for event in self._steps():
            if isinstance(event, Progress):
                if event.step >= self._next_snapshot:
                    self._snapshot()
                if self.recovery.method == "fine_tune":
                    yield from self._kept(self.watching.look(self.state))
            yield event
        if self.recovery.method == "fine_tune":
            yield from self._kept(self.watching.finish(self.state))

    def _beginning(self) -> str:
        where, verb = self.state.execution, "Fine-tuning" if self.recovery.method == "fine_tune" else "Distilling"
        if self.resumed:
            verb = f"Resumed at step {self.state.step}, {verb.lower()}"
        before, after = (
            sum(each.numel() for each in network.parameters()) for network in (self.teacher.module, self.state.ema)
        )
        layout = ", channels last" if where.channels_last else ""
        return f"{verb} on {where.device}, {where.precision}{layout}: {after:,} of {before:,} parameters"

    def _steps(self) -> Iterator[Event]:
        if self.recovery.method == "fine_tune":
            return loop.fine_tune(self.state, self.data, self.config, self.comparison)
        step = sandwich.step if self.recovery.method == "any_cost" else distil.step
        return loop.recover(self.state, self.lesson, self.comparison, step)

    def _whole_step(self) -> tuple[str, list[Event]]:
        shown: list[Event] = []
        for event in self._steps():
            shown.append(event)
            if isinstance(event, Progress):
                break
        return f"One whole step, now at {self.state.step}", [*shown, *self._look_now()]

    def _look_now(self) -> list[Event]:
        return list(loop.looked(self.state, self.comparison))

    def _half_step(self, name: str) -> tuple[str, list[Event]]:
        if self.recovery.method != "fine_tune":
            raise RunError("A distillation moves all its networks together: press a whole step.")
        return super()._half_step(name)


def kept_teacher(folder: RunFolder, config: RecoverConfig) -> Path:
    """The folder of the teacher's copy inside the run, made at the first start: the original may train on or vanish.

    Raises CheckpointError for a teacher that is not there.
    """
    kept = folder.path / TEACHER
    if not (kept / META).exists():
        keep_teacher(folder, resolve(config.teacher))
    return kept


def keep_teacher(folder: RunFolder, source: Path) -> None:
    """Copy the model in the folder `source` into the run, as its teacher."""
    with atomic.new_folder(folder.path / TEACHER) as new:
        for name in MODEL_FILES:
            shutil.copyfile(source / name, new / name)
