"""A run as one zip."""

import io
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from gan_core.errors import RunError
from gan_core.jobs.database import open_for_reading
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.status import damaged_words
from gan_core.store.machine_settings import FILE as MACHINE

LEFT_OUT = {"run.sqlite", "run.sqlite-wal", "run.sqlite-shm", ".reserve", MACHINE}


def archive(folder: RunFolder) -> bytes:
    """Everything in the run's folder, its record consistent in itself. Raises RunError when the run is gone."""
    if not folder.exists():
        raise RunError("This run no longer exists: it has been deleted.")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1, strict_timestamps=False) as packed:
        packed.writestr(f"{folder.name}/run.sqlite", _record_now(folder.record_path))
        for path in sorted(_own_files(folder.path)):
            inside = path.relative_to(folder.path)
            hidden = any(part.startswith(".") for part in inside.parts) or path.suffix == ".part"
            if hidden or inside.name in LEFT_OUT:
                continue
            try:
                packed.write(path, f"{folder.name}/{inside.as_posix()}")
            except FileNotFoundError:  # an old checkpoint that a newer one has just replaced
                continue
    return out.getvalue()


def _own_files(folder: Path) -> Iterator[Path]:
    """Every file below `folder`. Links are not followed: what they point to is not this run's."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if not path.is_symlink() and path.is_file():
                yield path


def _record_now(path: Path) -> bytes:
    """A copy of the SQLite file that is right even while a worker writes to it."""
    try:
        with closing(open_for_reading(path)) as source, closing(sqlite3.connect(":memory:")) as copy:
            source.backup(copy)
            return copy.serialize()
    except sqlite3.Error as error:
        raise RunError(damaged_words(str(error))) from error
