"""An attack on many pictures as a job for a worker: its folder holds the curves as they come, and the network."""

from __future__ import annotations

import time
from collections.abc import Iterator

from gan_core.attack.findings import FINDINGS, NETWORK, findings_to_json
from gan_core.attack.settings import load_attack_config
from gan_core.attack.study import NUM_SHOWN, Study
from gan_core.events import Event, Progress, Samples
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.job import OneGoJob, Report
from gan_core.present import present
from gan_core.store import atomic


class AttackJob(OneGoJob):
    """One attack in the folder `folder`; see gan_core.jobs.job.Job for what a worker asks of it."""

    title = "An attack"

    def __init__(self, folder: RunFolder, report: Report) -> None:
        self.folder, self.report = folder, report
        self.study: Study | None = Study(load_attack_config(folder.config()))
        self._step, self._share, self._begun = 0, 0.0, time.monotonic()

    def events(self) -> Iterator[Event]:
        import torch
        from safetensors.torch import save

        torch.set_num_threads(1)  # another run may be going on beside it
        study, written = present(self.study), None
        for step in study.steps():
            self._step, self._share = self._step + 1, step.share
            for name, images in step.pictures.items():
                yield Samples(self._step, name, images, NUM_SHOWN)
            if step.findings is not written:
                written = step.findings
                if study.network is not None:
                    atomic.write_bytes(self.folder.path / NETWORK, save(study.network.state_dict()))
                atomic.write_bytes(self.folder.path / FINDINGS, findings_to_json(written).encode())
            self.report(step.text, step.share)
            yield self.now()

    def progress(self) -> float:
        return self._share

    def now(self) -> Progress:
        return Progress(self._step, 0, time.monotonic() - self._begun)

    def close(self) -> None:
        self.study = None
