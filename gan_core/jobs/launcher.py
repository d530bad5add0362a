"""Starts, queues, stops and watches over the workers of one folder of runs."""

import os
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from gan_core.errors import RunError
from gan_core.jobs import folder as folders
from gan_core.jobs import process
from gan_core.jobs.folder import RunFolder, Status
from gan_core.jobs.index import RunIndex
from gan_core.jobs.standby_handle import Standby

TICK_SECONDS = 0.25
STOP_LIMIT_SECONDS = 5.0
PAUSE_LIMIT_SECONDS = 60.0
TRASH_SECONDS = 24 * 3600
FREE_BYTES = 300 * 2**20
STANDBY_DELAY_SECONDS = 3.0
_OUTLIVING: list[subprocess.Popen] = []
"""Workers that go on after their launcher: Python complains when it forgets a process that still runs."""


class Launcher:
    """At most `max_workers` runs work at once; the rest wait in the order they came.

    Several servers may share a folder: whoever holds its lock starts the runs, the others only leave commands.
    """

    def __init__(self, root: Path, max_workers: int | None = None, quota_bytes: int = 10 * 2**30) -> None:
        self.root = root
        self.quota_bytes = quota_bytes
        self.max_workers = max_workers or default_workers()
        self.index = RunIndex(root)
        self.standby: Standby | None = None
        self._children: dict[str, Standby] = {}
        self._stops: dict[str, float] = {}
        self._lock_file: Any = None
        self._wake, self._closing = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._standby_due = 0.0
        root.mkdir(parents=True, exist_ok=True)

    def open(self) -> "Launcher":
        """Start watching, in a thread of its own, with a warm standby."""
        self._thread = threading.Thread(target=self._watch, name="launcher", daemon=True)
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop watching. Runs go on; the idle standby ends."""
        self._closing.set()
        self._wake.set()
        if self._thread:
            self._thread.join(timeout=10)
        if self.standby:
            self.standby.dismiss()
        _OUTLIVING.extend(child.process for child in self._children.values())
        if self._lock_file:
            self._lock_file.close()

    # What pages and the command line ask for

    def start(self, config: dict[str, Any], *, title: str, owner: str = "", kind: str = "train") -> RunFolder:
        """A new run that starts as soon as there is room. Raises RunError when the disk or the quota is full."""
        self.check_room()
        path = self.root / folders.new_name(self.root, title)
        folder = RunFolder.create(path, config, title=title, owner=owner, kind=kind)
        self._wake.set()
        return folder

    def check_room(self) -> None:
        """Raises RunError with what to do when no run may start for want of disk."""
        if shutil.disk_usage(self.root).free < FREE_BYTES:
            raise RunError("The disk is nearly full (less than 300 MB free). Make room, then start again.")
        used = self.index.size_bytes()
        if used > self.quota_bytes:
            raise RunError(
                f"The runs take {used / 1e9:.1f} GB of the {self.quota_bytes / 1e9:.1f} GB allowed. "
                "Delete some runs first."
            )

    def resume(self, name: str) -> None:
        """Let a paused run go on, or queue one that ended to go on from its last checkpoint."""
        folder = folders.find_run(self.root, name)
        status = folder.status()
        if status.active:
            folder.ask("resume")
            return
        if status.state == "queued":
            return
        if not any(folder.checkpoints.glob("step-*")):
            raise RunError(
                "This run ended before its first checkpoint: there is nothing to resume. Start it again instead."
            )
        self.check_room()
        with folder.record() as record:
            record.put(state="queued", queued=time.time(), resume=True, reason="", message="", pid=0)
        self._wake.set()

    def stop(self, name: str, why: str = "") -> None:
        """Ask a run to stop; its process is ended after 5 seconds if it does not. A queued run ends at once."""
        folder = folders.find_run(self.root, name)
        with folder.record() as record:
            if record.swap_state(("queued",), state="stopped", ended=time.time(), reason="Stopped before it began."):
                return
            if folder.read_status(record).active and not any(each.name == "stop" for each in record.asked()):
                record.ask("stop", why)
        self._wake.set()

    def stop_and_wait(self, name: str) -> None:
        """Stop a run and return when no process works in it any more: after some 5 seconds at most."""
        self.stop(name)
        folder = folders.find_run(self.root, name)
        ended = time.monotonic() + STOP_LIMIT_SECONDS + 2
        while (status := folder.status()).active and time.monotonic() < ended:
            time.sleep(0.05)
            self._enforce_stop(status)

    def delete(self, name: str) -> None:
        """Move a run to the bin, where it stays for a day. A run that is going is stopped first."""
        self.stop_and_wait(name)
        folders.trash(folders.find_run(self.root, name))

    def ask(self, question: str, value: Any) -> Any:
        """What the standby answers. Blocks: a second or so once it is warm."""
        standby = self.standby
        if standby is None:
            raise RunError("The worker process is still starting. Try again in a moment.")
        return standby.ask(question, value)

    # The watch

    def _watch(self) -> None:
        while not self._closing.is_set():
            self.tick()
            self._wake.wait(TICK_SECONDS)
            self._wake.clear()

    def tick(self) -> None:
        """One look around: bury the dead, end what will not stop, start what waits, keep a standby warm."""
        if not self._hold_lock():
            return
        self._bury()
        statuses = self.index.statuses()
        active = [status for status in statuses if status.active]
        for status in active:
            self._enforce_stop(status)
        waiting = self.index.queue()
        if waiting:
            self._make_way(active)
        for status in waiting[: max(0, self.max_workers - len([each for each in active if not each.in_terminal]))]:
            self._launch(RunFolder(self.root / status.name))
        if (self.standby is None or self.standby.dead) and time.monotonic() > self._standby_due:
            self.standby = Standby()
            self._standby_due = time.monotonic() + STANDBY_DELAY_SECONDS
        folders.empty_trash(self.root, TRASH_SECONDS)

    def _hold_lock(self) -> bool:
        if self._lock_file:
            return True
        try:
            import fcntl
        except ImportError:  # Windows: one server a folder, said in the README
            return True
        file = open(self.root / ".launcher.lock", "w")  # noqa: SIM115 - held open for as long as the lock is
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            self._keep_standby_for_questions()
            return False
        self._lock_file = file
        return True

    def _keep_standby_for_questions(self) -> None:
        if self.standby is None or self.standby.dead:
            self.standby = Standby()

    def _launch(self, folder: RunFolder) -> None:
        standby = self.standby if self.standby and not self.standby.dead else Standby()
        self.standby = None
        self._standby_due = time.monotonic() + STANDBY_DELAY_SECONDS
        pid = standby.process.pid
        try:
            with folder.record() as record:
                born = process.started_at(pid)
                known = {"pid": pid, "pid_started": born, "host": process.HOST, "heartbeat": time.time()}
                record.drop_commands("Asked before the run began.", names=("pause", "resume", "stop", "save"))
                if not record.swap_state(("queued",), state="running", message="Starting", **known):
                    self.standby = standby
                    return
            standby.become(folder.path)
            self._children[folder.name] = standby
        except RunError:  # deleted, or the standby died, between two looks: the next tick decides again
            standby.dismiss()

    def _make_way(self, active: list[Status]) -> None:
        """A run that pauses while others wait gives its place up after a minute; it is saved and can be resumed."""
        for status in active:
            if status.state == "paused" and time.time() - status.paused > PAUSE_LIMIT_SECONDS:
                self.stop(status.name, "paused for a minute while others waited. Resume queues it again")

    def _enforce_stop(self, status: Status) -> None:
        folder = RunFolder(self.root / status.name)
        try:
            with folder.record() as record:
                asked = [command.time for command in record.asked() if command.name == "stop"]
                if asked and time.time() - asked[0] > STOP_LIMIT_SECONDS:
                    process.kill_group(status.pid, status.pid_started)
                    reason = "It did not stop within 5 seconds and was ended. It resumes from its last checkpoint."
                    record.put(state="stopped", reason=reason, ended=time.time(), message="")
                    record.drop_commands("Ended.")
        except RunError:
            return

    def _bury(self) -> None:
        """Collect the exit status of ended workers, and write down why one went without a word."""
        for name, child in list(self._children.items()):
            code = child.process.poll()
            if code is None:
                continue
            del self._children[name]
            try:
                with RunFolder(self.root / name).record() as record:
                    status = RunFolder(self.root / name).read_status(record)
                    reason = folders.lost_reason(status.memory_left, killed=code < 0)
                    record.swap_state(folders.ACTIVE, state="lost", reason=reason, ended=time.time(), message="")
            except RunError:
                continue


def launcher_lives(root: Path) -> bool:
    """Whether some server watches over the runs below `root` right now."""
    try:
        import fcntl

        with open(root / ".launcher.lock", "a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    except (ImportError, FileNotFoundError):
        return False


def default_workers() -> int:
    """As many runs at once as there are GPUs; without one, one less than the cores, and at least one."""
    if os.environ.get("GAN_CORE_WORKERS"):
        return max(1, int(os.environ["GAN_CORE_WORKERS"]))
    gpus = len(list(Path("/proc/driver/nvidia/gpus").glob("*"))) if Path("/proc/driver/nvidia/gpus").is_dir() else 0
    return gpus or max(1, (os.cpu_count() or 2) - 1)
