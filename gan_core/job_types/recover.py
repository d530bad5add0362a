"""Fine-tuning and distillation as jobs for a worker: a student is trained, with its teacher kept in its folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from gan_core.errors import CheckpointError
from gan_core.events import Event, Note
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.generators.torch_generator import load as load_model
from gan_core.job_types.learning import Learning, LearningRun
from gan_core.jobs.folder import RunFolder
from gan_core.present import present
from gan_core.recovery import distil, loop, sandwich
from gan_core.recovery.any_cost import store_statistics
from gan_core.recovery.compare import Comparison, compare
from gan_core.recovery.settings import RecoverConfig, load_recover_config
from gan_core.recovery.student import empty_student, make_student
from gan_core.store import atomic
from gan_core.store.model_card import META, WEIGHTS, ModelCard, read_card
from gan_core.store.model_ref import resolve
from gan_core.training import checkpoint
from gan_core.training.execution import Execution
from gan_core.training.fault import fault_since_saved
from gan_core.training.prepare import Report, prepare
from gan_core.training.probe import Choice, choose

TEACHER = "teacher"
MODEL_FILES = (WEIGHTS, META)


class Recovery(LearningRun):
    """A student that gets its teacher's quality back, in the folder `folder`.

    A resumed run continues exactly: networks, adapters, discriminator, optimisers, random numbers and counters are
    saved, and the teacher was copied into the run's folder when it began.
    """

    verb: ClassVar[str]

    def __init__(self, folder: RunFolder, recovery: RecoverConfig, report: Report) -> None:
        self.recovery = recovery
        super().__init__(folder, recovery, report)

    def choose(self, report: Report) -> Choice:
        """By timing its teacher's network, which is the student's or one like it."""
        report("Timing the network", None)
        card = read_card(kept_teacher(self.folder, self.recovery))
        return choose(card.config, self.recovery.runtime)

    def begin(self, found: list[Path], execution: Execution, report: Report) -> Learning:
        """The student of the widths that the newest readable checkpoint has, or made anew; its teacher beside it."""
        report("Reading the teacher", None)
        self.teacher = load_model(kept_teacher(self.folder, self.recovery))
        student = self._student(found, report)
        learning = self.begin_with(student, execution, report)
        self.comparison = self.held_against(student.card)
        return learning

    def _student(self, found: list[Path], report: Report) -> TorchGenerator:
        for path in found:
            with suppress(CheckpointError):
                return empty_student(self.recovery, path)
        return make_student(self.recovery, self.teacher, report)

    def begin_with(self, student: TorchGenerator, execution: Execution, report: Report) -> Learning:
        """The state before the student's first step."""
        raise NotImplementedError

    def held_against(self, card: ModelCard) -> Comparison:
        """What the student of `card` is compared with as it learns."""
        return compare(self.teacher, self.recovery.recording.num_samples, self.recovery.frechet_images)

    def beginning(self) -> Iterator[Note]:
        """Where it computes, and how much smaller the student is."""
        where, verb = self.state.execution, self.verb
        if self.resumed:
            verb = f"Resumed at step {self.state.step}, {verb.lower()}"
        before, after = (
            sum(each.numel() for each in network.parameters()) for network in (self.teacher.module, self.state.ema)
        )
        layout = ", channels last" if where.channels_last else ""
        said = f"{verb} on {where.device}, {where.precision}{layout}: {after:,} of {before:,} parameters"
        yield Note(self.state.step, "info", said)
        if self.timed:
            yield Note(self.state.step, "info", self.timed)

    def shown_now(self, learned: tuple[str, ...]) -> list[Event]:
        return list(loop.looked(self.state, self.comparison))


class FineTuneJob(Recovery):
    """The teacher's own training on its data, from the student's weights, with a fresh discriminator."""

    verb = "Fine-tuning"

    def begin_with(self, student: TorchGenerator, execution: Execution, report: Report) -> Learning:
        config = student.card.config
        state, data, _ = prepare(config, execution, report)
        for network in (state.drawing, state.ema):
            network.load_state_dict(student.module.state_dict())
        return Learning(state, config, student.card.labels, data)

    def steps(self) -> Iterator[Event]:
        return loop.fine_tune(self.state, present(self.data), self.config, self.comparison)

    def fault(self, step: int) -> str:
        """Played again from a checkpoint, and only from there: the first weights were the student's, not fresh ones."""
        if not checkpoint.newest_first(self.folder.checkpoints):
            return ""
        return fault_since_saved(self.folder.checkpoints, self.state, present(self.data), self.config, step)


class DistilJob(Recovery):
    """A student that imitates its teacher's pictures of random latents, without data."""

    verb = "Distilling"
    step = staticmethod(distil.step)

    def begin_with(self, student: TorchGenerator, execution: Execution, report: Report) -> Learning:
        self.distillation = self.context(student, execution)
        state = distil.initial_state(student, self.distillation, execution)
        return Learning(state, student.card.config, student.card.labels)

    def context(self, student: TorchGenerator, execution: Execution) -> distil.DistillationContext:
        """What its steps need besides the state."""
        return distil.make_context(student, self.teacher.module, self.recovery.losses, execution)

    def steps(self) -> Iterator[Event]:
        return loop.recover(self.state, self.distillation, self.comparison, self.step)

    @property
    def whole_steps_only(self) -> str:
        return "A distillation updates all its networks together: choose a whole step."


class AnyCostJob(DistilJob):
    """The teacher's own network, which learns to draw with its first channels only, at several widths."""

    step = staticmethod(sandwich.step)  # type: ignore[assignment]  # its context is what `context` makes here

    def context(self, student: TorchGenerator, execution: Execution) -> distil.DistillationContext:
        return sandwich.make_context(student, super().context(student, execution), self.recovery.widths, execution)

    def held_against(self, card: ModelCard) -> Comparison:
        found = compare(self.teacher, self.recovery.recording.num_samples)
        card = replace(self.teacher.card, config=card.config)
        ratios = self.recovery.widths
        return sandwich.WidthsComparison(found.scored, found.shown, found.columns, card=card, ratios=ratios)

    def save(self) -> int:
        """Write a checkpoint of the present step, with the statistics of each width; returns its step."""
        step = super().save()
        card = replace(self.teacher.card, config=self.config, path=self.folder.checkpoints / f"step-{step:09d}")
        store_statistics(TorchGenerator(card, self.state.ema, self.state.execution.device), self.recovery.widths)
        return step


METHODS: dict[str, type[Recovery]] = {"distil": DistilJob, "fine_tune": FineTuneJob, "any_cost": AnyCostJob}


def recover_job(folder: RunFolder, report: Report) -> Recovery:
    """The job that the settings in `folder` ask for, by their method. Raises SettingsError, CheckpointError."""
    recovery = load_recover_config(folder.config())
    return METHODS[recovery.method](folder, recovery, report)


def kept_teacher(folder: RunFolder, config: RecoverConfig) -> Path:
    """The folder of the teacher's copy inside the run, made at first start: the model itself may train on or vanish.

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
