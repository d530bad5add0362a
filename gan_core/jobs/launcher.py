"""The operations on the runs of one folder: start, resume, stop, delete, and questions. Pages and commands use it."""

import copy
import logging
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, Self

from gan_core.errors import RunError, system_words
from gan_core.jobs import cluster
from gan_core.jobs import folder as folders
from gan_core.jobs.bin import empty_trash, trash
from gan_core.jobs.executor import Executor
from gan_core.jobs.folder import RunFolder, Status
from gan_core.jobs.index import shared_index
from gan_core.jobs.local_executor import LocalExecutor
from gan_core.jobs.ray_executor import RayExecutor
from gan_core.jobs.resume import queue_again
from gan_core.jobs.scheduler import STOP_LIMIT_SECONDS, Scheduler
from gan_core.jobs.uploads import PRESSED_SECONDS, remove_unused_uploads
from gan_core.places import quota_bytes as default_quota
from gan_core.steps import step_folders
from gan_core.store import atomic
from gan_core.store.machine_settings import check_here

TICK_SECONDS = 0.25
FREE_BYTES = 300 * 10**6
NOT_WRITABLE = (
    "The folder of all runs cannot be written to, so nothing can be started or changed here. Whoever runs this "
    "server has to make it writable, or name another folder in GAN_CORE_RUNS."
)
WHAT_TO_DO = (
    "Delete some of your runs on the Runs page, then start again. If you have none, ask the person who runs this "
    "server."
)
LOG = logging.getLogger(__name__)


class Guard(Protocol):
    """Says what the person whom a launcher works for may do. Each raises UserError with a sentence where they may not.

    A status whose record is damaged says nothing of an owner.
    """

    def check_start(self, config: dict[str, Any], job_type: str) -> None: ...
    def check_resume(self, status: Status) -> None: ...
    def check_change(self, status: Status) -> None: ...
    def check_server(self) -> None: ...
    def may_see(self, status: Status) -> bool: ...


class Everything:
    """The guard of a terminal, a test and a server without classrooms: everything is allowed."""

    def check_start(self, config: dict[str, Any], job_type: str) -> None:
        pass

    def check_resume(self, status: Status) -> None:
        pass

    def check_change(self, status: Status) -> None:
        pass

    def check_server(self) -> None:
        pass

    def may_see(self, status: Status) -> bool:
        return True


def asked_executor() -> Executor:
    """Workers in the cluster where GAN_CORE_CLUSTER asks for one, else processes of this machine."""
    return RayExecutor() if cluster.asked_for() else LocalExecutor()


