"""A job's folder: settings, record, pictures and checkpoints. It holds everything known of a run."""

import json
import os
import re
import time
from contextlib import nullcontext, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from gan_core.errors import RunError
from gan_core.jobs import lock, process
from gan_core.jobs.record import Record
from gan_core.jobs.status import ACTIVE, DAMAGED, ENDED, STATES, Status, read_values
from gan_core.places import UPLOADS
from gan_core.steps import holds
from gan_core.store import atomic
from gan_core.store.machine_settings import as_here, write_machine

__all__ = ["ACTIVE", "DAMAGED", "ENDED", "STATES", "UPLOADS", "RunFolder", "Status"]

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
RESERVE_BYTES = 256 * 1024
HEARTBEAT_LIMIT_SECONDS = 30
MOST_BEATS = 1000


class RunFolder:
    """A run on disk. Cheap to make; every call opens and closes the record unless the caller holds it open."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path).absolute()

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def record_path(self) -> Path:
        return self.path / "run.sqlite"

    @property
    def samples(self) -> Path:
        return self.path / "samples"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def reserve(self) -> Path:
        return self.path / ".reserve"

    @property
    def lock_path(self) -> Path:
        return self.path / ".lock"

    def exists(self) -> bool:
        return os.path.isfile(self.record_path)

    def inode(self) -> int:
        """The number of the folder on its disk: a renamed folder keeps it, a copy has its own. 0 where it is gone."""
        try:
            return self.path.stat().st_ino
        except OSError:
            return 0

    def changed(self) -> float:
        """When the folder was last changed, in seconds since 1970; 0 where it is gone."""
        try:
            return self.path.stat().st_mtime
        except OSError:
            return 0.0

    def is_held(self, patience_seconds: float = 0.0) -> bool:
        """Whether a worker has its lock on this folder, still after `patience_seconds`."""
        ended = time.monotonic() + patience_seconds
        while (held := lock.is_held(self.lock_path)) and time.monotonic() < ended:
            time.sleep(0.01)
        return held

    @classmethod
    def create(
        cls, path: Path, config: dict[str, Any], *, title: str, state: str = "queued", **status: Any
    ) -> "RunFolder":
        """A new run. Raises RunError where a run or other files are already there."""
        if path.exists() and any(path.iterdir()):
            raise RunError(f"{path} already holds files: choose another folder, or --resume it if it is a run.")
        # Whoever looks meanwhile sees all of it or nothing; one that is there already may be where a disk is mounted.
        with nullcontext(path) if path.exists() else atomic.new_folder(path) as new:
            folder = cls(new)
            folder.samples.mkdir()
            folder.checkpoints.mkdir()
            atomic.write_json(new / "config.json", config)
            with Record(folder.record_path, create=True) as record:
                record.put(state=state, title=title, created=time.time(), queued=time.time(), **status)
        return cls(path)

    def config(self) -> dict[str, Any]:
        """The settings as they were at the start; only paths, device and threads are as they are here now."""
        if (self.path / "config.json").is_symlink():
            raise RunError(f"The settings of run {self.name} are elsewhere: only files in its own folder are read.")
        try:
            values = json.loads((self.path / "config.json").read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            why = error.strerror if isinstance(error, OSError) else "they are not JSON, or nested too deeply"
            raise RunError(f"The settings of run {self.name} cannot be read: {why}.") from error
        if not isinstance(values, dict):
            raise RunError(f"The settings of run {self.name} cannot be read: they are not a JSON object.")
        return as_here(values, self.path)

    def change_machine(self, changes: dict[str, Any]) -> str:
        """Let machine-bound settings hold from the next start on; the log says so, in the words that come back."""
        write_machine(self.path, changes)
        words = "On this machine from now on: " + ", ".join(f"{name} = {value}" for name, value in changes.items())
        with self.record() as record:
            record.log(self.read_status(record).step, "change", words)
        return words

    def record(self) -> Record:
        return Record(self.record_path)

    def status(self) -> Status:
        """The present status. A run whose process is gone is `lost`, whatever its record says."""
        with Record(self.record_path, reading=True) as record:
            return self.read_status(record)

    def read_status(self, record: Record) -> Status:
        """As `status`, through an open record."""
        status = read_values(self.name, record.status())
        if status.active and not self._worker_lives(status):
            return replace(status, state="lost", reason=status.reason or lost_reason(status.memory_left))
        return status

    def _worker_lives(self, status: Status) -> bool:
        """By its lock or else by its process; a copy of the folder is not what that process works on.

        Of a process on another machine only the heartbeat is known.
        """
        if self.is_held():
            return True
        if status.folder_inode not in (0, self.inode()):
            return False
        if status.ticket and not status.pid:  # launched, and not claimed yet: who launched it vouches for it
            return _heart_beats(self.record_path, status.heartbeat)
        return process.is_alive(asdict(status)) or (
            status.host not in ("", process.HOST) and _heart_beats(self.record_path, status.heartbeat)
        )

    def facts(self) -> dict[str, Any]:
        """What was said to hold of the whole job."""
        return self.status().facts or {}

    def rows_until(self, step: int) -> list[dict[str, float]]:
        """The values of the curves up to `step`, oldest first."""
        with self.record() as record:
            return [values for _, at, *_, values in record.rows() if at <= step]

    def ask(self, name: str, value: Any = None) -> int:
        """Leave a command for the worker; returns its number."""
        with self.record() as record:
            return record.ask(name, value)

    def ask_once(self, name: str, value: Any = None) -> None:
        """Leave a command unless the same still waits."""
        with self.record() as record:
            if not any(command.name == name for command in record.asked()):
                record.ask(name, value)

    def owns_picture(self, file: str) -> bool:
        """Whether that picture is there, and neither it nor its folder is a link to elsewhere."""
        return not self.samples.is_symlink() and holds(self.samples, file)

    def forget_after(self, step: int, record: Record) -> None:
        """Remove rows and pictures past `step`: what comes next takes their place."""
        for file in record.cut_after(step):
            (self.samples / file).unlink(missing_ok=True)

    def readable(self) -> bool:
        """Whether the record can be read; a damaged run can still be deleted."""
        try:
            self.status()
        except RunError:
            return False
        return True

    def reserve_room(self) -> None:
        """Keep a little room on the disk, given back by `free_reserve` so that the last words can still be written."""
        atomic.write_bytes(self.reserve, b"\0" * RESERVE_BYTES)

    def free_reserve(self) -> None:
        self.reserve.unlink(missing_ok=True)

    def size_bytes(self) -> int:
        """The bytes that all files of the run take."""
        return folder_bytes(self.path)


_beats: dict[Path, tuple[float, float]] = {}
"""The last heartbeat seen of each run that works elsewhere, and when it was first seen, by this machine's steady clock.

