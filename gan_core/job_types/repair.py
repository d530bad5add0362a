"""A training of repair networks as a job for a worker: its folder holds the networks and the scores as they come."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict

from gan_core.events import Event, Progress, Samples
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.job import OneGoJob, Report
from gan_core.present import present
from gan_core.repair.findings import FINDINGS, findings_to_json
from gan_core.repair.saved import save_model
from gan_core.repair.settings import load_repair_config
from gan_core.repair.study import NUM_SHOWN, Study
from gan_core.store import atomic


class RepairJob(OneGoJob):
    """One training in the folder `folder`; see gan_core.jobs.job.Job for what a worker asks of it."""

    title = "A repair training"

    def __init__(self, folder: RunFolder, report: Report) -> None:
        self.folder, self.report = folder, report
        self.study: Study | None = Study(load_repair_config(folder.config()), report)
        self._step, self._images, self._share, self._begun = 0, 0, 0.0, time.monotonic()

    def events(self) -> Iterator[Event]:
        import torch

        from gan_core.repair.learning import trained

        torch.set_num_threads(1)  # another run may be going on beside it
        study, written = present(self.study), None
        for step in study.steps():
            self._share = step.share
            if (learning := study.learning) is not None:
                self._step, self._images = learning.step, learning.step * study.config.batch_size
            for name, images in step.pictures.items():
                yield Samples(self._step, name, images, NUM_SHOWN)
            if step.findings is not written:
                written = step.findings
                atomic.write_bytes(self.folder.path / FINDINGS, findings_to_json(written).encode())
            if learning is not None and (step.save or step.share == 1):
                found = asdict(step.findings)
                save_model(
                    self.folder.path, trained(learning), study.config, learning.step, study.ground, findings=found
                )
            self.report(step.text, step.share)
            yield self.now()

    def progress(self) -> float:
        return self._share

    def now(self) -> Progress:
        return Progress(self._step, self._images, time.monotonic() - self._begun)

    def close(self) -> None:
        self.study = None
