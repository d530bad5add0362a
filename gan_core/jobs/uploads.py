"""Pictures that users uploaded, stored next to the runs and deleted once no run refers to them."""

import os
import time
from contextlib import suppress
from pathlib import Path

from gan_core.jobs.bin import BIN
from gan_core.places import UPLOADS
from gan_core.store.machine_settings import FILE as MACHINE

KEEP_SECONDS = 24 * 3600
"""How long an upload waits for its run: its form may still be open."""
PRESSED_SECONDS = 3600
"""How long it waits where room is wanted."""


def keep_upload(path: Path) -> bool:
    """Count the upload at `path` as used just now; False where it is gone."""
    try:
        os.utime(path)
    except OSError:
        return False
    return True


def remove_unused_uploads(root: Path, older_than_seconds: float) -> None:
    """Remove the uploads below `root` that no run names in its settings, be it in the bin, and nobody used lately."""
    old: list[Path] = []
    if (root / UPLOADS).is_symlink():  # what lies there is not ours alone
        return
    for path in (root / UPLOADS).glob("*.zip"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > older_than_seconds:
                old.append(path)
    if not old:
        return
    wanted = {path for text in _settings(root) for path in old if path.name.encode() in text}
    for path in old:
        if path not in wanted:
            with suppress(OSError):
                path.unlink()


def _settings(root: Path) -> list[bytes]:
    """What stands in the settings of every run, whatever its folder is called."""
    found = []
    for place in (root, root / BIN):
        for name in ("config.json", MACHINE):
            for path in place.glob(f"*/{name}"):
                with suppress(OSError):
                    found.append(path.read_bytes())
    return found
