"""Looks around, again and again: buries dead workers, ends deaf ones, starts what waits, keeps a standby warm."""

import logging
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gan_core.errors import RunError
from gan_core.jobs import folder as folders
from gan_core.jobs import lock, process
from gan_core.jobs.folder import RunFolder, Status
from gan_core.jobs.index import RunIndex
from gan_core.jobs.standby_handle import Standby
from gan_core.steps import step_folders
from gan_core.store import atomic

LOCK = ".launcher.lock"
STOP_LIMIT_SECONDS = 5.0
PAUSE_LIMIT_SECONDS = 60.0
OTHERS_WAITED = "It was paused for a minute while others waited, so it gave up its place. It is saved: resume it."
TRASH_SECONDS = 24 * 3600
STANDBY_DELAY_SECONDS = 3.0
MOST_PATIENCE = 10_000
STUMBLE_SECONDS = 30.0
TIDY_SECONDS = 60.0
EARLIER_LIFE = ("pause", "resume", "stop", "save", "step", "d_step", "g_step")
"""Commands that mean a moment; those left over from before a start are answered, not obeyed. `set` still holds."""

LOG = logging.getLogger(__name__)

_OUTLIVING: list[subprocess.Popen] = []
"""Workers that go on after their launcher: Python complains when it forgets a process that still runs."""


class Scheduler:
    """The watch over one folder of runs. Several servers may share it: whoever holds its lock starts the runs."""

    def __init__(self, root: Path, max_workers: int, index: RunIndex) -> None:
        self.root, self.max_workers, self.index = root, max_workers, index
        self.standby: Standby | None = None
        self.patience = Patience()
        self._children: dict[str, Standby] = {}
        self._stumbled: dict[str, float] = {}
        self._tidied: set[tuple[str, float]] = set()
        self._standby_due = self._tidy_due = 0.0
        self._lock_file: Any = None

    def tick(self) -> None:
        """One look around."""
        if not self.hold_lock():
            if self.standby is None or self.standby.dead:
                self._renew_standby()  # for questions only
            return
        self._bury()
        moving = self.index.moving()
        active = [status for status in moving if status.active]
        self._tidy_lost([status for status in moving if status.state == "lost"])
        for status in active:
            self._survive(status.name, enforce_stop, RunFolder(self.root / status.name), status, self.patience)
        ours = [status for status in active if not status.in_terminal]
        waiting = sorted((each for each in moving if each.state == "queued"), key=lambda status: status.queued)
        waiting = [each for each in waiting if time.monotonic() > self._stumbled.get(each.name, 0.0)]
        if waiting:
            for status in ours:
                self._survive(status.name, make_way, self.root, [status], self.patience)
        for status in waiting[: max(0, self.max_workers - len(ours))]:
            self._survive(status.name, self._launch, RunFolder(self.root / status.name))
        if (self.standby is None or self.standby.dead) and time.monotonic() > self._standby_due:
            self._renew_standby()
        if time.monotonic() > self._tidy_due:
            self._tidy_due = time.monotonic() + TIDY_SECONDS
            folders.empty_trash(self.root, TRASH_SECONDS)

    def _survive(self, name: str, act: Callable[..., None], *values: Any) -> None:
        """Do something to a run; one that it cannot be done to is left alone for a while, and the others go on."""
        try:
            act(*values)
        except Exception:  # whatever lies in that folder, it must not stop the watch over the others
            if name not in self._stumbled:
                LOG.exception("The run %s is left alone for %s seconds", name, STUMBLE_SECONDS)
            self._stumbled[name] = time.monotonic() + STUMBLE_SECONDS

    def hold_lock(self) -> bool:
        """Whether this one is, or has just become, the one that starts runs here."""
        if self._lock_file:
            return True
        self._lock_file = lock.take(self.root / LOCK)
        return self._lock_file is not None

    def close(self) -> None:
        """Let go: the idle standby ends, runs go on."""
        if self.standby:
            self.standby.dismiss()
        _OUTLIVING.extend(child.process for child in self._children.values())
        if self._lock_file:
            self._lock_file.close()

    def _renew_standby(self) -> None:
        if self.standby:
            self.standby.dismiss()
        gpus = count_gpus()
        taken = [child.gpu for child in self._children.values()]
        self.standby = Standby(gpu=min(range(gpus), key=taken.count) if gpus > 1 else None)
        self._standby_due = time.monotonic() + STANDBY_DELAY_SECONDS

    def _launch(self, folder: RunFolder) -> None:
        """Hand a queued run to the standby, or to a fresh worker where the standby is dead or busy with a question.

        One whose folder a worker still holds waits until that has ended.
        """
        if folder.is_held():
            return
        if self.standby is None or self.standby.dead or self.standby.busy:
            self._renew_standby()
        standby = self.standby
        with folder.record() as record:
            known = {**process.identity(standby.process.pid), "folder_inode": folder.inode()}
            known |= {"heartbeat": time.time(), "in_terminal": False}
            record.drop_commands("Asked before the run began.", names=EARLIER_LIFE)
            if not record.swap_state(("queued",), state="running", message="Starting", **known):
                return  # stopped or taken meanwhile
            self.standby, self._standby_due = None, time.monotonic() + STANDBY_DELAY_SECONDS
            try:
                standby.become(folder.path)
                self._children[folder.name] = standby
            except RunError:  # it died between two looks: the run waits for the next one
                standby.dismiss()
                record.swap_state(("running",), state="queued", pid=0)

    def _bury(self) -> None:
        """Collect the exit status of ended workers, and write down why one went without a word."""
        for name, child in list(self._children.items()):
            code = child.process.poll()
            if code is None:
                continue
            del self._children[name]
            folder = RunFolder(self.root / name)
            try:
                with folder.record() as record:
                    status = folder.read_status(record)
                    if status.pid == child.process.pid:
                        reason = folders.lost_reason(status.memory_left, killed=code < 0)
                        record.swap_state(folders.ACTIVE, state="lost", reason=reason, ended=time.time(), message="")
            except (RunError, OSError):
                continue

    def _tidy_lost(self, lost: list[Status]) -> None:
        """Bring back the checkpoint that a killed worker was just replacing: once for each time that it was lost."""
        for status in lost:
            if (status.name, status.started) not in self._tidied:
                self._tidied.add((status.name, status.started))
                self._survive(status.name, atomic.sweep, RunFolder(self.root / status.name).checkpoints)


