"""The scheduler: closes runs of dead workers, ends unresponsive ones and starts queued runs, through an executor."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from gan_core.errors import RunError
from gan_core.jobs import folder as folders
from gan_core.jobs import lock
from gan_core.jobs.bin import empty_trash, remove_leftovers
from gan_core.jobs.executor import Executor, Handle
from gan_core.jobs.folder import RunFolder, Status
from gan_core.jobs.index import RunIndex
from gan_core.jobs.uploads import KEEP_SECONDS, remove_unused_uploads
from gan_core.steps import step_folders
from gan_core.store import atomic

LOCK = ".launcher.lock"
STOP_LIMIT_SECONDS = 5.0
PAUSE_LIMIT_SECONDS = 60.0
OTHERS_WAITED = (
    "It was paused for a minute while others waited, so it gave up its place. It has been saved and can be resumed."
)
TRASH_SECONDS = 24 * 3600
VOUCH_SECONDS = 1.0
"""How often the heartbeat of a run is renewed whose worker was started and has not claimed it yet."""
MOST_PATIENCE = 10_000
STUMBLE_SECONDS = 30.0
REFUSED_SECONDS = 1.0
"""How long a run waits that the executor could not take."""
TIDY_SECONDS = 60.0
UPLOADS_SECONDS = 3600.0
EARLIER_LIFE = ("pause", "resume", "stop", "save", "step", "d_step", "g_step")
"""Commands that mean a moment; those left over from before a start are answered, not obeyed. `set` still holds."""

LOG = logging.getLogger(__name__)


class Scheduler:
    """The watch over one folder of runs. Several servers may share it: whoever holds its lock starts the runs."""

    def __init__(self, root: Path, max_workers: int | None, index: RunIndex, executor: Executor) -> None:
        self.root, self.index, self.executor = root, index, executor
        self._max_workers = max_workers
        self.patience = Patience()
        self._children: list[Child] = []
        self._stumbled: dict[str, float] = {}
        self._tidied: set[tuple[str, float]] = set()
        self._known_places: dict[tuple[str, float], int] = {}
        self._tidy_due = self._uploads_due = 0.0
        self._lock_file: Any = None

    @property
    def max_workers(self) -> int:
        """How many runs may work at once: what was asked for, else what the executor has now."""
        return self._max_workers or self.executor.num_workers

    def tick(self) -> None:
        """One look around."""
        if not self.hold_lock():
            self.executor.keep_ready()  # for questions only
            return
        self._bury()
        moving = self.index.moving()
        active = [status for status in moving if status.active]
        self._tidy_lost([status for status in moving if status.state == "lost"])
        for status in active:
            self._survive(status.name, self.enforce_stop, status)
        ours = [status for status in active if not status.in_terminal]
        queue = self.index.queue() if any(each.state == "queued" for each in moving) else []
        waiting = [each for each in queue if time.monotonic() > self._stumbled.get(each.name, 0.0)]
        if waiting:
            for status in ours:
                self._survive(status.name, make_way, self.root, [status], self.patience)
        for status in self._that_fit(waiting, ours) if waiting else ():
            self._survive(status.name, self.launch, RunFolder(self.root / status.name))
        self.executor.keep_ready()
        if time.monotonic() > self._tidy_due:
            self._tidy_due = time.monotonic() + TIDY_SECONDS
            empty_trash(self.root, TRASH_SECONDS)
            remove_leftovers(self.root, TRASH_SECONDS)
        if time.monotonic() > self._uploads_due:
            self._uploads_due = time.monotonic() + UPLOADS_SECONDS
            remove_unused_uploads(self.root, KEEP_SECONDS)

    def _that_fit(self, waiting: list[Status], working: list[Status]) -> list[Status]:
        """The first of those that wait, as long as there is room: whoever needs much room is not passed by others.

        A run of more processes than there are places takes them all.
        """
        most = self.max_workers
        room = most - sum(min(most, self._places(each)) for each in working)
        found: list[Status] = []
        for status in waiting:
            room -= min(most, self._places(status))
            if room < 0:
                break
            found.append(status)
        return found

    def _places(self, status: Status) -> int:
        """How many places a run takes; 1 where its settings cannot be read, which its worker will say."""
        key = (status.name, status.queued)
        if key not in self._known_places:
            if len(self._known_places) > MOST_PATIENCE:
                self._known_places.clear()
            try:
                self._known_places[key] = self.executor.places(RunFolder(self.root / status.name).config())
            except RunError:
                self._known_places[key] = 1
        return self._known_places[key]

    def _survive(self, name: str, act: Callable[..., None], *values: Any) -> None:
        """Do something to a run; one that it cannot be done to is left alone for a while, and the others continue."""
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
        try:
            self._lock_file = lock.take(self.root / LOCK)
        except OSError:  # nothing can be started in a folder that cannot be written to
            return False
        return self._lock_file is not None

    def close(self) -> None:
        """Let go: what waits for a run ends, runs continue."""
        self.executor.close()
        if self._lock_file:
            self._lock_file.close()

    @property
    def in_charge(self) -> bool:
        """Whether this one starts the runs here."""
        return self._lock_file is not None

    def launch(self, folder: RunFolder) -> None:
        """Have a worker started for a queued run; it claims the run with a ticket that nobody else has.

        A run whose folder a worker still holds waits until that has ended.
        """
        if folder.is_held():
            return
        ticket = uuid4().hex
        known: dict[str, Any] = {
            "ticket": ticket,
            "pid": 0,
            "host": "",
            "folder_inode": folder.inode(),
            "in_terminal": False,
        }
        with folder.record() as record:
            record.drop_commands("Requested before the run started.", names=EARLIER_LIFE)
            known |= {"heartbeat": time.time(), "message": "Starting"}
            if not record.swap_state(("queued",), state="running", **known):
                return  # stopped or taken meanwhile
            try:
                handle = self.executor.spawn(folder.path, ticket)
                self._children.append(Child(folder.name, ticket, handle))  # an earlier worker of it may still be ending
            except Exception as error:  # nobody will claim it: it waits for the next look
                why = str(error) if isinstance(error, RunError) else ""
                record.swap_state(folders.ACTIVE, if_pid=0, state="queued", message="", reason=why)
                if not isinstance(error, RunError):
                    raise
                self._stumbled[folder.name] = time.monotonic() + REFUSED_SECONDS

    def enforce_stop(self, status: Status) -> None:
        """End the worker of a run that was asked to stop 5 seconds ago and has not."""
        ours = (child.handle for child in self._children if status.ticket and child.ticket == status.ticket)
        handle = next(ours, None) or self.executor.attach(status)
        enforce_stop(RunFolder(self.root / status.name), handle, self.patience)

    def _bury(self) -> None:
        """Write down why a worker has gone without a word; vouch for those that have not claimed their run yet."""
        for child in list(self._children):
            code = child.handle.poll()
            if code is None and (child.claimed or time.monotonic() < child.vouched + VOUCH_SECONDS):
                continue
            if code is not None:
                self._children.remove(child)
            folder = RunFolder(self.root / child.name)
            try:
                with folder.record() as record:
                    status = folder.read_status(record)
                    if status.ticket != child.ticket:
                        child.claimed = True  # by somebody else, who looks after it
                    elif code is not None:
                        reason = folders.lost_reason(status.memory_left, killed=code < 0)
                        record.swap_state(folders.ACTIVE, state="lost", reason=reason, ended=time.time(), message="")
                    elif status.pid or not status.active:
                        child.claimed = True
                    else:
                        record.put(heartbeat=time.time())
                        child.vouched = time.monotonic()
            except (RunError, OSError):
                continue

    def _tidy_lost(self, lost: list[Status]) -> None:
        """Bring back the checkpoint that a killed worker was just replacing: once for each time that it was lost."""
        for status in lost:
            if (status.name, status.started) not in self._tidied:
                self._tidied.add((status.name, status.started))
                self._survive(status.name, atomic.sweep, RunFolder(self.root / status.name).checkpoints)


@dataclass(eq=False)
class Child:
    """A worker that was started here, with its run and the ticket of its launch."""

    name: str
    ticket: str
    handle: Handle
    claimed: bool = False
    vouched: float = field(default_factory=time.monotonic)


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


def enforce_stop(folder: RunFolder, handle: Handle, patience: Patience) -> None:
    """End the worker that was asked to stop 5 seconds ago and has not."""
    try:
        with folder.record() as record:
            asked = [command.id for command in record.asked() if command.name == "stop"]
            if asked and patience.seconds(folder.path, "stop", asked[0]) > STOP_LIMIT_SECONDS:
                handle.kill()
                saved = step_folders(folder.checkpoints)
                after = "It resumes from its last checkpoint." if saved else "It had not saved anything yet."
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


def scheduler_lives(root: Path) -> bool:
    """Whether some server watches over the runs below `root` right now."""
    return lock.is_held(root / LOCK)
