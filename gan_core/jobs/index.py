"""All runs of a folder with their status, read again only if something has changed. Thread-safe."""

import os
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gan_core.errors import RunError
from gan_core.jobs.bin import BIN
from gan_core.jobs.fair_queue import in_turns
from gan_core.jobs.folder import DAMAGED, NAME, UPLOADS, RunFolder, Status, folder_bytes, is_run

LOOK_SECONDS = 2.0
"""How long a change that another process made to a run that had ended may go unnoticed by `moving`."""
SIZE_SECONDS = 5.0
"""How long the size of a running job counts."""
Mark = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True)
class Usage:
    """Bytes on the disk: of runs, of deleted runs, of uploaded pictures."""

    runs: int
    bin: int
    uploads: int

    @property
    def total(self) -> int:
        return self.runs + self.bin + self.uploads


class RunIndex:
    """Remembers the status of runs that have ended by inode, time and size of their files; asks the others each time.

    `moving` looks at the others only, and at all of them every two seconds: what a thousand ended runs cost is a stat.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, tuple[Mark, Status]] = {}
        self._sizes: dict[str, tuple[Mark, float, int]] = {}
        self._changed: set[str] = set()
        self._root_mark, self._looked = 0, -1e9
        self._lock = threading.Lock()

    def statuses(self) -> list[Status]:
        """Every run's status, newest first."""
        with self._lock:
            self._look_at_all()
            return sorted((status for _, status in self._known.values()), key=lambda status: -status.created)

    def status_of(self, name: str) -> Status:
        """A run's status as it is now; of one that cannot be read that it is damaged."""
        return self._read(name)

    def run_bytes(self, name: str) -> int:
        """What one run takes on the disk."""
        path = os.path.join(self.root, name)
        with self._lock:
            self._sizes[path] = self._size(path)
            return self._sizes[path][2]

    def moving(self) -> list[Status]:
        """The status of every run that works, waits, or was lost, in no order: those a scheduler deals with."""
        with self._lock:
            if _root_mark(self.root) != self._root_mark or time.monotonic() - self._looked > LOOK_SECONDS:
                self._look_at_all()
            else:
                names = [name for name, (_, each) in self._known.items() if each.active or each.state == "queued"]
                for name in {*names, *self._changed}:
                    self._look_at(name)
            self._changed.clear()
            return [status for _, status in self._known.values() if _moves(status)]

    def changed(self, name: str) -> None:
        """Have `moving` look at this run the next time, though it had ended."""
        with self._lock:
            self._changed.add(name)

    def queue(self) -> list[Status]:
        """The runs that wait, the next to start first: owners take turns."""
        moving = self.moving()
        with self._lock:
            return in_turns(moving, [status for _, status in self._known.values()])

    def place_in_queue(self, name: str) -> int:
        """1 for the next to start; 0 for a run that does not wait."""
        waiting = [status.name for status in self.queue()]
        return waiting.index(name) + 1 if name in waiting else 0

    def _look_at_all(self) -> None:
        self._root_mark, self._looked = _root_mark(self.root), time.monotonic()
        names = [name for name in folders_in(self.root) if NAME.fullmatch(name)]
        for name in self._known.keys() - set(names):
            del self._known[name]
        for name in names:
            self._look_at(name)

    def _look_at(self, name: str) -> None:
        """Bring what is known of a run up to date."""
        record = os.path.join(self.root, name, "run.sqlite")
        mark, known = mark_of(record), self._known.get(name)
        if known and known[0] == mark and not known[1].active:
            return
        if mark[0] is None and not is_run(self.root / name):
            self._known.pop(name, None)
            return
        self._known[name] = (mark, self._read(name))

    def _read(self, name: str) -> Status:
        folder = RunFolder(self.root / name)
        try:
            return folder.status()
        except RunError as error:
            reason = str(error)
        except Exception as error:  # the last stop: one folder, whatever is in it, takes nobody else's list away
            reason = f"This run cannot be read ({type(error).__name__}). It can be deleted."
        return Status(name=name, title=name, state=DAMAGED, created=folder.changed(), reason=reason)

    def misnamed(self) -> list[str]:
        """Folders that hold a run and whose names no address can hold, such as "run copy", in alphabetical order."""
        return sorted(name for name in folders_in(self.root) if not NAME.fullmatch(name) and is_run(self.root / name))

    def usage(self) -> Usage:
        """What runs, deleted runs and uploads take on the disk."""
        with self._lock:
            sizes: dict[str, tuple[Mark, float, int]] = {}
            totals = {}
            for place in (self.root, self.root / BIN):
                paths = [os.path.join(place, name) for name in folders_in(place)]
                sizes |= {path: self._size(path) for path in paths}
                totals[place] = sum(sizes[path][2] for path in paths)
            self._sizes = sizes
        return Usage(totals[self.root], totals[self.root / BIN], folder_bytes(self.root / UPLOADS))

    def size_bytes(self) -> int:
        """What all runs, deleted runs and uploads take on the disk."""
        return self.usage().total

    def _size(self, path: str) -> tuple[Mark, float, int]:
        """Measured again when the run has changed, and at most every five seconds."""
        mark, now = mark_of(os.path.join(path, "run.sqlite")), time.monotonic()
        known = self._sizes.get(path)
        if known and (known[0] == mark or now - known[1] < SIZE_SECONDS):
            return known
        return mark, now, folder_bytes(Path(path))


@lru_cache(maxsize=8)
def shared_index(root: Path) -> RunIndex:
    """One memory of all runs of a folder for everybody in this process."""
    return RunIndex(root)


def _moves(status: Status) -> bool:
    return status.active or status.state in ("queued", "lost")


def folders_in(place: Path) -> list[str]:
    """The names of the folders in `place` that are not hidden; none where it cannot be read."""
    try:
        with os.scandir(place) as entries:
            return [entry.name for entry in entries if not entry.name.startswith(".") and entry.is_dir()]
    except OSError:
        return []


def _root_mark(root: Path) -> int:
    """Changes when a folder comes or goes."""
    try:
        return os.stat(root).st_mtime_ns
    except OSError:
        return 0


def mark_of(record: str) -> Mark:
    marks: list[tuple[int, int, int] | None] = []
    for file in (record, record + "-wal"):
        try:
            stat = os.stat(file)
            marks.append((stat.st_ino, stat.st_mtime_ns, stat.st_size))
        except OSError:
            marks.append(None)
    return tuple(marks)
