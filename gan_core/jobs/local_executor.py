"""Workers as processes of this machine. One is kept warm: it answers questions until it gets a run."""

import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

from gan_core.errors import RunError
from gan_core.jobs import process
from gan_core.jobs.executor import Handle
from gan_core.jobs.gpus import Gpu, visible_gpus
from gan_core.jobs.standby_handle import Standby
from gan_core.jobs.status import Status
from gan_core.store.machine_settings import processes_of

STANDBY_DELAY_SECONDS = 3.0

_OUTLIVING: list[subprocess.Popen] = []
"""Workers that outlive their launcher: Python complains when it forgets a process that still runs."""


class LocalExecutor:
    """Hands each run to the standby, or to a fresh worker where the standby is dead or busy with a question."""

    def __init__(self) -> None:
        self.standby: Standby | None = None
        self._working: list[Standby] = []
        self._standby_due = 0.0

    @property
    def num_workers(self) -> int:
        """GAN_CORE_WORKERS; else one less than the usable cores, at least one, and no more than fit on the GPUs.

        A small run uses a sliver of a GPU and one core to keep it busy. A GPU each is always allowed. What is free of
        the GPUs is asked once: later it is runs of ours that take it.
        """
        if os.environ.get("GAN_CORE_WORKERS"):
            return max(1, int(os.environ["GAN_CORE_WORKERS"]))
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
        most = max(1, cores - 1)
        return max(len(self.gpus), min(most, sum(each.runs for each in self.gpus))) if self.gpus else most

    def places(self, config: Mapping[str, Any]) -> int:
        """One for each of its processes."""
        return processes_of(config)

    @cached_property
    def gpus(self) -> list[Gpu]:
        """The GPUs that runs may use, with what is free of each when it was first asked."""
        return visible_gpus()

    def spawn(self, run: Path, ticket: str) -> Handle:
        standby = self.standby
        if standby is None or standby.dead or standby.busy:
            standby = self.renew_standby()
        self.standby = None
        self._standby_due = time.monotonic() + STANDBY_DELAY_SECONDS
        try:
            standby.become(run, ticket)
        except RunError:  # it died between two looks
            standby.dismiss()
            raise
        self._working = [each for each in self._working if not each.dead] + [standby]
        return standby

    def attach(self, status: Status) -> Handle:
        return KnownProcess(status)

    def ask(self, question: str, value: Any) -> Any:
        """What the standby answers: a second or so once it is warm."""
        standby = self.standby
        if standby is None:
            raise RunError("The worker process is still starting. Try again in a moment.")
        return standby.ask(question, value)

    def keep_ready(self) -> None:
        if (self.standby is None or self.standby.dead) and time.monotonic() > self._standby_due:
            self.renew_standby()

    def renew_standby(self) -> Standby:
        """A fresh standby, on the GPU that has the fewest runs; the one before ends."""
        if self.standby:
            self.standby.dismiss()
        taken = [each.gpu for each in self._working if not each.dead]
        names = [each.name for each in self.gpus]
        self.standby = Standby(gpu=min(names, key=taken.count) if len(names) > 1 else None, all_gpus=names)
        self._standby_due = time.monotonic() + STANDBY_DELAY_SECONDS
        return self.standby

    def close(self) -> None:
        if self.standby:
            self.standby.dismiss()
        _OUTLIVING.extend(each.process for each in self._working if not each.dead)


class KnownProcess:
    """A worker that is known by what it wrote down of itself."""

    def __init__(self, status: Status) -> None:
        self._identity = asdict(status)

    def poll(self) -> int | None:
        return None if process.is_alive(self._identity) else 0

    def kill(self) -> None:
        process.kill_group(self._identity)