class Launcher:
    """At most `max_workers` runs work at once; the rest wait, and whoever had least of late comes first."""

    guard: Guard = Everything()

    def __init__(
        self,
        root: Path,
        max_workers: int | None = None,
        quota_bytes: int | None = None,
        executor: Executor | None = None,
    ) -> None:
        self.root, self.executor = root, executor or asked_executor()
        with suppress(OSError):  # what is there can be looked at; who wants to write is told
            root.mkdir(parents=True, exist_ok=True)
        self.quota_bytes = default_quota() if quota_bytes is None else quota_bytes
        self.index = shared_index(root)
        self.scheduler = Scheduler(root, max_workers, self.index, self.executor)
        self._wake, self._closing = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def guarded_by(self, guard: Guard) -> Self:
        """This launcher on behalf of somebody who may not do everything."""
        guarded = copy.copy(self)
        guarded.guard = guard
        return guarded

    def statuses(self) -> list[Status]:
        """The status of every run that may be seen, newest first."""
        return [status for status in self.index.statuses() if self.guard.may_see(status)]

    def open(self) -> "Launcher":
        """Start watching, in a thread of its own."""
        if not self._writable():
            LOG.error("%s (%s)", NOT_WRITABLE, self.root)
        self._thread = threading.Thread(target=self._watch, name="launcher", daemon=True)
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop watching. Runs continue."""
        self._closing.set()
        self._wake.set()
        if self._thread:
            self._thread.join(timeout=10)
        self.scheduler.close()

    def _watch(self) -> None:
        while not self._closing.is_set():
            try:
                self.scheduler.tick()
            except Exception:  # the watch must outlive a full disk or a folder that vanishes under it
                LOG.exception("The scheduler had an error; it tries again shortly")
            self._wake.wait(TICK_SECONDS)
            self._wake.clear()

    def start(self, config: dict[str, Any], *, title: str, owner: str = "", job_type: str = "train") -> RunFolder:
        """A new run that starts as soon as there is room. Raises RunError when the disk or the quota is full."""
        self.guard.check_start(config, job_type)
        self.check_room()
        path = self.root / folders.new_name(self.root, title)
        try:
            folder = RunFolder.create(path, config, title=title, owner=owner, job_type=job_type)
        except OSError as error:
            raise RunError(f"The run cannot be started. {system_words(error)}") from error
        self._wake.set()
        return folder

    def check_room(self, more_bytes: int = 0) -> None:
        """Make room for `more_bytes` where it is wanted: deleted runs go for good, the oldest first, then old uploads.

        Raises RunError with what to do when no run may start for want of disk even so.
        """
        if not self._writable():
            error = RunError(NOT_WRITABLE)
            error.add_note(str(self.root))
            raise error
        if not self._lack(more_bytes):
            return
        empty_trash(self.root, 0.0, enough=lambda: not self._lack(more_bytes))
        if self._lack(more_bytes):
            remove_unused_uploads(self.root, PRESSED_SECONDS)
        if lack := self._lack(more_bytes):
            raise RunError(f"{lack} {WHAT_TO_DO}")

    def _writable(self) -> bool:
        """Whether files can be made here; tried out, because a mode does not tell."""
        try:
            with tempfile.TemporaryFile(dir=self.root):
                return True
        except OSError:
            return False

    def _lack(self, more_bytes: int) -> str:
        """What there is too little of, in a sentence; empty where there is room for `more_bytes`."""
        if shutil.disk_usage(self.root).free < FREE_BYTES + more_bytes:
            return f"The disk of this server is nearly full (less than {FREE_BYTES / 1e6:.0f} MB would remain free)."
        used = self.index.size_bytes()
        if used + more_bytes > self.quota_bytes:
            allowed = self.quota_bytes / 1e9
            return f"The runs and pictures here take {used / 1e9:.1f} GB of the {allowed:.1f} GB allowed."
        return ""

    def empty_bin(self) -> None:
        """Remove every deleted run for good."""
        self.guard.check_server()
        empty_trash(self.root, 0.0)

    def find(self, run: str | RunFolder) -> RunFolder:
        """The run of that name here, or the folder itself. Raises RunError when there is none that may be seen."""
        if isinstance(run, RunFolder):
            return run
        folder = folders.find_run(self.root, run)
        if not self.guard.may_see(self.index.status_of(run)):
            raise folders.no_such_run(run)
        return folder

    def resume(self, run: str | RunFolder) -> None:
        """Continue a paused run, or queue one that ended: from its last checkpoint, or from the start without any."""
        folder = self.find(run)
        status = folder.status()
        self.guard.check_resume(status)
        if status.active:
            folder.ask("resume")
            return
        if status.state == "queued":
            return
        self.check_room()
        check_here(folder.config())
        if not folder.is_held():
            atomic.sweep(folder.checkpoints)  # one that was just being replaced may be the only one
        saved = step_folders(folder.checkpoints)
        if not saved and status.state == "done":
            raise RunError("This is done, and there is nothing left to continue. Start a new one instead.")
        queue_again(folder, status)
        self.index.changed(folder.name)
        self._wake.set()

    def stop(self, run: str | RunFolder) -> None:
        """Ask a run to stop; its process is ended after 5 seconds if it does not. A queued run ends at once."""
        folder = self.find(run)
        self.check_change(folder)
        with folder.record() as record:
            if record.swap_state(("queued",), state="stopped", ended=time.time(), reason="Stopped before it started."):
                return
        if folder.status().active:
            folder.ask_once("stop")
        self._wake.set()

    def stop_and_wait(self, run: str | RunFolder) -> None:
        """Stop a run and return when no process works in it any more: after some 5 seconds at most."""
        folder = self.find(run)
        self.stop(folder)
        ended = time.monotonic() + STOP_LIMIT_SECONDS + 2
        while (status := folder.status()).active and time.monotonic() < ended:
            time.sleep(0.05)
            self.scheduler.enforce_stop(status)

    def delete(self, run: str | RunFolder) -> None:
        """Move a run to the bin, where it stays for a day. A run that is going is stopped first."""
        folder = self.find(run)
        self.check_change(folder)
        if folder.readable():
            self.stop_and_wait(folder)
        trash(folder)

    def check_change(self, run: str | RunFolder) -> None:
        """Raises UserError with a sentence where that run may not be changed by whom this launcher works for."""
        folder = self.find(run)
        self.guard.check_change(
            self.index.status_of(folder.name) if folder.path.parent == self.root else folder.status()
        )

    def ask(self, question: str, value: Any) -> Any:
        """What those answer who have imported what workers import. Blocks: a second or so once they are warm."""
        return self.executor.ask(question, value)