class Patience:
    """How long something has been so, counted from when it was first seen: no setting of the clock shortens it."""

    def __init__(self) -> None:
        self._since: dict[tuple[Any, ...], float] = {}

    def seconds(self, *what: Any) -> float:
        """Since when `what` is asked about; 0 the first time."""
        now = time.monotonic()
        if len(self._since) > MOST_PATIENCE:
            self._since.clear()
        return now - self._since.setdefault(what, now)


def enforce_stop(folder: RunFolder, status: Status, patience: Patience) -> None:
    """End the worker that was asked to stop 5 seconds ago and has not."""
    try:
        with folder.record() as record:
            asked = [command.id for command in record.asked() if command.name == "stop"]
            if asked and patience.seconds(folder.path, "stop", asked[0]) > STOP_LIMIT_SECONDS:
                process.kill_group(asdict(status))
                saved = step_folders(folder.checkpoints)
                after = "It resumes from its last checkpoint." if saved else "It had saved nothing yet."
                reason = f"It did not stop within 5 seconds and was ended. {after}"
                record.swap_state(folders.ACTIVE, state="stopped", reason=reason, ended=time.time(), message="")
                record.drop_commands("Ended.")
    except RunError:
        return


def make_way(root: Path, active: list[Status], patience: Patience) -> None:
    """A run that pauses while others wait gives its place up after a minute; it is saved and can be resumed."""
    for status in active:
        if status.state != "paused":
            continue
        if patience.seconds(status.name, "paused", status.paused) > PAUSE_LIMIT_SECONDS:
            RunFolder(root / status.name).ask_once("stop", OTHERS_WAITED)


def count_gpus() -> int:
    """NVIDIA GPUs of this machine, without asking torch."""
    place = Path("/proc/driver/nvidia/gpus")
    return len(list(place.glob("*"))) if place.is_dir() else 0


def default_workers() -> int:
    """As many runs at once as there are GPUs; without one, one less than the usable cores, and at least one."""
    if os.environ.get("GAN_CORE_WORKERS"):
        return max(1, int(os.environ["GAN_CORE_WORKERS"]))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    return count_gpus() or max(1, cores - 1)


def scheduler_lives(root: Path) -> bool:
    """Whether some server watches over the runs below `root` right now."""
    return lock.is_held(root / LOCK)
