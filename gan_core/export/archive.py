"""A run as one zip, to send to a friend."""

import io
import sqlite3
import zipfile
from pathlib import Path

from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder

LEFT_OUT = {"run.sqlite", "run.sqlite-wal", "run.sqlite-shm", ".reserve"}


def archive(folder: RunFolder) -> bytes:
    """Everything in the run's folder, its record as one consistent moment. Raises RunError when the run is gone."""
    if not folder.exists():
        raise RunError("This run is gone: it was deleted meanwhile.")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr(f"{folder.name}/run.sqlite", _record_now(folder.record_path))
        for path in sorted(folder.path.rglob("*")):
            inside = path.relative_to(folder.path)
            hidden = any(part.startswith(".") for part in inside.parts) or path.suffix == ".part"
            if hidden or inside.name in LEFT_OUT or not path.is_file():
                continue
            try:
                packed.write(path, f"{folder.name}/{inside.as_posix()}")
            except FileNotFoundError:  # an old checkpoint that a newer one has just replaced
                continue
    return out.getvalue()


def _record_now(path: Path) -> bytes:
    """A copy of the SQLite file that is right even while a worker writes to it."""
    with sqlite3.connect(path) as source:
        copy = sqlite3.connect(":memory:")
        source.backup(copy)
        content = copy.serialize()
        copy.close()
    source.close()
    return content
