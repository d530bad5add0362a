"""Training as a job for a worker: from fresh weights or from a checkpoint."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gan_core.config import load_config
from gan_core.data.report_words import summary
from gan_core.errors import CheckpointError
from gan_core.events import Event, Note
from gan_core.job_types.learning import Learning, LearningRun
from gan_core.jobs.folder import RunFolder
from gan_core.present import present
from gan_core.store.model_card import META, with_labels
from gan_core.training import checkpoint
from gan_core.training.execution import Execution
from gan_core.training.fault import fault_since_saved
from gan_core.training.loop import train
from gan_core.training.prepare import Report, prepare
from gan_core.training.probe import Choice, choose
from gan_core.training.rank_words import check_divides, together
from gan_core.training.ranks import Group


class TrainJob(LearningRun):
    """One training run of the folder `folder`."""

    def __init__(self, folder: RunFolder, report: Report) -> None:
        self.given = load_config(folder.config())
        super().__init__(folder, self.given, report)
        if (processes := self.given.training.processes) > 1:
            from gan_core.job_types import ranks

            check_divides(present(self.data), processes)
            report(f"Starting {processes} processes", None)
            self.state.train_with(ranks.begin(self.state, self.given, self.labels, self.restored))

    def choose(self, report: Report) -> Choice:
        """By timing its network."""
        report("Timing the network", None)
        return choose(self.given)

    def begin(self, found: list[Path], execution: Execution, report: Report) -> Learning:
        """Fresh networks, and data whose labels are in the order that the newest readable checkpoint knows."""
        config = self.given
        for path in found:
            with suppress(CheckpointError, KeyError, TypeError):
                config = with_labels(config, tuple(checkpoint.read_meta(path, META)["labels"]))
                break
        state, data, labels = prepare(config, execution, report)
        return Learning(state, self.given, labels, data)

    def beginning(self) -> Iterator[Note]:
        """Where it computes, and what became of the data."""
        verb = f"Resumed at step {self.state.step}" if self.resumed else "Training"
        yield Note(self.state.step, "info", f"{verb} on {self.state.execution.words}")
        if self.timed:
            yield Note(self.state.step, "info", self.timed)
        if isinstance(self.state.ranks, Group):
            yield Note(self.state.step, "info", together(self.state.ranks, self.state, self.config))
        data = present(self.data)
        if data.report is not None:
            yield Note(self.state.step, "info", summary(data.report))
        for text in data.notes:
            yield Note(self.state.step, "warning", text)

    def steps(self) -> Iterator[Event]:
        return train(self.state, present(self.data), self.config)

    def shown_now(self, learned: tuple[str, ...]) -> list[Event]:
        return [*self.row_now(), *self.previews(learned)]

    def fault(self, step: int) -> str:
        return fault_since_saved(self.folder.checkpoints, self.state, present(self.data), self.config, step)
