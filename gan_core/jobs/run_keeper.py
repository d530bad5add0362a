"""Keeps folder, lock and record of a run whose worker is on another machine, and does there what that one's sink asks.

It knows nothing of how the calls come. It runs on the machine that has the folder; only plain values pass.
"""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from gan_core.errors import RunError, UserError
from gan_core.jobs import process
from gan_core.jobs.cluster import sources_mark
from gan_core.jobs.folder import RunFolder, lost_reason
from gan_core.jobs.resume import queue_again
from gan_core.jobs.run_files import LOG, PIECE_BYTES, Arrivals, needed, read_piece
from gan_core.jobs.sink import LocalSink
from gan_core.store import atomic
from gan_core.store.own_files import NOFOLLOW

WAITS = "Waiting for a place in the cluster"
MACHINE_GONE = "The machine that it ran on left the cluster."
NOT_STARTED = (
    "Its worker could not start on the machine that the cluster chose: the same version of this library, with all its "
    "requirements, must be installed on every machine of the cluster."
)
OTHER_VERSION = (
    "Another version of this library is installed on the machine that the cluster chose: every machine of the cluster "
    "needs the same."
)
MOST_LOG_BYTES = 16 * 2**20
Reply = tuple[str, Any]
"""("answer", what was asked for), ("refused", [words, code of the fault]) or ("system", [errno, words])."""


class RunKeeper:
    """Claims the run when it is made, and has its lock until its worker has finished or is given up.

    Raises RunError where the run is somebody else's. Its own process stands in the record: it lives where the folder
    is, so that whether the run is held can be seen there.
    """

    def __init__(self, folder: RunFolder, ticket: str) -> None:
        self.folder, self.sink = folder, LocalSink(folder)
        self.status = self.sink.claim(process.identity(), ticket)
        self.begun = self.ended = False
        self.node = ""
        self._lock = threading.RLock()
        self._offered: dict[str, int] = {}
        self._arrivals = Arrivals(folder.path)
        self.sink.put(message=WAITS, machine="")
        for place in folder.path.glob("*/"):
            if not place.is_symlink():
                atomic.sweep(place)

    def reply(self, call: str, values: list[Any]) -> Reply:
        """What comes of one call of a remote sink."""
        with self._lock:
            try:
                return "answer", CALLS[call](self, *values)
            except UserError as error:
                return "refused", [str(error), error.fault and str(error.fault)]
            except OSError as error:
                return "system", [error.errno or 0, error.strerror or ""]

    def claim(self, machine: str, node: str, version: str) -> dict[str, Any]:
        """The worker has come: what was known of the run before."""
        if version != sources_mark():
            raise RunError(OTHER_VERSION)
        self.begun, self.node = True, node
        self.sink.put(message="Starting", machine=machine)
        self.sink.log(self.status.step, "info", f"Works on {machine} (node {node[:8]} of the cluster)")
        return asdict(self.status)

    def put(self, status: dict[str, Any]) -> None:
        self.sink.put(**_by_own_clock(status))

    def finish(self, status: dict[str, Any]) -> None:
        self.sink.finish(**_by_own_clock(status))
        self.ended = True

    def asked(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self.sink.asked()]

    def needed(self) -> dict[str, int]:
        self._offered = needed(self.folder)
        return self._offered

    def read(self, name: str, offset: int) -> bytes:
        """A piece of a file that was offered."""
        if name not in self._offered:
            raise FileNotFoundError(2, "No such file")
        return read_piece(self.folder.path.parent / name, offset)

    def add_log(self, text: bytes) -> None:
        """What the worker printed."""
        opened = os.open(self.folder.path / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND | NOFOLLOW, 0o644)
        with os.fdopen(opened, "ab") as file:
            if file.tell() < MOST_LOG_BYTES:
                file.write(text[:PIECE_BYTES])

    def rows_until(self, step: int) -> list[dict[str, float]]:
        return self.folder.rows_until(step)

    def wait(self) -> bool:
        """One look while the cluster has no place for it: False when it was asked to stop."""
        with self._lock:
            if self.begun or self.ended:
                return True
            if any(command.name == "stop" for command in self.sink.asked()):
                self._end("stopped", "Stopped before it started.")
                return False
            self.sink.put(heartbeat=time.time())
            return True

    def lose(self, *, machine_gone: bool) -> None:
        """Its worker is dead: say so. What ran on a machine that is gone waits for another one at once."""
        with self._lock:
            if self.ended:
                return
            status = self.folder.read_status(self.sink.record)
            if not self.begun and not machine_gone:
                return self._end("failed", NOT_STARTED)
            killed = lost_reason(status.memory_left, killed=True)
            self._end("lost", MACHINE_GONE if machine_gone else killed)
            if machine_gone and status.state == "running":
                queue_again(self.folder, self.folder.status())

    def fail(self, words: str) -> None:
        """Its worker could not begin, for that reason."""
        with self._lock:
            if not self.ended:
                self._end("failed", words)

    def _end(self, state: str, reason: str) -> None:
        step = self.folder.read_status(self.sink.record).step
        self.sink.finish(state=state, reason=reason, message="", ended=time.time(), step=step)
        self.ended = True

    def close(self) -> None:
        """Let go of the folder without a word."""
        with self._lock:
            self.ended = True
            self.sink.close()


def _by_own_clock(status: dict[str, Any]) -> dict[str, Any]:
    """The times in `status` by the clock of this machine; not those of a run that is put back as it was."""
    if "started" in status:
        return status
    return {name: time.time() if name in ("heartbeat", "ended", "paused") else status[name] for name in status}


def _through(name: str) -> Callable[..., None]:
    """A call that the sink answers as it came."""

    def call(keeper: RunKeeper, *values: Any) -> None:
        getattr(keeper.sink, name)(*values)

    return call


def _arrival(name: str) -> Callable[..., None]:
    def call(keeper: RunKeeper, *values: Any) -> None:
        getattr(keeper._arrivals, name)(*values)

    return call


CALLS: dict[str, Callable[..., Any]] = {
    **{name: _through(name) for name in ("forget_after", "add_row", "add_picture", "log", "answer", "reserve_room")},
    **{name: _arrival(name) for name in ("add_piece", "take", "remove")},
    "claim": RunKeeper.claim,
    "put": RunKeeper.put,
    "finish": RunKeeper.finish,
    "asked": RunKeeper.asked,
    "needed": RunKeeper.needed,
    "read": RunKeeper.read,
    "add_log": RunKeeper.add_log,
    "rows_until": RunKeeper.rows_until,
}
"""All that a worker elsewhere can have done."""