Another machine's clock may be set otherwise: once two heartbeats were seen, only that they change counts.
"""


def _heart_beats(record: Path, heartbeat: float) -> bool:
    now = time.monotonic()
    before, since = _beats.get(record, (heartbeat, None))
    if since is None:
        since = now if abs(time.time() - heartbeat) < HEARTBEAT_LIMIT_SECONDS else now - HEARTBEAT_LIMIT_SECONDS
    elif before != heartbeat:
        since = now
    if len(_beats) > MOST_BEATS:
        _beats.clear()
    _beats[record] = (heartbeat, since)
    return now - since < HEARTBEAT_LIMIT_SECONDS


def lost_reason(memory_left: float, killed: bool = False) -> str:
    """Why a worker is gone without a word, as well as can be known."""
    if memory_left < 0.05:
        return "Its process was killed from outside, probably because the machine ran out of memory."
    return (
        "Its process was killed from outside."
        if killed
        else "Its process ended without a message: it was killed, or the machine restarted."
    )


def is_run(path: Path) -> bool:
    """Whether the folder `path` holds a run, be it a damaged one."""
    return os.path.isfile(path / "run.sqlite") or os.path.isfile(path / "config.json")


def runs_in(root: Path) -> list[RunFolder]:
    """Every run below `root` that has a record, in no order. Folders that are no runs are left out."""
    if not root.is_dir():
        return []
    return [RunFolder(path) for path in root.iterdir() if NAME.fullmatch(path.name) and RunFolder(path).exists()]


def find_run(root: Path, name: str) -> RunFolder:
    """The run called `name` below `root`. Raises RunError for a name that is none of ours, before touching the disk."""
    if not NAME.fullmatch(name) or not is_run(root / name):
        raise no_such_run(name)
    return RunFolder(root / name)


def no_such_run(name: str) -> RunError:
    return RunError(f"There is no run called {name!r} here. It may have been deleted.")


def folder_bytes(path: Path) -> int:
    """The bytes that all files below `path` take; what a link points to is not counted."""
    total = 0
    for place, _, names in os.walk(path):  # unlike rglob it does not mind a folder that vanishes meanwhile
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
    return total


def new_name(root: Path, stem: str) -> str:
    """A free folder name made from `stem`, the time and a few random letters."""
    slug = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:40] or "run"
    while True:  # thirty who press at once meet now and then
        name = f"{slug}-{time.strftime('%m%d-%H%M%S')}-{uuid4().hex[:4]}"
        if not os.path.lexists(root / name):
            return name
