"""An evaluation as a job for a worker: its folder holds the scores as they come."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from gan_core.evaluation.evaluate import COLUMNS, Evaluator
from gan_core.evaluation.evaluation import to_json
from gan_core.evaluation.results import EVALUATION
from gan_core.evaluation.settings import load_evaluate_config
from gan_core.events import Event, Progress, Samples
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.job import OneGoJob, Report
from gan_core.present import present
from gan_core.store import atomic

NEAR_COLUMNS = 8


class EvaluateJob(OneGoJob):
    """One evaluation in the folder `folder`; see gan_core.jobs.job.Job for what a worker asks of it."""

    title = "An evaluation"

    def __init__(self, folder: RunFolder, report: Report) -> None:
        self.folder, self.report = folder, report
        self.evaluator: Evaluator | None = Evaluator(load_evaluate_config(folder.config()), report)
        self._step, self._share, self._begun = 0, 0.0, time.monotonic()

    def events(self) -> Iterator[Event]:
        import torch

        torch.set_num_threads(max(1, (os.cpu_count() or 1) // 2))  # another run may be going on beside it
        written = None
        for step in present(self.evaluator).steps():
            self._step, self._share = self._step + 1, step.share
            for name, images in step.pictures.items():
                columns = NEAR_COLUMNS if name.startswith("near") else COLUMNS
                yield Samples(self._step, name, images, columns)
            if step.found is not written:
                written = step.found
                atomic.write_bytes(self.folder.path / EVALUATION, to_json(written).encode())
            self.report(step.text, step.share)
            yield self.now()

    def progress(self) -> float:
        return self._share

    def now(self) -> Progress:
        return Progress(self._step, 0, time.monotonic() - self._begun)

    def close(self) -> None:
        self.evaluator = None
