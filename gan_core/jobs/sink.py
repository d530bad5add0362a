"""Where a worker sends its results and gets its commands from. Only plain values, text and bytes pass.

`LocalSink` writes into the run's folder on this machine. A sink of a worker elsewhere sends the same calls to the
machine that has folder, lock and record, and the files of the job after them.
"""

import time
from dataclasses import replace
from typing import IO, Any, Protocol

from gan_core.errors import RunError
from gan_core.jobs import lock
from gan_core.jobs.folder import ACTIVE, STATES, RunFolder
from gan_core.jobs.record import Command
from gan_core.jobs.status import Status
from gan_core.store.own_files import check_no_links

LOCK_PATIENCE_SECONDS = 2.0
"""Whoever only looks whether a run is held has its lock for a moment."""


class Sink(Protocol):
    """What a worker needs of its run. Only `claim`, `asked` and `size` have an answer to wait for."""

    def claim(self, identity: dict[str, Any], ticket: str) -> Status:
        """Write down which process works here; returns what was known before. Raises RunError where another does."""
        ...

    def reserve_room(self) -> None:
        """Keep a little of the disk for the last words."""
        ...

    def put(self, **status: Any) -> None:
        """Values of the run's status."""
        ...

    def forget_after(self, step: int) -> None:
        """Remove rows and pictures past `step`: what comes next takes their place."""
        ...

    def add_row(self, step: int, images: int, seconds: float, values: dict[str, float]) -> None: ...

    def add_picture(self, step: int, name: str, png: bytes) -> None: ...

    def log(self, step: int, kind: str, text: str) -> None: ...

    def keep_files(self) -> None:
        """The job's files are whole now: whoever keeps them elsewhere takes those that changed."""
        ...

    def asked(self) -> list[Command]:
        """The commands that wait, oldest first."""
        ...

    def answer(self, command_id: int, reply: str) -> None: ...

    def finish(self, **status: Any) -> None:
        """The last words: the state that it ended in, and the reason, if there is one, as a warning in the log."""
        ...


class LocalSink:
    """Writes into the folder itself, which it holds from `claim` to `finish`."""

    def __init__(self, folder: RunFolder) -> None:
        self.folder, self.record = folder, folder.record()
        self._lock: IO[str] | None = None

    def claim(self, identity: dict[str, Any], ticket: str = "") -> Status:
        """A run that is going is taken by the process that it names, or by whoever shows the ticket of its launch."""
        status = self.folder.read_status(self.record)
        taken = (
            f"Another process is already working on the run {self.folder.name}: stop it there, or wait until it ends."
        )
        itself = status.pid == identity["pid"] and status.start_ticks in (0, identity["start_ticks"])
        itself = itself and status.host == identity["host"]
        if (ticket and status.ticket != ticket) or (status.active and not (ticket or itself)):
            raise RunError(taken)
        check_no_links(self.folder.path)
        self._lock = lock.take(self.folder.lock_path, LOCK_PATIENCE_SECONDS)
        if self._lock is None:
            raise RunError(taken)
        known = {"state": "running", "message": "Starting", "reason": "", "fault": "", "resumed_from": "", **identity}
        known |= {"heartbeat": time.time(), "started": time.time()}
        known |= {"ticket": ticket, "folder_inode": self.folder.inode()}
        # With a ticket it is one that was launched and not stopped since; without one, whatever was seen just now.
        if not self.record.swap_state(ACTIVE if ticket else STATES, if_pid=status.pid, **known):
            self._lock.close()
            raise RunError(f"Another process has just taken the run {self.folder.name}, or it was stopped.")
        return replace(status, energy=status.energy or self.record.last_energy())

    def reserve_room(self) -> None:
        self.folder.reserve_room()

    def put(self, **status: Any) -> None:
        self.record.put(**status)

    def forget_after(self, step: int) -> None:
        self.folder.forget_after(step, self.record)

    def add_row(self, step: int, images: int, seconds: float, values: dict[str, float]) -> None:
        self.record.add_row(step, images, seconds, values)

    def add_picture(self, step: int, name: str, png: bytes) -> None:
        file = f"{name}-{step:09d}.png"
        beside = self.folder.samples / f"{file}.part"
        try:
            with open(beside, "wb") as out:
                out.write(png)
            beside.replace(self.folder.samples / file)
        finally:
            beside.unlink(missing_ok=True)
        self.record.add_picture(step, name, file)

    def log(self, step: int, kind: str, text: str) -> None:
        self.record.log(step, kind, text)

    def keep_files(self) -> None:
        """They lie where they are to stay."""

    def asked(self) -> list[Command]:
        return self.record.asked()

    def answer(self, command_id: int, reply: str) -> None:
        self.record.answer(command_id, reply)

    def finish(self, **status: Any) -> None:
        self.folder.free_reserve()
        self.record.put(**status)
        if reason := status.get("reason"):
            self.record.log(status.get("step", 0), "warning", reason)
        self.record.drop_commands("The run has ended.")
        self.close()

    def close(self) -> None:
        """Let go of the folder without a word."""
        self.record.close()
        if self._lock:
            self._lock.close()
