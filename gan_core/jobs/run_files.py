"""The files of a run as they travel between two machines: by checked names, in pieces, and whole where they arrive."""

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gan_core.errors import CheckpointError, RunError
from gan_core.jobs.cluster import strings
from gan_core.jobs.folder import NAME, RunFolder
from gan_core.places import UPLOADS
from gan_core.store import atomic
from gan_core.store.machine_settings import FILE as MACHINE
from gan_core.store.model_ref import REF, resolve
from gan_core.store.own_files import own_path

PIECE_BYTES = 8 * 2**20
"""What one message carries of a file."""
INCOMING = ".incoming"
"""Where files lie that are still arriving."""
LOG = "worker.log"
NOT_SENT = ("samples", "run.sqlite", "run.sqlite-wal", "run.sqlite-shm", "run.sqlite-journal", LOG)
"""Of a run's folder: what passes through the sink by other calls than files."""
NOT_TAKEN = (*NOT_SENT, "config.json", MACHINE)
"""What no worker elsewhere may replace."""
UPLOAD_NAME = re.compile(rb"upload-[0-9a-f]+\.zip")
PART = re.compile(r"[^./\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]{0,119}")
MOST_PARTS = 6


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a file's name with slashes. Raises RunError for one that could lead out of the folder it is for."""
    parts = tuple(name.split("/"))
    if not 0 < len(parts) <= MOST_PARTS or not all(PART.fullmatch(part) for part in parts):
        raise RunError(f"A worker elsewhere named a file that cannot be part of a run: {name[:80]!r}.")
    return parts


def files_in(folder: Path) -> dict[str, os.stat_result]:
    """Every file of a run that a worker elsewhere needs or has made, by its name with slashes; links are none."""
    found = {}
    for place, folders, files in os.walk(folder):
        inside = Path(place).relative_to(folder)
        kept = [name for name in folders if not name.startswith(".") and not (Path(place) / name).is_symlink()]
        folders[:] = [name for name in kept if inside.parts or name not in NOT_SENT]
        for name in files:
            path = Path(place) / name
            if name.startswith(".") or (not inside.parts and name in NOT_SENT) or path.is_symlink():
                continue
            with suppress(OSError):
                found[(inside / name).as_posix()] = path.stat()
    return found


def needed(folder: RunFolder) -> dict[str, int]:
    """What a worker elsewhere begins with, by name below the folder of all runs, each with its number of bytes.

    The run's own files, the models of other runs that its settings name, and the uploads that any of them refers to.
    """
    root = folder.path.parent
    found = {f"{folder.name}/{name}": stat.st_size for name, stat in files_in(folder.path).items()}
    for text in set(strings(folder.config())):
        parts = REF.fullmatch(text)
        if parts and NAME.fullmatch(parts["name"]) and parts["name"] != folder.name and (root / parts["name"]).is_dir():
            with suppress(CheckpointError):  # the job says it in its own words
                place = resolve(text)
                if place.is_relative_to(root):
                    where = place.relative_to(root).as_posix()
                    found |= {f"{where}/{name}": stat.st_size for name, stat in files_in(place).items()}
    uploads = {name.decode() for text in _texts(root, found) for name in UPLOAD_NAME.findall(text)}
    if uploads and not (root / UPLOADS).is_symlink():
        paths = [root / UPLOADS / name for name in sorted(uploads)]
        found |= {f"{UPLOADS}/{path.name}": path.stat().st_size for path in paths if path.is_file()}
    return found


def _texts(root: Path, names: dict[str, int]) -> Iterator[bytes]:
    for name in names:
        if name.endswith(".json"):
            yield (root / name).read_bytes()


def read_piece(path: Path, offset: int) -> bytes:
    """At most PIECE_BYTES of the file, from `offset` on."""
    with open(path, "rb") as file:
        file.seek(offset)
        return file.read(PIECE_BYTES)


class Arrivals:
    """Files on their way into the folder of a run: nothing of them is seen there before all of it has come."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.place = folder, folder / INCOMING
        shutil.rmtree(self.place, ignore_errors=True)

    def add_piece(self, name: str, offset: int, data: bytes) -> None:
        """The next piece of a file. Raises RunError for a name that is no file of a job."""
        parts = self._own(name)
        path = self.place.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "r+b" if offset else "wb") as file:
            file.seek(offset)
            file.write(data)

    def take(self, names: list[str]) -> None:
        """Put files that have come into their places. A folder all of whose files are new appears in one step."""
        places = Counter(name.rpartition("/")[0] for name in names)
        for name in names:
            path = self.place.joinpath(*self._own(name))
            with open(path, "rb") as file:
                os.fsync(file.fileno())
        for place, count in places.items():
            target = own_path(self.folder, *place.split("/")) if place else self.folder
            come = self.place.joinpath(*place.split("/")) if place else self.place
            here = [each for each in names if each.rpartition("/")[0] == place]
            there = [path.name for path in target.iterdir()] if place and target.is_dir() else []
            if place and count >= len(there) and {Path(each).name for each in here} >= set(there):
                _replace_folder(come, target)
            else:
                target.mkdir(parents=True, exist_ok=True)
                for name in here:
                    os.replace(self.place.joinpath(*name.split("/")), target / Path(name).name)
        shutil.rmtree(self.place, ignore_errors=True)

    def remove(self, names: list[str]) -> None:
        """Remove files that the job has removed, and folders that are empty then."""
        for name in names:
            path = own_path(self.folder, *self._own(name))
            path.unlink(missing_ok=True)
            while (path := path.parent) != self.folder:
                with suppress(OSError):  # others are in it
                    path.rmdir()

    def _own(self, name: str) -> tuple[str, ...]:
        parts = parts_of(name)
        if parts[0] in NOT_TAKEN:
            raise RunError(f"A worker elsewhere may not replace {parts[0]}.")
        return parts


def _replace_folder(come: Path, target: Path) -> None:
    with atomic.new_folder(target) as new:
        for path in sorted(come.iterdir()):
            if path.is_file():
                os.replace(path, new / path.name)
