"""All runs of a folder with their status, read again only where something changed. Safe for many threads."""

import threading
from pathlib import Path

from gan_core.errors import RunError
from gan_core.jobs.folder import UPLOADS, Status, runs_in


class RunIndex:
    """Remembers the status of ended runs by the times of their files; asks the others anew each time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, tuple[tuple, Status]] = {}
        self._sizes: dict[str, tuple[tuple, int]] = {}
        self._lock = threading.Lock()

    def statuses(self) -> list[Status]:
        """Every run's status, newest first."""
        with self._lock:
            found = {}
            for folder in runs_in(self.root):
                known = self._known.get(folder.name)
                mark = _mark(folder.record_path)
                if known and known[0] == mark and not known[1].active:
                    found[folder.name] = known
                    continue
                try:
                    found[folder.name] = (mark, folder.status())
                except RunError as error:
                    found[folder.name] = (
                        mark,
                        Status(name=folder.name, title=folder.name, state="failed", reason=str(error)),
                    )
            self._known = found
            return sorted((status for _, status in found.values()), key=lambda status: -status.created)

    def queue(self) -> list[Status]:
        """The runs that wait, the next to start first."""
        return sorted((each for each in self.statuses() if each.state == "queued"), key=lambda status: status.queued)

    def place_in_queue(self, name: str) -> int:
        """1 for the next to start; 0 for a run that does not wait."""
        waiting = [status.name for status in self.queue()]
        return waiting.index(name) + 1 if name in waiting else 0

    def size_bytes(self) -> int:
        """What all runs, deleted runs and uploads take on the disk."""
        with self._lock:
            sizes = {}
            for folder in [*runs_in(self.root), *runs_in(self.root / ".trash")]:
                mark = (str(folder.path), *_mark(folder.record_path))
                known = self._sizes.get(str(folder.path))
                sizes[str(folder.path)] = known if known and known[0] == mark else (mark, folder.size_bytes())
            self._sizes = sizes
            uploads = sum(file.stat().st_size for file in (self.root / UPLOADS).glob("*.zip"))
            return uploads + sum(size for _, size in sizes.values())


def _mark(path: Path) -> tuple:
    marks = []
    for file in (path, path.with_name(path.name + "-wal")):
        try:
            stat = file.stat()
            marks.append((stat.st_mtime_ns, stat.st_size))
        except FileNotFoundError:
            marks.append(None)
    return tuple(marks)
